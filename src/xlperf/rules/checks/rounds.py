"""B and X families: the ledger, what came back, and what was left out."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.ledger import ExpenditureKind, LedgerEntry
from xlperf.model.printing import number_text
from xlperf.rules.case import RoundCase, RoundHit

_LEDGER_SHEET: Final = "项目台账"
_EXECUTION_SHEET: Final = "功能分类执行"
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})年")


def not_returned(case: RoundCase) -> Iterator[RoundHit]:
    """B11: a project that is to be evaluated, and no form."""
    for entry in _projects(case):
        if entry.evaluate and entry.code not in case.returned:
            yield _hit(case, entry, "项目编码", entry.code)


def in_both_lists(case: RoundCase) -> Iterator[RoundHit]:
    """X03: not to be evaluated, and evaluated all the same."""
    for entry in _projects(case):
        if not entry.evaluate and entry.code in case.accepted:
            yield _hit(case, entry, "是否自评", "否")


def more_than_the_budget(case: RoundCase) -> Iterator[RoundHit]:
    """X07: the evaluated projects come to more than the whole budget by functional class."""
    if not case.round.execution:
        return
    whole = sum((row.budget for row in case.round.execution), Decimal(0))
    mine = sum((e.funding.total.budget for e in _projects(case) if e.code in case.accepted), Decimal(0))
    if mine > whole:
        values = {"自评": number_text(mine), "总额": number_text(whole)}
        yield RoundHit("全年预算数", values, sheet=_EXECUTION_SHEET, value=number_text(whole))


def no_reason(case: RoundCase) -> Iterator[RoundHit]:
    """X10: left out without a reason (of one that is to be evaluated B11 or its form's findings tell)."""
    for entry in _left_out(case):
        if not entry.unevaluated_reason.strip():
            yield _hit(case, entry, "未自评原因", entry.unevaluated_reason)


def other_year(case: RoundCase) -> Iterator[RoundHit]:
    """X11: the name of a project that was left out speaks of another year only."""
    for entry in _left_out(case):
        years = _YEAR.findall(entry.name)
        if years and str(case.round.settings.year) not in years:
            yield _hit(case, entry, "项目名称", entry.name, 年度="、".join(years))


def spent_but_left_out(case: RoundCase) -> Iterator[RoundHit]:
    """X12: money was spent, so there is something to evaluate."""
    for entry in _left_out(case):
        actual = entry.funding.total.actual
        if actual > 0:
            yield _hit(case, entry, "全年执行数", number_text(actual), 执行=number_text(actual))


def _projects(case: RoundCase) -> Iterator[LedgerEntry]:
    return (entry for entry in case.round.ledger if entry.kind is ExpenditureKind.PROJECT)


def _left_out(case: RoundCase) -> Iterator[LedgerEntry]:
    """The projects that the office does not evaluate, and that did not come back all the same (X03)."""
    return (e for e in _projects(case) if not e.evaluate and e.code not in case.accepted)


def _hit(case: RoundCase, entry: LedgerEntry, field: str, value: str, **values: str) -> RoundHit:
    blanks = {"项目": entry.name, "单位": case.round.unit_name(entry.unit_code), **values}
    return RoundHit(field, blanks, entry.code, entry.unit_code, _LEDGER_SHEET, value)


CHECKS = {
    "B11": not_returned,
    "X03": in_both_lists,
    "X07": more_than_the_budget,
    "X10": no_reason,
    "X11": other_year,
    "X12": spent_but_left_out,
}
