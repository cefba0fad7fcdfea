"""``xlperf summarise``: the summary sheets of the control workbook, and 成果/…汇总.xlsx with charts."""

from dataclasses import dataclass
from pathlib import Path

from xlperf.books.port import Orphan
from xlperf.books.sheets import DEPARTMENT
from xlperf.model.tables import ExecutionGroup, Tables
from xlperf.steps.departments import INDICATORS
from xlperf.steps.folder import name_part, write_file
from xlperf.steps.office import Office
from xlperf.steps.result_rows import (
    band_rows,
    band_totals,
    department_score_rows,
    execution_rows,
    execution_totals,
    key_project_rows,
    problem_rows,
)
from xlperf.steps.summary_book import summary_workbook
from xlperf.steps.writing import write_rows


@dataclass(frozen=True, slots=True)
class Summarised:
    """Where the summary workbook is, and remarks of the clerk whose row is gone."""

    path: Path
    orphans: tuple[Orphan, ...]


def summarise(office: Office, tables: Tables) -> Summarised:
    """Write the summary sheets and the summary workbook."""
    orphans = (
        *_execution(office, "执行率_功能分类", tables.functions, ("科目编码", "科目名称")),
        *_execution(office, "部门功能分类", tables.functions, ("科目编码", "科目名称")),
        *_execution(office, "执行率_单位", tables.by_unit, ("单位编码", "单位名称")),
        *_execution(office, "执行率_资金来源", tables.by_source, ("序号", "资金来源")),
        *write_rows(office.book, "得分分布", band_rows(tables.bands), band_totals(tables.bands)),
        *write_rows(office.book, "问题与措施", problem_rows(tables.problems)),
        *write_rows(office.book, "重点项目", key_project_rows(tables.key_projects)),
        *_department(office, tables),
    )
    office.book.save()
    path = summary_path(office)
    write_file(path, summary_workbook(tables, office.settings, office.rules))
    return Summarised(path, orphans)


def summary_path(office: Office) -> Path:
    """Where the summary workbook goes."""
    settings = office.settings
    return office.folder.results / f"{settings.year}年度{name_part(settings.town)}绩效自评汇总.xlsx"


def _execution(
    office: Office, name: str, rows: tuple[ExecutionGroup, ...], headers: tuple[str, str]
) -> tuple[Orphan, ...]:
    unit = office.money_unit
    return write_rows(office.book, name, execution_rows(rows, unit, *headers), execution_totals(rows, unit))


def _department(office: Office, tables: Tables) -> tuple[Orphan, ...]:
    department = tables.department
    rate_score, total, grade = DEPARTMENT
    office.book.set_values(
        {rate_score: department.rate_score, total: department.score, grade: department.grade or None}
    )
    if not department.indicators:
        return ()
    return write_rows(office.book, INDICATORS, department_score_rows(department.indicators))
