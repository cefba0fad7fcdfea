"""What stands on a form and was not read: labels that are nearly ours, and contents without a place.

A label that is merely like a known one (全年执预算数) is not taken for it: what stands under it might be
anything, and a wrong amount is worse than one that is known to be missing. The field counts as not found,
and the clerk is told the cell whose label looks like it: one correction there, and the form is read in full.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_others import NEARLY
from xlperf.forms.label_words import Words, inline_value, is_subtotal, label_key
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.model.text import is_nothing_word
from xlperf.rules.likeness import most_alike

#: So many contents are named; of more only the number is told.
_NAMED: Final = 5
_SHOWN: Final = 15
#: Shorter words are alike by chance.
_SHORTEST: Final = 3


def leftovers(
    grid: Grid, words: Words, first_row: int, read: AbstractSet[str], lost: Mapping[str, str]
) -> Iterator[Remark]:
    """The remarks on a form's cells that were not read.

    Args:
        grid: the form's window.
        words: the labels.
        first_row: the row of 项目名称; above it there are only titles.
        read: the addresses of the cells that were read, or have no meaning where they stand.
        lost: the labels of the fields that were not found: label key to label.
    """
    unread = [tile for tile in _unread(grid, words, first_row) if tile.cell.ref not in read]
    near = {tile.cell.ref: label for tile in unread if (label := _nearly(tile, lost))}
    for tile in unread:
        if tile.cell.ref in near:
            detail = f"“{tile.text.strip()}”像是“{near[tile.cell.ref]}”，但字不一样，没有当作它读取"
            yield Remark(RemarkKind.NEAR_LABEL, detail, tile.cell.ref)
    rest = [tile for tile in unread if tile.cell.ref not in near]
    if rest:
        yield _told(rest)


def _unread(grid: Grid, words: Words, first_row: int) -> Iterator[Tile]:
    """The filled tiles from a row on that may be somebody's answer; signatures below the form are none."""
    signed: int | None = None
    for tile in grid.filled():
        row = tile.area.first_row
        if row < first_row or tile.blank or row == signed:
            continue
        if words.is_signature(tile.text):
            signed = row
        elif not _is_printed(tile, words):
            yield tile


def _is_printed(tile: Tile, words: Words) -> bool:
    """Whether a tile shows a label, a title or nothing worth reading."""
    text = tile.text
    if not text:
        return False
    printed = words.is_label(text) or words.is_furniture(text) or is_subtotal(text)
    if words.is_remark(text) and is_nothing_word(inline_value(text)):
        return True
    return printed or is_nothing_word(text) or words.is_total(text) or words.is_grade(text)


def _nearly(tile: Tile, lost: Mapping[str, str]) -> str | None:
    """The label that a text was probably meant to be; None where it is like none of those not found."""
    key = label_key(tile.text)
    if len(key) < _SHORTEST:
        return None
    keys = [each for each in lost if len(each) >= _SHORTEST]
    found = most_alike(key, keys, NEARLY)
    return lost[keys[found[0]]] if found else None


def _told(tiles: Sequence[Tile]) -> Remark:
    named = "、".join(f"{tile.cell.ref}“{_short(tile)}”" for tile in tiles[:_NAMED])
    more = f"等 {len(tiles)} 处" if len(tiles) > _NAMED else ""
    detail = f"有内容没有对应的栏目，没有读取：{named}{more}"
    return Remark(RemarkKind.LEFT_OVER, detail, tiles[0].cell.ref)


def _short(tile: Tile) -> str:
    text = " ".join(str(tile.cell.value).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
