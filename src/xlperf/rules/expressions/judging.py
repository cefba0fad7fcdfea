"""Running the rules that are written in the language over one form, in Python."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from xlperf.model.finding import Severity
from xlperf.model.printing import NO_VALUE
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.catalogue import Rule
from xlperf.rules.checks.entries import Place, quoted
from xlperf.rules.expressions.cells import UNDERSTOOD, State, View
from xlperf.rules.expressions.closures import Logical, Textual
from xlperf.rules.expressions.definitions import resolved_definitions
from xlperf.rules.expressions.derived import DERIVED
from xlperf.rules.expressions.evaluating import Compiler
from xlperf.rules.expressions.judgement import LABEL, ROWS, VALUE, Variant, judgement_of
from xlperf.rules.expressions.operations import shown_number
from xlperf.rules.expressions.seeing import Row, SeenForm
from xlperf.rules.expressions.syntax import Name
from xlperf.rules.expressions.vocabulary import Field, Group
from xlperf.rules.ruleset import RuleSet

#: What a form says to one rule: where it is violated.
Judge = Callable[[SeenForm], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Judges:
    """The rules of a catalogue that are written in the language, compiled for a rule set and a view."""

    view: View
    by_rule: Mapping[str, Judge]
    waiting: Mapping[str, Callable[[SeenForm], bool]]

    def found(self, case: FormCase) -> Mapping[str, tuple[Hit, ...]]:
        """Where each rule is violated, by the rule's id."""
        form = SeenForm(case, self.view)
        return {rule_id: tuple(judge(form)) for rule_id, judge in self.by_rule.items()}

    def open(self, case: FormCase) -> Mapping[str, bool]:
        """Whether a rule cannot be judged yet of some row, by the rule's id."""
        form = SeenForm(case, self.view)
        return {rule_id: waits(form) for rule_id, waits in self.waiting.items()}


@lru_cache(maxsize=64)
def judges_of(catalogue: tuple[Rule, ...], rules: RuleSet, view: View = UNDERSTOOD) -> Judges:
    """Compile once, judge many forms."""
    compiler = compiler_of(rules, view)
    compiled = {rule.id: _compiled(rule, compiler) for rule in catalogue if rule.condition}
    return Judges(
        view,
        {rule_id: rule.violations for rule_id, rule in compiled.items()},
        {rule_id: rule.waits for rule_id, rule in compiled.items()},
    )


def compiler_of(rules: RuleSet, view: View) -> Compiler:
    """The compiler that knows a rule set's definitions."""
    given = resolved_definitions(rules)
    if view.derives:
        given = {name: text for name, text in given.items() if name not in DERIVED}
    return Compiler(view, given)


@dataclass(frozen=True, slots=True)
class _Variant:
    """One variant of a rule, compiled."""

    condition: Logical
    when: Logical
    at: Field | None
    weights: tuple[tuple[Severity, Logical], ...]
    blanks: Mapping[str, Textual]
    name: Textual

    def violated(self, row: Row) -> bool:
        return self.when(row) is True and self.condition(row) is False

    def waits(self, row: Row) -> bool:
        """Whether it can be neither said that the condition holds nor that it is violated."""
        applies = self.when(row)
        if applies is False:
            return False
        holds = self.condition(row)
        return holds is None or (applies is None and not holds)

    def label(self, place: Place[object], row: Row) -> str:
        """What a sentence calls the cell; of an indicator by the name that this view sees."""
        if self.at is None or not (self.at.group is row.group is Group.INDICATOR):
            return place.label
        return f"“{_or_dash(self.name(row))}”的{self.at.told}"

    def severity(self, row: Row) -> Severity | None:
        return next((severity for severity, test in self.weights if test(row) is True), None)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A rule, compiled."""

    rule: Rule
    group: Group
    variants: tuple[_Variant, ...]

    def violations(self, form: SeenForm) -> Iterator[Hit]:
        """Where it is violated: row by row, within a row in the order of ``each``."""
        rows = form.rows(self.group)
        violated = [(each, row) for row in rows for each in self.variants if each.violated(row)]
        if self.rule.together and len(violated) == len(rows) > 1:
            variant, row = violated[0]
            yield _hit(self.rule, variant, row, together=True)
            return
        yield from (_hit(self.rule, variant, row) for variant, row in violated)

    def waits(self, form: SeenForm) -> bool:
        """Whether it cannot be judged yet of some row."""
        return any(each.waits(row) for row in form.rows(self.group) for each in self.variants)


def _compiled(rule: Rule, compiler: Compiler) -> _Compiled:
    judgement = judgement_of(rule)
    return _Compiled(rule, judgement.group, tuple(_variant(each, compiler) for each in judgement.variants))


def _variant(variant: Variant, compiler: Compiler) -> _Variant:
    return _Variant(
        compiler.logical(variant.condition.tree),
        compiler.logical(variant.when.tree),
        variant.at,
        tuple((severity, compiler.logical(test.tree)) for severity, test in variant.weights),
        {name: compiler.textual(text.tree) for name, text in variant.blanks.items()},
        compiler.textual(Name("指标")),
    )


def _hit(rule: Rule, variant: _Variant, row: Row, *, together: bool = False) -> Hit:
    place = _place(variant.at, row)
    values = {ROWS: str(len(row.form.rows(row.group)))}
    if place is not None:
        values |= {LABEL: variant.label(place, row), VALUE: _value(place, variant.at, row)}
    values |= {name: _or_dash(blank(row)) for name, blank in variant.blanks.items()}
    return Hit(
        entry=place.entry if place else None,
        field=rule.about or (place.field if place else ""),
        values=values,
        severity=variant.severity(row),
        message=rule.together if together else "",
    )


def _place(at: Field | None, row: Row) -> Place[object] | None:
    """The cell to blame; of a field that each indicator has, in a rule over the form, the first one."""
    if at is None:
        return None
    if at.group in (Group.FORM, row.group):
        return row.place(at.name)
    lines = row.form.rows(at.group)
    return lines[0].place(at.name) if lines else None


def _value(place: Place[object], at: Field | None, row: Row) -> str:
    """What stands there, as printed; a formula sees a bare number, and nothing to show in an error."""
    if at is None or row.form.view.derives or at.group not in (Group.FORM, row.group):
        return quoted(place.entry.text)
    seen = (row.form.whole if at.group is Group.FORM else row).see(at.name)
    if seen.state is State.ERROR:
        return NO_VALUE
    return quoted(seen.text) if seen.number is None else shown_number(seen.number)


def _or_dash(text: str | None) -> str:
    return NO_VALUE if text is None else text
