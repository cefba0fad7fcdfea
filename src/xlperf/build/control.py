"""Builds the control workbook (绩效评价.xlsm) from its spec, reproducible to the byte."""

import io
from datetime import datetime

from xlsxwriter import Workbook

from xlperf.books.sheets import control_sheets
from xlperf.books.spec import Role, SheetSpec
from xlperf.build.control_console import draw_console
from xlperf.build.control_department import draw_department
from xlperf.build.control_settings import draw_settings
from xlperf.build.control_styles import BODY_FONT, Styles
from xlperf.build.control_tables import Page, draw_table_sheet
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.package import Package
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.ruleset import RuleSet

_CONTENT_TYPES = "[Content_Types].xml"
_SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def build_control(rules: RuleSet, money_unit: MoneyUnit) -> bytes:
    """An empty control workbook for one rule set and unit of money.

    It is an .xlsm without macros: as Excel writes one, only the main part's content type tells it
    from an .xlsx.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, _options()) as workbook:
        workbook.set_properties({"title": "绩效评价", "created": datetime(2021, 1, 1)})  # noqa: DTZ001
        styles = Styles(workbook)
        sheets = control_sheets(level.name for level in rules.level1)
        for spec in sheets:
            page = Page(workbook.add_worksheet(spec.name), spec, styles, money_unit.value)
            _draw(page, rules, sheets)
    return _macro_enabled(buffer.getvalue())


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


def _macro_enabled(data: bytes) -> bytes:
    package = Package.load(data)
    types = package.read(_CONTENT_TYPES).decode()
    package.write(_CONTENT_TYPES, types.replace(_SHEET_MAIN, _MACRO_MAIN).encode())
    return package.to_bytes()
