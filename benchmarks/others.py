"""What other libraries do with the same workbooks, each in its quickest way, and the bare limits."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

#: What stands in a cell: row and column from 0, and its content; a formula begins with ``=``.
CellContent = tuple[int, int, object]


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A sheet's name and everything that is written in it."""

    title: str
    cells: Sequence[CellContent]


def rezip(data: bytes) -> bytes:
    """The bare limit of filling: inflate every part and deflate it again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def unzip(data: bytes) -> int:
    """Inflate every part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return sum(len(package.read(name)) for name in package.namelist())


def openpyxl_fill(data: bytes) -> bytes:
    """Load, write every literal of the forms again, save."""
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None and cell.data_type != "f":
                        cell.value = cell.value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def contents(data: bytes) -> list[SheetContent]:
    """All that stands in a workbook, for writing it anew."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return [
        SheetContent(sheet.title, list(_cells(sheet.iter_rows(values_only=True))))
        for sheet in book.worksheets
    ]


def _cells(rows: Iterator[tuple[object, ...]]) -> Iterator[CellContent]:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                yield number, column, getattr(value, "text", value)  # an array formula is an object


def xlsxwriter_write(sheets: Sequence[SheetContent]) -> bytes:
    """The same values and formulas in a new workbook, without formats, names, validations and results."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for sheet in sheets:
            target = book.add_worksheet(sheet.title)
            for row, column, value in sheet.cells:
                target.write(row, column, value)
    return buffer.getvalue()


def openpyxl_read(data: bytes) -> int:
    """Every value of every sheet, read-only, no rules."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for _ in row)


def pandas_read(data: bytes) -> int:
    """Every sheet as a table of pandas, read by calamine, no rules."""
    tables = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="calamine")
    return sum(table.size for table in tables.values())


def calamine_read(data: bytes) -> int:
    """The bare limit of collecting: every value of every sheet by calamine, which is written in Rust."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
