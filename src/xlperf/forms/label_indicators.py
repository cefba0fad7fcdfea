"""绩效指标 of a form, found by its header: which rows are indicators, and which cells belong to each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import NO_CELL
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_heads import heads_indicators, names_project
from xlperf.forms.label_words import Words
from xlperf.model.targets import read_relation
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import MAX_ROW, Range

_LEVELS: Final = ("level1", "level2", "level3")
#: The parts of a target that stands in several cells under one header: ≥ 90 %.
_SPLIT: Final = ("relation", "target", "unit")


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """绩效指标: the header of each column, and the label 总分 below (None: the form has none).

    ``header_rows`` are the rows of all its headers: at a page break it is printed once more. ``sum_rows``
    are those of 合计 under one 一级指标.
    """

    grid: Grid
    words: Words
    columns: Mapping[str, Tile]
    header_rows: frozenset[int]
    sum_rows: frozenset[int]
    total: Tile | None
    last_row: int

    @property
    def first_row(self) -> int:
        """The header's row."""
        return min(tile.area.first_row for tile in self.columns.values())

    @property
    def body(self) -> Range:
        """The rows of the form down to 总分, in the columns up to the last header."""
        last_col = max(tile.area.last_col for tile in self.columns.values())
        last_row = max(self.last_row, self.total.area.first_row if self.total else 0)
        return Range(self.grid.window.first_row, self.grid.window.first_col, last_row, last_col)

    def header_places(self) -> Iterator[tuple[int, int]]:
        """The row of each of its headers, with the column of 三级指标."""
        yield from ((row, self.columns["level3"].area.first_col) for row in self.header_rows)

    def rows(self) -> Iterator[dict[str, Cell]]:
        """The cells of each row below the header, by the attribute of IndicatorLine."""
        header = max(tile.area.last_row for tile in self.columns.values())
        for row in self.grid.filled_rows:
            printed = row in self.header_rows or row in self.sum_rows
            if header < row <= self.last_row and not printed and not self._is_banner(row):
                yield self._cells(row)

    def total_cell(self, key: str) -> Cell:
        """The cell of one column in the row of 总分."""
        header = self.columns.get(key)
        if header is None or self.total is None:
            return NO_CELL
        tile = self.grid.under(header, self.total.area.first_row)
        return tile.cell if tile else NO_CELL

    def sums(self) -> list[Tile]:
        """What stands in the row of 总分 and in those of 合计: labels, the sums of weights and of scores."""
        rows = [*self.sum_rows, *([self.total.area.first_row] if self.total else [])]
        return [tile for row in rows for tile in self.grid.beginning(row)]

    def _cells(self, row: int) -> dict[str, Cell]:
        cells = {key: self._cell(key, tile, row) for key, tile in self.columns.items()}
        opening, level1 = next(iter(self.grid.beginning(row)), None), self.columns.get("level1")
        if opening is not None and level1 is not None and self.words.is_level1(opening.text):
            over = opening.area.first_col < level1.area.first_col <= opening.area.last_col
            cells |= {"level1": opening.cell} if over else {}
        target = self._whole_target()
        parts = self.grid.all_under(target, row) if target else []
        if any(part.area.first_row == row for part in parts):
            cells |= split_target(parts)
        return cells

    def _whole_target(self) -> Tile | None:
        """The header of a target whose parts have no headers of their own, over all columns it stands for.

        Where the merged area was taken apart, the blank columns up to the next header are its own.
        """
        target = self.columns.get("target")
        if target is None or self.columns.keys() & {"relation", "unit"}:
            return None
        if target.area.cols > 1:
            return target
        area = target.area
        after = self.grid.right_of(target)
        last = after[0].area.first_col - 1 if after else area.last_col
        return Tile(Range(area.first_row, area.first_col, area.last_row, last), target.cell)

    def _cell(self, key: str, header: Tile, row: int) -> Cell:
        """A level may stand once for several rows; everything else belongs to the row it begins in."""
        tile = self.grid.under(header, row)
        if tile is None or (key not in _LEVELS and tile.area.first_row != row):
            return NO_CELL
        return tile.cell

    def _is_banner(self, row: int) -> bool:
        """Whether a row is a text over the whole table and no 一级指标: a title, “目标1（40分）”, 续表."""
        tiles = self.grid.beginning(row)
        if len(tiles) != 1 or self.words.is_level1(tiles[0].text):
            return False
        wide = tiles[0].area.last_col > self.columns["level3"].area.last_col and tiles[0].area.cols > 1
        return wide or self.words.is_furniture(tiles[0].text)


def split_target(parts: Sequence[Tile]) -> dict[str, Cell]:
    """指标性质, 指标值 and 度量单位 of a target in several cells under one header.

    {} where it is in one, or in more than that, and it cannot be known which is what.
    """
    keys = _SPLIT if read_relation(parts[0].text) is not None else _SPLIT[1:]
    if len(parts) > len(keys) or (len(parts) == 1 and not _is_value(parts[0])):
        return {}
    return {key: part.cell for key, part in zip(keys, parts, strict=False)}


def _is_value(tile: Tile) -> bool:
    return isinstance(tile.cell.value, Decimal) or any(char.isdigit() for char in tile.text)


