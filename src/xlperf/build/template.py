"""Builds ``self-evaluation.xlsx``, the form that units fill in, from its spec; reproducible to the byte."""

import io
import re
from datetime import UTC, datetime
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xlperf.build.form_guide import draw_guide
from xlperf.build.form_sheet import FormDrawer
from xlperf.build.form_styles import BODY_FONT, BODY_SIZE, FormStyles
from xlperf.forms.areas import absolute, cell
from xlperf.forms.layout import Layout
from xlperf.forms.names import (
    FORM_SHEET,
    GUIDE_SHEET,
    IDENTITY_SHEET,
    TEMPLATE_ID,
    TEMPLATE_VERSION,
    Identity,
)
from xlperf.forms.selfcheck import SelfCheck
from xlperf.forms.spec import FormSpec
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook as OpenedWorkbook
from xlperf.rules.ruleset import RuleSet

#: A formula whose cached result is an empty text, as XlsxWriter writes it: without its type.
_EMPTY_RESULT: Final = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)(><f>[^<]*</f><v></v></c>)')

_FORM_PART: Final = "xl/worksheets/sheet2.xml"


def build_template(rules: RuleSet, money_unit: MoneyUnit) -> bytes:
    """The blank template for one rule set and unit of money: guide, 自检, form, very hidden identity.

    The same arguments give the same bytes. Every formula carries its right cached value.
    """
    spec = FormSpec.from_rules(rules, money_unit)
    layout = Layout.of(spec)
    buffer = io.BytesIO()
    with Workbook(buffer, _options()) as workbook:
        workbook.set_properties({"title": spec.title, "created": datetime(2021, 1, 1, tzinfo=UTC)})
        styles = FormStyles(workbook)
        draw_guide(workbook.add_worksheet(GUIDE_SHEET), spec, styles)
        FormDrawer(workbook, workbook.add_worksheet(FORM_SHEET), layout, styles).draw()
        _draw_identity(workbook, workbook.add_worksheet(IDENTITY_SHEET), spec)
    return _with_self_check(_as_excel_writes(buffer.getvalue(), layout), spec)


def _with_self_check(data: bytes, spec: FormSpec) -> bytes:
    """The template with 自检, which the filler writes anew for the projects of each workbook."""
    book = OpenedWorkbook.load(data)
    check = SelfCheck.prepare(book, spec, year=None)
    check.complete([book.sheet(FORM_SHEET)])
    return book.to_bytes()


def _options() -> dict[str, object]:
    # Made anew each time: XlsxWriter changes the dictionary it is given.
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {
            "font_name": BODY_FONT,
            "font_size": BODY_SIZE,
            "font_scheme": "none",
        },
    }


def _draw_identity(workbook: Workbook, sheet: Worksheet, spec: FormSpec) -> None:
    """Keys in column A, values in column B, each with its global name; blank until the form is issued."""
    known: dict[Identity, str | int] = {
        Identity.TEMPLATE: TEMPLATE_ID,
        Identity.VERSION: TEMPLATE_VERSION,
        Identity.RULESET: spec.rules.id,
        Identity.MONEY_UNIT: spec.money_unit.value,
    }
    text = workbook.add_format({"num_format": "@"})
    for row, name in enumerate(Identity):
        value = known.get(name, "")
        sheet.write_string(row, 0, name.key)
        if isinstance(value, int):
            sheet.write_number(row, 1, value)
        elif value:
            sheet.write_string(row, 1, value, text)
        else:
            sheet.write_blank(row, 1, None, text)
        workbook.define_name(name.value, f"={IDENTITY_SHEET}!{absolute(cell(row + 1, 2))}")
    sheet.protect()
    sheet.very_hidden()


def _as_excel_writes(data: bytes, layout: Layout) -> bytes:
    """What Excel itself stores and XlsxWriter does not.

    Formulas that show nothing get the type of text. The rows of 绩效指标 lose the mark of a height
    that somebody set by hand, so that Excel fits them again when somebody types a long text.
    """
    package = Package.load(data)
    for name in package.names():
        if name.startswith("xl/worksheets/sheet"):
            package.write(name, _EMPTY_RESULT.sub(rb'\1 t="str"\2', package.read(name)))
    form = package.read(_FORM_PART)
    for row in layout.indicator_lines:
        form = re.sub(rb'(<row r="%d" [^>]*?) customHeight="1"' % row, rb"\1", form)
    package.write(_FORM_PART, form)
    return package.to_bytes()
