"""Values between the port and the cells of an open workbook.

Excel takes a text that arrives through COM as if it had been typed: ``00123`` becomes a number, ``1/2`` a
day, ``=…`` a formula. A text stays one in a cell with the format ``@``, or behind an apostrophe elsewhere. A
cell with that format makes a text of a number, though, so numbers and formulas need another one first.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from xlperf.books.file_values import cut_text
from xlperf.books.links import link_formula
from xlperf.books.port import CellValue, Link
from xlperf.ooxml.cells import ErrorValue
from xlperf.ooxml.format_codes import TEXT, shows_date

#: The error values that Excel knows; xlwings tells them as these texts.
ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


#: xlwings knows those above; all others arrive as numbers from here on. No other value arrives as an integer,
#: since every number in a cell is a double.
_FIRST_ERROR: Final = -2146826288
_LATER_ERRORS: Final = {
    43: "#GETTING_DATA",
    45: "#SPILL!",
    46: "#CONNECT!",
    47: "#BLOCKED!",
    48: "#UNKNOWN!",
    49: "#FIELD!",
    50: "#CALC!",
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, without ``=``."""

    text: str


#: What a cell holds: a literal, or a formula.
Content = str | Decimal | bool | date | ErrorValue | Formula | None


def from_excel(value: object) -> CellValue:
    """A value as xlwings reads it. Numbers are the shortest decimals that give the stored double."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str | date):
        return value or None
    if isinstance(value, int) and value - _FIRST_ERROR in range(100):
        return ErrorValue(_LATER_ERRORS.get(value - _FIRST_ERROR, "#UNKNOWN!"))
    if isinstance(value, int | float):
        return _exact(float(value))
    return str(value)


def _exact(number: float) -> Decimal:
    return Decimal(repr(number).removesuffix(".0"))


def content_of(value: CellValue) -> Content:
    """What a value of a step's is to be in a cell. Numbers are as exact as a double."""
    if isinstance(value, Link):
        formula = link_formula(value)
        return Formula(formula) if formula is not None else content_of(value.text)
    if isinstance(value, bool | ErrorValue):
        return value
    if isinstance(value, Decimal):
        return _exact(float(value))
    if isinstance(value, str):
        return cut_text(value) or None
    return value


def as_stood(value: CellValue, formula: str) -> Content:
    """What a cell held, by its value and by what the formula bar shows.

    A text that begins with ``=`` is shown there as it is; a formula's result never is its own text.
    """
    if formula.startswith("=") and value != formula:
        return Formula(formula[1:])
    return None if isinstance(value, Link) else value


def same(old: Content, new: Content) -> bool:
    """Whether a cell that holds ``old`` holds ``new`` already; a day may stand there as text."""
    if isinstance(new, date) and isinstance(old, str):
        return old == new.isoformat()
    return type(old) is type(new) and old == new


def to_excel(content: Content, code: str) -> object:
    """What to send for a cell with this number format code."""
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, Decimal):
        return float(content)
    if isinstance(content, date):
        if not shows_date(code):
            return to_excel(content.isoformat(), code)
        return content if isinstance(content, datetime) else datetime.combine(content, time())
    if isinstance(content, str):
        plain = str(content)
        return plain if code == TEXT or _is_error(content) else f"'{plain}"
    return content


def needs_general(content: Content, code: str) -> bool:
    """Whether a cell of text must get another format before it can hold this."""
    return code == TEXT and (isinstance(content, Formula | Decimal | bool) or _is_error(content))


def _is_error(content: Content) -> bool:
    """Whether Excel has this error value; it takes the text of one for the value."""
    return isinstance(content, ErrorValue) and content in ERRORS
