"""What follows from a form, as the very hidden sheet of 自检 holds it: the definitions of the rules."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from xlperf.forms.selfcheck_xml import Pieces, pieces_of
from xlperf.rules.expressions.cells import AS_IN_EXCEL
from xlperf.rules.expressions.definitions import resolved_definitions
from xlperf.rules.expressions.functions import Kind
from xlperf.rules.expressions.judging import compiler_of
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.seeing import Row
from xlperf.rules.expressions.vocabulary import Group
from xlperf.rules.ruleset import RuleSet

#: From a row to what definitions come to there, by their names, as XML.
Answers = Callable[[Row], Mapping[str, Pieces]]


class Definitions:
    """The definitions of a rule set, as cells hold them."""

    def __init__(self, rules: RuleSet) -> None:
        self._compiler = compiler_of(rules, AS_IN_EXCEL)
        given = resolved_definitions(rules)
        self._words = {group: self._answers(_some(given, group, words=True)) for group in Group}
        self._others = {group: self._answers(_some(given, group, words=False)) for group in Group}
        rows = _some(given, Group.INDICATOR, words=False)
        self._others[Group.INDICATOR] = self._compiler.remembered(
            self._others[Group.INDICATOR], Group.INDICATOR, *(each.tree for each in rows.values())
        )

    def results(self, row: Row) -> Mapping[str, Pieces]:
        """What the definitions of a row's group come to: 1 or 0 for a condition, "" where one is open.

        Many indicators are alike but for their names: what is not words comes to the same on all of these.
        """
        return {**self._others[row.group](row), **self._words[row.group](row)}

    def _answers(self, given: Mapping[str, Expression]) -> Answers:
        compiled = {name: self._compiler.defined(name, each.kind) for name, each in given.items()}
        return lambda row: {name: _held(answer(row)) for name, answer in compiled.items()}


def _some(given: Mapping[str, Expression], group: Group, *, words: bool) -> dict[str, Expression]:
    """The definitions of a group that are words, or those that are not."""
    return {
        name: each
        for name, each in given.items()
        if each.group is group and (each.kind is Kind.TEXT) is words
    }


def _held(value: Any) -> Pieces:  # noqa: ANN401 - a compiled definition may give any kind of value
    """What a cell holds of a definition's value."""
    if value is None:
        return pieces_of("")
    return pieces_of(Decimal(int(value)) if isinstance(value, bool) else value)
