"""The result tables as rows of the control workbook: headers of :mod:`xlperf.books.sheets`."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from xlperf.books.port import CellValue
from xlperf.model.ledger import ZERO
from xlperf.model.money import MoneyUnit
from xlperf.model.rounding import ratio
from xlperf.model.tables import (
    BandRow,
    DepartmentIndicator,
    ExecutionGroup,
    KeyProjectRow,
    MissingRow,
    ProblemRow,
    ProjectRow,
    UnevaluatedRow,
)
from xlperf.steps.report_text import GAP_CLOSE, GAP_OPEN
from xlperf.steps.results_spool import put_aside

Row = dict[str, CellValue]

#: What stands for a reason that nobody has written, here as in the report.
NO_REASON: Final = f"{GAP_OPEN}未开展绩效自评的原因{GAP_CLOSE}"


def summary_rows(rows: Iterable[ProjectRow], unit: MoneyUnit) -> Sequence[Row]:
    """自评汇总."""
    return put_aside(
        {
            "序号": Decimal(number),
            "单位名称": row.unit_name,
            "项目编码": row.code,
            "项目名称": row.name,
            "功能分类": row.function_name,
            "年初预算数": unit.from_yuan(row.initial_budget),
            "全年预算数": unit.from_yuan(row.budget),
            "全年执行数": unit.from_yuan(row.actual),
            "执行率": row.rate,
            "执行率得分": row.rate_score,
            **dict(row.level1_scores),
            "总分": row.score,
            "等级": row.grade,
            "偏差项数": Decimal(row.deviations),
            "重点项目": "是" if row.key else "",
        }
        for number, row in enumerate(rows, 1)
    )


def summary_totals(rows: Iterable[ProjectRow], unit: MoneyUnit) -> Row:
    """The total row of 自评汇总: amounts are summed, the rate is that of the sums, scores are not."""
    initial = budget = actual = ZERO
    for row in rows:
        initial, budget, actual = initial + row.initial_budget, budget + row.budget, actual + row.actual
    return {
        "年初预算数": unit.from_yuan(initial),
        "全年预算数": unit.from_yuan(budget),
        "全年执行数": unit.from_yuan(actual),
        "执行率": ratio(actual, budget),
    }


def unevaluated_rows(rows: Iterable[UnevaluatedRow]) -> list[Row]:
    """未纳入自评项目; the unit's name stands in every row, amounts in 元, a missing reason is marked."""
    return [
        {
            "序号": Decimal(number),
            "单位名称": row.unit_name,
            "项目名称": row.name,
            "预算金额（元）": row.budget,
            "未开展绩效自评的原因": row.reason or NO_REASON,
            "项目编码": row.code,
        }
        for number, row in enumerate(rows, 1)
    ]


def execution_rows(rows: Iterable[ExecutionGroup], unit: MoneyUnit, code: str, name: str) -> list[Row]:
    """One of the three tables of 执行率汇总; ``code`` and ``name`` are its first two headers."""
    return [
        {
            code: Decimal(number) if code == "序号" else row.code,
            name: row.name,
            "全年预算数": unit.from_yuan(row.budget),
            "全年执行数": unit.from_yuan(row.actual),
            "执行率": row.rate,
            "占比": row.share,
        }
        for number, row in enumerate(rows, 1)
    ]


def execution_totals(rows: Iterable[ExecutionGroup], unit: MoneyUnit) -> Row:
    """The total row of such a table."""
    listed = tuple(rows)
    budget = sum((row.budget for row in listed), ZERO)
    actual = sum((row.actual for row in listed), ZERO)
    return {
        "全年预算数": unit.from_yuan(budget),
        "全年执行数": unit.from_yuan(actual),
        "执行率": ratio(actual, budget),
        "占比": ratio(budget, budget) or ZERO,
    }


def band_rows(rows: Iterable[BandRow]) -> list[Row]:
    """得分分布."""
    return [
        {"等级": row.grade, "分数区间": row.interval, "项目个数": Decimal(row.count), "占比": row.share}
        for row in rows
    ]


def band_totals(rows: Iterable[BandRow]) -> Row:
    """The total row of 得分分布."""
    count = Decimal(sum(row.count for row in rows))
    return {"项目个数": count, "占比": ratio(count, count) or ZERO}


def missing_rows(rows: Iterable[MissingRow]) -> list[Row]:
    """催报清单."""
    return [
        {
            "序号": Decimal(number),
            "单位编码": row.unit_code,
            "单位名称": row.unit_name,
            "联系人": row.contact,
            "联系电话": row.phone,
            "项目编码": row.code,
            "项目名称": row.name,
            "状态": row.state,
        }
        for number, row in enumerate(rows, 1)
    ]


def problem_rows(rows: Iterable[ProblemRow]) -> Sequence[Row]:
    """问题与措施."""
    return put_aside(
        {
            "序号": Decimal(number),
            "单位名称": row.unit_name,
            "项目编码": row.code,
            "项目名称": row.name,
            "指标": row.indicator,
            "扣分": row.lost,
            "存在的问题": row.problem,
            "改进措施": row.measure,
        }
        for number, row in enumerate(rows, 1)
    )


def key_project_rows(rows: Iterable[KeyProjectRow]) -> list[Row]:
    """重点项目; 项目概况 is the clerk's and not among these."""
    return [
        {
            "项目编码": row.code,
            "项目名称": row.name,
            "绩效目标": row.goal,
            "资金到位及执行情况": row.funds,
            "产出指标完成情况": row.output,
            "效益指标完成情况": row.effect,
            "满意度指标完成情况": row.satisfaction,
            "存在的问题": row.problem,
            "改进措施": row.measure,
            "总分": row.score,
            "等级": row.grade,
        }
        for row in rows
    ]


def department_score_rows(rows: Iterable[DepartmentIndicator]) -> list[Row]:
    """部门指标: the computed score beside the indicator; everything else there is the clerk's."""
    return [{"三级指标": row.level3, "得分": row.score} for row in rows]
