"""A sheet as tiles: merged areas and single cells, each with one value, and their neighbours.

Whoever looks for labels on a form sees tiles, as a person does; that a value sits in the upper left
corner of a merged area is known here alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import Range, parse_ref, ref
from xlperf.ooxml.sheet import Sheet


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


class Grid:
    """The tiles of one sheet. Rows and columns count from 1."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._merges = sheet.merges
        self._merges_by_row: dict[int, tuple[Range, ...]] = {}
        self._cells = {parse_ref(cell.ref): cell for cell in sheet.cells()}
        self._last_col = max((col for _, col in self._cells), default=0)
        #: The numbers of the rows that hold anything, from the top.
        self.filled_rows = sorted({row for row, _ in self._cells})

    def tile(self, row: int, col: int) -> Tile:
        """The tile over a cell."""
        covering = (area for area in self._covering(row) if (row, col) in area)
        area = next(covering, Range(row, col, row, col))
        cell = self._cells.get((area.first_row, area.first_col))
        return Tile(area, cell or self._sheet.cell(ref(area.first_row, area.first_col)))

    def filled(self) -> Iterator[Tile]:
        """The tiles that hold something, in reading order.

        What a merged area hides under it (Excel keeps nothing there, other programs do) is left out.
        """
        for row, col in self._cells:
            tile = self.tile(row, col)
            if (row, col) == (tile.area.first_row, tile.area.first_col):
                yield tile

    def merged(self) -> Iterator[Tile]:
        """The merged areas, filled or not, in reading order."""
        for area in sorted(self._merges, key=lambda area: (area.first_row, area.first_col)):
            yield self.tile(area.first_row, area.first_col)

    def row(self, row: int) -> Iterator[Tile]:
        """The tiles over one row from left to right, blank ones included, up to the last filled column."""
        col = 1
        while col <= self._last_col:
            tile = self.tile(row, col)
            yield tile
            col = tile.area.last_col + 1

    def right_of(self, tile: Tile) -> Iterator[Tile]:
        """The tiles to the right, beside the tile's first row."""
        return (each for each in self.row(tile.area.first_row) if each.area.first_col > tile.area.last_col)

    def below(self, tile: Tile) -> Tile:
        """The tile under the tile's first column."""
        return self.tile(tile.area.last_row + 1, tile.area.first_col)

    def under(self, header: Tile, row: int) -> Tile | None:
        """What one row holds in the column of a header.

        A header may span several columns: the first filled tile under it, else the first. None where
        no tile begins under the header, because one from the left reaches over.
        """
        columns = range(header.area.first_col, header.area.last_col + 1)
        tiles = [tile for tile in (self.tile(row, col) for col in columns) if tile.area.first_col in columns]
        return next((tile for tile in tiles if not tile.blank), tiles[0] if tiles else None)

    def _covering(self, row: int) -> tuple[Range, ...]:
        if row not in self._merges_by_row:
            areas = (area for area in self._merges if area.first_row <= row <= area.last_row)
            self._merges_by_row[row] = tuple(areas)
        return self._merges_by_row[row]
