"""Every sheet and named cell of the control workbook; its tables come from the two modules beside.

The builder makes the workbook from this, and an adapter learns from it which columns are a step's and
which are a clerk's.
"""

from collections.abc import Iterable
from functools import cache

from xlperf.books.console import LAST_RUN, MESSAGE, STATE
from xlperf.books.input_tables import (
    DEPARTMENT_INDICATORS,
    EXECUTION,
    LEDGER,
    NARRATIVE,
    TARGETS,
    UNITS,
)
from xlperf.books.result_tables import (
    BANDS,
    BY_FUNCTION,
    BY_SOURCE,
    BY_UNIT,
    COUNTS_BY_RULE,
    COUNTS_BY_UNIT,
    DEPARTMENT_FUNCTIONS,
    FINDINGS,
    INTAKE,
    KEY_PROJECTS,
    MISSING,
    PAIRS,
    PROBLEMS,
    PROGRESS,
    UNEVALUATED,
    summary_table,
)
from xlperf.books.rule_table import RULES
from xlperf.books.spec import Role, SheetSpec

__all__ = [
    "BANDS",
    "BY_FUNCTION",
    "BY_SOURCE",
    "BY_UNIT",
    "CONTACT",
    "COUNTS_BY_RULE",
    "COUNTS_BY_UNIT",
    "DEADLINE",
    "DEPARTMENT",
    "DEPARTMENT_FUNCTIONS",
    "DEPARTMENT_INDICATORS",
    "EXECUTION",
    "FINDINGS",
    "INTAKE",
    "KEY_PROJECTS",
    "LAST_RUN",
    "LEDGER",
    "MESSAGE",
    "MISSING",
    "MONEY_UNIT",
    "NARRATIVE",
    "PAIRS",
    "PHONE",
    "PROBLEMS",
    "PROGRESS",
    "RULESET",
    "RULESET_CHOICES",
    "STATE",
    "TARGETS",
    "TOWN",
    "UNEVALUATED",
    "UNITS",
    "YEAR",
    "control_sheets",
    "heading_results",
    "step_columns",
    "summary_table",
    "title_name",
    "unit_label",
    "unit_label_name",
]

TOWN = "参数_镇名称"
YEAR = "参数_评价年度"
RULESET = "参数_规则集"
MONEY_UNIT = "参数_金额单位"
RULESET_CHOICES = "参数_可选规则集"
#: Printed on 退回修改通知; a workbook made by an older version lacks them.
DEADLINE, CONTACT, PHONE = "参数_修改期限", "参数_联系人", "参数_联系电话"

#: The department's own score on 部门整体: named cell → caption.
DEPARTMENT = {
    "部门_执行率得分": "预算执行率得分",
    "部门_总分": "绩效自评总分",
    "部门_等级": "等级",
}


def control_sheets(level1: Iterable[str]) -> tuple[SheetSpec, ...]:
    """All sheets in their order, for a rule set with these 一级指标."""
    return (*_office_sheets(), *_intake_sheets(), *_result_sheets(level1))


def _office_sheets() -> tuple[SheetSpec, ...]:
    role = Role.INPUT
    return (
        SheetSpec(
            "操作台",
            Role.CONSOLE,
            "年度部门绩效评价",
            "按①到⑦的次序做。各表黄底的列由您填写，蓝底的列由各步骤填写、重新运行时改写。",
            (PROGRESS,),
            landscape=False,
        ),
        SheetSpec("参数", role, "年度绩效评价参数", "一个评价年度一本工作簿；开始之前先核对前四项。"),
        SheetSpec(
            "单位名录",
            role,
            "年度绩效自评单位名录",
            "由您填写：每个要报送自评表的单位一行。第①步按它下发。",
            (UNITS,),
            landscape=False,
        ),
        SheetSpec(
            "项目台账",
            role,
            "年度项目台账",
            "由您填写：项目支出和基本支出都要列。预算数、执行数以这里为准，自评表与它核对。",
            (LEDGER,),
            money=True,
            freeze=2,
        ),
        SheetSpec(
            "绩效目标",
            role,
            "年度项目绩效目标",
            "由您填写：批复的绩效指标，一行一个。第①步把它印进各项目的自评表。",
            (TARGETS,),
        ),
        SheetSpec(
            "功能分类执行",
            role,
            "年度功能分类预算执行情况",
            "可以不填：不填时由项目台账汇总。有决算数时填在这里，以决算数为准。",
            (EXECUTION,),
            money=True,
            landscape=False,
        ),
        SheetSpec(
            "校验规则",
            role,
            "年度绩效自评校验规则",
            "不改也能用。程序的规则可以改“启用”“级别”“阈值”；自己加的规则写在最后的空行里，编号用 Z01、Z02……",
            (RULES,),
            freeze=2,
        ),
    )


