"""Reading the cells of the office's own tables: every one understood, or one sentence about it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, TypeVar

from xlperf.books.port import ControlBook, TableData, TableRow
from xlperf.model.amounts import read_amount, read_number
from xlperf.model.errors import UserError
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import ZERO
from xlperf.model.money import MoneyUnit
from xlperf.model.reading import Reading
from xlperf.model.targets import read_relation
from xlperf.model.text import match_key
from xlperf.ooxml.cells import ErrorValue

T = TypeVar("T")

#: Written into a cell for an amount of which there is none (as match keys; a dash of any kind).
NO_AMOUNT: Final = frozenset({"-", "/", "无"})
#: A spreadsheet shows and compares 15 digits: the sum 0.1 + 0.2 that it stores is 0.3 to everybody.
_AS_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)


@dataclass(slots=True)
class Problems:
    """Sentences about cells that cannot be understood, each with its place."""

    sentences: list[str] = field(default_factory=list)

    def add(self, table: TableData, row: TableRow, header: str, text: str) -> None:
        """Remember one sentence about one cell."""
        sheet = f" 工作表“{table.sheet}”" if table.sheet else ""
        self.sentences.append(f"{table.name}{sheet} {row.cells[header]}（{header}）：{text}")


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the cells of one table; ``unit`` is that of its amounts, ``problems`` collects complaints."""

    table: TableData
    unit: MoneyUnit
    problems: Problems

    def rows(self, build: Callable[["TableReader", TableRow], T]) -> Iterator[T]:
        """What ``build`` makes of each row, one after the other."""
        return (build(self, row) for row in self.table.rows)

    def text(self, row: TableRow, header: str, *, required: bool = False) -> str:
        """A cell as a person reads it (95%, 1200), without space at its ends; "" where it is blank."""
        value = row.values[header]
        if isinstance(value, ErrorValue):
            self.complain(row, header, f"是错误值 {value}，请修正公式或直接填写。")
            return ""
        text = row.text(header).strip()
        if required and not text:
            self.complain(row, header, "没有填写，这一项必须填。")
        return text

    def amount(self, row: TableRow, header: str) -> Decimal:
        """An amount in 元. A blank cell, —, / and 无 say that there is none."""
        text = self.text(row, header)
        if not text or match_key(text) in NO_AMOUNT:
            return ZERO
        found = read_amount(_raw(row, header), self.unit)
        return (
            self._understood(found, row, header, f"“{text}”不是金额，请填数字（单位：{self.unit}）。") or ZERO
        )

    def number(self, row: TableRow, header: str, *, required: bool = False) -> Decimal | None:
        """A number, None where the cell is blank."""
        text = self.text(row, header, required=required)
        if not text:
            return None
        return self._understood(read_number(_raw(row, header)), row, header, f"“{text}”不是数字，请填数字。")

    def choice(self, row: TableRow, header: str, choices: Mapping[str, T], default: T | None = None) -> T:
        """One of some words. Without a ``default`` the cell may not be blank."""
        text = self.text(row, header)
        if text in choices:
            return choices[text]
        if text or (default is None and not isinstance(row.values[header], ErrorValue)):
            found = f"“{text}”" if text else "空白"
            self.complain(row, header, f"是{found}，只能填：{'、'.join(choices)}。")
        return next(iter(choices.values())) if default is None else default

    def relation(self, row: TableRow, header: str) -> Relation | None:
        """A 指标性质, which may not be blank; None where it is not understood."""
        text = self.text(row, header, required=True)
        sign = read_relation(text)
        if text and sign is None:
            self.complain(row, header, f"“{text}”认不出来，只能填：{' '.join(Relation)}。")
        return sign

    def complain(self, row: TableRow, header: str, text: str) -> None:
        """Add a sentence about one cell."""
        self.problems.add(self.table, row, header, text)

    def _understood(
        self, reading: Reading[Decimal], row: TableRow, header: str, sentence: str
    ) -> Decimal | None:
        if reading.value is None:
            self.complain(row, header, sentence)
        return reading.value


def read_columns(book: ControlBook, name: str, headers: Iterable[str]) -> TableData:
    """A table of the control workbook that has these columns.

    Raises:
        UserError: there is no such table, or a column of it was deleted or renamed.
    """
    table = book.read_table(name)
    missing = [header for header in headers if header not in table.headers]
    if missing:
        raise UserError(
            f"控制工作簿工作表“{table.sheet}”的表格“{name}”缺少列：{'、'.join(missing)}。"
            "请把列名改回来，或从备份恢复。"
        )
    return table


def _raw(row: TableRow, header: str) -> str | Decimal:
    value = row.values[header]
    if isinstance(value, Decimal) and header not in row.percents:
        return _AS_SHOWN.plus(value)
    return row.text(header)
