"""A result of any size for other programs: JSON in the agreed shape (DESIGN 4.4), or CSV, piece by piece."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from xlperf.model.ledger import Settings
from xlperf.model.printing import rate_decimal
from xlperf.model.tables import ExecutionGroup
from xlperf.scale.engine import Engine
from xlperf.scale.parts import TABLES_FOLDER
from xlperf.scale.places import Place
from xlperf.scale.schema import MISSING, TABLES, UNEVALUATED
from xlperf.scale.summaries import LISTS, Summary, total_of
from xlperf.steps.export import FINDING_KEYS, escaped, number
from xlperf.steps.export_tables import harmless

CSV_FOLDER: Final = "导出"

#: The lists of the JSON → their rows, in order.
_LISTS: Final = {
    "projects": """
        SELECT code, name, unit, function_code, budget, actual, rate, rate_score, score, grade, key
        FROM projects WHERE state = '通过' ORDER BY row""",
    "unevaluated": f"SELECT code, name, unit, budget, reason FROM ({LISTS[UNEVALUATED]}) ORDER BY row",  # noqa: S608
    "missing": f"SELECT code, name, unit FROM ({LISTS[MISSING]}) ORDER BY row",  # noqa: S608
    "findings": f"SELECT {', '.join(FINDING_KEYS)} FROM findings ORDER BY number",  # noqa: S608
}
_NUMBERS: Final = ("budget", "actual", "rate_score", "score")


def json_pieces(engine: Engine, summary: Summary, settings: Settings) -> Iterator[str]:
    """The JSON of a result, as pieces of text that follow one another."""
    parts: dict[str, Any] = {
        "round": {"town": settings.town, "year": settings.year, "ruleset": settings.ruleset},
        "projects": None,
        "functions": [{"code": row.code, "name": row.name, **_execution(row)} for row in summary.functions],
        "functions_total": _execution(total_of(summary.functions)),
        "bands": {row.grade: row.count for row in summary.bands},
        "evaluated_count": summary.evaluated,
        "evaluated_amount": number(summary.amount),
        "unevaluated": None,
        "missing": None,
        "findings": None,
    }
    yield "{"
    for place, (name, value) in enumerate(parts.items()):
        yield f'{"," if place else ""}\n"{name}": '
        if value is None:
            yield from _list(engine, _LISTS[name])
        else:
            yield escaped(json.dumps(value, ensure_ascii=False))
    yield "\n}\n"


def write_csv(target: Place) -> Iterator[str]:
    """Write every table as CSV (UTF-8 with a BOM); gives their names below the place, one by one."""
    for table in TABLES.values():
        name = f"{CSV_FOLDER}/{table.name}.csv"
        with Engine(target) as engine, target.writing(name) as file:
            engine.dataset(table.name, [f"{TABLES_FOLDER}/{table.name}.parquet"], table)
            text = io.TextIOWrapper(file, "utf-8-sig", newline="")
            writer = csv.writer(text)
            writer.writerow(table.names())
            order = ", ".join(f'"{column}"' for column in table.order)
            for batch in engine.batches(f"FROM {table.name} ORDER BY {order}"):
                writer.writerows([_cell(value) for value in row.values()] for row in batch.to_pylist())
            text.flush()
            text.detach()
        yield name


def _list(engine: Engine, sql: str) -> Iterator[str]:
    yield "["
    mark = ""
    for batch in engine.batches(sql):
        for row in batch.to_pylist():
            yield f"{mark}\n {escaped(json.dumps(_told(row), ensure_ascii=False))}"
            mark = ","
    yield "\n]" if mark else "]"


def _told(row: dict[str, Any]) -> dict[str, Any]:
    exact = {name: number(row[name]) for name in _NUMBERS if row.get(name) is not None}
    rate = {"rate": rate_decimal(row["rate"])} if "rate" in row else {}
    return {**row, **exact, **rate}


def _execution(row: ExecutionGroup) -> dict[str, str | None]:
    return {"budget": number(row.budget), "actual": number(row.actual), "rate": rate_decimal(row.rate)}


def _cell(value: object) -> object:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
