"""Which row or column of a named block holds what, when somebody has put its parts in another order."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from xlperf.forms.label_words import Words, label_key
from xlperf.forms.names import Name
from xlperf.ooxml.refs import Area
from xlperf.ooxml.sheet import Sheet

K = TypeVar("K", bound=Hashable)


def order_of(keys: Sequence[K], printed: Sequence[K | None]) -> Mapping[K, int]:
    """The place of each key in a block.

    Args:
        keys: what the block was issued with, in order.
        printed: what the labels beside each place say now; None where one says nothing that is known.

    A label that names a key decides; a key that no label names keeps its place, or takes one that is left.
    """
    found: dict[K, int] = {}
    for place, key in enumerate(printed):
        if key is not None and key in keys:
            found.setdefault(key, place)
    for place, key in enumerate(keys):
        if key not in found and place not in found.values():
            found[key] = place
    free = [place for place, _ in enumerate(keys) if place not in found.values()]
    left = [key for key in keys if key not in found]
    return found | dict(zip(left, free, strict=True))


def fit(sheet: Sheet, words: Words, areas: Mapping[Name, Area]) -> bool:
    """Whether the headers of both blocks stand over them, as far as there are any headers.

    Where they do not, a name means other cells now than it did when the form was issued. Of a form in which
    nothing that was locked has changed this need not be asked.
    """
    funds, indicators = areas[Name.FUNDS], areas[Name.INDICATORS]
    money = _header(
        sheet, range(funds.last_row, 0, -1), lambda text: words.funding_columns.get(label_key(text))
    )
    rows = _header(sheet, range(indicators.last_row, 0, -1), words.indicator_column)
    return _stands_over(money, funds, touching=True) and _stands_over(rows, indicators, touching=False)


def _header(
    sheet: Sheet, rows: range, meaning: Callable[[str], Hashable | None]
) -> tuple[int, dict[Hashable, list[int]]]:
    """The lowest of some rows with at least two labels: its number, and the columns of each label."""
    for row in rows:
        found: dict[Hashable, list[int]] = {}
        for column, cell in sheet.filled_in(row):
            key = meaning(cell.value) if isinstance(cell.value, str) else None
            if key is not None:
                found.setdefault(key, []).append(column)
        if len(found) > 1:
            return row, found
    return 0, {}


def _stands_over(header: tuple[int, dict[Hashable, list[int]]], area: Area, *, touching: bool) -> bool:
    """Whether each label of a header has one over the area, and the header is above it, or right above it."""
    row, labels = header
    over = all(any(area.first_col <= each <= area.last_col for each in places) for places in labels.values())
    above = row == area.first_row - 1 if touching else row < area.first_row
    return over and (above or not labels)
