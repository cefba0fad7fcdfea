"""Rows of a closed workbook, shown and as tall as their text needs."""

import re
from collections.abc import Iterable

from xlperf.books.heights import row_height
from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.markup import Q
from xlperf.ooxml.sheet import Sheet

_OLD = re.compile(r' (?:ht|customHeight|hidden)="[^"]*"')
_DEFAULT_WIDTH = 8.43


class Heights:
    """How tall rows of one sheet must be; widths and styles are looked up once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._widths: dict[int, float] = {}
        self._wrapping = _wrapping(sheet)

    def attributes(self, old: str, cells: Iterable[tuple[int, int, Value]]) -> str:
        """What a row says of itself: shown, though a filter may have hidden it, as tall as its texts need.

        Args:
            old: what it said before, as XML.
            cells: column, style and value of each of its cells.
        """
        texts = (
            (value, self._width(col))
            for col, style, value in cells
            if isinstance(value, str) and not isinstance(value, ErrorValue) and style in self._wrapping
        )
        return f'{_OLD.sub("", old)} ht="{row_height(texts):g}"'

    def _width(self, col: int) -> float:
        if col not in self._widths:
            self._widths[col] = _width(self._sheet, col)
        return self._widths[col]


def _width(sheet: Sheet, col: int) -> float:
    for column in sheet.xml.skeleton.iterfind(f"{Q}cols/{Q}col"):
        if int(column.get("min", "0")) <= col <= int(column.get("max", "0")):
            return float(column.get("width", _DEFAULT_WIDTH))
    return _DEFAULT_WIDTH


def _wrapping(sheet: Sheet) -> frozenset[int]:
    """The styles that break lines."""
    book = sheet.book
    relation = next(book.package.related(book.part, "styles"), None)
    formats = book.package.xml(relation.target).find(Q + "cellXfs") if relation is not None else None
    if formats is None:
        return frozenset()
    found = ((number, format_.find(Q + "alignment")) for number, format_ in enumerate(formats))
    return frozenset(
        number
        for number, alignment in found
        if alignment is not None and alignment.get("wrapText") in {"1", "true"}
    )
