"""SQL over Parquet files in any place: DuckDB, with little memory, the rest on disk."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, Final, Self

from xlperf.scale.arrow import ROW_GROUP, ArrowBatch, ArrowTable, arrow_schema, writing_options
from xlperf.scale.needs import needed
from xlperf.scale.places import Place
from xlperf.scale.schema import Table

#: What a query may hold in memory before it goes on on the disk.
MEMORY: Final = os.environ.get("XLPERF_SQL_MEMORY", "512MB")


class Engine:
    """A connection, to be used in a ``with`` statement; tables are names for files of one place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._connection: Any = None
        self._scratch: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> Self:
        self._connection = needed("duckdb").connect()
        self._scratch = tempfile.TemporaryDirectory(prefix="xlperf-sql-")
        settings = {
            "memory_limit": MEMORY,
            "temp_directory": self._scratch.name,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "enable_progress_bar": False,
        }
        for name, value in settings.items():
            self._connection.execute(f"SET {name} = '{value}'")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._scratch.cleanup()

    def dataset(self, name: str, files: Sequence[str], table: Table | None = None) -> None:
        """Give Parquet files a name; with a ``table`` also where there are none."""
        dataset = needed("pyarrow.dataset")
        place = self._place
        paths = [f"{place.root}/{each}" for each in files]
        schema = arrow_schema(table) if table else None
        if not paths and schema is not None:
            self._connection.register(name, schema.empty_table())
            return
        filesystem = None if place.local else place.filesystem
        self._connection.register(
            name, dataset.dataset(paths, format="parquet", filesystem=filesystem, schema=schema)
        )

    def register(self, name: str, rows: ArrowTable) -> None:
        """Give a table in memory a name."""
        self._connection.register(name, rows)

    def insert(self, name: str, rows: ArrowTable) -> None:
        """Add rows to a table that a statement has made."""
        self._connection.register("added", rows)
        self._connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM added")  # noqa: S608 - a name of ours
        self._connection.unregister("added")

    def run(self, sql: str, **values: object) -> None:
        """Run a statement."""
        self._connection.execute(sql, values or None)

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """A short answer, row by row."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, values or None).fetchall()
        return found

    def table(self, sql: str, **values: object) -> ArrowTable:
        """An answer that fits into memory."""
        result: ArrowTable = self._connection.sql(sql, params=values or None).to_arrow_table()
        return result

    def batches(self, sql: str, size: int = 10_000) -> Iterator[ArrowBatch]:
        """A long answer, some thousands of rows at a time."""
        yield from self._connection.sql(sql).to_arrow_reader(size)

    def save(self, table: Table, name: str, sql: str) -> int:
        """Write an answer as a Parquet file of one of our tables, in its order; returns its rows."""
        schema = arrow_schema(table)
        columns = ", ".join(_quoted(column) for column in table.names())
        order = ", ".join(_quoted(column) for column in table.order)
        ordered = f"SELECT {columns} FROM ({sql}) ORDER BY {order}"  # noqa: S608 - our own words only
        parquet, pa = needed("pyarrow.parquet"), needed("pyarrow")
        options = {key: value for key, value in writing_options().items() if key != "row_group_size"}
        count = 0
        with self._place.writing(name) as file, parquet.ParquetWriter(file, schema, **options) as writer:
            for group in _groups(self.batches(ordered)):
                rows = pa.Table.from_batches(group).cast(schema).combine_chunks()
                writer.write_table(rows, row_group_size=ROW_GROUP)
                count += rows.num_rows
            if not count:
                writer.write_table(schema.empty_table(), row_group_size=ROW_GROUP)
        return count


def _groups(batches: Iterator[ArrowBatch]) -> Iterator[list[ArrowBatch]]:
    """Batches of any size as row groups of one size, whoever cut them: the same rows, the same bytes."""
    group: list[ArrowBatch] = []
    room = ROW_GROUP
    for batch in batches:
        rest = batch
        while rest.num_rows >= room:
            yield [*group, rest.slice(0, room)]
            rest, group, room = rest.slice(room), [], ROW_GROUP
        if rest.num_rows:
            group.append(rest)
            room -= rest.num_rows
    if group:
        yield group


def _quoted(name: str) -> str:
    return f'"{name}"'
