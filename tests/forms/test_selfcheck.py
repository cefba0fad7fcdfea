"""自检: what it says of a workbook as issued, while it is filled in, and after it has been tampered with."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from support.form import CENTRAL, Entry, filled, template
from support.issued import block, entry, fill, spec_of, targets
from support.office import Office
from support.selfcheck import Seen, calculated, seen_in
from support.validator import Validator
from xlperf.forms.filling import Assignment
from xlperf.forms.names import (
    FORM_SHEET,
    SELF_CHECK_HELPERS,
    SELF_CHECK_LIST,
    SELF_CHECK_SHEET,
    Name,
)
from xlperf.forms.reading import read_workbook
from xlperf.forms.selfcheck import SelfCheck
from xlperf.forms.spec import FormSpec
from xlperf.model.finding import Severity
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.catalogue import Rule, Scope, load_catalogue
from xlperf.rules.effective import catalogue_of
from xlperf.rules.expressions.live import live_rules
from xlperf.rules.loading import load_ruleset

LIVE = live_rules(catalogue_of(load_ruleset(CENTRAL)))


def issued(tmp_path: Path, *names: str, spec: FormSpec | None = None) -> Path:
    """A unit's workbook as it is handed out, with a project of each name."""
    path = tmp_path / "下发.xlsx"
    work = [Assignment(entry(name, f"P{n}"), targets()) for n, name in enumerate(names or ("村道硬化",), 1)]
    path.write_bytes(fill(*work, spec=spec).data)
    return path


def look(office: Office, path: Path) -> Seen:
    (made,) = calculated(office, [path], path.parent / "calculated")
    return seen_in(made)


