"""What a row's own attributes say: its height, and the style of cells that are not in the file."""

import re
from typing import Final

from xlperf.ooxml.cellxml import read_number
from xlperf.ooxml.markup import Q, whole_number
from xlperf.ooxml.sheetxml import SheetXml

_STYLE: Final = re.compile(r' s="(\d+)"')
_HEIGHT: Final = re.compile(r' ht="([^"]*)"')
_HEIGHT_ATTRIBUTES: Final = re.compile(r' (?:ht|customHeight)="[^"]*"')


def height(xml: SheetXml, row: int) -> float | None:
    """A row's height in points; None where the file states none."""
    found = xml.grid.row(row)
    match = _HEIGHT.search(found.attributes) if found is not None else None
    return float(read_number(match[1])) if match is not None else None


def set_height(xml: SheetXml, row: int, points: float | None, *, fixed: bool) -> None:
    """Give a row a height in points, or leave it to the program (None)."""
    found = xml.grid.row(row)
    attributes = _HEIGHT_ATTRIBUTES.sub("", found.attributes if found is not None else "")
    if points is not None:
        attributes += f' ht="{points:g}"' + (' customHeight="1"' if fixed else "")
    xml.grid.set_attributes(row, attributes)
    xml.changed = True


def default_style(xml: SheetXml, row: int, col: int) -> int:
    """The style of a cell that is not in the file: that of its row, else of its column."""
    found = xml.grid.row(row)
    match = _STYLE.search(found.attributes) if found is not None else None
    if match is not None:
        return int(match[1])
    for column in xml.skeleton.iterfind(f"{Q}cols/{Q}col"):
        if whole_number(column, "min") <= col <= whole_number(column, "max"):
            return whole_number(column, "style")
    return 0
