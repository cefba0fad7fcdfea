"""The charts of the summary workbook: native ones, fed by the tables, legible in black and white.

Series differ in lightness, every bar carries its number, and nothing is said by colour alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from xlperf.build.control_styles import ACCENT, BAR, BODY_FONT, HEAD_FILL, HEAD_FONT, INK
from xlperf.steps.summary_layout import NOTHING, Pen, full_title, set_up_print
from xlperf.steps.summary_sheets import BANDS, BY_FUNCTION, BY_UNIT
from xlperf.steps.summary_table import Table

CHARTS: Final = "图表"
#: The sheets behind the charts; XlsxWriter takes the numbers that a chart carries from their cells in memory.
CHARTED: Final = frozenset({BY_FUNCTION, BY_UNIT, BANDS})
#: Pixels: a chart is as wide as an A4 page at 100 %, rows are 20 high.
_WIDTH: Final = 675
_ROW: Final = 20
_PAGE_ROWS: Final = 48
_MOST_BARS: Final = 20
_BUDGET_FILL: Final = HEAD_FILL
_ACTUAL_FILL: Final = ACCENT
_RATE_FILL: Final = BAR
_FONT: Final = {"name": BODY_FONT, "size": 9, "color": INK}
_TITLE_FONT: Final = {"name": HEAD_FONT, "size": 12, "bold": True, "color": INK}


@dataclass(frozen=True, slots=True)
class Series:
    """One series: the column that it shows, its fill and the format of its labels."""

    header: str
    fill: str
    number: str


_AMOUNTS: Final = (
    Series("全年预算数", _BUDGET_FILL, "#,##0.00"),
    Series("全年执行数", _ACTUAL_FILL, "#,##0.00"),
)
_RATE: Final = (Series("执行率", _RATE_FILL, "0.00%"),)
_COUNT: Final = (Series("项目个数", _RATE_FILL, "0"),)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart: what it is called, whose rows it shows (``first``, ``count``) and how."""

    title: str
    alt: str
    table: Table
    labels: str
    series: tuple[Series, ...]
    kind: str
    first: int
    count: int

    @property
    def height(self) -> int:
        """In pixels: enough for every bar and its label."""
        if self.kind == "column":
            return 300
        return 110 + self.count * (14 + 14 * len(self.series))


def draw_charts(workbook: Workbook, sheet: Worksheet, tables: dict[str, Table], pen: Pen) -> None:
    """The sheet of charts; a chart without data is left out."""
    sheet.set_column(0, 9, 9.14)
    sheet.merge_range(0, 0, 0, 9, full_title(pen.settings, "绩效自评图表"), pen.styles.title())
    sheet.set_row(0, 34)
    set_up_print(sheet, landscape=False)
    figures = tuple(_figures(tables, pen.settings.money_unit))
    if not figures:
        sheet.write_string(2, 0, NOTHING, pen.styles.note())
    row, left, breaks = 2, _PAGE_ROWS, []
    for figure in figures:
        rows = -(-figure.height // _ROW) + 1
        if rows > left and row > 2:
            breaks.append(row)
            left = _PAGE_ROWS
        chart = _draw(workbook, figure)
        options = {"description": figure.alt, "object_position": 2, "x_offset": 3, "y_offset": 4}
        sheet.insert_chart(row, 0, chart, options)
        row, left = row + rows, left - rows
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, row, 9)


def _figures(tables: dict[str, Table], money_unit: str) -> Iterator[Figure]:
    functions, units, bands = tables[BY_FUNCTION], tables[BY_UNIT], tables[BANDS]
    classes = len(functions.spec.rows)
    if classes:
        alt = "每个功能分类一根横条，标出执行率。"
        yield Figure("各功能分类预算执行率", alt, functions, "科目名称", _RATE, "bar", 0, classes)
    if bands.sum("项目个数"):
        title, alt = "绩效自评得分分布（项目个数）", "每个等级一根柱子，标出项目个数。"
        yield Figure(title, alt, bands, "等级", _COUNT, "column", 0, len(bands.spec.rows))
    if classes:
        title = f"各功能分类预算数与执行数（{money_unit}）"
        alt = "每个功能分类两根横条：浅色为全年预算数，深色为全年执行数。"
        yield Figure(title, alt, functions, "科目名称", _AMOUNTS, "bar", 0, classes)
    yield from _unit_figures(units, money_unit)


def _unit_figures(units: Table, money_unit: str) -> Iterator[Figure]:
    """All units, so many to a chart that each stays legible."""
    total = len(units.spec.rows)
    parts = -(-total // _MOST_BARS)
    for part in range(parts):
        first = part * _MOST_BARS
        number = f"，第{part + 1}部分，共{parts}部分" if parts > 1 else ""
        yield Figure(
            f"各单位预算数与执行数（{money_unit}{number}）",
            "每个单位两根横条：浅色为全年预算数，深色为全年执行数。",
            units,
            "单位名称",
            _AMOUNTS,
            "bar",
            first,
            min(_MOST_BARS, total - first),
        )


def _draw(workbook: Workbook, figure: Figure) -> Chart:
    chart = workbook.add_chart({"type": figure.kind})
    for series in figure.series:
        chart.add_series(_series(figure, series))
    chart.set_title({"name": figure.title, "name_font": _TITLE_FONT, "overlay": False})
    names = {"num_font": _FONT, "line": {"color": INK}, "major_tick_mark": "none"}
    values = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if figure.kind == "bar":
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    if len(figure.series) > 1:
        chart.set_legend({"position": "top", "font": _FONT})
    else:
        chart.set_legend({"none": True})
    chart.set_size({"width": _WIDTH, "height": figure.height})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    return chart


def _series(figure: Figure, series: Series) -> dict[str, Any]:
    table = figure.table
    return {
        "name": series.header,
        "categories": f"={table.cells(figure.labels, figure.first, figure.count)}",
        "values": f"={table.cells(series.header, figure.first, figure.count)}",
        "fill": {"color": series.fill},
        "border": {"color": ACCENT, "width": 0.75},
        "gap": 50,
        "data_labels": {"value": True, "position": "outside_end", "num_format": series.number, "font": _FONT},
    }
