"""One table of a closed workbook: its columns, its cells, its length."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import overload

from xlperf.books.file_values import BLANK, Printed, from_cell, printed, put_literal, put_result
from xlperf.books.port import BookError, CellValue, TableData, TableRow, as_text
from xlperf.books.refusals import in_the_way
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.long_rows import row_cells, rows_between
from xlperf.ooxml.markup import Element, Q
from xlperf.ooxml.refs import ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.tables import Table
from xlperf.ooxml.workbook import Workbook

#: A longer table is read row by row, whenever somebody goes through it.
_LONG = 5_000
_FILTERING = (Q + "filterColumn", Q + "sortState")


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table as it stood when asked for; after :meth:`resize` only its top left is still true.

    Headers are compared without white space, so that a line break put into one does not hide it.
    """

    book: Workbook
    sheet: Sheet
    table: Table
    columns: Mapping[str, int]

    @classmethod
    def of(cls, book: Workbook, table: Table) -> "FileTable":
        """The table with the sheet's column numbers by header, left to right."""
        first = table.area.first_col
        columns = {"".join(header.split()): first + place for place, header in enumerate(table.columns)}
        return cls(book, book.sheet(table.sheet), table, columns)

    @property
    def rows(self) -> range:
        """The sheet's row numbers between header and totals."""
        return range(self.table.first_data_row, self.table.last_data_row + 1)

    # -- reading ---------------------------------------------------------------------------------

    def cell(self, row: int, header: str) -> Cell:
        """The cell of a column in one row of the sheet."""
        return self.sheet.cell(ref(row, self.columns[header]))

    def cells(self, row: int) -> dict[str, Cell]:
        """The cells of one row of the sheet by header, looked at and not remembered."""
        found = row_cells(self.sheet, row)
        return {header: found.get(col) or Cell(ref(row, col)) for header, col in self.columns.items()}

    def all_rows(self) -> Iterator[tuple[int, TableRow]]:
        """The numbers and the rows that hold anything."""
        reading = partial(printed, self.book)
        for number, found in rows_between(self.sheet, self.rows.start, self.rows.stop - 1, reading):
            row = self._row(number, found)
            if any(as_text(value).strip() for value in row.values.values()):
                yield number, row

    def value(self, row: int, header: str) -> CellValue:
        """What that cell holds."""
        return from_cell(self.book, self.cell(row, header))

    def read(self) -> TableData:
        """All rows that hold anything."""
        rows = FileRows(self)
        kept = rows if len(self.rows) > _LONG else tuple(iter(rows))
        return TableData(self.table.name, self.sheet.title, tuple(self.columns), kept)

    def row(self, number: int) -> TableRow:
        """One row as the port has it."""
        found = row_cells(self.sheet, number)
        return self._row(number, {col: printed(self.book, cell) for col, cell in found.items()})

    def _row(self, number: int, found: Mapping[int, Printed]) -> TableRow:
        cells = {header: found.get(col, BLANK) for header, col in self.columns.items()}
        return TableRow(
            {header: value for header, (value, _) in cells.items()},
            Addresses(number, self.columns),
            frozenset([header for header, (_, percent) in cells.items() if percent]),
        )

    # -- writing ---------------------------------------------------------------------------------

    def put(self, row: int, header: str, value: CellValue) -> None:
        """Set a cell."""
        put_literal(self.sheet, self.cell(row, header), value)

    def tell_totals(self, totals: Mapping[str, CellValue]) -> None:
        """Give the formulas right under the table their results; those that get none forget their old one."""
        row = self.table.area.last_row + 1
        for header in self.columns:
            cell = self.cell(row, header)
            if cell.formula is None:
                continue
            if header in totals:
                put_result(self.sheet, cell, totals[header])
            elif self.table.name in cell.formula and cell.value is not None:
                self.sheet.set_cached(cell.ref, None)

    def resize(self, count: int) -> None:
        """Make the table ``count`` rows long, and take its filter off.

        Raises:
            BookError: rows would have to go in which something stands beside the table, or the sheet has no
                room for more.
        """
        rows = self.rows
        if count < len(rows):
            self._refuse_to_lose(range(rows[0] + count, rows[-1] + 1))
        try:
            self.sheet.resize_rows(rows[0], len(rows), count)
        except ValueError as error:
            raise BookError(
                f"工作表“{self.sheet.title}”的表格“{self.table.name}”改不成 {count} 行：{error}。"
                "请清理工作表末尾的内容，再运行一次。"
            ) from error
        self._clear_filter()

    def _refuse_to_lose(self, rows: range) -> None:
        """Nothing may go that stands in these rows beside the table."""
        own = range(self.table.area.first_col, self.table.area.last_col + 1)
        lines = ((number, self.sheet.xml.grid.row(number)) for number in rows)
        refs = [ref(number, col) for number, line in lines if line for col in line.cells if col not in own]
        for cell in map(self.sheet.cell, refs):
            if cell.value is not None or cell.formula is not None:
                found = as_text(from_cell(self.book, cell))
                raise in_the_way(self.sheet.title, cell.ref, found, self.table.name)

    def _clear_filter(self) -> None:
        root = self.book.package.xml(self.table.part)
        holders = [root, *root.iterfind(Q + "autoFilter")]
        stale = [child for holder in holders for child in holder if child.tag in _FILTERING]
        for child in stale:
            _remove(child)
        awaits_row = "insertRow" in root.attrib
        if awaits_row:
            del root.attrib["insertRow"]
        if stale or awaits_row:
            self.book.package.touch(self.table.part)


class Addresses(Mapping[str, str]):
    """The A1 addresses of a row's cells by header."""

    __slots__ = ("_columns", "_row")

    def __init__(self, row: int, columns: Mapping[str, int]) -> None:
        self._row = row
        self._columns = columns

    def __getitem__(self, header: str) -> str:
        return ref(self._row, self._columns[header])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


class FileRows(Sequence[TableRow]):
    """The rows of a long table that hold anything, each read when its turn comes and not kept.

    They are read from the workbook as it is then: whoever changes the table has done with them before.
    """

    def __init__(self, table: FileTable) -> None:
        self._table = table
        self._numbers: list[int] | None = None

    def __iter__(self) -> Iterator[TableRow]:
        yield from (row for _, row in self._table.all_rows())
        # whoever has read a table has its texts; those of the others only take memory until asked for
        self._table.book.strings.let_go()

    def __len__(self) -> int:
        return len(self._found())

    @overload
    def __getitem__(self, index: int) -> TableRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[TableRow]: ...

    def __getitem__(self, index: int | slice) -> TableRow | Sequence[TableRow]:
        found = self._found()[index]
        return (
            [self._table.row(each) for each in found] if isinstance(found, list) else self._table.row(found)
        )

    def _found(self) -> list[int]:
        if self._numbers is None:
            self._numbers = [number for number, _ in self._table.all_rows()]
        return self._numbers


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
