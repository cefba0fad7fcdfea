"""R family: what people write."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.likeness import likeness
from xlperf.rules.reasons import split_reason

#: A shorter text says nothing that could be copied (R07 tells of it).
_SHORT: Final = 10


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
    goal, done = (match_key(entry.value or "") for entry in (case.form.goal, case.form.goal_done))
    if min(len(goal), len(done)) >= _SHORT and likeness(goal, done) >= case.threshold("R05") / 100:
        yield Hit(case.form.goal_done, entries.GOAL_DONE)


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
    "R04": half_a_reason,
    "R05": copied_goal,
}
