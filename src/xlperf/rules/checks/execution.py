"""B family: what the funds table computes.

Each figure is judged by those that it is computed from, as printed: a wrong one is told once, and not
again of every figure that follows from it.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import Entry
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, Source
from xlperf.model.printing import number_text, rate_text, score_text
from xlperf.model.rounding import ratio
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.budget import funds_are_clear
from xlperf.rules.checks.ledger import AMOUNT_TOLERANCE, money
from xlperf.rules.execution import execution_rate, rate_score
from xlperf.rules.recompute import form_funding, has_source_rows

#: Tolerances (DOMAIN §4): rates 0.01 percentage points, scores 0.005.
_RATE_TOLERANCE: Final = Decimal("0.0001")
_SCORE_TOLERANCE: Final = Decimal("0.005")


def wrong_total(case: FormCase) -> Iterator[Hit]:
    """B01: 年度资金总额 is not the sum of the sources."""
    for column, entry, total in _totals(case):
        if entry.value and abs(entry.value - total) > AMOUNT_TOLERANCE * case.form.money_unit.factor:
            yield _total_hit(case, column, entry, total)


def zero_total(case: FormCase) -> Iterator[Hit]:
    """B02: 年度资金总额 is 0 although a source has funds."""
    for column, entry, total in _totals(case):
        if entry.value == 0 != total:
            yield _total_hit(case, column, entry, total)


def wrong_rate(case: FormCase) -> Iterator[Hit]:
    """B03: the rate is not the quotient of the amounts."""
    rate, dues = case.form.rate, _due_rates(case)
    if rate.value is not None and dues and not _near(rate.value, dues, _RATE_TOLERANCE):
        yield Hit(rate, entries.RATE, {"应为": rate_text(dues[0]), "填报": rate_text(rate.value)})


def wrong_rate_score(case: FormCase) -> Iterator[Hit]:
    """B04: the score is not what the rule set gives for the rate."""
    score, dues = case.form.rate_score, _due_scores(case)
    if score.value is not None and dues and not _near(score.value, dues, _SCORE_TOLERANCE):
        yield Hit(score, entries.RATE_SCORE, {"应为": score_text(dues[0]), "填报": number_text(score.value)})


def initial_budget_as_base(case: FormCase) -> Iterator[Hit]:
    """B13: the rate was computed on the initial budget where another base is prescribed."""
    rate, rule, total = case.form.rate, case.rules.execution, form_funding(case.form).total
    other = ratio(total.actual, total.initial_budget)
    same = rule.base is Column.INITIAL_BUDGET or total.initial_budget == total.get(rule.base)
    if rate.value is None or other is None or same:
        return
    dues = _due_rates(case)
    if dues and not _near(rate.value, dues, _RATE_TOLERANCE) and _near(rate.value, [other], _RATE_TOLERANCE):
        base = case.rules.labels.columns[list(Column).index(rule.base)]
        values = {"填报": rate_text(rate.value), "分母": base, "应为": rate_text(dues[0])}
        yield Hit(rate, entries.RATE, values)


def wrong_rate_weight(case: FormCase) -> Iterator[Hit]:
    """B15: 执行率 weighs something else than the rule set says."""
    weight, due = case.form.rate_weight, case.rules.execution.weight
    if weight.value is not None and weight.value != due:
        values = {"填报": number_text(weight.value), "应为": number_text(due)}
        yield Hit(weight, entries.RATE_WEIGHT, values)


def _totals(case: FormCase) -> Iterator[tuple[Column, Entry[Decimal], Decimal]]:
    """Each total with the sum of its sources, where the form has sources and all of them are clear."""
    if not has_source_rows(case.form):
        return
    for column in Column:
        sources = [case.form.line(source).get(column) for source in LEDGER_SOURCES]
        if not any(entries.unclear(entry) for entry in sources):
            total = sum((entry.value or ZERO for entry in sources), ZERO)
            yield column, case.form.line(Source.TOTAL).get(column), total


def _total_hit(case: FormCase, column: Column, entry: Entry[Decimal], total: Decimal) -> Hit:
    unit = case.form.money_unit
    values = {
        "列": entries.column_name(column),
        "填报": money(entry.value or ZERO, unit),
        "应为": money(total, unit),
    }
    return Hit(entry, entries.amount_field(Source.TOTAL, column), values)


def _due_rates(case: FormCase) -> list[Decimal]:
    """What the rate may be: by the sources, or by the printed totals (B01 and B02 tell of those)."""
    rule = case.rules.execution
    by_sources = execution_rate(rule, form_funding(case.form))
    if by_sources is None or not funds_are_clear(case):
        return []
    row = case.form.line(Source.TOTAL)
    actual, budget = row.actual.value, row.get(rule.base).value
    if rule.sources != (Source.TOTAL,) or actual is None or budget is None:
        return [by_sources]
    return [by_sources, ZERO if budget == 0 else actual / budget]


def _due_scores(case: FormCase) -> list[Decimal]:
    """What the score may be: by the rates due, or by the printed rate or weight (B03, B13 and B15 tell)."""
    rule, places = case.rules.execution, case.rules.score_decimals
    rates: list[Decimal | None] = [*_due_rates(case)]
    if not rates and funds_are_clear(case):
        rates.append(None)
    if case.form.rate.value is not None:
        rates.append(case.form.rate.value)
    printed = replace(rule, weight=case.form.rate_weight.value or rule.weight)
    return [rate_score(each, rate, places=places) for each in (rule, printed) for rate in rates]


def _near(value: Decimal, dues: list[Decimal], tolerance: Decimal) -> bool:
    return any(abs(value - due) <= tolerance for due in dues)


CHECKS = {
    "B01": wrong_total,
    "B02": zero_total,
    "B03": wrong_rate,
    "B04": wrong_rate_score,
    "B13": initial_budget_as_base,
    "B15": wrong_rate_weight,
}
