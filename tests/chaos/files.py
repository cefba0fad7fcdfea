"""What other programs make of a file when they save it."""

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from random import Random
from xml.sax.saxutils import escape

import openpyxl

from chaos.paper import Paper
from xlperf.ooxml.markup import Q
from xlperf.ooxml.workbook import Workbook

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_SHARED = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?) t="s"([^>]*)><v>([0-9]+)</v></c>')
_TAG = re.compile(r"<(/?)([A-Za-z])")


def inline_strings(paper: Paper, random: Random) -> None:
    """No shared strings: every text stands in its cell."""
    del random
    paper.rewrite(_with_inline_strings)


def _with_inline_strings(data: bytes) -> bytes:
    book = Workbook.load(data)

    def inline(match: re.Match[str]) -> str:
        text = escape(book.strings.text(int(match[4])))
        cell = f'<c r="{match[1]}"{match[2]}{match[3]} t="inlineStr">'
        return f'{cell}<is><t xml:space="preserve">{text}</t></is></c>'

    return _each_part(data, lambda name, text: _SHARED.sub(inline, text) if _SHEET.fullmatch(name) else text)


def absolute_parts(paper: Paper, random: Random) -> None:
    """Relationships from the root (/xl/worksheets/…), and another prefix for the main namespace."""
    del random
    paper.rewrite(lambda data: _each_part(data, _absolute))


def _absolute(name: str, text: str) -> str:
    if name == "xl/_rels/workbook.xml.rels":
        return re.sub(r'Target="(?!/|http)([^"]+)"', r'Target="/xl/\1"', text)
    if _SHEET.fullmatch(name) and "mc:" not in text and "x14" not in text:
        head, mark, body = text.partition("<worksheet")
        body = _TAG.sub(r"<\1x:\2", mark + body).replace('xmlns="', 'xmlns:x="', 1)
        return head + body
    return text


def resaved(paper: Paper, random: Random) -> None:
    """A program that knows no results of formulas and drops what it does not know."""
    del random
    paper.rewrite(_resaved)


def _resaved(data: bytes) -> bytes:
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(buffer)
    return buffer.getvalue()


def counted_from_1904(paper: Paper, random: Random) -> None:
    """Saved by an old Macintosh: days are counted from 1904."""
    del random
    book = paper.book
    for sheet in book.sheets:
        for cell in list(sheet.cells()):
            day = isinstance(cell.value, Decimal) and cell.value > 30_000 and cell.formula is None
            if isinstance(cell.value, Decimal) and day and book.is_date(cell.style):
                sheet.set(cell.ref, cell.value - 1462)
    properties = book.root.find(Q + "workbookPr")
    assert properties is not None
    properties.set("date1904", "1")
    book.package.touch(book.part)


def _each_part(data: bytes, change: Callable[[str, str], str]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith((".xml", ".rels")):
                content = change(name, content.decode()).encode()
            out.writestr(name, content)
    return buffer.getvalue()
