"""An approved indicator as it is printed into its row of the form, and how the unit is to answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from xlperf.forms.spec import FormSpec, level1_text
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import ZERO, Target
from xlperf.model.money import plain
from xlperf.model.targets import read_measure, read_relation, read_target
from xlperf.ooxml.cells import Value
from xlperf.rules.levels import canonical_level1
from xlperf.rules.ruleset import RuleSet

#: What the unit must fill in itself where the office has not: without it nothing can be scored.
_NEEDED: Final = ("target", "weight")


class Answer(StrEnum):
    """How 实际完成值 is answered: one of the three labels, a number, or words (a day)."""

    CHOICE = "choice"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class PrintedTarget:
    """One row of 绩效指标 as the office issues it.

    ``values`` are by the keys of :data:`~xlperf.forms.spec.INDICATOR_KEYS`; those in ``open`` are left to
    the unit.
    """

    values: Mapping[str, Value]
    answer: Answer
    open: frozenset[str]


def printed_targets(targets: Sequence[Target], spec: FormSpec, year: int) -> tuple[PrintedTarget, ...]:
    """What is printed of a project's approved indicators, in their order."""
    labels = _labels(targets, spec.rules)
    return tuple(_printed(target, label, year) for target, label in zip(targets, labels, strict=True))


def _printed(target: Target, label: str, year: int) -> PrintedTarget:
    value, unit = _value_and_unit(target, year)
    values: dict[str, Value] = {
        "level1": label,
        "level2": target.level2,
        "level3": target.level3,
        "relation": target.relation,
        "target": value,
        "unit": unit,
        "weight": target.weight,
    }
    return PrintedTarget(
        values, _answer(target, value), frozenset(key for key in _NEEDED if values[key] in (None, ""))
    )


def _labels(targets: Sequence[Target], rules: RuleSet) -> list[str]:
    """The 一级指标 of each row; one printed with its weight (产出指标（50分）) with the project's own.

    A project without 满意度指标, say, has more under 效益指标 than the rule set's usual weight.
    """
    levels = [canonical_level1(rules, target.level1) for target in targets]
    weights: dict[str | None, list[Decimal | None]] = {level: [] for level in levels}
    for level, target in zip(levels, targets, strict=True):
        weights[level].append(target.weight)
    return [
        _label(rules, level, weights[level]) if level else target.level1
        for level, target in zip(levels, targets, strict=True)
    ]


def _label(rules: RuleSet, level: str, weights: Sequence[Decimal | None]) -> str:
    usual = level1_text(rules, level)
    known = [weight for weight in weights if weight is not None]
    if usual == level or len(known) < len(weights):
        return usual
    return f"{level}（{plain(sum(known, ZERO))}分）"


def _value_and_unit(target: Target, year: int) -> tuple[Value, str]:
    """A number where the target is one, so that formulas can compare it, else its words.

    Where the column of the unit is blank, the unit of “95%” and “50万元” goes into it.
    """
    relation = read_relation(target.relation)
    if relation is None or relation is Relation.QUALITATIVE:
        return target.value, target.unit
    if target.unit:
        measure = read_measure(target.value, target.unit, relation, year=year).value
        return (measure if isinstance(measure, Decimal) else target.value), target.unit
    printed = read_target(target.value, year=year).value
    if printed is None or not isinstance(printed.value, Decimal):
        return target.value, ""
    return printed.value, printed.unit


def _answer(target: Target, value: Value) -> Answer:
    if read_relation(target.relation) is Relation.QUALITATIVE:
        return Answer.CHOICE
    return Answer.NUMBER if isinstance(value, Decimal) else Answer.WORDS
