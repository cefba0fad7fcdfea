"""Tables on a sheet that are not read as a form: another kind of table, or a form that lost its labels."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_heads import header_tiles, heads_indicators, names_project
from xlperf.forms.label_indicators import IndicatorTable
from xlperf.forms.label_regions import heads_column, heads_funds
from xlperf.forms.label_words import OtherKind, Words, label_key
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.ooxml.refs import Range
from xlperf.rules.likeness import most_alike

#: A sheet that is called a form shows at least this many different labels of one.
_ENOUGH_LABELS: Final = 4
#: A text this much like a label is probably one mistyped: one character of three differs.
NEARLY: Final = Decimal("0.66")
_LONGEST_TITLE: Final = 60
#: A form is known by 项目名称, its title, funds, goals and indicators; one that was lost by so many of them.
_ENOUGH_MARKS: Final = 3
#: What a header of 绩效指标 has, one of each.
_HEADER: Final = ({"level1", "level2"}, {"level3"}, {"target", "actual"})
#: How the title of a form ends.
_TITLES: Final = ("自评表", "绩效评价表", "自评价表")


def other_tables(grid: Grid, words: Words, unread: Iterable[Grid]) -> Iterator[Remark]:
    """What to say about the regions of a sheet that were not read, or about one without any region.

    Args:
        grid: the sheet.
        words: the labels.
        unread: the regions with a header of 绩效指标 that are no form.
    """
    regions = list(unread)
    for region in regions or [grid]:
        title, kind = _title(region), kind_of(region, words)
        if kind is not None and title is not None:
            detail = f"“{title.text.strip()}”是{kind.name}，不是项目支出绩效自评表，没有读取"
            yield Remark(RemarkKind.OTHER_TABLE, detail, title.cell.ref)
        elif regions:
            yield _lost(_rows(region), words, title or next(iter(header_tiles(region, words))))
        elif title is not None and _labels(region, words) >= _ENOUGH_LABELS and _calls_itself_form(title):
            yield _lost(_rows(region), words, title)


def _calls_itself_form(title: Tile) -> bool:
    return label_key(title.text).endswith(_TITLES)


def overlooked(
    grid: Grid, words: Words, read: Iterable[IndicatorTable], unread: Iterable[Grid]
) -> Iterator[Remark]:
    """The remark on a header of 绩效指标 that belongs to no form that was read: so no form is lost unsaid."""
    known, told = {place for table in read for place in table.header_places()}, list(unread)
    for tile in header_tiles(grid, words):
        place = tile.area.first_row, tile.area.first_col
        if place not in known and not any(place in region.window for region in told):
            detail = "这里好像还有一张自评表，和旁边的表分不开，没有读取；请一个项目一张工作表"
            yield Remark(RemarkKind.LOST_FORM, detail, tile.cell.ref)


def unreached(
    grid: Grid, words: Words, read: Iterable[IndicatorTable], unread: Iterable[Grid]
) -> Iterator[Remark]:
    """The remark on a form whose header of 绩效指标 is lost, outside all that was read.

    Several of its marks must be there, so that a list of projects or a note beside a form is none.
    """
    known = [*(table.body for table in read), *(region.window for region in unread)]
    rows = list(_outside(grid, known))
    tiles = [tile for row in rows for tile in row]
    names = [tile for tile in tiles if names_project(tile, words) and not heads_column(grid, words, tile)]
    titles = [tile for tile in tiles if _calls_itself_form(tile) and words.kind_of(tile.text) is None]
    marks = (
        bool(names),
        bool(titles),
        any(heads_funds(row, words) for row in rows),
        any(words.field(tile.text) in ("goal", "goal_done") for tile in tiles),
        any(_nearly_heads_indicators(row, words) for row in rows),
    )
    if sum(marks) >= _ENOUGH_MARKS:
        yield _lost(rows, words, next(iter((*names, *titles, *tiles))))


def _outside(grid: Grid, areas: Iterable[Range]) -> Iterator[list[Tile]]:
    """The tiles that lie in none of some areas, by row."""
    waiting = sorted(areas, key=lambda area: area.first_row, reverse=True)
    over: list[Range] = []
    for row in grid.filled_rows:
        while waiting and waiting[-1].first_row <= row:
            over.append(waiting.pop())
        over = [area for area in over if area.last_row >= row]
        tiles = [tile for tile in grid.beginning(row) if not _within(tile, over)]
        if tiles:
            yield tiles


def _within(tile: Tile, areas: Iterable[Range]) -> bool:
    return any(area.first_col <= tile.area.first_col <= area.last_col for area in areas)


def _nearly_heads_indicators(tiles: Iterable[Tile], words: Words) -> bool:
    """Whether a row has all that a header of 绩效指标 has but one."""
    keys = {words.indicator_column(tile.text) for tile in tiles}
    return sum(bool(keys & wanted) for wanted in _HEADER) >= len(_HEADER) - 1


def _rows(grid: Grid) -> list[list[Tile]]:
    return [grid.over(row) for row in grid.filled_rows]


def kind_of(grid: Grid, words: Words) -> OtherKind | None:
    """The other kind of table that the title of a region names."""
    title = _title(grid)
    return words.kind_of(title.text) if title else None


def _title(grid: Grid) -> Tile | None:
    """The first text that calls itself a table: …表, …表（2021年度）."""
    for tile in grid.filled():
        if len(tile.text) <= _LONGEST_TITLE and label_key(tile.text).endswith("表"):
            return tile
    return None


def _labels(grid: Grid, words: Words) -> int:
    return len({label_key(tile.text) for tile in grid.filled() if tile.text and words.is_label(tile.text)})


def _lost(rows: Sequence[Sequence[Tile]], words: Words, place: Tile) -> Remark:
    """The remark on a form without one of the labels that it is known by, with what looks like it."""
    parts = {
        "项目名称": any(names_project(tile, words) for row in rows for tile in row),
        "全年预算数": any(heads_funds(row, words) for row in rows),
        "三级指标": any(heads_indicators(row, words) for row in rows),
    }
    lost = [label for label, found in parts.items() if not found]
    alike = [said for said in (_alike(rows, words, label) for label in lost) if said]
    hint = f"；{'、'.join(alike)}" if alike else ""
    what = "、".join(f"“{label}”" for label in lost) or "“三级指标”一行里的“年度指标值”“实际完成值”"
    return Remark(RemarkKind.LOST_FORM, f"像是自评表，但找不到{what}{hint}，没有读取", place.cell.ref)


def _alike(rows: Sequence[Sequence[Tile]], words: Words, label: str) -> str:
    """The text that is probably a label mistyped: “三级指际”（D12）像是“三级指标”; "" where none is."""
    tiles = [tile for row in rows for tile in row if tile.text and not words.is_label(tile.text)]
    found = most_alike(label_key(label), [label_key(tile.text) for tile in tiles], NEARLY)
    if found is None:
        return ""
    tile = tiles[found[0]]
    return f"“{tile.text.strip()}”（{tile.cell.ref}）像是“{label}”"
