"""Notes (批注) on cells: read, put beside those that are there, taken away again.

A note is an entry of the sheet's comments part and a box in its legacy drawing. Threaded comments keep a
stand-in there, which counts as a note of its cell and is never changed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml.areas import stored_range
from xlperf.ooxml.markup import (
    DECLARATION,
    MAIN,
    RELATION,
    RELATION_ID,
    Element,
    Q,
    decode,
    decode_xstring,
    encode_xstring,
    insert_in_order,
    whole_number,
)
from xlperf.ooxml.note_boxes import box
from xlperf.ooxml.note_shapes import is_empty, new_drawing, with_boxes, without_boxes
from xlperf.ooxml.part_copies import highest_block
from xlperf.ooxml.refs import parse_ref
from xlperf.ooxml.sheetxml import ORDER

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet

_COMMENTS, _DRAWING = f"{RELATION}/comments", f"{RELATION}/vmlDrawing"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_COMMENTS = DECLARATION + f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: The face of a note's text: black on the box's yellow, in the font that Chinese Excel takes.
_FACE = (
    ("sz", {"val": "10"}),
    ("color", {"indexed": "81"}),
    ("rFont", {"val": "宋体"}),
    ("charset", {"val": "134"}),
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the cell ``ref``. ``width`` and ``height`` are its box's, in pixels, where it is new."""

    ref: str
    author: str
    text: str
    width: int = 280
    height: int = 120


def read_notes(sheet: "Sheet") -> tuple[Note, ...]:
    """The notes of a sheet, in the file's order."""
    part = _part(sheet, "comments")
    if part is None:
        return ()
    root = sheet.book.package.xml(part)
    authors = [author.text or "" for author in root.iterfind(f"{Q}authors/{Q}author")]
    return tuple(_note(element, authors) for element in _elements(root))


def add_notes(sheet: "Sheet", notes: Sequence[Note]) -> None:
    """Put notes on cells of a worksheet.

    Raises:
        ValueError: where a cell has a note already.
    """
    taken = {note.ref for note in read_notes(sheet)}
    for note in notes:
        if note.ref in taken:
            raise ValueError(f"“{sheet.title}”{note.ref} 已有批注")
        taken.add(note.ref)
    if notes:
        _add_texts(sheet, notes)
        _add_boxes(sheet, notes)


def remove_notes(sheet: "Sheet", refs: Collection[str]) -> None:
    """Take the notes of these cells away, and with the last one the parts that held them."""
    part = _part(sheet, "comments")
    if part is None or not refs:
        return
    package = sheet.book.package
    root = package.xml(part)
    authors = {note.author for note in read_notes(sheet) if note.ref in refs}
    for element in [each for each in _elements(root) if each.get("ref", "") in refs]:
        _drop(element)
    _drop_authors(root, authors)
    package.touch(part)
    if not _elements(root):
        _remove_part(sheet, part)
    _remove_boxes(sheet, {parse_ref(text) for text in refs})


def _add_texts(sheet: "Sheet", notes: Sequence[Note]) -> None:
    package = sheet.book.package
    part = _part(sheet, "comments")
    if part is None:
        part = package.free_name("xl/comments{}.xml")
        package.add(part, _NO_COMMENTS, _COMMENTS_TYPE)
        package.relate(sheet.part, _COMMENTS, part)
    root = package.xml(part)
    authors, listed = _child(root, "authors", 0), _child(root, "commentList", 1)
    for note in notes:
        listed.append(_element(note, _author(authors, note.author)))
    package.touch(part)


