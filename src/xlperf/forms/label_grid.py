"""A sheet as tiles: merged areas and single cells, each with one value, and their neighbours.

Whoever looks for labels on a form sees tiles, as a person does; that a value sits in the upper left
corner of a merged area is known here alone. A grid may be a window on a sheet: then what lies beside it is
not seen. Only filled cells are ever walked through: one cell at XFD1048576 costs nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import MAX_COL, MAX_ROW, Range, ref
from xlperf.ooxml.sheet import Sheet

EVERYTHING = Range(1, 1, MAX_ROW, MAX_COL)
#: Rows of a merged area that is not listed row by row.
_TALL = 64


@dataclass(frozen=True, slots=True)
class Tile:
    """A merged area or a single cell; ``cell`` is where its value stands."""

    area: Range
    cell: Cell

    @property
    def text(self) -> str:
        """Its words; "" where it holds a number or nothing."""
        return self.cell.value if isinstance(self.cell.value, str) else ""

    @property
    def blank(self) -> bool:
        """Whether it shows nothing."""
        return self.cell.value is None or (isinstance(self.cell.value, str) and not self.cell.value.strip())


def _place(area: Range) -> tuple[int, int]:
    return area.first_row, area.first_col


class _Store:
    """The cells and merged areas of one sheet, by row."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.merges = sorted(sheet.merges, key=_place)
        self.cells = dict(sheet.filled())
        self.columns: dict[int, list[int]] = {}
        for row, col in self.cells:
            self.columns.setdefault(row, []).append(col)
        self._covering: dict[int, tuple[Range, ...]] = {}
        #: Those looked for so far: whoever looks for labels comes by each cell many times.
        self.tiles: dict[tuple[int, int], Tile] = {}

    def tile(self, row: int, col: int) -> Tile:
        """The tile over a cell, made when first asked for."""
        covering = (area for area in self.covering(row) if area.first_col <= col <= area.last_col)
        area = next(covering, Range(row, col, row, col))
        cell = self.cells.get((area.first_row, area.first_col))
        tile = Tile(area, cell or self.sheet.cell(ref(area.first_row, area.first_col)))
        self.tiles[row, col] = tile
        return tile

    def covering(self, row: int) -> tuple[Range, ...]:
        """The merged areas that reach over a row."""
        if row not in self._covering:
            tall = (area for area in self._tall if area.first_row <= row <= area.last_row)
            self._covering[row] = tuple(sorted((*self._low.get(row, ()), *tall), key=_place))
        return self._covering[row]

    @cached_property
    def _tall(self) -> list[Range]:
        """The merged areas of very many rows; a form has few."""
        return [area for area in self.merges if area.rows > _TALL]

    @cached_property
    def _low(self) -> dict[int, list[Range]]:
        """All other merged areas, by every row that they reach over."""
        found: dict[int, list[Range]] = {}
        for area in self.merges:
            for row in range(area.first_row, area.last_row + 1) if area.rows <= _TALL else ():
                found.setdefault(row, []).append(area)
        return found

    @cached_property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold anything, from the top."""
        return sorted(self.columns)


class Grid:
    """The tiles of one sheet that begin in a window of it. Rows and columns count from 1."""

    def __init__(self, sheet: Sheet) -> None:
        self._store = _Store(sheet)
        self.window = EVERYTHING

    def within(self, window: Range) -> "Grid":
        """The same sheet, seen through a window."""
        grid = object.__new__(Grid)
        grid._store, grid.window = self._store, window
        return grid

    def contents(self) -> tuple[Hashable, ...]:
        """All that the sheet shows, and where, merged areas last: equal where two sheets show the same."""
        cells = ((spot, cell.value) for spot, cell in self._store.cells.items())
        return (*cells, *self._store.merges)

    def texts(self) -> set[str]:
        """All that any cell of the sheet says in words, in the window or not."""
        return {cell.value for cell in self._store.cells.values() if isinstance(cell.value, str)}

    @property
    def filled_rows(self) -> list[int]:
        """The numbers of the rows of the window in which the sheet holds anything, from the top."""
        rows = self._store.rows
        return rows[bisect_left(rows, self.window.first_row) : bisect_right(rows, self.window.last_row)]

    def tile(self, row: int, col: int) -> Tile:
        """The tile over a cell."""
        return self._store.tiles.get((row, col)) or self._store.tile(row, col)

    def filled(self) -> Iterator[Tile]:
        """The tiles that hold something, in reading order.

        What a merged area hides under it (Excel keeps nothing there, other programs do) is left out.
        """
        for row in self.filled_rows:
            for col in self._store.columns[row]:
                if (row, col) in self.window:
                    tile = self.tile(row, col)
                    if (row, col) == (tile.area.first_row, tile.area.first_col):
                        yield tile

    def merged(self) -> Iterator[Tile]:
        """The merged areas, filled or not, in reading order."""
        for area in self._store.merges:
            if (area.first_row, area.first_col) in self.window:
                yield self.tile(area.first_row, area.first_col)

    def over(self, row: int) -> list[Tile]:
        """The tiles over one row that show something, from left to right, wherever they begin above."""
        columns = {*self._store.columns.get(row, ())}
        columns |= {area.first_col for area in self._store.covering(row)}
        first, last = self.window.first_col, self.window.last_col
        tiles = {tile.area: tile for tile in (self.tile(row, col) for col in columns if first <= col <= last)}
        seen = (tile for tile in tiles.values() if not tile.blank and tile.area.first_col >= first)
        return sorted(seen, key=lambda tile: tile.area.first_col)

    def beginning(self, row: int) -> list[Tile]:
        """The tiles that begin in one row and show something, from left to right."""
        return [tile for tile in self.over(row) if tile.area.first_row == row]

    def next_to(self, tile: Tile) -> Tile | None:
        """The tile right of another, beside its first row; None at the edge of the window."""
        col = tile.area.last_col + 1
        return self.tile(tile.area.first_row, col) if col <= self.window.last_col else None

    def right_of(self, tile: Tile) -> list[Tile]:
        """The tiles to the right that show something, beside the tile's first row."""
        return [each for each in self.over(tile.area.first_row) if each.area.first_col > tile.area.last_col]

    def below(self, tile: Tile) -> Tile:
        """The tile under the tile's first column."""
        return self.tile(min(tile.area.last_row + 1, MAX_ROW), tile.area.first_col)

    def under(self, header: Tile, row: int) -> Tile | None:
        """What one row holds in the column of a header.

        A header may span several columns: the first filled tile under it, else the first. None where
        no tile begins under the header, because one from the left reaches over.
        """
        filled = self.all_under(header, row)
        if filled:
            return filled[0]
        columns = range(header.area.first_col, header.area.last_col + 1)
        tiles = (self.tile(row, col) for col in columns)
        return next((tile for tile in tiles if tile.area.first_col in columns), None)

    def all_under(self, header: Tile, row: int) -> list[Tile]:
        """All that one row shows in the columns of a header."""
        first, last = header.area.first_col, header.area.last_col
        return [tile for tile in self.over(row) if first <= tile.area.first_col <= last]
