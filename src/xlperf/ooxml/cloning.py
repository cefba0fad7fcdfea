"""A worksheet copied with everything that belongs to it, as Excel copies one."""

from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml import formulas
from xlperf.ooxml.markup import RELATION, RELATION_ID, Q, whole_number
from xlperf.ooxml.names import DefinedName
from xlperf.ooxml.part_copies import PartCopies, free_part_name
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.sheetxml import SheetXml
from xlperf.ooxml.spots import mentioned_sheets, rewrite_sheet
from xlperf.ooxml.tabs import check_title, front_sheet, set_front, sheets_changed

if TYPE_CHECKING:
    from xlperf.ooxml.workbook import Workbook

_UNCOPIED = {"pivotTable": "数据透视表", "slicer": "切片器", "timeline": "日程表"}


def clone_sheet(book: "Workbook", source: Sheet, title: str, after: Sheet | None) -> Sheet:
    """See :meth:`xlperf.ooxml.workbook.Workbook.clone_sheet`."""
    check_title(book, title)
    _check_source(book, source)
    front = front_sheet(book)
    part = free_part_name(book.package, source.part)
    copies = PartCopies(book.package, source.title, title)
    copies.copy_related(source.part, part)
    clone = _register(book, source, title, part, after)
    clone.loaded = _own_xml(source, title, part, copies)
    _copy_names(book, source, clone)
    book.formulas_changed()
    sheets_changed(book)
    set_front(book, front)
    return clone


def _check_source(book: "Workbook", source: Sheet) -> None:
    if not source.is_worksheet:
        raise ValueError(f"“{source.title}”不是普通工作表，不能复制")
    for relation in book.package.relationships(source.part).values():
        if relation.kind in _UNCOPIED:
            raise ValueError(f"“{source.title}”里有{_UNCOPIED[relation.kind]}，不能复制")


def _register(book: "Workbook", source: Sheet, title: str, part: str, after: Sheet | None) -> Sheet:
    """Enter the new sheet into the workbook's list."""
    content_type = book.package.content_type(source.part)
    book.package.add(part, b"", content_type)
    relation = book.package.relate(book.part, f"{RELATION}/worksheet", part)
    last = book.last_clones.get(source, source)
    behind = after or (last if last in book.sheet_list else source)
    taken = [whole_number(sheet.element, "sheetId") for sheet in book.sheet_list]
    element = etree.Element(Q + "sheet", name=title, sheetId=str(max(taken) + 1))
    element.set(RELATION_ID, relation)
    behind.element.addnext(element)
    clone = Sheet(book, element, part, is_worksheet=True)
    book.sheet_list.insert(book.sheet_list.index(behind) + 1, clone)
    book.last_clones[source] = clone
    return clone


def _own_xml(source: Sheet, title: str, part: str, copies: PartCopies) -> SheetXml:
    """The clone's XML: nothing in it that may be there once only, or that means the source."""
    xml = source.xml.copy(part)
    if xml.may_hold(" shapeId="):
        for element in xml.skeleton.iter(Q + "control", Q + "oleObject"):
            number = element.get("shapeId", "")
            if number.isdecimal():
                element.set("shapeId", str(copies.shape_id(int(number))))
        xml.touch_skeleton()
    if copies.tables or source.title.casefold() in mentioned_sheets(source.xml):

        def own(text: str) -> str:
            text = formulas.rename_sheet(text, source.title, title)
            return formulas.rename_tables(text, copies.tables)

        rewrite_sheet(xml, own)
    return xml


def _copy_names(book: "Workbook", source: Sheet, clone: Sheet) -> None:
    """The clone's own names: those of the source, and the workbook's names that mean cells of the source."""
    names = book.names
    own = names.scoped(source)
    taken = {name.name.casefold() for name in own}
    wanted = source.title.casefold()
    shared = [name for name in names.scoped(None) if wanted in formulas.sheets_named(name.text)]
    for name in (*own, *(name for name in shared if name.name.casefold() not in taken)):
        text = formulas.rename_sheet(name.text, source.title, clone.title)
        names.add(DefinedName(name.name, text, clone, name.attributes))
