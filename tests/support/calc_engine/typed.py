"""What Excel makes of a value that arrives through COM (``Range.Value = …``): it reads texts as if typed."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

_NUMBER = re.compile(r"[+-]?(?=\.?\d)(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"})
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no time zone
#: A year for days that are typed without one; Excel takes the present one.
_YEAR = 2021
#: Whether Excel takes an apostrophe in front for its own mark in a cell of text, too: told nowhere.
APOSTROPHE_MARKS_TEXT_CELLS = False


class Kind(Enum):
    """What a cell comes to hold."""

    EMPTY = "empty"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a cell comes to hold, and the number format that it takes on where it had none."""

    kind: Kind
    value: float | str | None = None
    number_format: str | None = None


def typed(value: object, *, text_cell: bool) -> Typed:
    """What ``value`` becomes in a cell; ``text_cell`` says that the cell has the number format ``@``.

    A cell of text keeps every text as it is, and makes texts of numbers. Elsewhere an apostrophe in front
    keeps a text; "00123" becomes 123, an 18-digit number loses its last three digits, "2021-03-05" becomes a
    day, "95%" 0.95, "=…" a formula. No number, or none at all, empties the cell.
    """
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return Typed(Kind.EMPTY)
    if text_cell:
        return Typed(Kind.TEXT, _in_text_cell(value))
    return _as_typed(value) if isinstance(value, str) else _as_given(value)


def _as_given(value: object) -> Typed:
    if isinstance(value, bool):
        return Typed(Kind.BOOLEAN, float(value))
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):  # pywin32 makes a VT_CY of it: four decimals
        return Typed(Kind.NUMBER, float(round(value, 4)))
    if isinstance(value, int | float):
        return Typed(Kind.NUMBER, float(value))
    raise TypeError(f"Excel takes no {type(value).__name__}")


def serial(moment: date) -> float:
    """The serial number of a day or moment."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)


def moment_of(number: float) -> datetime:
    """The moment of a serial number, to the second."""
    return _EPOCH + timedelta(seconds=round(number * 86_400))


def _as_typed(text: str) -> Typed:
    if text.startswith("'"):
        return Typed(Kind.TEXT, text[1:])
    if text[0] in "=+-@" and len(text) > 1 and not _NUMBER.fullmatch(text):
        return Typed(Kind.FORMULA, text if text.startswith("=") else f"={text}")
    bare = text.strip()
    if bare.upper() in {"TRUE", "FALSE"}:
        return Typed(Kind.BOOLEAN, float(bare.upper() == "TRUE"))
    if bare.upper() in _ERRORS:
        return Typed(Kind.FORMULA, f"={bare}")
    return _as_day(bare) or _as_number(bare) or Typed(Kind.TEXT, text)


def _as_day(text: str) -> Typed | None:
    if match := _DAY.fullmatch(text):
        parts = [int(part) for part in match.groups()]
    elif match := _MONTH_DAY.fullmatch(text):
        parts = [_YEAR, *(int(part) for part in match.groups())]
    else:
        return None
    try:
        return _day(date(*parts))
    except ValueError:
        return None


def _day(value: date) -> Typed:
    timed = isinstance(value, datetime) and (value.hour or value.minute or value.second)
    return Typed(Kind.NUMBER, serial(value), "yyyy/m/d h:mm" if timed else "yyyy/m/d")


def _as_number(text: str) -> Typed | None:
    percent = text.endswith("%")
    if not _NUMBER.fullmatch(digits := text.removesuffix("%")):
        return None
    number = float(f"{float(digits.replace(',', '')):.15g}")
    if percent:
        return Typed(Kind.NUMBER, number / 100, "0%" if "." not in digits else "0.00%")
    return Typed(Kind.NUMBER, number, "0.00E+00" if "e" in text.lower() else None)


def _in_text_cell(value: object) -> str:
    if isinstance(value, str):
        return value[APOSTROPHE_MARKS_TEXT_CELLS and value.startswith("'") :]
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{float(value):.15g}" if isinstance(value, int | float | Decimal) else str(value)
