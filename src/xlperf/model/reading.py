"""How a printed value was understood: the value, and what had to be assumed to get it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class NoteKind(StrEnum):
    """Why a reading is not plain. The codes are those of the check catalogue (N family)."""

    TEXT_NUMBER = "N01"
    FULL_WIDTH = "N02"
    NOT_A_NUMBER = "N03"
    WITH_UNIT = "N04"
    MALFORMED = "N06"
    PERCENT_FORM = "N09"
    DATE_FORM = "N10"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on a reading; ``detail`` is what it was taken as ("1200.5", "万元"), or "" ."""

    kind: NoteKind
    detail: str = ""


@dataclass(frozen=True)  # no slots: with them Reading[X](…) fails in Python 3.11
class Reading(Generic[T_co]):
    """A value as understood; ``value`` is None where the text says nothing or cannot be read.

    A blank text has no value and no notes. A text that cannot be read always has a note.
    """

    value: T_co | None
    notes: tuple[Note, ...] = ()