class TestAsIssued:
    def test_it_stands_behind_the_guide_and_its_helper_is_very_hidden(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(issued(tmp_path))
        assert book.sheetnames[:3] == ["填报说明", SELF_CHECK_SHEET, "1.村道硬化"]
        assert book[SELF_CHECK_HELPERS].sheet_state == "veryHidden"

    def test_an_untouched_workbook_is_not_filled_in(self, tmp_path: Path) -> None:
        seen = seen_in(issued(tmp_path))
        assert seen.verdict == "还有 9 处没有填写"
        assert {line.state for line in seen.lines if line.place} == {"未填"}
        assert seen.rule("V02").text == "全部 7 个指标都没有填实际完成值"

    def test_every_live_rule_has_a_line_for_each_project(self, tmp_path: Path) -> None:
        seen = seen_in(issued(tmp_path, "村道硬化", "河道清淤"))
        wanted = [rule.id for rule in LIVE]
        for project in ("1.村道硬化", "2.河道清淤"):
            assert sorted(seen.states(project)) == sorted(wanted)

    def test_what_is_to_be_done_comes_first_and_what_is_in_order_last(self, tmp_path: Path) -> None:
        seen = seen_in(issued(tmp_path, "村道硬化", "河道清淤"))
        done = [line.state == "✔" for line in seen.lines if line.code]
        places = [not line.place for line in seen.lines if line.code]
        assert done == sorted(done)
        assert places == sorted(places)

    def test_what_waits_says_so(self, tmp_path: Path) -> None:
        line = seen_in(issued(tmp_path)).rule("S01")
        assert (line.state, line.text) == ("未填", f"填好后再查：{load_catalogue()['S01'].title}")

    def test_each_project_has_a_line_of_its_own_that_leads_to_its_form(self, tmp_path: Path) -> None:
        path = issued(tmp_path, "村道硬化", "河道’清淤'二期")
        first, second = seen_in(path).lines[:2]
        assert (first.state, first.project, first.place) == ("未填", "1.村道硬化", "打开")
        assert second.text == "还有 9 处没有填写"

    def test_a_link_leads_to_the_cell_whatever_the_sheet_is_called(self, tmp_path: Path) -> None:
        path = issued(tmp_path, "村 道'硬化")
        links = [
            cell.value
            for line in openpyxl.load_workbook(path)[SELF_CHECK_HELPERS].iter_rows()
            for cell in line
        ]
        assert "#'1.村 道''硬化'!" in links

    def test_cells_are_locked_and_links_can_be_clicked(self, tmp_path: Path) -> None:
        sheet = openpyxl.load_workbook(issued(tmp_path))[SELF_CHECK_SHEET]
        assert isinstance(sheet, Worksheet)
        assert sheet.protection.sheet
        assert not sheet.protection.selectLockedCells
        assert all(cell.protection.locked for line in sheet.iter_rows() for cell in line)

    def test_nothing_is_newer_than_excel_2007(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(issued(tmp_path))
        formulas = [
            getattr(cell.value, "text", cell.value)
            for title in (SELF_CHECK_SHEET, SELF_CHECK_HELPERS)
            for line in book[title].iter_rows()
            for cell in line
            if cell.data_type == "f"
        ]
        used = {name for text in formulas for name in re.findall(r"([A-Z][A-Z.]*)\(", str(text))}
        assert used <= set(KNOWN.split())
        assert max(len(str(text)) for text in formulas) <= 8192


#: All functions of Excel 2007 that the sheet uses.
KNOWN = """
ABS ADDRESS AND CHAR CHOOSE COLUMN COUNTIF DATE EXACT FIND HYPERLINK IF IFERROR INDEX INT ISBLANK ISERROR
ISNUMBER LEFT LEN LOWER MATCH MAX MIN MOD NA NOT OR ROUND ROW ROWS SMALL SUBSTITUTE SUM SUMIF SUMPRODUCT
TEXT TRIM
"""


class TestWhileItIsFilledIn:
    def test_a_form_without_a_mistake_can_be_handed_in(self, office: Office, tmp_path: Path) -> None:
        seen = look(office, filled(tmp_path / "对.xlsx"))
        assert seen.verdict == "可以报送"
        assert set(seen.states().values()) == {"✔"}

    def test_what_is_to_be_confirmed_does_not_keep_it_back(self, office: Office, tmp_path: Path) -> None:
        seen = look(office, filled(tmp_path / "确认.xlsx", {"B11": "修路"}))
        assert seen.verdict == "可以报送（另有 1 处请确认）"
        line = seen.lines[1]
        assert (line.state, line.place, line.code) == ("请确认", "B11", "R07")

    def test_the_same_mistake_in_several_cells_is_one_line(self, office: Office, tmp_path: Path) -> None:
        seen = look(office, filled(tmp_path / "多.xlsx", {"J18": 7, "J21": 9}))
        assert seen.verdict == "还有 2 处需要修改"
        assert seen.rule("S01").place == "J18"
        assert seen.rule("S01").text == "“竣工验收时间”得 7 分，分值是 5（同样的共 2 处，这是第一处）"

    def test_a_row_that_the_village_inserts_is_checked_too(self, office: Office, tmp_path: Path) -> None:
        path = filled(tmp_path / "插行.xlsx")
        book = Workbook.load(path.read_bytes())
        sheet = book.sheet(FORM_SHEET)
        sheet.resize_rows(14, 3, 4)
        for column, value in {
            "B": "产出指标",
            "C": "数量指标",
            "D": "新增",
            "H": "",
            "I": "3",
            "J": "5",
        }.items():
            sheet.set(f"{column}17", Decimal(value) if value.isdigit() else value)
        path.write_bytes(book.to_bytes())
        seen = look(office, path)
        assert (seen.rule("S01").state, seen.rule("S01").place) == ("✘", "J17")
        assert (seen.rule("V02").state, seen.rule("V02").place) == ("未填", "H17")

    def test_a_row_that_the_village_deletes_takes_nothing_along(self, office: Office, tmp_path: Path) -> None:
        path = filled(tmp_path / "删行.xlsx", {"J21": 9})
        book = Workbook.load(path.read_bytes())
        book.sheet(FORM_SHEET).resize_rows(13, 2, 1)
        path.write_bytes(book.to_bytes())
        seen = look(office, path)
        assert "查不了" not in seen.states().values()
        assert seen.rule("S01").place == "J20"

    def test_a_renamed_sheet_is_checked_on(self, office: Office, tmp_path: Path) -> None:
        path = filled(tmp_path / "改名.xlsx", {"J21": 9})
        book = Workbook.load(path.read_bytes())
        book.rename_sheet(book.sheet(FORM_SHEET), "我们 村")
        path.write_bytes(book.to_bytes())
        assert look(office, path).rule("S01").place == "J21"

    def test_a_form_that_was_deleted_does_not_make_the_rest_ready(
        self, office: Office, tmp_path: Path
    ) -> None:
        path = issued(tmp_path, "村道硬化", "河道清淤")
        book = Workbook.load(path.read_bytes())
        book.remove_sheet(book.sheet("2.河道清淤"))
        path.write_bytes(book.to_bytes())
        seen = look(office, path)
        assert set(seen.states("2.河道清淤").values()) == {"查不了"}
        assert seen.verdict == "还有 9 处没有填写"


class TestTheRulesThatCount:
    def lines(self, spec: FormSpec, tmp_path: Path) -> Seen:
        return seen_in(issued(tmp_path, spec=spec))

    def spec(self, catalogue: Mapping[str, Rule]) -> FormSpec:
        rules = load_ruleset(CENTRAL)
        return FormSpec.from_rules(rules, rules.money_unit, catalogue)

    def test_a_rule_that_is_added_has_a_line(self, office: Office, tmp_path: Path) -> None:
        new = Rule(
            "Z01",
            Scope.INDICATOR,
            Severity.ERROR,
            "分值超过 15",
            "“{指标}”的分值 {分值} 太大",
            "分成两个指标",
            condition="分值 <= 15",
            at="分值",
            live=True,
        )
        path = issued(tmp_path, spec=self.spec({**load_catalogue(), "Z01": new}))
        line = seen_in(path).rule("Z01")
        assert (line.state, line.place, line.text) == ("✘", "I13", "“完成数量”的分值 20 太大")
        office.assert_cached_values_match(path)

    def test_a_rule_that_is_switched_off_has_none(self, tmp_path: Path) -> None:
        catalogue = {rule_id: rule for rule_id, rule in load_catalogue().items() if rule_id != "V02"}
        assert "V02" not in self.lines(self.spec(catalogue), tmp_path).states()

    def test_a_rule_that_the_office_has_made_milder_is_to_be_confirmed(
        self, office: Office, tmp_path: Path
    ) -> None:
        milder = replace(load_catalogue()["I01"], severity=Severity.WARNING, decided=True)
        spec = self.spec({**load_catalogue(), "I01": milder})
        short = targets()[:-1]
        path = tmp_path / "少分.xlsx"
        path.write_bytes(fill(Assignment(entry(), short), spec=spec).data)
        assert seen_in(path).rule("I01").state == "请确认"
        office.assert_cached_values_match(path)


class TestTheOfficesOwnTemplate:
    def test_one_without_the_sheet_gets_it(
        self, office: Office, validator: Validator, tmp_path: Path
    ) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template(CENTRAL)))
        del book[SELF_CHECK_SHEET], book[SELF_CHECK_HELPERS], book.defined_names[SELF_CHECK_LIST]
        buffer = io.BytesIO()
        book.save(buffer)
        path = tmp_path / "旧模板.xlsx"
        path.write_bytes(fill(Assignment(entry(), targets()), form=buffer.getvalue()).data)
        assert seen_in(path).verdict == "还有 9 处没有填写"
        office.assert_cached_values_match(path)
        validator.assert_valid(path)

    def test_its_widths_and_fonts_are_kept(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template(CENTRAL)))
        sheet = book[SELF_CHECK_SHEET]
        sheet.column_dimensions["D"].width = 60
        sheet["D6"].font = Font(name="楷体", size=12)
        buffer = io.BytesIO()
        book.save(buffer)
        data = fill(Assignment(entry(), targets()), form=buffer.getvalue()).data
        theirs = openpyxl.load_workbook(io.BytesIO(data))[SELF_CHECK_SHEET]
        assert theirs.column_dimensions["D"].width == 60
        assert {theirs.cell(row, 4).font.name for row in range(6, theirs.max_row + 1)} == {"楷体"}

    def test_a_sheet_of_theirs_that_happens_to_be_called_so_stays(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template(CENTRAL)))
        del book[SELF_CHECK_SHEET], book[SELF_CHECK_HELPERS], book.defined_names[SELF_CHECK_LIST]
        book.create_sheet(SELF_CHECK_SHEET)["A1"] = "我们自己的"
        buffer = io.BytesIO()
        book.save(buffer)
        data = fill(Assignment(entry(), targets()), form=buffer.getvalue()).data
        titles = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
        assert {SELF_CHECK_SHEET, f"{SELF_CHECK_SHEET}(2)"} <= set(titles)


