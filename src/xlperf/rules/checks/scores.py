"""S family, indicator by indicator: does the score follow from target and actual value."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.printing import number_text, score_text
from xlperf.model.rounding import WIDE, round_half_up
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name

_UNSIGNED: Final = "“{指标}”没有写指标性质；按越多越好应得 {应得} 分，取整填成了 {得分}"


def rounded(case: FormCase) -> Iterator[Hit]:
    """S07: 8.62 became 9, or 8."""
    for line, score in case.lines():
        given, message = line.score.value, ""
        due = score.expected
        if due is None:
            due, message = _short_of_target(line), _UNSIGNED
        if due is None or given is None or given == due or not entries.applies(line):
            continue
        whole = (round_half_up(due, 0), due.quantize(Decimal(1), ROUND_DOWN, context=WIDE))
        if given in whole and not line.score.notes:
            values = {"指标": name(line), "得分": number_text(given), "应得": score_text(due)}
            yield Hit(line.score, entries.SCORE, values, message=message)


def _short_of_target(line: IndicatorLine) -> Decimal | None:
    """What less than the target comes to where no sign says that less is better; else None.

    (The full mark is right if it is.)
    """
    target, actual, weight = line.target.value, line.actual.value, line.weight.value
    if line.relation.value is not None or not isinstance(target, Decimal) or not isinstance(actual, Decimal):
        return None
    if weight is None or line.score.value == weight or not 0 < actual < target:
        return None
    return weight * actual / target


CHECKS = {"S07": rounded}
