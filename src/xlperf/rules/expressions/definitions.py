"""What follows from other fields, written in the language itself, as one rule set has it.

The sheet 自检 computes by these definitions. The collected form is judged by what the rules compute in
Python (:mod:`.derived`) where there is such a thing, since they know deadlines and the ledger as well.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlperf.model.ledger import Column, Source
from xlperf.model.printing import number_text
from xlperf.rules.expressions.resolving import Expression, Setting, resolve
from xlperf.rules.expressions.vocabulary import (
    COLUMN_NAMES,
    IN_USE,
    SOURCE_NAMES,
    TOTAL_NAME,
    all_fields,
    amount_name,
)
from xlperf.rules.indicators import NOT_APPLICABLE
from xlperf.rules.levels import level_key
from xlperf.rules.ruleset import LevelOne, RuleSet

Value = Decimal | str | bool | None

_SOURCES: Final = dict(zip(Source, (TOTAL_NAME, *SOURCE_NAMES), strict=True))
_COLUMNS: Final = dict(zip(Column, COLUMN_NAMES, strict=True))
_RATE_PLACES: Final = 10


def constants(rules: RuleSet, *, year: int | None, money_unit: str) -> Mapping[str, Value]:
    """The fields that the rule set or the round answers, not the form."""
    return {
        "满分": rules.weights_total,
        "规定的执行率分值": rules.execution.weight,
        "评价年度": None if year is None else Decimal(year),
        "金额单位": money_unit,
        "分母": rules.labels.columns[tuple(Column).index(rules.execution.base)],
        "零目标线": rules.quantitative.zero_target_threshold,
        "档次名称": "、".join(band.label for band in rules.qualitative),
    }


def definitions(rules: RuleSet) -> Mapping[str, str]:
    """Every field that is defined by an expression, by its name."""
    return {**_funds(rules), **_rate(rules), **_indicator(rules), **_bands(rules), **_total(rules)}


@lru_cache(maxsize=32)
def resolved_definitions(rules: RuleSet) -> Mapping[str, Expression]:
    """Every definition, read."""
    found = all_fields()
    return {
        name: resolve(text, found[name].group, found[name].kind, Setting(limited=False))
        for name, text in definitions(rules).items()
    }


# -- 资金 and 执行率 -----------------------------------------------------------------------------------


def _funds(rules: RuleSet) -> dict[str, str]:
    recognised = {
        "认定年初预算": _sum_of(Column.INITIAL_BUDGET),
        "认定预算": _sum_of(Column.BUDGET),
        "认定执行": _sum_of(Column.ACTUAL),
    }
    if rules.execution.base is not Column.BUDGET:
        budget, base = recognised["认定预算"], _sum_of(rules.execution.base)
        recognised["认定预算"] = f"if({budget} == 0, {base}, {budget})"
    return recognised | {"来源合计": _sum_or_open(SOURCE_NAMES), "认定执行率": "应得执行率"}


def _sum_of(column: Column) -> str:
    return _sum_or_open([amount_name(source, _COLUMNS[column]) for source in SOURCE_NAMES])


def _sum_or_open(names: Sequence[str]) -> str:
    """The sum of some cells, a blank one counting as 0; open where all of them are blank."""
    blank = " and ".join(f"空({name})" for name in names)
    return f"if({blank}, 未知, {_sum(names)})"


def _sum(names: Sequence[str]) -> str:
    return f"({' + '.join(f'空作零({name})' for name in names)})"


def _counted(rules: RuleSet, column: Column) -> str:
    """The amounts of the sources that count for 执行率, from the rows of the sources."""
    sources = rules.execution.sources
    names = SOURCE_NAMES if Source.TOTAL in sources else [_SOURCES[source] for source in sources]
    return _sum([amount_name(name, _COLUMNS[column]) for name in names])


def _rate(rules: RuleSet) -> dict[str, str]:
    rule = rules.execution
    budget = _counted(rules, rule.base)
    return {
        "应得执行率": f"{_counted(rules, Column.ACTUAL)} / {budget}",
        "按总额的执行率": _by_totals(rules),
        "按年初预算的执行率": _by_initial_budget(rules),
        "应得执行率得分": f"if({budget} == 0, {_without_budget(rules)}, {_points(rules, '应得执行率')})",
        "按填报执行率的得分": f"先取({_as_printed(rules)}, 应得执行率得分)",
    }


def _by_totals(rules: RuleSet) -> str:
    """The rate by the row 年度资金总额 as printed, where that is what the rule set divides."""
    if rules.execution.sources != (Source.TOTAL,):
        return "应得执行率"
    actual = amount_name(TOTAL_NAME, _COLUMNS[Column.ACTUAL])
    budget = amount_name(TOTAL_NAME, _COLUMNS[rules.execution.base])
    return f"if(空({actual}) or 空({budget}), 应得执行率, if({budget} == 0, 0, {actual} / {budget}))"


def _by_initial_budget(rules: RuleSet) -> str:
    """The rate that would come out with the wrong denominator."""
    if rules.execution.base is Column.INITIAL_BUDGET:
        return "未知"
    return "if(认定年初预算 == 认定预算, 未知, 认定执行 / 认定年初预算)"


def _without_budget(rules: RuleSet) -> str:
    return {"score0": "0", "full": "规定的执行率分值", "not_applicable": "未知"}[rules.execution.zero_budget]


def _points(rules: RuleSet, rate: str) -> str:
    return f"round({_share(rules, rate)} * 规定的执行率分值, {rules.score_decimals})"


def _as_printed(rules: RuleSet) -> str:
    share = _share(rules, "先取(执行率, 按总额的执行率)")
    return f"round({share} * 先取(执行率分值, 规定的执行率分值), {rules.score_decimals})"


def _share(rules: RuleSet, rate: str) -> str:
    """The share of the weight that a rate earns."""
    rule = rules.execution
    capped = f"min(max({rate}, 0), {number_text(rule.cap)})"
    if rule.mode == "bands":
        share = "0"
        for lowest, earned in reversed(rule.bands):
            reached = f"round({capped}, {_RATE_PLACES}) >= {number_text(lowest)}"
            share = f"if({reached}, {number_text(earned)}, {share})"
        return share
    if rule.pass_line is not None:
        line = number_text(rule.pass_line)
        return f"(max({capped} - {line}, 0) / (1 - {line}))"
    return capped


# -- 绩效指标 ----------------------------------------------------------------------------------------


def _indicator(rules: RuleSet) -> dict[str, str]:
    used = ("三级指标", "指标值", "实际完成值", "分值", "得分", "偏差原因")
    return {
        IN_USE: " or ".join(f"有内容({name})" for name in used),
        "指标": (
            "if(有内容(三级指标), 三级指标, if(有内容(二级指标), 二级指标, "
            'if(有内容(一级指标), 一级指标, "未命名指标")))'
        ),
        "指标个数": "count(真)",
        "定量": '是数字(指标值) and (空(指标性质) or 指标性质 != "定性")',
        "适用": f'空(实际完成值) or 实际完成值 != "{NOT_APPLICABLE}"',
        "应得分": _due(rules),
        "计入得分": "if(适用, 先取(应得分, 得分), 未知)",
        "公式打分": "定量 and 有内容(指标性质)",
        "要说明超额": _must_explain_excess(rules),
        "目标文字": 'if(是数字(指标值), 指标性质 & 指标值 & 度量单位, 指标值 & "")',
        "完成文字": 'if(是数字(实际完成值), 实际完成值 & 度量单位, 实际完成值 & "")',
        "分值明细": _weights_in_detail(rules),
    }


def _due(rules: RuleSet) -> str:
    """得分 that a number is due (:mod:`xlperf.rules.indicators`)."""
    places = rules.score_decimals
    none = f"if(实际完成值 <= 0, round(分值, {places}), 0)"
    upward = f"if(指标值 > 0, round({_upward(rules)}, {places}), {_if_zero(none, equal=True)})"
    downward = f"if(指标值 > 0, round({_downward(rules)}, {places}), {_if_zero(none, equal=False)})"
    return f'if(属于(指标性质, "≥", ">", "="), {upward}, if(属于(指标性质, "≤", "<"), {downward}, 未知))'


def _if_zero(none: str, *, equal: bool) -> str:
    sign = ' and 指标性质 == "="' if equal else ""
    return f"if(指标值 == 0{sign}, {none}, 未知)"


def _upward(rules: RuleSet) -> str:
    rule, points = rules.quantitative, "分值 * min(max(实际完成值, 0), 指标值) / 指标值"
    if rule.over_target != "deduct":
        return points
    limit = f"指标值 * {number_text(rule.over_target_threshold)}"
    return f"if(实际完成值 > {limit}, 分值 * max(指标值 + {limit} - 实际完成值, 0) / 指标值, {points})"


def _downward(rules: RuleSet) -> str:
    if rules.quantitative.reverse == "ratio":
        return "分值 * 指标值 / max(实际完成值, 指标值)"
    return "分值 * min(max(2 * 指标值 - 实际完成值, 0), 指标值) / 指标值"


def _must_explain_excess(rules: RuleSet) -> str:
    """Whether doing far more than asked must be explained, given the sign and the target."""
    rule = rules.quantitative
    if rule.over_target != "require_reason":
        return "假"
    target = "指标值 > 0" if rule.zero_target_threshold is None else "指标值 >= 0"
    return f'{target} and 属于(指标性质, "≥", ">", "=")'


def _bands(rules: RuleSet) -> dict[str, str]:
    low = high = "未知"
    for band in reversed(rules.qualitative):
        chosen = f"属于(实际完成值, {_words((band.label, *band.aliases))})"
        low = f"if({chosen}, {_of_weight(rules, band.low)}, {low})"
        high = f"if({chosen}, {_of_weight(rules, band.high)}, {high})"
    words = _words([word for band in rules.qualitative for word in (band.label, *band.aliases)])
    top = _words([w for band in rules.qualitative if band.high == 1 for w in (band.label, *band.aliases)])
    return {
        "档次最低分": low,
        "档次最高分": high,
        "规定档次": f"属于(实际完成值, {words})",
        "含最高分": f"属于(实际完成值, {top})" if top else "假",
    }


def _of_weight(rules: RuleSet, share: Decimal) -> str:
    return f"round(分值 * {number_text(share)}, {rules.score_decimals})"


def _weights_in_detail(rules: RuleSet) -> str:
    """产出指标 50、效益指标 30、…、执行率 10."""
    parts = [
        f'"{one.name} " & sum(if(开头是(一级指标, {_words(_stems(one))}), 分值, 0))' for one in rules.level1
    ]
    return ' & "、" & '.join((*parts, '"执行率 " & 规定的执行率分值'))


def _stems(level: LevelOne) -> list[str]:
    """What the names of a 一级指标 begin with, with or without 指标 and its weight: 产出指标（50分）."""
    return [level_key(name) for name in (level.name, *level.aliases)]


# -- 总分 and 等级 -------------------------------------------------------------------------------------


def _total(rules: RuleSet) -> dict[str, str]:
    grade = f'"{rules.grades[-1].label}"'
    for step in reversed(rules.grades[:-1]):
        grade = f'if(定级总分 >= {number_text(step.lower)}, "{step.label}", {grade})'
    return {
        "填报得分合计": _printed_total(rules),
        "应得总分": "填报得分合计",
        "定级总分": "总分",
        "应得等级": grade,
        "等级写明档次": f"开头是(等级, {_words([each.label for each in rules.grades])})",
    }


def _printed_total(rules: RuleSet) -> str:
    """What the scores as printed come to (:mod:`xlperf.rules.totals`)."""
    optional = rules.execution.zero_budget == "not_applicable"
    own = "空作零(执行率得分)" if optional else "执行率得分"
    weight = "if(空(执行率得分), 0, 规定的执行率分值)" if optional else "规定的执行率分值"
    waived = f" + 规定的执行率分值 - {weight}" if optional else ""
    points, counted = "sum(if(适用, 得分, 0))", "sum(if(适用, 分值, 0))"
    match rules.not_applicable:
        case "full":
            return f"sum(if(适用, 得分, 分值)) + {own}{waived}"
        case "transfer":
            return f"{points} * (sum(分值){waived}) / {counted} + {own}"
        case "rescale":
            everything = "all(适用) and 有内容(执行率得分)" if optional else "all(适用)"
            scaled = f"({points} + {own}) * 满分 / ({counted} + {weight})"
            return f"if({everything}, sum(得分) + {own}, {scaled})"


def _words(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
