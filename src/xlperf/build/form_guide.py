"""Draws the sheet 填报说明."""

from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlperf.build.form_styles import BODY_SIZE, HEAD_FILL, HEAD_FONT, FormStyles
from xlperf.forms.guide import GuideLine, Style, guide
from xlperf.forms.heights import row_height
from xlperf.forms.spec import FormSpec

_WIDTHS: Final = (22, 11, 75)
_TITLE_HEIGHT: Final = 34
_HEADING_HEIGHT: Final = 26
_PORTRAIT_A4: Final = 9


def draw_guide(sheet: Worksheet, spec: FormSpec, styles: FormStyles) -> None:
    """One line per row; sentences run across all three columns."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, line in enumerate(guide(spec)):
        _draw_line(sheet, row, line, styles)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(_PORTRAIT_A4)
    sheet.set_margins(0.6, 0.6, 0.6, 0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)


def _draw_line(sheet: Worksheet, row: int, line: GuideLine, styles: FormStyles) -> None:
    style = _format(line.style, styles)
    if len(line.cells) == 1:
        text = line.cells[0]
        fitted = row_height([(text, sum(_WIDTHS))], BODY_SIZE)
        sheet.set_row(
            row, {Style.TITLE: _TITLE_HEIGHT, Style.HEADING: _HEADING_HEIGHT}.get(line.style, fitted)
        )
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
        sheet.write_string(row, 0, text, style)
        return
    sheet.set_row(row, row_height(zip(line.cells, _WIDTHS, strict=True), BODY_SIZE, 18))
    for column, text in enumerate(line.cells):
        sheet.write_string(row, column, text, style)


def _format(style: Style, styles: FormStyles) -> Format:
    match style:
        case Style.TITLE:
            return styles.title()
        case Style.HEADING:
            return styles.make(font_name=HEAD_FONT, font_size=12, align="left", valign="bottom")
        case Style.TEXT:
            return styles.make(align="left", text_wrap=True)
        case Style.HEAD:
            return styles.make(
                font_name=HEAD_FONT, align="center", border=1, bg_color=HEAD_FILL, text_wrap=True
            )
        case Style.ROW:
            return styles.make(align="left", indent=1, border=1, text_wrap=True)
