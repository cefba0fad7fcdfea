"""Cells shown in a colour above all other conditional formats of their sheet, and shown as before again.

A conditional format hides a cell's own fill. So what must be seen wherever such formats are at work needs one
of its own, and the first place among them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml.areas import remove_counted
from xlperf.ooxml.markup import X14, Element, Q, insert_in_order
from xlperf.ooxml.refs import Range, compact_sqref
from xlperf.ooxml.sheetxml import ORDER

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet

_RULES = (Q + "cfRule", f"{{{X14}}}cfRule")
#: Rules hold in every cell.
_ALWAYS = "TRUE"


def highlight(sheet: "Sheet", cells: Mapping[str, Sequence[str]]) -> None:
    """Show cells in a colour (``RRGGBB``), the first colours first; all other formats come after them."""
    skeleton = sheet.xml.skeleton
    _shift(skeleton, len(cells))
    for priority, (colour, refs) in enumerate(cells.items(), 1):
        holder = etree.Element(Q + "conditionalFormatting", sqref=compact_sqref(map(Range.parse, refs)))
        rule = etree.SubElement(holder, Q + "cfRule", type="expression", priority=str(priority))
        rule.set("dxfId", str(sheet.book.styles.highlight(colour)))
        etree.SubElement(rule, Q + "formula").text = _ALWAYS
        _insert(skeleton, holder, priority - 1)
    if cells:
        sheet.xml.touch_skeleton()


def remove_highlights(sheet: "Sheet", is_ours: Callable[[str], bool]) -> None:
    """Drop the formats that show one of ``is_ours``'s colours; the others take their old places."""
    if not sheet.may_hold("cfRule"):
        return
    skeleton, fills = sheet.xml.skeleton, sheet.book.styles.highlights()
    ours = [rule for rule in skeleton.iter(Q + "cfRule") if is_ours(fills.get(rule.get("dxfId", ""), ""))]
    for rule in ours:
        remove_counted(rule)
    if ours:
        places = {_priority(rule) for rule in skeleton.iter(*_RULES)}
        if not places & set(range(1, len(ours) + 1)):
            _shift(skeleton, -len(ours))
        sheet.xml.touch_skeleton()


def _insert(skeleton: Element, holder: Element, place: int) -> None:
    """Put a holder among the others: LibreOffice goes by the order in the file."""
    others = skeleton.findall(Q + "conditionalFormatting")
    if place < len(others):
        others[place].addprevious(holder)
    else:
        insert_in_order(skeleton, holder, ORDER)


def _shift(skeleton: Element, by: int) -> None:
    for rule in _ranked(skeleton):
        rule.set("priority", str(_priority(rule) + by))


def _ranked(skeleton: Element) -> Iterator[Element]:
    return (rule for rule in skeleton.iter(*_RULES) if rule.get("priority") is not None)


def _priority(rule: Element) -> int:
    text = rule.get("priority", "0")
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 11 else 0
