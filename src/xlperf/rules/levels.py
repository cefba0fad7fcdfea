"""The names of 一级指标 and 二级指标: what a form may call them, and what they must weigh."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from xlperf.model.text import match_key
from xlperf.rules.ruleset import LevelOne, LevelTwo, RuleSet, WeightGroup

Level = TypeVar("Level", LevelOne, LevelTwo)

_WEIGHT = re.compile(r"\(?([0-9]+(?:\.[0-9]+)?)分\)?$")


@lru_cache(maxsize=1024)
def level_key(text: str) -> str:
    """A key under which 产出指标, “产 出 指标（50分）” and 产出 are equal; never to be printed."""
    return _WEIGHT.sub("", match_key(text)).removesuffix("指标")


def label_weight(text: str) -> Decimal | None:
    """The weight printed in a label: 50 in 产出指标(50分), None in 产出指标."""
    found = _WEIGHT.search(match_key(text))
    return Decimal(found[1]) if found else None


def canonical_level1(rules: RuleSet, text: str) -> str | None:
    """This rule set's name for what a form calls a 一级指标, None where it knows no such thing."""
    found = _find(rules.level1, text)
    return found.name if found else None


def canonical_level2(rules: RuleSet, level1: str, text: str) -> str | None:
    """This rule set's name for a 二级指标 of a 一级指标; None where either is unknown."""
    above = _find(rules.level1, level1)
    found = _find(above.level2, text) if above else None
    return found.name if found else None


def expected_weights(rules: RuleSet, present: AbstractSet[str]) -> tuple[WeightGroup, ...]:
    """What the 一级指标 of one project must weigh.

    ``present`` are the canonical names that the project has indicators for. The weight of one that
    it lacks goes where ``rules.reallocations`` say, or stays within its group; a missing one without
    either is still expected, so that its absence is noticed.
    """
    moved = [each for each in rules.reallocations if each.absent not in present]
    gone = {each.absent for each in moved}
    added = [pair for each in moved for pair in each.to if pair[0] not in gone]
    groups = []
    for group in rules.weights:
        if gone.issuperset(group.levels):
            continue
        levels = tuple(level for level in group.levels if level in present) or group.levels
        extra = sum((weight for level, weight in added if level in group.levels), Decimal(0))
        groups.append(WeightGroup(levels, group.weight + extra))
    return tuple(groups)


def _find(levels: Iterable[Level], text: str) -> Level | None:
    key = level_key(text)
    for level in levels:  # asked for every row by many rules
        if key in _keys(level.name, level.aliases):
            return level
    return None


@lru_cache(maxsize=1024)
def _keys(name: str, aliases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(level_key(word) for word in (name, *aliases))
