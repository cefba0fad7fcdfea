"""A notice as a Word file: one A4 page that can be printed, signed and handed over.

Words of others go in as text of a run: Word takes nothing in there for a field or for markup.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table

from xlperf.build.report_styles import (
    BODY,
    CELL,
    CELL_HEADER,
    GRID,
    LEVEL_1,
    TITLE,
    apply_official_look,
)
from xlperf.ooxml.archive import deflate, read_entries, write_entries
from xlperf.steps.notice_content import COLUMNS, Item, Notice
from xlperf.steps.notice_text import left_out, not_returned, opening, whom_to_ask

_TITLE: Final = "退回修改通知"
#: 序号, then :data:`~xlperf.steps.notice_content.COLUMNS`; in centimetres.
_WIDTHS: Final = (1.4, 4.1, 6.7, 4.8)
#: Style → (size, line) in points: smaller than in a published document, so that one page is enough.
_SIZES: Final = {
    TITLE: (22, 30),
    LEVEL_1: (12, 22),
    BODY: (12, 22),
    CELL: (10.5, 15),
    CELL_HEADER: (10.5, 15),
}
_NO_DEADLINE: Final = "　　　年　　月　　日"
_RIGHT, _CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def notice_document(notice: Notice) -> bytes:
    """The notice as a .docx file; the same notice gives the same bytes."""
    document = docx.Document(io.BytesIO(_blank()))
    document.add_paragraph(_TITLE, style=TITLE)
    _flush(document, f"{notice.unit.name}：")
    due = notice.sender.deadline or _NO_DEADLINE
    document.add_paragraph(f"{opening(notice)}请在原文件上改好，于{due}前重新报送。", style=BODY)
    _add_items(document, "必须改正", notice.errors)
    _add_items(document, "请核实（没有错就不用改）", notice.warnings)
    for text in filter(None, (left_out(notice), not_returned(notice), whom_to_ask(notice))):
        document.add_paragraph(text, style=BODY)
    for text in (notice.sender.name, _NO_DEADLINE):
        document.add_paragraph(text, style=BODY).alignment = _RIGHT
    return _bytes(document)


@cache
def _blank() -> bytes:
    """An empty page that looks like a notice."""
    document = docx.Document()
    apply_official_look(document)
    for name, (size, line) in _SIZES.items():
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.size, style.paragraph_format.line_spacing = Pt(size), Pt(line)
            style.paragraph_format.first_line_indent = Pt(2 * size) if name == BODY else Pt(0)
    document.styles[TITLE].paragraph_format.space_after = Pt(12)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.4)
    section.left_margin, section.right_margin = Cm(2), Cm(2)
    properties = document.core_properties
    properties.title, properties.language, properties.revision = _TITLE, "zh-CN", 1
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    return _bytes(document)


def _flush(document: Document, text: str) -> None:
    """A paragraph without indent: to whom the notice goes."""
    paragraph = document.add_paragraph(text, style=LEVEL_1)
    paragraph.paragraph_format.first_line_indent = Pt(0)


def _add_items(document: Document, title: str, items: Sequence[Item]) -> None:
    if not items:
        return
    _flush(document, title)
    table = document.add_table(rows=0, cols=len(_WIDTHS), style=GRID)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    _add_row(table, ("序号", *(header for header, _ in COLUMNS)), CELL_HEADER)
    for number, item in enumerate(items, 1):
        _add_row(table, (str(number), *item.cells()), CELL)


def _add_row(table: Table, texts: Iterable[str], style: str) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public property for it
    for place, (cell, width, text) in enumerate(zip(row.cells, _WIDTHS, texts, strict=True)):
        cell.width = Cm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.add_run(text)
        if place == 0:
            paragraph.alignment = _CENTRE


def _bytes(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return write_entries(deflate(entry.name, entry.inflate()) for entry in read_entries(stream.getvalue()))