def _add_boxes(sheet: "Sheet", notes: Sequence[Note]) -> None:
    package = sheet.book.package
    block = highest_block(package) + 1
    part = _drawing(sheet)
    boxes = [box(sheet, *parse_ref(note.ref), note.width, note.height) for note in notes]
    if part is not None:
        package.write(part, with_boxes(decode(package.read(part), part), boxes, block).encode())
        return
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.add(part, with_boxes(new_drawing(block), boxes, block).encode(), _DRAWING_TYPE)
    element = etree.Element(Q + "legacyDrawing")
    element.set(RELATION_ID, package.relate(sheet.part, _DRAWING, part))
    insert_in_order(sheet.xml.skeleton, element, ORDER)
    sheet.xml.touch_skeleton()


def _remove_boxes(sheet: "Sheet", cells: set[tuple[int, int]]) -> None:
    package = sheet.book.package
    part = _drawing(sheet)
    if part is None:
        return
    text = without_boxes(decode(package.read(part), part), cells)
    if not is_empty(text):
        package.write(part, text.encode())
        return
    for element in list(sheet.xml.skeleton.iterfind(Q + "legacyDrawing")):
        _drop(element)
        sheet.xml.touch_skeleton()
    _remove_part(sheet, part)


def _remove_part(sheet: "Sheet", part: str) -> None:
    package = sheet.book.package
    ids = [each.id for each in package.relationships(sheet.part).values() if each.target == part]
    package.unrelate(sheet.part, *ids)
    package.remove_tree(part)


def _part(sheet: "Sheet", kind: str) -> str | None:
    relation = next(sheet.book.package.related(sheet.part, kind), None)
    return relation.target if relation is not None else None


def _drawing(sheet: "Sheet") -> str | None:
    """The drawing that the sheet's ``legacyDrawing`` names; the one of its headers is another."""
    if not sheet.may_hold("legacyDrawing"):
        return None
    element = sheet.xml.skeleton.find(Q + "legacyDrawing")
    id_ = element.get(RELATION_ID) if element is not None else None
    relations = sheet.book.package.related(sheet.part, "vmlDrawing")
    return next((relation.target for relation in relations if relation.id == id_), None)


def _elements(root: Element) -> list[Element]:
    return list(root.iterfind(f"{Q}commentList/{Q}comment"))


def _note(element: Element, authors: Sequence[str]) -> Note:
    number = whole_number(element, "authorId")
    author = authors[number] if number < len(authors) else ""
    texts: Iterable[Element] = element.iterfind(f"{Q}text//{Q}t")
    text = "".join(each.text or "" for each in texts if not _is_reading(each))
    area = stored_range(element.get("ref", ""))
    return Note(area.ref, decode_xstring(author), decode_xstring(text))


def _is_reading(text: Element) -> bool:
    parent = text.getparent()
    return parent is not None and parent.tag == Q + "rPh"


def _element(note: Note, author: int) -> Element:
    comment = etree.Element(Q + "comment", ref=note.ref, authorId=str(author))
    run = etree.SubElement(etree.SubElement(comment, Q + "text"), Q + "r")
    face = etree.SubElement(run, Q + "rPr")
    for name, attributes in _FACE:
        etree.SubElement(face, Q + name, attributes)
    text = etree.SubElement(run, Q + "t")
    text.set(_SPACE, "preserve")
    text.text = encode_xstring(note.text)
    return comment


def _author(authors: Element, name: str) -> int:
    written = encode_xstring(name)
    for number, author in enumerate(authors):
        if (author.text or "") == written:
            return number
    etree.SubElement(authors, Q + "author").text = written
    return len(authors) - 1


def _drop_authors(root: Element, names: Collection[str]) -> None:
    """Drop authors without a note from the end of the list; the numbers of all others stay as they are."""
    used = max((whole_number(element, "authorId") for element in _elements(root)), default=-1)
    idle = list(root.iterfind(f"{Q}authors/{Q}author"))[used + 1 :]
    for author in reversed(idle):
        if decode_xstring(author.text or "") not in names:
            return
        _drop(author)


def _child(root: Element, name: str, place: int) -> Element:
    found = root.find(Q + name)
    if found is None:
        found = etree.Element(Q + name)
        root.insert(place, found)
    return found


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
