"""What stands beside or under single labels: the heading of a form, its year, its goals, its money unit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import NO_CELL, year_entry
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_words import Words, is_section, stated_money_unit
from xlperf.model.evaluation import Entry
from xlperf.model.money import MoneyUnit
from xlperf.model.text import match_key
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook

_YEAR_WORD: Final = "年度"
_YEAR_ALONE: Final = re.compile(r"\(?[0-9]{4}年?\)?")
_YEARS: Final = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Heading:
    """The labels above the indicators, by the attribute of SelfEvaluation that they announce."""

    grid: Grid
    words: Words
    labels: Mapping[str, Tile]

    def beside(self, key: str) -> Cell:
        """The value right of a label."""
        label = self.labels.get(key)
        value = value_beside(self.grid, self.words, label) if label else None
        return value.cell if value else NO_CELL

    def goal(self, key: str) -> Cell:
        """The text under a heading (as on the central form), or right of it where something stands there."""
        label = self.labels.get(key)
        if label is None:
            return NO_CELL
        right, below = value_beside(self.grid, self.words, label), self.grid.below(label)
        if right is not None and (not right.blank or self.words.is_label(below.text)):
            return right.cell
        return NO_CELL if self.words.is_label(below.text) else below.cell


def value_beside(grid: Grid, words: Words, label: Tile) -> Tile | None:
    """The first filled tile right of a label, else the first, but none beyond the next label.

    A merged area that somebody took apart leaves blank cells between a label and its value.
    """
    first = None
    for tile in grid.right_of(label):
        if words.is_label(tile.text):
            break
        if not tile.blank:
            return tile
        first = first or tile
    return first


def find_heading(grid: Grid, words: Words, before: int) -> Heading:
    """The labels of single fields above row ``before``; the first of two that are alike.

    总体目标 is the label of a goal on some forms, on others the title over 预期目标.
    """
    labels: dict[str, Tile] = {}
    for tile in sorted(grid.filled(), key=lambda tile: is_section(tile.text)):
        key = words.field(tile.text) if tile.area.first_row < before else None
        if key is not None:
            labels.setdefault(key, tile)
    return Heading(grid, words, labels)


def read_year(book: Workbook, heading: Heading) -> Entry[int]:
    """The year beside its label, or in a line of its own or the title above 项目名称.

    “（2021年度）” is text on most forms; on ours it is the number 2021, and a cell that is blank shows
    by its number format that the year belongs there.
    """
    beside = year_entry(book, heading.beside("year"))
    if beside.value is not None:
        return beside
    entries = [year_entry(book, tile.cell) for tile in _year_lines(book, heading)]
    stated = (entry for entry in entries if entry.value is not None)
    return next(stated, entries[-1] if entries else beside)


def _year_lines(book: Workbook, heading: Heading) -> Iterator[Tile]:
    name = heading.labels.get("project_name")
    blanks = (tile for tile in heading.grid.merged() if tile.blank)
    for tile in (*heading.grid.filled(), *blanks):
        if name and tile.area.first_row < name.area.first_row and _may_state_year(book, tile):
            yield tile


def _may_state_year(book: Workbook, tile: Tile) -> bool:
    if isinstance(tile.cell.value, Decimal):
        return tile.cell.value in _YEARS
    key = match_key(tile.text)
    if not key:
        return _YEAR_WORD in book.number_format(tile.cell.style)
    return _YEAR_WORD in key or _YEAR_ALONE.fullmatch(key) is not None


def find_money_unit(grid: Grid, first_row: int, last_row: int) -> MoneyUnit | None:
    """The unit that a label of the funds table names, else one above it says: “金额单位：元”."""
    texts = [
        (tile.area.first_row >= first_row, tile.text)
        for tile in grid.filled()
        if tile.area.first_row <= last_row
    ]
    table = (stated_money_unit(text, header=True) for inside, text in texts if inside)
    above = (stated_money_unit(text, header=False) for inside, text in texts if not inside)
    return next((unit for unit in (*table, *above) if unit is not None), None)
