"""Values between the port and the cells of a workbook file."""

from datetime import date
from decimal import Decimal
from typing import Final

from xlperf.books.links import link_formula
from xlperf.books.port import CellValue, Link
from xlperf.ooxml.cells import Cell, ErrorValue, Value
from xlperf.ooxml.dates import date_of, serial_of
from xlperf.ooxml.shared_strings import fitting
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: A cell's value, and whether it is printed as a percentage.
Printed = tuple[CellValue, bool]
BLANK: Final[Printed] = (None, False)
#: What a formula without a result reads as: neither empty nor zero.
UNCALCULATED = ErrorValue("#未计算")
_CUT = "…（超过单元格的最大长度，以下略）"


def from_cell(book: Workbook, cell: Cell) -> CellValue:
    """What a cell holds; a number formatted as a date is that day, an empty text is nothing."""
    value = cell.value
    if value is None:
        return UNCALCULATED if cell.formula is not None else None
    if isinstance(value, Decimal) and not isinstance(value, bool) and book.is_date(cell.style):
        try:
            return date_of(value, date1904=book.date1904)
        except ValueError:
            return value
    return None if value == "" else value


def printed(book: Workbook, cell: Cell) -> Printed:
    """What a cell holds, and whether it is printed as a percentage."""
    return from_cell(book, cell), book.is_percent(cell.style)


def to_cell(book: Workbook, value: CellValue, style: int) -> Value:
    """What to store in a cell of this style; a day goes into a cell without a date format as text.

    Of a link these are its words.
    """
    if isinstance(value, Link):
        return to_cell(book, value.text, style)
    if isinstance(value, date):
        if book.is_date(style):
            return serial_of(value, date1904=book.date1904)
        return value.isoformat()
    if value == "":
        return None
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        return cut_text(value)
    return value


def cut_text(text: str) -> str:
    """A text no longer than a cell can hold, which says so where it was cut."""
    return fitting(text, _CUT)


def put_literal(sheet: Sheet, cell: Cell, value: CellValue) -> None:
    """Set a cell, whatever stood there; one that holds just that already is left as it is."""
    formula, wanted = literal(sheet.book, value, cell.style)
    if holds(cell, formula, wanted):
        return
    if formula is not None:
        sheet.set_formula(cell.ref, formula, wanted)
    else:
        sheet.set(cell.ref, wanted)


def literal(book: Workbook, value: CellValue, style: int) -> tuple[str | None, Value]:
    """What to store in a cell of this style: the formula of a link (None: there is none), and the value."""
    return link_formula(value) if isinstance(value, Link) else None, to_cell(book, value, style)


def holds(cell: Cell, formula: str | None, value: Value) -> bool:
    """Whether a cell holds just this formula, or none, with this value."""
    return cell.formula == formula and _same(cell.value, value)


def put_result(sheet: Sheet, cell: Cell, value: CellValue) -> None:
    """Tell the result of a cell's formula (None: an empty text), if it is another one than the cell shows."""
    wanted = "" if value is None else to_cell(sheet.book, value, cell.style)
    if not _same(cell.value, wanted):
        sheet.set_cached(cell.ref, wanted)


def _same(old: Value, new: Value) -> bool:
    return type(old) is type(new) and old == new
