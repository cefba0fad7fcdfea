"""From the parts of all batches to the tables: which forms count, and what is found in comparing them.

Everything here goes by key and in SQL over Parquet, with little memory whatever the number of files; only
what is told of a few (versions that differ, texts that were copied, the ledger in pieces) is made in Python.
"""

from typing import Final

from xlperf.scale.arrow import arrow_table
from xlperf.scale.comparing import text_findings, version_findings
from xlperf.scale.comparing_ledger import round_findings
from xlperf.scale.engine import Engine
from xlperf.scale.ledger_store import LEDGER
from xlperf.scale.ledger_store import NAME as LEDGER_FILE
from xlperf.scale.parts import FOLDER, PARTS, TABLES_FOLDER, WHOLE_FILE
from xlperf.scale.places import Place
from xlperf.scale.preparing import EXECUTION_FILE, EXECUTION_STORE, UNITS_FILE, UNITS_STORE
from xlperf.scale.schema import FILES, FINDINGS, INDICATORS, PROJECTS, Column, Kind, Table
from xlperf.scale.sources import Source
from xlperf.steps.collecting import REFUSE, USE

#: Which forms may count, and which of a project's does: the clerk's word, this round's edition, the newest,
#: the last one received (without receipts: the last by name), the first tab. So it is in a township
#: (:meth:`xlperf.steps.collecting.Collection.versions`).
_RANKED: Final = """
CREATE TABLE numbered AS
    SELECT *, row_number() OVER (ORDER BY sequence, name) AS number FROM part_files;
CREATE TABLE candidates AS
    SELECT form.file, number, form.position, project_code, content, sheet, project_name, saved_at, ours,
    decision,
        row_number() OVER (PARTITION BY project_code ORDER BY
            decision = $use DESC, ours DESC, saved_at DESC, number DESC, form.position) AS place
    FROM part_forms form JOIN numbered ON form.file = numbered.name
    WHERE project_code IS NOT NULL AND decision <> $refuse;
CREATE TABLE chosen AS
    SELECT file, number, position, project_code FROM candidates WHERE place = 1
"""

#: Findings that stand: those of a form that counts or whose project nobody knows, and those about its file.
#: That a file is another edition is said only where a form in it counts, or none is known.
_STANDING: Final = """
CREATE TABLE standing AS
WITH mattering AS (
    SELECT name FROM numbered WHERE name IN (SELECT file FROM chosen)
        OR name NOT IN (SELECT file FROM part_forms WHERE project_code IS NOT NULL)),
unknown AS (
    SELECT file, position FROM part_forms JOIN numbered ON file = name
    WHERE project_code IS NULL AND decision <> $refuse)
SELECT numbered.number AS file_number, found.*
FROM part_findings found JOIN numbered ON found.file = numbered.name
WHERE (position = $whole AND (code <> 'F03' OR file IN (SELECT name FROM mattering)))
    OR (file, position) IN (SELECT (file, position) FROM chosen)
    OR (file, position) IN (SELECT (file, position) FROM unknown)
"""

#: Which projects' forms hold no error, nor does anything said about the file as a whole.
_ACCEPTED: Final = """
CREATE TABLE told AS
    SELECT chosen.project_code, chosen.file, chosen.position,
        count(*) FILTER (WHERE f.severity = 'error' AND f.position = chosen.position) AS errors,
        count(*) FILTER (WHERE f.severity = 'warning' AND f.position = chosen.position) AS warnings,
        count(*) FILTER (WHERE f.severity = 'error') = 0 AS accepted
    FROM chosen LEFT JOIN standing f
        ON f.file = chosen.file AND (f.position = $whole OR f.position = chosen.position)
    GROUP BY ALL
"""

