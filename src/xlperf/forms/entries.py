"""From a cell of a workbook to an :class:`~xlperf.model.evaluation.Entry`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from xlperf.model.amounts import read_amount, read_number
from xlperf.model.dates import read_day, read_year
from xlperf.model.evaluation import Entry, Measure, Relation
from xlperf.model.money import MoneyUnit, plain
from xlperf.model.percents import read_percent
from xlperf.model.reading import Reading
from xlperf.model.targets import TargetText, read_measure, read_relation, read_target
from xlperf.model.text import clean_text
from xlperf.ooxml.cells import Cell, ErrorValue
from xlperf.ooxml.dates import date_of
from xlperf.ooxml.workbook import Workbook

T = TypeVar("T")

_BROKEN: Final = "#REF!"
#: The years that anything on a form can be about.
_YEARS: Final = range(1990, 2100)
#: Longer texts hardly come twice.
_SHORT: Final = 40
#: What is read where a form has no cell for a field.
NO_CELL: Final = Cell("")


def printed(book: Workbook, cell: Cell) -> str:
    """What a person sees in the cell: 0.95 formatted as a percentage is "95%"."""
    return _printed(book, cell, _stored(book, cell))


def said(book: Workbook, cell: Cell) -> str:
    """The same as an entry has it for its text: nothing where the cell shows an error."""
    return "" if _error(cell) else printed(book, cell)


def text_entry(book: Workbook, cell: Cell) -> Entry[str]:
    """A field of words; the value keeps its line breaks and loses only invisible characters."""
    error = _error(cell)
    text = "" if error else printed(book, cell)
    usual = cell.ref and len(text) <= _SHORT  # cells that a form does not have are never one and the same
    make = _known_text if usual else _text_entry
    return make(text, cell.ref, cell.formula is not None, error)


def _text_entry(text: str, ref: str, formula: bool, error: str) -> Entry[str]:
    return Entry(clean_text(text) or None, text, ref, (), formula, error)


#: The same words stand in the same cell of form after form: 一级指标, units, nothing at all.
_known_text: Final = lru_cache(maxsize=2_048)(_text_entry)


def amount_entry(book: Workbook, cell: Cell, unit: MoneyUnit) -> Entry[Decimal]:
    """An amount printed in ``unit``; the value is in 元."""
    return _number(book, cell, lambda value: read_amount(value, unit))


def number_entry(book: Workbook, cell: Cell) -> Entry[Decimal]:
    """A weight, a score or any other plain number."""
    return _number(book, cell, read_number)


def rate_entry(book: Workbook, cell: Cell) -> Entry[Decimal]:
    """An execution rate; the value is a fraction (0.946)."""
    as_percent = book.is_percent(cell.style)
    entry = _number(book, cell, lambda value: read_percent(value, percent_format=as_percent))
    return entry if entry.value is None else replace(entry, value=entry.value / 100)


def year_entry(book: Workbook, cell: Cell) -> Entry[int]:
    """The year that the form is about."""
    return _entry(cell, printed(book, cell), read_year(_stored(book, cell)))


def relation_entry(book: Workbook, cell: Cell) -> Entry[Relation]:
    """指标性质: ≥ > = ≤ < 定性 and what people write for them."""
    text = printed(book, cell)
    return _entry(cell, text, Reading(read_relation(text)))


def target_entry(book: Workbook, cell: Cell, year: int) -> Entry[TargetText]:
    """A target that says relation, value and unit in one cell: ≥90%."""
    as_percent = book.is_percent(cell.style)
    reading = read_target(_stored(book, cell), year=year, percent_format=as_percent)
    return _entry(cell, printed(book, cell), reading)


def measure_entry(
    book: Workbook, cell: Cell, unit: str, relation: Relation | None, year: int
) -> Entry[Measure]:
    """A target or an actual value: number in the target's unit, day, or words."""
    value = _stored(book, cell)
    if value == "" and cell.ref and not _error(cell):
        return _blank(cell.ref, cell.formula is not None)
    as_percent = book.is_percent(cell.style)
    reading = read_measure(value, unit, relation, year=year, percent_format=as_percent)
    return _entry(cell, printed(book, cell), reading)


def completion_entry(book: Workbook, cell: Cell, year: int) -> Entry[Measure]:
    """The actual value where the target is a day: a day however it is written (20211130), else words."""
    reading = read_day(_stored(book, cell), year=year)
    if reading.value is None:
        return measure_entry(book, cell, "", None, year)
    return _entry(cell, printed(book, cell), Reading[Measure](reading.value, reading.notes))


def _stored(book: Workbook, cell: Cell) -> str | Decimal | date:
    """The cell's value; a number formatted as a day is that day, an error or nothing is "".

    A number that would be a day of another century (95 is 1900-04-04) was typed as a number, whatever the
    format that it was given afterwards.
    """
    value = cell.value
    if type(value) is str:
        return value
    if value is None or isinstance(value, ErrorValue):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal) and book.is_date(cell.style):
        try:
            day = date_of(value, date1904=book.date1904)
        except ValueError:  # a time of day, or a number that is no day of Excel's calendar
            return value
        return day if day.year in _YEARS else value
    return value


def _number(book: Workbook, cell: Cell, read: Callable[[str | Decimal], Reading[Decimal]]) -> Entry[Decimal]:
    """A cell that should hold a number; a day is not one, whatever Excel stores for it."""
    value = _stored(book, cell)
    if value == "" and cell.ref and not _error(cell):
        return _blank(cell.ref, cell.formula is not None)
    text = _printed(book, cell, value)
    return _entry(cell, text, read(text if isinstance(value, date) else value))


@lru_cache(maxsize=2_048)
def _blank(ref: str, formula: bool) -> Entry[Any]:
    """A cell in which nothing stands, as all readers understand it; most of a form just issued are."""
    return Entry(None, "", ref, (), formula)


def _printed(book: Workbook, cell: Cell, value: str | Decimal | date) -> str:
    """A cell's value as :func:`_stored` gives it, as a person sees it."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return f"{plain(value * 100):f}%" if book.is_percent(cell.style) else f"{plain(value):f}"


def _entry(cell: Cell, text: str, reading: Reading[T]) -> Entry[T]:
    error = _error(cell)
    if error:
        return Entry(None, "", cell.ref, (), cell.formula is not None, error)
    return Entry(reading.value, text, cell.ref, reading.notes, cell.formula is not None)


def _error(cell: Cell) -> str:
    """The error that a cell shows, or will show: a program may leave out the result of a broken formula."""
    if isinstance(cell.value, ErrorValue):
        return str(cell.value)
    return _BROKEN if cell.value is None and _BROKEN in (cell.formula or "") else ""