def find_indicators(grid: Grid, words: Words) -> IndicatorTable | None:
    """The first header of the indicators, and where they end."""
    for tile in grid.filled():
        if words.indicator_column(tile.text) != "level3":
            continue
        rows = range(tile.area.first_row, tile.area.last_row + 1)
        if any(heads_indicators(grid.over(row), words) for row in rows):
            return _bounded(grid, words, _columns(grid, words, tile), tile)
    return None


def _columns(grid: Grid, words: Words, level3: Tile) -> dict[str, Tile]:
    """The headers in the rows of 三级指标, and in a row of narrower ones under a wide one.

    Under 年度指标值 over three columns 指标性质, 指标值 and 度量单位 may stand, each over its own.
    """
    found: dict[str, Tile] = {}
    last = level3.area.last_row + _narrower(grid, words, level3)
    for row in range(level3.area.first_row, last + 1):
        for tile in grid.over(row):
            key = words.indicator_column(tile.text)
            if key is not None and (key not in found or tile.area.first_row > found[key].area.last_row):
                found[key] = tile
    return found


def _narrower(grid: Grid, words: Words, level3: Tile) -> int:
    """1 where the row below the header heads parts of its columns, else 0."""
    tiles = grid.beginning(level3.area.last_row + 1)
    keys = [words.indicator_column(tile.text) for tile in tiles]
    known = {key for key in keys if key is not None} - set(_LEVELS)
    return int(len(known) > 1 and None not in keys and len(known) == len(keys))


def _bounded(grid: Grid, words: Words, columns: Mapping[str, Tile], level3: Tile) -> IndicatorTable:
    """The table down to 总分, or to the remarks below it, or to where something else begins.

    Yunnan's form has 其他需要说明事项 above 总分; 合计 may stand under each 一级指标.
    """
    header = max(tile.area.last_row for tile in columns.values())
    below = [row for row in grid.filled_rows if row > header]
    repeated = {row for row in below if _repeats(grid, words, row)}
    end = min((row for row in repeated if _is_elsewhere(grid, words, level3, row)), default=MAX_ROW + 1)
    repeated = {row for row in repeated if row < end}
    rows = [row for row in below if row < end and row not in repeated]
    last_row, closed, total, sums = header, False, None, set[int]()
    for place, row in enumerate(rows):
        opening = _opening(grid, words, columns, row)
        if opening is not None and words.is_total(opening.text):
            if not _goes_on(grid, words, columns, rows[place + 1 :]):
                total = opening
                break
            sums.add(row)
        elif (opening is not None and names_project(opening, words)) or _is_other(
            grid, words, columns, last_row, row
        ):
            break
        closed = closed or (opening is not None and _closes(words, opening.text))
        last_row = last_row if closed else row
    header_rows = frozenset({*range(level3.area.first_row, header + 1), *repeated})
    return IndicatorTable(grid, words, columns, header_rows, frozenset(sums), total, last_row)


def _closes(words: Words, text: str) -> bool:
    return words.is_closing(text) or words.is_grade(text)


def _opening(grid: Grid, words: Words, columns: Mapping[str, Tile], row: int) -> Tile | None:
    """The first filled tile that begins in a row, not right of the indicators' names.

    总分 may also stand further right, where the names' cells are blank.
    """
    level3 = columns["level3"]
    tile = next(iter(grid.beginning(row)), None)
    if tile is None or tile.area.first_col <= level3.area.last_col:
        return tile
    name = grid.under(level3, row)
    return tile if words.is_total(tile.text) and (name is None or name.blank) else None


def _goes_on(grid: Grid, words: Words, columns: Mapping[str, Tile], rows: Sequence[int]) -> bool:
    """Whether another 一级指标 follows a row of 合计, which then sums up only the one above it."""
    for row in rows:
        opening = _opening(grid, words, columns, row)
        if opening is not None and (words.is_total(opening.text) or words.is_closing(opening.text)):
            return False
        level1 = _level1(grid, columns, row)
        if level1 is not None and level1.area.first_row == row and words.is_level1(level1.text):
            return True
    return False


def _is_other(grid: Grid, words: Words, columns: Mapping[str, Tile], last_row: int, row: int) -> bool:
    """Whether a row under a blank one belongs to another table: its first column is no 一级指标."""
    if row == last_row + 1 or any(grid.over(between) for between in range(last_row + 1, row)):
        return False
    level1 = _level1(grid, columns, row)
    return level1 is not None and not level1.blank and not words.is_level1(level1.text)


def _level1(grid: Grid, columns: Mapping[str, Tile], row: int) -> Tile | None:
    return grid.under(columns.get("level1", columns["level3"]), row)


def _repeats(grid: Grid, words: Words, row: int) -> bool:
    """Whether a row is the header once more, or the second row of one."""
    tiles = [tile for tile in grid.beginning(row) if not words.is_section(tile.text)]
    known = len(tiles) > 1 and all(words.indicator_column(tile.text) for tile in tiles)
    return known or heads_indicators(tiles, words)


def _is_elsewhere(grid: Grid, words: Words, level3: Tile, row: int) -> bool:
    """Whether a header has 三级指标 in other columns than the first one: it is another table's."""
    names = [tile for tile in grid.beginning(row) if words.indicator_column(tile.text) == "level3"]
    return bool(names) and all(tile.area.first_col != level3.area.first_col for tile in names)
