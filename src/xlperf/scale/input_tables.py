"""The tables of a larger round, .parquet or .csv in any place; a long ledger is read piece by piece."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from xlperf.books.port import CellValue, TableData, TableRow
from xlperf.model.errors import UserError
from xlperf.model.ledger import ExecutionRow, LedgerEntry, Settings, Unit
from xlperf.ooxml.refs import column_letters
from xlperf.scale.needs import needed
from xlperf.scale.places import Place
from xlperf.steps.round_tables import INPUT_HEADERS, read_round

#: Rows that are understood together.
PIECE: Final = 10_000
#: So many mistakes are told.
_TOLD: Final = 50
_FORMATS: Final = ("parquet", "csv")


@dataclass(frozen=True, slots=True)
class SmallTables:
    """Everything but the ledger."""

    units: tuple[Unit, ...]
    execution: tuple[ExecutionRow, ...]


def read_small(place: Place, settings: Settings) -> SmallTables:
    """The units, and the execution by functional class where there is a table of it.

    Raises:
        UserError: there are no units, or a cell cannot be understood.
    """
    tables = {"单位名录": _whole(place, "units", "单位名录")}
    if _file(place, "execution"):
        tables["功能分类执行"] = _whole(place, "execution", "功能分类执行")
    round_, problems = read_round(settings, tables)
    _complain(problems)
    return SmallTables(round_.units, round_.execution)


def read_entries(place: Place, settings: Settings) -> Iterator[LedgerEntry]:
    """The ledger, row by row.

    Raises:
        UserError: there is none, or a cell cannot be understood.
    """
    for piece in _pieces(place, "ledger", "项目台账"):
        round_, problems = read_round(settings, {"项目台账": piece})
        _complain(problems)
        yield from round_.ledger


def _complain(problems: Sequence[str]) -> None:
    if problems:
        rest = len(problems) - _TOLD
        more = (f"……另有 {rest} 处。",) if rest > 0 else ()
        raise UserError("提供的表里有读不懂的内容，请先改正：", (*problems[:_TOLD], *more))


def _whole(place: Place, stem: str, name: str) -> TableData:
    pieces = list(_pieces(place, stem, name))
    return TableData(
        pieces[0].name, "", pieces[0].headers, tuple(row for piece in pieces for row in piece.rows)
    )


def _file(place: Place, stem: str) -> str | None:
    return next((f"{stem}.{each}" for each in _FORMATS if place.exists(f"{stem}.{each}")), None)


def _pieces(place: Place, stem: str, name: str) -> Iterator[TableData]:
    """A table in pieces; at least one, which may be empty."""
    file = _file(place, stem)
    if file is None:
        raise UserError(f"“{place.address}”里没有{name}（{stem}.parquet 或 {stem}.csv）。")
    rows = _parquet_rows(place, file) if file.endswith(".parquet") else _csv_rows(place, file)
    titles = [str(title).strip() for title in next(rows)]
    wanted = INPUT_HEADERS[name]
    missing = [header for header in wanted if header not in titles]
    if missing:
        raise UserError(f"“{file}”缺少这些列：{'、'.join(missing)}。各列次序不限。")
    places = {header: titles.index(header) for header in wanted}
    numbered = enumerate(rows, 2)
    first = True
    while (piece := list(islice(numbered, PIECE))) or first:
        lines = (_line(places, number, row) for number, row in piece)
        yield TableData(
            file, "", wanted, tuple(line for line in lines if any(map(bool, line.values.values())))
        )
        first = False


def _line(places: dict[str, int], number: int, row: Sequence[CellValue]) -> TableRow:
    values = {header: row[place] if place < len(row) else None for header, place in places.items()}
    return TableRow(
        values, {header: f"{column_letters(place + 1)}{number}" for header, place in places.items()}
    )


def _csv_rows(place: Place, file: str) -> Iterator[list[CellValue]]:
    encoding = "utf-8-sig" if _is_utf8(place, file) else "gb18030"
    with place.reading(file) as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
        try:
            for row in csv.reader(text):
                yield [cell.strip() or None for cell in row]
        except (csv.Error, UnicodeDecodeError) as error:
            raise UserError(f"“{file}”读不下去（{error}）。请另存为“CSV UTF-8（逗号分隔）”再用。") from error


def _is_utf8(place: Place, file: str) -> bool:
    with place.reading(file) as stream:
        start: bytes = stream.read(1 << 20)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4
    return True


def _parquet_rows(place: Place, file: str) -> Iterator[list[CellValue]]:
    parquet = needed("pyarrow.parquet")
    with place.reading(file) as stream:
        opened = parquet.ParquetFile(stream)
        yield list(opened.schema_arrow.names)
        for batch in opened.iter_batches(PIECE):
            columns = [column.to_pylist() for column in batch.columns]
            yield from ([_cell(value) for value in row] for row in zip(*columns, strict=True))


def _cell(value: Any) -> CellValue:  # noqa: ANN401 - what a column of another program holds
    """A value of a Parquet file as a cell: numbers exactly as they print, true and false as 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return Decimal(str(value))
    if value is None or isinstance(value, Decimal | date):
        return value
    return str(value).strip() or None
