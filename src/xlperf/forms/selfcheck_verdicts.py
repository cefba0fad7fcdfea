"""What the formulas of 自检 come to on a form, by the same rules in Python.

A workbook that we issue holds the results of its formulas, so that a phone, which calculates nothing,
shows them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from xlperf.forms.selfcheck_grid import Kind
from xlperf.forms.selfcheck_rules import CHECKED, LATER, MORE_BEFORE, MORE_BEHIND, may_blame_a_blank
from xlperf.model.evaluation import Entry
from xlperf.model.finding import Severity
from xlperf.ooxml.cells import Value
from xlperf.ooxml.refs import Range, parse_ref
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.catalogue import Rule
from xlperf.rules.checking import speaking
from xlperf.rules.expressions.cells import AS_IN_EXCEL, State
from xlperf.rules.expressions.definitions import resolved_definitions
from xlperf.rules.expressions.evaluating import Compiler
from xlperf.rules.expressions.functions import Kind as FieldKind
from xlperf.rules.expressions.judgement import ROWS, Variant, judgement_of
from xlperf.rules.expressions.judging import Judges, compiler_of
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.seeing import Row, SeenForm
from xlperf.rules.expressions.vocabulary import Group
from xlperf.rules.ruleset import RuleSet

#: What a field that follows from others comes to on a row.
Definition = Callable[[Row], bool | str | Decimal | None]


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


def verdicts(case: FormCase, live: tuple[Rule, ...], judges: Judges, area: Range) -> tuple[Verdict, ...]:
    """What each live rule says of a form whose 绩效指标 stand in ``area``."""
    seen = SeenForm(case, AS_IN_EXCEL)
    found = speaking({rule.id: rule for rule in live}, judges.found(case))
    waiting = judges.open(case)
    return tuple(
        replace(_verdict(rule, found[rule.id], seen, area), waiting=waiting[rule.id]) for rule in live
    )


def _verdict(rule: Rule, hits: Sequence[Hit], seen: SeenForm, area: Range) -> Verdict:
    if not hits:
        return Verdict(rule)
    first = hits[0]
    grave = [hit for hit in hits if _severity(rule, hit) is Severity.ERROR]
    return Verdict(
        rule,
        findings=len(hits),
        errors=len(grave),
        cells=int(first.values[ROWS]) if first.message else len(hits),
        position=_position(rule, first, seen, area),
        blank=may_blame_a_blank(rule) and first.entry is not None and is_blank(first.entry),
        cell=first.entry.cell if first.entry else "",
        message=(first.message or rule.message).format_map(first.values),
        fix=rule.fix.format_map(first.values),
    )


def is_blank(entry: Entry[object]) -> bool:
    """Whether a formula finds nothing in the cell."""
    return AS_IN_EXCEL.see(entry, None).state is State.BLANK


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


# -- what follows from the form ------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _definitions(rules: RuleSet) -> Mapping[str, Definition]:
    compiler = compiler_of(rules, AS_IN_EXCEL)
    return {name: _compiled(compiler, text) for name, text in resolved_definitions(rules).items()}


def _compiled(compiler: Compiler, expression: Expression) -> Definition:
    match expression.kind:
        case FieldKind.TRUTH:
            return compiler.logical(expression.tree)
        case FieldKind.TEXT:
            return compiler.textual(expression.tree)
        case _:
            return compiler.numeric(expression.tree)


def derived(name: str, row: Row, rules: RuleSet) -> Value:
    """What a definition comes to, as its cell holds it: 1 or 0 for a condition, "" where it is open."""
    value = _definitions(rules)[name](row)
    if value is None:
        return ""
    return Decimal(int(value)) if isinstance(value, bool) else value