def test_the_reader_takes_it_for_no_form(tmp_path: Path) -> None:
    data = issued(tmp_path, "村道硬化", "河道清淤").read_bytes()
    forms = read_workbook(data, load_ruleset(CENTRAL)).forms
    assert [form.sheet for form in forms] == ["1.村道硬化", "2.河道清淤"]


# -- the same as in Python -----------------------------------------------------------------------------

#: What a village may type: into an answer, a score, a reason, by the key of the column.
TYPED: Mapping[str, tuple[Entry, ...]] = {
    "actual": (None, 10, 9.5, 0, -1, 30, "十", "10处", "≥10", "无", "达成年度指标", "不适用", "8月", " "),
    "score": (None, 0, 5, 10, 15, 20, 25, -1, 9.995, "10分", "满分"),
    "reason": (None, "无", "/", "因降雨停工十天，已补做", " "),
}
GOALS: tuple[Entry, ...] = (None, "修路", 12, "硬化村内道路3公里并通过验收", "无")


def variants(count: int) -> Iterator[dict[tuple[str, int], Entry]]:
    """Every value of each column meets every row once: which values meet each other changes every time."""
    for number in range(count):
        yield {
            (key, row): values[(number * (row + 3) + row * 5 + number // 7) % len(values)]
            for key, values in TYPED.items()
            for row in range(7)
        }


def test_it_says_of_filled_workbooks_what_python_says(office: Office, tmp_path: Path) -> None:
    """Many forms in one workbook: the states, the cells and the counts, as LibreOffice calculates them."""
    work = [Assignment(entry(f"项目{number}", f"P{number}"), targets()) for number in range(40)]
    book = openpyxl.load_workbook(io.BytesIO(fill(*work).data))
    sheets = [sheet for sheet in book.worksheets if Name.INDICATORS in sheet.defined_names]
    for number, (sheet, values) in enumerate(zip(sheets, variants(40), strict=True)):
        rows = block(sheet, Name.INDICATORS)
        for (key, row), value in values.items():
            place = rows[row][{"actual": 6, "score": 8, "reason": 9}[key]]
            if key != "score" or sheet[place].data_type != "f" or number % 3 == 0:
                sheet[place] = value
        for name, shift in ((Name.GOAL, 0), (Name.GOAL_DONE, 2)):
            sheet[block(sheet, name)[0][0]] = GOALS[(number + shift) % len(GOALS)]
    path = tmp_path / "填报.xlsx"
    book.save(path)
    (made,) = calculated(office, [path], tmp_path / "calculated")
    again = tmp_path / "again.xlsx"
    again.write_bytes(judged_by_python(made.read_bytes()))
    seen, wanted = seen_in(made), seen_in(again)
    assert seen.verdict == wanted.verdict
    assert set(seen.lines) ^ set(wanted.lines) == set()
    assert seen == wanted
    assert {"✘", "未填", "请确认", "✔"} <= {line.state for line in seen.lines}
    assert len(seen.found()) > len(LIVE) / 3


def judged_by_python(data: bytes) -> bytes:
    """The workbook with the results that our own rules give for what stands on its forms now."""
    book = Workbook.load(data)
    forms = [sheet for sheet in book.sheets if Name.INDICATORS in book.names_of(sheet)]
    SelfCheck.prepare(book, spec_of(), 2022).complete(forms)
    return book.to_bytes()
