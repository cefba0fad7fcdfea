"""The control workbook open in Excel, through xlwings: what a button works on.

Tables and cells are found by their names at every call, for people move, rename and filter while they look.
A table is read in one call and written in one, whatever its length. Formulas are Excel's own business here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlwings as xw

from xlperf.books.live_app import calculate
from xlperf.books.live_blocks import read_contents, read_formulas, read_values, write_contents
from xlperf.books.live_path import path_of
from xlperf.books.live_refusals import asking_excel, protected
from xlperf.books.live_rows import replace_contents, replace_rows
from xlperf.books.live_table import LiveTable, is_protected
from xlperf.books.live_values import Content, Formula, content_of, same
from xlperf.books.port import CellValue, Orphan, TableData
from xlperf.books.refusals import no_name, no_table, require_columns
from xlperf.books.sheets import step_columns


class LiveBook:
    """A :class:`~xlperf.books.port.ControlBook` over a workbook that is open in Excel."""

    def __init__(self, book: xw.Book, *, on_first_write: Callable[[], object] | None = None) -> None:
        """Work on ``book``; ``on_first_write`` is called once, before the first cell changes.

        Nothing is written where it raises.
        """
        self.book = book
        self._on_first_write = on_first_write
        self._is_changed = False
        self._is_stale = False

    @property
    def path(self) -> Path:
        """The workbook's file.

        Raises:
            BookError: never saved yet, or opened from a web address.
        """
        return path_of(self.book)

    # -- tables ----------------------------------------------------------------------------------

    def tables(self) -> tuple[str, ...]:
        """See :class:`~xlperf.books.port.ControlBook`, here and below."""
        with asking_excel("读取表格"):
            return tuple(str(table.name) for sheet in self.book.sheets for table in sheet.tables)

    def read_table(self, name: str) -> TableData:
        """All rows of a table."""
        return self._table(name).read()

    def write_table(
        self,
        name: str,
        rows: Sequence[Mapping[str, CellValue]],
        *,
        key: str | Sequence[str] = (),
        totals: Mapping[str, CellValue] | None = None,
        columns: Sequence[str] = (),
    ) -> tuple[Orphan, ...]:
        """Replace a table's rows; Excel works out the totals itself."""
        table = self._table(name)
        keys = (key,) if isinstance(key, str) else tuple(key)
        mentioned = dict.fromkeys(header for row in rows for header in row)
        wanted = (*mentioned, *columns, *keys, *(totals or {}))
        require_columns(self.book.name, table.title, name, table.columns, wanted)
        own = {*mentioned, *columns, *step_columns(name)}
        return replace_rows(
            table, rows, [header for header in table.headers if header in own], keys, self._before_writing
        )

    def put_contents(self, name: str, rows: Sequence[Mapping[str, Content]]) -> bool:
        """Make a table hold just these rows, formulas and clerks' columns included.

        Columns that the rows do not mention keep what they hold, row by row.

        Returns:
            Whether anything had to be changed.
        """
        table = self._table(name)
        old = table.contents()
        added: list[list[Content]] = [[None] * len(table.headers)] * len(rows)
        new = [
            [row.get(header, stood) for header, stood in zip(table.headers, before, strict=True)]
            for row, before in zip(rows, [*old, *added], strict=False)
        ]
        return replace_contents(table, old, new, self._before_writing)

    def _table(self, name: str) -> LiveTable:
        self._calculate()
        with asking_excel(f"查找表格“{name}”"):
            for sheet in self.book.sheets:
                if name in sheet.tables:
                    return LiveTable.of(sheet.tables[name], name)
        raise no_table(self.book.name, name)

    # -- named cells -----------------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """The names of all named cells."""
        with asking_excel("读取名称"):
            found = [(str(name.name), str(name.refers_to)) for name in self.book.names]
        return tuple(name for name, place in found if "!" not in name and _is_area(place))

    def read_value(self, name: str) -> CellValue:
        """The value of a named cell."""
        self._calculate()
        cell = self._named(name)
        with asking_excel(f"读取单元格“{name}”"):
            return read_values(cell)[0][0]

    def set_values(self, values: Mapping[str, CellValue]) -> None:
        """Set named cells; formulas stay."""
        self.put_values(values)

    def put_values(self, values: Mapping[str, CellValue]) -> tuple[str, ...]:
        """Set named cells, and tell the names of those that held something else."""
        found = {name: self._named(name) for name in values}
        wanted = {name: content_of(value) for name, value in values.items()}
        changed = [name for name, cell in found.items() if _must_change(cell, wanted[name])]
        for name in changed:
            if is_protected(found[name].sheet):
                raise protected(found[name].sheet.name)
        if changed:
            self._before_writing()
        for name in changed:
            with asking_excel(f"填写单元格“{name}”"):
                write_contents(found[name], [[wanted[name]]])
        return tuple(changed)

    def set_results(self, results: Mapping[str, CellValue]) -> None:
        """Nothing to tell: Excel knows what its formulas come to."""

    def _named(self, name: str) -> xw.Range:
        with asking_excel(f"查找名称“{name}”"):
            if name not in self.book.names:
                raise no_name(self.book.name, name)
            defined = self.book.names[name]
            if not _is_area(str(defined.refers_to)):
                raise no_name(self.book.name, name)
            return defined.refers_to_range[0, 0]

    # -- saving ----------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the open workbook; False where nothing was changed through this object."""
        if not self._is_changed:
            return False
        name = self.path.name
        with asking_excel(f"保存“{name}”"):
            self.book.save()
        self._is_changed = False
        return True

    def _before_writing(self) -> None:
        if self._on_first_write is not None:
            self._on_first_write()
            self._on_first_write = None
        self._is_changed = self._is_stale = True

    def _calculate(self) -> None:
        """What was written reaches the formulas before they are read, also where calculation is manual."""
        if self._is_stale:
            with asking_excel("重新计算"):
                calculate(self.book.app)
            self._is_stale = False


def _must_change(cell: xw.Range, wanted: Content) -> bool:
    with asking_excel("读取单元格"):
        stood = read_contents(read_values(cell), read_formulas(cell))[0][0]
    return not isinstance(stood, Formula) and not same(stood, wanted)


def _is_area(refers_to: str) -> bool:
    """Whether a name stands for cells of this workbook: ``='参数'!$B$5``, not a constant, not ``#REF!``."""
    sheet, mark, cells = refers_to.rpartition("!")
    return (
        bool(mark)
        and "#REF" not in refers_to
        and "[" not in sheet
        and cells.replace("$", "").replace(":", "").isalnum()
    )
