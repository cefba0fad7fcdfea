"""An issued form is read by its names, wherever a village has moved things."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.cell_range import CellRange

from support.returned import HEADING, blank_form, filled_form, pasted, without_names
from support.sheets import saved, sheet_bytes
from xlperf.build.control import build_control
from xlperf.forms.names import FORM_SHEET, TEMPLATE_ID, Name
from xlperf.forms.reading import FormWorkbook, Identity, read_workbook
from xlperf.model.evaluation import FOREIGN_FORM, Relation, RemarkKind, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.reading import NoteKind
from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

CENTRAL = load_ruleset("central_2020")


def read(data: bytes) -> SelfEvaluation:
    """The only form of a workbook."""
    (form,) = read_workbook(data, CENTRAL).forms
    return form


def edited(change: Callable[[Workbook, Sheet], None]) -> SelfEvaluation:
    """The filled form after somebody changed something on it."""
    book = Workbook.load(filled_form())
    change(book, book.sheet(FORM_SHEET))
    return read(book.to_bytes())


def typed(entries: dict[str, Value]) -> SelfEvaluation:
    """The filled form after somebody typed into some of its cells."""

    def change(_: Workbook, sheet: Sheet) -> None:
        for address, value in entries.items():
            sheet.set(address, value)

    return edited(change)


def test_the_identity_says_who_was_issued_what() -> None:
    assert read_workbook(filled_form(), CENTRAL).identity == Identity(
        template=TEMPLATE_ID,
        version="1",
        ruleset="central_2020",
        money_unit="万元",
        year="2021",
        unit_name="东王平村",
    )


def test_a_workbook_from_elsewhere_has_no_identity_and_no_form() -> None:
    table = """
    |   | A    | B  |
    | 1 | 姓名 | 张 |
    """
    assert read_workbook(sheet_bytes(table), CENTRAL) == FormWorkbook(None, ())


def test_an_identity_that_excel_cannot_compute_says_nothing() -> None:
    book = blank_form()
    area = book.area("标识_单位名称")
    assert area is not None
    book.sheet(area.sheet).set(ref(area.first_row, area.first_col), ErrorValue("#REF!"))
    identity = read_workbook(book.to_bytes(), CENTRAL).identity
    assert identity is not None
    assert identity.unit_name == ""


def test_every_single_field_is_read_with_its_cell() -> None:
    form = read(filled_form())
    entries = (form.year, form.project_name, form.project_code, form.department, form.unit, form.goal)
    assert [(entry.value, entry.cell) for entry in entries] == [
        (2021, "A2"),
        ("村内道路硬化工程", "C3"),
        ("001-2021", "H3"),
        ("王平镇人民政府", "C4"),
        ("东王平村", "H4"),
        ("硬化村内道路3.2公里，\n方便村民出行。", "B11"),
    ]
    results = (form.rate, form.rate_weight, form.rate_score, form.total_score, form.grade)
    assert [(entry.value, entry.cell, entry.formula) for entry in results] == [
        (Decimal("0.9482"), "J6", True),
        (Decimal(10), "I6", False),
        (Decimal("9.48"), "K6", True),
        (Decimal("48.48"), "J27", True),
        ("差", "K27", True),
    ]
    assert (form.form, form.sheet, form.money_unit, form.missing) == (
        TEMPLATE_ID,
        FORM_SHEET,
        MoneyUnit.WAN,
        (),
    )


def test_amounts_are_in_yuan_and_keep_what_is_printed() -> None:
    form = read(filled_form())
    assert [line.source for line in form.funding] == list(Source)
    carryover = form.line(Source.CARRYOVER)
    assert carryover.initial_budget.blank
    assert (carryover.budget.value, carryover.budget.text) == (Decimal(40000), "4")
    assert carryover.budget.cell == "G8"
    assert form.line(Source.TOTAL).get(Column.ACTUAL).value == Decimal(948200)


def test_each_indicator_is_read_as_its_row_says() -> None:
    mileage, pass_rate, deadline, travel = read(filled_form()).indicators
    assert (mileage.level1.value, mileage.level2.value, mileage.level3.value) == (
        "产出指标",
        "数量指标",
        "道路硬化里程",
    )
    assert (mileage.relation.value, mileage.target.value, mileage.unit.value) == (
        Relation.GE,
        Decimal("3.2"),
        "公里",
    )
    assert (pass_rate.actual.value, pass_rate.actual.cell) == (Decimal(95), "H14")
    assert [note.kind for note in pass_rate.actual.notes] == [NoteKind.TEXT_NUMBER]
    assert (deadline.target.value, deadline.actual.value) == (date(2021, 12, 31), date(2021, 11, 30))
    assert (travel.relation.value, travel.target.value, travel.actual.value) == (
        Relation.QUALITATIVE,
        "明显改善",
        "达成年度指标",
    )
    assert (pass_rate.weight.value, pass_rate.score.value, pass_rate.reason.value) == (
        Decimal(10),
        Decimal("9.5"),
        "路肩返工，已修复。",
    )


def test_a_blank_form_has_no_indicators() -> None:
    assert read(blank_form().to_bytes()).indicators == ()


def test_names_that_now_belong_to_the_workbook_and_lie_elsewhere_are_found() -> None:
    moved = read(pasted(filled_form(), rows=4, columns=2, title="自评 (2)", names=True))
    form = read(filled_form())
    assert (moved.form, moved.sheet, moved.missing) == (TEMPLATE_ID, "自评 (2)", ())
    assert moved.project_name == replace(form.project_name, cell="E7")
    assert [line.actual.value for line in moved.indicators] == [line.actual.value for line in form.indicators]
    assert moved.indicators[0].level3.cell == "F17"


def test_several_forms_are_read_in_the_order_of_their_tabs() -> None:
    book = Workbook.load(filled_form())
    second = book.clone_sheet(book.sheet(FORM_SHEET), "另一个项目")
    second.set("C3", "村委会取暖费")
    book.move_sheet(second, 0)
    forms = read_workbook(book.to_bytes(), CENTRAL).forms
    assert [(form.sheet, form.project_name.value) for form in forms] == [
        ("另一个项目", "村委会取暖费"),
        (FORM_SHEET, "村内道路硬化工程"),
    ]


def test_a_hidden_sheet_is_not_read() -> None:
    book = Workbook.load(filled_form())
    book.clone_sheet(book.sheet(FORM_SHEET), "旧表")
    book.set_state(book.sheet("旧表"), "hidden")
    assert read(book.to_bytes()).sheet == FORM_SHEET


def test_sheets_beside_the_form_are_passed_over() -> None:
    """Names of the whole workbook are seen from every sheet, and a chart has no cells."""
    book = openpyxl.load_workbook(io.BytesIO(pasted(filled_form(), names=True)))
    book.create_sheet("空表")
    book.create_chartsheet("图").add_chart(BarChart())
    assert read(saved(book)).sheet == "Sheet1"


def test_a_name_that_is_gone_is_said_to_be_missing_and_its_field_is_blank() -> None:
    form = read(without_names(filled_form(), Name.TOTAL_SCORE, Name.WEIGHT_TOTAL))
    assert form.missing == (Name.TOTAL_SCORE,)
    assert (form.total_score.value, form.total_score.cell) == (None, "")


@pytest.mark.parametrize(
    ("name", "area"),
    [
        (Name.FUNDS, "$F$6:$H$10"),
        (Name.FUNDS, "$F$6:$I$9"),
        (Name.INDICATORS, "$B$13:$L$26"),
        (Name.PROJECT_NAME, "#REF!"),
    ],
)
def test_where_a_block_lost_its_shape_the_labels_decide(name: Name, area: str) -> None:
    def change(book: Workbook, sheet: Sheet) -> None:
        book.set_name(name, area if area == "#REF!" else f"{FORM_SHEET}!{area}", sheet)

    form, whole = edited(change), read(filled_form())
    assert form.form == FOREIGN_FORM
    assert (form.project_name, form.funding, form.indicators) == (
        whole.project_name,
        whole.funding,
        whole.indicators,
    )


def test_indicators_put_in_just_outside_the_block_are_read_too() -> None:
    """Excel does not stretch a name when a row comes in above its first row or below its last."""

    def change(book: Workbook, sheet: Sheet) -> None:
        book.set_name(Name.INDICATORS, f"{FORM_SHEET}!$B$14:$K$25", sheet)
        for row, name in ((13, "最上面加的"), (26, "最下面加的")):
            sheet.set(f"D{row}", name)

    names = [line.level3.value for line in edited(change).indicators]
    assert (names[0], names[-1], len(names)) == ("最上面加的", "最下面加的", 5)


def test_formulas_alone_make_no_indicator() -> None:
    def change(_: Workbook, sheet: Sheet) -> None:
        sheet.set_formula("J17", "N(H17)*1", Decimal(0))

    assert len(edited(change).indicators) == 4


@pytest.mark.parametrize(("address", "key"), [("J17", "score"), ("D17", "level3")])
def test_an_error_value_is_never_passed_over(address: str, key: str) -> None:
    def change(_: Workbook, sheet: Sheet) -> None:
        sheet.set_formula(address, "1/0", ErrorValue("#DIV/0!"))

    entry = getattr(edited(change).indicators[4], key)
    assert (entry.error, entry.cell) == ("#DIV/0!", address)


def test_a_row_that_only_sums_up_is_no_indicator() -> None:
    names = [line.level3.value for line in typed({"C14": "小计", "D14": None, "I14": Decimal(20)}).indicators]
    assert names == ["道路硬化里程", "完工时间", "村民出行"]


def test_blank_levels_are_those_of_the_row_above() -> None:
    lines = typed({"B14": None, "C14": None, "B15": "效益指标", "C15": None, "C16": " "}).indicators
    assert [(line.level1.value, line.level2.value, line.level2.cell) for line in lines] == [
        ("产出指标", "数量指标", "C13"),
        ("产出指标", "数量指标", "C13"),
        ("效益指标", None, ""),
        ("产出指标", None, ""),
    ]


def test_levels_that_somebody_merged_hold_for_all_their_rows() -> None:
    def change(_: Workbook, sheet: Sheet) -> None:
        for address in ("B14", "B15", "B16", "C14"):
            sheet.clear(address)
        sheet.merge("B13:B16")
        sheet.merge("C13:C14")

    lines = edited(change).indicators
    assert [line.level1.cell for line in lines] == ["B13"] * 4
    assert [line.level2.cell for line in lines] == ["C13", "C13", "C15", "C16"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：道路硬化里程", "道路硬化里程"),
        ("指标1道路硬化里程", "道路硬化里程"),
        ("指标12. 道路硬化里程", "道路硬化里程"),
        ("指标二、道路硬化里程", "道路硬化里程"),
        ("指标100%达成", "指标100%达成"),
        ("指标一致性", "指标一致性"),
        ("指标1.5倍", "指标1.5倍"),
    ],
)
def test_the_number_before_an_indicator_is_not_its_name(printed: str, name: str) -> None:
    level3 = typed({"D13": printed}).indicators[0].level3
    assert (level3.value, level3.text) == (name, printed)


@pytest.mark.parametrize("left", ["指标2", "指标2：", "……", "指标3：……"])
def test_what_the_blank_form_prints_is_no_indicator(left: str) -> None:
    assert len(typed({"D17": left}).indicators) == 4


def test_a_target_with_sign_and_unit_in_one_cell_says_what_the_cells_beside_it_do_not() -> None:
    line = typed({"E13": None, "F13": "≥3.2公里", "G13": None}).indicators[0]
    assert (line.relation.value, line.target.value, line.unit.value) == (Relation.GE, Decimal("3.2"), "公里")
    assert (line.relation.cell, line.unit.cell, line.target.text) == ("F13", "F13", "≥3.2公里")


def test_the_cells_of_sign_and_unit_go_before_the_targets_own_words() -> None:
    line = typed({"E13": "≤", "F13": "≥3.2公里", "G13": "米"}).indicators[0]
    assert (line.relation.value, line.relation.cell) == (Relation.LE, "E13")
    assert (line.unit.value, line.unit.cell) == ("米", "G13")


def test_a_blank_year_stays_blank_but_deadlines_fall_into_the_year_of_issue() -> None:
    form = typed({"A2": None})
    assert (form.year.value, form.year.cell) == (None, "A2")
    assert form.indicators[2].target.value == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("stored", "day"),
    [
        ("2021.11", date(2021, 11, 30)),
        (Decimal(20211130), date(2021, 11, 30)),
        ("11月20日", date(2021, 11, 20)),
    ],
)
def test_a_deadline_is_met_on_a_day_however_it_is_written(stored: Value, day: date) -> None:
    assert typed({"H15": stored}).indicators[2].actual.value == day


def test_words_may_answer_a_deadline() -> None:
    assert typed({"H15": "已按期完工"}).indicators[2].actual.value == "已按期完工"


@pytest.mark.parametrize(
    ("number_format", "stored", "text", "day"),
    [
        ("yyyy/m/d", "44530", "2021-11-30", date(2021, 11, 30)),
        ("yyyy/m/d", "60", "60", None),
        ("h:mm", "0.5", "0.5", None),
    ],
)
def test_a_number_shown_as_a_day_is_that_day(
    number_format: str, stored: str, text: str, day: date | None
) -> None:
    def change(book: Workbook, sheet: Sheet) -> None:
        style = book.style_variant(sheet.style("H15"), num_format=number_format)
        sheet.set("H15", Decimal(stored), style=style)

    actual = edited(change).indicators[2].actual
    assert actual.text == text
    assert actual.value == (day or Decimal(stored))


def test_days_of_a_macs_calendar_count_from_1904() -> None:
    book = Workbook.load(filled_form())
    sheet = book.sheet(FORM_SHEET)
    sheet.set("H15", Decimal(43068), style=book.style_variant(sheet.style("H15"), num_format="yyyy/m/d"))
    package = Package.load(book.to_bytes())
    part = package.read("xl/workbook.xml")
    package.write("xl/workbook.xml", part.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    assert read(package.to_bytes()).indicators[2].actual.value == date(2021, 11, 30)


def test_an_amount_that_excel_took_for_a_day_is_not_a_number() -> None:
    def change(book: Workbook, sheet: Sheet) -> None:
        sheet.set("G7", Decimal(44474), style=book.style_variant(sheet.style("G7"), num_format="m/d"))

    amount = edited(change).line(Source.APPROPRIATION).budget
    assert (amount.value, amount.text) == (None, "2021-10-05")
    assert [note.kind for note in amount.notes] == [NoteKind.MALFORMED]


def test_an_error_value_is_kept_as_such() -> None:
    rate = typed({"J6": ErrorValue("#REF!")}).rate
    assert (rate.value, rate.text, rate.error, rate.blank) == (None, "", "#REF!", False)


def test_a_sheet_without_names_in_an_issued_workbook_is_read_by_its_labels() -> None:
    form = read(without_names(filled_form()))
    assert (form.form, form.project_name.value) == (FOREIGN_FORM, HEADING[Name.PROJECT_NAME])
    assert ref(3, 3) == form.project_name.cell


def with_copies_below(*relabel: Callable[[str], str]) -> bytes:
    """The filled form, and copies of it pasted under it, with other words in them."""
    book = openpyxl.load_workbook(io.BytesIO(filled_form()))
    sheet = book[FORM_SHEET]
    height = sheet.max_row + 2
    printed = [
        (cell.row, cell.column, cell.value)
        for line in sheet.iter_rows()
        for cell in line
        if isinstance(cell.value, str | int | float) and not str(cell.value).startswith("=")
    ]
    merged = [area.coord for area in sheet.merged_cells.ranges]
    for number, words in enumerate(relabel, 1):
        for row, column, value in printed:
            copy = sheet.cell(row + number * height, column)
            copy.value = words(value) if isinstance(value, str) else value
        for coord in merged:
            area = CellRange(coord)
            area.shift(row_shift=number * height)
            sheet.merge_cells(area.coord)
    return saved(book)


def renamed(text: str) -> str:
    return text.replace("河道清淤", "水渠修复").replace("村道硬化", "水渠修复")


def test_of_several_forms_on_one_sheet_the_one_that_cannot_be_read_is_told() -> None:
    unreadable = with_copies_below(renamed, lambda text: renamed(text).replace("三级指标", "三级指际"))
    found = read_workbook(unreadable, CENTRAL)
    assert len(found.forms) == 2
    (other,) = found.others
    assert (other.sheet, other.remark.kind) == (FORM_SHEET, RemarkKind.LOST_FORM)
    assert "像是自评表，但找不到“三级指标”" in other.remark.detail


def test_a_form_without_its_header_under_an_issued_one_is_told() -> None:
    found = read_workbook(with_copies_below(lambda text: text.replace("三级指标", "三级指际")), CENTRAL)
    assert len(found.forms) == 1
    assert [other.remark.kind for other in found.others] == [RemarkKind.LOST_FORM]


def test_the_control_workbook_is_no_returned_form() -> None:
    """The clerk's 操作台 is often in front when 校验当前表 is clicked."""
    control = build_control(CENTRAL, MoneyUnit.WAN)
    with pytest.raises(PackageError, match="控制工作簿") as refused:
        read_workbook(control, CENTRAL)
    assert "打开填报单位的自评表" in refused.value.fix
