"""Formulas that name what lies outside their workbook: another file, an address, a program."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from xlperf.ooxml.markup import unescape

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook

#: A reference may spell a letter of a mark. Some programs write Chinese characters so: those are none.
_REFERENCE: Final = b"&#"
_ASCII: Final = re.compile(rb"&#(?:0*(?:[0-9]{1,2}|1[01][0-9]|12[0-7])|[xX]0*[0-7]?[0-9A-Fa-f]);")
#: What in a sheet's bytes, in capitals, is worth looking through its formulas for. Few forms have any.
_TELLING: Final = (
    b"WEBSERVICE",
    b"IMAGE(",
    b"RTD(",
    b"DDE(",
    b"CALL(",
    b"EXEC(",
    b"REGISTER",
    b"|",
    _REFERENCE,
)
#: The same on sheets whose links are not known to stay inside.
_LINKS: Final = (b"HYPERLINK", b"[", b"'#")
#: No mark has a digit or Chinese in it, and none begins in one cell and ends in the next.
_SILENT, _CELL_END = b"0123456789" + bytes(range(0x80, 0x100)), b"</c>"
#: Cells in which no mark stands, seen before, by the marks: so many, and none of more bytes (most have 150).
_WITHOUT: Final[dict[tuple[bytes, ...], set[bytes]]] = {_TELLING: set(), (*_TELLING, *_LINKS): set()}
_MOST_CELLS, _LONGEST_CELL = 8_000, 2_000
_FORMULA: Final = re.compile(rb"<(?:[\w.\-]+:)?f\b[^<>]*>([^<]+)<")
_TEXT: Final = re.compile(r'"(?:[^"]|"")*+"')
#: Functions that fetch from, or start, something outside.
_FUNCTIONS: Final = re.compile(
    r"(?<![\w.])(?:_XLFN\.|_XLWS\.)*(WEBSERVICE|IMAGE|RTD|DDE|CALL|EXEC|REGISTER(?:\.ID)?)\s*\(",
    re.IGNORECASE,
)
#: =cmd|'/c calc'!A0
_DDE: Final = re.compile(r"[\w.]+\|(?:'(?:[^']|'')*+'|[\w.]+)!")
#: [1]表!A1, 'C:\账\[去年.xlsx]表'!A1; in OpenDocument's spelling 'file:///账/去年.ods'#$表.A1
_OTHER_BOOK: Final = re.compile(r"\[[^\[\]]+\][^\[\]!,;()+*/]*!|'\w+://[^']*'#")
_LINK: Final = re.compile(r'(?<![\w.])HYPERLINK\s*\(\s*("(?:[^"]|"")*+")?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ForeignFormula:
    """A cell whose formula reaches outside, and Chinese words for how."""

    sheet: "Sheet"
    ref: str
    words: str


def foreign_formulas(book: "Workbook", ours: Callable[["Sheet"], bool]) -> Iterator[ForeignFormula]:
    """The cells of a workbook whose formulas reach outside, in tab and reading order.

    On sheets that are ``ours`` links are left out: they are put together by formulas, and lead within the
    workbook.
    """
    for sheet in book.sheets:
        if not sheet.is_worksheet:
            continue
        trusted = ours(sheet)
        if _is_worth_it(sheet, trusted=trusted):
            for cell in sheet.cells():
                words = reaches_outside(cell.formula, trusted=trusted) if cell.formula else ""
                if words:
                    yield ForeignFormula(sheet, cell.ref, words)


def reaches_outside(formula: str, *, trusted: bool = False) -> str:
    """How a formula (without ``=``) reaches outside its workbook, in Chinese; "" where it does not.

    A link whose address is not written out in the formula counts too. ``trusted``: links are left out.
    """
    code = _TEXT.sub('""', formula)
    function = _FUNCTIONS.search(code)
    if function is not None:
        return f"指向外部的公式（{function[1].upper()}）"
    if _DDE.search(code):
        return "调用外部程序的公式（DDE）"
    if _OTHER_BOOK.search(code):
        return "取自别的工作簿的公式"
    links = () if trusted else _LINK.finditer(formula)
    if any(link[1] is None or not link[1].startswith('"#') for link in links):
        return "指向外部的公式（HYPERLINK）"
    return ""


def _is_worth_it(sheet: "Sheet", *, trusted: bool) -> bool:
    """Whether a formula in the sheet's bytes reaches outside, or they are not plain enough to tell."""
    data = sheet.book.package.read(sheet.part)
    if b"\0" in data[:4] or (b"[" in data and b"<![CDATA[" in data):  # UTF-16, or words in pieces
        return True
    marks = _marks(data, _TELLING if trusted else (*_TELLING, *_LINKS))
    if not marks:
        return False
    plain = marks - {_REFERENCE}
    formulas = {
        each
        for each in _FORMULA.findall(data)
        if any(mark in each.upper() for mark in plain) or (_REFERENCE in marks and _ASCII.search(each))
    }
    return any(
        reaches_outside(unescape(each.decode("utf-8", "replace")), trusted=trusted) for each in formulas
    )


def _marks(data: bytes, wanted: tuple[bytes, ...]) -> set[bytes]:
    """Which of some marks stand in a part.

    Formulas that were filled down differ by nothing but digits and the titles of sheets: without those few
    different cells are left, nearly all the same in every workbook. To find them takes less time than to look
    for a dozen words in a megabyte.
    """
    without = _WITHOUT[wanted]
    cells = set(data.translate(None, _SILENT).split(_CELL_END)) - without
    text = b"\n".join(cells).upper()
    found = {mark for mark in wanted if mark in text}
    if not found:
        if len(without) + len(cells) > _MOST_CELLS:
            without.clear()
        without.update(islice((cell for cell in cells if len(cell) <= _LONGEST_CELL), _MOST_CELLS))
    return found
