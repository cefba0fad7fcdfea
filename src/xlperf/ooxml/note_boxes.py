"""Where a note's box hangs beside its cell, whatever the widths and heights of the cells around it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from xlperf.ooxml.cellxml import read_number
from xlperf.ooxml.markup import Element, Q, whole_number
from xlperf.ooxml.note_shapes import Box
from xlperf.ooxml.refs import MAX_COL, MAX_ROW

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet

#: Pixels: a digit of the default font, a column and a row that state nothing, the gap to the cell.
_DIGIT, _COLUMN, _ROW, _GAP = 7.0, 64, 20, 15
_PIXELS_PER_POINT = 4 / 3
_TRUE = frozenset({"1", "true"})


def box(sheet: "Sheet", row: int, col: int, width: int, height: int) -> Box:
    """The box of a note at a cell, of a size in pixels: right of the cell and a little above its top.

    A merged cell is as wide as its area.
    """
    widths, heights = _widths(sheet), _heights(sheet)
    last = next((area.last_col for area in sheet.merges if (row, col) in area), col)
    left, top = min(last, MAX_COL - 2), max(row - 2, 0)
    right, right_offset = _walk(left, _GAP + width, widths, MAX_COL - 1)
    bottom, bottom_offset = _walk(top, min(_GAP, heights(top)) + height, heights, MAX_ROW - 1)
    corner = (left, _GAP, top, min(_GAP, heights(top)))
    return Box(row, col, (*corner, right, right_offset, bottom, bottom_offset), width, height)


def _walk(start: int, distance: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """The cell, counted from 0, in which a distance from the start of another ends, and how far within."""
    place = start
    while distance > size(place) and place < last:
        distance -= size(place)
        place += 1
    return place, min(distance, size(place))


def _widths(sheet: "Sheet") -> Callable[[int], int]:
    """The widths of columns counted from 0, in pixels."""
    columns = {}
    for element in sheet.xml.skeleton.iterfind(f"{Q}cols/{Q}col"):
        last = min(whole_number(element, "max"), MAX_COL)
        width = _pixels(element, "width", _DIGIT, _COLUMN)
        for col in range(whole_number(element, "min"), last + 1):
            columns[col - 1] = 0 if element.get("hidden") in _TRUE else width
    default = _pixels(sheet.xml.skeleton.find(Q + "sheetFormatPr"), "defaultColWidth", _DIGIT, _COLUMN)
    return lambda place: columns.get(place, default)


def _heights(sheet: "Sheet") -> Callable[[int], int]:
    """The heights of rows counted from 0, in pixels."""
    element = sheet.xml.skeleton.find(Q + "sheetFormatPr")
    default = _pixels(element, "defaultRowHeight", _PIXELS_PER_POINT, _ROW)

    def height(place: int) -> int:
        points = sheet.row_height(place + 1)
        return default if points is None else round(points * _PIXELS_PER_POINT)

    return height


def _pixels(element: Element | None, name: str, scale: float, default: int) -> int:
    text = element.get(name) if element is not None else None
    return default if text is None else max(round(float(read_number(text)) * scale), 1)
