"""The formulas of one rule's line on the sheet that computes 自检."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from xlperf.forms.areas import absolute
from xlperf.forms.names import SELF_CHECK_HELPERS
from xlperf.forms.rule_places import RuleCells
from xlperf.forms.selfcheck_grid import Count, Fact, Kind
from xlperf.forms.selfcheck_xml import Base, row
from xlperf.ooxml.refs import Range
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions.judgement import judgement_of
from xlperf.rules.expressions.live import LiveRule
from xlperf.rules.expressions.places import Formula
from xlperf.rules.expressions.syntax import Call, Node, children
from xlperf.rules.expressions.syntax import Name as FieldName
from xlperf.rules.expressions.vocabulary import HERE, Group

#: The sheet's title as its own formulas have it until they are written.
OWN_SHEET: Final = f"'{SELF_CHECK_HELPERS}'"
#: What is shown of a rule that cannot be judged because cells are gone that it looks at.
GONE: Final = "这张表的结构改动过，没法检查；请从下发的原表重新填"
#: Stands before what cannot be judged as long as something is missing.
LATER: Final = "填好后再查："
#: Stands before what is in order: a rule's title names the mistake.
CHECKED: Final = "已查："
#: How a message goes on where the same mistake stands in several cells.
MORE_BEFORE, MORE_BEHIND = "（同样的共 ", " 处，这是第一处）"


#: What is noted of a cell that is not blank.
FILLED: Final = "有"
#: What asks whether a cell is blank, and answers.
_ABOUT_BLANKS: Final = ("空", "有内容", "有回答", "有说明", "长度")


def may_blame_a_blank(rule: Rule) -> bool:
    """Whether a rule asks that the cell that it blames be filled in."""
    judgement = judgement_of(rule)
    variant = judgement.variants[0]
    if variant.at is None or variant.at.group not in (Group.FORM, judgement.group):
        return False
    return _asks(variant.condition.tree, variant.at.name)


def _asks(node: Node, field: str) -> bool:
    here = isinstance(node, Call) and node.name in _ABOUT_BLANKS and node.arguments == (FieldName(field),)
    return here or any(_asks(child, field) for child in children(node))


def own(area: Range) -> str:
    """Cells of the sheet itself, as a formula that is still to be written names them."""
    return f"{OWN_SHEET}!{absolute(area)}"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The facts about one rule.

    ``local`` are the copies, ``form`` the cells that they copy, ``head`` says how many rows the form has.
    """

    rule: Rule
    line: int
    others: Mapping[str, Rule]
    local: RuleCells
    form: RuleCells
    head: Range

    def formulas(self) -> Mapping[Fact, Formula]:
        """The formulas of the line by their column."""
        live, position = self._of(self.rule), self._at(Fact.POSITION)
        found, errors = live.violations(), live.errors()
        blank = found == errors
        return {
            Fact.FINDINGS: found,
            Fact.ERRORS: _plain(self._at(Fact.FINDINGS)) if blank else errors,
            Fact.CELLS: self._cells(),
            Fact.WAITING: _whether(live.open()),
            Fact.POSITION: live.position(),
            Fact.FILLED: self._filled(position),
            Fact.FOUND: _plain(self._found()),
            Fact.KIND: _plain(self._kind()),
            Fact.CELL: replace(live, places=self.form.places).cell(position),
            Fact.MESSAGE: live.message(position),
            Fact.FIX: live.fix(position),
            Fact.SHOWN: _plain(self._shown()),
            Fact.KEY: _plain(f"{self._at(Fact.KIND)}*100000+ROW()"),
            Fact.ORDER: _plain(self._order()),
        }

    def _of(self, rule: Rule) -> LiveRule:
        return LiveRule(rule, self.local.places, self.others)

    def _at(self, fact: Fact) -> str:
        return own(Range(self.line, fact, self.line, fact))

    def _cells(self) -> Formula:
        """How many cells, also where all of them are told in one sentence."""
        if not self.rule.together:
            return _plain(self._at(Fact.FINDINGS))
        return self._of(replace(self.rule, together="")).violations()

    def _filled(self, position: str) -> Formula:
        """Nothing where the first cell to blame is blank."""
        if not may_blame_a_blank(self.rule):
            return _plain(f'"{FILLED}"')
        blank = f'if(空({self.rule.at or HERE}), "", "{FILLED}")'
        asked = replace(self.rule, message="{x}", fix="", together="", values=(("x", blank),))
        return self._of(asked).message(position)

    def _found(self) -> str:
        """Whether it is a mistake, something missing, or to be confirmed; 0: nothing."""
        blank = f'{self._at(Fact.FILLED)}=""'
        grave = f"IF({self._at(Fact.ERRORS)}>0,{Kind.MISTAKE},{Kind.CONFIRM})"
        found = f"IF({self._at(Fact.FINDINGS)}=0,0,IF({blank},{Kind.MISSING},{grave}))"
        return f"IF({self._gone},0,{found})"

    @property
    def _gone(self) -> str:
        """Whether the form itself has been deleted."""
        return f"ISERROR({own(self.head)})"

    def _kind(self) -> str:
        """A rule waits as long as something is missing; what is open after that does not apply."""
        line = row(Base.PROJECT)
        missing = own(Range(line, Count.MISSING, line, Count.MISSING))
        waits = f"IF(AND({self._at(Fact.WAITING)}>0,{missing}>0),{Kind.WAITING},{Kind.FINE})"
        found = self._at(Fact.FOUND)
        return f"IF({self._gone},{Kind.STUCK},IF({found}>0,{found},{waits}))"

    def _shown(self) -> str:
        """The message of what was found, else what is checked."""
        many = self._at(Fact.FINDINGS)
        more = f'IF({many}>1,"{MORE_BEFORE}"&{many}&"{MORE_BEHIND}","")'
        kind, title = self._at(Fact.KIND), self._at(Fact.TITLE)
        message = f"{self._at(Fact.MESSAGE)}&{more}"
        waiting = f'IF({kind}={Kind.WAITING},"{LATER}","{CHECKED}")&{title}'
        return f'IF({kind}<={Kind.CONFIRM},{message},IF({kind}={Kind.STUCK},"{GONE}",{waiting}))'

    def _order(self) -> str:
        """The line that 自检 shows at this place."""
        keys = own(Range(row(Base.FIRST), Fact.KEY, row(Base.LAST), Fact.KEY))
        first = own(Range(row(Base.FIRST), Fact.KEY, row(Base.FIRST), Fact.KEY))
        return f"MOD(SMALL({keys},ROW()-ROW({first})+1),100000)"


def _whether(count: Formula) -> Formula:
    """1 where there is any, else 0."""
    return replace(count, text=f"1*({count.text.removeprefix('=')}>0)")


def _plain(text: str) -> Formula:
    return Formula(text, array=False)
