"""One style in place of another, wherever a sheet uses it: cells, rows, columns."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlperf.ooxml import cellxml
from xlperf.ooxml.markup import Q, whole_number

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet

_ROW_STYLE = re.compile(r'(?<= s=")\d+(?=")')


def restyle(sheet: "Sheet", styles: Mapping[int, int]) -> None:
    """Replace styles of a worksheet by others; a sheet that uses none of them stays as it came."""
    xml = sheet.xml

    def restyled(_row: int, _col: int, tail: str) -> str:
        style = cellxml.style_of(tail)
        if style not in styles:
            return tail
        xml.changed = True
        return cellxml.with_style(tail, styles[style])

    xml.grid.map_tails(restyled, wanted=' s="')
    _restyle_rows(sheet, styles)
    for column in xml.skeleton.iterfind(f"{Q}cols/{Q}col") if xml.may_hold("<col") else ():
        style = whole_number(column, "style")
        if style in styles:
            column.set("style", str(styles[style]))
            xml.touch_skeleton()


def _restyle_rows(sheet: "Sheet", styles: Mapping[int, int]) -> None:
    grid = sheet.xml.grid
    for number, row in list(grid.rows()):
        found = _ROW_STYLE.search(row.attributes)
        if found is not None and int(found[0]) in styles:
            grid.set_attributes(number, _ROW_STYLE.sub(str(styles[int(found[0])]), row.attributes))
            sheet.xml.changed = True
