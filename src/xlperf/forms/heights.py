"""How high a row must be for its wrapped text, estimated without a font at hand.

Excel fits a row to its text by itself, but not where cells are merged, and viewers on phones not at
all. The estimate errs on the generous side.
"""

import math
import unicodedata
from collections.abc import Iterable
from typing import Final

#: Digits of the default font (11 points) per point of a font's size, for one narrow character.
_NARROW: Final = 1 / 10.5
#: Line spacing in points per point of font size.
_LEADING: Final = 1.35
_PADDING: Final = 4.0


def text_width(text: str) -> int:
    """The width of one line in narrow characters; a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text)


def line_count(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a column ``width`` digits wide, in a font of ``size`` points."""
    room = max(2.0, (width - 1) / (size * _NARROW))
    if 2 * len(text) <= room and "\n" not in text:  # whatever the characters are
        return 1
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]], size: float, minimum: float = 0) -> float:
    """The height in points of a row of (text, column width) cells; at least ``minimum``."""
    lines = max((line_count(text, width, size) for text, width in cells), default=1)
    return max(minimum, round(lines * size * _LEADING + _PADDING, 1))
