"""Excel tables: where they stand, what their columns are called."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import Element, Q, decode_xstring, whole_number
from xlperf.ooxml.refs import Area, Range

if TYPE_CHECKING:
    from xlperf.ooxml.package import Package
    from xlperf.ooxml.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands now.

    ``area`` is the whole of it, header and total rows included; ``data`` the rows between (None: no row);
    ``columns`` the headers in order.
    """

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int
    total_rows: int
    part: str

    @property
    def header_row(self) -> int | None:
        """The row of the headers; None where the table hides them."""
        return self.area.first_row if self.header_rows else None

    @property
    def first_data_row(self) -> int:
        """The first row under the headers."""
        return self.area.first_row + self.header_rows

    @property
    def last_data_row(self) -> int:
        """The last row above the totals; less than the first where the table has no data row."""
        return self.area.last_row - self.total_rows

    @property
    def data(self) -> Area | None:
        """The rows between header and totals."""
        if self.last_data_row < self.first_data_row:
            return None
        area = self.area
        return Area(area.sheet, self.first_data_row, area.first_col, self.last_data_row, area.last_col)

    def column(self, header: str) -> int:
        """The sheet's column number of a header; KeyError where the table has none such."""
        if header not in self.columns:
            raise KeyError(header)
        return self.area.first_col + self.columns.index(header)


def read_table(package: "Package", part: str, sheet: "Sheet") -> Table:
    """The table in a part; PackageError where its extent or its counts are malformed."""
    root = package.xml(part)
    try:
        area = Range.parse(root.get("ref", "")).on(sheet.title)
    except ValueError as error:
        raise damaged(f"部件“{part}”里的表格区域无法识别") from error
    header_rows = whole_number(root, "headerRowCount", 1)
    total_rows = whole_number(root, "totalsRowCount")
    columns = tuple(decode_xstring(column.get("name", "")) for column in table_columns(root))
    name = root.get("displayName", root.get("name", ""))
    return Table(name, sheet.title, area, columns, header_rows, total_rows, part)


def table_columns(root: Element) -> list[Element]:
    """The column elements of a table part, in order."""
    return list(root.iterfind(f"{Q}tableColumns/{Q}tableColumn"))
