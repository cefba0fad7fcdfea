"""Replacing the rows of a table in a closed workbook, without losing what a clerk put beside them."""

from collections.abc import Mapping, Sequence

from xlperf.books.carry import Key, OldRow, carry, key_of
from xlperf.books.file_heights import fit_row
from xlperf.books.file_table import FileTable
from xlperf.books.file_values import from_cell
from xlperf.books.port import CellValue, Orphan, as_text
from xlperf.books.refusals import no_row
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.formulas import translate
from xlperf.ooxml.refs import parse_ref

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
    old = [_old_row(table, number, clerk, key) for number in table.rows]
    carried = carry(clerk, old, [key_of(record, key) for record in records])
    table.resize(len(records))
    for number, (record, kept) in enumerate(zip(records, carried.rows, strict=True), table.rows[0]):
        for header in own:
            table.put(number, header, record.get(header))
        for header, cell in kept.items():
            _put_kept(table, number, header, cell)
        fit_row(table, number)
    return tuple(_orphan(table, *entry) for entry in carried.lost)


def _old_row(table: FileTable, number: int, clerk: Sequence[str], key: tuple[str, ...]) -> OldRow[Cell]:
    values = {header: table.value(number, header) for header in key}
    return OldRow(key_of(values, key), {header: table.cell(number, header) for header in clerk})


def _put_kept(table: FileTable, number: int, header: str, kept: Cell | None) -> None:
    if kept is None:
        table.put(number, header, None)
    elif kept.formula is not None:
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
