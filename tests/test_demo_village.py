"""A village fills in its workbook: what it answers, and what goes wrong, lands where it should.

Cells are found by their labels here, not by the names of the form that the village goes by.
"""

import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlperf.build.template import build_template
from xlperf.demo.village import Answer, Mistake, fill_in
from xlperf.forms.filling import Assignment, fill_workbook
from xlperf.forms.spec import FormSpec
from xlperf.model.errors import UserError
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

SAVED: Final = "2022-01-20T09:00:00Z"
ROAD, TREES = "P001", "P002"

_ROWS: Final = """\
产出指标|数量指标|{thing}面积|≥|1350|平方米|20
产出指标|时效指标|完工时间|≤|2021年11月底前||30
效益指标|社会效益指标|生活条件|定性|明显改善||30
满意度指标|服务对象满意度指标|村民满意度|≥|90|%|10"""

ANSWERS: Final = {
    ROAD: Answer(
        "硬化村内道路，方便村民出行。",
        "硬化道路1200平方米，11月完工。",
        {
            "硬化面积": {"actual": "1200.50", "score": "", "reason": "雨季停工；改进措施：春季补齐。"},
            "完工时间": {"actual": "2021年11月12日", "score": "30", "reason": ""},
            "生活条件": {
                "actual": "达成年度指标",
                "score": "28.5",
                "reason": "受益面偏小；改进措施：扩大范围。",
            },
            "村民满意度": {"actual": "96", "score": "", "reason": ""},
        },
    ),
    TREES: Answer(
        "补植侧柏，提高成活率。",
        "补植1400平方米。",
        {
            name: {"actual": actual, "score": score}
            for name, actual, score in [
                ("补植面积", "1400", ""),
                ("完工时间", "2021年10月", "30"),
                ("生活条件", "达成年度指标", "30"),
                ("村民满意度", "95", ""),
            ]
        },
    ),
}

Cells = dict[tuple[str, str], object]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit's workbook with two projects of four approved indicators each."""
    rules, unit = load_ruleset("central_2020"), MoneyUnit.WAN
    projects = [_assignment(ROAD, "村道硬化", "硬化"), _assignment(TREES, "荒坡补植", "补植")]
    made = fill_workbook(
        build_template(rules, unit),
        FormSpec.from_rules(rules, unit),
        Settings("甲镇", 2021, rules.id, unit.value),
        Unit("001", "甲村"),
        projects,
    )
    path = tmp_path_factory.mktemp("issued") / "001_甲村.xlsx"
    path.write_bytes(made.data)
    return path


def _assignment(code: str, name: str, thing: str) -> Assignment:
    appropriation, other = (Amounts(*map(Decimal, each)) for each in ((10, 12, 11), (0, 2, 1)))
    funding = Funding(appropriation=appropriation, other=other)
    entry = LedgerEntry(code, name, "001", ExpenditureKind.PROJECT, "2130126", funding)
    lines = _ROWS.format(thing=thing).splitlines()
    return Assignment(entry, tuple(_target(code, *line.split("|")) for line in lines))


def _target(
    code: str, level1: str, level2: str, level3: str, relation: str, value: str, unit: str, weight: str
) -> Target:
    return Target(code, level1, level2, level3, relation, value, unit, Decimal(weight))


def filled(issued: Path, folder: Path, *mistakes: Mistake, saved: str = SAVED) -> Path:
    path = folder / "回收" / f"{len(list(folder.rglob('*.xlsx')))}.xlsx"
    fill_in(issued, path, ANSWERS, mistakes, saved)
    return path


def contents(path: Path) -> Cells:
    """Everything that stands in a workbook's cells, by sheet and address."""
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)  # of an array formula
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def changes(before: Path, after: Path) -> Cells:
    """The cells that differ, with what stands there after; None where nothing does."""
    old, new = contents(before), contents(after)
    return {place: new.get(place) for place in old.keys() | new.keys() if old.get(place) != new.get(place)}


