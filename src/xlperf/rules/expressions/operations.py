"""What the operators and functions do, on plain values: None is open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import MAXYEAR, date
from decimal import Decimal
from operator import add, mul, sub
from types import MappingProxyType
from typing import Final

from xlperf.model.printing import number_text
from xlperf.model.rounding import ratio, round_half_up
from xlperf.rules.expressions.cells import State, serial
from xlperf.rules.expressions.functions import NO_REASONS, NOTHING_WORDS
from xlperf.rules.expressions.syntax import ComparisonSign

#: Excel takes 1900 for a leap year.
FIRST_YEAR: Final = 1901
#: A number is shown, and compared, to so many decimals.
SHOWN_PLACES: Final = 6
#: Binary residues, which Excel's numbers have, stand beyond so many.
GUARD_PLACES: Final = 10
#: The difference of two numbers nearer than this rounds to nothing.
_HALF: Final = Decimal("0.0000005")
#: A number with more digits than any cell holds is left as it is.
_WIDEST: Final = 400

#: How two numbers stand to each other at six decimals, by their difference.
SIGNS: Final[Mapping[ComparisonSign, Callable[[Decimal], bool]]] = MappingProxyType(
    {
        "==": lambda difference: -_HALF < difference < _HALF,
        "!=": lambda difference: not -_HALF < difference < _HALF,
        "<": lambda difference: difference <= -_HALF,
        "<=": lambda difference: difference < _HALF,
        ">": lambda difference: difference >= _HALF,
        ">=": lambda difference: difference > -_HALF,
    }
)


def _day_serial(parts: Sequence[Decimal]) -> Decimal | None:
    """The serial number of a day, which the line names but for its year."""
    year, month, day = map(int, parts)
    return serial(date(year, month, day)) if FIRST_YEAR <= year <= MAXYEAR else None


OPERATIONS: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal | None]]] = MappingProxyType(
    {"+": add, "-": sub, "*": mul, "/": ratio}
)
FUNCTIONS: Final[Mapping[str, Callable[[Sequence[Decimal]], Decimal | None]]] = MappingProxyType(
    {"abs": lambda values: abs(values[0]), "min": min, "max": max, "日期": _day_serial}
)
#: Whether a text is as 包含, 开头是 and 属于 ask, with one of some words.
MATCHES: Final[Mapping[str, Callable[[str, tuple[str, ...]], bool]]] = MappingProxyType(
    {
        "包含": lambda text, words: any(word in text for word in words),
        "开头是": lambda text, words: text.startswith(words),
        "属于": lambda text, words: text in words,
    }
)
#: What the questions about a cell answer, by what stands there.
BY_STATE: Final[Mapping[str, Mapping[State, bool | None]]] = MappingProxyType(
    {
        "空": {state: state is State.BLANK for state in State} | {State.PENDING: None},
        "有内容": {state: state is not State.BLANK for state in State} | {State.PENDING: None},
        "是数字": {state: state is State.NUMBER for state in State},
        "是文字": {state: state in (State.TEXT, State.DAY) for state in State},
        "是错误": {state: state is State.ERROR for state in State},
    }
)
#: The words that answer nothing.
NOTHING: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"有回答": frozenset(NOTHING_WORDS), "有说明": frozenset(NO_REASONS)}
)


def over(values: Iterable[bool | None], *, decided_by: bool) -> bool | None:
    """Kleene's or (decided by True) and and (decided by False)."""
    known = True
    for value in values:
        if value is decided_by:
            return decided_by
        known = known and value is not None
    return not decided_by if known else None


def says_something(text: str, nothing: frozenset[str]) -> bool:
    """Whether a text is none of the words that say nothing, also with a full stop after it."""
    word = text.lower()
    return word not in nothing and word.removesuffix("。") not in nothing


def sum_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; open as soon as one is."""
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def count_of(values: Sequence[bool | None]) -> Decimal | None:
    """How many hold; open as soon as one is."""
    return None if None in values else Decimal(sum(value is True for value in values))


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, away from zero, after the residues of binary numbers are taken off."""
    return round_half_up(guarded(value), places) if value.adjusted() < _WIDEST else value


def guarded(value: Decimal) -> Decimal:
    """Without what binary numbers may differ by."""
    return round_half_up(value, GUARD_PLACES) if value.adjusted() < _WIDEST else value


def shown_number(value: Decimal) -> str:
    """A number as a sentence has it: at most six decimals."""
    return number_text(rounded(value, SHOWN_PLACES))
