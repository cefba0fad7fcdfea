"""A function of single cells over areas: what an array formula does."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from xlperf.rules.worksheet import Answer, CellInput

#: An area as xlwings passes it with ``ndim=2``: rows of cells.
Area = Sequence[Sequence[CellInput]]

_UNEQUAL: Final = "各个区域的行数、列数要相同（或者只有一格、一行、一列）"


def over_areas(function: Callable[..., Answer], *areas: Area | CellInput) -> list[list[float | str]]:
    """The function's answer for every cell of the largest area.

    A single cell, row or column is repeated, as Excel does. Areas that do not fit each other give a
    sentence in one cell. Numbers come out as floats, since a cell holds nothing else.
    """
    tables = [_table(area) for area in areas]
    height, width = (max(sizes) for sizes in zip(*map(_size, tables), strict=True))
    if any(
        _size(table)[axis] not in (1, size) for table in tables for axis, size in ((0, height), (1, width))
    ):
        return [[_UNEQUAL]]
    return [
        [_cell(function(*(_at(table, row, column) for table in tables))) for column in range(width)]
        for row in range(height)
    ]


def _table(area: Area | CellInput) -> Area:
    if isinstance(area, str) or not isinstance(area, Sequence):
        return [[area]]
    return area if area and area[0] else [[None]]


def _size(table: Area) -> tuple[int, int]:
    return len(table), len(table[0])


def _at(table: Area, row: int, column: int) -> CellInput:
    height, width = _size(table)
    return table[row if height > 1 else 0][column if width > 1 else 0]


def _cell(answer: Answer) -> float | str:
    return float(answer) if isinstance(answer, Decimal) else answer
