"""B family: the sources of the money, and what it was for."""

from collections.abc import Iterator

from xlperf.model.ledger import Source
from xlperf.model.rounding import round_half_up
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.budget import funds_are_known
from xlperf.rules.checks.ledger import money


def budget_made_to_fit(case: FormCase) -> Iterator[Hit]:
    """B16: a round budget was changed during the year into exactly what was spent."""
    if not funds_are_known(case):
        return
    total, unit = case.funding.total, case.form.money_unit
    changed = total.initial_budget not in (0, total.budget)
    whole = round_half_up(unit.from_yuan(total.initial_budget), 0) == unit.from_yuan(total.initial_budget)
    odd = round_half_up(unit.from_yuan(total.budget), 0) != unit.from_yuan(total.budget)
    if changed and whole and odd and total.budget == total.actual:
        values = {"年初": money(total.initial_budget, unit), "预算": money(total.budget, unit)}
        yield Hit(case.form.line(Source.TOTAL).budget, entries.BUDGET_TOTAL, values)


def no_initial_budget(case: FormCase) -> Iterator[Hit]:
    """B20: the column 年初预算数 was left blank although the year had a budget."""
    rows = [case.form.line(source) for source in Source]
    blank = [row.initial_budget for row in rows if row.initial_budget.cell]
    budget = any(row.budget.value for row in rows)
    if budget and blank and all(entries.unfilled(entry) for entry in blank):
        yield Hit(blank[0], entries.INITIAL_TOTAL)


CHECKS = {
    "B16": budget_made_to_fit,
    "B20": no_initial_budget,
}
