"""B family: the budget and its changes; which amounts are certain."""

import re
from collections.abc import Iterator
from typing import Final

from xlperf.model.ledger import Amounts, Column, Source
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.ledger import AMOUNT_TOLERANCE, money

#: Words that explain why a budget changed during the year.
_CHANGE: Final = re.compile("调整|追加|调增|调减|核减|压减|增拨|下达|结转|预算.{0,8}[增减]|[增减].{0,4}预算")
_BUDGET = entries.amount_field(Source.TOTAL, Column.BUDGET)


def unexplained_adjustment(case: FormCase) -> Iterator[Hit]:
    """B08: the budget was changed during the year and nobody says why."""
    total = _known_total(case)
    if total is None or not _has_both_budgets(case):
        return
    changed = abs(total.budget - total.initial_budget) > AMOUNT_TOLERANCE * case.form.money_unit.factor
    if changed and not _CHANGE.search(_said(case)):
        yield Hit(case.form.line(Source.TOTAL).budget, _BUDGET, _values(case, total))


def funds_are_clear(case: FormCase) -> bool:
    """Whether every amount on the form is a number, or nothing: what is not, the N family tells."""
    return not any(entries.unclear(place.entry) for place in entries.typed_amounts(case.form))


def funds_are_known(case: FormCase) -> bool:
    """Whether the amounts that count are certain: the ledger's, or all of those on the form."""
    return case.entry is not None or funds_are_clear(case)


def _known_total(case: FormCase) -> Amounts | None:
    """年度资金总额, where it is certain."""
    return case.funding.total if funds_are_known(case) else None


def _has_both_budgets(case: FormCase) -> bool:
    """Whether both 年初预算数 and 全年预算数 are known, be it 0."""
    columns = (Column.INITIAL_BUDGET, Column.BUDGET)
    printed = [any(not case.form.line(source).get(column).blank for source in Source) for column in columns]
    return case.entry is not None or all(printed)


def _values(case: FormCase, total: Amounts) -> dict[str, str]:
    unit = case.form.money_unit
    return {
        "年初": money(total.initial_budget, unit),
        "预算": money(total.budget or total.get(case.rules.execution.base), unit),
    }


def _said(case: FormCase) -> str:
    """Everywhere where a change may be explained after the year."""
    texts = (case.form.goal_done, *(line.reason for line in case.form.indicators))
    return "\n".join(entry.value or "" for entry in texts)


CHECKS = {"B08": unexplained_adjustment}
