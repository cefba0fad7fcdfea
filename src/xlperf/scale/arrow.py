"""Our tables as Arrow has them, and as Parquet files: the same rows give the same bytes."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from xlperf.model.errors import UserError
from xlperf.model.money import plain
from xlperf.model.rounding import round_half_up
from xlperf.scale.needs import needed
from xlperf.scale.schema import VERSION, Column, Kind, Table

#: What pyarrow, which says no types, gives: a schema, a table, some rows of one.
ArrowSchema = Any
ArrowTable = Any
ArrowBatch = Any

Value = str | bool | int | Decimal | datetime | None
Row = Mapping[str, Value]

#: Rows of one row group: what a reader can skip as a whole, and what it must hold at once.
ROW_GROUP: Final = 64_000

#: Rows that are taken apart together: of a few thousand, Python's own objects take some megabytes.
_BLOCK: Final = 4_096

_TABLE: Final = "xlperf.table"
_VERSION: Final = "xlperf.schema"


def arrow_schema(table: Table) -> ArrowSchema:
    """The schema of a table; its metadata name the table and the version of these schemas."""
    pa = needed("pyarrow")
    fields = [pa.field(column.name, _type(column.kind), column.nullable) for column in table.columns]
    schema: ArrowSchema = pa.schema(fields, {_TABLE: table.name, _VERSION: VERSION})
    return schema


def arrow_table(table: Table, rows: Iterable[Row]) -> ArrowTable:
    """Rows as an Arrow table; amounts must be exact in 分, rates and points are rounded half up.

    Raises:
        UserError: an amount is not a whole number of 分, or has more digits than the column takes.
    """
    listed = list(rows)
    columns = [[_stored(column, row[column.name]) for row in listed] for column in table.columns]
    return of_columns(table, columns)


def of_columns(table: Table, columns: Sequence[Sequence[Value]]) -> ArrowTable:
    """The same from columns of values that are as they are to be stored."""
    pa, schema = needed("pyarrow"), arrow_schema(table)
    arrays = [
        pa.array(values, field.type, from_pandas=False) for values, field in zip(columns, schema, strict=True)
    ]
    result: ArrowTable = pa.Table.from_arrays(arrays, schema=schema)
    return result


def parquet_bytes(table: ArrowTable) -> bytes:
    """A Parquet file: zstd, with statistics, nothing in it of the time or the machine."""
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, **writing_options())
    data: bytes = sink.getvalue().to_pybytes()
    return data


def parquet_pieces(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """The bytes of such a file one after the other; of the rows no more than a row group is in memory.

    Raises:
        UserError: as :func:`arrow_table`.
    """
    pa, parquet, sink = needed("pyarrow"), needed("pyarrow.parquet"), _Sink()
    options = writing_options()
    size = options.pop("row_group_size")
    with parquet.ParquetWriter(pa.PythonFile(sink, "w"), arrow_schema(table), **options) as out:
        for group in _groups(table, iter(rows), size):
            out.write_table(group, size)
            yield sink.taken()
    yield sink.taken()


def _groups(table: Table, rows: Iterator[Row], size: int) -> Iterator[ArrowTable]:
    """The rows as tables of so many each; one without rows where there are none at all."""
    pa, first = needed("pyarrow"), True
    while (taken := [arrow_table(table, block) for block in _blocks(rows, size)]) or first:
        yield pa.concat_tables(taken or [arrow_table(table, [])])
        first = False


def _blocks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """The next rows, as many as told, in lists short enough to take little memory."""
    for start in range(0, size, _BLOCK):
        block = list(islice(rows, min(_BLOCK, size - start)))
        if block:
            yield block


class _Sink(io.RawIOBase):
    """A file to write to, whose content is taken away meanwhile."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._end = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        """Keep some bytes until they are taken."""
        self._pieces.append(bytes(data))
        self._end += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        """How many bytes were written."""
        return self._end

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def writing_options() -> dict[str, Any]:
    """How every Parquet file of ours is written."""
    return {
        "compression": "zstd",
        "row_group_size": ROW_GROUP,
        "store_decimal_as_integer": True,
        "write_page_index": True,
        "version": "2.6",
    }


def _type(kind: Kind) -> Any:  # noqa: ANN401 - see above
    pa = needed("pyarrow")
    types: dict[Kind, Any] = {
        Kind.TEXT: pa.string(),
        Kind.TRUTH: pa.bool_(),
        Kind.COUNT: pa.int64(),
        Kind.MOMENT: pa.timestamp("s", "UTC"),
    }
    return types[kind] if kind in types else pa.decimal128(kind.digits, kind.places)


def _stored(column: Column, value: Value) -> Value:
    """A value as its column takes it; where a village's number has too many digits, nothing."""
    if not isinstance(value, Decimal):
        return value
    digits, places = column.kind.digits or 0, column.kind.places or 0
    rounded = round_half_up(value, places)
    fits = abs(rounded) < Decimal(10) ** (digits - places)
    if column.kind is not Kind.MONEY:
        return rounded if fits else None
    if fits and rounded == value:
        return rounded
    why = "不是整数分" if fits else "太大"
    raise UserError(f"{column.meaning}“{plain(value):f}”元{why}，写不进 Parquet。请改正后再运行。")
