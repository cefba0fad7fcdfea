"""What is put aside comes back, whether the disk takes it or not."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml import grid
from xlperf.ooxml.aside import Aside
from xlperf.ooxml.grid import Grid

ROWS = [f'<row r="{number}" ht="20"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 8)]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_come_back_in_any_order(texts: list[str]) -> None:
    aside = Aside()
    places = [aside.put(text) for text in texts]
    assert [aside.get(place) for place in reversed(places)] == texts[::-1]
    places += [aside.put(text) for text in texts]
    assert [aside.get(place) for place in places] == texts * 2


class _FullDisk:
    """Takes three bytes, and then none."""

    def __init__(self) -> None:
        self._left = 3

    def seek(self, _place: int) -> None:
        """Go anywhere."""

    def close(self) -> None:
        """Nothing to do."""

    def write(self, data: bytes) -> int:
        if not self._left:
            raise OSError(28, "no space left")
        self._left, written = 0, min(self._left, len(data))
        return written


def test_what_a_full_disk_does_not_take_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: _FullDisk())
    aside = Aside()
    assert [aside.get(aside.put(text)) for text in ("王平镇", "绩效", "")] == ["王平镇", "绩效", ""]


def test_without_a_folder_for_temporary_files_all_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    aside = Aside()
    assert aside.get(aside.put("自评表")) == "自评表"


def test_a_long_sheet_lies_on_the_disk_and_is_written_as_it_came(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(grid, "LONG", 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    long = Grid.parse(ROWS)
    assert long.render() == "".join(ROWS)
    long.set_row(5, ' ht="30"', {1: '"><v>50</v></c>'})
    long.put(6, 2, '"><v>60</v></c>')
    changed = list(ROWS)
    changed[4] = '<row r="5" ht="30"><c r="A5"><v>50</v></c></row>'
    changed[5] = '<row r="6" ht="20"><c r="A6"><v>6</v></c><c r="B6"><v>60</v></c></row>'
    assert long.render() == "".join(changed)
    assert [row.peek() for _, row in long.copy().rows()] == [row.peek() for _, row in long.rows()]
