"""What stands on the form: every field, column and row, with its help."""

from collections.abc import Iterator

from xlperf.forms.fields import (
    NOT_APPLICABLE,
    ColumnSpec,
    FieldSpec,
    FundingColumn,
    FundingRow,
    IndicatorRow,
    Kind,
    Owner,
)
from xlperf.forms.names import Name
from xlperf.model.ledger import Column, Source
from xlperf.model.money import plain
from xlperf.rules.ruleset import LevelOne, LevelTwo, RuleSet


def level1_text(rules: RuleSet, level: str) -> str:
    """A first-level indicator as the form prints it: 产出指标（50分） where that is the custom."""
    if not rules.labels.level1_weights:
        return level
    weight = next((group.weight for group in rules.weights if group.levels == (level,)), None)
    return level if weight is None else f"{level}（{plain(weight)}分）"


def fields(rules: RuleSet) -> tuple[FieldSpec, ...]:
    """Every single-valued cell, in reading order."""
    return (*_heading_fields(rules), *_goal_fields(rules), *_computed_fields(rules))


def _heading_fields(rules: RuleSet) -> tuple[FieldSpec, ...]:
    office, text, labels = Owner.OFFICE, Kind.TEXT, rules.labels
    return (
        FieldSpec("year", Name.YEAR, "年度", Kind.YEAR, office, "填四位数的年份，例如 2021。"),
        FieldSpec(
            "project_name", Name.PROJECT_NAME, "项目名称", text, office,
            "与预算批复、项目台账上的名称一字不差。", max_length=100,
        ),
        FieldSpec(
            "project_code", Name.PROJECT_CODE, "项目编码", text, office,
            "与项目台账上的编码相同；收表时靠它认出项目。", max_length=60,
        ),
        FieldSpec(
            "department", Name.DEPARTMENT, labels.department, text, office,
            "填主管部门全称。", max_length=100,
        ),
        FieldSpec(
            "unit", Name.UNIT, labels.unit, text, office,
            "填实际组织实施这个项目的单位全称。", max_length=100,
        ),
    )  # fmt: skip


def _goal_fields(rules: RuleSet) -> tuple[FieldSpec, ...]:
    labels = rules.labels
    return (
        FieldSpec(
            "goal", Name.GOAL, labels.goal, Kind.LONG_TEXT, Owner.UNIT,
            "照抄年初批复的绩效目标，不要改。", max_length=1000,
        ),
        FieldSpec(
            "goal_done", Name.GOAL_DONE, labels.goal_done, Kind.LONG_TEXT, Owner.UNIT,
            "对照左边的目标，逐条写做成了什么、做到什么程度，写数字、写事实。", max_length=1000,
        ),
    )  # fmt: skip


def _computed_fields(rules: RuleSet) -> tuple[FieldSpec, ...]:
    formula, points, labels = Owner.FORMULA, Kind.POINTS, rules.labels
    return (
        FieldSpec("rate_weight", Name.RATE_WEIGHT, labels.weight, points, formula,
                  "预算执行率的分值，已印好。"),
        FieldSpec("rate", Name.RATE, labels.rate, Kind.RATE, formula, "执行数除以预算数。"),
        FieldSpec("rate_score", Name.RATE_SCORE, labels.score, Kind.SCORE, formula,
                  "按执行率计分，不超过分值。"),
        FieldSpec("weight_total", Name.WEIGHT_TOTAL, "分值合计", points, formula,
                  f"各指标分值与执行率分值之和，应为 {plain(rules.weights_total)}。"),
        FieldSpec("total_score", Name.TOTAL_SCORE, "总分", Kind.SCORE, formula,
                  "各指标得分与执行率得分之和。"),
        FieldSpec("grade", Name.GRADE, "等级", Kind.TEXT, formula, "按取整前的总分定等级。"),
    )  # fmt: skip


def funding_rows(rules: RuleSet) -> tuple[FundingRow, ...]:
    """The four rows of 资金, with this rule set's words."""
    sources = zip(Source, rules.labels.sources, strict=True)
    return tuple(FundingRow(source, label) for source, label in sources)


def funding_columns(rules: RuleSet) -> tuple[FundingColumn, ...]:
    """The three columns of 资金, with this rule set's words."""
    columns = zip(Column, rules.labels.columns, strict=True)
    return tuple(FundingColumn(column, label) for column, label in columns)


def indicator_columns(rules: RuleSet) -> tuple[ColumnSpec, ...]:
    """The ten columns of 绩效指标."""
    return (*_target_columns(), *_result_columns(rules))


def _target_columns() -> tuple[ColumnSpec, ...]:
    office, text = Owner.OFFICE, Kind.TEXT
    return (
        ColumnSpec("level1", "一级指标", text, office, "表上已印好。", locked=True),
        ColumnSpec("level2", "二级指标", text, office, "表上已印好；同一个二级指标的各行放在一起。",
                   locked=True),
        ColumnSpec("level3", "三级指标", text, office,
                   "具体的指标名称，如“道路硬化里程”，不带“指标1”之类的字样。", max_length=100),
        ColumnSpec("relation", "指标性质", Kind.RELATION, office,
                   "从下拉列表选：越多越好选≥，越少越好选≤，用文字描述的选“定性”。"),
        ColumnSpec("target", "指标值", Kind.MEASURE, office,
                   "定量指标只填数字，单位写在右边一格；定性指标写要求，期限写日期（如 12月底前）。",
                   max_length=200),
        ColumnSpec("unit", "度量单位", text, office,
                   "如：公里、户、%、万元。指标值填 95、单位填 %，不要填成 95%。",
                   required=False, max_length=20),
    )  # fmt: skip


def _result_columns(rules: RuleSet) -> tuple[ColumnSpec, ...]:
    unit, labels = Owner.UNIT, rules.labels
    return (
        ColumnSpec("actual", labels.actual_value, Kind.ACTUAL, unit,
                   "定量指标填实际做到的数字，单位与左边一格相同；定性指标从下拉列表选一档；"
                   f"确实没有这项工作的选“{NOT_APPLICABLE}”。",
                   max_length=200),
        ColumnSpec("weight", labels.weight, Kind.POINTS, Owner.OFFICE, "年初批复的分值，不得自行改动。"),
        ColumnSpec("score", labels.score, Kind.SCORE, unit,
                   "定量指标自动算出；定性指标和期限由填报单位按说明打分，不得超过分值。"),
        ColumnSpec("reason", labels.reason, Kind.LONG_TEXT, unit,
                   "没得满分、超额太多的都要写：为什么，准备怎么改。",
                   required=False, max_length=500),
    )  # fmt: skip


def indicator_rows(rules: RuleSet) -> Iterator[IndicatorRow]:
    """The rows that a blank form offers, level by level."""
    for one in rules.level1:
        for two in one.level2:
            row = IndicatorRow(level1_text(rules, one.name), two.name, _in_words(one, two))
            yield from [row] * two.rows


def _in_words(one: LevelOne, two: LevelTwo) -> bool:
    """Whether a blank row of this kind expects one of the three labels rather than a number.

    Effects are usually described in words; only 经济效益 is usually counted.
    """
    return ("效益" in one.name or "效果" in one.name) and "经济" not in two.name
