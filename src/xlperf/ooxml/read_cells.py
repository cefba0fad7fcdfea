"""The cells of a sheet that have been looked at, or written: nothing is taken apart twice."""

from decimal import Decimal

from xlperf.ooxml.cells import Cell, Value
from xlperf.ooxml.cellxml import read_number, write_number
from xlperf.ooxml.refs import ref

#: Row and column, from 1.
Spot = tuple[int, int]
#: Cells, each with the tail that it was read from: as long as that very text stands there, it holds.
ReadCells = dict[Spot, tuple[str, Cell]]


def remember_literal(read: ReadCells, spot: Spot, tail: str, value: Value, style: int) -> None:
    """A literal has been written; an empty text empties the cell."""
    found, certain = _as_read(None if value == "" else value)
    if certain:
        read[spot] = tail, Cell(ref(*spot), found, None, style)


def remember_result(read: ReadCells, spot: Spot, before: str, tail: str, value: Value) -> None:
    """A formula's cell, whose tail was ``before``, has been given another result."""
    old = read.get(spot)
    found, certain = _as_read(value)
    if certain and old is not None and old[0] is before:
        read[spot] = tail, Cell(old[1].ref, found, old[1].formula, old[1].style)


def _as_read(value: Value) -> tuple[Value, bool]:
    """What a value will be read as, and whether that is certain: of a text with invisible signs it is not."""
    kind = type(value)
    if kind is str:
        return value, str(value).isprintable()
    if isinstance(value, Decimal):
        return read_number(write_number(value)), True
    return None, value is None
