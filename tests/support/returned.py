"""One issued and filled self-evaluation, and what becomes of it in other people's workbooks."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import openpyxl
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange

from support.form import template
from support.sheets import saved
from xlperf.forms.names import FORM_SHEET, Identity, Name
from xlperf.ooxml.cells import Value
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import ref
from xlperf.ooxml.workbook import Workbook

_BOOK = "xl/workbook.xml"
_NAME = re.compile(rb'<definedName name="([^"]*)"[^>]*>[^<]*</definedName>')

HEADING: dict[Name, Value] = {
    Name.YEAR: Decimal(2021),
    Name.PROJECT_NAME: "村内道路硬化工程",
    Name.PROJECT_CODE: "001-2021",
    Name.DEPARTMENT: "王平镇人民政府",
    Name.UNIT: "东王平村",
    Name.GOAL: "硬化村内道路3.2公里，\n方便村民出行。",
    Name.GOAL_DONE: "已硬化3.2公里。",
}
#: The amounts as printed: 年初预算数, 全年预算数, 全年执行数.
FUNDS = (
    ("100", "100", "94.82"),
    ("100", "96", "90.82"),
    (None, "4", "4"),
    (None, None, None),
)
COMPUTED = {
    Name.RATE: "0.9482",
    Name.RATE_SCORE: "9.48",
    Name.WEIGHT_TOTAL: "50",
    Name.TOTAL_SCORE: "48.48",
}
#: From 三级指标 to 偏差原因分析及改进措施, one row each.
INDICATORS: tuple[tuple[Value, ...], ...] = (
    ("道路硬化里程", "≥", Decimal("3.2"), "公里", Decimal("3.2"), Decimal(10), Decimal(10), None),
    ("验收合格率", "=", Decimal(100), "%", "95%", Decimal(10), Decimal("9.5"), "路肩返工，已修复。"),
    ("完工时间", "≤", "12月底前", None, "2021年11月", Decimal(10), Decimal(10), None),
    ("村民出行", "定性", "明显改善", None, "达成年度指标", Decimal(10), Decimal("9.5"), None),
)


@cache
def filled_form(ruleset: str = "central_2020") -> bytes:
    """The issued workbook of one unit with one project, filled in; the formulas' results are stored."""
    book = blank_form(ruleset)
    sheet = book.sheet(FORM_SHEET)
    areas = book.names_of(sheet)

    def at(name: Name, row: int = 0, column: int = 0) -> str:
        return ref(areas[name].first_row + row, areas[name].first_col + column)

    for name, value in HEADING.items():
        sheet.set(at(name), value)
    for row, amounts in enumerate(FUNDS):
        for column, amount in enumerate(amounts):
            number = Decimal(amount) if amount else None
            write = sheet.set if row else sheet.set_cached
            write(at(Name.FUNDS, row, column), number)
    for name, text in COMPUTED.items():
        sheet.set_cached(at(name), Decimal(text))
    sheet.set_cached(at(Name.GRADE), "差")
    for row, line in enumerate(INDICATORS):
        for column, value in enumerate(line, 2):
            sheet.set(at(Name.INDICATORS, row, column), value)
    return book.to_bytes()


def blank_form(ruleset: str = "central_2020") -> Workbook:
    """The template, issued for 2021 to 东王平村."""
    book = Workbook.load(template(ruleset))
    for name, value in ((Identity.YEAR, "2021"), (Identity.UNIT_NAME, "东王平村")):
        area = book.area(name)
        assert area is not None
        book.sheet(area.sheet).set(ref(area.first_row, area.first_col), value)
    return book


def without_names(data: bytes, *names: str) -> bytes:
    """The same workbook after these defined names were lost; all of them where none is given."""
    package = Package.load(data)
    kept = _NAME.sub(
        lambda name: b"" if not names or name[1].decode() in names else name[0], package.read(_BOOK)
    )
    package.write(_BOOK, kept.replace(b"<definedNames></definedNames>", b""))
    return package.to_bytes()


def pasted(
    data: bytes,
    *,
    rows: int = 0,
    columns: int = 0,
    title: str = "Sheet1",
    relabel: Callable[[str], str] = str,
    names: bool = False,
) -> bytes:
    """The form's values and formats pasted into a workbook of the village's own.

    Args:
        data: the issued workbook.
        rows: how far down it was pasted.
        columns: how far to the right.
        title: the sheet's new title.
        relabel: what happens to each text on the way.
        names: whether the names come along, now of the whole workbook.
    """
    source = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[FORM_SHEET]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in source.iter_rows():
        for cell in line:
            if cell.column is not None and cell.row is not None and cell.value is not None:
                copy = sheet.cell(cell.row + rows, cell.column + columns)
                copy.value = relabel(cell.value) if isinstance(cell.value, str) else cell.value
                copy.number_format = cell.number_format
    for area in source.merged_cells.ranges:
        area.shift(col_shift=columns, row_shift=rows)
        sheet.merge_cells(area.coord)
    if names:
        for name in source.defined_names.values():
            area = CellRange(name.attr_text.rpartition("!")[2].replace("$", ""))
            area.shift(col_shift=columns, row_shift=rows)
            text = f"'{title}'!{ref(area.min_row, area.min_col)}:{ref(area.max_row, area.max_col)}"
            book.defined_names[name.name] = DefinedName(name.name, attr_text=text)
    return saved(book)
