"""What the formulas of 自检 come to on a form, by the same rules in Python.

A workbook that we issue holds the results of its formulas, so that a phone, which calculates nothing,
shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xlperf.forms.selfcheck_grid import Kind
from xlperf.forms.selfcheck_rules import CHECKED, FILLED, LATER, MORE_BEFORE, MORE_BEHIND, may_blame_a_blank
from xlperf.model.evaluation import Entry
from xlperf.model.finding import Severity
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.refs import Range, parse_ref
from xlperf.rules.case import Hit
from xlperf.rules.catalogue import Rule
from xlperf.rules.checking import speaking
from xlperf.rules.expressions.cells import AS_IN_EXCEL, State
from xlperf.rules.expressions.judgement import ROWS, Variant, judgement_of
from xlperf.rules.expressions.judging import Judges, judges_of
from xlperf.rules.expressions.seeing import Row, SeenForm
from xlperf.rules.expressions.vocabulary import Group
from xlperf.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule over one form; the fields are the columns of its line."""

    rule: Rule
    findings: int = 0
    errors: int = 0
    cells: int = 0
    waiting: bool = False
    position: int = 0
    blank: bool = False
    filled: str = FILLED
    cell: str = ""
    message: str = ""
    fix: str = ""

    @property
    def found(self) -> Kind | None:
        """What was found, None where nothing was."""
        if not self.findings:
            return None
        if self.blank:
            return Kind.MISSING
        return Kind.MISTAKE if self.errors else Kind.CONFIRM

    def kind(self, *, missing: bool) -> Kind:
        """The state, given whether anything is missing on the form."""
        return self.found or (Kind.WAITING if self.waiting and missing else Kind.FINE)

    def shown(self, kind: Kind) -> str:
        """What 自检 says of it."""
        if not self.findings:
            return f"{LATER if kind is Kind.WAITING else CHECKED}{self.rule.title}"
        more = f"{MORE_BEFORE}{self.findings}{MORE_BEHIND}" if self.findings > 1 else ""
        return self.message + more


class Jury:
    """The live rules of a round, ready to judge many forms."""

    def __init__(self, rules: RuleSet, live: tuple[Rule, ...]) -> None:
        self._rules = {rule.id: rule for rule in live}
        self._judges: Judges = judges_of(live, rules, AS_IN_EXCEL)
        self._asking = frozenset(rule.id for rule in live if may_blame_a_blank(rule))
        #: Where nothing is found there is little to say: whether it can be judged yet.
        self._calm = {
            (rule.id, waiting): Verdict(
                rule, waiting=waiting, filled="" if rule.id in self._asking else FILLED
            )
            for rule in live
            for waiting in (False, True)
        }

    def verdicts(self, seen: SeenForm, area: Range) -> tuple[Verdict, ...]:
        """What each live rule says of a form whose 绩效指标 stand in ``area``."""
        judged = self._judges.judge(seen)
        found = speaking(self._rules, {rule_id: hits for rule_id, (hits, _) in judged.items()})
        return tuple(
            self._verdict(rule, found[rule_id], seen, area, waiting=judged[rule_id][1])
            for rule_id, rule in self._rules.items()
        )

    def _verdict(
        self, rule: Rule, hits: Sequence[Hit], seen: SeenForm, area: Range, *, waiting: bool
    ) -> Verdict:
        if not hits:
            return self._calm[rule.id, waiting]
        asks, first = rule.id in self._asking, hits[0]
        grave = [hit for hit in hits if _severity(rule, hit) is Severity.ERROR]
        blank = asks and first.entry is not None and is_blank(first.entry)
        return Verdict(
            rule,
            findings=len(hits),
            errors=len(grave),
            cells=int(first.values[ROWS]) if first.message else len(hits),
            waiting=waiting,
            position=_position(rule, first, seen, area),
            blank=blank,
            filled="" if blank else FILLED,
            cell=first.entry.cell if first.entry else "",
            message=(first.message or rule.message).format_map(first.values),
            fix=rule.fix.format_map(first.values),
        )


def is_blank(entry: Entry[object]) -> bool:
    """Whether a formula finds nothing in the cell."""
    return AS_IN_EXCEL.see(entry, MoneyUnit.YUAN).state is State.BLANK


def _severity(rule: Rule, hit: Hit) -> Severity:
    return rule.severity if rule.decided else hit.severity or rule.severity


def _position(rule: Rule, hit: Hit, seen: SeenForm, area: Range) -> int:
    """The number of the first violated row and variant, as :class:`LiveRule` counts them."""
    judgement = judgement_of(rule)
    variants = judgement.variants
    for row in seen.rows(judgement.group):
        for number, variant in enumerate(variants, 1):
            if _blames(variant, row, hit):
                line = _line(row, area) if judgement.group is not Group.FORM else 0
                return line * len(variants) + number
    raise AssertionError(rule.id)


def _blames(variant: Variant, row: Row, hit: Hit) -> bool:
    if variant.at is None or variant.at.group not in (Group.FORM, row.group):
        return True
    return row.place(variant.at.name).entry is hit.entry


def _line(row: Row, area: Range) -> int:
    """The number of a row within its block, from 0: indicators that are not in use are passed over."""
    if row.group is not Group.INDICATOR:
        return row.index
    return parse_ref(row.place("实际完成值").entry.cell)[0] - area.first_row
