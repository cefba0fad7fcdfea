"""S family, the form as a whole: total and grade.

Each is judged by the figures that it is computed from, as printed (see :mod:`xlperf.rules.checks.execution`).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import Entry
from xlperf.model.printing import number_text, rate_text, score_short, score_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.budget import funds_are_known
from xlperf.rules.checks.entries import quoted
from xlperf.rules.execution import rate_applies
from xlperf.rules.totals import Part, total_score

_TOLERANCE: Final = Decimal("0.05")
#: A total printed with two decimals differs this much from the unrounded one.
_ROUNDING: Final = Decimal("0.005")
_HIGH_SCORE, _LOW_RATE = Decimal(90), Decimal("0.8")
#: A longer text where the grade should be is an opinion (评价结论), not a grade.
_LONGEST_GRADE: Final = 4


def wrong_total(case: FormCase) -> Iterator[Hit]:
    """S09: the total is neither what the printed parts come to nor what they should come to."""
    printed, due, parts = case.form.total_score, _due_total(case), _printed_sum(case)
    if printed.value is None or parts is None:
        return
    due = parts if due is None else due
    if min(abs(printed.value - due), abs(printed.value - parts)) > _TOLERANCE:
        values = {
            "填报": number_text(printed.value),
            "合计": score_text(parts),
            "应为": score_text(due),
        }
        yield Hit(printed, entries.TOTAL_SCORE, values)


def above_full_mark(case: FormCase) -> Iterator[Hit]:
    """S10: more than 100, and not because the parts are too much (I01 and S01 tell which)."""
    printed, full, parts = case.form.total_score, case.rules.weights_total, _printed_sum(case)
    if printed.value is None or printed.value <= full:
        return
    if parts is None or abs(printed.value - parts) > _TOLERANCE:
        values = {"填报": number_text(printed.value), "满分": number_text(full)}
        yield Hit(printed, entries.TOTAL_SCORE, values)


def wrong_grade(case: FormCase) -> Iterator[Hit]:
    """S12: the grade does not go with the total (decided before rounding)."""
    total = _graded_total(case)
    if total is None or case.form.grade.value is None:
        return
    due = case.rules.grade(total)
    if _contradicts(case, case.form.grade, due):
        values = {"总分": score_short(total, 4), "应为": due, "填报": quoted(case.form.grade.text)}
        yield Hit(case.form.grade, entries.GRADE, values)


def high_score_low_rate(case: FormCase) -> Iterator[Hit]:
    """S13: 优 although a fifth of the money was not spent."""
    total, rate = _due_total(case), case.scored.rate
    if total is not None and rate is not None and total >= _HIGH_SCORE and rate < _LOW_RATE:
        values = {"总分": score_short(total), "执行率": rate_text(rate)}
        yield Hit(case.form.total_score, entries.TOTAL_SCORE, values)


def full_mark(case: FormCase) -> Iterator[Hit]:
    """S14: nothing at all could have been better."""
    if _due_total(case) == case.rules.weights_total:
        yield Hit(case.form.total_score, entries.TOTAL_SCORE)


def _due_total(case: FormCase) -> Decimal | None:
    """The unrounded total that is due; None where nobody knows the amounts for certain."""
    return case.scored.total if funds_are_known(case) else None


def _printed_sum(case: FormCase) -> Decimal | None:
    """What the scores as printed come to, those due standing in for those that the file does not show."""
    rules, scored = case.rules, case.scored
    rate_points = case.form.rate_score.value
    if rate_points is None and not funds_are_known(case):
        return None
    return total_score(
        rules.not_applicable,
        rules.weights_total,
        Part(
            rules.execution.weight,
            scored.rate_score if rate_points is None else rate_points,
            rate_applies(rules.execution, scored.rate),
        ),
        [
            Part(
                line.weight.value or Decimal(0),
                score.points if line.score.value is None else line.score.value,
                entries.applies(line),
            )
            for line, score in case.lines()
        ],
    )


def _graded_total(case: FormCase) -> Decimal | None:
    """The total that the grade on the form should go with: the due one, unless another is printed."""
    printed, due = case.form.total_score.value, _due_total(case)
    if printed is None or due is None:
        return printed if due is None else due
    return due if abs(printed - due) <= _ROUNDING else printed


def _contradicts(case: FormCase, grade: Entry[str], due: str) -> bool:
    """Whether what stands there is another grade than the one due, or a word that is none (合格)."""
    written = match_key(grade.value or "")
    others = (match_key(each.label) for each in case.rules.grades if each.label != due)
    named = any(written.startswith(other) for other in others) or len(written) <= _LONGEST_GRADE
    return named and not written.startswith(match_key(due))


CHECKS = {
    "S09": wrong_total,
    "S10": above_full_mark,
    "S12": wrong_grade,
    "S13": high_score_low_rate,
    "S14": full_mark,
}
