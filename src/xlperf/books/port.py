"""The port through which every step sees the control workbook, open in Excel or closed on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from xlperf.model.errors import UserError
from xlperf.model.money import plain
from xlperf.ooxml.cells import ErrorValue


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere when they are clicked; read back, they are the words alone.

    ``target`` is a file below the workbook's folder, ``#`` and a place in it, or both, with ``/`` between
    folders: ``归档/0a1b.xlsx#'1.村道硬化'!H7``, ``#标题_项目台账``. It still leads there after the whole
    folder has been moved.
    """

    text: str
    target: str


#: What a cell of the control workbook can hold. Numbers are exact; text is never a formula.
CellValue = str | Decimal | bool | date | ErrorValue | Link | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row: values and A1 addresses by header.

    A percentage is its fraction (0.95); ``percents`` tells which headers print it as such.
    """

    values: Mapping[str, CellValue]
    cells: Mapping[str, str]
    percents: frozenset[str] = frozenset()

    def text(self, header: str) -> str:
        """What a person reads in a cell: 0.95 formatted as a percentage is "95%"."""
        return as_text(self.values[header], percent=header in self.percents)


@dataclass(frozen=True, slots=True)
class TableData:
    """One table as read. Rows that are blank in every column are left out.

    The rows of a very long table may be read only as somebody goes through them.
    """

    name: str
    sheet: str
    headers: tuple[str, ...]
    rows: Sequence[TableRow]


@dataclass(frozen=True, slots=True)
class Orphan:
    """What a clerk had written in a row that is no longer there.

    ``key`` is the row's key as text ("" where the table was written without one), ``cell`` where the
    words stood before.
    """

    table: str
    sheet: str
    key: str
    header: str
    value: str
    cell: str

    def __str__(self) -> str:
        row = f"（{self.key}）" if self.key else ""
        return f"工作表“{self.sheet}”原 {self.cell}“{self.header}”：“{self.value}”{row}"


class BookError(UserError):
    """The workbook lacks what a step needs; the message is a Chinese sentence for the user."""


class ControlBook(Protocol):
    """The control workbook (绩效评价.xlsm)."""

    def tables(self) -> tuple[str, ...]:
        """The names of all tables."""
        ...

    def names(self) -> tuple[str, ...]:
        """The names of all named cells."""
        ...

    def read_table(self, name: str) -> TableData:
        """All rows of a table in one read; :class:`BookError` where there is no such table."""
        ...

    def write_table(
        self,
        name: str,
        rows: Sequence[Mapping[str, CellValue]],
        *,
        key: str | Sequence[str] = (),
        totals: Mapping[str, CellValue] | None = None,
        columns: Sequence[str] = (),
    ) -> tuple[Orphan, ...]:
        """Replace a table's rows in one write; what was filtered or hidden is shown again.

        The step's columns are those that the rows mention, those given as ``columns`` and those that
        :func:`xlperf.books.sheets.step_columns` lists. Every other column is the clerk's: what stood
        there follows its row, which is known by ``key`` (one or several headers; of rows with the same
        key the first stays the first). No rows leave one blank row.

        ``totals`` gives the values of the row right under the table. Where that row holds formulas they
        stay, and the value becomes their cached one; a formula that gets no value keeps none.

        Returns:
            What clerks had written in rows that are gone: nothing of theirs vanishes without a word.

        Raises:
            BookError: no such table, or no such column in it.
        """
        ...

    def read_value(self, name: str) -> CellValue:
        """The value of a named cell; :class:`BookError` where there is no such name."""
        ...

    def set_values(self, values: Mapping[str, CellValue]) -> None:
        """Set named cells; a cell with a formula keeps it and gets the value as its cached one.

        Raises:
            BookError: there is no such name.
        """
        ...

    def set_results(self, results: Mapping[str, CellValue]) -> None:
        """Tell what the formulas of named cells come to.

        A missing name, or a cell in which someone has replaced the formula, is left alone. (An open
        Excel knows by itself, and has nothing to do here.)
        """
        ...

    def save(self) -> bool:
        """Write the workbook; False where nothing had changed."""
        ...


def as_text(value: CellValue, *, percent: bool = False) -> str:
    """A cell's value as a person reads it: "" for an empty cell, 1200 not 1.2E+3, "95%"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{plain(value * 100)}%" if percent else f"{plain(value)}"
    return value.text if isinstance(value, Link) else str(value)
