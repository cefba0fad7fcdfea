"""What the summary workbook prints, sheet by sheet: columns, rows and live formulas, as data.

Columns and rows are those of the control workbook's result sheets (:mod:`xlperf.books.result_tables`,
:mod:`xlperf.steps.result_rows`), one table on each sheet, so that each can be filtered and printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from xlperf.books import input_tables, result_tables
from xlperf.books.port import CellValue
from xlperf.books.spec import ColumnSpec, Kind, Label, Sum, TableSpec
from xlperf.model.ledger import Column, Settings, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import rate_text, score_text
from xlperf.model.tables import DepartmentIndicator, ExecutionGroup, KeyProjectRow, Tables
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.result_rows import (
    Row,
    band_rows,
    execution_rows,
    problem_rows,
    summary_rows,
    unevaluated_rows,
)

PROJECTS: Final = "自评汇总"
BY_FUNCTION: Final = "执行率（功能分类）"
BY_UNIT: Final = "执行率（单位）"
BY_SOURCE: Final = "执行率（资金来源）"
BANDS: Final = "得分分布"
UNEVALUATED: Final = "未纳入自评项目"
PROBLEMS: Final = "问题与措施"
KEY_PROJECTS: Final = "重点项目"
DEPARTMENT: Final = "部门整体"
NARRATIVE: Final = "部门整体（文字）"

_RATE: Final = "预算执行率"


@dataclass(frozen=True, slots=True)
class Quotient:
    """A row's formula: one of its columns over another."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Share:
    """A row's formula: a column over that column's total."""

    column: str


@dataclass(frozen=True, slots=True)
class CountOf:
    """A row's formula: how often the row's ``label`` stands in a column of another sheet."""

    label: str
    sheet: str
    column: str


