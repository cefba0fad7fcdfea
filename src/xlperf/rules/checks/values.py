"""V family: targets and actual values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine, Relation
from xlperf.model.finding import Severity
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text
from xlperf.model.reading import NoteKind
from xlperf.model.units import is_percent_unit
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.checks.numbers import copies_target
from xlperf.rules.indicators import exceeds_target, find_band
from xlperf.rules.recompute import indicator_of

_ALL_THE_SAME: Final = 3
_FULL: Final = Decimal(100)
#: Percentages that may well be above 100 %.
_GROWTH: Final = ("增长", "增幅", "增速", "提高", "提升", "超额", "同比")


def no_target(case: FormCase) -> Iterator[Hit]:
    """V01: an indicator without a target."""
    found = [line for line in entries.named(case.form) if entries.unanswered(line.target)]
    for line, who in entries.one_by_one_or_all(case.form, found):
        yield Hit(line.target, entries.TARGET, {"指标": who})


def no_actual(case: FormCase) -> Iterator[Hit]:
    """V02: an indicator that counts, without an actual value (a word such as 无 for a number is N03's)."""
    found = [line for line in entries.named(case.form) if line.weight.value and _lacks_actual(line)]
    for line, who in entries.one_by_one_or_all(case.form, found):
        both = not entries.is_counted(line) and line.score.blank
        missing = f"{entries.ACTUAL}和{entries.SCORE}" if both else entries.ACTUAL
        yield Hit(line.actual, entries.ACTUAL, {"指标": who, "补填": missing})


def words_for_a_number(case: FormCase) -> Iterator[Hit]:
    """V03: the target is a number, the actual value is words or a day."""
    for line in case.form.indicators:
        actual = line.actual
        misread_day = actual.value is None and any(note.kind is NoteKind.DATE_FORM for note in actual.notes)
        no_number = isinstance(actual.value, str | date) or misread_day
        if entries.is_counted(line) and entries.applies(line) and no_number:
            yield Hit(actual, entries.ACTUAL, _values(line))


def copied_target(case: FormCase) -> Iterator[Hit]:
    """V05: ≥90% as an actual value."""
    for line in case.form.indicators:
        if copies_target(line):
            yield Hit(line.actual, entries.ACTUAL, _values(line))


def all_as_planned(case: FormCase) -> Iterator[Hit]:
    """V06: every counted indicator came out exactly as planned."""
    lines = [line for line in case.form.indicators if entries.is_counted(line) and entries.applies(line)]
    if len(lines) >= _ALL_THE_SAME and all(line.actual.value == line.target.value for line in lines):
        yield Hit(lines[0].actual, entries.ACTUAL, {"n": str(len(lines))})


def above_hundred_percent(case: FormCase) -> Iterator[Hit]:
    """V08: a share above 100 % (growth may be). A target of “≥100%” changes no score, so it only warns."""
    for line in case.form.indicators:
        target, actual = line.target.value, line.actual.value
        if not entries.is_counted(line) or not is_percent_unit(line.unit.value or "") or _may_exceed(line):
            continue
        if isinstance(target, Decimal) and target > _FULL:
            yield Hit(line.target, entries.TARGET, _share(line, f"指标值填了 {number_text(target)}%"))
        elif isinstance(actual, Decimal) and actual > _FULL:
            yield Hit(line.actual, entries.ACTUAL, _share(line, f"实际完成值填了 {number_text(actual)}%"))
        elif target == _FULL and line.relation.value in (Relation.GE, Relation.GT):
            values = _share(line, f"指标值写“{entries.target_text(line)}”", "指标性质改为“=”")
            yield Hit(line.target, entries.TARGET, values, Severity.WARNING)


def far_above_target(case: FormCase) -> Iterator[Hit]:
    """V10: so much more than planned that it must be explained (where it costs points, R01 asks why)."""
    rule = case.rules.quantitative
    for line, score in case.lines():
        beyond = rule.over_target == "require_reason" and exceeds_target(rule, indicator_of(line))
        in_full = score.points is None or score.points >= (line.weight.value or ZERO)
        if beyond and in_full and not entries.is_explained(line):
            yield Hit(line.actual, entries.ACTUAL, _values(line) | {"完成": entries.actual_text(line)})


def zero_target(case: FormCase) -> Iterator[Hit]:
    """V11: at least zero is no target."""
    for line in case.form.indicators:
        if line.target.value == ZERO and line.relation.value in (Relation.GE, Relation.GT):
            yield Hit(line.target, entries.TARGET, {"指标": name(line)})


def late_deadline(case: FormCase) -> Iterator[Hit]:
    """V12: a deadline after the year's end."""
    year = case.expected_year or case.form.year.value
    for line in case.form.indicators:
        deadline = line.target.value
        if year is not None and isinstance(deadline, date) and deadline.year > year:
            yield Hit(line.target, entries.TARGET, {"指标": name(line), "值": quoted(line.target.text)})


def no_band(case: FormCase) -> Iterator[Hit]:
    """V19: a qualitative result that is none of the rule set's labels."""
    labels = "、".join(band.label for band in case.rules.qualitative)
    for line in case.form.indicators:
        actual = line.actual.value
        asked = line.relation.value is Relation.QUALITATIVE and actual is not None and entries.applies(line)
        if asked and (not isinstance(actual, str) or find_band(case.rules, actual) is None):
            values = {"指标": name(line), "值": quoted(line.actual.text), "档次": labels}
            yield Hit(line.actual, entries.ACTUAL, values)


def _lacks_actual(line: IndicatorLine) -> bool:
    return entries.unfilled(line.actual) or (not entries.is_counted(line) and entries.unanswered(line.actual))


def _may_exceed(line: IndicatorLine) -> bool:
    return any(word in name(line) for word in _GROWTH)


def _share(line: IndicatorLine, state: str, advice: str = "改成不超过 100 的数") -> dict[str, str]:
    return {"指标": name(line), "情况": state, "办法": advice}


def _values(line: IndicatorLine) -> dict[str, str]:
    return {"指标": name(line), "目标": entries.target_text(line), "值": quoted(line.actual.text)}


CHECKS = {
    "V01": no_target,
    "V02": no_actual,
    "V03": words_for_a_number,
    "V05": copied_target,
    "V06": all_as_planned,
    "V08": above_hundred_percent,
    "V10": far_above_target,
    "V11": zero_target,
    "V12": late_deadline,
    "V19": no_band,
}
