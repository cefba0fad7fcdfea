"""Finding the two tables of a form by their headers: 资金 and 绩效指标."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from xlperf.forms.entries import NO_CELL
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_words import Words, is_closing, is_part, label_key
from xlperf.model.ledger import Column, Source
from xlperf.ooxml.cells import Cell

T = TypeVar("T")

#: A header row of 资金 names at least this many of the three columns of money (Beijing 2016: two).
_ENOUGH_COLUMNS = 2
_LEVELS = ("level1", "level2", "level3")


@dataclass(frozen=True, slots=True)
class FundsTable:
    """资金: the header of each column of money and of 分值, 执行率, 得分; the labels of each source's rows.

    Other provinces have more rows than we have sources (财政专户管理资金, 单位资金, 中央补助).
    """

    grid: Grid
    columns: Mapping[Column, Tile]
    rates: Mapping[str, Tile]
    rows: Mapping[Source, tuple[Tile, ...]]

    @property
    def first_row(self) -> int:
        """The header's row."""
        return min(tile.area.first_row for tile in self.columns.values())

    @property
    def last_row(self) -> int:
        """The last row with a label."""
        labels = (tile for rows in self.rows.values() for tile in rows)
        return max(tile.area.last_row for tile in (*self.columns.values(), *labels))

    def amounts(self, source: Source, column: Column) -> tuple[Cell, ...]:
        """The cells where a source's rows and a column meet."""
        return self._meet(self.columns.get(column), source)

    def rate(self, key: str) -> Cell:
        """The cell of 执行率分值, 执行率 or 执行率得分, which belong in the total's row."""
        return next(iter(self.rates_of(key, Source.TOTAL)), NO_CELL)

    def rates_of(self, key: str, source: Source) -> tuple[Cell, ...]:
        """What stands in the column of 执行率分值, 执行率 or 执行率得分 in the rows of a source."""
        return self._meet(self.rates.get(key), source)

    def _meet(self, header: Tile | None, source: Source) -> tuple[Cell, ...]:
        return tuple(self._cell(header, row) for row in self.rows.get(source, ())) if header else ()

    def _cell(self, header: Tile, row: Tile) -> Cell:
        tile = self.grid.under(header, row.area.first_row)
        return tile.cell if tile and tile.area.first_row == row.area.first_row else NO_CELL


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """绩效指标: the header of each column, and the label 总分 below (None: the form has none)."""

    grid: Grid
    columns: Mapping[str, Tile]
    total: Tile | None
    last_row: int

    @property
    def first_row(self) -> int:
        """The header's row."""
        return min(tile.area.first_row for tile in self.columns.values())

    def rows(self) -> Iterator[dict[str, Cell]]:
        """The cells of each row below the header, by the attribute of IndicatorLine."""
        header = max(tile.area.last_row for tile in self.columns.values())
        for row in self.grid.filled_rows:
            if header < row <= self.last_row:
                cells = {key: self._cell(key, tile, row) for key, tile in self.columns.items()}
                if cells["level3"].value != self.columns["level3"].cell.value:  # not the header once more
                    yield cells

    def total_cell(self, key: str) -> Cell:
        """The cell of one column in the row of 总分."""
        header = self.columns.get(key)
        if header is None or self.total is None:
            return NO_CELL
        tile = self.grid.under(header, self.total.area.first_row)
        return tile.cell if tile else NO_CELL

    def _cell(self, key: str, header: Tile, row: int) -> Cell:
        """A level may stand once for several rows; everything else belongs to the row it begins in."""
        tile = self.grid.under(header, row)
        if tile is None or (key not in _LEVELS and tile.area.first_row != row):
            return NO_CELL
        return tile.cell


def find_funds(grid: Grid, words: Words) -> FundsTable | None:
    """The first row that heads the funds table, with everything that belongs to it."""
    for row in _rows_with(grid, lambda text: label_key(text) in words.funding_columns):
        tiles = list(grid.row(row))
        columns = _headers(tiles, words.funding_columns)
        if len(columns) >= _ENOUGH_COLUMNS:
            labels = _funding_rows(grid, words, columns)
            return FundsTable(grid, columns, _headers(tiles, words.rate_columns), labels)
    return None


def _funding_rows(grid: Grid, words: Words, columns: Mapping[Column, Tile]) -> dict[Source, tuple[Tile, ...]]:
    """The labels below the header and left of the money, until the indicators or the goals begin.

    There is one total. 其中 under a row of the same source is a part of that row.
    """
    header = max(tile.area.last_row for tile in columns.values())
    left = min(tile.area.first_col for tile in columns.values())
    found: dict[Source, tuple[Tile, ...]] = {}
    for tile in grid.filled():
        if tile.area.first_row <= header:
            continue
        if words.indicator_column(tile.text) == "level3" or words.field(tile.text) is not None:
            break
        source = words.funding_rows.get(label_key(tile.text))
        if source is None or tile.area.first_col >= left:
            continue
        if source not in found or not (source is Source.TOTAL or is_part(tile.text)):
            found[source] = (*found.get(source, ()), tile)
    return found


def find_indicators(grid: Grid, words: Words) -> IndicatorTable | None:
    """The first row that heads the indicators, and where they end."""
    for row in _rows_with(grid, lambda text: words.indicator_column(text) == "level3"):
        columns = _headers(grid.row(row), words.indicator_columns)
        levels = columns.keys() & {"level1", "level2"}
        if "level3" in columns and levels and columns.keys() & {"target", "actual"}:
            return _bounded(grid, words, columns)
    return None


def _bounded(grid: Grid, words: Words, columns: Mapping[str, Tile]) -> IndicatorTable:
    """The table down to 总分, or to the remarks below it, or to the next form or the end of the sheet.

    Yunnan's form has 其他需要说明事项 above 总分.
    """
    header = max(tile.area.last_row for tile in columns.values())
    last_row, closed = header, False
    for row in (row for row in grid.filled_rows if row > header):
        opening = _opening(grid, row, columns["level3"])
        text = opening.text if opening else ""
        if words.is_total(text):
            return IndicatorTable(grid, columns, opening, last_row)
        if words.field(text) == "project_name":
            break
        closed = closed or is_closing(text)
        last_row = last_row if closed else row
    return IndicatorTable(grid, columns, None, last_row)


def _opening(grid: Grid, row: int, level3: Tile) -> Tile | None:
    """The first filled tile that begins in a row, not right of the indicators' names."""
    for tile in grid.row(row):
        if tile.area.first_col > level3.area.last_col:
            return None
        if tile.area.first_row == row and not tile.blank:
            return tile
    return None


def _rows_with(grid: Grid, wanted: Callable[[str], bool]) -> Iterator[int]:
    """The rows that a wanted label reaches over, from the top."""
    found = (tile.area for tile in grid.filled() if wanted(tile.text))
    return (row for area in found for row in range(area.first_row, area.last_row + 1))


def _headers(tiles: Iterable[Tile], meanings: Mapping[str, T]) -> dict[T, Tile]:
    """The tiles of one row that are headers, by what they head; the leftmost of two that are alike."""
    found: dict[T, Tile] = {}
    for tile in tiles:
        meaning = meanings.get(label_key(tile.text))
        if meaning is not None:
            found.setdefault(meaning, tile)
    return found