RowFormula = Quotient | Share | CountOf


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One sheet with one table.

    ``note`` says what it shows, ``formulas`` which columns are calculated (the rows hold their
    results), ``money`` the unit printed above the table ("" where there are no amounts), ``totals``
    results that stand in the total row although they are not the sum of their column.
    """

    name: str
    title: str
    note: str
    columns: tuple[ColumnSpec, ...]
    rows: Sequence[Row]
    formulas: Mapping[str, RowFormula] = field(default_factory=dict)
    money: str = ""
    totals: Mapping[str, CellValue] = field(default_factory=dict)
    landscape: bool = True
    freeze: int = 0


def summary_sheets(tables: Tables, settings: Settings, rules: RuleSet) -> tuple[SummarySheet, ...]:
    """Every sheet behind the cover and the charts, in order."""
    unit = MoneyUnit(settings.money_unit)
    return (
        _projects(tables, unit, rules),
        *_execution(tables, unit),
        _bands(tables),
        _unevaluated(tables),
        _problems(tables),
        _key_projects(tables.key_projects),
        _department(tables, rules),
        _narrative(tables),
    )


def _projects(tables: Tables, unit: MoneyUnit, rules: RuleSet) -> SummarySheet:
    spec = result_tables.summary_table(level.name for level in rules.level1)
    base = "全年预算数" if rules.execution.base is Column.BUDGET else "年初预算数"
    live = rules.execution.sources == (Source.TOTAL,)
    return SummarySheet(
        PROJECTS,
        "项目支出绩效自评汇总表",
        "已通过校验的项目支出绩效自评，一个项目一行。",
        _printed(spec),
        summary_rows(tables.projects, unit),
        {"执行率": Quotient("全年执行数", base)} if live else {},
        money=unit,
        freeze=4,
    )


def _printed(spec: TableSpec) -> tuple[ColumnSpec, ...]:
    """A result table's columns without those that are the clerk's own."""
    return tuple(column for column in spec.columns if not column.clerk)


def _execution(tables: Tables, unit: MoneyUnit) -> Iterable[SummarySheet]:
    """The three tables of 执行率汇总, each on its own sheet."""
    kinds: tuple[tuple[str, str, TableSpec, tuple[ExecutionGroup, ...]], ...] = (
        (BY_FUNCTION, "功能分类", result_tables.BY_FUNCTION, tables.functions),
        (BY_UNIT, "单位", result_tables.BY_UNIT, tables.by_unit),
        (BY_SOURCE, "资金来源", result_tables.BY_SOURCE, tables.by_source),
    )
    for name, what, spec, groups in kinds:
        code, label = (column.header for column in spec.columns[:2])
        yield SummarySheet(
            name,
            f"预算执行率汇总表（按{what}）",
            f"按{what}汇总的全年预算数、全年执行数和执行率，含基本支出。",
            spec.columns,
            tuple(execution_rows(groups, unit, code, label)),
            {"执行率": Quotient("全年执行数", "全年预算数"), "占比": Share("全年预算数")},
            money=unit,
            landscape=False,
        )


def _bands(tables: Tables) -> SummarySheet:
    return SummarySheet(
        BANDS,
        "项目支出绩效自评得分分布表",
        f"“{PROJECTS}”中各等级的项目个数。",
        result_tables.BANDS.columns,
        tuple(band_rows(tables.bands)),
        {"项目个数": CountOf("等级", PROJECTS, "等级"), "占比": Share("项目个数")},
        landscape=False,
    )


def _unevaluated(tables: Tables) -> SummarySheet:
    return SummarySheet(
        UNEVALUATED,
        "未纳入年度绩效自评的项目情况说明",
        "台账中没有自评结果的项目支出及其原因，金额以元计。",
        result_tables.UNEVALUATED.columns,
        tuple(unevaluated_rows(tables.unevaluated)),
    )


def _problems(tables: Tables) -> SummarySheet:
    return SummarySheet(
        PROBLEMS,
        "绩效自评问题与改进措施汇总表",
        "各自评表的“偏差原因分析及改进措施”，一项偏差一行。",
        result_tables.PROBLEMS.columns,
        problem_rows(tables.problems),
    )


_KEY_COLUMNS: Final = (
    ColumnSpec("序号", Kind.SERIAL, 6),
    ColumnSpec("项目编码", Kind.CODE, 13),
    ColumnSpec("项目名称", Kind.TEXT, 24),
    ColumnSpec("栏目", Kind.TEXT, 22),
    ColumnSpec("内容", Kind.LONG, 72),
)
_KEY_TOPICS: Final = {
    "项目概况": "overview",
    "绩效目标": "goal",
    "资金到位及执行情况": "funds",
    "产出指标完成情况": "output",
    "效益指标完成情况": "effect",
    "满意度指标完成情况": "satisfaction",
    "存在的问题": "problem",
    "改进措施": "measure",
}


def _key_projects(projects: tuple[KeyProjectRow, ...]) -> SummarySheet:
    """One row for each topic of each project: a table of long texts that still fits a page."""
    rows: list[Row] = []
    for project in projects:
        topics = {topic: str(getattr(project, name)) for topic, name in _KEY_TOPICS.items()}
        topics["自评结果"] = f"总分{score_text(project.score)}分，等级：{project.grade}"
        for topic, text in topics.items():
            rows.append({"项目编码": project.code, "项目名称": project.name, "栏目": topic, "内容": text})
    return SummarySheet(
        KEY_PROJECTS,
        "重点支出项目绩效自评情况",
        "台账中标为重点的项目，取自其自评表；一个栏目一行。",
        _KEY_COLUMNS,
        _numbered(rows),
    )


def _department(tables: Tables, rules: RuleSet) -> SummarySheet:
    department = tables.department
    columns = tuple(
        replace(column, clerk=False, total=_department_total(column.header))
        for column in input_tables.DEPARTMENT_INDICATORS.columns
    )
    rate: Row = {
        "一级指标": _RATE,
        "三级指标": "全年执行数÷全年预算数",
        "实际完成值": rate_text(tables.functions_total.rate),
        "分值": rules.execution.weight,
        "得分": department.rate_score,
    }
    rows = (rate, *map(_indicator, department.indicators))
    return SummarySheet(
        DEPARTMENT,
        "部门整体绩效自评表",
        "部门整体的预算执行率和绩效指标得分。",
        columns,
        rows,
        totals={"得分": department.score, "偏差原因分析及改进措施": _graded(department.grade)},
    )


def _department_total(header: str) -> Label | Sum | None:
    if header in ("分值", "得分"):
        return Sum()
    return Label("总分") if header == "一级指标" else None


def _graded(grade: str) -> str:
    return f"等级：{grade}" if grade else ""


def _indicator(row: DepartmentIndicator) -> Row:
    return {
        "一级指标": row.level1,
        "二级指标": row.level2,
        "三级指标": row.level3,
        "指标性质": row.relation,
        "指标值": row.target,
        "度量单位": row.unit,
        "实际完成值": row.actual,
        "分值": row.weight,
        "得分": row.score,
        "偏差原因分析及改进措施": row.reason,
    }


_NARRATIVE_COLUMNS: Final = (
    ColumnSpec("序号", Kind.SERIAL, 6),
    ColumnSpec("章节", Kind.TEXT, 20),
    ColumnSpec("标题", Kind.TEXT, 28),
    ColumnSpec("内容", Kind.LONG, 80),
)


def _narrative(tables: Tables) -> SummarySheet:
    rows: list[Row] = [
        {"章节": row.section, "标题": row.heading, "内容": row.text}
        for row in tables.department.narrative
        if row.text or row.heading
    ]
    return SummarySheet(
        NARRATIVE,
        "部门整体绩效评价文字材料",
        "控制工作簿“部门整体”里写的文字，依次印进报告。",
        _NARRATIVE_COLUMNS,
        _numbered(rows),
    )


def _numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple({"序号": Decimal(number), **row} for number, row in enumerate(rows, start=1))
