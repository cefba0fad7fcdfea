"""Opening a report again and finding things in it."""

import io
import re

import docx
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from outputs_tables import RULES, SETTINGS

from xlperf.build.report_template import build_report_template
from xlperf.model.tables import Tables
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.report import render_report

TEMPLATE = build_report_template()
NUMERALS = "一二三四五六七八九十"


def report(tables: Tables, rules: RuleSet = RULES, template: bytes = TEMPLATE) -> Document:
    """The report of these tables, opened again."""
    data, _ = render_report(template, tables, SETTINGS, rules)
    return docx.Document(io.BytesIO(data))


def body(document: Document) -> list[Paragraph | Table]:
    """Paragraphs and tables as they follow each other."""
    return list(document.iter_inner_content())


def texts(document: Document) -> list[str]:
    """The paragraphs outside tables."""
    return [block.text for block in body(document) if isinstance(block, Paragraph)]


def cells(table: Table) -> list[list[str]]:
    """A table's texts; a merged cell's text is given once for each column that it spans."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def after(document: Document, heading: str) -> list[str]:
    """The paragraphs between a heading and the next one of its kind or higher."""
    found = texts(document)
    start = found.index(heading) + 1
    ends = (
        n
        for n, text in enumerate(found[start:], start)
        if re.match(rf"[{NUMERALS}]、|（[{NUMERALS}]）", text)
    )
    return found[start : next(ends, len(found))]


def highlighted(document: Document) -> list[str]:
    """What has a yellow background, tables included."""
    return [
        run.text
        for paragraph in document.element.body.iter(qn("w:p"))
        for run in Paragraph(paragraph, document).runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
