"""Writing one result table into the control workbook, and remembering what could not be kept."""

from collections.abc import Mapping, Sequence

from xlperf.books.port import CellValue, ControlBook, Orphan
from xlperf.books.sheets import control_sheets


def table_key(name: str) -> tuple[str, ...]:
    """The columns by which a clerk's own cells follow their row in a table."""
    tables = {table.name: table for sheet in control_sheets(()) for table in sheet.tables}
    return tables[name].key if name in tables else ()


def write_rows(
    book: ControlBook,
    name: str,
    rows: Sequence[Mapping[str, CellValue]],
    totals: Mapping[str, CellValue] | None = None,
) -> tuple[Orphan, ...]:
    """Replace a table's rows; a clerk's own columns follow their row by the table's key."""
    return book.write_table(name, rows, key=table_key(name), totals=totals)
