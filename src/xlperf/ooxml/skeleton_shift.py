"""Rows move: everything a worksheet keeps by address, outside its cells, follows.

One table says which element keeps what where; each kind of address follows by its own rule.
"""

from lxml import etree

from xlperf.ooxml.areas import remove_counted, stored_areas, stored_range
from xlperf.ooxml.formulas import RowShift, shift_rows, translate
from xlperf.ooxml.markup import X14, XM, Element, Q, whole_number
from xlperf.ooxml.refs import MAX_ROW, Range, ref
from xlperf.ooxml.spots import ATTRIBUTES, TEXTS, Change, rewrite_element

_X14 = f"{{{X14}}}"
_SQREF = f"{{{XM}}}sqref"
_CFVO = Q + "cfvo"

#: Rules that cover cells by an attribute or a child, with formulas relative to their first cell.
_RULES = {
    Q + "dataValidation": "sqref",
    Q + "conditionalFormatting": "sqref",
    Q + "protectedRange": "sqref",
    Q + "ignoredError": "sqref",
    _X14 + "dataValidation": _SQREF,
    _X14 + "conditionalFormatting": _SQREF,
    _X14 + "ignoredError": _SQREF,
}
#: One area in one attribute, taking new rows in at its end; and the same for areas that never grow.
_GROWING = {Q + "autoFilter": "ref", Q + "sortState": "ref", Q + "dimension": "ref"}
_FIXED = {
    Q + "hyperlink": "ref",
    Q + "sortCondition": "ref",
    Q + "inputCells": "r",
    Q + "cellWatch": "r",
    Q + "selection": "sqref",
}
#: Single cells that have to be somewhere.
_POINTS = {Q + "sheetView": "topLeftCell", Q + "pane": "topLeftCell", Q + "selection": "activeCell"}

_FORMULAS = (*TEXTS, *ATTRIBUTES)
_TAGS = (
    *_RULES,
    *_GROWING,
    *_FIXED,
    *_POINTS,
    *(Q + "rowBreaks", Q + "mergeCells", _X14 + "sparklineGroup", _X14 + "sparkline"),
    *_FORMULAS,
)


def shift_skeleton(root: Element, shift: RowShift, title: str) -> None:
    """Let every address in a worksheet's skeleton follow the rows of that same worksheet."""

    def plain(formula: str) -> str:
        return shift_rows(formula, shift, title, home=True)

    change: Change = plain
    for element in list(root.iter(*_TAGS)):
        tag = str(element.tag)
        if tag in _RULES:
            # What follows in document order, up to the next element of another kind, are its formulas.
            change = _shift_rule(element, _RULES[tag], shift, title)
            continue
        if tag not in TEXTS and tag != _CFVO:
            change = plain
            _shift_addresses(element, tag, shift)
        if tag in _FORMULAS:
            rewrite_element(element, change)


def _shift_addresses(element: Element, tag: str, shift: RowShift) -> None:
    if tag == Q + "mergeCells":
        _shift_merges(element, shift)
    elif tag == Q + "rowBreaks":
        _shift_breaks(element, shift)
    elif tag == _X14 + "sparkline":
        _shift_sparkline(element, shift)
    else:
        _shift_attributes(element, tag, shift)


def shift_range(area: Range, shift: RowShift, *, grow: bool) -> Range | None:
    """Where an area stands afterwards; None where all its rows are gone."""
    rows = shift.span(area.first_row, area.last_row, grow=grow)
    return None if rows is None else Range(rows[0], area.first_col, rows[1], area.last_col)


def shift_sqref(text: str, shift: RowShift, *, grow: bool) -> str:
    """A list of areas afterwards; empty where none is left."""
    moved = [shift_range(area, shift, grow=grow) for area in stored_areas(text)]
    return " ".join(area.ref for area in moved if area is not None)


def shift_cell(text: str, shift: RowShift) -> str | None:
    """A single cell's address afterwards; None where its row is gone."""
    cell = stored_range(text)
    moved = shift.row(cell.first_row)
    return None if moved is None else ref(moved, cell.first_col)


