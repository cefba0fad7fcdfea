"""What people do to a form: its rows moved, its labels broken, its merged areas taken apart.

A form is rows of spots, as :mod:`support.sheets` draws literal tables: ``<`` belongs to the cell on its left,
``^`` to the one above. A spot knows which field of the form stands there, so that a test can say where
everything must be found, however the rows were moved.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: what is typed there, whether the form prints it, and the field that it is the value of."""

    text: str = ""
    key: str = ""
    label: bool = False


LEFT, UP = Spot("<"), Spot("^")
Rows = list[list[Spot]]


def shifted(rows: Rows) -> Rows:
    """Two more rows above, the unit of money among them, and two blank columns on the left."""
    above: Rows = [[Spot("附件2")], [], [Spot("金额单位：万元")]]
    width = len(rows[0])
    return [[Spot(), Spot(), *row, *[Spot()] * (width - len(row))] for row in (*above, *rows)]


def broken_labels(rows: Rows) -> Rows:
    """Labels over two lines, with blanks to make them wider, their brackets and letters of full width."""
    return [[replace(spot, text=_broken(spot.text)) if spot.label else spot for spot in row] for row in rows]


_FULL_WIDTH: Final = str.maketrans("()/AB0125", "（）／ＡＢ０１２５")


def _broken(text: str) -> str:
    half = (len(text) + 1) // 2
    return f"{text[:half]}⏎{'　'.join(text[half:])}".translate(_FULL_WIDTH)


def unmerged(rows: Rows) -> Rows:
    """All merged areas taken apart, as other programs do: what they showed stands in the first cell."""
    return [[replace(spot, text="") if spot in (LEFT, UP) else spot for spot in _close(row)] for row in rows]


def _close(row: list[Spot]) -> list[Spot]:
    """Of two blank cells beside a label the first is as good as the second for what was left blank."""
    moved = list(row)
    for column, (left, spot) in enumerate(pairwise(row)):
        if left == LEFT and spot.key in ("department", "unit") and not spot.text:
            moved[column : column + 2] = [spot, left]
    return moved


def twice(rows: Rows) -> Rows:
    """The form a second time below the first, as where a unit has two projects."""
    again = [[replace(spot, key="") for spot in row] for row in rows]
    return [*rows, [Spot()] * len(rows[0]), *again]
