"""Everything the report prints, as text: the values of the template's placeholders.

The placeholders have Chinese names, because the people who edit a copy of the template are clerks.
:data:`SAMPLE` is their one list; a value may hold several paragraphs, separated by ``PARAGRAPH``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from xlperf.model.finding import Finding
from xlperf.model.ledger import ZERO, Settings
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import amount_fixed, rate_text, score_short
from xlperf.model.tables import BandRow, ExecutionGroup, KeyProjectRow, Tables, UnevaluatedRow
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.report_department import SHEET as DEPARTMENT_SHEET
from xlperf.steps.report_department import Item, goal_items, problem_items, task_items
from xlperf.steps.report_text import (
    INCOMPLETE_CODE,
    Gaps,
    Place,
    join_paragraphs,
    paragraphs,
    plain_text,
    sentence,
)

Context = Mapping[str, object]

_CONCLUSION: Final = Place("一、（四）总体评价结论", DEPARTMENT_SHEET)
_CONDUCT: Final = Place("二、（一）绩效自评开展情况", "催报清单")
_UNEVALUATED: Final = Place("二、（二）未纳入年度绩效自评的项目情况说明", "项目台账")
_KEY: Final = Place("二、（三）重点支出项目绩效自评情况", "重点项目")
_NUMBERED: Final = {"序号": "1", "标题": "示例", "正文": "示例"}
_TOTALS: Final = {"预算": "0.00", "执行": "0.00", "执行率": "0.00%"}

#: Field of 重点项目 → (placeholder, its heading in the report).
_KEY_FIELDS: Final = {
    "overview": ("概况", "项目概况"),
    "goal": ("目标", "项目绩效目标"),
    "funds": ("资金", "项目资金到位及执行情况"),
    "output": ("产出", "产出指标完成情况"),
    "effect": ("效益", "效益指标完成情况"),
    "satisfaction": ("满意度", "满意度指标完成情况"),
    "problem": ("问题", "存在的主要问题"),
    "measure": ("措施", "改进措施"),
}

#: The contract with the template: every placeholder, with a value of the shape that it gets.
SAMPLE: Final[Context] = {
    "标题": "示例",
    "年度": "2000",
    "开展年": "2001",
    "单位全称": "示例",
    "金额单位": "万元",
    "主要工作任务": [_NUMBERED],
    "功能分类表": [{"序号": "1", "编码": "201", "名称": "示例", **_TOTALS}],
    "功能分类合计": _TOTALS,
    "整体绩效目标": [_NUMBERED],
    "自评总分": "0",
    "自评等级": "示例",
    "执行率得分": "0",
    "执行率分值": "10",
    "问题综述": "示例",
    "问题及措施": [{"序号": "1", "项目名称": "示例", "正文": "示例"}],
    "评价项目个数": "0",
    "评价金额": "0.00",
    "分档情况": "示例",
    "未纳入项目": [{"序号": "1", "单位名称": "示例", "项目名称": "示例", "预算金额": "0.00", "原因": "示例"}],
    "未纳入个数": "1",
    "未纳入金额": "0.00",
    "指标名称": {"产出": "示例", "效益": "示例", "满意度": "示例"},
    "重点项目": [
        {
            "序号": "1",
            "项目名称": "示例",
            "得分": "0",
            "等级": "示例",
            **{name: "示例" for name, _ in _KEY_FIELDS.values()},
        }
    ],
}


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The placeholders' values, and a finding for each that had to be marked as missing."""

    values: Context
    findings: tuple[Finding, ...]


def report_context(tables: Tables, settings: Settings, rules: RuleSet) -> ReportContext:
    """What the report of a round prints. ``tables`` hold no secret project."""
    gaps = Gaps()
    unit = MoneyUnit(settings.money_unit)
    values = {
        **_names(settings),
        **_department(tables, unit, rules, gaps),
        **_conduct(tables, unit, gaps),
        **_unevaluated(tables, gaps),
        **_key_projects(tables, rules, gaps),
    }
    return ReportContext(values, gaps.findings)


def report_title(settings: Settings) -> str:
    """The title, also of the file: 2021年度王平镇人民政府部门绩效评价情况."""
    return f"{settings.year}年度{plain_text(settings.government)}部门绩效评价情况"


def _names(settings: Settings) -> dict[str, object]:
    return {
        "标题": report_title(settings),
        "年度": str(settings.year),
        "开展年": str(settings.year + 1),
        "单位全称": plain_text(settings.government),
        "金额单位": settings.money_unit,
    }


