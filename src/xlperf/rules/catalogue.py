"""The catalogue of rules: id, scope, severity and words of each, as data (catalogue.toml)."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import Any

from xlperf.model.finding import Severity


class Scope(StrEnum):
    """What a rule looks at."""

    FILE = "file"
    FORM = "form"
    FUNDING = "funding"
    INDICATOR = "indicator"
    LEDGER = "ledger"
    ROUND = "round"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the catalogue.

    ``message`` and ``fix`` are templates: ``{指标}`` is filled by the check that found something. The
    rule is silent about a cell where one of ``unless`` speaks, because that says the same mistake
    better: one mistake, one finding.
    """

    id: str
    scope: Scope
    severity: Severity
    title: str
    message: str
    fix: str
    unless: frozenset[str] = frozenset()

    def fields(self) -> frozenset[str]:
        """The names of the blanks in message and fix."""
        parsed = (*string.Formatter().parse(self.message), *string.Formatter().parse(self.fix))
        return frozenset(name for _, name, _, _ in parsed if name)


@cache
def load_catalogue() -> Mapping[str, Rule]:
    """The packaged catalogue by rule id, in the order in which it is written."""
    text = resources.files("xlperf.rules").joinpath("catalogue.toml").read_text("utf-8")
    return parse_catalogue(text)


def parse_catalogue(text: str) -> Mapping[str, Rule]:
    """A catalogue from its TOML text; ValueError names the rule that is wrong."""
    rules: dict[str, Rule] = {}
    for line in tomllib.loads(text)["rule"]:
        rule = _rule(line)
        if rule.id in rules:
            raise ValueError(f"规则 {rule.id} 写了两次")
        rules[rule.id] = rule
    _check_precedence(rules)
    return rules


def _rule(line: dict[str, Any]) -> Rule:
    try:
        scope, severity = Scope(line["scope"]), Severity(line["severity"])
        unless = frozenset(line.get("unless", ()))
        return Rule(**{**line, "scope": scope, "severity": severity, "unless": unless})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"规则 {line.get('id', '?')} 写得不对：{error}") from error


def _check_precedence(rules: Mapping[str, Rule]) -> None:
    for rule in rules.values():
        unknown = sorted(rule.unless - rules.keys())
        if unknown:
            raise ValueError(f"规则 {rule.id} 的 unless 里没有这样的规则：{'、'.join(unknown)}")
    try:
        TopologicalSorter({rule.id: rule.unless for rule in rules.values()}).prepare()
    except CycleError as error:
        raise ValueError(f"规则的 unless 互相让来让去：{'、'.join(error.args[1])}") from error
