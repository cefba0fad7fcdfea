"""Filling the form: what is printed, what is locked, how each row is answered, and what stays as it was."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from support.form import template
from support.issued import KINDS, block, entry, fill, opened, spec_of, targets, unlocked
from support.office import Office
from support.package import assert_untouched, read_parts
from support.validator import Validator
from xlperf.forms.filling import Assignment
from xlperf.forms.names import FORM_SHEET, GUIDE_SHEET, SELF_CHECK_SHEET, Identity, Name
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Funding, Target
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset, ruleset_ids


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
#: The form, which goes, the identity, the two sheets of 自检, and the first project's copy.
FORM_PARTS = [f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4, 5, 6)]


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


def test_every_project_prints_on_one_page(office: Office, tmp_path: Path) -> None:
    forms = (("三项", three()), ("十六项", sixteen()), ("空表", ()))
    work = [Assignment(entry(name), rows) for name, rows in forms]
    book = openpyxl.load_workbook(io.BytesIO(fill(*work).data))
    del book[GUIDE_SHEET], book[SELF_CHECK_SHEET]
    path = tmp_path / "alone.xlsx"
    book.save(path)
    assert len(office.render(path, tmp_path, dpi=20)) == len(work)


def test_a_long_name_gets_the_room_that_it_needs() -> None:
    long = replace(targets()[0], level3="农村生活垃圾分类收集转运设施更新改造完成数量" * 4)
    (plain,) = opened(fill(Assignment(entry(), targets())))
    (tall,) = opened(fill(Assignment(entry(), (long, *targets()[1:]))))
    row = int(re.sub(r"\D", "", block(plain, Name.INDICATORS)[0][0]))
    heights = [sheet.row_dimensions[row].height or 0 for sheet in (plain, tall)]
    assert heights[1] > heights[0]
