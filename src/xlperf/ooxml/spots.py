"""Where formulas live, cells apart and other parts included: the one list that every rewriting goes by."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xlperf.ooxml.cellxml import formula_of, formula_xml
from xlperf.ooxml.formulas import sheets_named
from xlperf.ooxml.markup import CHART, DRAWING, X14, XM, Element, Q
from xlperf.ooxml.sheetxml import SheetXml

if TYPE_CHECKING:
    from xlperf.ooxml.package import Package
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook

Change: TypeAlias = Callable[[str], str]

_CHART_EX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}f"
_XDR = f"{{{DRAWING}}}"
_X14 = f"{{{X14}}}"

#: Elements whose text is a formula.
TEXTS = frozenset(
    {
        *(Q + name for name in ("formula", "formula1", "formula2")),
        *(Q + name for name in ("calculatedColumnFormula", "totalsRowFormula")),
        f"{{{XM}}}f",
        f"{{{CHART}}}f",
        _CHART_EX,
    }
)
#: Attributes that hold a formula or a place in the workbook, by element.
ATTRIBUTES = {
    Q + "cfvo": ("val",),
    Q + "hyperlink": ("location",),
    Q + "controlPr": ("linkedCell", "listFillRange"),
    _XDR + "sp": ("textlink",),
    _XDR + "cxnSp": ("textlink",),
    _XDR + "pic": ("textlink",),
    _X14 + "formControlPr": ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"),
}
_ALL = (*TEXTS, *ATTRIBUTES)

#: Parts other than worksheets that hold formulas, by the end of their content type.
_FOREIGN_TYPES = (
    *("drawingml.chart+xml", "chartex+xml", "drawing+xml", "spreadsheetml.table+xml"),
    "controlproperties+xml",
)
_PIVOT_TYPE = "pivotCacheDefinition+xml"


def rewrite_tree(root: Element, change: Change) -> bool:
    """Rewrite every formula under ``root``; whether one changed."""
    changed = False
    for element in root.iter(*_ALL):
        changed |= rewrite_element(element, change)
    return changed


def rewrite_element(element: Element, change: Change) -> bool:
    """Rewrite the formulas that the element itself holds; whether one changed."""
    if element.tag in TEXTS:
        old = element.text or ""
        new = change(old)
        if new != old:
            element.text = new
        return new != old
    changed = False
    for name in ATTRIBUTES.get(str(element.tag), ()):
        value = element.get(name)
        if value is not None and change(value) != value:
            element.set(name, change(value))
            changed = True
    return changed


def rewrite_tail(tail: str, change: Change) -> str:
    """A cell's tail with its formula rewritten."""
    found = formula_of(tail)
    if found is None or not found[1]:
        return tail
    attributes, formula, (start, end) = found
    new = change(formula)
    if new == formula:
        return tail
    return f"{tail[:start]}{formula_xml(new, attributes)}{tail[end:]}"


def rewrite_sheet(xml: SheetXml, change: Change) -> None:
    """Rewrite every formula of a worksheet part: cells, validations, formats, links."""
    changed = False

    def changed_tail(_row: int, _col: int, tail: str) -> str:
        nonlocal changed
        new = rewrite_tail(tail, change)
        changed |= new is not tail
        return new

    xml.grid.map_tails(changed_tail, wanted="<f")
    if changed:
        xml.changed = True
    if rewrite_tree(xml.skeleton, change):
        xml.touch_skeleton()
    xml.mentioned = None


def rewrite_others(
    book: "Workbook", sheet: "Sheet", change: Change, *, done: frozenset[str] = frozenset()
) -> None:
    """Rewrite what names ``sheet`` outside of it and of ``done``: sheets, names, tables, charts, controls."""
    title = sheet.title
    for other in book.sheets:
        if other is not sheet and other.is_worksheet and _mentions(book, other.part, other.loaded, title):
            rewrite_sheet(other.xml, change)
    book.names.rewrite(change, mentioning=title)
    package = book.package
    for part in package.parts_of_type(*_FOREIGN_TYPES):
        if part not in done and raw_mentions(package, part, title):
            changed = rewrite_tree(package.xml(part), change)
            if changed:
                package.touch(part)


def pivot_sources(package: "Package") -> Iterator[tuple[str, Element]]:
    """The ranges on sheets that pivot caches were made from, with their parts."""
    for part in package.parts_of_type(_PIVOT_TYPE):
        for source in package.xml(part).iter(Q + "worksheetSource"):
            yield part, source


def mentioned_sheets(xml: SheetXml) -> frozenset[str]:
    """The casefolded titles of the sheets that a worksheet's formulas name."""
    if xml.mentioned is None:
        found: set[str] = set()

        def note(formula: str) -> str:
            found.update(sheets_named(formula))
            return formula

        for _, row in xml.grid.rows():
            if row.mentions("!"):
                for tail in row.peek().values():
                    rewrite_tail(tail, note)
        if xml.may_hold("!"):
            rewrite_tree(xml.skeleton, note)
        xml.mentioned = frozenset(found)
    return xml.mentioned


def _mentions(book: "Workbook", part: str, loaded: SheetXml | None, title: str) -> bool:
    if loaded is None:
        return raw_mentions(book.package, part, title)
    return title.casefold() in mentioned_sheets(loaded)


def raw_mentions(package: "Package", part: str, title: str) -> bool:
    """Whether a part's bytes may name a sheet: some parts are looked into for nothing, none is missed."""
    if package.remember(part, "coded", _is_coded):
        return True
    if not package.remember(part, "names sheets", lambda pieces: any(b"!" in piece for piece in pieces)):
        return False
    written_otherwise = set(title) & set("'&<>") or (not title.isascii() and title.lower() != title.upper())
    return bool(written_otherwise) or title.encode().lower() in package.glance(part).lower()


def _is_coded(pieces: Iterator[bytes]) -> bool:
    """Whether characters may be written in a way that a search for bytes does not find."""
    first = next(pieces, b"")
    head, last = first[:100].lower(), b""
    if b"\0" in head or (b"encoding=" in head and b"utf-8" not in head):
        return True
    for piece in chain((first,), pieces):
        if b"&#" in last + piece:
            return True
        last = piece[-1:]
    return False
