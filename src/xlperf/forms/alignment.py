"""Where the rows and columns of an issued form stand now, after rows came, went or changed places.

They are known by what is printed in them: a row goes where most of its texts are found again, and the rarer
a text the more it says. Nothing depends on names, styles or addresses, which copying may have changed.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from xlperf.forms.locked_cells import Spot, content_key
from xlperf.ooxml.formula_tokens import Name as FormulaName
from xlperf.ooxml.formula_tokens import Reference, Token, rewrite

#: A row is found again where at least this part of what it says is.
_ENOUGH: Final = 0.25


@dataclass(frozen=True, slots=True)
class Alignment:
    """Issued rows and columns to those of the returned sheet; those that are gone are not in it."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]

    @classmethod
    def of(cls, issued: Mapping[Spot, str], returned: Mapping[Spot, str]) -> "Alignment":
        """Find what was printed (contents by row and column) among what stands there now."""
        theirs = {spot: _shape(text) for spot, text in returned.items()}
        ours = {spot: _shape(text) for spot, text in issued.items()}
        rows = _filled_up(dict(_rows(ours, theirs)), {row for row, _ in ours})
        return cls(rows, dict(_columns(ours, theirs, rows)))

    def spot(self, issued: Spot) -> Spot | None:
        """Where a cell stands now."""
        row, column = self.rows.get(issued[0]), self.columns.get(issued[1])
        return None if row is None or column is None else (row, column)

    def straight(self) -> "Alignment":
        """The same rows, and the columns in their issued order, where they have only changed places."""
        first = min(self.columns, default=1)
        shift = self.columns.get(first, first) - first
        columns = {column: column + shift for column in self.columns}
        swapped = set(columns.values()) == set(self.columns.values())
        return Alignment(self.rows, columns) if swapped else self

    def formula(self, text: str) -> str:
        """An issued formula as it must read now; ranges end at what is left of them."""
        return rewrite(text, self._moved)

    def _moved(self, token: Token) -> str | None:
        if isinstance(token, FormulaName) or token.prefix is not None:
            return None
        first, last = token.first, token.last or token.first
        if None in (first.row, first.col, last.row, last.col):
            return None
        rows = _span(first.row or 0, last.row or 0, self.rows)
        columns = _span(first.col or 0, last.col or 0, self.columns)
        if rows is None or columns is None:
            return "#REF!"
        start = replace(first, row=rows[0], col=columns[0])
        end = None if token.last is None else replace(last, row=rows[1], col=columns[1])
        return str(Reference(None, start, end))


@lru_cache(maxsize=16_384)
def _shape(text: str) -> str:
    """What a content says wherever it stands: of a formula all but its references."""
    if not text.startswith("="):
        return content_key(text)
    return rewrite(text, lambda token: None if isinstance(token, FormulaName) else "@").casefold()


def _rows(ours: Mapping[Spot, str], theirs: Mapping[Spot, str]) -> Iterator[tuple[int, int]]:
    """Pairs of rows, the surest first; of rows that are alike the upper ones find each other."""
    often = Counter(ours.values())
    where: dict[str, Counter[int]] = defaultdict(Counter)
    for (row, _), shape in theirs.items():
        where[shape][row] += 1
    total: dict[int, float] = defaultdict(float)
    scores: dict[tuple[int, int], float] = defaultdict(float)
    for (row, _), shape in ours.items():
        weight = 1 / often[shape]
        total[row] += weight
        for found in where.get(shape, ()):
            scores[row, found] += weight
    enough = {pair: score for pair, score in scores.items() if score >= _ENOUGH * total[pair[0]]}
    yield from _best(enough, _anchors(enough))


def _anchors(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The rows that can stand in one place only, with that place: like no other row, here or there."""
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for pair, score in scores.items():
        for side, row in zip(best, pair, strict=True):
            side[row] = max(side.get(row, 0), score)
    sure = [pair for pair, score in scores.items() if score == best[0][pair[0]] == best[1][pair[1]]]
    here, there = Counter(one for one, _ in sure), Counter(other for _, other in sure)
    return {one: other for one, other in sure if here[one] == there[other] == 1}


def _filled_up(found: Mapping[int, int], printed: AbstractSet[int]) -> dict[int, int]:
    """The rows in which nothing is printed, or all is changed, stand between those above and below them."""
    rows, taken = dict(found), set(found.values())
    for row in range(1, max(printed, default=0)):
        place = rows.get(row - 1, 0) + 1
        below = next((each for each in range(row + 1, max(printed) + 1) if each in found), 0)
        fits = row not in printed or found.get(below, 0) - place == below - row
        if row not in rows and place not in taken and fits:
            rows[row] = place
            taken.add(place)
    return rows


def _columns(
    ours: Mapping[Spot, str], theirs: Mapping[Spot, str], rows: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of columns, those first that have the most in common in the rows that were found."""
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), shape in theirs.items():
        by_row[row].append((column, shape))
    scores: dict[tuple[int, int], float] = defaultdict(float)
    for (row, column), shape in ours.items():
        for found, other in by_row.get(rows.get(row, 0), ()):
            if other == shape:
                scores[column, found] += 1
    yield from _best(scores, _anchors(scores))


def _best(scores: Mapping[tuple[int, int], float], anchors: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Pairs by what they have in common; of pairs alike that which moved as far as the anchor above it."""
    sure = sorted(anchors)

    def unlike(pair: tuple[int, int]) -> tuple[float, int, int, int]:
        at = bisect_right(sure, pair[0]) - 1
        moved = anchors[sure[at]] - sure[at] if at >= 0 else 0
        return -round(scores[pair], 6), abs(pair[1] - pair[0] - moved), *pair

    taken: tuple[set[int], set[int]] = set(), set()
    for one, other in sorted(scores, key=unlike):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield one, other


def _span(first: int, last: int, places: Mapping[int, int]) -> tuple[int, int] | None:
    """The outermost places that a span's members have now."""
    found = [places[each] for each in range(min(first, last), max(first, last) + 1) if each in places]
    return (min(found), max(found)) if found else None
