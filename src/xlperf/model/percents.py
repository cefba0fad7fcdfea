"""Reading percentages: 95%  ９５％  百分之九十五  95百分比  0.86. Values are percent points (95 for 95%)."""

import re
from decimal import Decimal

from xlperf.model.amounts import read_number, text_notes, unreadable
from xlperf.model.money import plain
from xlperf.model.numerals import read_numeral
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.text import compact

_PERCENT = re.compile("(百分之|千分之)?(.+?)(%|‰|百分比|个?百分点)?", re.DOTALL)
_PER_MILLE = ("千分之", "‰")


def read_percent(
    value: str | Decimal, *, percent_format: bool = False, points: bool = False
) -> Reading[Decimal]:
    """A percentage, in percent points.

    Args:
        value: a stored number or a text.
        percent_format: the cell shows a stored number as a percentage (0.95 is shown as 95%).
        points: a bare number is in percent points however small it is, as behind “≤” (差错率≤0.5%).

    Returns:
        A bare 0.86 is read as 86 and a bare 1 as 100; everything that is not plainly a percentage
        (these two, and ‰) has a note PERCENT_FORM whose detail is what it was taken as, “86%” (check N09).
    """
    if isinstance(value, Decimal):
        return _stored(value, percent_format=percent_format, points=points)
    text = compact(value)
    if not text:
        return Reading(None)
    parts = _PERCENT.fullmatch(text)
    number = read_numeral(parts[2]) if parts and not (parts[1] and parts[3]) else None
    if parts is None or number is None:
        return unreadable(text)
    mark = parts[1] or parts[3]
    if not mark:
        return _bare(plain(number), text_notes(value, number), points=points)
    if mark in _PER_MILLE:
        number = plain(number / 10)
        return Reading(number, (*text_notes(value, number), _taken_as(number)))
    return Reading(plain(number), text_notes(value, number))


def states_percent(text: str) -> bool:
    """Whether a text says itself that it is a percentage (95%, 百分之九十五), whatever its unit."""
    parts = _PERCENT.fullmatch(compact(text))
    return parts is not None and bool(parts[1] or parts[3]) and read_numeral(parts[2]) is not None


def _stored(value: Decimal, *, percent_format: bool, points: bool) -> Reading[Decimal]:
    reading = read_number(value)
    if reading.value is None:
        return reading
    return Reading(plain(reading.value * 100)) if percent_format else _bare(reading.value, (), points=points)


def _bare(number: Decimal, notes: tuple[Note, ...], *, points: bool) -> Reading[Decimal]:
    if number == 0 or abs(number) > 1:
        return Reading(number, notes)
    taken = number if points else plain(number * 100)
    if notes:
        notes = (Note(NoteKind.TEXT_NUMBER, f"{taken:f}"), *notes[1:])
    return Reading(taken, (*notes, _taken_as(taken)))


def _taken_as(number: Decimal) -> Note:
    return Note(NoteKind.PERCENT_FORM, f"{number:f}%")
