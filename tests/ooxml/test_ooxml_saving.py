"""When a workbook was made and last saved."""

from datetime import UTC, datetime

import pytest

from xlperf.ooxml.saving import last_saved, saved_since_made

EVENING = datetime(2022, 5, 16, 22, 30, tzinfo=UTC)


def core(modified: str, created: str = "") -> bytes:
    """The properties of a package."""
    made = f"<dcterms:created>{created}</dcterms:created>" if created else ""
    return f'<p>{made}<dcterms:modified xsi:type="dcterms:W3CDTF">{modified}</dcterms:modified></p>'.encode()


@pytest.mark.parametrize(
    "text", ["2022-05-16T22:30:00Z", "2022-05-17T06:30:00+08:00", " 2022-05-16T22:30:00 "]
)
def test_the_last_save_is_told_in_universal_time(text: str) -> None:
    assert last_saved(core(text)) == EVENING


@pytest.mark.parametrize("text", ["", "去年", "2022-13-01T00:00:00Z", "0001-01-01T00:00:00+08:00"])
def test_what_is_no_moment_tells_nothing(text: str) -> None:
    assert last_saved(core(text)) is None
    assert saved_since_made(core(text)) is None


@pytest.mark.parametrize(
    ("created", "saved"),
    [
        ("", EVENING),
        ("2022-05-16T22:29:59Z", EVENING),
        ("2022-05-16T22:30:00Z", None),
        ("2026-01-01T00:00:00Z", None),
    ],
)
def test_the_stamp_of_what_was_never_saved_again_is_no_save(created: str, saved: datetime | None) -> None:
    assert saved_since_made(core("2022-05-16T22:30:00Z", created)) == saved


def test_without_a_record_there_is_none() -> None:
    assert last_saved(b"<p/>") is None
