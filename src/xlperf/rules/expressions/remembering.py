"""What an expression came to is remembered by what it looks at.

The value of an expression on a row follows from the cells that it names, and from nothing else. On forms
just issued the same few come again and again: nothing filled in yet, 分值 10, ≥ 90 %.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from xlperf.rules.expressions.cells import Seen, State
from xlperf.rules.expressions.functions import FUNCTIONS
from xlperf.rules.expressions.operations import BY_STATE
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.seeing import Row
from xlperf.rules.expressions.syntax import Call, Name, Node, children
from xlperf.rules.expressions.vocabulary import Group, all_fields, fields_of

T = TypeVar("T")

#: So many answers of one expression are kept; then it begins anew.
_KEPT: Final = 512

#: What stands in the fields of a row, or only whether something does, of what kind.
Standing = tuple[Seen | State, ...]
#: Some of that.
Pick = Callable[[Standing], Hashable]


class _Look(NamedTuple):
    """At a field (None: at whether there is such a row), of its own row or of every indicator in use."""

    field: str | None
    in_lines: bool
    #: Whether only the state counts: 空(三级指标) is the same for every name.
    state_only: bool


class Roster:
    """The fields of each group that stand by themselves: all but the definitions (``given``)."""

    def __init__(self, given: Mapping[str, Expression]) -> None:
        self._given = given
        self._names = {
            group: [field.name for field in fields_of(group) if field.name not in given] for group in Group
        }

    def standing(self, row: Row) -> Standing:
        """What stands in the fields of a row's own group, then the states of all.

        Cells that look the same are one object.
        """
        found: Standing | None = row.known.get(self)
        if found is None:
            seen = [row.see(name) for name in self._names[row.group]]
            found = row.known[self] = (*seen, *[each.state for each in seen])
        return found

    def pick(self, group: Group, looks: Iterable[_Look]) -> Pick:
        """From all that stands on a row to what is looked at."""
        names = self._names[group]
        places = [
            names.index(look.field) + (len(names) if look.state_only else 0)
            for look in looks
            if look.field is not None
        ]
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
        found = _needed(look for node in nodes for look in _looked_at(node, self._given))
        fields = [look for look in found if look.field is not None]
        form = [look for look in fields if _group(look) is Group.FORM]
        rows = [look for look in fields if _group(look) is not Group.FORM]
        own = [look for look in rows if not look.in_lines]
        return _Looks(
            self,
            self.pick(Group.FORM, form) if form else None,
            self.pick(group, own) if own else None,
            self.pick(Group.INDICATOR, [look for look in rows if look.in_lines])
            if any(look.field is None for look in found)
            else None,
        )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What an expression looks at on the form, on its own row, on each indicator in use (None: at none)."""

    roster: Roster
    form: Pick | None
    own: Pick | None
    lines: Pick | None

    def seen(self, row: Row) -> Hashable:
        """What stands there."""
        standing, form = self.roster.standing, row.form
        whole = self.form(standing(form.whole)) if self.form else None
        own = self.own(standing(row)) if self.own else None
        if self.lines is None:
            return whole, own
        pick = self.lines
        return whole, own, tuple([pick(standing(line)) for line in form.rows(Group.INDICATOR)])


def _group(look: _Look) -> Group:
    return all_fields()[look.field or ""].group


def _needed(looks: Iterable[_Look]) -> list[_Look]:
    """Each look once; where all of a cell counts, its state is known."""
    found = dict.fromkeys(looks)
    return [each for each in found if not each.state_only or each._replace(state_only=False) not in found]


def _looked_at(node: Node, given: Mapping[str, Expression], *, in_lines: bool = False) -> Iterator[_Look]:
    """All that an expression and the definitions in it look at."""
    match node:
        case Name(name) if name in given:
            yield from _looked_at(given[name].tree, given, in_lines=in_lines)
        case Name(name):
            yield _Look(name, in_lines, state_only=False)
        case Call(question, (Name(name),)) if question in BY_STATE and name not in given:
            yield _Look(name, in_lines, state_only=True)
        case Call(function) if FUNCTIONS[function].over_rows:
            yield _Look(None, in_lines=True, state_only=False)
            for child in children(node):
                yield from _looked_at(child, given, in_lines=True)
        case _:
            for child in children(node):
                yield from _looked_at(child, given, in_lines=in_lines)
