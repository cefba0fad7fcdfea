"""Whole blocks of an open workbook's cells, each read in one call and written in one, however long."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlwings as xw

from xlperf.books.live_values import (
    ERRORS,
    Content,
    as_stood,
    from_excel,
    needs_general,
    to_excel,
)
from xlperf.books.port import CellValue
from xlperf.ooxml.cells import ErrorValue
from xlperf.ooxml.format_codes import GENERAL, TEXT

Grid = list[list[CellValue]]


def read_values(cells: xw.Range) -> Grid:
    """What a block holds, row by row.

    One call; one more where a text looks like an error value, and one where cells have a format of currency,
    for Excel hands such amounts over with four decimals only.
    """
    found = _values(cells, err_to_str=True)
    if any(value in ERRORS for row in found for value in row if isinstance(value, str)):
        plain = _values(cells, err_to_str=False)
        found = [
            [
                ErrorValue(value) if bare is None and value in ERRORS else value
                for value, bare in zip(*rows, strict=True)
            ]
            for rows in zip(found, plain, strict=True)
        ]
    if any(isinstance(value, Decimal) for row in found for value in row):
        found = _with_all_decimals(cells, found)
    return [[value if isinstance(value, ErrorValue) else from_excel(value) for value in row] for row in found]


def read_formulas(cells: xw.Range) -> list[list[str]]:
    """What the formula bar shows for each cell of a block."""
    shown = cells.formula
    if not isinstance(shown, tuple | list):
        return [[str(shown or "")]]
    rows = shown if isinstance(shown[0], tuple | list) else [shown]
    if cells.columns.count == 1 and len(rows) != cells.rows.count:
        rows = [[text] for text in rows[0]]
    return [[str(text or "") for text in row] for row in rows]


def read_contents(values: Grid, formulas: list[list[str]]) -> list[list[Content]]:
    """Literals and formulas, from both of the above."""
    return [
        [as_stood(value, formula) for value, formula in zip(*rows, strict=True)]
        for rows in zip(values, formulas, strict=True)
    ]


def write_contents(cells: xw.Range, contents: Sequence[Sequence[Content]]) -> None:
    """Fill a block: a text stays the text that it is, whatever it looks like."""
    codes = [
        column_codes(cells.columns[place])
        if any(content is not None for content in column)
        else [GENERAL] * len(column)
        for place, column in enumerate(zip(*contents, strict=True))
    ]
    grid = [list(row) for row in zip(*codes, strict=True)]
    _make_general(cells, contents, grid)
    cells.value = [
        [to_excel(content, code) for content, code in zip(*rows, strict=True)]
        for rows in zip(contents, grid, strict=True)
    ]
    _mend_apostrophes(cells, contents, grid)


def all_shown(cells: xw.Range) -> bool:
    """Whether no row of a block is hidden. Excel tells it for all rows at once; xlwings asks row by row."""
    rows = getattr(cells.api, "EntireRow", None)
    return (cells.rows.hidden if rows is None else rows.Hidden) is False


def column_codes(column: xw.Range) -> list[str]:
    """The number format code of each cell of a column: one call where they are all alike, else by halves."""
    count = int(column.rows.count)
    code = column.number_format
    if code is not None or count == 1:
        return [str(code or GENERAL)] * count
    half = count // 2
    return column_codes(column[:half, :]) + column_codes(column[half:, :])


def _values(cells: xw.Range, *, err_to_str: bool) -> list[list[Any]]:
    read: list[list[Any]] = cells.options(ndim=2, err_to_str=err_to_str).value
    return read


def _with_all_decimals(cells: xw.Range, values: list[list[Any]]) -> list[list[Any]]:
    shown = read_formulas(cells)
    for row, texts in zip(values, shown, strict=True):
        for place, text in enumerate(texts):
            if isinstance(row[place], Decimal):
                row[place] = float(row[place] if text.startswith("=") else text)
    return values


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells of one column, one below the other, by their places in a block."""

    column: int
    first: int
    last: int


def _make_general(cells: xw.Range, contents: Sequence[Sequence[Content]], codes: list[list[str]]) -> None:
    """Take the format of text from cells that are to hold numbers or formulas."""
    wanted = [
        [needs_general(content, code) for content, code in zip(*rows, strict=True)]
        for rows in zip(contents, codes, strict=True)
    ]
    for run in _runs(wanted):
        cells[run.first : run.last + 1, run.column : run.column + 1].number_format = GENERAL
        for row in range(run.first, run.last + 1):
            codes[row][run.column] = GENERAL


def _runs(wanted: Sequence[Sequence[bool]]) -> list[_Run]:
    runs: list[_Run] = []
    for column, marks in enumerate(zip(*wanted, strict=True)):
        for row, mark in enumerate(marks):
            if mark and runs and runs[-1].column == column and runs[-1].last == row - 1:
                runs[-1] = _Run(column, runs[-1].first, row)
            elif mark:
                runs.append(_Run(column, row, row))
    return runs


def _mend_apostrophes(
    cells: xw.Range, contents: Sequence[Sequence[Content]], codes: Sequence[Sequence[str]]
) -> None:
    """See that a text in a cell of text has kept an apostrophe in front.

    Whether Excel takes it for its own mark there is told nowhere, so such cells, which are rare, are looked
    at again.
    """
    places = [
        (i, j)
        for i, row in enumerate(contents)
        for j, content in enumerate(row)
        if isinstance(content, str) and content.startswith("'") and codes[i][j] == TEXT
    ]
    if not places:
        return
    found = _values(cells, err_to_str=True)
    for i, j in places:
        if found[i][j] != contents[i][j]:
            cells[i, j].value = f"'{contents[i][j]}"
