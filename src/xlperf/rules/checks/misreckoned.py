"""S family: scores that were reckoned in a wrong way, and totals that nobody can reckon."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.printing import number_text, score_text
from xlperf.model.units import is_percent_unit
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name

_TOLERANCE: Final = Decimal("0.01")
_PERCENT: Final = Decimal(100)
#: A score of the execution rate as high as this is the total of some form.
_LIKE_A_TOTAL: Final = Decimal(60)


def actual_for_completion(case: FormCase) -> Iterator[Hit]:
    """S06: 98 % × 20 points, although the target was 95 %: what counts is actual ÷ target."""
    for line, score in case.lines():
        actual, weight, given, due = line.actual.value, line.weight.value, line.score.value, score.expected
        if not isinstance(actual, Decimal) or not is_percent_unit(line.unit.value or "") or weight is None:
            continue
        if given is None or due is None or abs(given - due) <= _TOLERANCE or not 0 < actual < _PERCENT:
            continue
        if abs(given - weight * actual / _PERCENT) <= _TOLERANCE:
            values = {"指标": name(line), "得分": number_text(given), "应得": score_text(due)}
            yield Hit(line.score, entries.SCORE, values)


def total_in_the_rate_row(case: FormCase) -> Iterator[Hit]:
    """S11: 100 and 98 in the row of the execution rate are full mark and total of the form."""
    score, weight = case.form.rate_score, case.form.rate_weight
    if score.value is None or score.value < max(_LIKE_A_TOTAL, case.rules.execution.weight + 1):
        return
    yield Hit(score, entries.RATE_SCORE, {"字段": entries.RATE_SCORE, "值": number_text(score.value)})
    if weight.value == case.rules.weights_total != case.rules.execution.weight:
        yield Hit(weight, entries.RATE_WEIGHT, {"字段": entries.RATE_WEIGHT, "值": number_text(weight.value)})


def nothing_applies(case: FormCase) -> Iterator[Hit]:
    """S16: every indicator was said not to apply, so that nothing has been evaluated."""
    lines = case.form.indicators
    if lines and not any(entries.applies(line) for line in lines):
        values = {"情况": f"全部 {len(lines)} 个指标都填了“不适用”"}
        yield Hit(case.form.total_score, entries.TOTAL_SCORE, values)


CHECKS = {
    "S06": actual_for_completion,
    "S11": total_in_the_rate_row,
    "S16": nothing_applies,
}