def place(sheet: Worksheet, row: str, column: str) -> tuple[str, str]:
    """Where a row meets a column, both known by what is printed there (the header nearest above)."""
    cells = [cell for line in sheet.iter_rows() for cell in line]
    (at,) = (cell.row for cell in cells if cell.value == row)
    header = [cell for cell in cells if cell.value == column and cell.row < at][-1]
    return sheet.title, f"{header.column_letter}{at}"


def below(sheet: Worksheet, label: str) -> tuple[str, str]:
    (cell,) = (cell for line in sheet.iter_rows() for cell in line if cell.value == label)
    return sheet.title, str(cell.offset(row=1).coordinate)


class TestTheAnswers:
    def test_stand_in_their_cells_and_nothing_else_changes(self, issued: Path, tmp_path: Path) -> None:
        road, trees = load_workbook(issued)["1.村道硬化"], load_workbook(issued)["2.荒坡补植"]
        expected = {
            below(road, "预期目标"): "硬化村内道路，方便村民出行。",
            below(road, "实际完成情况"): "硬化道路1200平方米，11月完工。",
            place(road, "硬化面积", "实际完成值"): 1200.5,
            place(road, "硬化面积", "偏差原因分析及改进措施"): "雨季停工；改进措施：春季补齐。",
            place(road, "完工时间", "实际完成值"): "2021年11月12日",
            place(road, "完工时间", "得分"): 30,
            place(road, "生活条件", "实际完成值"): "达成年度指标",
            place(road, "生活条件", "得分"): 28.5,
            place(road, "生活条件", "偏差原因分析及改进措施"): "受益面偏小；改进措施：扩大范围。",
            place(road, "村民满意度", "实际完成值"): 96,
            below(trees, "预期目标"): "补植侧柏，提高成活率。",
            below(trees, "实际完成情况"): "补植1400平方米。",
            place(trees, "补植面积", "实际完成值"): 1400,
            place(trees, "完工时间", "实际完成值"): "2021年10月",
            place(trees, "完工时间", "得分"): 30,
            place(trees, "生活条件", "实际完成值"): "达成年度指标",
            place(trees, "生活条件", "得分"): 30,
            place(trees, "村民满意度", "实际完成值"): 95,
        }
        assert changes(issued, filled(issued, tmp_path)) == expected

    def test_leave_the_scores_that_the_form_computes_to_its_formulas(
        self, issued: Path, tmp_path: Path
    ) -> None:
        sheet = load_workbook(filled(issued, tmp_path))["1.村道硬化"]
        for name, computed in (("硬化面积", True), ("村民满意度", True), ("生活条件", False)):
            assert str(sheet[place(sheet, name, "得分")[1]].value).startswith("=") == computed

    @pytest.mark.parametrize(
        ("answers", "unknown"),
        [
            ({ROAD: ANSWERS[ROAD]}, TREES),
            ({**ANSWERS, TREES: Answer("目标", "完成", {"补植面积": {}})}, "完工时间"),
        ],
    )
    def test_are_missed_with_a_sentence_where_the_round_was_changed(
        self, issued: Path, tmp_path: Path, answers: Mapping[str, Answer], unknown: str
    ) -> None:
        with pytest.raises(UserError, match=f"没有“{unknown}”的填报内容.*请换一个空文件夹"):
            fill_in(issued, tmp_path / "回收.xlsx", answers, (), SAVED)
        assert not (tmp_path / "回收.xlsx").exists()


#: Kind, field, indicator, what is typed; the row and the column where it lands, and what stands there then.
MISTAKES: Final = """\
text_amount|全年执行数-当年财政拨款||11万|其中：当年财政拨款|全年执行数|'11万'
text_amount|实际完成值|硬化面积|1200平米|硬化面积|实际完成值|'1200平米'
yuan_for_wan|全年预算数-其他资金||20000|其他资金|全年预算数|20000
pasted_formula|执行率||0.86|年度资金总额|执行率|0.86
pasted_formula|总分||100|总分|得分|100
missing_reason|偏差原因分析及改进措施|硬化面积||硬化面积|偏差原因分析及改进措施|None
score_above_weight|得分|生活条件|32|生活条件|得分|32
two_versions|实际完成值|硬化面积|1080|硬化面积|实际完成值|1080
"""


