"""An expression compiled for Python: closures over rows, exact numbers, three truth values.

True holds, False is violated, None is open (see :mod:`xlperf.rules.expressions`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from xlperf.model.printing import rate_text, score_text
from xlperf.rules.expressions import closures as made
from xlperf.rules.expressions import operations as op
from xlperf.rules.expressions.cells import View
from xlperf.rules.expressions.closures import Logical, Numeric, Textual
from xlperf.rules.expressions.functions import Kind
from xlperf.rules.expressions.kinds import compares_texts, kind_of
from xlperf.rules.expressions.remembering import Roster
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.seeing import Row
from xlperf.rules.expressions.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Text,
    Truth,
    count_of,
    name_of,
)
from xlperf.rules.expressions.vocabulary import Group

T = TypeVar("T")

Arguments = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles resolved expressions for one view; ``given`` are definitions by the field's name."""

    view: View
    given: Mapping[str, Expression]
    roster: Roster = field(init=False, repr=False, compare=False)
    _definitions: dict[tuple[str, Kind], Callable[[Row], Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", Roster(self.given))

    def defined(self, name: str, kind: Kind) -> Callable[[Row], Any]:
        """A definition as a condition, a text or a number; compiled once for all who name it."""
        key = name, kind
        if key not in self._definitions:
            tree, group = self.given[name].tree, self.given[name].group
            answer = self.remembered(self.compiled(tree, kind), group, tree)
            self._definitions[key] = made.once(name, answer)
        return self._definitions[key]

    def remembered(self, compute: Callable[[Row], T], group: Group, *nodes: Node) -> Callable[[Row], T]:
        """A function that computes nothing twice, where that pays: forms just issued are like each other.

        What comes back from the villages is not, and no two forms are alike as a whole: to look that up takes
        longer than to compute it.
        """
        if self.view.derives or group is Group.FORM:
            return compute
        return self.roster.remembered(compute, group, *nodes)

    def compiled(self, node: Node, kind: Kind) -> Callable[[Row], Any]:
        """Compile what gives a condition, a text or else a number."""
        match kind:
            case Kind.TRUTH:
                return self.logical(node)
            case Kind.TEXT:
                return self.textual(node)
            case _:
                return self.numeric(node)

    # -- conditions --------------------------------------------------------------------------------

    def logical(self, node: Node) -> Logical:
        """Compile a condition."""
        match node:
            case Name(name):
                return self._named_truth(name)
            case Not(operand):
                return made.negated(self.logical(operand))
            case Junction(word, parts):
                return made.joined([self.logical(part) for part in parts], decided_by=word == "or")
            case Comparison():
                return self._comparison(node)
            case Call(name, arguments):
                return self._asked(name, arguments)
            case _:
                return _constant(node.value if isinstance(node, Truth) else None)

    def _named_truth(self, name: str) -> Logical:
        if name in self.given:
            return self.defined(name, Kind.TRUTH)
        of = made.owner(name)
        return lambda row: row.form.truth(of(row), name)

    def _comparison(self, node: Comparison) -> Logical:
        if compares_texts(node.left, node.right):
            first, second = self.folded(node.left), self.folded(node.right)
            return made.same_text(first, second, wanted=node.sign == "==")
        days = Kind.DATE in (kind_of(node.left), kind_of(node.right))
        one, holds = self.numeric(node.left, days=days), op.SIGNS[node.sign]
        if isinstance(node.right, Number):
            return made.compared_with(one, node.right.value, holds)
        return made.compared(one, self.numeric(node.right, days=days), holds)

    def _asked(self, name: str, arguments: Arguments) -> Logical:
        match name:
            case "any" | "all":
                return made.over_lines(self.logical(arguments[0]), decided_by=name == "any")
            case "if":
                test, yes, no = (self.logical(each) for each in arguments)
                return made.chosen(test, yes, no)
            case "包含" | "开头是" | "属于":
                return self._matching(arguments, op.MATCHES[name])
            case _:
                return made.about_cell(name, name_of(arguments[0]), self.view.fold)

    def _matching(self, arguments: Arguments, matches: made.Matches) -> Logical:
        text, *words = arguments
        known = [self.view.fold(word.value) for word in words if isinstance(word, Text)]
        if len(known) == len(words):
            return made.matching_known(self.folded(text), tuple(known), matches)
        return made.matching(self.folded(text), [self.folded(word) for word in words], matches)

    # -- numbers -----------------------------------------------------------------------------------

    def numeric(self, node: Node, *, days: bool = False) -> Numeric:
        """Compile a number; with ``days`` a day counts as its serial number."""
        match node:
            case Name(name):
                return self._named_number(name, days=days)
            case Negative(operand):
                return made.mapped(self.numeric(operand), lambda value: -value)
            case Arithmetic(sign, left, right):
                return made.combined(self.numeric(left), self.numeric(right), op.OPERATIONS[sign])
            case Call(name, arguments):
                return self._function(name, arguments)
            case _:
                return _constant(node.value if isinstance(node, Number) else None)

    def _named_number(self, name: str, *, days: bool) -> Numeric:
        if name in self.given:
            return self.defined(name, Kind.NUMBER)
        return made.number_or_day_in(name) if days else made.number_in(name)

    def _function(self, name: str, arguments: Arguments) -> Numeric:
        special: Mapping[str, Callable[[Arguments], Numeric]] = {
            "sum": lambda given: made.sum_over_lines(self.numeric(given[0])),
            "count": lambda given: made.count_over_lines(self.logical(given[0])),
            "if": lambda given: made.chosen(self.logical(given[0]), *map(self.numeric, given[1:])),
            "先取": lambda given: made.first_known([self.numeric(each) for each in given]),
            "空作零": lambda given: made.number_or_zero(name_of(given[0])),
            "长度": lambda given: made.length_of(name_of(given[0]), self.view.fold),
            "round": self._rounded,
        }
        if name in special:
            return special[name](arguments)
        return made.computed([self.numeric(each) for each in arguments], op.FUNCTIONS[name])

    def _rounded(self, arguments: Arguments) -> Numeric:
        number, places = arguments
        return made.mapped(self.numeric(number), partial(op.rounded, places=count_of(places)))

    # -- texts -------------------------------------------------------------------------------------

    def folded(self, node: Node) -> Textual:
        """Compile a text that is compared; a blank one is open."""
        if isinstance(node, Text):
            return _constant(self.view.fold(node.value))
        if isinstance(node, Name) and node.name not in self.given:
            return made.folded_in(node.name, self.view.fold)
        return made.folded(self.textual(node), self.view.fold)

    def textual(self, node: Node) -> Textual:
        """Compile a text that is shown; a number has at most six decimals."""
        match node:
            case Name(name):
                return self.defined(name, Kind.TEXT) if name in self.given else made.shown_in(name)
            case Arithmetic("&", left, right):
                return made.together(self.textual(left), self.textual(right))
            case Call(name, arguments) if kind_of(node) is Kind.TEXT:
                return self._printed(name, arguments)
            case Text(value):
                return _constant(value)
            case _:
                return made.mapped(self.numeric(node), op.shown_number)

    def _printed(self, name: str, arguments: Arguments) -> Textual:
        if name == "if":
            return made.chosen(self.logical(arguments[0]), *map(self.textual, arguments[1:]))
        number = self.numeric(arguments[0])
        if name == "两位小数":
            return made.mapped(number, lambda value: score_text(op.guarded(value)))
        places = count_of(arguments[1]) if len(arguments) > 1 else 2
        return made.mapped(number, lambda value: rate_text(op.guarded(value), places))


def _constant(value: T) -> Callable[[Row], T]:
    return lambda _: value
