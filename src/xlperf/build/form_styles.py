"""How the issued form and its guide look: the official form's sober black on white."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from xlperf.forms.fields import Kind
from xlperf.forms.marks import Look
from xlperf.model.money import MoneyUnit

BODY_FONT: Final = "宋体"
HEAD_FONT: Final = "黑体"
BODY_SIZE: Final = 10.5
#: The text of an indicator row: three lines of it fit the usual row.
ROW_SIZE: Final = 10

#: Screen colours; the form prints in black and white.
MISSING_FILL: Final = "#FFF2CC"
WRONG_FILL: Final = "#F8CBAD"
WRONG_INK: Final = "#C00000"
HEAD_FILL: Final = "#EDEDED"

#: 万元 show up to six decimals (0.01 元), so that nothing typed is rounded out of sight.
AMOUNT_FORMATS: Final = {MoneyUnit.WAN: "#,##0.00####_ ", MoneyUnit.YUAN: "#,##0.00_ "}

_NUMBER_FORMATS: Final = {Kind.RATE: "0.00%", Kind.YEAR: '"（"0"年度）"'}
_LEFT: Final = (Kind.LONG_TEXT,)

#: The sides too, for LibreOffice takes a mark's lines for all the lines that there are.
_EDGE: Final = {"top": 1, "left": 1, "right": 1}

_LOOKS: Final[Mapping[Look, Mapping[str, object]]] = {
    Look.MISSING: {"bg_color": MISSING_FILL},
    Look.WRONG: {"bg_color": WRONG_FILL, "font_color": WRONG_INK, "bold": True},
    # Two ways of hiding, for viewers that know only one of them.
    Look.REPEATED_EDGE: {"num_format": ";;;", "font_color": "#FFFFFF", **_EDGE},
    Look.REPEATED: {"num_format": ";;;", "font_color": "#FFFFFF"},
    Look.EDGE: _EDGE,
}


@dataclass(slots=True)
class FormStyles:
    """The cell formats of one workbook, each made once."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def make(self, **properties: object) -> Format:
        """A format with these XlsxWriter properties over the body font."""
        full: dict[str, object] = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter"}
        full |= properties
        key = tuple(sorted(full.items(), key=lambda item: item[0]))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(full)
        return self._made[key]

    def title(self) -> Format:
        """The heading of a sheet."""
        return self.make(font_name=HEAD_FONT, font_size=18, align="center")

    def label(self, indent: int = 0) -> Format:
        """A printed label of the form, centred or indented from the left."""
        if indent:
            return self.make(align="left", indent=indent, border=1)
        return self.make(align="center", text_wrap=True, border=1)

    def input(self, kind: Kind, *, text: bool = False, border: int = 1, size: float = BODY_SIZE) -> Format:
        """A cell that is typed into; ``text`` keeps codes such as 001 as typed."""
        properties: dict[str, object] = {
            "font_size": size,
            "align": "left" if kind in _LEFT else "center",
            "text_wrap": True,
            "border": border,
            "locked": False,
        }
        if kind in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[kind]
        if text:
            properties["num_format"] = "@"
        return self.make(**properties)

    def amount(self, unit: MoneyUnit, *, locked: bool) -> Format:
        """An amount of money; it shrinks rather than turn into ####."""
        return self.make(align="right", border=1, num_format=AMOUNT_FORMATS[unit], shrink=True, locked=locked)

    def computed(self, num_format: str, **more: object) -> Format:
        """The result of a formula that nobody types over."""
        return self.make(align="center", border=1, num_format=num_format, **more)

    def level(self) -> Format:
        """A first- or second-level label: a mark draws the lines between groups, there are no others."""
        return self.make(font_size=ROW_SIZE, align="center", text_wrap=True, left=1, right=1)

    def look(self, look: Look) -> Format:
        """What a mark changes."""
        return self.workbook.add_format(dict(_LOOKS[look]))
