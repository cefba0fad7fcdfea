"""From an assessed round to its result tables. Pure: plain data in, plain data out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xlperf.model.ledger import (
    LEDGER_SOURCES,
    Amounts,
    ExpenditureKind,
    Round,
)
from xlperf.model.printing import score_short
from xlperf.model.rounding import ratio
from xlperf.model.tables import (
    BandRow,
    ExecutionGroup,
    MissingRow,
    ProblemRow,
    ProjectRow,
    Tables,
    UnevaluatedRow,
)
from xlperf.rules.functions import class_code, function_name
from xlperf.rules.levels import canonical_level1
from xlperf.rules.ruleset import Grade, RuleSet
from xlperf.steps.assessing import Assessment, Result
from xlperf.steps.departments import department
from xlperf.steps.key_projects import key_projects
from xlperf.steps.problems import problems
from xlperf.steps.results_spool import SpooledRows, put_aside
from xlperf.steps.round_tables import FUNDING_SOURCES
from xlperf.steps.states import project_state


def tabulate(assessment: Assessment) -> Tables:
    """Every result table of a round. Each form that counts is looked at once, and then put back."""
    round_, rules = assessment.office.round, assessment.office.rules
    functions = by_function(round_)
    total = _total(functions)
    projects: SpooledRows[ProjectRow] = SpooledRows()
    told: SpooledRows[ProblemRow] = SpooledRows()
    key: list[Result] = []
    for result in assessment.accepted():
        projects.append(_project(assessment, result))
        for problem in problems(result, round_):
            told.append(problem)
        key += [result] if result.entry.key_project else []
    return Tables(
        projects=projects.settled(),
        functions=functions,
        functions_total=total,
        by_unit=by_unit(round_),
        by_source=by_source(round_),
        bands=bands_of(rules, [row.grade for row in projects]),
        unevaluated=tuple(unevaluated(assessment)),
        missing=tuple(missing(assessment)),
        problems=told.settled(),
        key_projects=key_projects(assessment.office, key),
        department=department(assessment.office, total.rate),
    )


def _project(assessment: Assessment, result: Result) -> ProjectRow:
    entry, scored, total = result.entry, result.scored, result.entry.funding.total
    if scored.score is None or scored.grade is None:
        raise ValueError(f"an accepted form has a score: {entry.code}")
    code = class_code(entry.function_code)
    return ProjectRow(
        code=entry.code,
        name=entry.name,
        unit_code=entry.unit_code,
        unit_name=assessment.office.round.unit_name(entry.unit_code),
        function_code=code,
        function_name=function_name(code) or code,
        initial_budget=total.initial_budget,
        budget=total.budget,
        actual=total.actual,
        rate=scored.rate,
        rate_score=scored.rate_score,
        level1_scores=_level1_scores(assessment.office.rules, result),
        score=scored.score,
        grade=scored.grade,
        key=entry.key_project,
        deviations=sum(1 for _ in _deviations(result)),
    )


def _deviations(result: Result) -> Iterator[Decimal]:
    for line, score in zip(result.form.indicators, result.scored.indicators, strict=True):
        weight = line.weight.value or Decimal(0)
        if score.points is not None and score.points < weight:
            yield weight - score.points


def _level1_scores(rules: RuleSet, result: Result) -> tuple[tuple[str, Decimal], ...]:
    sums = {level.name: Decimal(0) for level in rules.level1}
    for line, score in zip(result.form.indicators, result.scored.indicators, strict=True):
        level = canonical_level1(rules, line.level1.value or "")
        if level is not None and score.points is not None:
            sums[level] += score.points
    return tuple(sums.items())


def by_function(round_: Round) -> tuple[ExecutionGroup, ...]:
    """By functional class: the execution file where there is one, else summed from the ledger."""
    if round_.execution:
        rows = [
            (class_code(row.function_code), Amounts(budget=row.budget, actual=row.actual))
            for row in round_.execution
        ]
    else:
        rows = [(class_code(entry.function_code), entry.funding.total) for entry in round_.ledger]
    return _groups(rows, lambda code: function_name(code) or code, sort=True)


def by_unit(round_: Round) -> tuple[ExecutionGroup, ...]:
    """By unit, in the order of the directory; project and basic expenditure together."""
    order = {unit.code: number for number, unit in enumerate(round_.units)}
    entries = sorted(round_.ledger, key=lambda entry: order.get(entry.unit_code, len(order)))
    return _groups(((e.unit_code, e.funding.total) for e in entries), round_.unit_name)


def by_source(round_: Round) -> tuple[ExecutionGroup, ...]:
    """By source of funds, over the whole ledger."""
    rows = ((source.value, entry.funding.of(source)) for source in LEDGER_SOURCES for entry in round_.ledger)
    names = {source.value: name for source, name in FUNDING_SOURCES.items()}
    return _groups(rows, names.__getitem__)


def _groups(
    rows: Iterable[tuple[str, Amounts]], name: Callable[[str], str], *, sort: bool = False
) -> tuple[ExecutionGroup, ...]:
    sums: dict[str, Amounts] = defaultdict(Amounts)
    for code, amounts in rows:
        sums[code] += amounts
    whole = sum((amounts.budget for amounts in sums.values()), Decimal(0))
    return tuple(
        ExecutionGroup(
            code,
            name(code),
            amounts.budget,
            amounts.actual,
            ratio(amounts.actual, amounts.budget),
            ratio(amounts.budget, whole),
        )
        for code, amounts in (sorted(sums.items()) if sort else sums.items())
    )


def _total(groups: Iterable[ExecutionGroup]) -> ExecutionGroup:
    listed = tuple(groups)
    budget = sum((group.budget for group in listed), Decimal(0))
    actual = sum((group.actual for group in listed), Decimal(0))
    return ExecutionGroup("", "合计", budget, actual, ratio(actual, budget), ratio(budget, budget))


def bands(assessment: Assessment) -> tuple[BandRow, ...]:
    """How many accepted projects have which grade, the best first."""
    return bands_of(assessment.office.rules, [result.scored.grade for result in assessment.accepted()])


def bands_of(rules: RuleSet, found: Sequence[str | None]) -> tuple[BandRow, ...]:
    """How many of these grades there are of each kind, the best first."""
    grades, counts = rules.grades, Counter(found)
    uppers = (None, *grades)
    return tuple(
        BandRow(
            grade.label,
            interval(grade, upper),
            counts[grade.label],
            ratio(Decimal(counts[grade.label]), Decimal(len(found))),
        )
        for grade, upper in zip(grades, uppers, strict=False)
    )


def interval(grade: Grade, upper: Grade | None) -> str:
    """A grade's interval in words: 90分（含90分）以上, 80-90分（含80分）, 60分以下."""
    low = score_short(grade.lower)
    if upper is None:
        return f"{low}分（含{low}分）以上"
    high = score_short(upper.lower)
    return f"{low}-{high}分（含{low}分）" if grade.lower else f"{high}分以下"


