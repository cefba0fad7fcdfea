"""Where everything stands on the very hidden sheet that computes 自检.

From top to bottom: headings; one line for each project with its counts, and one for all of them; one line
for each rule of each project; then a block of cells for each project, with copies of what stands on its form
and, below them, what follows from that. The rules look at the copies only. So a formula is short, the
same for every project, and goes on being right where somebody inserts or deletes a row of the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from xlperf.forms.areas import anchor, cell
from xlperf.forms.names import Name
from xlperf.ooxml.refs import Range, column_letters

#: Rows of 绩效指标 that somebody may insert until they are not looked at any more.
SPARE: Final = 3
_BLOCKS: Final = (Name.FUNDS, Name.INDICATORS)
#: The names that mean one cell each, in the order of their copies.
SINGLES: Final = tuple(name for name in Name if name not in (*_BLOCKS, Name.SOURCE_RATES))
_FUNDS_TOP, _INDICATORS_TOP = 1, 5


class Count(IntEnum):
    """The columns of a project's line."""

    TITLE = 1
    MISTAKES = 2
    MISSING = 3
    CONFIRM = 4
    STUCK = 5


class Fact(IntEnum):
    """The columns of a rule's line."""

    FINDINGS = 1
    ERRORS = 2
    CELLS = 3
    WAITING = 4
    POSITION = 5
    FILLED = 6
    FOUND = 7
    KIND = 8
    CELL = 9
    MESSAGE = 10
    FIX = 11
    SHOWN = 12
    ID = 13
    TITLE = 14
    PROJECT = 15
    LINK = 16
    KEY = 17
    ORDER = 18

    @property
    def letters(self) -> str:
        """The column's letters."""
        return column_letters(self)


HEADINGS: Final[Mapping[Fact, str]] = {
    Fact.FINDINGS: "处数",
    Fact.ERRORS: "要改处数",
    Fact.CELLS: "格数",
    Fact.WAITING: "没法判断的处数",
    Fact.POSITION: "第一处的序号",
    Fact.FILLED: "填了没有",
    Fact.FOUND: "发现",
    Fact.KIND: "状态",
    Fact.CELL: "单元格",
    Fact.MESSAGE: "问题",
    Fact.FIX: "怎么改",
    Fact.SHOWN: "显示",
    Fact.ID: "编号",
    Fact.TITLE: "检查内容",
    Fact.PROJECT: "项目",
    Fact.LINK: "链接",
    Fact.KEY: "排序",
    Fact.ORDER: "依次显示的行",
}


class Kind(IntEnum):
    """The state of a rule, in the order in which 自检 lists them."""

    MISTAKE = 1
    MISSING = 2
    CONFIRM = 3
    WAITING = 4
    FINE = 5
    STUCK = 6


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of the lines, for a number of projects and of rules."""

    projects: int
    rules: int

    def project(self, index: int) -> int:
        """A project's line, ``index`` from 0."""
        return 2 + index

    @property
    def total(self) -> int:
        """The line of all projects together."""
        return 2 + self.projects

    @property
    def first(self) -> int:
        """The first rule's line."""
        return self.total + 1

    @property
    def last(self) -> int:
        """The last rule's line."""
        return self.total + self.projects * self.rules

    def of(self, project: int) -> int:
        """The first line of a project's rules."""
        return self.first + project * self.rules


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one form's cells, from row ``top`` on; its indicators have ``rows`` rows there."""

    top: int
    rows: int

    @property
    def height(self) -> int:
        """How many rows the copies take."""
        return _INDICATORS_TOP + self.rows

    @property
    def areas(self) -> dict[Name, Range]:
        """Where the copies stand, by the names of the form."""
        funds, lines = self.top + _FUNDS_TOP, self.top + _INDICATORS_TOP
        return {
            **{name: cell(self.top, column) for column, name in enumerate(SINGLES, 1)},
            Name.FUNDS: Range(funds, 1, funds + 3, 3),
            Name.INDICATORS: Range(lines, 1, lines + self.rows - 1, 10),
        }

    @property
    def numbers(self) -> Range:
        """Beside the indicators: 1, 2, 3 …, which of the form's rows is copied."""
        area = self.areas[Name.INDICATORS]
        return Range(area.first_row, area.last_col + 1, area.last_row, area.last_col + 1)

    def single(self, areas: Mapping[Name, Range]) -> Iterator[tuple[Range, Range]]:
        """Each copy that stands by itself, with the cell of the form that it copies."""
        for name in SINGLES:
            if name in areas:
                yield self.areas[name], anchor(areas[name])
        ours, theirs = self.areas[Name.FUNDS], areas[Name.FUNDS]
        for row in range(ours.rows):
            for column in range(ours.cols):
                yield (
                    cell(ours.first_row + row, ours.first_col + column),
                    cell(theirs.first_row + row, theirs.first_col + column),
                )
