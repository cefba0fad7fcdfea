"""The ledger of a round as a Parquet file in the result's place, written row group by row group."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Source
from xlperf.model.text import match_key
from xlperf.rules.ruleset import RuleSet
from xlperf.scale.arrow import ROW_GROUP, ArrowTable, Row, arrow_schema, arrow_table, writing_options
from xlperf.scale.facts import counted_amounts, ledger_row
from xlperf.scale.needs import needed
from xlperf.scale.places import Place
from xlperf.scale.schema import LEDGER_COLUMNS, PROJECTS, Column, Kind, Table

NAME: Final = "round/ledger.parquet"
#: Rows that are built together, before they are columns.
_PIECE: Final = 8_000

#: The ledger, with what its rows are looked up and counted by.
LEDGER: Final = Table(
    "ledger",
    "a row of the ledger",
    ("row",),
    (
        *LEDGER_COLUMNS,
        *(column for column in PROJECTS.columns if column.name in ("counted_budget", "counted_actual")),
        Column("name_key", Kind.TEXT, "the name as it is compared"),
    ),
)


def write_ledger(
    place: Place, entries: Iterable[LedgerEntry], units: Mapping[str, str], rules: RuleSet
) -> int:
    """Write a ledger of any length; returns how many rows it has.

    Raises:
        UserError: an amount cannot be stored exactly, or the place refuses.
    """
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    count = 0
    numbered = enumerate(entries, 1)
    group: list[ArrowTable] = []
    with (
        place.writing(NAME) as file,
        parquet.ParquetWriter(file, arrow_schema(LEDGER), **_per_writer()) as writer,
    ):
        while rows := [_row(entry, number, units, rules) for number, entry in islice(numbered, _PIECE)]:
            group.append(arrow_table(LEDGER, rows))
            count += len(rows)
            if len(group) * _PIECE >= ROW_GROUP:
                writer.write_table(pa.concat_tables(group).combine_chunks(), row_group_size=ROW_GROUP)
                group = []
        if group:
            writer.write_table(pa.concat_tables(group).combine_chunks(), row_group_size=ROW_GROUP)
    return count


def entry_of(row: Row) -> LedgerEntry:
    """A row of the file as the model has it."""
    amounts = {
        source.value: Amounts(
            *(row[f"{source.value}_{name}"] for name in ("initial_budget", "budget", "actual"))  # type: ignore[arg-type]
        )
        for source in Source
        if source is not Source.TOTAL
    }
    return LedgerEntry(
        code=str(row["code"]),
        name=str(row["name"]),
        unit_code=str(row["unit_code"]),
        kind=ExpenditureKind(str(row["kind"])),
        function_code=str(row["function_item"]),
        funding=Funding(**amounts),
        evaluate=bool(row["evaluate"]),
        unevaluated_reason=str(row["unevaluated_reason"]),
        key_project=bool(row["key"]),
        secret=bool(row["secret"]),
    )


def _row(entry: LedgerEntry, number: int, units: Mapping[str, str], rules: RuleSet) -> Row:
    unit = units.get(entry.unit_code, entry.unit_code)
    return {
        **ledger_row(entry, number, unit),
        **counted_amounts(entry, rules),
        "name_key": match_key(entry.name),
    }


def _per_writer() -> dict[str, object]:
    return {name: value for name, value in writing_options().items() if name != "row_group_size"}
