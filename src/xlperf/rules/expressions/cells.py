"""How a cell is seen: the two views, as data.

UNDERSTOOD is how the office reads a collected form: “75万元” is 75 (and N04 tells). AS_IN_EXCEL is how a
formula sees it: a number only where a genuine number stands, “75万元” is words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from xlperf.model.evaluation import Entry
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import day_text
from xlperf.model.reading import NoteKind
from xlperf.model.text import match_key

#: What Excel's formulas take out of a text before it is compared (they know no other white space).
_SPACES: Final = str.maketrans(dict.fromkeys(" \u3000\n"))
_GENUINE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(%?)")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EPOCH: Final = date(1899, 12, 30)


class State(Enum):
    """What stands in a cell. PENDING: a formula that no program has calculated, or a value nobody knows."""

    __hash__ = object.__hash__

    BLANK = "blank"
    PENDING = "pending"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    ERROR = "error"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One cell as seen. ``number`` is None unless it counts as one; ``text`` is what it says in words.

    Two are equal only where they are one object: see :func:`shared`.
    """

    state: State
    number: Decimal | None = None
    text: str = ""
    day: Decimal | None = None


BLANK: Final = Seen(State.BLANK)
PENDING: Final = Seen(State.PENDING)
ERROR: Final = Seen(State.ERROR)

#: Conditions that the rules answer by themselves are no values; seen as cells they differ, and say no more.
YES: Final = Seen(State.PENDING)
NO: Final = Seen(State.PENDING)


@lru_cache(maxsize=16_384)
def shared(state: State, number: str, text: str, day: Decimal | None) -> Seen:
    """One object for all cells in which the same is seen; ``number`` as text, since 1.0 is shown as such."""
    return Seen(state, Decimal(number) if number else None, text, day)


#: From an entry to what is seen, given the unit in which the form prints it (元 for what is no amount).
See = Callable[[Entry[object], MoneyUnit], Seen]


@dataclass(frozen=True, slots=True)
class View:
    """One way to see a form.

    ``fold`` makes a text ready for being compared; ``derives`` says whether what follows from other
    fields is taken from the rules' own computation (:mod:`.derived`), where that knows better.
    """

    name: str
    see: See
    fold: Callable[[str], str]
    derives: bool


def serial(day: date) -> Decimal:
    """A day as Excel counts it."""
    return Decimal((day - _EPOCH).days)


def _understood(entry: Entry[object], unit: MoneyUnit) -> Seen:
    value = entry.value
    if isinstance(value, Decimal):
        number = value if unit is MoneyUnit.YUAN else unit.from_yuan(value)
        return shared(State.NUMBER, str(number), entry.text, None)
    if isinstance(value, int):
        return shared(State.NUMBER, str(Decimal(value)), entry.text, None)
    if isinstance(value, date):
        return shared(State.DAY, "", day_text(value), serial(value))
    if isinstance(value, str):
        return shared(State.TEXT, "", value, None)
    return _without_value(entry)


def _without_value(entry: Entry[object]) -> Seen:
    if entry.error:
        return ERROR
    if not entry.blank:
        return shared(State.TEXT, "", entry.text, None)
    return PENDING if entry.formula else BLANK


def _as_in_excel(entry: Entry[object], _: MoneyUnit) -> Seen:
    if entry.error:
        return ERROR
    kind: type = type(entry.value)
    if entry.notes and kind is not str and any(note.kind is NoteKind.TEXT_NUMBER for note in entry.notes):
        kind = date
    return _text_in_excel(entry.text, kind)


@lru_cache(maxsize=16_384)
def _text_in_excel(text: str, kind: type) -> Seen:
    """What is seen in a cell that prints ``text`` and was understood as a ``kind`` of value.

    A number that was typed as a text is no more a number than a day is.
    """
    if not text.translate(_SPACES):
        return BLANK
    number = None if issubclass(kind, str) else _genuine(text, kind)
    if number is None:
        return shared(State.TEXT, "", text, None)
    return shared(State.NUMBER, str(number), text, None)


def _genuine(text: str, kind: type) -> Decimal | None:
    """The number that a cell holds as a number; a day is one to Excel.

    A text of an ISO day is taken for a day, which is what Excel makes of it as soon as it is typed.
    """
    if _ISO_DAY.fullmatch(text):
        return serial(date.fromisoformat(text))
    found = _GENUINE.fullmatch(text)
    if found is None or issubclass(kind, date):
        return None
    return Decimal(text.rstrip("%")).scaleb(-2 if found[1] else 0)


def _despaced(text: str) -> str:
    return text.translate(_SPACES)


UNDERSTOOD: Final = View("understood", _understood, match_key, derives=True)
AS_IN_EXCEL: Final = View("as in Excel", _as_in_excel, _despaced, derives=False)
