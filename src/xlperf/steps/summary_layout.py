"""Draws one sheet of the summary workbook: title, table with live formulas, total row, print set-up.

Every formula carries the result that it will come to, so that a phone's preview shows numbers.
"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from xlperf.books.port import CellValue
from xlperf.books.spec import ColumnSpec, Kind
from xlperf.build.control_styles import ACCENT, Styles
from xlperf.model.ledger import Settings
from xlperf.ooxml.shared_strings import fitting
from xlperf.steps.report_text import paragraphs, plain_text
from xlperf.steps.summary_sheets import SummarySheet
from xlperf.steps.summary_table import (
    FIRST_ROW,
    HEADER_ROW,
    NAVIGATION_ROW,
    TITLE_ROW,
    UNIT_ROW,
    Content,
    Table,
)

NOTHING: Final = "（无）"
_A4: Final = 9
#: Points: a line of 10.5-point type, and Excel's limit of a row.
_LINE: Final = 14.5
_TALLEST_ROW: Final = 409.0
_WIDEST_CODE: Final = 24.0
_CUT: Final = "……（余下略）"


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing a sheet needs besides its table; ``contents`` is the name of the sheet of contents."""

    styles: Styles
    settings: Settings
    contents: str


def draw_sheet(sheet: Worksheet, table: Table, pen: Pen) -> None:
    """One whole sheet."""
    columns = _fitted(table.spec)
    _draw_headings(sheet, table.spec, pen)
    _draw_header_row(sheet, columns, pen.styles)
    for number, row in enumerate(table.spec.rows):
        contents = [table.content(number, row, place) for place in range(len(columns))]
        for place, (column, content) in enumerate(zip(columns, contents, strict=True)):
            _write(sheet, FIRST_ROW + number, place, content, pen.styles.cell(column))
        sheet.set_row(FIRST_ROW + number, _row_height(columns, contents))
    if not table.spec.rows:
        _draw_nothing(sheet, columns, pen.styles)
    if table.total_row is not None:
        for place, column in enumerate(columns):
            _write(sheet, table.total_row, place, table.total_content(place), pen.styles.total(column))
        sheet.set_row(table.total_row, 21)
    sheet.freeze_panes(FIRST_ROW, table.spec.freeze)
    if table.spec.rows:
        sheet.autofilter(HEADER_ROW, 0, table.last_row, len(columns) - 1)
    set_up_print(sheet, landscape=table.spec.landscape)
    sheet.repeat_rows(TITLE_ROW, HEADER_ROW)
    sheet.print_area(TITLE_ROW, 0, table.end_row, len(columns) - 1)


def full_title(settings: Settings, title: str) -> str:
    """A title with town and year: 王平镇2021年度项目支出绩效自评汇总表."""
    return f"{plain_text(settings.town)}{settings.year}年度{title}"


def safe_text(text: str) -> str:
    """Text without hidden characters, lines kept, no longer than a cell can hold."""
    safe = fitting("\n".join(paragraphs(text)), _CUT)
    # XlsxWriter takes such a text for markup of its own, and would put it into the sheet as it is
    return f"{safe} " if safe.startswith("<r>") and safe.endswith("</r>") else safe


def cached(value: CellValue) -> float | str:
    """A formula's result as it is stored with it: 3, not 3.0."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    return int(value) if value == value.to_integral_value() else float(value)


def set_up_print(sheet: Worksheet, *, landscape: bool) -> None:
    """A4, all columns on one page, page numbers at the foot."""
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C&9第 &P 页，共 &N 页&R&9&A")


def _draw_headings(sheet: Worksheet, spec: SummarySheet, pen: Pen) -> None:
    styles, last = pen.styles, len(spec.columns) - 1
    contents = f"internal:{quote_sheetname(pen.contents)}!A1"
    sheet.write_url(NAVIGATION_ROW, 0, contents, styles.make(font_color=ACCENT, underline=1), "目录")
    sheet.merge_range(NAVIGATION_ROW, 1, NAVIGATION_ROW, last, spec.note, styles.note())
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, full_title(pen.settings, spec.title), styles.title())
    sheet.set_row(TITLE_ROW, 34)
    middle = last // 2
    town = f"填报单位：{plain_text(pen.settings.government)}"
    sheet.merge_range(UNIT_ROW, 0, UNIT_ROW, middle, town, styles.make(font_size=10))
    money = f"单位：{spec.money}" if spec.money else ""
    sheet.merge_range(UNIT_ROW, middle + 1, UNIT_ROW, last, money, styles.unit())
    sheet.set_row(UNIT_ROW, 18)


def _draw_header_row(sheet: Worksheet, columns: tuple[ColumnSpec, ...], styles: Styles) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEADER_ROW, place, column.header, styles.header())
    sheet.set_row(HEADER_ROW, 12 + 14 * max(_header_lines(column) for column in columns))


def _fitted(spec: SummarySheet) -> tuple[ColumnSpec, ...]:
    """The columns, those of codes as wide as their longest code: a code broken in two is hard to read."""
    return tuple(
        replace(column, width=max(column.width, min(_WIDEST_CODE, 1 + _widest(spec, column.header))))
        if column.kind is Kind.CODE
        else column
        for column in spec.columns
    )


def _widest(spec: SummarySheet, header: str) -> float:
    return max((_text_width(str(row.get(header) or "")) for row in spec.rows), default=0)


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, with a little to spare.

    Rows get a height of their own, because only Excel finds it by itself when it opens the file.
    """
    room = max(width - 0.5, 2)
    return sum(max(1, math.ceil(_text_width(line) / room)) for line in text.split("\n"))


def _text_width(text: str) -> float:
    """In units of column width, which are digits of the 11-point default font; text is of 10.5 points."""
    return sum(1 if char.isascii() else 1.75 for char in text)


def _row_height(columns: tuple[ColumnSpec, ...], contents: list[Content]) -> float:
    lines = (
        text_lines(safe_text(content.value), column.width)
        for column, content in zip(columns, contents, strict=True)
        if isinstance(content.value, str) and column.kind.is_text
    )
    return min(_TALLEST_ROW, 5 + _LINE * max(lines, default=1))


def _header_lines(column: ColumnSpec) -> int:
    return text_lines(column.header, column.width + 1)


def _draw_nothing(sheet: Worksheet, columns: tuple[ColumnSpec, ...], styles: Styles) -> None:
    first_text = next(place for place, column in enumerate(columns) if column.kind is Kind.TEXT)
    for place, column in enumerate(columns):
        content = Content(NOTHING if place == first_text else None)
        _write(sheet, FIRST_ROW, place, content, styles.cell(column))


def _write(sheet: Worksheet, row: int, place: int, content: Content, style: Format) -> None:
    """A formula with its result, a number, text that stays text, or an empty cell."""
    value = content.value
    if content.formula is not None:
        sheet.write_formula(row, place, content.formula, style, cached(value))
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, value, style)
    elif value:
        sheet.write_string(row, place, safe_text(str(value)), style)
    else:
        sheet.write_blank(row, place, None, style)
