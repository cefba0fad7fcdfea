"""When a version was last saved: what can be believed, and what cannot."""

from datetime import UTC, datetime, timedelta

import pytest

from xlperf.steps.dating import dated, dating_findings, file_time
from xlperf.steps.journal import Receipt

#: The template is made on the 1st of December, the file taken in on the 21st of January.
ISSUED = datetime(2021, 12, 1, tzinfo=UTC)
RECEIVED = datetime(2022, 1, 21, 8, tzinfo=UTC)
YEARS = timedelta(days=4000)
NEVER = None


def at(text: str | None) -> datetime | None:
    """A day of that winter; + and - for a clock that is years off."""
    if text in {"+", "-"}:
        return RECEIVED + YEARS if text == "+" else ISSUED - YEARS
    return datetime.fromisoformat(f"{text}T12:00:00+00:00") if text else None


@pytest.mark.parametrize(
    ("record", "file", "believed"),
    [
        #  record       file          believed
        ("2022-01-10", "2022-01-20", "2022-01-10"),  # sent on by WeChat: the file's date is that of the way
        ("2022-01-10", NEVER, "2022-01-10"),
        (NEVER, "2022-01-20", "2022-01-20"),  # no record
        ("-", "2022-01-20", "2022-01-20"),  # the record is the template's, or the clock was years behind
        ("+", "2022-01-20", "2022-01-20"),  # the clock was years ahead
        ("+", "+", "received"),
        ("-", "-", "received"),
        (NEVER, "+", "received"),
        (NEVER, NEVER, "received"),
        ("2022-01-21", "2022-01-21", "received"),  # four hours ahead: it was saved just before it was sent
        ("2022-01-22", NEVER, "received"),  # a day and four hours ahead
    ],
)
def test_the_last_save_is_the_workbooks_record_else_the_files_date_else_the_receipt(
    record: str | None, file: str | None, believed: str
) -> None:
    expected = RECEIVED if believed == "received" else at(believed)
    assert dated(at(record), at(file), RECEIVED, ISSUED).moment == expected


@pytest.mark.parametrize("record", ["2022-01-22", "2022-02-01", "+"])
def test_a_record_of_a_later_day_than_the_receipt_is_told(record: str) -> None:
    assert dated(at(record), None, RECEIVED, ISSUED).claimed == at(record)


@pytest.mark.parametrize("record", [NEVER, "-", "2022-01-20", "2022-01-21"])
def test_a_record_that_can_be_true_is_not_told(record: str | None) -> None:
    assert dated(at(record), at("+"), RECEIVED, ISSUED).claimed is None


def test_a_round_whose_template_has_no_record_believes_old_dates() -> None:
    assert dated(at("-"), None, RECEIVED).moment == at("-")


def test_where_nobody_noted_the_receipt_every_date_is_believed() -> None:
    assert dated(at("+"), None, None, ISSUED).moment == at("+")
    assert dated(None, at("-"), None, ISSUED).moment == at("-")


@pytest.mark.parametrize("seconds", [1e18, -1e18, float("inf"), float("nan")])
def test_a_file_can_have_a_date_that_no_calendar_has(seconds: float) -> None:
    assert file_time(seconds) is None


def test_what_was_not_believed_is_a_finding_about_the_file() -> None:
    receipt = Receipt(
        1,
        "0" * 64,
        "微信/东村.xlsx",
        10,
        "2022-01-21T08:00:00+00:00",
        "2022-01-21T08:00:00+00:00",
        "2035-06-01T00:00:00+00:00",
    )
    (found,) = dating_findings(receipt)
    assert (found.code, found.file) == ("F37", "微信/东村.xlsx")
    assert found.message == (
        "东村.xlsx记录的保存时间是 2035-06-01 08:00，晚于收到的时间 2022-01-21 16:00，不能作准；"
        "与其他版本比先后时按 2022-01-21 16:00"
    )


def test_a_file_whose_date_was_believed_is_not_spoken_of() -> None:
    moment = "2022-01-21T08:00:00+00:00"
    assert not list(dating_findings(Receipt(1, "0" * 64, "a.xlsx", 10, moment, moment)))