def _shift_rule(element: Element, where: str, shift: RowShift, title: str) -> Change:
    """Move the areas of a rule; how its formulas follow.

    They are read from the rule's first cell: where that one's row goes, from the next that stays.
    """
    holder = element.find(where) if where == _SQREF else None
    text = (element.get(where) if where != _SQREF else holder.text if holder is not None else None) or ""
    areas = stored_areas(text)
    if not areas:
        return _unchanged
    if max([area.last_row for area in areas]) >= shift.at - 1:
        new = shift_sqref(text, shift, grow=True)
        if not new:
            remove_counted(element)
            return _unchanged
        if holder is not None:
            holder.text = new
        else:
            element.set(where, new)
    base = anchor = min([area.first_row for area in areas])
    if shift.row(base) is None:
        below = shift.at - shift.by
        anchor = min([max(area.first_row, below) for area in areas if area.last_row >= below], default=base)
    inside = shift.in_block(base)

    def change(formula: str) -> str:
        return shift_rows(translate(formula, anchor - base), shift, title, home=True, inside=inside)

    return change


def _unchanged(formula: str) -> str:
    return formula


def _shift_attributes(element: Element, tag: str, shift: RowShift) -> None:
    if tag in _POINTS and _POINTS[tag] in element.attrib:
        cell = stored_range(element.get(_POINTS[tag], ""))
        moved = shift.row(cell.first_row) or min(shift.at, MAX_ROW)
        element.set(_POINTS[tag], ref(moved, cell.first_col))
    for table, grow in ((_GROWING, True), (_FIXED, False)):
        if tag in table and table[tag] in element.attrib:
            new = shift_sqref(element.get(table[tag], ""), shift, grow=grow)
            if new:
                element.set(table[tag], new)
            elif tag == Q + "selection":
                element.set("sqref", element.get("activeCell", "A1"))
            else:
                remove_counted(element)


def _shift_merges(holder: Element, shift: RowShift) -> None:
    new_rows = range(shift.at, shift.at + shift.by) if shift.block is not None else range(0)
    for element in list(holder):
        area = stored_range(element.get("ref", ""))
        only_last_row = area.first_row == area.last_row == shift.at - 1
        moved = shift_range(area, shift, grow=not only_last_row)
        if moved is None or moved.rows == moved.cols == 1:
            remove_counted(element)
            continue
        element.set("ref", moved.ref)
        for row in new_rows if only_last_row else ():
            copied = Range(row, area.first_col, row, area.last_col)
            etree.SubElement(holder, Q + "mergeCell", ref=copied.ref)
    if holder.getparent() is not None and "count" in holder.attrib:
        holder.set("count", str(len(holder)))


def _shift_breaks(holder: Element, shift: RowShift) -> None:
    seen: set[int] = set()
    for element in list(holder):
        row = whole_number(element, "id")
        # A break stands below its row, so it goes with the end of what ends in that row.
        rows = shift.span(1, row, grow=True) if row else None
        if rows is None or rows[1] in seen:
            holder.remove(element)
            continue
        seen.add(rows[1])
        element.set("id", str(rows[1]))
    if len(holder) == 0:
        remove_counted(holder)
        return
    manual = sum(element.get("man") in {"1", "true"} for element in holder)
    for name, count in (("count", len(holder)), ("manualBreakCount", manual)):
        if name in holder.attrib:
            holder.set(name, str(count))


def _shift_sparkline(element: Element, shift: RowShift) -> None:
    holder = element.find(_SQREF)
    new = shift_sqref(holder.text or "", shift, grow=False) if holder is not None else ""
    if new and holder is not None:
        holder.text = new
        return
    group = next(element.iterancestors(_X14 + "sparklineGroup"), None)
    remove_counted(element)
    # A group without sparklines keeps its colours but is not valid.
    if group is not None and group.find(_X14 + "sparklines") is None:
        remove_counted(group)
