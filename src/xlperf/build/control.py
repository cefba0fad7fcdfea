"""Builds the control workbook (绩效评价.xlsm) from its spec, reproducible to the byte."""

import io
from datetime import datetime

from xlsxwriter import Workbook

from xlperf.books.sheets import control_sheets
from xlperf.books.spec import Role, SheetSpec
from xlperf.build.control_console import draw_console
from xlperf.build.control_department import draw_department
from xlperf.build.control_rules import with_rules
from xlperf.build.control_settings import draw_settings
from xlperf.build.control_styles import BODY_FONT, Styles
from xlperf.build.control_tables import Page, draw_table_sheet
from xlperf.build.ribbon import with_ribbon
from xlperf.build.shipped import MacroParts, shipped_macros
from xlperf.build.xlwings_sheets import add_xlwings_sheets
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.ruleset import RuleSet


def build_control(rules: RuleSet, money_unit: MoneyUnit, macros: MacroParts | None = None) -> bytes:
    """An empty control workbook for one rule set and unit of money, with buttons and ribbon.

    Args:
        rules: the rule set, whose first levels become columns.
        money_unit: the unit in which amounts are shown.
        macros: those just compiled, or by default those that came with the program.
    """
    macros = macros or shipped_macros()
    buffer = io.BytesIO()
    with Workbook(buffer, _options()) as workbook:
        workbook.set_properties({"title": "绩效评价", "created": datetime(2021, 1, 1)})  # noqa: DTZ001
        styles = Styles(workbook)
        sheets = with_rules(control_sheets(level.name for level in rules.level1), rules)
        for spec in sheets:
            page = Page(workbook.add_worksheet(spec.name), spec, styles, money_unit.value)
            _draw(page, rules, sheets)
        add_xlwings_sheets(workbook)
        workbook.add_vba_project(io.BytesIO(macros.project(len(workbook.worksheets()))), is_stream=True)
    return with_ribbon(buffer.getvalue(), macros.ribbon)


def _options() -> dict[str, object]:
    # Made anew each time: XlsxWriter changes the dictionary it is given.
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": BODY_FONT, "font_size": 10.5, "font_scheme": "none"},
    }


def _draw(page: Page, rules: RuleSet, sheets: tuple[SheetSpec, ...]) -> None:
    if page.spec.role is Role.CONSOLE:
        draw_console(page, sheets)
    elif not page.spec.tables:
        draw_settings(page, rules, [load_ruleset(each) for each in ruleset_ids()])
    elif page.spec.name == "部门整体":
        draw_department(page)
    else:
        draw_table_sheet(page)
