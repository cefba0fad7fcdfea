"""The order, the titles and the visibility of sheets, and what in the workbook depends on them."""

import re
from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml import formulas
from xlperf.ooxml.markup import Q, drop_attribute, insert_in_order, whole_number
from xlperf.ooxml.names import WORKBOOK_ORDER
from xlperf.ooxml.spots import pivot_sources, rewrite_others, rewrite_sheet

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_STATES = ("visible", "hidden", "veryHidden")


def check_title(book: "Workbook", title: str, *, own: "Sheet | None" = None) -> None:
    """ValueError where Excel would refuse ``title`` for a new sheet (or for ``own``)."""
    if not title or len(title.encode("utf-16-le", "surrogatepass")) > 62:
        raise ValueError(f"工作表名应为 1 到 31 个字符：“{title}”")
    if _FORBIDDEN.search(title) or title.startswith("'") or title.endswith("'"):
        raise ValueError(f"工作表名不能含 [ ] : * ? / \\，首尾不能是单引号：“{title}”")
    if any(sheet.title.casefold() == title.casefold() for sheet in book.sheet_list if sheet is not own):
        raise ValueError(f"已有名为“{title}”的工作表")


def rename_sheet(book: "Workbook", sheet: "Sheet", title: str) -> None:
    """See :meth:`Workbook.rename_sheet`."""
    old = sheet.title
    if title == old:
        return
    check_title(book, title, own=sheet)
    package = book.package

    def renamed(text: str) -> str:
        return formulas.rename_sheet(text, old, title)

    if sheet.is_worksheet:
        rewrite_sheet(sheet.xml, renamed)
    rewrite_others(book, sheet, renamed)
    for part, source in pivot_sources(package):
        if (source.get("sheet") or "").casefold() == old.casefold():
            source.set("sheet", title)
            package.touch(part)
    sheet.title = title
    sheet.element.set("name", title)
    sheets_changed(book)


def move_sheet(book: "Workbook", sheet: "Sheet", index: int) -> None:
    """See :meth:`Workbook.move_sheet`."""
    if not 0 <= index < len(book.sheet_list):
        raise ValueError(f"没有第 {index} 个标签位置")
    front = front_sheet(book)
    book.sheet_list.remove(sheet)
    book.sheet_list.insert(index, sheet)
    parent = sheet.element.getparent()
    if parent is not None:
        parent.remove(sheet.element)
        parent.insert(index, sheet.element)
    sheets_changed(book)
    set_front(book, front)


def remove_sheet(book: "Workbook", sheet: "Sheet") -> None:
    """See :meth:`Workbook.remove_sheet`."""
    rest = [other for other in book.sheet_list if other is not sheet]
    if not any(other.state == "visible" for other in rest):
        raise ValueError(f"“{sheet.title}”是最后一张可见的工作表，不能删除")
    front = front_sheet(book)
    if sheet.is_worksheet and any(row.mentions("<f") for _, row in sheet.xml.grid.rows()):
        book.formulas_changed()
    book.names.remove_scope(sheet)
    rewrite_others(
        book,
        sheet,
        lambda text: formulas.drop_sheet(text, sheet.title),
        done=frozenset(relation.target for relation in book.package.relationships(sheet.part).values()),
    )
    parent = sheet.element.getparent()
    if parent is not None:
        parent.remove(sheet.element)
    for relation in book.package.relationships(book.part).values():
        if relation.target == sheet.part:
            book.package.unrelate(book.part, relation.id)
    book.sheet_list.remove(sheet)
    book.package.remove_tree(sheet.part)
    sheets_changed(book)
    if front is sheet:
        activate(book, next(other for other in rest if other.state == "visible"))
    else:
        set_front(book, front)


def set_state(book: "Workbook", sheet: "Sheet", state: str) -> None:
    """See :meth:`Workbook.set_state`."""
    if state not in _STATES:
        raise ValueError(f"没有这样的状态：{state!r}")
    visible = [other for other in book.sheet_list if other.state == "visible" and other is not sheet]
    if state != "visible" and not visible:
        raise ValueError(f"“{sheet.title}”是最后一张可见的工作表，不能隐藏")
    front = front_sheet(book)
    sheet.state = state
    drop_attribute(sheet.element, "state")
    if state != "visible":
        sheet.element.set("state", state)
    book.package.touch(book.part)
    if front is sheet and state != "visible":
        activate(book, visible[0])


def activate(book: "Workbook", sheet: "Sheet") -> None:
    """See :meth:`Workbook.activate`."""
    if sheet.state != "visible":
        raise ValueError(f"“{sheet.title}”是隐藏的，不能放在最前")
    set_front(book, sheet)
    for other in book.sheet_list:
        if other.is_worksheet:
            _select(other, selected=other is sheet)


def front_sheet(book: "Workbook") -> "Sheet":
    """The sheet that opens in front."""
    view = book.root.find(f"{Q}bookViews/{Q}workbookView")
    index = whole_number(view, "activeTab") if view is not None else 0
    return book.sheet_list[min(index, len(book.sheet_list) - 1)]


def set_front(book: "Workbook", sheet: "Sheet") -> None:
    """Write down which sheet opens in front."""
    index = book.sheet_list.index(sheet)
    view = book.root.find(f"{Q}bookViews/{Q}workbookView")
    if view is None:
        if index == 0:
            return
        views = etree.Element(Q + "bookViews")
        insert_in_order(book.root, views, WORKBOOK_ORDER)
        view = etree.SubElement(views, Q + "workbookView")
    if view.get("activeTab", "0") != str(index) or whole_number(view, "firstSheet") > index:
        view.set("activeTab", str(index))
        drop_attribute(view, "firstSheet")
        book.package.touch(book.part)


def sheets_changed(book: "Workbook") -> None:
    """Sheets came, went, moved or got other titles: drop the list of titles in the document properties."""
    book.package.touch(book.part)
    book.names.titles_changed()
    for relation in book.package.related("", "extended-properties"):
        root = book.package.xml(relation.target)
        stale = [
            element for element in root if element.tag in {_APP + "HeadingPairs", _APP + "TitlesOfParts"}
        ]
        for element in stale:
            root.remove(element)
            book.package.touch(relation.target)


def _select(sheet: "Sheet", *, selected: bool) -> None:
    if not selected and not sheet.may_hold("tabSelected"):
        return
    view = sheet.xml.skeleton.find(f"{Q}sheetViews/{Q}sheetView")
    if view is None or (view.get("tabSelected") in {"1", "true"}) == selected:
        return
    drop_attribute(view, "tabSelected")
    if selected:
        view.set("tabSelected", "1")
    sheet.xml.touch_skeleton()
