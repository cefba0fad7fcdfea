"""Input files (.csv or .xlsx) as tables, wherever their header row stands (DESIGN §4.3)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from xlperf.books.file_values import BLANK, Printed, printed
from xlperf.books.port import CellValue, TableData, TableRow, as_text
from xlperf.model.errors import UserError
from xlperf.model.text import match_key
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.long_rows import rows_between
from xlperf.ooxml.refs import MAX_ROW, column_letters
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.folder import read_file
from xlperf.steps.results_spool import put_aside

#: The header row is looked for in this many rows from the top.
HEADER_DEPTH: Final = 20

_WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
_ZIP: Final = b"PK"

#: One row: its number from 1, and its cells from column A on.
_Row = tuple[int, list[Printed]]


def read_input(path: Path, headers: Sequence[str]) -> TableData:
    """The table with these headers in a file.

    Columns may stand in any order; other columns are ignored. CSV may be UTF-8 or, as Chinese Excel
    saves it, GB 18030. What a file is, its content says: a workbook renamed .csv is read as one.

    Raises:
        UserError: the file cannot be read, or a header is missing or stands there twice.
    """
    closest: list[str] = list(headers)
    for sheet, rows in _sheets(path):
        for number, row in rows:
            if number > HEADER_DEPTH:
                break
            titles = [match_key(as_text(value)) for value, _ in row]
            missing = [header for header in headers if match_key(header) not in titles]
            if not missing:
                return _table((path.name, sheet), headers, titles, rows)
            closest = min(closest, missing, key=len)
    raise UserError(
        f"“{path.name}”里没有找到完整的表头，缺少：{'、'.join(closest)}。"
        f"表头应为：{'、'.join(headers)}（各列次序不限）。"
    )


def _table(
    name: tuple[str, str], headers: Sequence[str], titles: list[str], below: Iterable[_Row]
) -> TableData:
    """The rows below a header row with these titles; ``name`` is that of the file and of its sheet."""
    twice = [header for header in headers if titles.count(match_key(header)) > 1]
    if twice:
        raise UserError(
            f"“{name[0]}”的表头里有两列都叫“{'、'.join(twice)}”，不知道该用哪一列。请删去或改名其中一列。"
        )
    places = {header: titles.index(match_key(header)) for header in headers}
    lines = (_line(places, number, row) for number, row in below)
    kept = put_aside(line for line in lines if any(as_text(value) for value in line.values.values()))
    return TableData(*name, tuple(headers), kept)


def _line(places: dict[str, int], number: int, row: list[Printed]) -> TableRow:
    cells = {header: row[place] if place < len(row) else BLANK for header, place in places.items()}
    return TableRow(
        {header: value for header, (value, _) in cells.items()},
        {header: f"{column_letters(place + 1)}{number}" for header, place in places.items()},
        frozenset(header for header, (_, percent) in cells.items() if percent),
    )


def _sheets(path: Path) -> Iterable[tuple[str, Iterator[_Row]]]:
    """Every sheet with its rows; a CSV file is one sheet without a title."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", *_WORKBOOK_SUFFIXES):
        raise UserError(f"“{path.name}”不是 .csv 或 .xlsx 文件。请在 Excel 里另存为其中一种再用。")
    data = read_file(path)
    if suffix == ".csv" and not data.startswith(_ZIP):
        return [("", _csv_rows(data, path.name))]
    return _workbook_rows(data, path.name)


def _csv_rows(data: bytes, name: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(_decoded(data, name), newline=""))
    try:
        for number, row in enumerate(reader, 1):
            yield number, [(value.strip() or None, False) for value in row]
    except csv.Error as error:
        raise UserError(
            f"“{name}”第 {reader.line_num} 行附近的引号或分隔不对，读不下去。请在 Excel 里打开检查后另存。"
        ) from error


def _decoded(data: bytes, name: str) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UserError(f"“{name}”的文字编码认不出来。请在 Excel 里另存为“CSV UTF-8（逗号分隔）”再用。")


def _workbook_rows(data: bytes, name: str) -> Iterable[tuple[str, Iterator[_Row]]]:
    with _damage_told(name):
        book = Workbook.load(data)
        return [(sheet.title, _sheet_rows(book, sheet, name)) for sheet in book.sheets if sheet.is_worksheet]


def _sheet_rows(book: Workbook, sheet: Sheet, name: str) -> Iterator[_Row]:
    with _damage_told(name):
        for number, cells in rows_between(sheet, 1, MAX_ROW, partial(printed, book)):
            yield number, [cells.get(column, BLANK) for column in range(1, max(cells, default=0) + 1)]


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except PackageError as error:
        raise UserError(f"“{name}”打不开：{error.message}。{error.fix}") from error


def code_text(value: CellValue) -> str:
    """A code or a name as text: the number 101 in a cell is the code "101"."""
    return as_text(value).strip()
