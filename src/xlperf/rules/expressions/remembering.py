"""What an expression came to is remembered by what it looks at.

The value of an expression on a row follows from the cells that it names, and from nothing else. On forms
just issued the same few come again and again: nothing filled in yet, 分值 10, ≥ 90 %.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, TypeVar

from xlperf.rules.expressions.cells import Seen
from xlperf.rules.expressions.functions import FUNCTIONS
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.seeing import Row
from xlperf.rules.expressions.syntax import Call, Name, Node, children
from xlperf.rules.expressions.vocabulary import Group, all_fields, fields_of

T = TypeVar("T")

#: So many answers of one expression are kept; then it begins anew.
_KEPT: Final = 512

#: Some of the cells of a row.
Pick = Callable[[Sequence[Seen]], Hashable]


class Roster:
    """The fields of each group that stand by themselves: all but the definitions (``given``)."""

    def __init__(self, given: Mapping[str, Expression]) -> None:
        self._given = given
        self._names = {
            group: [field.name for field in fields_of(group) if field.name not in given] for group in Group
        }

    def standing(self, row: Row) -> tuple[Seen, ...]:
        """What stands in the fields of a row's own group; cells that look the same are one object."""
        found: tuple[Seen, ...] | None = row.known.get(self)
        if found is None:
            found = row.known[self] = tuple([row.see(name) for name in self._names[row.group]])
        return found

    def pick(self, group: Group, names: Iterable[str]) -> Pick:
        """From all that stands on a row to what these names mean."""
        places = [self._names[group].index(name) for name in names]
        return itemgetter(*places) if places else lambda _: ()

    def remembered(self, compute: Callable[[Row], T], group: Group, *nodes: Node) -> Callable[[Row], T]:
        """The same function, which computes nothing twice.

        Args:
            compute: what the nodes come to on a row.
            group: that of the row.
            nodes: all that it looks at.
        """
        looks, known = self._looks(group, nodes), dict[Hashable, T]()

        def answer(row: Row) -> T:
            seen = looks.seen(row)
            if seen in known:
                return known[seen]
            if len(known) >= _KEPT:
                known.clear()
            value = known[seen] = compute(row)
            return value

        return answer

    def _looks(self, group: Group, nodes: Iterable[Node]) -> "_Looks":
        found = dict.fromkeys(name for node in nodes for name in _names(node, self._given, in_lines=False))
        groups = {name: all_fields()[name].group for name, _ in found if name is not None}
        form = [name for name, each in groups.items() if each is Group.FORM]
        own = [name for name, in_lines in found if name in groups and name not in form and not in_lines]
        lines = [name for name, in_lines in found if name in groups and name not in form and in_lines]
        return _Looks(
            self,
            self.pick(Group.FORM, form),
            self.pick(group, own),
            self.pick(Group.INDICATOR, lines) if (None, True) in found else None,
        )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What an expression looks at on the form, on its own row, on each indicator in use (None: on none)."""

    roster: Roster
    form: Pick
    own: Pick
    lines: Pick | None

    def seen(self, row: Row) -> Hashable:
        """What stands there."""
        standing, form = self.roster.standing, row.form
        own = self.form(standing(form.whole)), self.own(standing(row))
        if self.lines is None:
            return own
        pick = self.lines
        return own, tuple([pick(standing(line)) for line in form.rows(Group.INDICATOR)])


def _names(
    node: Node, given: Mapping[str, Expression], *, in_lines: bool
) -> Iterator[tuple[str | None, bool]]:
    """Each field with whether it is looked at on every indicator; None for the indicators as such."""
    if isinstance(node, Name):
        if node.name in given:
            yield from _names(given[node.name].tree, given, in_lines=in_lines)
        else:
            yield node.name, in_lines
    if isinstance(node, Call) and FUNCTIONS[node.name].over_rows:
        in_lines = True
        yield None, True
    for child in children(node):
        yield from _names(child, given, in_lines=in_lines)
