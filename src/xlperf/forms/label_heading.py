"""What stands beside or under single labels: the heading of a form, its year, its goals, its money unit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import NO_CELL, text_entry, year_entry
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_words import Words, inline_value, stated_money_unit
from xlperf.model.evaluation import Entry
from xlperf.model.money import MoneyUnit
from xlperf.model.text import clean_text, match_key
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook

_YEAR_WORD: Final = "年度"
_YEAR_ALONE: Final = re.compile(r"\(?[0-9]{4}年?\)?")
_YEARS: Final = range(1990, 2100)
_GOALS: Final = ("goal", "goal_done")


@dataclass(frozen=True, slots=True)
class Heading:
    """The labels above the indicators, by the attribute of SelfEvaluation that they announce.

    A project may have several goals, each under a label of its own (预期目标1); ``before`` is the row of
    the indicators' header.
    """

    book: Workbook
    grid: Grid
    words: Words
    labels: Mapping[str, tuple[Tile, ...]]
    before: int

    def beside(self, key: str) -> Entry[str]:
        """The value right of a label, under it where the next label follows at once, or in its own cell."""
        cells = self.cells(key)
        if not cells:
            return Entry()
        entry = text_entry(self.book, cells[0])
        if cells[0].ref != self.labels[key][0].cell.ref:
            return entry
        value = inline_value(entry.text)
        return replace(entry, text=value, value=clean_text(value) or None)

    def goal(self, key: str) -> Entry[str]:
        """The text under a heading (as on the central form), or right of it where something stands there.

        Several goals become one text, line by line; the cell is that of the first.
        """
        entries = [self._inline(cell) for cell in self.cells(key)]
        filled = [entry for entry in entries if not entry.blank]
        if len(filled) < 2:
            return next(iter((*filled, *entries)), Entry())
        return Entry(
            "\n".join(entry.value for entry in filled if entry.value),
            "\n".join(entry.text for entry in filled),
            filled[0].cell,
            formula=any(entry.formula for entry in filled),
            error=next((entry.error for entry in filled if entry.error), ""),
        )

    def cells(self, key: str) -> tuple[Cell, ...]:
        """The cells that hold the value of a field: one, several for several goals, none."""
        labels = self.labels.get(key, ())
        if key in _GOALS:
            return tuple(cell for label in labels for cell in self._goal_cells(label))
        return tuple(cell for label in labels[:1] for cell in self._single(label))

    def _inline(self, cell: Cell) -> Entry[str]:
        entry = text_entry(self.book, cell)
        label = any(cell.ref == tile.cell.ref for tiles in self.labels.values() for tile in tiles)
        value = inline_value(entry.text) if label else entry.text
        return replace(entry, text=value, value=clean_text(value) or None) if label else entry

    def _single(self, label: Tile) -> Iterator[Cell]:
        if inline_value(label.text):
            yield label.cell
            return
        value = value_beside(self.grid, self.words, label)
        below = self.grid.below(label)
        under = not below.blank and not self.words.is_label(below.text) and self._labels_alone(label)
        if value is not None and not (value.blank and under):
            yield value.cell
        elif under:
            yield below.cell

    def _labels_alone(self, label: Tile) -> bool:
        """Whether a row holds labels and nothing else: their values stand in the row below."""
        return all(self.words.is_label(tile.text) for tile in self.grid.beginning(label.area.first_row))

    def _goal_cells(self, label: Tile) -> Iterator[Cell]:
        if inline_value(label.text):
            yield label.cell
            return
        right, below = value_beside(self.grid, self.words, label), self.grid.below(label)
        if right is not None and (not right.blank or self.words.is_label(below.text)):
            yield right.cell
        elif not self.words.is_label(below.text):
            yield below.cell
            yield from self._further(label, below)

    def _further(self, label: Tile, tile: Tile) -> Iterator[Cell]:
        """The cells below the first one under a heading, down to the next label in any column."""
        for row in self.grid.filled_rows:
            if row >= self.before:
                return
            if row <= tile.area.last_row:
                continue
            if any(self.words.is_label(each.text) for each in self.grid.beginning(row)):
                return
            further = self.grid.under(label, row)
            if further is not None and further.area.first_row == row and not further.blank:
                yield further.cell


def value_beside(grid: Grid, words: Words, label: Tile) -> Tile | None:
    """The first filled tile right of a label, else the first, but none beyond the next label.

    A merged area that somebody took apart leaves blank cells between a label and its value.
    """
    neighbour = grid.next_to(label)
    filled = next(iter(grid.right_of(label)), None)
    if filled is not None and not words.is_label(filled.text) and not _states(words, filled):
        return filled
    return neighbour if neighbour is not None and neighbour.blank else None


def _states(words: Words, tile: Tile) -> bool:
    """Whether a tile holds a label and its value: 主管部门：镇政府."""
    before = re.split("[:：]", tile.text, maxsplit=1)[0]
    return bool(inline_value(tile.text)) and words.field(before) is not None


def find_heading(book: Workbook, grid: Grid, words: Words, before: int) -> Heading:
    """The labels of single fields above row ``before``; of two that are alike the first, of goals all.

    总体目标 is the label of a goal on some forms, on others the title over 预期目标. A label that stands
    alone goes before one with a value behind it.
    """
    tiles = [tile for tile in grid.filled() if tile.area.first_row < before]
    labels: dict[str, tuple[Tile, ...]] = {}
    for key, tile in _announced(words, tiles):
        known = labels.get(key, ())
        if not known or (key in _GOALS and not words.is_section(tile.text) and _counted(known, tile)):
            labels[key] = (*known, tile)
    return Heading(book, grid, words, labels, before)


def _announced(words: Words, tiles: Iterable[Tile]) -> Iterator[tuple[str, Tile]]:
    """Labels with what they announce: plain ones, then titles of sections, then those with their value."""
    listed = list(tiles)
    for tile in sorted(listed, key=lambda tile: words.is_section(tile.text)):
        key = words.field(tile.text)
        if key is not None:
            yield key, tile
    for tile in listed:
        if _states(words, tile) and words.field(tile.text) is None:
            yield words.field(re.split("[:：]", tile.text, maxsplit=1)[0]) or "", tile


def _counted(known: tuple[Tile, ...], tile: Tile) -> bool:
    """Whether a label like known ones is that of a further goal: it stands below them, in their column."""
    last = known[-1].area
    return tile.area.first_row > last.last_row and tile.area.first_col == last.first_col


def read_year(book: Workbook, heading: Heading) -> Entry[int]:
    """The year beside its label, or in a line of its own or the title above 项目名称.

    “（2021年度）” is text on most forms; on ours it is the number 2021, and a cell that is blank shows
    by its number format that the year belongs there.
    """
    beside = year_entry(book, next(iter(heading.cells("year")), NO_CELL))
    if beside.value is not None:
        return beside
    entries = [year_entry(book, tile.cell) for tile in _year_lines(book, heading)]
    stated = (entry for entry in entries if entry.value is not None)
    return next(stated, entries[-1] if entries else beside)


def _year_lines(book: Workbook, heading: Heading) -> Iterator[Tile]:
    name = next(iter(heading.labels.get("project_name", ())), None)
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
