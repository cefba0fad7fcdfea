"""成果/…绩效自评汇总.xlsx: contents, charts and one print-ready sheet for each result table."""

import io
from datetime import UTC, datetime

from xlperf.build.control_styles import BODY_FONT, Styles
from xlperf.model.ledger import Settings
from xlperf.model.tables import Tables
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.summary_charts import CHARTED, CHARTS, draw_charts
from xlperf.steps.summary_cover import COVER, draw_cover
from xlperf.steps.summary_layout import Pen, draw_sheet, full_title
from xlperf.steps.summary_long import LONG, LongSheet, made_workbook
from xlperf.steps.summary_sheets import summary_sheets
from xlperf.steps.summary_table import place_tables


def summary_workbook(tables: Tables, settings: Settings, rules: RuleSet, *, long: int = LONG) -> bytes:
    """The summary workbook of a round as an .xlsx file; the same input gives the same bytes.

    Amounts are printed in ``settings.money_unit``. The workbook is the office's own: it lists every
    project of ``tables``, also one that may not be published. A table of ``long`` rows or more is put
    together on the disk, row by row, and holds the same.

    Raises:
        UserError: the disk is full.
    """
    sheets = summary_sheets(tables, settings, rules)
    streamed = {each.name for each in sheets if len(each.rows) >= long} - CHARTED
    stream = io.BytesIO()
    with made_workbook(stream, _options(), on_disk=bool(streamed)) as workbook:
        workbook.set_properties(
            {
                "title": full_title(settings, "绩效自评汇总"),
                "author": "",
                "created": datetime(2000, 1, 1, tzinfo=UTC),
            }
        )
        pen = Pen(Styles(workbook), settings, COVER)
        placed = place_tables(sheets)
        cover, charts = workbook.add_worksheet(COVER), workbook.add_worksheet(CHARTS)
        for name, table in placed.items():
            sheet = workbook.add_worksheet(name, LongSheet if name in streamed else None)
            draw_sheet(sheet, table, pen)
        draw_charts(workbook, charts, placed, pen)
        draw_cover(cover, tables, placed, rules, pen)
    return stream.getvalue()


def _options() -> dict[str, object]:
    """A fresh dictionary each time: XlsxWriter changes the one that it is given."""
    return {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": BODY_FONT, "font_size": 11},
    }
