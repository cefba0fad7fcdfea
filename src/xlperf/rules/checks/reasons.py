"""R family: what people write."""

from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final

from xlperf.model.evaluation import Entry, IndicatorLine
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.reasons import split_reason

#: Texts this alike are copies (DOMAIN §4, R05); a shorter text says nothing (R07).
_ALIKE: Final = 0.95
_SHORT: Final = 10
#: Comparing takes the square of the length; so much of a text tells whether it was copied.
_COMPARED: Final = 1000


def no_reason(case: FormCase) -> Iterator[Hit]:
    """R01: points were lost and nobody says why."""
    for line, lost in _deductions(case):
        if entries.unfilled(line.reason):
            yield Hit(line.reason, entries.REASON, _values(line, lost))


def empty_reason(case: FormCase) -> Iterator[Hit]:
    """R02: points were lost and the reason is 无."""
    for line, lost in _deductions(case):
        if entries.says_nothing(line.reason.text):
            yield Hit(line.reason, entries.REASON, _values(line, lost))


def half_a_reason(case: FormCase) -> Iterator[Hit]:
    """R04: a cause without a remedy, or a remedy without a cause."""
    for line, lost in _deductions(case):
        if not line.reason.value or not entries.is_explained(line):
            continue
        cause, remedy = split_reason(line.reason.value)
        if not cause or not remedy:
            there, missing = ("原因", "改进措施") if cause else ("改进措施", "原因")
            yield Hit(line.reason, entries.REASON, _values(line, lost) | {"有": there, "缺": missing})


def copied_goal(case: FormCase) -> Iterator[Hit]:
    """R05: what was done is what was planned, word for word."""
    goal, done = (match_key(entry.value or "")[:_COMPARED] for entry in (case.form.goal, case.form.goal_done))
    if min(len(goal), len(done)) >= _SHORT and _alike(goal, done):
        yield Hit(case.form.goal_done, entries.GOAL_DONE)


def too_short(case: FormCase) -> Iterator[Hit]:
    """R07: blank, a number, or a word or two."""
    for field, entry in ((entries.GOAL, case.form.goal), (entries.GOAL_DONE, case.form.goal_done)):
        if len(match_key(entry.value or "")) < _SHORT and not entries.unclear(entry):
            yield Hit(entry, field, {"字段": field, "情况": _how_short(entry)})


def _how_short(entry: Entry[str]) -> str:
    return "没有填" if entry.blank else f"只写了“{quoted(entry.text)}”，说明不了情况"


def _alike(first: str, second: str) -> bool:
    match = SequenceMatcher(None, first, second, autojunk=False)
    return first == second or all(
        ratio() >= _ALIKE for ratio in (match.real_quick_ratio, match.quick_ratio, match.ratio)
    )


def _deductions(case: FormCase) -> Iterator[tuple[IndicatorLine, Decimal]]:
    """Each line that lost points, unless its unit claims the full mark: S01 and S04 tell that first."""
    for line, score in case.lines():
        weight, given = line.weight.value or ZERO, line.score.value
        lost = weight - score.points if score.points is not None else ZERO
        if lost > 0 and (given is None or given < weight):
            yield line, lost


def _values(line: IndicatorLine, lost: Decimal) -> dict[str, str]:
    return {"指标": name(line), "扣分": number_text(lost), "值": quoted(line.reason.text)}


CHECKS = {
    "R01": no_reason,
    "R02": empty_reason,
    "R04": half_a_reason,
    "R05": copied_goal,
    "R07": too_short,
}
