"""Spreadsheets as literal tables in a test's text, written as a village would: with another program.

    |   | A        | B          | C    |
    | 1 | 项目名称 | 村道硬化   | <    |
    | 2 | 项目资金 | 年初⏎预算数 | 43.2 |
    | 3 | ^        | 86%        | '86% |

``<`` is merged with the cell on its left, ``^`` with the one above, ⏎ is a line break. A number is
stored as a number, 86% as 0.86 shown as a percentage, anything behind ``'`` as the text it is.
"""

import io
import re
from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from xlperf.ooxml.package import Package
from xlperf.ooxml.saving import CORE

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_PERCENT = re.compile(r"([0-9]+)(?:\.([0-9]+))?%")
_MERGED = ("<", "^")


def workbook_bytes(tables: Mapping[str, str]) -> bytes:
    """A workbook with one sheet for each literal table, by title."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, table in tables.items():
        _draw(book.create_sheet(title), table)
    return saved(book)


def sheet_bytes(table: str, title: str = "Sheet1") -> bytes:
    """A workbook with one sheet."""
    return workbook_bytes({title: table})


def saved(book: Workbook) -> bytes:
    """The file that openpyxl makes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def stamped(data: bytes, made: str, last_saved: str) -> bytes:
    """The file as if it had been made and last saved at these moments (ISO 8601)."""
    package = Package.load(data)
    core = package.read(CORE).decode()
    for name, moment in (("created", made), ("modified", last_saved)):
        core = re.sub(rf"(<dcterms:{name}[^>]*>)[^<]*", rf"\g<1>{moment}", core)
    package.write(CORE, core.encode())
    return package.to_bytes()


def _draw(sheet: Worksheet, table: str) -> None:
    cells = dict(_cells(table))
    extents: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column in cells:
        anchor = _anchor(cells, row, column)
        extents[anchor] = max(extents.get(anchor, anchor), (row, column))
    for (row, column), (last_row, last_column) in extents.items():
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        typed(cell, cells[row, column])
        if (row, column) != (last_row, last_column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)


def _cells(table: str) -> Iterator[tuple[tuple[int, int], str]]:
    lines = [line.strip().strip("|").split("|") for line in table.strip().splitlines()]
    width = len(lines[0])
    for number, *texts in lines[1:]:
        assert len(texts) + 1 == width, f"row {number.strip()} has {len(texts)} cells"
        for column, text in enumerate(texts, 1):
            yield (int(number), column), text.strip()


def _anchor(cells: Mapping[tuple[int, int], str], row: int, column: int) -> tuple[int, int]:
    while cells[row, column] in _MERGED:
        if cells[row, column] == "<":
            column -= 1
        else:
            row -= 1
    return row, column


def typed(cell: Cell, text: str) -> None:
    """What Excel stores when somebody types this; a text stays text, also “= 100%”."""
    percent = _PERCENT.fullmatch(text)
    if percent:
        cell.value = float(text.removesuffix("%")) / 100
        cell.number_format = f"0.{'0' * len(percent[2])}%" if percent[2] else "0%"
    elif _NUMBER.fullmatch(text):
        cell.value = float(text) if "." in text else int(text)
    elif text:
        cell.value = text.removeprefix("'").replace("⏎", "\n")
        cell.data_type = "s"
