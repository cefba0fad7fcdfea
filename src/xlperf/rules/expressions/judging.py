"""Running the rules that are written in the language over one form, in Python."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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

    def place(self, row: Row) -> Place[object] | None:
        """The cell to blame, as a sentence calls it; of an indicator by the name that this view sees."""
        standing = _standing(self.at, row)
        if self.at is None or standing is None:
            return None
        place = standing.place(self.at.name)
        if self.at.group is not Group.INDICATOR:
            return place
        return replace(place, label=f"“{_or_dash(self.name(standing))}”的{self.at.told}")

    def value(self, row: Row) -> str:
        """What stands there, as printed; a formula sees a bare number, and nothing to show in an error."""
        standing = _standing(self.at, row)
        if self.at is None or standing is None:
            return NO_VALUE
        if row.form.view.derives:
            return quoted(standing.place(self.at.name).entry.text)
        seen = (row.form.whole if self.at.group is Group.FORM else standing).see(self.at.name)
        if seen.state is State.ERROR:
            return NO_VALUE
        return quoted(seen.text) if seen.number is None else shown_number(seen.number)

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
    place = variant.place(row)
    values = {
        ROWS: str(len(row.form.rows(row.group))),
        LABEL: place.label if place else NO_VALUE,
        VALUE: variant.value(row),
        **{name: _or_dash(blank(row)) for name, blank in variant.blanks.items()},
    }
    return Hit(
        entry=place.entry if place else None,
        field=rule.about or (place.field if place else ""),
        values=values,
        severity=variant.severity(row),
        message=rule.together if together else "",
    )


def _standing(at: Field | None, row: Row) -> Row | None:
    """The row of the cell to blame; in a rule over the form, of an indicator field the first in use."""
    if at is None:
        return None
    if at.group in (Group.FORM, row.group):
        return row
    return next(iter(row.form.rows(at.group)), None)


def _or_dash(text: str | None) -> str:
    return NO_VALUE if text is None else text
