"""One table of an open workbook: found by its name, read and written as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlwings as xw

from xlperf.books.live_blocks import (
    Grid,
    all_shown,
    column_codes,
    read_contents,
    read_formulas,
    read_values,
    write_contents,
)
from xlperf.books.live_heights import fit_rows
from xlperf.books.live_refusals import asking_excel, protected
from xlperf.books.live_values import Content, same
from xlperf.books.port import TableData, TableRow, as_text
from xlperf.books.refusals import in_the_way, no_row
from xlperf.ooxml.format_codes import shows_percent
from xlperf.ooxml.refs import ref


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table as it stands now: ``row`` and ``col`` are where its header begins, ``values`` the rows below.

    Headers are compared without white space, so that a line break put into one does not hide it.
    """

    table: xw.main.Table
    sheet: xw.Sheet
    name: str
    title: str
    row: int
    col: int
    headers: tuple[str, ...]
    values: Grid

    @classmethod
    def of(cls, table: xw.main.Table, name: str) -> "LiveTable":
        """The table with all it holds, in one read.

        Raises:
            BookError: Excel refuses, or the table has no row.
        """
        sheet = table.parent
        with asking_excel(f"读取表格“{name}”"):
            title = sheet.name
            whole = table.range
            row, col = whole.row, whole.column
            found = read_values(whole)
            body = found[1:-1] if table.show_totals else found[1:]
        if not body:
            raise no_row(title, name)
        headers = tuple("".join(as_text(header).split()) for header in found[0])
        return cls(table, sheet, name, title, row, col, headers, body)

    @property
    def columns(self) -> Mapping[str, int]:
        """Place in a row by header."""
        return {header: place for place, header in enumerate(self.headers)}

    def body(self, count: int | None = None) -> xw.Range:
        """The cells below the header, ``count`` rows of them."""
        last = self.row + (len(self.values) if count is None else count)
        return self.sheet.range((self.row + 1, self.col), (last, self.col + len(self.headers) - 1))

    def cell(self, place: int, header: str) -> str:
        """The address of a cell of the row at ``place``."""
        return ref(self.row + 1 + place, self.col + self.columns[header])

    # -- reading ---------------------------------------------------------------------------------

    def read(self) -> TableData:
        """All rows that hold anything."""
        percents = self._percents()
        rows = tuple(
            self._row(place, percents)
            for place, values in enumerate(self.values)
            if any(as_text(value).strip() for value in values)
        )
        return TableData(self.name, self.title, self.headers, rows)

    def _row(self, place: int, percents: Mapping[str, Sequence[bool]]) -> TableRow:
        return TableRow(
            dict(zip(self.headers, self.values[place], strict=True)),
            {header: self.cell(place, header) for header in self.headers},
            frozenset(header for header, marks in percents.items() if marks[place]),
        )

    def _percents(self) -> dict[str, list[bool]]:
        """For each column with numbers in it, which cells show them as percentages."""
        numeric = [
            header
            for header, column in zip(self.headers, zip(*self.values, strict=True), strict=True)
            if any(isinstance(value, Decimal) for value in column)
        ]
        body = self.body()
        with asking_excel(f"读取表格“{self.name}”"):
            codes = {header: column_codes(body.columns[self.columns[header]]) for header in numeric}
        return {header: [shows_percent(code) for code in column] for header, column in codes.items()}

    def contents(self) -> list[list[Content]]:
        """What stands below the header, formulas as formulas; one more read."""
        with asking_excel(f"读取表格“{self.name}”"):
            return read_contents(self.values, read_formulas(self.body()))

    # -- writing ---------------------------------------------------------------------------------

    def is_hidden(self) -> bool:
        """Whether any row is hidden, by a filter or by hand."""
        with asking_excel(f"读取表格“{self.name}”"):
            return not all_shown(self.body())

    def show(self) -> None:
        """Take the filter off, keeping its buttons, and show all rows."""
        with asking_excel(f"取消表格“{self.name}”的筛选"):
            if self.table.show_autofilter:
                self.table.show_autofilter = False
                self.table.show_autofilter = True
            self.body().rows.hidden = False

    def require_unprotected(self) -> None:
        """Raises :class:`~xlperf.books.port.BookError` where the sheet takes no changes."""
        if is_protected(self.sheet):
            raise protected(self.title)

    def require_room(self, count: int) -> None:
        """See that nothing stands beside the rows that go when the table gets ``count`` rows.

        Raises:
            BookError: something does.
        """
        if count >= len(self.values):
            return
        first, last = self.row + 1 + count, self.row + len(self.values)
        with asking_excel(f"读取工作表“{self.title}”"):
            used = self.sheet.used_range
            width = max(used.last_cell.column, self.col + len(self.headers) - 1)
            beside = self.sheet.range((first, 1), (last, width))
            shown = read_formulas(beside)
        own = range(self.col, self.col + len(self.headers))
        for row, texts in enumerate(shown, first):
            for col, text in enumerate(texts, 1):
                if text and col not in own:
                    raise in_the_way(self.title, ref(row, col), text, self.name)

    def put(self, old: Sequence[Sequence[Content]], new: Sequence[Sequence[Content]]) -> None:
        """Make the table as long as ``new`` and fill it, in one write; ``old`` is what it holds.

        Raises:
            BookError: Excel refuses.
        """
        with asking_excel(f"填写工作表“{self.title}”的表格“{self.name}”"):
            self._resize(len(new))
            first, last = _changed_columns(old, new)
            body = self.body(len(new))
            write_contents(body[:, first : last + 1], [row[first : last + 1] for row in new])
            fit_rows(body, new)

    def _resize(self, count: int) -> None:
        """Whole rows come and go, so that what stands below moves.

        Rows come in above the last one, so that ranges which end there grow; a table's only row has its
        successors below it.
        """
        present = len(self.values)
        end = self.row + present
        if count > present:
            at = end if present > 1 else end + 1
            self.sheet.range(f"{at}:{at + count - present - 1}").insert("down")
        elif count < present:
            self.sheet.range(f"{self.row + count + 1}:{end}").delete("up")
        whole = self.sheet.range((self.row, self.col), self.body(count).last_cell)
        if self.table.range.address != whole.address and not self.table.show_totals:
            self.table.resize(whole)


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether a sheet takes no changes, as far as this computer's Excel tells."""
    try:
        return bool(sheet.api.ProtectContents)
    except AttributeError:  # a Mac: the write itself will be refused
        return False


def _changed_columns(old: Sequence[Sequence[Content]], new: Sequence[Sequence[Content]]) -> tuple[int, int]:
    """The first and the last column to write; all where rows come or go."""
    width = len(new[0])
    if len(old) != len(new):
        return 0, width - 1
    changed = [
        place
        for place in range(width)
        if not all(same(before[place], after[place]) for before, after in zip(old, new, strict=True))
    ]
    return (changed[0], changed[-1]) if changed else (0, width - 1)
