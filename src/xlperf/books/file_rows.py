"""Replacing the rows of a table in a closed workbook, without losing what a clerk put beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlperf.books.carry import Key, followed
from xlperf.books.file_heights import fit_row
from xlperf.books.file_table import FileTable
from xlperf.books.file_values import from_cell
from xlperf.books.port import BookError, CellValue, Orphan, as_text
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.formulas import translate
from xlperf.ooxml.refs import parse_ref

_Record = Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class _OldRow:
    """A row before the change: its key, and the clerk's own cells in it."""

    key: Key
    remarks: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class _Clerk:
    """The clerk's columns: those of remarks, and those that hold a formula in every row."""

    remarks: tuple[str, ...]
    formulas: Mapping[str, Cell]

    @classmethod
    def of(cls, table: FileTable, own: Sequence[str]) -> "_Clerk":
        columns = [header for header in table.columns if header not in own]
        formulas = {
            header: table.cell(table.rows[0], header)
            for header in columns
            if all(table.cell(number, header).formula is not None for number in table.rows)
        }
        return cls(tuple(header for header in columns if header not in formulas), formulas)


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
        raise BookError(
            f"工作表“{table.sheet.title}”的表格“{table.table.name}”一行也没有，请在表头下面留一个空行。"
        )
    clerk = _Clerk.of(table, own)
    old = [_old_row(table, number, clerk, key) for number in table.rows]
    sources = followed([row.key for row in old], [_key(record, key) for record in records])
    table.resize(max(len(records), 1))
    for place, record in enumerate(records or ({},)):
        number = table.rows[0] + place
        source = sources[place] if records else None
        for header in own:
            table.put(number, header, record.get(header))
        _put_remarks(table, number, clerk, old[source].remarks if source is not None else {})
        fit_row(table, number)
    gone = [row for index, row in enumerate(old) if index not in sources]
    return tuple(_orphan(table, row, header) for row in gone for header in row.remarks)


def _old_row(table: FileTable, number: int, clerk: _Clerk, key: tuple[str, ...]) -> _OldRow:
    cells = {header: table.cell(number, header) for header in clerk.remarks}
    written = {
        header: cell
        for header, cell in cells.items()
        if cell.formula is not None or cell.value not in {None, ""}
    }
    return _OldRow(_key({header: table.value(number, header) for header in key}, key), written)


def _key(record: _Record, key: tuple[str, ...]) -> Key:
    return tuple(as_text(record.get(header)).strip() for header in key)


def _put_remarks(table: FileTable, number: int, clerk: _Clerk, remarks: Mapping[str, Cell]) -> None:
    for header in clerk.remarks:
        remark = remarks.get(header)
        if remark is None:
            table.put(number, header, None)
        elif remark.formula is not None:
            _put_formula(table, number, header, remark)
        elif parse_ref(remark.ref)[0] != number:
            table.sheet.set(table.cell(number, header).ref, remark.value, style=remark.style)
    for header, model in clerk.formulas.items():
        _put_formula(table, number, header, model)


def _put_formula(table: FileTable, number: int, header: str, model: Cell) -> None:
    """Copy a clerk's formula to a row, as filling down does; its result is for the program to find."""
    formula = translate(model.formula or "", number - parse_ref(model.ref)[0])
    cell = table.cell(number, header)
    if (cell.formula, cell.value) != (formula, None):
        table.sheet.set_formula(cell.ref, formula, None)


def _orphan(table: FileTable, row: _OldRow, header: str) -> Orphan:
    cell = row.remarks[header]
    text = f"={cell.formula}" if cell.formula is not None else as_text(from_cell(table.book, cell))
    return Orphan(table.table.name, table.sheet.title, " ".join(row.key).strip(), header, text, cell.ref)
