"""The catalogue of rules: id, scope, severity and words of each, as data (catalogue.toml)."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import Any, Final

from xlperf.model.finding import Severity
from xlperf.rules.expressions.judgement import blanks_of, judgement_of


class Scope(StrEnum):
    """What a rule looks at."""

    FILE = "file"
    FORM = "form"
    FUNDING = "funding"
    COLUMN = "funding_column"
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

    ``threshold`` is the number in a rule that has one, ``threshold_name`` says what it is; ``decided`` that
    a rule set or the office has said how much the rule weighs, whatever a single hit would.

    A rule that an expression can state (:mod:`xlperf.rules.expressions`) has a ``condition``, which must
    hold ``when`` that does. ``at`` is the field to blame, ``about`` what a finding calls it if not by its
    name, ``values`` name the expressions in the blanks (any field may stand in one by itself). ``each``:
    the rule is told for these fields in turn, as 本格. ``together`` is the message where every row of
    several is violated, which is told once. ``weigh``: how much a hit weighs where the first of these
    conditions holds. ``quiet``: silent altogether where one of these rules speaks of the form. ``live``:
    it is also judged in the issued workbook, by a formula; ``told_by`` names the rules by which a
    collected form is told the same in finer words, so that this one speaks only there.
    """

    id: str
    scope: Scope
    severity: Severity
    title: str
    message: str
    fix: str
    unless: frozenset[str] = frozenset()
    threshold: Decimal | None = None
    threshold_name: str = ""
    decided: bool = False
    condition: str = ""
    when: str = ""
    at: str = ""
    about: str = ""
    values: tuple[tuple[str, str], ...] = ()
    each: tuple[str, ...] = ()
    together: str = ""
    weigh: tuple[tuple[str, str], ...] = ()
    quiet: frozenset[str] = frozenset()
    live: bool = False
    told_by: frozenset[str] = frozenset()

    def __hash__(self) -> int:
        """By the id: all rules of a round are the key to what was compiled of them, form after form."""
        return hash(self.id)

    def fields(self) -> frozenset[str]:
        """The names of the blanks in message and fix."""
        return frozenset(blanks_of(self.message, self.fix))


@cache
def load_catalogue() -> Mapping[str, Rule]:
    """The packaged catalogue by rule id, in the order in which it is written."""
    text = resources.files("xlperf.rules").joinpath("catalogue.toml").read_text("utf-8")
    return parse_catalogue(text)


def parse_catalogue(text: str) -> Mapping[str, Rule]:
    """A catalogue from its TOML text.

    Raises:
        ValueError: something about a rule is wrong; the message names the rule.
        RuleError: an expression is; the sentence says where.
    """
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
        rule = Rule(**{key: _PARTS.get(key, _as_written)(value) for key, value in line.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"规则 {line.get('id', '?')} 写得不对：{error}") from error
    if rule.condition:
        judgement_of(rule)
    return rule


def _as_written(value: Any) -> Any:  # noqa: ANN401 (whatever TOML holds; Rule's own types are checked by tests)
    return value


#: How the parts of a rule are read that are no plain texts or flags.
_PARTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "scope": Scope,
    "severity": Severity,
    "threshold": lambda number: Decimal(str(number)),
    "each": tuple,
    "values": lambda table: tuple(table.items()),
    "weigh": lambda table: tuple(table.items()),
    "unless": frozenset,
    "quiet": frozenset,
    "told_by": frozenset,
}


def _check_precedence(rules: Mapping[str, Rule]) -> None:
    for rule in rules.values():
        for part in ("unless", "quiet", "told_by"):
            unknown = sorted(getattr(rule, part) - rules.keys())
            if unknown:
                raise ValueError(f"规则 {rule.id} 的 {part} 里没有这样的规则：{'、'.join(unknown)}")
    try:
        TopologicalSorter({rule.id: rule.unless | rule.quiet for rule in rules.values()}).prepare()
    except CycleError as error:
        raise ValueError(f"规则的 unless 互相让来让去：{'、'.join(error.args[1])}") from error
