"""S family, indicator by indicator: does the score follow from target and actual value."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.finding import Severity
from xlperf.model.printing import number_text, score_text
from xlperf.model.rounding import WIDE, round_half_up
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.indicators import IndicatorScore, find_band

_TOLERANCE: Final = Decimal("0.01")


def out_of_range(case: FormCase) -> Iterator[Hit]:
    """S01: below zero or above the weight."""
    for line in case.form.indicators:
        score, weight = line.score.value, line.weight.value
        if score is not None and (score < 0 or (weight is not None and score > weight)):
            yield Hit(line.score, entries.SCORE, _values(line))


def not_due(case: FormCase) -> Iterator[Hit]:
    """S02: another score than the formula gives. Points taken off for a stated reason only need a look."""
    for line, due, given in _counted(case):
        if abs(given - due) > _TOLERANCE:
            modest = given < due and _reached(line, due) and entries.is_explained(line)
            values = _values(line) | {"应得": score_text(due)}
            yield Hit(line.score, entries.SCORE, values, Severity.WARNING if modest else None)


def unexplained_deduction(case: FormCase) -> Iterator[Hit]:
    """S03: the target was reached, points were taken off, and nobody says why."""
    for line, due, given in _counted(case):
        if _reached(line, due) and given < due - _TOLERANCE and not entries.is_explained(line):
            yield Hit(line.score, entries.SCORE, _values(line) | {"扣分": number_text(due - given)})


def undeserved_full_mark(case: FormCase) -> Iterator[Hit]:
    """S04: the target was missed, the mark is full."""
    for line, due, given in _counted(case):
        if given == line.weight.value and due < given - _TOLERANCE:
            reason = "" if entries.is_explained(line) else "，并写明原因和措施"
            yield Hit(line.score, entries.SCORE, _values(line) | {"应得": score_text(due), "原因": reason})


def out_of_band(case: FormCase) -> Iterator[Hit]:
    """S05: a qualitative score outside the band of its label."""
    for line, score in case.lines():
        given, label = line.score.value, line.actual.value
        labelled = isinstance(label, str) and find_band(case.rules, label) is not None
        if given is None or not line.weight.value or not labelled or score.expected is not None:
            continue
        below_top = given <= score.high if score.high_closed else given < score.high
        if given < score.low or not below_top:
            yield Hit(line.score, entries.SCORE, _values(line) | _band(line, score))


def rounded(case: FormCase) -> Iterator[Hit]:
    """S07: 8.62 became 9, or 8."""
    for line, due, given in _counted(case):
        whole = (round_half_up(due, 0), due.quantize(Decimal(1), ROUND_DOWN, context=WIDE))
        if given != due and given in whole and not line.score.notes:
            yield Hit(line.score, entries.SCORE, _values(line) | {"应得": score_text(due)})


def no_score(case: FormCase) -> Iterator[Hit]:
    """S08: nobody gave a score, and no formula does (where one would, V01 to V03 or V11 say why not)."""
    for line, score in case.lines():
        by_hand = score.expected is None and not (entries.is_counted(line) and line.relation.value)
        answered = entries.applies(line) and not entries.unanswered(line.actual)
        wanted = line.level3.value is not None and line.weight.value and answered
        if line.score.blank and by_hand and wanted:
            yield Hit(line.score, entries.SCORE, _values(line))


def _counted(case: FormCase) -> Iterator[tuple[IndicatorLine, Decimal, Decimal]]:
    """Each line whose score follows from a formula: the line, the score due, the score given."""
    for line, score in case.lines():
        if score.expected is not None and line.score.value is not None and entries.applies(line):
            yield line, score.expected, line.score.value


def _reached(line: IndicatorLine, due: Decimal) -> bool:
    return due == line.weight.value


def _values(line: IndicatorLine) -> dict[str, str]:
    score, weight = line.score.value, line.weight.value
    return {
        "指标": name(line),
        "得分": "" if score is None else number_text(score),
        "分值": "未填" if weight is None else number_text(weight),
        "目标": entries.target_text(line),
        "值": entries.actual_text(line),
    }


def _band(line: IndicatorLine, score: IndicatorScore) -> dict[str, str]:
    top = number_text(score.high) if score.high_closed else f"{number_text(score.high)}（不含）"
    return {"档次": quoted(line.actual.text), "低": number_text(score.low), "高": top}


CHECKS = {
    "S01": out_of_range,
    "S02": not_due,
    "S03": unexplained_deduction,
    "S04": undeserved_full_mark,
    "S05": out_of_band,
    "S07": rounded,
    "S08": no_score,
}