def unevaluated(assessment: Assessment) -> Iterator[UnevaluatedRow]:
    """Project spending in the ledger without an accepted self-evaluation, with its reason."""
    accepted = assessment.accepted_codes
    for entry in assessment.office.round.ledger:
        if entry.kind is ExpenditureKind.PROJECT and entry.code not in accepted:
            yield UnevaluatedRow(
                entry.code,
                entry.name,
                entry.unit_code,
                assessment.office.round.unit_name(entry.unit_code),
                entry.funding.total.budget,
                entry.unevaluated_reason,
            )


def missing(assessment: Assessment) -> Iterator[MissingRow]:
    """Projects whose form has not come back, or must be mended."""
    units = {unit.code: unit for unit in assessment.office.round.units}
    for entry in assessment.expected():
        state = project_state(assessment, entry)
        unit = units.get(entry.unit_code)
        if state is not None and unit is not None:
            yield MissingRow(unit.code, unit.name, unit.contact, unit.phone, entry.code, entry.name, state)


#: A project that spent less than this, or did not get the best grade, has problems worth publishing.
NOTABLE_RATE = Decimal("0.9")


def publishable(tables: Tables, round_: Round) -> Tables:
    """The tables as they are published.

    Rows that name a secret (涉密) project are left out (counts and sums keep it), and of all deviations
    only those of projects that fell short as a whole remain: below 90 % execution or below the best grade.
    The sheet 问题与措施 has them all.
    """
    secret = {entry.code for entry in round_.ledger if entry.secret}
    notable = {row.code for row in tables.projects if _fell_short(row, tables)} - secret
    return replace(
        tables,
        unevaluated=tuple(row for row in tables.unevaluated if row.code not in secret),
        problems=put_aside(row for row in tables.problems if row.code in notable),
        key_projects=tuple(row for row in tables.key_projects if row.code not in secret),
    )


def _fell_short(row: ProjectRow, tables: Tables) -> bool:
    return row.grade != tables.bands[0].grade or (row.rate is not None and row.rate < NOTABLE_RATE)
