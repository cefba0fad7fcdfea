"""Filling the form: what is printed, what is locked, how each row is answered, and what stays as it was."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from support.form import template
from support.office import Office
from support.package import assert_untouched, read_parts
from support.validator import Validator
from xlperf.build.template import build_template
from xlperf.forms.filling import Assignment, IssuedWorkbook, fill_workbook
from xlperf.forms.names import FORM_SHEET, Identity, Name
from xlperf.forms.spec import FormSpec
from xlperf.forms.template import template_problems
from xlperf.model.errors import UserError
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset, ruleset_ids

UNIT = Unit("002", "西村")

#: 一级 二级 三级 性质 指标值 单位 分值; "." is a blank.
KINDS = """
产出指标    数量指标            完成数量    ≥     10          处    20
产出指标    质量指标            合格率      =     95%         .     10
产出指标    时效指标            完工时间    ≤     11月底前    .     10
产出指标    成本指标            总成本      ≤     50万元      .     10
效益指标    社会效益指标        生活便利    定性  明显改善    .     15
效益指标    可持续影响指标      管护机制    定性  健全        .     15
满意度指标  服务对象满意度指标  满意度      ≥     90          %     10
"""


def targets(table: str = KINDS) -> tuple[Target, ...]:
    found = []
    for line in table.strip().splitlines():
        *words, weight = ("" if word == "." else word for word in line.split())
        level1, level2, level3, relation, value, unit = words
        points = Decimal(weight) if weight else None
        found.append(Target("P1", level1, level2, level3, relation, value, unit, points))
    return tuple(found)


def entry(name: str = "村道硬化", code: str = "P1") -> LedgerEntry:
    funding = Funding(
        appropriation=Amounts(Decimal(1_000_000), Decimal(1_025_000), Decimal(950_000)),
        carryover=Amounts(Decimal(0), Decimal(50_000), Decimal(50_000)),
    )
    return LedgerEntry(code, name, "002", ExpenditureKind.PROJECT, "2130126", funding)


def spec_of(ruleset: str = "central_2020", unit: MoneyUnit = MoneyUnit.WAN) -> FormSpec:
    return FormSpec.from_rules(load_ruleset(ruleset), unit)


def fill(*assignments: Assignment, form: bytes | None = None, spec: FormSpec | None = None) -> IssuedWorkbook:
    chosen = spec or spec_of()
    settings = Settings("小河镇", 2022, chosen.rules.id, chosen.money_unit.value)
    data = form or build_template(chosen.rules, chosen.money_unit)
    return fill_workbook(data, chosen, settings, UNIT, assignments)


def opened(issued: IssuedWorkbook, *, values: bool = False) -> list[Worksheet]:
    """The forms in a workbook, in tab order."""
    book = openpyxl.load_workbook(io.BytesIO(issued.data), data_only=values)
    return [sheet for sheet in book.worksheets if Name.INDICATORS in sheet.defined_names]


def block(sheet: Worksheet, name: str) -> list[list[str]]:
    """The addresses of a named block, row by row."""
    area = sheet.defined_names[name].attr_text.rpartition("!")[2].replace("$", "")
    cells = sheet[area]
    return [[str(cell.coordinate) for cell in row] for row in cells] if isinstance(cells, tuple) else [[area]]


def unlocked(sheet: Worksheet, refs: Sequence[str]) -> set[str]:
    return {ref for ref in refs if not sheet[ref].protection.locked}


@pytest.fixture(scope="module")
def one() -> Worksheet:
    return opened(fill(Assignment(entry(), targets())), values=True)[0]


class TestWhatIsPrinted:
    def test_the_heading(self, one: Worksheet) -> None:
        printed = {
            name: one[block(one, name)[0][0]].value for name in (Name.YEAR, Name.PROJECT_NAME, Name.UNIT)
        }
        assert printed == {Name.YEAR: 2022, Name.PROJECT_NAME: "村道硬化", Name.UNIT: "西村"}
        assert one[block(one, Name.DEPARTMENT)[0][0]].value == "小河镇人民政府"

    def test_amounts_are_in_the_form_s_unit_with_totals_and_rate_as_they_come_out(
        self, one: Worksheet
    ) -> None:
        assert [[one[ref].value for ref in row] for row in block(one, Name.FUNDS)] == [
            [100, 107.5, 100],
            [100, 102.5, 95],
            [0, 5, 5],
            [0, 0, 0],
        ]
        assert one[block(one, Name.RATE)[0][0]].value == pytest.approx(100 / 107.5, abs=1e-15)
        assert one[block(one, Name.RATE_SCORE)[0][0]].value == 9.3

    def test_amounts_in_yuan(self) -> None:
        spec = spec_of(unit=MoneyUnit.YUAN)
        (sheet,) = opened(fill(Assignment(entry(), targets()), spec=spec), values=True)
        assert sheet[block(sheet, Name.FUNDS)[1][1]].value == 1_025_000

    def test_a_target_is_split_into_sign_value_and_unit(self, one: Worksheet) -> None:
        assert [[one[ref].value for ref in row[:7]] for row in block(one, Name.INDICATORS)] == [
            ["产出指标", "数量指标", "完成数量", "≥", 10, "处", None],
            ["产出指标", "质量指标", "合格率", "=", 95, "%", None],
            ["产出指标", "时效指标", "完工时间", "≤", "11月底前", None, None],
            ["产出指标", "成本指标", "总成本", "≤", 50, "万元", None],
            ["效益指标", "社会效益指标", "生活便利", "定性", "明显改善", None, None],
            ["效益指标", "可持续影响指标", "管护机制", "定性", "健全", None, None],
            ["满意度指标", "服务对象满意度指标", "满意度", "≥", 90, "%", None],
        ]

    def test_the_printed_weight_of_a_first_level_is_the_project_s_own(self) -> None:
        """效益指标（40分） is usual, and would contradict the rows, which are locked."""
        (sheet,) = opened(fill(Assignment(entry(), targets()), spec=spec_of("hubei")))
        labels = [sheet[row[0]].value for row in block(sheet, Name.INDICATORS)]
        assert labels == ["产出指标（50分）"] * 4 + ["效益指标"] * 2 + ["满意度指标"]

    def test_the_weights_add_up_with_the_execution_rate(self, one: Worksheet) -> None:
        assert one[block(one, Name.WEIGHT_TOTAL)[0][0]].value == 100

    def test_the_identity_says_whose_it_is(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(fill(Assignment(entry(), targets())).data))
        cells = {name: book.defined_names[name].attr_text.split("!") for name in Identity}
        said = {name: str(book[sheet][address].value) for name, (sheet, address) in cells.items()}
        assert list(said.values())[2:] == ["central_2020", "万元", "小河镇", "2022", "002", "西村"]
        assert book[cells[Identity.TOWN][0]].sheet_state == "veryHidden"

    def test_the_blank_form_is_gone_and_the_first_project_opens_in_front(self) -> None:
        book = openpyxl.load_workbook(
            io.BytesIO(fill(Assignment(entry(), targets()), Assignment(entry("河道"), targets())).data)
        )
        assert FORM_SHEET not in book.sheetnames
        assert book.active is not None
        assert book.active.title == "1.村道硬化"

    @pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@SUM(A1)", "'引号", "2022-01-05", "１２３"])
    def test_a_name_is_text_whatever_it_looks_like(self, name: str) -> None:
        (sheet,) = opened(fill(Assignment(entry(name), targets())))
        cell = sheet[block(sheet, Name.PROJECT_NAME)[0][0]]
        assert (cell.value, cell.data_type) == (name, "s")


class TestHowARowIsAnswered:
    def test_a_list_for_labels_a_check_for_numbers_nothing_for_days(self, one: Worksheet) -> None:
        rows = block(one, Name.INDICATORS)
        answers = {row[6]: sorted(kinds_at(one, row[6])) for row in rows}
        assert list(answers.values()) == [
            ["custom"],
            ["custom"],
            [],
            ["custom"],
            ["list"],
            ["list"],
            ["custom"],
        ]

    def test_the_check_of_a_number_looks_at_its_own_row(self) -> None:
        """Also where other rows of the template had the check before."""
        quantity, quality, day, cost, label, _, satisfaction = targets()
        (sheet,) = opened(fill(Assignment(entry(), (label, day, quantity, quality, cost, satisfaction))))
        rows = block(sheet, Name.INDICATORS)
        checks = [each for each in sheet.data_validations.dataValidation if each.type == "custom"]
        (check,) = (each for each in checks if rows[2][6] in each.sqref)
        assert all(row[6] in check.sqref for row in rows[2:])
        target, actual = rows[2][4], rows[2][6]
        mentioned = set(re.findall(r"[A-Z]+[0-9]+", str(check.formula1)))
        assert {target, actual} <= mentioned <= set(rows[2])

    def test_scores_of_numbers_are_computed_and_all_others_given(self) -> None:
        (sheet,) = opened(fill(Assignment(entry(), targets())))
        scores = [sheet[row[8]].data_type for row in block(sheet, Name.INDICATORS)]
        assert scores == ["f", "f", "n", "f", "n", "n", "f"]


def kinds_at(sheet: Worksheet, ref: str) -> list[str]:
    cell = sheet[ref]
    return [
        str(validation.type)
        for validation in sheet.data_validations.dataValidation
        if any(
            area.min_row <= cell.row <= area.max_row and area.min_col <= cell.column <= area.max_col
            for area in validation.sqref.ranges
        )
    ]


class TestWhatIsLocked:
    def test_everything_the_office_answers_for_is_and_everything_a_unit_types_is_not(
        self, one: Worksheet
    ) -> None:
        refs = [str(cell.coordinate) for line in one.iter_rows() for cell in line]
        answers = {ref for row in block(one, Name.INDICATORS) for ref in row[6:7] + row[8:]}
        goals = {block(one, Name.GOAL)[0][0], block(one, Name.GOAL_DONE)[0][0]}
        first_cells = {ref for ref in unlocked(one, refs) if not in_merge(one, ref)}
        assert first_cells == answers | goals
        assert one.protection.sheet

    def test_what_the_office_left_open_is_left_to_the_unit(self) -> None:
        table = KINDS.replace("≥     10          处    20", "≥     .           处    .", 1)
        (sheet,) = opened(fill(Assignment(entry(), targets(table))))
        row = block(sheet, Name.INDICATORS)[0]
        assert unlocked(sheet, row) == {row[4], row[6], row[7], row[8], row[9]}
        assert sheet[row[4]].value is None

    def test_without_targets_the_blank_rows_stay_for_the_unit(self) -> None:
        (sheet,) = opened(fill(Assignment(entry())))
        rows = block(sheet, Name.INDICATORS)
        blank = openpyxl.load_workbook(io.BytesIO(template("central_2020")))[FORM_SHEET]
        assert len(rows) == len(block(blank, Name.INDICATORS))
        assert [[sheet[ref].value for ref in row] for row in rows] == [
            [blank[ref].value for ref in row] for row in block(blank, Name.INDICATORS)
        ]
        for row in rows:
            assert unlocked(sheet, row) == unlocked(blank, row) != set()

    def test_what_was_printed_and_locked_is_recorded(self, one: Worksheet) -> None:
        (sheet,) = fill(Assignment(entry(), targets())).sheets
        assert (sheet.project_code, sheet.title) == ("P1", one.title)
        assert {ref: str(one[ref].value or "") for ref in sheet.locked if one[ref].value != 0} == {
            ref: text for ref, text in sheet.locked.items() if text != "0"
        }
        assert all(one[ref].protection.locked for ref in sheet.locked)


def in_merge(sheet: Worksheet, ref: str) -> bool:
    """Whether a cell is covered by a merged area (and so cannot be typed into)."""
    return any(ref in area and ref != area.coord.split(":")[0] for area in sheet.merged_cells.ranges)


GUIDE_PART = "xl/worksheets/sheet1.xml"
#: The form, which goes, the identity, and the first project's copy.
FORM_PARTS = [f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4)]


def test_every_part_that_is_not_the_form_stays_as_it_was_to_the_byte(tmp_path: Path) -> None:
    before, after = tmp_path / "模板.xlsx", tmp_path / "下发.xlsx"
    before.write_bytes(template("central_2020"))
    after.write_bytes(fill(Assignment(entry(), targets()), form=before.read_bytes()).data)
    assert_untouched(
        before,
        after,
        except_parts={
            "[Content_Types].xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            *FORM_PARTS,
            GUIDE_PART,
            "docProps/app.xml",
        },
    )
    guide = read_parts(before)[GUIDE_PART]
    assert read_parts(after)[GUIDE_PART] == guide.replace(b' tabSelected="1"', b"") != guide


def test_the_same_input_gives_the_same_bytes() -> None:
    work = (Assignment(entry(), targets()), Assignment(entry("河道"), ()))
    assert fill(*work).data == fill(*work).data


# -- the office's own edition of the template ----------------------------------------------------------


def edition(changed: str) -> bytes:
    """The template as an office might change it in a program of its own."""
    book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
    sheet = book[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    if changed == "another font":
        for line in sheet.iter_rows():
            for cell in line:
                cell.font = Font(name="楷体", size=cell.font.size, bold=cell.font.bold)
    elif changed == "a logo":
        picture = io.BytesIO()
        Picture.new("RGB", (40, 40), "red").save(picture, "PNG")
        sheet.add_image(Image(io.BytesIO(picture.getvalue())), "K1")
    elif changed == "formulas typed over":
        for name in (Name.RATE, Name.RATE_SCORE, Name.WEIGHT_TOTAL):
            sheet[block(sheet, name)[0][0]] = None
        for ref in block(sheet, Name.FUNDS)[0]:
            sheet[ref] = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rearranged() -> bytes:
    """A row inserted above the funds, and the sheet renamed, as Excel does it: everything moves along."""
    book = Workbook.load(template("central_2020"))
    sheet = book.sheet(FORM_SHEET)
    sheet.resize_rows(4, 1, 2)
    sheet.set("A4", "资金管理办法：见附件")
    book.rename_sheet(sheet, "自评表（本镇）")
    return book.to_bytes()


EDITIONS = {
    "another font": edition("another font"),
    "a logo": edition("a logo"),
    "formulas typed over": edition("formulas typed over"),
    "rows inserted, sheet renamed": rearranged(),
}


@pytest.mark.parametrize("data", EDITIONS.values(), ids=EDITIONS.keys())
def test_an_edited_template_is_filled_as_ours_is(data: bytes) -> None:
    ours = opened(fill(Assignment(entry(), targets())), values=True)[0]
    theirs = opened(fill(Assignment(entry(), targets()), form=data), values=True)[0]
    for name in Name:
        mine = [[ours[ref].value for ref in row] for row in block(ours, name)]
        assert [[theirs[ref].value for ref in row] for row in block(theirs, name)] == mine, name
        locks = [len(unlocked(ours, row)) for row in block(ours, name)]
        assert [len(unlocked(theirs, row)) for row in block(theirs, name)] == locks, name


def test_the_logo_stands_on_every_project_s_form() -> None:
    work = (Assignment(entry(), targets()), Assignment(entry("河道"), targets()))
    book = openpyxl.load_workbook(io.BytesIO(fill(*work, form=EDITIONS["a logo"]).data))
    assert [len(sheet._images) for sheet in book.worksheets[1:3]] == [1, 1]  # type: ignore[attr-defined]


def test_their_font_is_kept_also_where_we_print() -> None:
    (sheet,) = opened(fill(Assignment(entry(), targets()), form=EDITIONS["another font"]))
    assert {sheet[ref].font.name for row in block(sheet, Name.INDICATORS) for ref in row} == {"楷体"}


class TestATemplateThatCannotBeFilled:
    def problems(self, data: bytes, spec: FormSpec | None = None) -> tuple[str, ...]:
        return template_problems(Workbook.load(data), spec or spec_of())

    @pytest.mark.parametrize("name", [Name.FUNDS, Name.GOAL, Name.TOTAL_SCORE])
    def test_a_name_is_missing(self, name: Name) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
        del book[FORM_SHEET].defined_names[name]
        buffer = io.BytesIO()
        book.save(buffer)
        sentence = (
            f"工作表“{FORM_SHEET}”缺少名称“{name}”，请在“公式-名称管理器”里补上，作用范围选这张工作表。"
        )
        assert self.problems(buffer.getvalue()) == (sentence,)
        with pytest.raises(UserError) as refusal:
            fill(Assignment(entry(), targets()), form=buffer.getvalue())
        assert (str(refusal.value), refusal.value.details) == ("自评表模板不能用：", (sentence,))

    def test_the_form_is_missing(self) -> None:
        book = Workbook.load(template("central_2020"))
        book.remove_sheet(book.sheet(FORM_SHEET))
        (sentence,) = self.problems(book.to_bytes())
        assert sentence == "应有一张工作表带名称“绩效指标”（作用范围为该工作表），现在没有。"

    def test_there_are_two_forms(self) -> None:
        book = Workbook.load(template("central_2020"))
        book.clone_sheet(book.sheet(FORM_SHEET), "另一张")
        (sentence,) = self.problems(book.to_bytes())
        assert sentence.endswith("现在有 2 张。")

    def test_a_block_has_another_shape(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
        book[FORM_SHEET].defined_names[Name.FUNDS].attr_text = f"'{FORM_SHEET}'!$F$6:$G$9"
        buffer = io.BytesIO()
        book.save(buffer)
        assert self.problems(buffer.getvalue()) == (
            f"工作表“{FORM_SHEET}”的名称“资金”应为 4 行 3 列，现在是 F6:G9。",
        )

    def test_it_was_made_for_other_rules(self) -> None:
        sentences = self.problems(template("hubei"), spec_of("central_2020", MoneyUnit.YUAN))
        assert [sentence.split("：")[0] for sentence in sentences] == [
            "模板的规则集是“hubei”，参数里是“central_2020”",
            "模板的金额单位是“万元”，参数里是“元”",
        ]


# -- how it looks, and what other programs make of it --------------------------------------------------


def sixteen() -> tuple[Target, ...]:
    numbers = tuple(
        replace(targets()[0], level3=f"完成数量{number}", weight=Decimal(5)) for number in range(10)
    )
    return (*numbers, *targets()[1:])


def three() -> tuple[Target, ...]:
    return (targets()[0], targets()[4], targets()[6])


@pytest.mark.parametrize("ruleset", ruleset_ids())
def test_every_rule_set_s_form_opens_recalculates_the_same_and_is_valid(
    ruleset: str, office: Office, validator: Validator, tmp_path: Path
) -> None:
    rules = load_ruleset(ruleset)
    issued = fill(
        Assignment(entry(), targets()),
        Assignment(entry("没有目标的项目"), ()),
        Assignment(replace(entry("零预算"), funding=Funding()), three()),
        spec=FormSpec.from_rules(rules, rules.money_unit),
    )
    path = tmp_path / f"{ruleset}.xlsx"
    path.write_bytes(issued.data)
    office.assert_cached_values_match(path)
    validator.assert_valid(path)


@pytest.mark.parametrize("data", EDITIONS.values(), ids=EDITIONS.keys())
def test_an_edited_template_s_workbook_opens_recalculates_the_same_and_is_valid(
    data: bytes, office: Office, validator: Validator, tmp_path: Path
) -> None:
    path = tmp_path / "下发.xlsx"
    path.write_bytes(fill(Assignment(entry(), targets()), Assignment(entry("河道"), ()), form=data).data)
    office.assert_cached_values_match(path)
    validator.assert_valid(path)


def test_every_project_prints_on_one_page(office: Office, tmp_path: Path) -> None:
    forms = (("三项", three()), ("十六项", sixteen()), ("空表", ()))
    work = [Assignment(entry(name), rows) for name, rows in forms]
    pages = []
    for times in (1, 2):
        path = tmp_path / f"{times}.xlsx"
        path.write_bytes(fill(*work * times).data)
        pages.append(len(office.render(path, tmp_path, dpi=20)))
    assert pages[1] - pages[0] == len(work)


def test_a_long_name_gets_the_room_that_it_needs() -> None:
    long = replace(targets()[0], level3="农村生活垃圾分类收集转运设施更新改造完成数量" * 4)
    (plain,) = opened(fill(Assignment(entry(), targets())))
    (tall,) = opened(fill(Assignment(entry(), (long, *targets()[1:]))))
    row = int(re.sub(r"\D", "", block(plain, Name.INDICATORS)[0][0]))
    heights = [sheet.row_dimensions[row].height or 0 for sheet in (plain, tall)]
    assert heights[1] > heights[0]
