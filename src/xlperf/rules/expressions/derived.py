"""What the rules compute of a collected form, beside its cells: they know deadlines and the ledger."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, Source
from xlperf.model.rounding import ratio
from xlperf.rules.case import FormCase
from xlperf.rules.checks import budget, entries
from xlperf.rules.execution import execution_rate, rate_applies, rate_score
from xlperf.rules.expressions.definitions import Value
from xlperf.rules.expressions.vocabulary import IN_USE
from xlperf.rules.indicators import IndicatorScore
from xlperf.rules.recompute import form_funding
from xlperf.rules.totals import Part, total_score

#: A total printed with two decimals differs this much from the unrounded one.
_ROUNDING: Final = Decimal("0.005")


# -- 资金 and 执行率 -----------------------------------------------------------------------------------


def _recognised(column: Column) -> Callable[[FormCase], Value]:
    def amount(case: FormCase) -> Value:
        """An amount that counts, in the form's unit, where it is certain."""
        if not budget.funds_are_known(case):
            return None
        total = case.funding.total
        yuan = total.get(column)
        if column is Column.BUDGET and not yuan:  # a form without that column
            yuan = total.get(case.rules.execution.base)
        return case.form.money_unit.from_yuan(yuan)

    return amount


def _rate_by_sources(case: FormCase) -> Decimal | None:
    known = budget.funds_are_clear(case)
    return execution_rate(case.rules.execution, form_funding(case.form)) if known else None


def _rate_by_totals(case: FormCase) -> Decimal | None:
    """The rate by the printed totals (B01 and B02 tell of those)."""
    rule, by_sources = case.rules.execution, _rate_by_sources(case)
    row = case.form.line(Source.TOTAL)
    actual, budget = row.actual.value, row.get(rule.base).value
    if by_sources is None or rule.sources != (Source.TOTAL,) or actual is None or budget is None:
        return by_sources
    return ZERO if budget == 0 else ratio(actual, budget)


def _rate_by_initial_budget(case: FormCase) -> Value:
    """What would come out with the wrong denominator, where that makes a difference."""
    total = form_funding(case.form).total
    same = total.initial_budget == total.get(case.rules.execution.base)
    return None if same else ratio(total.actual, total.initial_budget)


def _rate_score(case: FormCase) -> Value:
    """By the rate that is due; where nobody knows the amounts for certain, by the printed one."""
    known = budget.funds_are_clear(case)
    rate = _rate_by_sources(case) if known else case.form.rate.value
    if rate is None and not known:
        return None
    return rate_score(case.rules.execution, rate, places=case.rules.score_decimals)


def _rate_score_as_printed(case: FormCase) -> Value:
    """By the printed rate and weight (B03, B13 and B15 tell of those)."""
    rule = case.rules.execution
    printed = replace(rule, weight=case.form.rate_weight.value or rule.weight)
    rate = case.form.rate.value
    if rate is None:
        rate = _rate_by_totals(case)
    if rate is None and not budget.funds_are_clear(case):
        return None
    return rate_score(printed, rate, places=case.rules.score_decimals)


def _recognised_rate(case: FormCase) -> Value:
    return case.scored.rate if budget.funds_are_known(case) else None


def _sum_of_sources(case: FormCase, column: Column) -> Value:
    sources = [case.form.line(source).get(column) for source in LEDGER_SOURCES]
    if any(entries.unclear(entry) for entry in sources):
        return None
    return case.form.money_unit.from_yuan(sum((entry.value or ZERO for entry in sources), ZERO))


# -- 总分 --------------------------------------------------------------------------------------------


def _due_total(case: FormCase) -> Decimal | None:
    """The unrounded total that is due; None where nobody knows the amounts for certain."""
    return case.scored.total if budget.funds_are_known(case) else None


def _printed_total(case: FormCase) -> Decimal | None:
    """What the scores as printed come to, those due standing in for those that the file does not show."""
    rules, scored = case.rules, case.scored
    own = case.form.rate_score.value
    if own is None and not budget.funds_are_known(case):
        return None
    return total_score(
        rules.not_applicable,
        rules.weights_total,
        Part(
            rules.execution.weight,
            scored.rate_score if own is None else own,
            rate_applies(rules.execution, scored.rate),
        ),
        [
            Part(
                line.weight.value or ZERO,
                score.points if line.score.value is None else line.score.value,
                entries.applies(line),
            )
            for line, score in case.lines()
        ],
    )


def _due_or_printed_total(case: FormCase) -> Value:
    due = _due_total(case)
    return _printed_total(case) if due is None else due


def _graded_total(case: FormCase) -> Value:
    """The total that the grade should go with: the due one, unless another is printed."""
    printed, due = case.form.total_score.value, _due_total(case)
    if printed is None or due is None:
        return printed if due is None else due
    return due if abs(printed - due) <= _ROUNDING else printed


# -- 绩效指标 ----------------------------------------------------------------------------------------


def _due(line: IndicatorLine, score: IndicatorScore) -> Value:
    return score.expected if entries.applies(line) else None


def _scored_by_formula(line: IndicatorLine, score: IndicatorScore) -> Value:
    return score.expected is not None or (entries.is_counted(line) and bool(line.relation.value))


#: What is known of the form as a whole, by the field's name.
ABOUT_FORM: Final[Mapping[str, Callable[[FormCase], Value]]] = {
    "认定年初预算": _recognised(Column.INITIAL_BUDGET),
    "认定预算": _recognised(Column.BUDGET),
    "认定执行": _recognised(Column.ACTUAL),
    "认定执行率": _recognised_rate,
    "应得执行率": _rate_by_sources,
    "按总额的执行率": _rate_by_totals,
    "按年初预算的执行率": _rate_by_initial_budget,
    "应得执行率得分": _rate_score,
    "按填报执行率的得分": _rate_score_as_printed,
    "填报得分合计": _printed_total,
    "应得总分": _due_or_printed_total,
    "定级总分": _graded_total,
}
#: What is known of one indicator.
ABOUT_INDICATOR: Final[Mapping[str, Callable[[IndicatorLine, IndicatorScore], Value]]] = {
    IN_USE: lambda _, __: True,
    "指标": lambda line, _: entries.name(line),
    "应得分": _due,
    "计入得分": lambda _, score: score.points,
    "公式打分": _scored_by_formula,
    "目标文字": lambda line, _: entries.target_text(line),
    "完成文字": lambda line, _: entries.actual_text(line),
}
#: What is known of one column of 资金.
ABOUT_COLUMN: Final[Mapping[str, Callable[[FormCase, Column], Value]]] = {
    "来源合计": _sum_of_sources,
    "列": lambda _, column: entries.column_name(column),
}
#: The fields that need no definition in the view that asks the rules.
DERIVED: Final = frozenset({*ABOUT_FORM, *ABOUT_INDICATOR, *ABOUT_COLUMN})
