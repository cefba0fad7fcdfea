"""Rule sets from TOML: one file each, named by its id, checked in full before anything uses it.

A file may begin with ``inherits = "central_2020"`` and then state only its differences: tables are
merged key by key, arrays and values replace the inherited ones. What it inherits from must itself
be complete.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import get_args

from xlperf.model.finding import Severity
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.consistency import contradictions
from xlperf.rules.effective import refusals
from xlperf.rules.ruleset import (
    ExecutionMode,
    ExecutionRule,
    FormLabels,
    Grade,
    LevelOne,
    LevelTwo,
    NotApplicable,
    OverTarget,
    QualitativeBand,
    QuantitativeRule,
    Reallocation,
    ReverseFormula,
    RuleChange,
    RuleSet,
    WeightGroup,
    ZeroBudget,
)
from xlperf.rules.toml_section import RuleSetError, Section, parse_toml

__all__ = ["DEFAULT_RULESET", "RuleSetError", "load_ruleset", "parse_ruleset", "ruleset_ids"]

DEFAULT_RULESET = "central_2020"

_FOLDER = files("xlperf.rules") / "rulesets"
_BUDGETS = (Column.BUDGET, Column.INITIAL_BUDGET)


@cache
def ruleset_ids() -> tuple[str, ...]:
    """The ids of all rule sets, the default one first."""
    found = sorted(PurePath(file.name).stem for file in _FOLDER.iterdir() if file.name.endswith(".toml"))
    return (DEFAULT_RULESET, *(name for name in found if name != DEFAULT_RULESET))


@cache
def load_ruleset(ruleset_id: str) -> RuleSet:
    """One of the rule sets that come with the program.

    Raises:
        RuleSetError: there is none of that name (the message lists them all).
    """
    return parse_ruleset(_packaged(ruleset_id), f"{ruleset_id}.toml")


def parse_ruleset(text: str, origin: str) -> RuleSet:
    """A rule set from the text of its file; ``origin`` is the file's name, its stem the id.

    Raises:
        RuleSetError: not TOML, a key unknown, missing or of the wrong kind, or the rules contradict
            each other (weights that do not add up, bands with gaps, …).
    """
    rules = _ruleset(Section(_complete(text, origin), origin), PurePath(origin).stem)
    found = tuple(contradictions(rules))
    if found:
        raise RuleSetError(f"规则集 {origin}：{'；'.join(found)}。")
    return rules


def _packaged(ruleset_id: str) -> str:
    if ruleset_id not in ruleset_ids():
        known = "、".join(ruleset_ids())
        raise RuleSetError(f"没有名为“{ruleset_id}”的规则集，可用的有：{known}。")
    return (_FOLDER / f"{ruleset_id}.toml").read_text(encoding="utf-8")


def _complete(text: str, origin: str) -> Mapping[str, object]:
    values = parse_toml(text, origin)
    if "inherits" not in values:
        return values
    parent = values.pop("inherits")
    if parent not in ruleset_ids():
        known = "、".join(ruleset_ids())
        raise RuleSetError(f"规则集 {origin}：inherits 指向不存在的规则集“{parent}”，可用的有：{known}。")
    inherited = parse_toml(_packaged(str(parent)), f"{parent}.toml")
    if "inherits" in inherited:
        raise RuleSetError(f"规则集 {origin}：inherits 只能指向完整的规则集，而“{parent}”自己也有 inherits。")
    return _merged(inherited, values)


def _merged(base: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    merged = dict(base)
    for key, value in changes.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _ruleset(section: Section, ruleset_id: str) -> RuleSet:
    rules = RuleSet(
        id=ruleset_id,
        title=section.text("title"),
        source=section.text("source"),
        remarks=section.texts("remarks", optional=True),
        money_unit=section.choice("money_unit", tuple(MoneyUnit)),
        execution=_execution(section.section("execution")),
        quantitative=_quantitative(section.section("quantitative")),
        qualitative=tuple(_band(each) for each in section.sections("qualitative")),
        level1=tuple(_level1(each) for each in section.sections("level1")),
        weights=tuple(_weights(each) for each in section.sections("weights")),
        weights_severity=section.choice("weights_severity", tuple(Severity)),
        weights_total=section.number("weights_total"),
        reallocations=tuple(_reallocation(each) for each in section.sections("reallocations", optional=True)),
        not_applicable=section.choice("not_applicable", get_args(NotApplicable)),
        grades=tuple(_grade(each) for each in section.sections("grades")),
        score_decimals=section.count("score_decimals"),
        labels=_labels(section.section("labels")),
        rule_changes=_rule_changes(section.optional_section("rules")),
    )
    section.close()
    return rules


def _execution(section: Section) -> ExecutionRule:
    bands = section.sections("bands", optional=True)
    rule = ExecutionRule(
        weight=section.number("weight"),
        base=section.choice("base", _BUDGETS),
        sources=section.choices("sources", tuple(Source)),
        mode=section.choice("mode", get_args(ExecutionMode)),
        cap=section.number("cap"),
        zero_budget=section.choice("zero_budget", get_args(ZeroBudget)),
        over_100=section.choice("over_100", tuple(Severity)),
        explain_below=section.optional_number("explain_below"),
        bands=tuple((band.number("rate"), band.number("share")) for band in bands),
        pass_line=section.optional_number("pass_line"),
    )
    for each in (*bands, section):
        each.close()
    return rule


def _quantitative(section: Section) -> QuantitativeRule:
    rule = QuantitativeRule(
        reverse=section.choice("reverse", get_args(ReverseFormula)),
        over_target=section.choice("over_target", get_args(OverTarget)),
        over_target_threshold=section.number("over_target_threshold"),
        zero_target_threshold=section.optional_number("zero_target_threshold"),
        late=section.number("late"),
    )
    section.close()
    return rule


def _band(section: Section) -> QualitativeBand:
    band = QualitativeBand(
        section.text("label"),
        section.number("low"),
        section.number("high"),
        section.texts("aliases", optional=True),
    )
    section.close()
    return band


def _level1(section: Section) -> LevelOne:
    below = tuple(_level2(each) for each in section.sections("level2"))
    level = LevelOne(section.text("name"), below, section.texts("aliases", optional=True))
    section.close()
    return level


def _level2(section: Section) -> LevelTwo:
    level = LevelTwo(section.text("name"), section.texts("aliases", optional=True), section.count("rows"))
    section.close()
    return level


def _weights(section: Section) -> WeightGroup:
    group = WeightGroup(section.texts("levels"), section.number("weight"))
    section.close()
    return group


def _reallocation(section: Section) -> Reallocation:
    reallocation = Reallocation(section.text("absent"), section.numbers("to"))
    section.close()
    return reallocation


def _grade(section: Section) -> Grade:
    grade = Grade(section.text("label"), section.number("lower"))
    section.close()
    return grade


def _rule_changes(section: Section) -> tuple[tuple[str, RuleChange], ...]:
    """Which checks a rule set turns; each must be in the catalogue and allow it."""
    off = section.texts("off", optional=True)
    severity, threshold = section.optional_section("severity"), section.optional_section("threshold")
    changes = {rule_id: RuleChange(enabled=False) for rule_id in off}
    for rule_id in dict.fromkeys((*severity.names(), *threshold.names())):
        weight = severity.choice(rule_id, tuple(Severity)) if rule_id in severity.names() else None
        limit = threshold.optional_number(rule_id)
        changes[rule_id] = RuleChange(False if rule_id in off else None, weight, limit)
    for rule_id, change in changes.items():
        for objection in refusals(rule_id, change):
            raise section.error(objection)
    section.close()
    return tuple(changes.items())


def _labels(section: Section) -> FormLabels:
    labels = FormLabels(
        title=section.text("title"),
        department=section.text("department"),
        unit=section.text("unit"),
        columns=_three(section, section.texts("columns")),
        sources=_four(section, section.texts("sources")),
        goal=section.text("goal"),
        goal_done=section.text("goal_done"),
        actual_value=section.text("actual_value"),
        rate=section.text("rate"),
        weight=section.text("weight"),
        score=section.text("score"),
        reason=section.text("reason"),
        level1_weights=section.flag("level1_weights"),
        show_grade=section.flag("show_grade"),
    )
    section.close()
    return labels


def _three(section: Section, texts: tuple[str, ...]) -> tuple[str, str, str]:
    if len(texts) != 3:
        raise section.error(
            f"labels.columns 应有 3 项（年初预算数、全年预算数、全年执行数），实际有 {len(texts)} 项"
        )
    return texts[0], texts[1], texts[2]


def _four(section: Section, texts: tuple[str, ...]) -> tuple[str, str, str, str]:
    if len(texts) != 4:
        raise section.error(
            f"labels.sources 应有 4 项（总额、财政拨款、结转资金、其他资金），实际有 {len(texts)} 项"
        )
    return texts[0], texts[1], texts[2], texts[3]