class TestAMistake:
    @pytest.mark.parametrize("line", MISTAKES.splitlines())
    def test_changes_the_cell_that_it_says_and_no_other(
        self, issued: Path, tmp_path: Path, line: str
    ) -> None:
        kind, where, indicator, value, row, column, found = line.split("|")
        right = filled(issued, tmp_path)
        wrong = filled(issued, tmp_path, Mistake(ROAD, kind, where, indicator, value))
        ((changed, stands),) = changes(right, wrong).items()
        assert changed == place(load_workbook(issued)["1.村道硬化"], row, column)
        assert repr(stands) == found

    def test_about_another_project_changes_nothing(self, issued: Path, tmp_path: Path) -> None:
        elsewhere = Mistake("P999", "yuan_for_wan", "全年执行数-当年财政拨款", "", "1")
        assert changes(filled(issued, tmp_path), filled(issued, tmp_path, elsewhere)) == {}


class TestARenamedSheet:
    RENAMED = Mistake(ROAD, "renamed_sheet", "工作表", "", "Sheet1 (2)")

    def test_has_its_new_title_and_all_its_cells(self, issued: Path, tmp_path: Path) -> None:
        right, renamed = contents(filled(issued, tmp_path)), contents(filled(issued, tmp_path, self.RENAMED))
        titles = {"1.村道硬化": "Sheet1 (2)"}
        assert renamed == {(titles.get(title, title), ref): value for (title, ref), value in right.items()}

    def test_keeps_its_names_as_in_excel(self, issued: Path, tmp_path: Path) -> None:
        right = load_workbook(filled(issued, tmp_path))["1.村道硬化"]
        path = filled(issued, tmp_path, self.RENAMED)
        sheet = load_workbook(path)["Sheet1 (2)"]
        names = {name: defined.attr_text for name, defined in right.defined_names.items()}
        assert len(names) > 10
        assert {name: defined.attr_text for name, defined in sheet.defined_names.items()} == {
            name: text.replace("'1.村道硬化'", "'Sheet1 (2)'") for name, text in names.items()
        }
        assert sheet.print_area == right.print_area.replace("'1.村道硬化'", "'Sheet1 (2)'")

    def test_leaves_no_name_pointing_at_the_old_title(self, issued: Path, tmp_path: Path) -> None:
        book = Workbook.load(filled(issued, tmp_path, self.RENAMED).read_bytes())
        assert book.names.broken() == ()


class TestTheFile:
    def test_says_when_the_village_saved_it(self, issued: Path, tmp_path: Path) -> None:
        for moment in (SAVED, "2022-02-15T09:00:00Z"):
            book = load_workbook(filled(issued, tmp_path, saved=moment))
            assert f"{book.properties.modified:%Y-%m-%dT%H:%M:%SZ}" == moment

    def test_is_the_same_to_the_byte_whenever_it_is_made(self, issued: Path, tmp_path: Path) -> None:
        first, second = filled(issued, tmp_path), filled(issued, tmp_path)
        assert first.read_bytes() == second.read_bytes()
        with zipfile.ZipFile(first) as package:
            assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2022-01-20T09:00:00Z" in package.read("docProps/core.xml")

    def test_differs_when_it_was_saved_at_another_moment(self, issued: Path, tmp_path: Path) -> None:
        first, second = filled(issued, tmp_path), filled(issued, tmp_path, saved="2022-01-21T09:00:00Z")
        assert first.read_bytes() != second.read_bytes()
        assert changes(first, second) == {}
