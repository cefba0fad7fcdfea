"""Rows of a closed workbook, shown and as tall as their text needs."""

import re

from xlperf.books.file_table import FileTable
from xlperf.books.heights import row_height
from xlperf.ooxml.cells import ErrorValue
from xlperf.ooxml.markup import Q
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

_OLD = re.compile(r' (?:ht|customHeight|hidden)="[^"]*"')
_DEFAULT_WIDTH = 8.43


def fit_row(table: FileTable, number: int) -> None:
    """Show a row that a filter may have hidden, with the height that its text now needs."""
    grid = table.sheet.xml.grid
    row = grid.row(number)
    old = row.attributes if row is not None else ""
    cells = ((table.cell(number, header), col) for header, col in table.columns.items())
    texts = (
        (cell.value, _width(table.sheet, col))
        for cell, col in cells
        if isinstance(cell.value, str)
        and not isinstance(cell.value, ErrorValue)
        and _wraps(table.book, cell.style)
    )
    new = f'{_OLD.sub("", old)} ht="{row_height(texts):g}"'
    if new != old:
        grid.set_attributes(number, new)
        table.sheet.xml.changed = True


def _width(sheet: Sheet, col: int) -> float:
    for column in sheet.xml.skeleton.iterfind(f"{Q}cols/{Q}col"):
        if int(column.get("min", "0")) <= col <= int(column.get("max", "0")):
            return float(column.get("width", _DEFAULT_WIDTH))
    return _DEFAULT_WIDTH


def _wraps(book: Workbook, style: int) -> bool:
    relation = next(book.package.related(book.part, "styles"), None)
    if relation is None:
        return False
    formats = book.package.xml(relation.target).find(Q + "cellXfs")
    alignment = formats[style].find(Q + "alignment") if formats is not None else None
    return alignment is not None and alignment.get("wrapText") in {"1", "true"}
