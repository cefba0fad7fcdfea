"""A township's assessed round as the same tables: ``xlperf export --parquet``."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from xlperf.model.finding import Severity
from xlperf.model.ledger import ExpenditureKind, LedgerEntry
from xlperf.model.tables import ExecutionGroup, Tables
from xlperf.scale.arrow import Row, parquet_pieces
from xlperf.scale.facts import counted_amounts, finding_row, indicator_rows, ledger_row, result_row
from xlperf.scale.schema import (
    BANDS,
    FILES,
    FINDINGS,
    FUNCTIONS,
    INDICATORS,
    LOW_RATES,
    MISSING,
    PROJECTS,
    SOURCES,
    UNEVALUATED,
    UNITS,
    Table,
)
from xlperf.steps.assessing import Assessment
from xlperf.steps.file_units import unit_of
from xlperf.steps.folder import write_pieces
from xlperf.steps.results import Result
from xlperf.steps.results_spool import put_aside
from xlperf.steps.states import TO_MEND, project_state
from xlperf.steps.tabulating import NOTABLE_RATE

#: Nothing came of a project's form.
_EMPTY: Row = {
    "rate": None, "rate_score": None, "score": None, "grade": None, "deviations": None,
    "file": None, "sheet": None, "errors": 0, "warnings": 0,
}  # fmt: skip


def write_parquet(assessment: Assessment, tables: Tables, folder: Path) -> tuple[Path, ...]:
    """Write every table of :mod:`xlperf.scale.schema`; returns the files.

    Raises:
        UserError: pyarrow is not installed, an amount cannot be stored, or the disk refuses.
    """
    paths = []
    for table, rows in round_rows(assessment, tables):
        path = folder / f"{table.name}.parquet"
        write_pieces(path, parquet_pieces(table, rows))
        paths.append(path)
    return tuple(paths)


def round_rows(assessment: Assessment, tables: Tables) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Each table with its rows, in their order."""
    projects = put_aside(_projects(assessment))
    yield PROJECTS, projects
    yield INDICATORS, _indicators(assessment)
    findings = (finding_row(item) for item in assessment.findings)
    yield FINDINGS, ({"number": number, **row} for number, row in enumerate(findings, 1))
    yield FILES, _files(assessment)
    yield FUNCTIONS, map(_group, tables.functions)
    yield UNITS, _numbered(map(_group, tables.by_unit))
    yield SOURCES, _numbered(map(_group, tables.by_source))
    bands = (
        {"grade": b.grade, "interval": b.interval, "projects": b.count, "share": b.share}
        for b in tables.bands
    )
    yield BANDS, _numbered(bands)
    place = {entry.code: number for number, entry in enumerate(assessment.office.round.ledger)}
    yield UNEVALUATED, ({**projects[place[row.code]], "reason": row.reason} for row in tables.unevaluated)
    low = (row.code for row in tables.projects if row.rate is not None and row.rate < NOTABLE_RATE)
    yield LOW_RATES, (projects[place[code]] for code in low)
    yield MISSING, (projects[place[row.code]] for row in tables.missing)


def _projects(assessment: Assessment) -> Iterator[Row]:
    names = {unit.code: unit.name for unit in assessment.office.round.units}
    files = {form.entry.code: form for form in assessment.collection.chosen() if form.entry is not None}
    for number, entry in enumerate(assessment.office.round.ledger, 1):
        form = files.get(entry.code)
        told: Row = _EMPTY
        if form is not None:
            place: Row = {"file": form.file.receipt.name, "sheet": form.sheet}
            told = {**place, **_told(assessment.results[entry.code])}
        yield {
            **ledger_row(entry, number, names.get(entry.unit_code, entry.unit_code)),
            **counted_amounts(entry, assessment.office.rules),
            **told,
            "state": _state(assessment, entry),
        }


def _told(result: Result) -> Row:
    counts = Counter(item.severity for item in result.findings)
    return {
        **result_row(result.form, result.scored),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
    }


def _state(assessment: Assessment, entry: LedgerEntry) -> str:
    state = project_state(assessment, entry)
    if state is None:
        return "通过"
    if entry.kind is not ExpenditureKind.PROJECT:
        return str(entry.kind)
    return state if state == TO_MEND or entry.evaluate else "不自评"


def _indicators(assessment: Assessment) -> Iterator[Row]:
    rows = {entry.code: number for number, entry in enumerate(assessment.office.round.ledger, 1)}
    for code, result in assessment.results.items():
        for row in indicator_rows(result.form, result.scored, assessment.office.rules):
            yield {"row": rows[code], "project_code": code, **row}


def _files(assessment: Assessment) -> Iterator[Row]:
    for number, file in enumerate(assessment.collection.files, 1):
        receipt, refusal = file.receipt, file.refusal
        forms = assessment.collection.forms_of(file)
        yield {
            "number": number,
            "name": receipt.name,
            "sha256": receipt.sha256,
            "size": receipt.size,
            "saved_at": datetime.fromisoformat(receipt.version_time),
            "unit_code": unit_of(assessment, file),
            "forms": len(forms),
            "refusal": str(refusal.kind) if refusal else None,
            "refusal_message": refusal.message if refusal else None,
            "refusal_fix": refusal.fix if refusal else None,
            "used": sum(form.chosen for form in forms),
        }


def _group(group: ExecutionGroup) -> Row:
    return {
        "code": group.code,
        "name": group.name,
        "budget": group.budget,
        "actual": group.actual,
        "rate": group.rate,
        "share": group.share,
    }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    return ({"number": number, **row} for number, row in enumerate(rows, 1))
