"""What is taken from a file of another kind: sheets of typed cells where they stood, and names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from xlperf.ooxml.cells import Value
from xlperf.ooxml.refs import Area, Range
from xlperf.ooxml.refusals import Limits, too_many


class PlainCell(NamedTuple):
    """One cell: its value, its number format as Excel writes it, and its formula.

    ``formula`` is None where it holds none, "" where it holds one that is not known.
    """

    value: Value
    format: str = "General"
    formula: str | None = None


@dataclass(slots=True)
class PlainSheet:
    """One sheet; rows and columns count from 1. ``names`` belong to it alone."""

    title: str
    state: str = "visible"
    cells: dict[tuple[int, int], PlainCell] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    names: dict[str, Area] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[tuple[int, PlainCell]]]]:
        """The rows that hold something or are hidden, from the top, with their cells by column."""
        found: dict[int, list[tuple[int, PlainCell]]] = {row: [] for row in self.hidden_rows}
        for (row, col), cell in self.cells.items():
            found.setdefault(row, []).append((col, cell))
        for row in sorted(found):
            yield row, sorted(found[row], key=lambda each: each[0])


@dataclass(slots=True)
class PlainBook:
    """A whole file. ``saved`` is when it was last saved, where it says so."""

    sheets: list[PlainSheet] = field(default_factory=list)
    names: dict[str, Area] = field(default_factory=dict)
    date1904: bool = False
    saved: datetime | None = None


class Count:
    """How many cells and merged areas have been taken."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0

    def add(self, cells: int = 1) -> None:
        """Take in so many more; PackageError where these are too many."""
        self._cells += cells
        if self._cells > self._limits.cells:
            raise too_many("cells", "文件", "个单元格", self._cells, self._limits.cells)
