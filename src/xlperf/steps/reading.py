"""``xlperf read`` and ``xlperf check``: what any workbook says, as data and as findings (DESIGN §4.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import tee
from pathlib import Path

from xlperf.containers.kinds import ENDINGS
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.errors import UserError
from xlperf.model.evaluation import Entry, IndicatorLine, SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import Column
from xlperf.model.money import MoneyUnit, plain
from xlperf.model.printing import rate_decimal
from xlperf.ooxml.guard import PackageError
from xlperf.rules.calculated import calculated
from xlperf.rules.case import FormCase
from xlperf.rules.checking import check_form, finding
from xlperf.rules.effective import catalogue_of
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset, ruleset_ids
from xlperf.rules.recompute import score_form
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Scored
from xlperf.steps.export import Json, finding_data, number
from xlperf.steps.file_findings import content_findings, limits_of, refusal_finding
from xlperf.steps.folder import read_file
from xlperf.steps.misfortunes import misfortune
from xlperf.steps.workers import Misfortune, in_children


@dataclass(frozen=True, slots=True)
class FormReading:
    """One form of a file, formulas that nobody had calculated filled in, its due scores, its findings."""

    form: SelfEvaluation
    scored: Scored
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file: its forms, and findings about the file itself."""

    forms: tuple[FormReading, ...]
    findings: tuple[Finding, ...]

    def all_findings(self) -> tuple[Finding, ...]:
        """Those about the file, then form by form."""
        return (*self.findings, *(item for form in self.forms for item in form.findings))


def read_forms(path: Path, ruleset: str | None = None) -> FileReading:
    """Read and check one workbook outside any round, in this process.

    The rule set is the one given, else the one the workbook was issued for, else the default.
    """
    return _read_file(ruleset, (path.name, read_file(path)))


def read_apart(paths: Iterable[Path], ruleset: str | None = None) -> Iterator[FileReading]:
    """As :func:`read_forms`, file by file, in child processes: whoever sent a file, it costs at most itself.

    Raises:
        UserError: a file cannot be read from the disk, or there is no such rule set.
    """
    load_ruleset(ruleset or DEFAULT_RULESET)
    listed, items = tee(paths)
    outcomes = in_children(_read_file, ruleset, ((path.name, read_file(path)) for path in items))
    for path, outcome in zip(listed, outcomes, strict=True):
        if isinstance(outcome, Misfortune):
            yield FileReading((), (refusal_finding(misfortune(outcome.kind), path.name, path.name),))
        else:
            yield outcome.result()


def _read_file(ruleset: str | None, file: tuple[str, bytes]) -> FileReading:
    """What a file says, given its name and its bytes."""
    name, data = file
    try:
        rules, workbook = _read(data, ruleset)
    except PackageError as error:
        return FileReading((), (refusal_finding(error, name, name),))
    told = tuple(content_findings(workbook, name, name))
    if not workbook.forms:
        return FileReading((), (replace(finding("F02", 文件=name), file=name), *told))
    forms = tuple(_reading(form, rules, name) for form in workbook.forms)
    return FileReading(forms, told)


def workbooks(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that were named; a folder stands for all in it and below that may hold a form.

    Raises:
        UserError: a folder holds none.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(each for each in path.rglob("*") if _is_workbook(each))
        if not found:
            endings = "、".join(sorted(ENDINGS))
            raise UserError(f"文件夹“{path}”里没有可以读取的文件（{endings}）。")
        yield from found


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", "."))


def _read(data: bytes, ruleset: str | None) -> tuple[RuleSet, FormWorkbook]:
    """The rule set to check by, and the workbook read in its words."""
    rules = load_ruleset(ruleset or DEFAULT_RULESET)
    workbook = read_workbook(data, rules, limits=limits_of(catalogue_of(rules)))
    issued = workbook.identity.ruleset if workbook.identity else ""
    if ruleset is not None or issued == rules.id or issued not in ruleset_ids():
        return rules, workbook
    rules = load_ruleset(issued)
    return rules, read_workbook(data, rules, limits=limits_of(catalogue_of(rules)))


def _reading(form: SelfEvaluation, rules: RuleSet, name: str) -> FormReading:
    scored = score_form(form, rules)
    findings = check_form(FormCase(form=form, rules=rules, scored=scored))
    found = tuple(replace(item, file=name) for item in findings)
    return FormReading(calculated(form, scored), scored, found)


def form_data(reading: FormReading) -> Json:
    """One form as §4.6 has it; amounts as printed, in the form's own unit."""
    form = reading.form
    return {
        "form": form.form,
        "year": form.year.value,
        "project_name": form.project_name.value,
        "project_code": form.project_code.value,
        "department": form.department.value,
        "unit": form.unit.value,
        "money_unit": form.money_unit.value,
        "funding": [
            {
                "source": line.source.value,
                **{column.value: _amount(line.get(column), form.money_unit) for column in Column},
            }
            for line in form.funding
        ],
        "rate": None if form.rate.value is None else rate_decimal(form.rate.value),
        "rate_weight": _number(form.rate_weight),
        "rate_score": _number(form.rate_score),
        "goal": form.goal.value,
        "goal_done": form.goal_done.value,
        "indicators": [_indicator(line) for line in form.indicators],
        "total_score": _number(form.total_score),
        "grade": form.grade.value,
        "cells": dict(_cells(form)),
        "findings": finding_data(reading.findings),
    }


def _indicator(line: IndicatorLine) -> Json:
    return {
        "level1": line.level1.value,
        "level2": line.level2.value,
        "level3": line.level3.value,
        "relation": line.relation.value.value if line.relation.value else None,
        "target": _measure(line.target),
        "unit": line.unit.value,
        "target_text": line.target.text,
        "actual": _measure(line.actual),
        "actual_text": line.actual.text,
        "weight": _number(line.weight),
        "score": _number(line.score),
        "reason": line.reason.value,
    }


def _cells(form: SelfEvaluation) -> Iterator[tuple[str, str]]:
    for key in _SINGLE:
        yield from _cell(form, key, getattr(form, key))
    for line in form.funding:
        for column in Column:
            yield from _cell(form, f"funding.{line.source.value}.{column.value}", line.get(column))
    for number_, indicator in enumerate(form.indicators, 1):
        for key in INDICATOR_KEYS:
            yield from _cell(form, f"indicators.{number_}.{key}", getattr(indicator, key))


def _cell(form: SelfEvaluation, key: str, entry: Entry[object]) -> Iterator[tuple[str, str]]:
    if entry.cell:
        yield key, f"{form.sheet}!{entry.cell}"


_SINGLE = (
    "year",
    "project_name",
    "project_code",
    "department",
    "unit",
    "rate",
    "rate_weight",
    "rate_score",
    "goal",
    "goal_done",
    "total_score",
    "grade",
)


def _amount(entry: Entry[Decimal], unit: MoneyUnit) -> str | None:
    return None if entry.value is None else number(unit.from_yuan(entry.value))


def _number(entry: Entry[Decimal]) -> str | None:
    return None if entry.value is None else f"{plain(entry.value):f}"


def _measure(entry: Entry[object]) -> str | None:
    value = entry.value
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    return value.isoformat() if isinstance(value, date) else None
