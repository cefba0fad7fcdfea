"""A rule of the catalogue as read: what it goes over, what it asks, what it says, each part resolved."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlperf.model.errors import UserError
from xlperf.model.finding import Severity
from xlperf.rules.expressions.errors import ExpressionError, did_you_mean
from xlperf.rules.expressions.functions import Kind
from xlperf.rules.expressions.resolving import Expression, Setting, resolve
from xlperf.rules.expressions.vocabulary import HERE, THRESHOLD, Field, Group, vocabulary

if TYPE_CHECKING:
    from xlperf.rules.catalogue import Rule

#: Blanks that any message may have: the cell's name, what stands there, how many rows there are.
LABEL, VALUE, ROWS = "字段", "值", "个数"
#: A rule that holds for every row of nothing in particular.
_ALWAYS: Final = "真"

_GROUPS: Final = {
    "form": Group.FORM,
    "indicator": Group.INDICATOR,
    "funding": Group.SOURCE,
    "funding_column": Group.COLUMN,
}


class RuleError(UserError):
    """A rule cannot be read; the sentence names the rule, its part and the character."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule for one of the fields that it is told for in turn (or the only one).

    It applies where ``when`` holds, and is then violated where ``condition`` is; ``at`` is the field that
    is to blame, None where no cell is.
    """

    condition: Expression
    when: Expression
    at: Field | None
    weights: tuple[tuple[Severity, Expression], ...]
    blanks: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule as read: one variant for each field of ``each``, in that order; else just one."""

    group: Group
    variants: tuple[Variant, ...]


@lru_cache(maxsize=1024)
def judgement_of(rule: "Rule") -> Judgement:
    """Read the expressions of a rule that has a condition.

    Raises:
        RuleError: one of them is wrong, or does not fit the rule's scope.
    """
    group = _GROUPS.get(rule.scope.value)
    if group is None:
        raise RuleError(f"规则 {rule.id}：范围 {rule.scope.value} 的规则不能用条件来写")
    words = vocabulary(group).fields
    fields: list[Field | None] = [_field(rule, "each", name, words) for name in rule.each]
    return Judgement(group, tuple(_Reader(rule, group, here).variant() for here in fields or [None]))


def blanks_of(*templates: str) -> Iterator[str]:
    """The names of the blanks of some templates."""
    for template in templates:
        yield from (name for _, name, _, _ in string.Formatter().parse(template) if name)


def _field(rule: "Rule", part: str, name: str, words: Mapping[str, Field]) -> Field:
    if name not in words or not words[name].cell:
        cells = [word for word, field in words.items() if field.cell]
        raise RuleError(f"规则 {rule.id} 的 {part}：没有“{name}”这一格{did_you_mean(name, cells)}")
    return words[name]


@dataclass(frozen=True, slots=True)
class _Reader:
    rule: "Rule"
    group: Group
    here: Field | None

    def variant(self) -> Variant:
        rule = self.rule
        return Variant(
            condition=self._read("condition", rule.condition, Kind.TRUTH),
            when=self._read("when", rule.when or _ALWAYS, Kind.TRUTH),
            at=self._at(),
            weights=tuple((Severity(each), self._read("weigh", text)) for each, text in rule.weigh),
            blanks=self._blanks(),
        )

    def _at(self) -> Field | None:
        if self.here is not None and self.rule.at in ("", HERE):
            return self.here
        words = vocabulary(self.group).fields
        return _field(self.rule, "at", self.rule.at, words) if self.rule.at else None

    def _blanks(self) -> Mapping[str, Expression]:
        rule, values = self.rule, dict(self.rule.values)
        found: dict[str, Expression] = {}
        for name in blanks_of(rule.message, rule.fix, rule.together):
            if name in values:
                found[name] = self._read(f"values.{name}", values[name], None)
            elif name not in (LABEL, VALUE, ROWS):
                found[name] = self._read(f"{{{name}}}", name, None)
        unused = sorted(values.keys() - found.keys())
        if unused:
            raise RuleError(f"规则 {rule.id} 的 values：{'、'.join(unused)} 没有用到")
        return found

    def _read(self, part: str, text: str, wanted: Kind | None = Kind.TRUTH) -> Expression:
        threshold = self.rule.threshold
        numbers: Mapping[str, Decimal] = {} if threshold is None else {THRESHOLD: threshold}
        try:
            return resolve(text, self.group, wanted, Setting(numbers, self.here))
        except ExpressionError as error:
            raise RuleError(f"规则 {self.rule.id} 的 {part}：{error}") from error
