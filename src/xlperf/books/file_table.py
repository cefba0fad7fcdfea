"""One table of a closed workbook: its columns, its cells, its length."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlperf.books.file_values import from_cell, put_literal, put_result
from xlperf.books.port import BookError, CellValue, TableData, TableRow, as_text
from xlperf.books.refusals import in_the_way
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.markup import Element, Q
from xlperf.ooxml.refs import ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.tables import Table
from xlperf.ooxml.workbook import Workbook

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

    def value(self, row: int, header: str) -> CellValue:
        """What that cell holds."""
        return from_cell(self.book, self.cell(row, header))

    def read(self) -> TableData:
        """All rows that hold anything."""
        rows = (self._row(number) for number in self.rows)
        kept = tuple(row for row in rows if any(as_text(value).strip() for value in row.values.values()))
        return TableData(self.table.name, self.sheet.title, tuple(self.columns), kept)

    def _row(self, number: int) -> TableRow:
        cells = {header: self.sheet.cell(ref(number, col)) for header, col in self.columns.items()}
        return TableRow(
            {header: from_cell(self.book, cell) for header, cell in cells.items()},
            {header: cell.ref for header, cell in cells.items()},
            frozenset(header for header, cell in cells.items() if self.book.is_percent(cell.style)),
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


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
