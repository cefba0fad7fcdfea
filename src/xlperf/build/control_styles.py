"""How the control workbook looks: one small palette that survives a black-and-white printer."""

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from xlperf.books.spec import ColumnSpec, Kind, Label, Role

BODY_FONT = "宋体"
HEAD_FONT = "黑体"
INK = "#1F2D3D"
QUIET = "#6B7785"
LINE = "#8A97A6"
HEAD_FILL = "#DCE6F1"
CLERK_FILL = "#FFF2CC"
TILE_FILL = "#F5F7FA"
TOTAL_FILL = "#EDEDED"
ACCENT = "#1F4E79"
BAR = "#BCD0E8"
ALERT_FILL = "#FBE0DD"
ALERT_INK = "#9C1C10"

TAB_COLORS = {Role.CONSOLE: "#1F4E79", Role.INPUT: "#E0B93B", Role.RESULT: "#7F9DB9"}

_TEXT = "@"
NUMBER_FORMATS = {
    Kind.SERIAL: "0",
    Kind.CODE: _TEXT,
    Kind.TEXT: _TEXT,
    Kind.LONG: _TEXT,
    Kind.DIGEST: _TEXT,
    Kind.MARK: _TEXT,
    Kind.LINK: "General",
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.EXACT_MONEY: "#,##0.00####",
    Kind.YUAN: "#,##0.00",
    Kind.RATE: "0.00%",
    Kind.SCORE: "0.00",
}
_LEFT = (Kind.TEXT, Kind.LONG, Kind.DIGEST)
_LINK: dict[str, object] = {"underline": 1, "font_color": ACCENT}


def column_pixels(width: float) -> int:
    """How many pixels XlsxWriter gives a column of this width in characters."""
    return int(width * 7 + 0.5) + 5


def row_pixels(height: float) -> int:
    """How many pixels a row of this height in points has at 96 dots an inch."""
    return round(height * 4 / 3)


@dataclass(slots=True)
class Styles:
    """The cell formats of one workbook, each made once."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def make(self, **properties: object) -> Format:
        """A format with these XlsxWriter properties over the body font."""
        full = {"font_name": BODY_FONT, "font_size": 10.5, "font_color": INK, "valign": "vcenter"}
        full |= properties
        key = tuple(sorted(full.items(), key=lambda item: item[0]))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(full)
        return self._made[key]

    def title(self) -> Format:
        """The printed title of a sheet."""
        return self.make(font_name=HEAD_FONT, font_size=16, bold=True, align="center")

    def note(self) -> Format:
        """What the sheet is and who fills it; on the screen only."""
        return self.make(font_size=10, font_color=QUIET, text_wrap=True)

    def unit(self) -> Format:
        """单位：万元, at the right above the tables."""
        return self.make(font_size=10, align="right")

    def caption(self) -> Format:
        """The heading of one of several tables."""
        return self.make(font_name=HEAD_FONT, font_size=12, bold=True, font_color=ACCENT)

    def header(self, *, clerk: bool = False) -> Format:
        """A table's header cell; a clerk's own column has another fill."""
        return self.frame(
            font_name=HEAD_FONT,
            bold=True,
            align="center",
            text_wrap=True,
            bottom=2,
            bg_color=CLERK_FILL if clerk else HEAD_FILL,
        )

    def cell(self, column: ColumnSpec) -> Format:
        """A data cell."""
        return self._body(column, _align(column))

    def total(self, column: ColumnSpec) -> Format:
        """A cell of the total row."""
        align = "center" if isinstance(column.total, Label) else _align(column)
        return self._body(column, align, bold=True, top=2, bg_color=TOTAL_FILL)

    def card(self) -> Format:
        """A step on 操作台, just under its button: what shows where there are no buttons, as on paper."""
        return self.frame(font_name=HEAD_FONT, bold=True, align="center", text_wrap=True, bg_color=HEAD_FILL)

    def remark(self) -> Format:
        """When a step last ran, and what came of it."""
        return self.frame(font_size=9, align="center", text_wrap=True, num_format="@")

    def message(self) -> Format:
        """The last message of a step, in whole sentences."""
        return self.frame(text_wrap=True, indent=1, num_format="@", bg_color=TILE_FILL, border=2)

    def tile(self) -> Format:
        """The caption over a number of the round's state."""
        return self.frame(font_size=10, align="center", bottom=0, bg_color=TILE_FILL)

    def figure(self) -> Format:
        """A number of the round's state."""
        return self.frame(
            font_name=HEAD_FONT,
            font_size=20,
            bold=True,
            align="center",
            num_format="#,##0",
            top=0,
            bg_color=TILE_FILL,
        )

    def label(self) -> Format:
        """The name of a parameter or a step."""
        return self.frame(font_name=HEAD_FONT, bold=True, bg_color=HEAD_FILL, indent=1)

    def plain(self) -> Format:
        """Words in a framed cell."""
        return self.frame(text_wrap=True, indent=1)

    def entry(self, num_format: str) -> Format:
        """A parameter that the clerk types."""
        return self.frame(font_size=12, bold=True, align="center", num_format=num_format, bg_color=CLERK_FILL)

    def score(self, num_format: str) -> Format:
        """A single result that stands on its own."""
        return self.frame(font_size=12, bold=True, align="center", num_format=num_format)

    def command(self) -> Format:
        """What to type in a terminal instead of pressing the button."""
        return self.frame(font_name="Consolas", font_size=10, indent=1)

    def link(self) -> Format:
        """A link to a sheet."""
        return self.frame(align="center", underline=1, font_color=ACCENT)

    def alert(self) -> Format:
        """A number that asks for action; bold, so that it also shows on paper."""
        return self.workbook.add_format({"bg_color": ALERT_FILL, "font_color": ALERT_INK, "bold": True})

    def frame(self, **properties: object) -> Format:
        """A cell with a thin border all round."""
        return self.make(**{"border": 1, "border_color": LINE, **properties})

    def _body(self, column: ColumnSpec, align: str, **more: object) -> Format:
        return self.frame(
            num_format=NUMBER_FORMATS[column.kind],
            align=align,
            indent=1 if align == "right" else 0,
            text_wrap=(column.kind.is_text and column.kind is not Kind.DIGEST) or column.kind is Kind.LINK,
            **(_LINK if column.kind is Kind.LINK else {}),
            **more,
        )


def _align(column: ColumnSpec) -> str:
    if column.kind in _LEFT:
        return "left"
    return "right" if column.kind.is_amount or column.bar else "center"
