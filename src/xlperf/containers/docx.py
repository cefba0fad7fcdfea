"""Word documents: every table is a sheet, and the paragraphs above it are its first rows.

Read over the package itself, not by python-docx: that leaves out what stands in content controls and in
insertions that nobody has accepted yet (docs/decisions/0009-other-containers.md).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.containers.contents import Count, PlainBook, PlainCell, PlainSheet
from xlperf.ooxml.contents import FileNote, NoteKind, package_contents
from xlperf.ooxml.markup import Element
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import MAX_COL, Range
from xlperf.ooxml.refusals import FILL_IN, Limits, PackageError, damaged
from xlperf.ooxml.saving import CORE, saved_since_made

_DOCUMENT: Final = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|ms-word)\..*main\+xml"
)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TABLE, _ROW, _CELL, _PARAGRAPH = f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}p"
#: What surrounds rows, cells and words without being one of them.
_WRAPPERS: Final = frozenset(
    {
        f"{_W}{name}"
        for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "r")
    }
)
#: What a run holds beside its text; other elements (deleted text, field codes) are not shown.
_CHARACTERS: Final = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
#: Signs of the font Symbol that stand before a target.
_SYMBOLS: Final = {"F0B3": "≥", "F0A3": "≤", "F0B1": "±", "F0B4": "×", "F03E": ">", "F03C": "<", "F03D": "="}
_WITH_WORDS: Final = _WRAPPERS | {f"{_W}fldSimple", f"{_MC}AlternateContent", f"{_MC}Choice"}
#: A table has at most so many columns in Word.
_MOST_COLUMNS: Final = 63
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?")
#: A double tells so many digits apart.
_DIGITS: Final = 15


def main_document(package: Package) -> str | None:
    """The part that holds a Word document's text; None where the package is none."""
    relation = next(package.related("", "officeDocument"), None)
    type_ = package.content_type(relation.target) if relation is not None else None
    return relation.target if relation is not None and type_ and _DOCUMENT.fullmatch(type_) else None


def read_docx(package: Package, document: str, limits: Limits) -> tuple[PlainBook, tuple[FileNote, ...]]:
    """The tables of a Word document, and notes about it.

    Args:
        package: the document.
        document: the name of its main part.
        limits: how many cells are taken.

    Raises:
        PackageError: there is no table in it, or it is damaged.
    """
    body = package.xml(document).find(f"{_W}body")
    if body is None:
        raise damaged()
    count = Count(limits)
    book = PlainBook(saved=saved_since_made(package.read(CORE)) if CORE in package else None)
    heading: list[str] = []
    notes = list(package_contents(package))
    for block in _blocks(body):
        if block.tag == _PARAGRAPH:
            heading.append(_text(block))
            continue
        above = [text for text in heading if text.strip()]
        heading = []
        sheet = _sheet(f"表{len(book.sheets) + 1}", above, block, count)
        book.sheets.append(sheet)
        words = f"“{sheet.title}”是文中第 {len(book.sheets)} 张表，它的第 1 行在这里算第 {len(above) + 1} 行"
        notes.append(FileNote(NoteKind.CONTAINER, words, sheet.title))
    if not book.sheets:
        raise PackageError("not-a-workbook", "这是 Word 文档，里面没有表格", FILL_IN)
    return book, tuple(notes)


def _blocks(element: Element) -> Iterator[Element]:
    """The paragraphs and tables in their order, those within content controls too."""
    for child in element:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _sheet(title: str, above: list[str], table: Element, count: Count) -> PlainSheet:
    sheet = PlainSheet(title)
    for row, text in enumerate(above, 1):
        count.add()
        sheet.cells[row, 1] = PlainCell(text.strip())
    merging: dict[int, Range] = {}
    for number, row_element in enumerate(_within(table, _ROW), len(above) + 1):
        merging = _take_row(sheet, number, row_element, merging, count)
    sheet.merges.extend(merging.values())
    sheet.merges[:] = [area for area in sheet.merges if area.rows * area.cols > 1]
    return sheet


def _take_row(
    sheet: PlainSheet, number: int, row: Element, merging: dict[int, Range], count: Count
) -> dict[int, Range]:
    """Put a row's cells down; the merged areas that reach this row, by their first column.

    ``merging`` are those that reach the row before. One that does not go on is done.
    """
    col = 1 + min(_number(row.find(f"{_W}trPr/{_W}gridBefore"), 0), _MOST_COLUMNS)
    reaching: dict[int, Range] = {}
    for cell in _within(row, _CELL):
        count.add()
        properties = cell.find(f"{_W}tcPr")
        width = min(max(_number(_property(properties, "gridSpan"), 1), 1), MAX_COL - col)
        merge = _property(properties, "vMerge")
        above = merging.pop(col, None) if _goes_on(merge) else None
        first_row = above.first_row if above is not None else number
        reaching[col] = Range(first_row, col, number, col + width - 1)
        if above is None and (value := _value(_cell_text(cell))).value is not None:
            sheet.cells[number, col] = value
        col += width
    sheet.merges.extend(merging.values())
    return reaching


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls and insertions too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, tag)


def _property(properties: Element | None, name: str) -> Element | None:
    return properties.find(f"{_W}{name}") if properties is not None else None


def _number(element: Element | None, default: int) -> int:
    text = element.get(f"{_W}val", "") if element is not None else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else default


def _goes_on(merge: Element | None) -> bool:
    """Whether a cell belongs to the merged one above it."""
    return merge is not None and merge.get(f"{_W}val", "continue") != "restart"


def _cell_text(cell: Element) -> str:
    """The words of a cell, those of a table within it too, one paragraph a line."""
    lines: list[str] = []
    for block in _blocks(cell):
        if block.tag == _PARAGRAPH:
            lines.append(_text(block))
        else:
            lines += [_cell_text(inner) for row in _within(block, _ROW) for inner in _within(row, _CELL)]
    return "\n".join(lines)


def _text(paragraph: Element) -> str:
    return "".join(_words(paragraph))


def _words(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{_W}t", f"{_M}t"):
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == f"{_W}sym":
            yield _SYMBOLS.get(child.get(f"{_W}char", "").upper(), "□")
        elif child.tag in _WITH_WORDS or str(child.tag).startswith(_M):
            yield from _words(child)


def _value(text: str) -> PlainCell:
    """A cell's value as a person types it: Word knows no kinds, so a plain number is one, also with a %.

    What Excel would make something else of, or could not hold, stays text: 007, 18 digits, 1/2.
    """
    plain = text.strip()
    percent = plain.endswith("%")
    digits = plain.removesuffix("%").rstrip()
    if _NUMBER.fullmatch(digits) and sum(map(str.isdigit, digits)) <= _DIGITS:
        number = Decimal(digits.replace(",", ""))
        return PlainCell(number / 100, "0.00%") if percent else PlainCell(number)
    return PlainCell(plain or None)