_PROJECTS: Final = """
SELECT ledger.* EXCLUDE (counted_budget, counted_actual),
    CASE WHEN told.accepted THEN '通过' WHEN NOT told.accepted THEN '需修改'
        WHEN kind = '基本支出' THEN '基本支出' WHEN evaluate THEN '未报' ELSE '不自评' END AS state,
    counted_budget, counted_actual, form.rate, form.rate_score, form.score, form.grade,
    form.deviations, told.file, form.sheet,
    coalesce(told.errors, 0) AS errors, coalesce(told.warnings, 0) AS warnings
FROM ledger
LEFT JOIN told ON told.project_code = ledger.code
LEFT JOIN part_forms form ON form.file = told.file AND form.position = told.position
"""

_INDICATORS: Final = """
SELECT ledger.row, ledger.code AS project_code, line.* EXCLUDE (file, position)
FROM part_lines line
JOIN chosen ON chosen.file = line.file AND chosen.position = line.position
JOIN ledger ON ledger.code = chosen.project_code
"""

_FILES: Final = """
SELECT numbered.number, numbered.* EXCLUDE (number, sequence, ours, decision), coalesce(used, 0) AS used
FROM numbered LEFT JOIN (SELECT file, count(*) AS used FROM chosen GROUP BY file) ON file = name
"""

#: File by file: the file as a whole, its forms, what was found in comparing; then what is said of no file.
_FINDINGS: Final = """
SELECT row_number() OVER (ORDER BY file_number, late, position, ordinal) AS number, *
FROM (SELECT *, 0 AS late FROM standing UNION ALL BY NAME SELECT *, 1 AS late FROM versions
      UNION ALL BY NAME SELECT *, 2 AS late FROM about_round)
"""

#: Findings that were made in comparing, with where they belong.
LATE: Final = Table(
    "late",
    "a finding",
    ("file_number", "position", "ordinal"),
    (
        Column("file_number", Kind.COUNT, "the file, or beyond all files"),
        Column("position", Kind.COUNT, "the form in it"),
        Column("ordinal", Kind.COUNT, "which one"),
        *(column for column in FINDINGS.columns if column.name != "number"),
    ),
)


def resolve(target: Place, source: Source, batches: tuple[str, ...]) -> None:
    """Write the tables projects, indicators, findings and files of a result.

    Args:
        target: the result's place, with the round and the parts in it.
        source: the round; its entries are not walked again.
        batches: the names of the batches that count.
    """
    with Engine(target) as engine:
        open_round(engine)
        for part in PARTS:
            engine.dataset(
                f"part_{part.name}", [f"{FOLDER}/{name}/{part.name}.parquet" for name in batches], part
            )
        words = {"use": USE, "refuse": REFUSE}
        for statement in _RANKED.split(";"):
            engine.run(statement, **{name: word for name, word in words.items() if f"${name}" in statement})
        engine.run(_STANDING, whole=WHOLE_FILE, refuse=REFUSE)
        engine.insert("standing", arrow_table(LATE, text_findings(engine, source)))
        engine.run(_ACCEPTED, whole=WHOLE_FILE)
        engine.register("versions", arrow_table(LATE, version_findings(engine, source)))
        engine.save(PROJECTS, _file(PROJECTS), _PROJECTS)
        engine.save(INDICATORS, _file(INDICATORS), _INDICATORS)
        engine.save(FILES, _file(FILES), _FILES)
        engine.run("CREATE TABLE about_round AS FROM standing LIMIT 0")
        for rows in round_findings(engine, source):
            engine.insert("about_round", arrow_table(LATE, rows))
        engine.save(FINDINGS, _file(FINDINGS), _FINDINGS)


def open_round(engine: Engine) -> None:
    """Name the ledger, the units and the execution of a result."""
    engine.dataset("ledger", [LEDGER_FILE], LEDGER)
    engine.dataset("directory", [UNITS_FILE], UNITS_STORE)
    engine.dataset("execution", [EXECUTION_FILE], EXECUTION_STORE)


def open_tables(engine: Engine) -> None:
    """Name the tables of a result that is whole."""
    for table in (PROJECTS, INDICATORS, FINDINGS, FILES):
        engine.dataset(table.name, [_file(table)], table)


def _file(table: Table) -> str:
    return f"{TABLES_FOLDER}/{table.name}.parquet"
