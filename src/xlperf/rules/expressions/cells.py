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
from typing import Final

from xlperf.model.evaluation import Entry
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

    BLANK = "blank"
    PENDING = "pending"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Seen:
    """One cell as seen. ``number`` is None unless it counts as one; ``text`` is what it says in words."""

    state: State
    number: Decimal | None = None
    text: str = ""
    day: Decimal | None = None


BLANK: Final = Seen(State.BLANK)
PENDING: Final = Seen(State.PENDING)
ERROR: Final = Seen(State.ERROR)

#: From an entry to what is seen, given the number that ``entry.value`` comes to in the form's own terms.
See = Callable[[Entry[object], Decimal | None], Seen]


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


def _understood(entry: Entry[object], number: Decimal | None) -> Seen:
    value = entry.value
    if number is not None:
        return Seen(State.NUMBER, number, entry.text)
    if isinstance(value, date):
        return Seen(State.DAY, None, day_text(value), serial(value))
    if isinstance(value, str):
        return Seen(State.TEXT, None, value)
    return _without_value(entry)


def _without_value(entry: Entry[object]) -> Seen:
    if entry.error:
        return ERROR
    if not entry.blank:
        return Seen(State.TEXT, None, entry.text)
    return PENDING if entry.formula else BLANK


def _as_in_excel(entry: Entry[object], _: Decimal | None) -> Seen:
    if entry.error:
        return ERROR
    if not entry.text.translate(_SPACES):
        return BLANK
    number = _genuine(entry)
    return Seen(State.TEXT, None, entry.text) if number is None else Seen(State.NUMBER, number, entry.text)


def _genuine(entry: Entry[object]) -> Decimal | None:
    """The number that a cell holds as a number; a day is one to Excel.

    A text of an ISO day is taken for a day, which is what Excel makes of it as soon as it is typed.
    """
    if isinstance(entry.value, str):
        return None
    if _ISO_DAY.fullmatch(entry.text):
        return serial(date.fromisoformat(entry.text))
    if isinstance(entry.value, date) or any(note.kind is NoteKind.TEXT_NUMBER for note in entry.notes):
        return None
    found = _GENUINE.fullmatch(entry.text)
    if found is None:
        return None
    return Decimal(entry.text.rstrip("%")).scaleb(-2 if found[1] else 0)


def _despaced(text: str) -> str:
    return text.translate(_SPACES)


UNDERSTOOD: Final = View("understood", _understood, match_key, derives=True)
AS_IN_EXCEL: Final = View("as in Excel", _as_in_excel, _despaced, derives=False)
