"""Running the rules that are written in the language over one form, in Python."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

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
from xlperf.rules.expressions.syntax import Name, Node, Truth
from xlperf.rules.expressions.vocabulary import Field, Group
from xlperf.rules.ruleset import RuleSet

#: How a row stands to a rule.
Standing = bool | None
_VIOLATED, _SATISFIED, _OPEN = False, True, None
#: The condition under which most rules apply.
_ALWAYS: Final = Truth(True)
#: What a form says to one rule: where it is violated, and whether it cannot be judged yet of some row.
Judged = tuple[tuple[Hit, ...], bool]


@dataclass(frozen=True, slots=True)
class Judges:
    """The rules of a catalogue that are written in the language, compiled for a rule set and a view."""

    view: View
    benches: tuple["_Bench", ...]

    def found(self, case: FormCase) -> Mapping[str, tuple[Hit, ...]]:
        """Where each rule is violated, by the rule's id."""
        form = SeenForm(case, self.view)
        found = {rule_id: hits for rule_id, (hits, _) in self.judge(form).items()}
        form.let_go()
        return found

    def open(self, case: FormCase) -> Mapping[str, bool]:
        """Whether a rule cannot be judged yet of some row, by the rule's id."""
        return {rule_id: waits for rule_id, (_, waits) in self.judge(SeenForm(case, self.view)).items()}

    def judge(self, form: SeenForm) -> Mapping[str, Judged]:
        """Both, by the rule's id."""
        return {rule_id: judged for bench in self.benches for rule_id, judged in bench.judge(form)}


@lru_cache(maxsize=64)
def judges_of(catalogue: tuple[Rule, ...], rules: RuleSet, view: View = UNDERSTOOD) -> Judges:
    """Compile once, judge many forms."""
    compiler = compiler_of(rules, view)
    compiled = [_compiled(rule, compiler) for rule in catalogue if rule.condition]
    groups = dict.fromkeys(each.group for each in compiled)
    return Judges(view, tuple(_bench(group, compiled, compiler) for group in groups))


@lru_cache(maxsize=64)
def compiler_of(rules: RuleSet, view: View) -> Compiler:
    """The compiler that knows a rule set's definitions."""
    given = resolved_definitions(rules)
    if view.derives:
        given = {name: text for name, text in given.items() if name not in DERIVED}
    return Compiler(view, given)


@dataclass(frozen=True, slots=True)
class _Variant:
    """One variant of a rule, compiled."""

    standing: Callable[[Row], Standing]
    looks_at: tuple[Node, ...]
    at: Field | None
    weights: tuple[tuple[Severity, Logical], ...]
    blanks: Mapping[str, Textual]
    name: Textual

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

    @property
    def satisfied(self) -> tuple[Standing, ...]:
        """How a row stands of which there is nothing to say."""
        return (_SATISFIED,) * len(self.variants)

    def judged(self, rows: Sequence[Row], standings: Iterable[Sequence[Standing]]) -> Judged:
        """What to say of the rows of a form, given how each stands to each variant."""
        violated, waits = [], False
        for row, of_row in zip(rows, standings, strict=True):
            for variant, standing in zip(self.variants, of_row, strict=True):
                if standing is _VIOLATED:
                    violated.append((variant, row))
                elif standing is _OPEN:
                    waits = True
        together = bool(self.rule.together) and len(violated) == len(rows) > 1
        told = violated[:1] if together else violated
        return tuple([_hit(self.rule, *each, together=together) for each in told]), waits


@dataclass(frozen=True, slots=True)
class _Bench:
    """The rules that go over the same rows; ``standings`` says of a row how it stands to each rule."""

    group: Group
    rules: tuple[_Compiled, ...]
    standings: Callable[[Row], tuple[tuple[Standing, ...], ...]]

    def judge(self, form: SeenForm) -> Iterator[tuple[str, Judged]]:
        """Go over them row by row, within a row in the order of ``each``."""
        rows = form.rows(self.group)
        found = [self.standings(row) for row in rows]
        for number, rule in enumerate(self.rules):
            standings = [each[number] for each in found]
            if standings.count(rule.satisfied) == len(standings):  # as nearly always
                yield rule.rule.id, ((), False)
            else:
                yield rule.rule.id, rule.judged(rows, standings)


def _bench(group: Group, compiled: Iterable[_Compiled], compiler: Compiler) -> _Bench:
    """The rules of one group; a row that looks like one seen before stands to all of them as that did.

    No two forms are alike as a whole.
    """
    rules = tuple(each for each in compiled if each.group is group)

    def standings(row: Row) -> tuple[tuple[Standing, ...], ...]:
        return tuple([tuple([variant.standing(row) for variant in rule.variants]) for rule in rules])

    if group is Group.FORM:
        return _Bench(group, rules, standings)
    nodes = [node for rule in rules for variant in rule.variants for node in variant.looks_at]
    return _Bench(group, rules, compiler.remembered(standings, group, *nodes))


def _compiled(rule: Rule, compiler: Compiler) -> _Compiled:
    judgement = judgement_of(rule)
    return _Compiled(rule, judgement.group, tuple(_variant(each, compiler) for each in judgement.variants))


def _variant(variant: Variant, compiler: Compiler) -> _Variant:
    condition, when = variant.condition.tree, variant.when.tree
    holds = compiler.logical(condition)
    standing = holds if when == _ALWAYS else _standing_of(holds, compiler.logical(when))
    return _Variant(
        compiler.remembered(standing, variant.condition.group, condition, when),
        (condition, when),
        variant.at,
        tuple((severity, compiler.logical(test.tree)) for severity, test in variant.weights),
        {name: compiler.textual(text.tree) for name, text in variant.blanks.items()},
        compiler.textual(Name("指标")),
    )


def _standing_of(condition: Logical, when: Logical) -> Callable[[Row], Standing]:
    """It is violated where it applies and does not hold; it waits where neither can be ruled out."""

    def standing(row: Row) -> Standing:
        applies = when(row)
        holds = True if applies is False else condition(row)
        if holds:
            return _SATISFIED
        return _VIOLATED if applies and holds is False else _OPEN

    return standing


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
