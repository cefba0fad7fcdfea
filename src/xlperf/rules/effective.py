"""The rules that count: the packaged catalogue, turned by a rule set, turned by the office.

Whoever speaks later has the last word: the office over the rule set, the rule set over the catalogue.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache

from xlperf.model.finding import Finding
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.ruleset import RuleChange, RuleSet

_HUNDRED = Decimal(100)
#: What these find cannot be used at all, whatever anybody thinks of it: no form, another round's, no score.
#: P01 and P02 tell what was covered in the report before it was published.
_ALWAYS = frozenset({"F01", "F02", "F03", "F21", "F22", "F23", "F24", "F25", "S16", "P01", "P02"})


def effective(catalogue: Mapping[str, Rule], *changes: Mapping[str, RuleChange]) -> Mapping[str, Rule]:
    """The catalogue after these changes, the later ones counting; rules that are switched off are left out.

    What is said of a rule that the catalogue does not have is passed over.
    """
    turned = (
        (rule, _together([each[rule.id] for each in changes if rule.id in each]))
        for rule in catalogue.values()
    )
    return {rule.id: _changed(rule, change) for rule, change in turned if change.enabled is not False}


@cache
def catalogue_of(rules: RuleSet) -> Mapping[str, Rule]:
    """The rules that count for a rule set where no office has a say."""
    return effective(load_catalogue(), ruleset_changes(rules))


def ruleset_changes(rules: RuleSet) -> Mapping[str, RuleChange]:
    """How a rule set turns the catalogue: by its section ``[rules]``, and by what its scoring says anyway."""
    limit = rules.execution.explain_below
    scoring = {
        "B05": RuleChange(severity=rules.execution.over_100),
        "B09": RuleChange(enabled=False) if limit is None else RuleChange(threshold=limit * _HUNDRED),
        "I02": RuleChange(severity=rules.weights_severity),
        "V10": RuleChange(threshold=rules.quantitative.over_target_threshold * _HUNDRED),
    }
    said = dict(rules.rule_changes)
    return {
        rule_id: _together([each[rule_id] for each in (scoring, said) if rule_id in each])
        for rule_id in (*scoring, *said)
    }


def thresholds(catalogue: Mapping[str, Rule]) -> Mapping[str, Decimal]:
    """The numbers in the rules that have one, by rule id."""
    return {rule.id: rule.threshold for rule in catalogue.values() if rule.threshold is not None}


def reweighed(item: Finding, catalogue: Mapping[str, Rule]) -> Iterator[Finding]:
    """A finding that a step has made itself, as the rules that count have it: none where its rule is off."""
    rule = catalogue.get(item.code)
    if rule is not None:
        yield replace(item, severity=rule.severity) if rule.decided else item


def objections(rule: Rule, change: RuleChange) -> Iterator[str]:
    """Why a rule cannot be changed so: Chinese clauses, none where it can."""
    if rule.id in _ALWAYS and (change.enabled is False or change.severity is not None):
        yield "说的是不能用或不能公开的内容，不能关，也不能改级别"
    if change.threshold is not None and rule.threshold is None:
        yield "没有阈值，不能填"
    elif change.threshold is not None and change.threshold < 0:
        yield f"阈值不能小于 0，现在是 {change.threshold}"


def refusals(rule_id: str, change: RuleChange) -> Iterator[str]:
    """The same for a rule of the packaged catalogue by its id; whole sentences without a full stop."""
    rule = load_catalogue().get(rule_id)
    if rule is None:
        yield f"没有编号为“{rule_id}”的校验规则，xlperf rules 列出全部"
    else:
        yield from (f"校验规则 {rule_id} {objection}" for objection in objections(rule, change))


def _together(changes: list[RuleChange]) -> RuleChange:
    """Several changes of one rule as one, the later ones counting."""
    last: dict[str, object] = {}
    for change in changes:
        said = {field.name: getattr(change, field.name) for field in fields(RuleChange)}
        last |= {name: value for name, value in said.items() if value is not None}
    return replace(RuleChange(), **last)  # type: ignore[arg-type]


def _changed(rule: Rule, change: RuleChange) -> Rule:
    severity = change.severity or rule.severity
    threshold = rule.threshold if change.threshold is None else change.threshold
    decided = rule.decided or change.severity is not None
    live = rule.live if change.live is None else change.live
    return replace(rule, severity=severity, threshold=threshold, decided=decided, live=live)
