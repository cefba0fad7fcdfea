"""``xlperf fill``: rates, scores and grades into 自评汇总, and what was not evaluated with its reason."""

from dataclasses import dataclass

from xlperf.books.port import Orphan
from xlperf.model.ledger import ZERO
from xlperf.model.tables import Tables
from xlperf.steps.assessing import Assessment
from xlperf.steps.collect import write_state
from xlperf.steps.result_rows import summary_rows, summary_totals, unevaluated_rows
from xlperf.steps.tabulating import tabulate
from xlperf.steps.writing import write_rows


@dataclass(frozen=True, slots=True)
class Filled:
    """The round's tables, and remarks of the clerk whose row is gone."""

    tables: Tables
    orphans: tuple[Orphan, ...]


def fill(assessment: Assessment, *, collected: bool = False) -> Filled:
    """Write 自评汇总 and 未纳入自评项目; a project without a reason is a finding in 校验结果.

    Args:
        assessment: the state of the round.
        collected: that the sheets of :func:`~xlperf.steps.collect.write_state` tell of just this state.
    """
    tables = tabulate(assessment)
    orphans = (*_write_scores(assessment, tables), *_write_unevaluated(assessment, tables))
    if collected:
        assessment.office.book.save()
        return Filled(tables, orphans)
    return Filled(tables, (*orphans, *write_state(assessment)))


def fill_scores(assessment: Assessment) -> Filled:
    """Write 自评汇总 only: the rate, score and grade of every accepted form."""
    tables = tabulate(assessment)
    return Filled(tables, (*_write_scores(assessment, tables), *write_state(assessment)))


def fill_unevaluated(assessment: Assessment) -> Filled:
    """Write 未纳入自评项目 only."""
    tables = tabulate(assessment)
    return Filled(tables, (*_write_unevaluated(assessment, tables), *write_state(assessment)))


def _write_scores(assessment: Assessment, tables: Tables) -> tuple[Orphan, ...]:
    book, unit = assessment.office.book, assessment.office.money_unit
    rows, totals = summary_rows(tables.projects, unit), summary_totals(tables.projects, unit)
    return write_rows(book, "自评汇总", rows, totals)


def _write_unevaluated(assessment: Assessment, tables: Tables) -> tuple[Orphan, ...]:
    total = sum((row.budget for row in tables.unevaluated), ZERO)
    rows = unevaluated_rows(tables.unevaluated)
    return write_rows(assessment.office.book, "未纳入自评项目", rows, {"预算金额（元）": total})
