"""The summaries of a result of any size: execution by class, unit and source, the bands, the lists.

The definitions are a township's (:mod:`xlperf.steps.tabulating`), in SQL: sums are exact decimals, quotients
are made here in Python from exact sums, and nothing is decided by a rounded number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from xlperf.model.ledger import LEDGER_SOURCES, ZERO
from xlperf.model.rounding import ratio
from xlperf.model.tables import BandRow, ExecutionGroup
from xlperf.rules.functions import function_name
from xlperf.rules.ruleset import RuleSet
from xlperf.scale.arrow import Row, arrow_table, parquet_bytes
from xlperf.scale.engine import Engine
from xlperf.scale.parts import TABLES_FOLDER
from xlperf.scale.places import Place
from xlperf.scale.resolving import open_round, open_tables
from xlperf.scale.schema import (
    BANDS,
    FUNCTIONS,
    LOW_RATES,
    MISSING,
    SOURCES,
    UNEVALUATED,
    UNITS,
    Table,
)
from xlperf.steps.round_tables import FUNDING_SOURCES
from xlperf.steps.tabulating import interval

_BY_FUNCTION: Final = "SELECT function_code, sum(budget), sum(actual) FROM projects GROUP BY 1 ORDER BY 1"
_BY_EXECUTION: Final = "SELECT function_code, sum(budget), sum(actual) FROM execution GROUP BY 1 ORDER BY 1"
_BY_UNIT: Final = """
SELECT unit_code, any_value(unit), sum(budget), sum(actual), any_value(number)
FROM projects LEFT JOIN directory ON directory.code = unit_code
GROUP BY unit_code ORDER BY any_value(number) NULLS LAST, min(row)
"""
_GRADES: Final = "SELECT grade, count(*) FROM projects WHERE state = '通过' GROUP BY 1"

#: What each list holds. Nine tenths are :data:`~xlperf.steps.tabulating.NOTABLE_RATE`.
LISTS: Final = {
    UNEVALUATED: """
        SELECT row, code, name, unit_code, unit, budget, unevaluated_reason AS reason
        FROM projects WHERE kind = '项目支出' AND state <> '通过'""",
    LOW_RATES: """
        SELECT row, code, name, unit_code, unit, counted_budget, counted_actual, rate
        FROM projects WHERE state = '通过' AND counted_budget <> 0
        AND counted_actual::DECIMAL(20,2) * 10 < counted_budget::DECIMAL(20,2) * 9""",
    MISSING: """
        SELECT row, code, name, unit_code, unit, state
        FROM projects WHERE kind = '项目支出' AND evaluate AND state IN ('未报', '需修改')""",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The short tables of a result, with rates and shares as exact as they are computed."""

    functions: tuple[ExecutionGroup, ...]
    by_unit: tuple[ExecutionGroup, ...]
    by_source: tuple[ExecutionGroup, ...]
    bands: tuple[BandRow, ...]
    evaluated: int
    amount: Decimal


def summarise(engine: Engine, rules: RuleSet) -> Summary:
    """The short tables; ``engine`` has the round and its tables open."""
    ((has_execution,),) = engine.rows("SELECT count(*) > 0 FROM execution")
    functions = engine.rows(_BY_EXECUTION if has_execution else _BY_FUNCTION)
    units = engine.rows(_BY_UNIT)
    grades = dict(engine.rows(_GRADES))
    ((amount,),) = engine.rows("SELECT sum(budget) FROM projects WHERE state = '通过'")
    return Summary(
        _groups((code, function_name(code) or code, a, b) for code, a, b in functions),
        _groups(row[:4] for row in units),
        _groups(_by_source(engine)),
        _bands(rules, grades),
        sum(grades.values()),
        amount or ZERO,
    )


def open_result(engine: Engine) -> None:
    """Name everything in a result that is whole."""
    open_round(engine)
    open_tables(engine)


def save_summaries(target: Place, engine: Engine, summary: Summary) -> tuple[str, ...]:
    """Write the summaries as Parquet files beside the other tables; returns their names below the place."""
    rows: dict[Table, Iterable[Row]] = {
        FUNCTIONS: map(_told, summary.functions),
        UNITS: ({"number": n, **_told(group)} for n, group in enumerate(summary.by_unit, 1)),
        SOURCES: ({"number": n, **_told(group)} for n, group in enumerate(summary.by_source, 1)),
        BANDS: (
            {"number": n, "projects": band.count, **_told(band)} for n, band in enumerate(summary.bands, 1)
        ),
    }
    for table, listed in rows.items():
        target.write(_file(table), parquet_bytes(arrow_table(table, listed)))
    for table, sql in LISTS.items():
        engine.save(table, _file(table), sql)
    return tuple(_file(table) for table in (*rows, *LISTS))


def total_of(groups: Iterable[ExecutionGroup]) -> ExecutionGroup:
    """What the groups of a table come to."""
    listed = tuple(groups)
    budget = sum((group.budget for group in listed), ZERO)
    actual = sum((group.actual for group in listed), ZERO)
    return ExecutionGroup("", "合计", budget, actual, ratio(actual, budget), ratio(budget, budget))


def _groups(rows: Iterable[tuple[str, str, Decimal, Decimal]]) -> tuple[ExecutionGroup, ...]:
    listed = list(rows)
    whole = sum((budget for _, _, budget, _ in listed), ZERO)
    return tuple(
        ExecutionGroup(code, name, budget, actual, ratio(actual, budget), ratio(budget, whole))
        for code, name, budget, actual in listed
    )


def _by_source(engine: Engine) -> list[tuple[str, str, Decimal, Decimal]]:
    sums = ", ".join(f"sum({source.value}_budget), sum({source.value}_actual)" for source in LEDGER_SOURCES)
    ((count, *found),) = engine.rows(f"SELECT count(*), {sums} FROM projects")  # noqa: S608 - columns of ours
    if not count:
        return []
    pairs = zip(found[::2], found[1::2], strict=True)
    return [
        (source.value, FUNDING_SOURCES[source], budget, actual)
        for source, (budget, actual) in zip(LEDGER_SOURCES, pairs, strict=True)
    ]


def _bands(rules: RuleSet, counts: dict[str, int]) -> tuple[BandRow, ...]:
    whole = Decimal(sum(counts.values()))
    uppers = (None, *rules.grades)
    return tuple(
        BandRow(
            grade.label,
            interval(grade, upper),
            counts.get(grade.label, 0),
            ratio(Decimal(counts.get(grade.label, 0)), whole),
        )
        for grade, upper in zip(rules.grades, uppers, strict=False)
    )


def _told(row: ExecutionGroup | BandRow) -> Row:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _file(table: Table) -> str:
    return f"{TABLES_FOLDER}/{table.name}.parquet"
