"""Addresses are read and written as Excel writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml.refs import (
    MAX_COL,
    MAX_ROW,
    Area,
    Range,
    column_letters,
    column_number,
    compact_sqref,
    parse_ref,
    parse_sqref,
    ref,
)

rows = st.integers(1, MAX_ROW)
columns = st.integers(1, MAX_COL)
small_ranges = st.builds(
    lambda row, col, height, width: Range(row, col, row + height, col + width),
    *(st.integers(1, 12), st.integers(1, 6), st.integers(0, 4), st.integers(0, 3)),
)


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (MAX_COL, "XFD")],
)
def test_a_column_has_letters_and_letters_have_a_column(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == column_number(letters.lower()) == number


@given(rows, columns)
def test_writing_an_address_and_reading_it_gives_the_same_place(row: int, col: int) -> None:
    assert parse_ref(ref(row, col)) == (row, col)


@pytest.mark.parametrize("text", ["", "B", "3", "B0", "XFE1", "B1048577", "B3:C4", "3B", "b-3", "Ｂ3", "B３"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"不是单元格地址|没有这样的列"):
        parse_ref(text)


@pytest.mark.parametrize(("row", "col"), [(0, 1), (1, 0), (MAX_ROW + 1, 1), (1, MAX_COL + 1)])
def test_no_address_lies_outside_the_sheet(row: int, col: int) -> None:
    with pytest.raises(ValueError, match="超出工作表范围"):
        ref(row, col)


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("B3", (3, 2, 3, 2)),
        ("$B$3:D6", (3, 2, 6, 4)),
        ("D6:B3", (3, 2, 6, 4)),
        ("B6:D3", (3, 2, 6, 4)),
        ("3:6", (3, 1, 6, MAX_COL)),
        ("$D:$B", (1, 2, MAX_ROW, 4)),
    ],
)
def test_an_area_is_read_whichever_corners_it_names(text: str, corners: tuple[int, int, int, int]) -> None:
    assert Range.parse(text) == Range(*corners)


@pytest.mark.parametrize("text", ["", "B3:", ":B3", "3:B", "B:3", "0:3", "1:1048577", "B3 C4"])
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"不是|没有"):
        Range.parse(text)


def test_an_area_lists_its_cells_in_reading_order() -> None:
    area = Range.parse("B3:C4").on("表")
    assert area == Area("表", 3, 2, 4, 3)
    assert (area.ref, area.rows, area.cols) == ("B3:C4", 2, 2)
    assert list(area.cells()) == ["B3", "C3", "B4", "C4"]
    assert (4, 3) in area
    assert (5, 3) not in area


@given(st.lists(small_ranges, max_size=6))
def test_compacting_areas_covers_the_same_cells_and_none_twice(areas: list[Range]) -> None:
    cells = {cell for area in areas for cell in area.cells()}
    compact = [cell for area in parse_sqref(compact_sqref(areas)) for cell in area.cells()]
    assert sorted(compact) == sorted(cells)


def test_compacting_a_column_of_cells_gives_one_area() -> None:
    assert compact_sqref([Range.parse(text) for text in ("D7", "D5", "D6", "E5:E7", "G1")]) == "G1 D5:E7"
