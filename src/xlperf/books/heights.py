"""How tall a row must be for its wrapped text.

Excel fits rows to their text while someone types, not when a file is opened whose rows say nothing; a
phone's preview never does. So whoever writes text into a file says how tall the row is.
"""

import unicodedata
from collections.abc import Iterable

#: Points for a line of the body font (10.5 pt), and for the air above and below.
_LINE = 14.5
_AIR = 6.0
#: The tallest row that Excel has.
_TALLEST = 409.0


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """The height in points of a row whose cells are texts with their columns' widths in characters."""
    lines = max((_lines(text, width) for text, width in cells), default=1)
    return min(lines * _LINE + _AIR, _TALLEST)


def text_width(text: str) -> int:
    """The width of a text in characters of a digit's width: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _lines(text: str, width: float) -> int:
    room = max(int(width) - 1, 2)
    return sum(max(1, -(-text_width(line) // room)) for line in text.splitlines() or [""])
