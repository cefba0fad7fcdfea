"""The funds table of a form, found by its headers: sources as rows, as columns, or within each column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from xlperf.forms.entries import NO_CELL
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_regions import heads_funds
from xlperf.forms.label_words import Words, is_part, label_key
from xlperf.model.ledger import Column, Source
from xlperf.ooxml.cells import Cell

T = TypeVar("T")

#: A header row of sources names at least this many of them.
_ENOUGH_SOURCES: Final = 2


@dataclass(frozen=True, slots=True)
class FundsTable:
    """资金: the labels of each column of money and of 分值, 执行率, 得分; the labels of each source.

    Other provinces have more rows than we have sources (财政专户管理资金, 单位资金, 中央补助). With
    ``across`` the sources head columns, and money and rates label rows. Where each column of money has the
    labels of its sources in itself (河北: 预算数：100), ``inside`` has them, and ``rows`` the first column's.
    """

    grid: Grid
    columns: Mapping[Column, Tile]
    rates: Mapping[str, Tile]
    rows: Mapping[Source, tuple[Tile, ...]]
    across: bool = False
    inside: Mapping[tuple[Source, Column], tuple[Tile, ...]] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        """The header's row."""
        return min(tile.area.first_row for tile in self.labels())

    @property
    def last_row(self) -> int:
        """The last row with a label."""
        return max(tile.area.last_row for tile in self.labels())

    def labels(self) -> Iterator[Tile]:
        """All its labels."""
        yield from self.columns.values()
        yield from self.rates.values()
        yield from (tile for rows in (*self.rows.values(), *self.inside.values()) for tile in rows)

    def amounts(self, source: Source, column: Column) -> tuple[Cell, ...]:
        """The cells where the rows of a source and a column meet."""
        if self.inside:
            beside = (self.grid.next_to(label) for label in self.inside.get((source, column), ()))
            return tuple(tile.cell for tile in beside if tile is not None)
        return self._meet(self.columns.get(column), source)

    def rate(self, key: str) -> Cell:
        """The cell of 执行率分值, 执行率 or 执行率得分, which belong in the total's row."""
        return next(iter(self.rates_of(key, Source.TOTAL)), NO_CELL)

    def rates_of(self, key: str, source: Source) -> tuple[Cell, ...]:
        """What stands in the column of 执行率分值, 执行率 or 执行率得分 in the rows of a source."""
        return self._meet(self.rates.get(key), source)

    def _meet(self, header: Tile | None, source: Source) -> tuple[Cell, ...]:
        if header is None:
            return ()
        labels = self.rows.get(source, ())
        pairs = ((label, header) if self.across else (header, label) for label in labels)
        return tuple(self._cell(column, row) for column, row in pairs)

    def _cell(self, header: Tile, row: Tile) -> Cell:
        tile = self.grid.under(header, row.area.first_row)
        return tile.cell if tile and tile.area.first_row == row.area.first_row else NO_CELL


def find_funds(grid: Grid, words: Words, before: int) -> FundsTable | None:
    """The funds table above row ``before``; of several headers the last one with a source under it."""
    rows = [row for row in grid.filled_rows if row < before]
    tables = [_down(grid, words, row, before) for row in rows if heads_funds(grid.over(row), words)]
    found = [table for table in tables if table.rows] or [
        table for row in rows for table in _across(grid, words, row, before)
    ]
    return next(reversed([*tables[:1], *found]), None)


def _down(grid: Grid, words: Words, row: int, before: int) -> FundsTable:
    """The table under a row of money columns."""
    tiles = grid.over(row)
    columns = headers(tiles, words.funding_columns)
    rates = headers(tiles, words.rate_columns)
    labels = _source_labels(grid, words, columns, before)
    if labels:
        return FundsTable(grid, columns, rates, labels)
    inside = _labels_inside(grid, words, tiles, before)
    first = min(columns, key=lambda column: columns[column].area.first_col)
    rows = {source: found for (source, column), found in inside.items() if column is first}
    return FundsTable(grid, columns, rates, rows, inside=inside if Source.TOTAL in rows else {})


def _source_labels(
    grid: Grid, words: Words, columns: Mapping[Column, Tile], before: int
) -> dict[Source, tuple[Tile, ...]]:
    """The labels below the header and left of the money, until the indicators or the goals begin.

    There is one total. 其中 under a row of the same source is a part of that row.
    """
    header = max(tile.area.last_row for tile in columns.values())
    left = min(tile.area.first_col for tile in columns.values())
    found: dict[Source, tuple[Tile, ...]] = {}
    for tile in grid.filled():
        if tile.area.first_row <= header:
            continue
        if tile.area.first_row >= before or words.field(tile.text) is not None:
            break
        source = words.funding_rows.get(label_key(tile.text))
        if source is None or tile.area.first_col >= left:
            continue
        if source not in found or not (source is Source.TOTAL or is_part(tile.text)):
            found[source] = (*found.get(source, ()), tile)
    return found


def _labels_inside(
    grid: Grid, words: Words, header: Sequence[Tile], before: int
) -> dict[tuple[Source, Column], tuple[Tile, ...]]:
    """The labels in the columns of money themselves, each with a place for its amount right of it.

    That of the total is called as the column: 预算数：.
    """
    found: dict[tuple[Source, Column], tuple[Tile, ...]] = {}
    for column, head in headers(header, words.funding_columns).items():
        others = (tile.area.first_col for tile in header if tile.area.first_col > head.area.first_col)
        right = min(others, default=grid.window.last_col + 1)
        for row in grid.filled_rows:
            label = grid.tile(row, head.area.first_col)
            key = label_key(label.text)
            total = Source.TOTAL if words.funding_columns.get(key) is column else None
            source = words.funding_rows.get(key, total)
            inside = head.area.last_row < row < before and label.area.last_col + 1 < right
            if source is not None and inside and label.area.first_row == row:
                found[source, column] = (*found.get((source, column), ()), label)
    return found


def _across(grid: Grid, words: Words, row: int, before: int) -> Iterator[FundsTable]:
    """The table under a row of sources, with the money as rows, where it is one."""
    tiles = grid.over(row)
    sources: dict[Source, tuple[Tile, ...]] = {}
    for tile in tiles:
        source = words.funding_rows.get(label_key(tile.text))
        if source is not None and not (source is Source.TOTAL and source in sources):
            sources[source] = (*sources.get(source, ()), tile)
    if len(sources) < _ENOUGH_SOURCES:
        return
    left = min(tile.area.first_col for labels in sources.values() for tile in labels)
    labels = [
        tile for tile in grid.filled() if row < tile.area.first_row < before and tile.area.first_col < left
    ]
    until = next((tile.area.first_row for tile in labels if words.field(tile.text)), before)
    labels = [tile for tile in labels if tile.area.first_row < until]
    columns = headers(labels, words.funding_columns)
    if len(columns) >= _ENOUGH_SOURCES:
        yield FundsTable(grid, columns, headers(labels, words.rate_columns), sources, across=True)


def headers(tiles: Iterable[Tile], meanings: Mapping[str, T]) -> dict[T, Tile]:
    """The tiles that are headers, by what they head; the first of two that are alike."""
    found: dict[T, Tile] = {}
    for tile in tiles:
        meaning = meanings.get(label_key(tile.text))
        if meaning is not None:
            found.setdefault(meaning, tile)
    return found
