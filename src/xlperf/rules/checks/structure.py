"""F family: is it the form, is it complete, is it still the form that was issued."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from operator import attrgetter
from typing import Final

from xlperf.model.evaluation import Entry, IndicatorLine, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, Column, Source
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import Place, in_line, quoted

#: A cell with the entries that its formula looks at.
Computed = tuple[Place[object], tuple[Entry[object], ...]]
_OF_FORM: Final = attrgetter(
    *("year", "project_name", "project_code", "department", "unit", "rate", "rate_weight", "rate_score"),
    *("goal", "goal_done", "total_score", "grade"),
)
_OF_SOURCE: Final = attrgetter("initial_budget", "budget", "actual")
_OF_INDICATOR: Final = attrgetter(*(each.name for each in fields(IndicatorLine)))


def pasted_formula(case: FormCase) -> Iterator[Hit]:
    """F10: a computed cell of an issued form that holds a typed value instead of its formula."""
    if not case.issued:
        return
    for place, _ in _computed(case.form):
        entry = place.entry
        if entry.cell and not entry.blank and not entry.formula and not entry.error:
            yield Hit(entry, place.field, {"字段": place.label, "值": quoted(entry.text)})


def error_value(case: FormCase) -> Iterator[Hit]:
    """F11: a cell shows #REF! and the like; not told again of the formulas that look at it."""
    if not _shows_errors(case.form):
        return
    for place, inputs in everything(case.form):
        inherited = place.entry.formula and any(entry.error for entry in inputs)
        if place.entry.error and not inherited:
            yield Hit(place.entry, place.field, {"字段": place.label, "值": place.entry.error})


def other_unit(case: FormCase) -> Iterator[Hit]:
    """F16: the form was copied from another unit of the round."""
    unit = case.form.unit
    written = match_key(unit.value or "")
    if case.unit_name and written != match_key(case.unit_name) and written in case.known_units:
        yield Hit(unit, "实施单位", {"填报": quoted(unit.text), "应为": case.unit_name})


def everything(form: SelfEvaluation) -> Iterator[Computed]:
    """Every cell of the form, in the order of reading; those that are typed look at nothing."""
    heading: tuple[tuple[str, Entry[object]], ...] = (
        (entries.YEAR, form.year),
        ("项目名称", form.project_name),
        ("项目编码", form.project_code),
        ("主管部门", form.department),
        ("实施单位", form.unit),
        (entries.RATE_WEIGHT, form.rate_weight),
        (entries.GOAL, form.goal),
        (entries.GOAL_DONE, form.goal_done),
    )
    yield from ((Place(field, field, entry), ()) for field, entry in heading)
    for source in LEDGER_SOURCES:
        yield from ((entries.amount_place(form, source, column), ()) for column in Column)
    for line in form.indicators:
        yield from _line(line)
    yield from _computed(form)


def _shows_errors(form: SelfEvaluation) -> bool:
    """Whether any cell shows an error; on most forms none does."""
    funds = (entry for row in form.funding for entry in _OF_SOURCE(row))
    lines = (entry for line in form.indicators for entry in _OF_INDICATOR(line))
    return any(entry.error for entry in chain(_OF_FORM(form), funds, lines))


def _line(line: IndicatorLine) -> Iterator[Computed]:
    inputs: tuple[Entry[object], ...] = (line.relation, line.target, line.actual, line.weight)
    typed: tuple[tuple[str, Entry[object]], ...] = (
        (entries.LEVEL1, line.level1),
        (entries.LEVEL2, line.level2),
        (entries.LEVEL3, line.level3),
        (entries.RELATION, line.relation),
        (entries.TARGET, line.target),
        (entries.UNIT, line.unit),
        (entries.ACTUAL, line.actual),
        (entries.WEIGHT, line.weight),
        (entries.REASON, line.reason),
    )
    yield from ((in_line(line, field, entry), ()) for field, entry in typed)
    yield in_line(line, entries.SCORE, line.score), inputs


def _computed(form: SelfEvaluation) -> Iterator[Computed]:
    """The cells that the form computes itself, each after what it looks at."""
    funds: list[Entry[object]] = []
    for column in Column:
        sources = tuple(form.line(source).get(column) for source in LEDGER_SOURCES)
        place = entries.amount_place(form, Source.TOTAL, column)
        funds += [place.entry, *sources]
        yield place, sources
    yield Place(entries.RATE, entries.RATE, form.rate), tuple(funds)
    score = Place(entries.RATE_SCORE, entries.RATE_SCORE, form.rate_score)
    yield score, (form.rate, form.rate_weight, *funds)
    parts = [entry for line in form.indicators for entry in (line.actual, line.weight, line.score)]
    counted = (form.rate_weight, form.rate_score, *parts)
    yield Place(entries.TOTAL_SCORE, entries.TOTAL_SCORE, form.total_score), counted
    yield Place(entries.GRADE, entries.GRADE, form.grade), (form.total_score, *counted)


CHECKS = {
    "F10": pasted_formula,
    "F11": error_value,
    "F16": other_unit,
}
