"""What a cell of a workbook holds, independent of any domain."""

from decimal import Decimal
from typing import NamedTuple


class ErrorValue(str):
    """An Excel error value such as ``#REF!``; a str subclass so that it prints as it looks."""

    __slots__ = ()


#: A cell's stored value. Dates are numbers in the file; ``Cell.is_date`` tells them.
Value = str | Decimal | bool | ErrorValue | None


class Cell(NamedTuple):
    """One cell as stored; a tuple because a workbook has thousands, made in a third of the time.

    ``value`` is the literal or the cached result (None: empty, or a formula that was never
    calculated), ``formula`` the text without ``=`` (None: no formula), ``style`` the index into
    cellXfs. Numbers are the shortest decimal that gives the stored double (0.946, not 0.94599…).
    """

    ref: str
    value: Value = None
    formula: str | None = None
    style: int = 0
