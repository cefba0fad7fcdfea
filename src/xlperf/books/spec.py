"""The vocabulary in which the control workbook's sheets are described (see :mod:`xlperf.books.sheets`)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, and so how its cells are formatted and validated."""

    SERIAL = "serial"
    CODE = "code"
    TEXT = "text"
    LONG = "long"
    DIGEST = "digest"
    MARK = "mark"
    LINK = "link"
    COUNT = "count"
    MONEY = "money"
    EXACT_MONEY = "exact_money"
    YUAN = "yuan"
    RATE = "rate"
    SCORE = "score"

    @property
    def is_text(self) -> bool:
        """Whether the column is formatted as text, so that 00123 keeps its zeros and =1 its sign."""
        return self in (Kind.CODE, Kind.TEXT, Kind.LONG, Kind.DIGEST, Kind.MARK)

    @property
    def is_amount(self) -> bool:
        """Whether a clerk may type numbers only."""
        return self in (Kind.MONEY, Kind.EXACT_MONEY, Kind.YUAN)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A total that is a quotient of two columns' sums: 执行率 = 全年执行数 ÷ 全年预算数."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that is the column's sum."""


@dataclass(frozen=True, slots=True)
class Label:
    """A total row's caption."""

    text: str = "合计"


#: What stands under a column in its table's total row.
Total = Sum | Ratio | Label


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    ``clerk`` columns are typed by people: no step overwrites them. ``choices`` make a drop-down list,
    ``hint`` is shown beside a selected cell, ``bar`` draws the value as a bar, ``alert`` is the word that
    stands out.
    """

    header: str
    kind: Kind
    width: float
    clerk: bool = False
    choices: tuple[str, ...] = ()
    total: Total | None = None
    hint: str = ""
    bar: bool = False
    alert: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One Excel table (ListObject).

    ``key`` names the columns by which a clerk's own cells follow their row when the table is written
    again; ``seed`` are the rows that a new workbook starts with; ``offset`` is how many columns to the
    right of A the table starts.
    """

    name: str
    columns: tuple[ColumnSpec, ...]
    key: tuple[str, ...] = ()
    caption: str = ""
    seed: tuple[tuple[str, ...], ...] = ()
    offset: int = 0
    filters: bool = True

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, left to right."""
        return tuple(column.header for column in self.columns)

    @property
    def has_total(self) -> bool:
        """Whether a total row stands right under the table."""
        return any(column.total is not None for column in self.columns)


class Role(StrEnum):
    """Who fills a sheet; decides the colour of its tab."""

    CONSOLE = "console"
    INPUT = "input"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet.

    ``title`` is printed above the tables, after the town's name and the year; ``note`` says what the
    sheet is and which step fills it (seen on the screen, not on paper); ``freeze`` is how many columns
    stay in sight; ``money`` whether the unit of money is printed above the tables.
    """

    name: str
    role: Role
    title: str
    note: str
    tables: tuple[TableSpec, ...] = ()
    money: bool = False
    landscape: bool = True
    freeze: int = 0

    @property
    def width(self) -> int:
        """How many columns the widest table reaches to."""
        return max((table.offset + len(table.columns) for table in self.tables), default=0)
