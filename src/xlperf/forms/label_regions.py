"""Where on a sheet the forms are: below each other, side by side, anywhere among other tables.

Every form has one header of 绩效指标 (at a page break perhaps once more); what belongs to it lies around
that header. Each form is then read through a window of its own, so that none sees another's cells.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_heads import Head, find_heads, names_project
from xlperf.forms.label_words import Words, inline_value, label_key
from xlperf.ooxml.refs import MAX_ROW, Range

#: A row above a form with no more tiles than this is its title, its year, a remark: no other table.
_FEW: Final = 2
#: A row that heads a funds table names at least this many columns of money.
_ENOUGH_COLUMNS: Final = 2


def find_regions(grid: Grid, words: Words) -> list[Grid]:
    """A window for each form on a sheet, in reading order of their headers of 绩效指标."""
    found: list[tuple[Head, Range]] = []
    for chain in _chains(find_heads(grid, words)):
        groups = _groups(grid, words, chain)
        opened = [_opened(grid, words, group, _above(groups, number)) for number, group in enumerate(groups)]
        ends = [*(start - 1 for start, _ in opened[1:]), MAX_ROW]
        for group, (start, left), end in zip(groups, opened, ends, strict=True):
            found.append((group[0], _window(grid, words, group, left, (start, end))))
    found.sort(key=lambda pair: (pair[0].first_row, pair[0].first_col))
    return [grid.within(window) for _, window in found]


def heads_funds(tiles: Iterable[Tile], words: Words) -> bool:
    """Whether some tiles of one row are a header of the funds table."""
    columns = {words.funding_columns.get(label_key(tile.text)) for tile in tiles} - {None}
    return len(columns) >= _ENOUGH_COLUMNS


def heads_column(space: Grid, words: Words, tile: Tile) -> bool:
    """Whether a label stands directly beside another one, as in the header of a list."""
    beside = next(iter(space.right_of(tile)), None)
    adjacent = beside is not None and beside.area.first_col == tile.area.last_col + 1
    return not inline_value(tile.text) and beside is not None and adjacent and words.is_label(beside.text)


def _chains(heads: Iterable[Head]) -> list[list[Head]]:
    """Headers that stand over each other, from the top."""
    chains: list[list[Head]] = []
    for head in sorted(heads, key=lambda each: each.first_row):
        chain = next((chain for chain in chains if chain[-1].meets(head)), None)
        if chain is None:
            chains.append([head])
        else:
            chain.append(head)
    return chains


def _groups(grid: Grid, words: Words, chain: Sequence[Head]) -> list[list[Head]]:
    """The headers of each form: a second one with no other project in between repeats the first."""
    groups = [[chain[0]]]
    for above, head in pairwise(chain):
        between = _between(grid, head, above.last_row + 1)
        named = any(names_project(tile, words) for tile in between.filled())
        if named or any(heads_funds(between.over(row), words) for row in between.filled_rows):
            groups.append([head])
        else:
            groups[-1].append(head)
    return groups


def _above(groups: Sequence[Sequence[Head]], number: int) -> int:
    """The last row of the header of the form above; 0 where there is none."""
    return groups[number - 1][-1].last_row if number else 0


def _between(grid: Grid, head: Head, first_row: int) -> Grid:
    """What stands above a header, from a row on."""
    left, right = head.limits
    return grid.within(Range(first_row, left, max(first_row, head.first_row - 1), right))


def _opened(grid: Grid, words: Words, group: Sequence[Head], above: int) -> tuple[int, int]:
    """The first row and column of a form: from 项目名称 up over its title, not into another table."""
    head = group[0]
    space = _between(grid, head, above + 1)
    start, left = _opening(space, words, head)
    for row in reversed([row for row in space.filled_rows if row < start]):
        tiles = space.beginning(row)
        if not tiles:
            continue
        closing = (words.is_closing, words.is_total, words.is_grade)
        ended = any(closes(tiles[0].text) for closes in closing)
        if ended or (len(tiles) > _FEW and words.field(tiles[0].text) is None):
            break
        start = row
    return start, left


def _opening(space: Grid, words: Words, head: Head) -> tuple[int, int]:
    """Where the nearest 项目名称 above a header stands that is no column's header; else its funds table."""
    names = [tile for tile in space.filled() if names_project(tile, words)]
    own = [tile for tile in names if not heads_column(space, words, tile)]
    if names:
        tile = (own or names)[-1]
        return tile.area.first_row, min(tile.area.first_col, head.first_col)
    funds = (row for row in space.filled_rows if heads_funds(space.over(row), words))
    return next(funds, head.first_row), head.first_col


def _window(grid: Grid, words: Words, group: Sequence[Head], first: int, rows: tuple[int, int]) -> Range:
    """The form's rows, and its columns from ``first`` on up to the first blank one on either side."""
    (left, right), (start, end) = group[0].limits, rows
    filled = grid.within(Range(start, left, end, right)).filled_rows
    body = grid.within(Range(start, left, _last_row(grid, words, group[-1], filled), right))
    columns = {
        column
        for row in body.filled_rows
        for tile in body.over(row)
        for column in range(tile.area.first_col, min(tile.area.last_col, right) + 1)
    }
    last = max(head.last_col for head in group)
    while first - 1 in columns:
        first -= 1
    while last + 1 in columns:
        last += 1
    return Range(start, first, end, last)


def _last_row(grid: Grid, words: Words, head: Head, rows: Sequence[int]) -> int:
    """The row of 总分, or the last one before what stands below a form."""
    last = head.last_row
    columns = grid.within(Range(head.first_row, head.limits[0], MAX_ROW, head.last_col))
    for row in (row for row in rows if row > head.last_row):
        texts = [tile.text for tile in columns.beginning(row)[:1]]
        if any(words.is_closing(text) for text in texts):
            break
        last = row
        if any(words.is_total(text) for text in texts):
            break
    return last