def _department(tables: Tables, unit: MoneyUnit, rules: RuleSet, gaps: Gaps) -> dict[str, object]:
    department = tables.department
    tasks = task_items(department.narrative, gaps)
    goals = goal_items(department, rules, gaps)
    return {
        "主要工作任务": tasks,
        "功能分类表": [_function(number, row, unit) for number, row in enumerate(tables.functions, start=1)],
        "功能分类合计": _totals(tables.functions_total, unit),
        "整体绩效目标": goals,
        **_conclusion(tables, gaps),
        "执行率得分": score_short(department.rate_score),
        "执行率分值": score_short(rules.execution.weight),
        **_problems(tables, gaps),
    }


def _function(number: int, row: ExecutionGroup, unit: MoneyUnit) -> Item:
    return {"序号": str(number), "编码": row.code, "名称": plain_text(row.name), **_totals(row, unit)}


def _totals(row: ExecutionGroup, unit: MoneyUnit) -> Item:
    return {
        "预算": amount_fixed(row.budget, unit),
        "执行": amount_fixed(row.actual, unit),
        "执行率": rate_text(row.rate),
    }


def _conclusion(tables: Tables, gaps: Gaps) -> Item:
    score = tables.department.score
    if score is None:
        return {
            "自评总分": gaps.mark("绩效自评总分", _CONCLUSION),
            "自评等级": gaps.mark("评价等级", _CONCLUSION),
        }
    return {"自评总分": score_short(score), "自评等级": tables.department.grade}


def _problems(tables: Tables, gaps: Gaps) -> dict[str, object]:
    items = problem_items(tables.problems, gaps)
    if items:
        summary = f"绩效自评反映存在偏差的项目{len(items)}个，问题及改进措施如下："
    elif tables.projects:
        summary = "各项目绩效自评未反映偏差。"
    else:
        summary = "没有完成绩效自评的项目。"
    return {"问题综述": summary, "问题及措施": items}


def _conduct(tables: Tables, unit: MoneyUnit, gaps: Gaps) -> dict[str, object]:
    if tables.missing:
        gaps.warn(
            INCOMPLETE_CODE,
            _CONDUCT,
            f"还有{len(tables.missing)}个项目没有收到合格的自评表，报告中的个数、金额和分档都不包括它们",
            "请按“催报清单”催报或退回修改，收齐后再重新生成报告",
        )
    return {
        "评价项目个数": str(len(tables.projects)),
        "评价金额": amount_fixed(tables.evaluated_amount, unit),
        "分档情况": sentence("，".join(_band(band) for band in tables.bands)),
    }


def _band(band: BandRow) -> str:
    return f"评价得分在{band.interval}的{band.count}个"


def _unevaluated(tables: Tables, gaps: Gaps) -> dict[str, object]:
    rows = tables.unevaluated
    return {
        "未纳入项目": [_unevaluated_row(number, row, gaps) for number, row in enumerate(rows, start=1)],
        "未纳入个数": str(len(rows)),
        "未纳入金额": amount_fixed(sum((row.budget for row in rows), ZERO), MoneyUnit.YUAN),
    }


def _unevaluated_row(number: int, row: UnevaluatedRow, gaps: Gaps) -> Item:
    name = plain_text(row.name)
    place = replace(_UNEVALUATED, project_code=row.code, about=name)
    reason = join_paragraphs(paragraphs(row.reason)) or gaps.mark("未开展绩效自评的原因", place, "X10")
    return {
        "序号": str(number),
        "单位名称": plain_text(row.unit_name) or row.unit_code,
        "项目名称": name,
        "预算金额": amount_fixed(row.budget, MoneyUnit.YUAN),
        "原因": reason,
    }


def _key_projects(tables: Tables, rules: RuleSet, gaps: Gaps) -> dict[str, object]:
    return {
        "指标名称": {topic: _level1_name(topic, rules) for topic in ("产出", "效益", "满意度")},
        "重点项目": [
            _key_project(number, row, gaps) for number, row in enumerate(tables.key_projects, start=1)
        ],
    }


def _level1_name(topic: str, rules: RuleSet) -> str:
    """What the rule set calls it: 效果指标 in some provinces, 效益指标 in most."""
    words = (topic, "效果") if topic == "效益" else (topic,)
    names = (level.name for level in rules.level1 if any(word in level.name for word in words))
    return next(names, f"{topic}指标")


def _key_project(number: int, row: KeyProjectRow, gaps: Gaps) -> Item:
    name = plain_text(row.name)
    place = replace(_KEY, project_code=row.code, about=name)

    def written(field: str, what: str) -> str:
        texts = [sentence(text) for text in paragraphs(getattr(row, field))]
        return join_paragraphs(texts) or gaps.mark(what, place)

    return {
        "序号": str(number),
        "项目名称": name,
        "得分": score_short(row.score),
        "等级": row.grade,
        **{placeholder: written(field, what) for field, (placeholder, what) in _KEY_FIELDS.items()},
    }
