"""V family: targets and actual values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine, Relation
from xlperf.model.finding import Severity
from xlperf.model.printing import number_text
from xlperf.model.units import is_percent_unit
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted

_ALL_THE_SAME: Final = 3
_FULL: Final = Decimal(100)
#: Percentages that may well be above 100 %.
_GROWTH: Final = ("增长", "增幅", "增速", "提高", "提升", "超额", "同比")


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


def late_deadline(case: FormCase) -> Iterator[Hit]:
    """V12: a deadline after the year's end."""
    year = case.expected_year or case.form.year.value
    for line in case.form.indicators:
        deadline = line.target.value
        if year is not None and isinstance(deadline, date) and deadline.year > year:
            yield Hit(line.target, entries.TARGET, {"指标": name(line), "值": quoted(line.target.text)})


def _may_exceed(line: IndicatorLine) -> bool:
    return any(word in name(line) for word in _GROWTH)


def _share(line: IndicatorLine, state: str, advice: str = "改成不超过 100 的数") -> dict[str, str]:
    return {"指标": name(line), "情况": state, "办法": advice}


CHECKS = {
    "V06": all_as_planned,
    "V08": above_hundred_percent,
    "V12": late_deadline,
}
