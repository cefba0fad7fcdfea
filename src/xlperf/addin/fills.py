"""The fill of a cell, remembered as text so that it can be put back just as it was."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

#: Excel's ``Interior.Pattern`` for no fill and for an even one; any other is left as it is.
_NONE, _SOLID = -4142, 1


@dataclass(frozen=True, slots=True)
class Fill:
    """An even fill: ``rgb`` is RRGGBB or "" for none; ``theme`` and ``tint`` where it follows the theme."""

    rgb: str = ""
    theme: int | None = None
    tint: float = 0.0

    def text(self) -> str:
        """The fill in one line."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> "Fill":
        """The reverse of :meth:`text`."""
        return cls(**json.loads(text))


#: A cell whose fill is a pattern or a gradient is not coloured: nothing else could put that back.
UNTOUCHABLE: Final = None


def fill_of(cell: "xw.Range") -> Fill | None:
    """The fill of a cell, or :data:`UNTOUCHABLE`."""
    color = cell.color
    rgb = "" if color is None else "{:02X}{:02X}{:02X}".format(*color)
    interior = getattr(cell.api, "Interior", None)  # Excel's own; other programs know the colour only
    if interior is None:
        return Fill(rgb)
    if interior.Pattern not in (_NONE, _SOLID):
        return UNTOUCHABLE
    theme = None
    if rgb:
        with suppress(Exception):  # some Excels refuse the question where the colour follows no theme
            theme = interior.ThemeColor
    follows = isinstance(theme, int) and theme > 0
    return Fill(rgb, theme if follows else None, float(interior.TintAndShade) if follows else 0.0)


def put_fill(cell: "xw.Range", fill: Fill) -> None:
    """Give a cell a fill that :func:`fill_of` found."""
    red, green, blue = bytes.fromhex(fill.rgb or "000000")
    cell.color = (red, green, blue) if fill.rgb else None
    if fill.theme is not None:
        cell.api.Interior.ThemeColor = fill.theme
        cell.api.Interior.TintAndShade = fill.tint
