"""The headers of 绩效指标 on a sheet, each with the columns that may belong to its form.

Forms may stand side by side, so that one row holds labels of two: a header is cut before the columns of
the form on its right.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_words import Words
from xlperf.ooxml.refs import Range

#: A merged header that was taken apart leaves no more blank columns than this.
_WIDEST_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Head:
    """One header of 绩效指标: its rows and columns, and the columns that may belong to its form.

    ``names`` is the column of 三级指标, ``ends`` are the last columns of all its headers that are known.
    """

    names: int
    ends: tuple[int, ...]
    first_row: int
    last_row: int
    first_col: int
    last_col: int
    limits: tuple[int, int]

    def meets(self, other: "Head") -> bool:
        """Whether two headers stand over each other."""
        return self.first_col <= other.last_col and other.first_col <= self.last_col


def heads_indicators(tiles: Iterable[Tile], words: Words) -> bool:
    """Whether some tiles of one row are a header of 绩效指标."""
    keys = {words.indicator_column(tile.text) for tile in tiles}
    return "level3" in keys and bool(keys & {"level1", "level2"}) and bool(keys & {"target", "actual"})


def names_project(tile: Tile, words: Words) -> bool:
    """Whether a tile is the label 项目名称, alone or with the name behind it."""
    if not tile.text:
        return False
    before = tile.text.partition("：")[0].partition(":")[0]
    return words.field(tile.text) == "project_name" or words.field(before) == "project_name"


def find_heads(grid: Grid, words: Words) -> list[Head]:
    """Every header of 绩效指标, with the columns left to its form by those on either side of it."""
    found: dict[Range, Head] = {}
    seen: set[int] = set()
    for tile in grid.filled():
        if words.indicator_column(tile.text) != "level3" or tile.area in found:
            continue
        for row in range(tile.area.first_row, tile.area.last_row + 1):
            if row in seen:
                continue
            seen.add(row)
            parts = [part for part in _parts(grid.over(row), words) if heads_indicators(part, words)]
            found |= {area: head for area, head in map(partial(_head, words), parts) if area not in found}
    return _bounded(grid, words, list(found.values()))


def _bounded(grid: Grid, words: Words, found: Sequence[Head]) -> list[Head]:
    """The headers, none of which reaches into the form on its right, with the columns between those forms."""
    names = [tile for tile in grid.filled() if names_project(tile, words)]
    starts: dict[int, list[Head]] = {}
    for head in found:
        starts.setdefault(head.first_col, []).append(head)
    heads = [_clipped(grid, names, head, starts) for head in found]
    above: dict[int, int] = {}
    for tile in names:
        above.setdefault(tile.area.first_col, tile.area.first_row)
    ends = {head.last_col for head in heads}
    lefts = [_left_edge(above, head, ends) for head in heads]
    edges = {(head.first_col, left) for head, left in zip(heads, lefts, strict=True)}
    return [replace(head, limits=_limits(grid, head, ends, edges)) for head in heads]


def header_tiles(grid: Grid, words: Words) -> list[Tile]:
    """The tiles 三级指标 of all headers of 绩效指标 on a sheet, in reading order."""
    return [grid.tile(head.first_row, head.names) for head in find_heads(grid, words)]


def _head(words: Words, part: Sequence[Tile]) -> tuple[Range, Head]:
    """The header that a row's part is, and the area of 三级指标: from 一级指标 to the last column known.

    The title 绩效指标 on the left belongs to it; a column that comes once more is another table's.
    """
    keys = [words.indicator_column(tile.text) for tile in part]
    level3 = part[keys.index("level3")].area
    first = next(place for place, key in enumerate(keys) if key in ("level1", "level2"))
    ends = _ends(part[first:], keys[first:])
    title = part[first - 1] if first else None
    beside = title is not None and words.is_section(title.text) and title.area.first_row == level3.first_row
    left = title.area.first_col if title and beside else part[first].area.first_col
    rows = level3.first_row, level3.last_row
    return level3, Head(level3.first_col, ends, *rows, left, ends[-1], (left, ends[-1]))


def _ends(tiles: Sequence[Tile], keys: Sequence[str | None]) -> tuple[int, ...]:
    """The last columns of the headers that are known, up to one that comes once more or a wide gap."""
    ends, seen, last = list[int](), set[str](), tiles[0].area.last_col
    for tile, key in zip(tiles, keys, strict=True):
        if tile.area.first_col - last > _WIDEST_GAP:
            break
        if tile.text and tile.area.first_row == tiles[0].area.first_row:
            last = tile.area.last_col
        if key is not None and key not in seen:
            ends.append(tile.area.last_col)
            seen.add(key)
    return tuple(ends)


def _parts(tiles: Iterable[Tile], words: Words) -> list[list[Tile]]:
    """The tiles of a row, cut before each 一级指标 (and the title of the section on its left)."""
    parts: list[list[Tile]] = [[]]
    named = False
    for tile in tiles:
        key = words.indicator_column(tile.text)
        if key in ("level1", "level2") and named:
            title = parts[-1].pop() if words.is_section(parts[-1][-1].text) else None
            parts.append([title] if title else [])
            named = False
        parts[-1].append(tile)
        named = named or key == "level3"
    return parts


def _clipped(grid: Grid, names: Sequence[Tile], head: Head, starts: Mapping[int, Sequence[Head]]) -> Head:
    """A header without what lies in the columns of a form on its right: labels there may be like its own."""
    beside = (
        col - 1
        for col in starts
        if head.names < col <= head.last_col
        and any(_are_beside(grid, head, other) or _opens_beside(names, head, other) for other in starts[col])
    )
    limit = min([head.last_col, *beside])
    return replace(head, last_col=max(end for end in head.ends if end <= limit))


def _are_beside(grid: Grid, one: Head, other: Head) -> bool:
    """Whether the indicators of the upper form still go on where the header of the lower one is."""
    upper, lower = sorted((one, other), key=lambda head: head.first_row)
    rows = range(upper.last_row + 1, lower.first_row + 1)
    return all(not grid.tile(row, upper.names).blank for row in rows)


def _opens_beside(names: Sequence[Tile], head: Head, other: Head) -> bool:
    """Whether the form of a header farther down has its 项目名称 no lower than another form's header."""
    columns = range(other.first_col, other.last_col + 1)
    rows = [
        tile.area.first_row
        for tile in names
        if tile.area.first_row < other.first_row and tile.area.first_col in columns
    ]
    return bool(rows) and rows[-1] <= head.first_row


def _left_edge(names: Mapping[int, int], head: Head, ends: Collection[int]) -> int:
    """The first column of a form: that of its header, or of its 项目名称 above where that begins before.

    ``names`` are the columns with 项目名称 and the first row of each, ``ends`` the last columns of headers.
    """
    before = max((end for end in ends if end < head.first_col), default=0)
    above = (col for col, row in names.items() if row < head.first_row and before < col < head.first_col)
    return min([head.first_col, *above])


def _limits(
    grid: Grid, head: Head, ends: Collection[int], edges: Collection[tuple[int, int]]
) -> tuple[int, int]:
    """The columns between the forms on either side: ``edges`` are where headers begin and their forms do."""
    left = (end + 1 for end in ends if end < head.first_col)
    right = (edge - 1 for first_col, edge in edges if first_col > head.last_col)
    return max([grid.window.first_col, *left]), min([grid.window.last_col, *right])
