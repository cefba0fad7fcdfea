"""V family: targets and actual values beside what the rest of the form says."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import Amounts
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import number_text
from xlperf.model.text import clean
from xlperf.model.units import canonical, is_percent_unit, unit_scale
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name
from xlperf.rules.checks.ledger import AMOUNT_TOLERANCE, money
from xlperf.rules.levels import level_key

_FULL: Final = Decimal(100)
#: Words that say that somebody was asked.
_ASKED: Final = re.compile("问卷|样本|调查|回访|访谈|测评|抽样|[0-9]+份")
_QUANTITY: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([\u4e00-\u9fff㎡]{1,4})")
#: How far from a quantity the words stand that say what of, and pairs of characters that say nothing.
_AROUND: Final = 10
_GENERAL: Final = frozenset({"数量", "个数", "户数", "人数", "次数", "面积", "长度", "完成", "项目", "建设"})


def full_satisfaction(case: FormCase) -> Iterator[Hit]:
    """V14: everybody is satisfied, and nobody says who was asked."""
    for line in case.form.indicators:
        satisfied = "满意" in level_key(line.level1.value or "") and line.actual.value == _FULL
        said = f"{case.form.goal_done.value or ''}{line.reason.value or ''}"
        if satisfied and is_percent_unit(line.unit.value or "%") and not _ASKED.search(said):
            yield Hit(line.actual, entries.ACTUAL, {"指标": name(line)})


def cost_is_not_spending(case: FormCase) -> Iterator[Hit]:
    """V16: the whole budget is the target of the cost, and the cost is not what was spent."""
    for line, total, unit in _whole_costs(case):
        cost = _yuan(line, line.actual.value)
        if cost is not None and abs(cost - total.actual) > AMOUNT_TOLERANCE * unit.factor:
            values = {"指标": name(line), "填报": money(cost, unit), "执行": money(total.actual, unit)}
            yield Hit(line.actual, entries.ACTUAL, values)


def cost_target_not_adjusted(case: FormCase) -> Iterator[Hit]:
    """V17: the budget was changed, the target of the cost is still the initial budget."""
    for line, total, unit in _whole_costs(case):
        target = _yuan(line, line.target.value)
        if target == total.initial_budget != total.budget:
            values = {"指标": name(line), "目标": money(target, unit), "预算": money(total.budget, unit)}
            yield Hit(line.target, entries.TARGET, values)


def other_figure_in_goal(case: FormCase) -> Iterator[Hit]:
    """V21: the goal speaks of the same thing in the same unit as an indicator, with another figure."""
    goal = case.form.goal.value or ""
    for line in case.form.indicators:
        target, unit = line.target.value, clean(line.unit.value or "")
        if not isinstance(target, Decimal) or target <= 0 or unit_scale(unit)[1] in ("", "%", "元"):
            continue
        figures = {Decimal(found[1]) for found in _QUANTITY.finditer(goal) if _same_thing(line, unit, found)}
        if len(figures) == 1 and target not in figures:
            said = f"{number_text(figures.pop())}{unit}"
            values = {"指标": name(line), "文字": said, "目标": entries.target_text(line)}
            yield Hit(line.target, entries.TARGET, values)


def _whole_costs(case: FormCase) -> Iterator[tuple[IndicatorLine, Amounts, MoneyUnit]]:
    """The cost indicators whose target is the whole budget, initial or of the full year."""
    lines = [line for line in case.form.indicators if _is_about_cost(line)]
    if not lines:
        return
    printed = [place.entry for place in entries.typed_amounts(case.form)]
    if case.entry is None and any(entry.value is None and not entry.blank for entry in printed):
        return
    total = case.funding.total
    for line in lines:
        target = _yuan(line, line.target.value)
        if target and target in (total.initial_budget, total.budget):
            yield line, total, case.form.money_unit


def _is_about_cost(line: IndicatorLine) -> bool:
    return "成本" in f"{line.level1.value or ''}{line.level2.value or ''}"


def _yuan(line: IndicatorLine, value: object) -> Decimal | None:
    """A figure of an indicator in 元 (万 alone is 万元); None where it is not one of money."""
    scale, kind = unit_scale(line.unit.value or "")
    is_money = kind == "元" or (kind == "" and scale > 1)
    return value * scale if isinstance(value, Decimal) and is_money else None


def _same_thing(line: IndicatorLine, unit: str, found: re.Match[str]) -> bool:
    """Whether a quantity in a text has this unit, and is said of what the indicator's name says."""
    word = found[2]
    lengths = range(1, len(word) + 1)
    if not any(canonical(word[:length]) == canonical(unit) for length in lengths):
        return False
    around = found.string[max(0, found.start() - _AROUND) : found.end() + _AROUND]
    return any(pair in around for pair in map("".join, pairwise(name(line))) if pair not in _GENERAL)


CHECKS = {
    "V14": full_satisfaction,
    "V16": cost_is_not_spending,
    "V17": cost_target_not_adjusted,
    "V21": other_figure_in_goal,
}
