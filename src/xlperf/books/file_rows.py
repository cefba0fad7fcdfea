"""Replacing the rows of a table in a closed workbook, without losing what a clerk put beside them."""

from collections.abc import Mapping, Sequence
from itertools import count

from xlperf.books.carry import Carried, Key, OldRow, carry, is_written, key_of
from xlperf.books.file_heights import Heights
from xlperf.books.file_table import FileTable
from xlperf.books.file_values import from_cell, holds, literal
from xlperf.books.port import CellValue, Orphan, as_text
from xlperf.books.refusals import no_row
from xlperf.ooxml.cells import Cell, Value
from xlperf.ooxml.formulas import translate
from xlperf.ooxml.long_rows import row_cells, write_row
from xlperf.ooxml.refs import parse_ref, ref

_Record = Mapping[str, CellValue]


def replace_rows(
    table: FileTable, records: Sequence[_Record], own: Sequence[str], key: tuple[str, ...]
) -> tuple[Orphan, ...]:
    """Put new rows in place of the old; no rows leave one that is blank.

    ``own`` are the step's columns, ``key`` those by which a row is known again. What clerks had written
    in rows that are gone is given back.

    Raises:
        BookError: the table has no row at all to copy, or cannot be made as long as it must be.
    """
    if not table.rows:
        raise no_row(table.sheet.title, table.table.name)
    records = records or ({},)
    clerk = [header for header in table.columns if header not in own]
    carried = _carried(table, records, clerk, key)
    table.resize(len(records))
    heights = Heights(table.sheet)
    for number, record, kept in zip(count(table.rows[0]), records, carried.rows, strict=False):
        for header, cell in kept.items():
            if cell is not None:
                _put_kept(table, number, header, cell)
        # blanked with the row: a cell put by itself is remembered, and most clerks' cells are empty
        wanted: dict[str, CellValue] = {header: None for header, cell in kept.items() if cell is None}
        wanted |= {header: record.get(header) for header in own}
        _write_row(table, heights, number, {table.columns[header]: value for header, value in wanted.items()})
    return tuple(_orphan(table, *entry) for entry in carried.lost)


def _carried(
    table: FileTable, records: Sequence[_Record], clerk: Sequence[str], key: tuple[str, ...]
) -> Carried[Cell]:
    if not clerk:  # then nobody needs to look at the old rows
        return Carried([{}] * len(records), ())
    old = [_old_row(table, number, clerk, key) for number in table.rows]
    return carry(clerk, old, (key_of(record, key) for record in records))


def _old_row(table: FileTable, number: int, clerk: Sequence[str], key: tuple[str, ...]) -> OldRow[Cell]:
    cells = table.cells(number)
    values = {header: from_cell(table.book, cells[header]) for header in key}
    return OldRow(
        key_of(values, key), {header: cells[header] for header in clerk if is_written(cells[header])}
    )


def _write_row(table: FileTable, heights: Heights, number: int, wanted: Mapping[int, CellValue]) -> None:
    """Put a row's values; a cell that holds just that already stays as it is."""
    sheet = table.sheet
    cells = row_cells(sheet, number)
    for col in wanted.keys() - cells.keys():
        address = ref(number, col)
        cells[col] = Cell(address, style=sheet.style(address))
    contents: dict[int, tuple[str | None, Value]] = {}
    shown = {col: cells[col].value for col in table.columns.values() if col in cells}
    for col, value in wanted.items():
        formula, stored = literal(table.book, value, cells[col].style)
        shown[col] = stored
        if not holds(cells[col], formula, stored):
            contents[col] = formula, stored
    row = sheet.xml.grid.row(number)
    texts = ((col, cells[col].style, value) for col, value in shown.items())
    write_row(sheet, number, contents, heights.attributes(row.attributes if row is not None else "", texts))


def _put_kept(table: FileTable, number: int, header: str, kept: Cell) -> None:
    if kept.formula is not None:
        _put_formula(table, number, header, kept)
    elif parse_ref(kept.ref)[0] != number:
        table.sheet.set(table.cell(number, header).ref, kept.value, style=kept.style)


def _put_formula(table: FileTable, number: int, header: str, model: Cell) -> None:
    """Copy a clerk's formula to a row, as filling down does; its result is for the program to find."""
    formula = translate(model.formula or "", number - parse_ref(model.ref)[0])
    cell = table.cell(number, header)
    if (cell.formula, cell.value) != (formula, None):
        table.sheet.set_formula(cell.ref, formula, None)


def _orphan(table: FileTable, key: Key, header: str, cell: Cell) -> Orphan:
    text = f"={cell.formula}" if cell.formula is not None else as_text(from_cell(table.book, cell))
    return Orphan(table.table.name, table.sheet.title, " ".join(key).strip(), header, text, cell.ref)
