"""The state of the round on 操作台: numbers for the whole, a picture unit by unit."""

from typing import Final

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell

from xlperf.books.console import STATE
from xlperf.books.spec import TableSpec
from xlperf.build.control_styles import ACCENT, BODY_FONT, HEAD_FONT, INK, LINE, column_pixels, row_pixels
from xlperf.build.control_tables import Page

#: Numbers that ask for action as soon as they are not zero.
_ALERTS: Final = frozenset({"需修改", "未报", "错误数"})
_CHART_ROWS, _CHART_ROW_HEIGHT = 14, 18
_FONT: Final = {"name": BODY_FONT, "size": 9, "color": INK}
#: 271 is XlsxWriter's for East Asian vertical writing: the names of many units stand side by side.
_UPRIGHT: Final = _FONT | {"rotation": 271}
_GRID, _NONE = "#D9D9D9", {"none": True}
_TITLE_FONT: Final = {"name": HEAD_FONT, "size": 12, "bold": True, "color": INK}
#: The layers of a column from below, told apart without colour: full, hatched, empty.
_LAYERS: Final = {
    "已通过": {"fill": {"color": ACCENT}},
    "需修改": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "white"},
    },
    "未报": {"fill": {"color": "white"}},
}


def draw_state(page: Page, row: int) -> int:
    """The tiles, from ``row`` on; returns the row after them."""
    sheet, styles = page.sheet, page.styles
    for place, (name, caption) in enumerate(STATE.items()):
        sheet.write_string(row, place, caption, styles.tile())
        sheet.write_string(row + 1, place, "—", styles.figure())
        page.define(name, row + 1, place)
        if caption in _ALERTS:
            cell = xl_rowcol_to_cell(row + 1, place)
            rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}>0)"}
            sheet.conditional_format(row + 1, place, row + 1, place, rule | {"format": styles.alert()})
    sheet.set_row(row, 20)
    sheet.set_row(row + 1, 36)
    return row + 2


def reserve_chart(page: Page, row: int) -> int:
    """Leave room for the picture; returns the row after it."""
    for number in range(row, row + _CHART_ROWS):
        page.sheet.set_row(number, _CHART_ROW_HEIGHT)
    return row + _CHART_ROWS


def draw_chart(page: Page, table: TableSpec, row: int, data_row: int) -> None:
    """One column for each unit over its projects, in the room that begins at ``row``.

    ``data_row`` is the table's only row in an empty workbook; the chart's ranges grow with the table.
    """
    chart = page.styles.workbook.add_chart({"type": "column", "subtype": "percent_stacked"})
    for header, look in _LAYERS.items():
        series = {
            "name": header,
            "categories": _column(page, table, "单位名称", data_row),
            "values": _column(page, table, header, data_row),
            "border": {"color": INK, "width": 0.75},
            "gap": 40,
        }
        chart.add_series(series | look)
    _lay_out(chart)
    width = sum(column_pixels(column.width) for column in table.columns)
    chart.set_size({"width": width - 8, "height": _CHART_ROWS * row_pixels(_CHART_ROW_HEIGHT) - 8})
    alt = "每个单位一根柱子：实心为已通过、斜线为需修改、空白为未报的项目数。"
    page.sheet.insert_chart(
        row, 0, chart, {"description": alt, "object_position": 2, "x_offset": 4, "y_offset": 4}
    )


def _lay_out(chart: Chart) -> None:
    chart.set_title(
        {"name": "各单位自评进度（占应报项目的比重）", "name_font": _TITLE_FONT, "overlay": False}
    )
    chart.set_legend({"position": "top", "font": _FONT})
    chart.set_x_axis({"num_font": _UPRIGHT, "line": {"color": INK}, "major_tick_mark": "none"})
    grid = {"visible": True, "line": {"color": _GRID}}
    chart.set_y_axis({"num_font": _FONT, "num_format": "0%", "major_gridlines": grid, "line": _NONE})
    chart.set_chartarea({"border": {"color": LINE}})


def _column(page: Page, table: TableSpec, header: str, row: int) -> str:
    """A column's only cell, written as a range: a single cell would not grow with the table."""
    cell = xl_rowcol_to_cell(row, table.offset + table.headers.index(header), row_abs=True, col_abs=True)
    return f"='{page.spec.name}'!{cell}:{cell}"