def _intake_sheets() -> tuple[SheetSpec, ...]:
    return (
        SheetSpec(
            "收件登记",
            Role.RESULT,
            "年度绩效自评收件登记表",
            "由第②步“收集回收”填写。“人工指定”“确认项目编码”由您填，重新运行时保留。",
            (INTAKE, PAIRS),
            freeze=2,
        ),
        SheetSpec(
            "校验结果",
            Role.RESULT,
            "年度绩效自评校验结果",
            "由第③步“校验”填写。“错误”不改不能汇总，“警告”请核实，“提示”供参考。点“单元格”打开收到的那份表。",
            (FINDINGS,),
        ),
        SheetSpec(
            "问题统计",
            Role.RESULT,
            "年度绩效自评问题统计表",
            "由第③步“校验”填写：“校验结果”里的问题，按单位、按规则各有多少处。",
            (COUNTS_BY_UNIT, COUNTS_BY_RULE),
            landscape=False,
        ),
        SheetSpec(
            "催报清单",
            Role.RESULT,
            "年度绩效自评催报清单",
            "由第②③步填写：还没交回，或者交回后要修改的项目。",
            (MISSING,),
        ),
    )


def _result_sheets(level1: Iterable[str]) -> tuple[SheetSpec, ...]:
    role = Role.RESULT
    return (
        SheetSpec(
            "自评汇总",
            role,
            "年度项目支出绩效自评汇总表",
            "由第④步“计算执行率与得分”填写。“备注”由您填写，重新运行时按项目编码保留。",
            (summary_table(level1),),
            money=True,
            freeze=4,
        ),
        SheetSpec(
            "未纳入自评项目",
            role,
            "年度未纳入绩效自评的项目情况说明",
            "由第⑤步“填未纳入自评项目”填写；原因取自项目台账，要改请改台账。",
            (UNEVALUATED,),
        ),
        SheetSpec(
            "执行率汇总",
            role,
            "年度预算执行率汇总表",
            "由第⑥步“生成汇总表”填写。执行率 = 全年执行数 ÷ 全年预算数。",
            (BY_FUNCTION, BY_UNIT, BY_SOURCE),
            money=True,
            landscape=False,
        ),
        SheetSpec(
            "得分分布",
            role,
            "年度项目支出绩效自评得分分布表",
            "由第⑥步“生成汇总表”填写。等级按未取整的总分判定。",
            (BANDS,),
            landscape=False,
        ),
        SheetSpec(
            "问题与措施",
            role,
            "年度绩效自评问题与改进措施汇总表",
            "由第⑥步“生成汇总表”填写，取自各自评表的“偏差原因分析及改进措施”。",
            (PROBLEMS,),
        ),
        SheetSpec(
            "重点项目",
            role,
            "年度重点支出项目绩效自评情况",
            "由第⑥步“生成汇总表”填写，写进报告。“项目概况”由您填写，重新运行时按项目编码保留。",
            (KEY_PROJECTS,),
            freeze=2,
        ),
        SheetSpec(
            "部门整体",
            role,
            "年度部门整体绩效自评",
            "指标和文字由您填写；得分、等级和功能分类表由第⑥步“生成汇总表”填写。",
            (DEPARTMENT_INDICATORS, DEPARTMENT_FUNCTIONS, NARRATIVE),
            money=True,
        ),
    )


# --- what an adapter asks ----------------------------------------------------------------------
def title_name(sheet: str) -> str:
    """The named cell that holds a sheet's title (a formula over the town and the year)."""
    return f"标题_{sheet}"


def unit_label_name(sheet: str) -> str:
    """The named cell that says 单位：万元 (a formula over the unit of money)."""
    return f"金额单位_{sheet}"


def unit_label(money_unit: str) -> str:
    """What is printed above amounts."""
    return f"单位：{money_unit}"


def heading_results(town: str, year: int, money_unit: str) -> dict[str, str]:
    """What the formulas in the headings come to, by named cell; for the port's ``set_results``."""
    sheets = control_sheets(())
    titles = {title_name(sheet.name): f"{town}{year}{sheet.title}" for sheet in sheets}
    units = {unit_label_name(sheet.name): unit_label(money_unit) for sheet in sheets if sheet.money}
    return titles | units


@cache
def step_columns(table: str) -> frozenset[str]:
    """The columns of a table that only steps fill (known without a rule set); empty for other tables."""
    tables = {spec.name: spec for sheet in control_sheets(()) for spec in sheet.tables}
    found = tables.get(table)
    return frozenset(column.header for column in found.columns if not column.clerk) if found else frozenset()
