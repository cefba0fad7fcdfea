"""The commands of the add-in on a workbook that a village sent back: 校验当前表 and those around it."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from support import small_town
from support.fake_excel import FakeApp, FakeBook
from xlperf.addin import sheet_actions
from xlperf.addin.remarks import FILLS, NOTE_MARK
from xlperf.addin.rescoring import Change, write
from xlperf.demo.village import Answer, Mistake, fill_in
from xlperf.steps.reading import read_forms

SIDE, FORM = "校验意见", "1.村道硬化"

#: P1: its score is more than its weight, and a number is a word.
MISTAKES = (
    Mistake("P1", "score", "得分", "生活便利", "31"),
    Mistake("P1", "words", "实际完成值", "完成数量", "若干"),
)

#: Targets of all kinds of 产出指标, so that not even a hint is given.
EVERY_KIND = "项目编码,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,分值\n" + "".join(
    f"P{number},产出指标,数量指标,完成数量,≥,10,处,20\n"
    f"P{number},产出指标,质量指标,合格率,≥,95,%,10\n"
    f"P{number},产出指标,时效指标,完工时间,≤,2022年11月底前,,10\n"
    f"P{number},产出指标,成本指标,总成本,≤,100,万元,10\n"
    f"P{number},效益指标,社会效益指标,生活便利,定性,明显改善,,30\n"
    f"P{number},满意度指标,服务对象满意度指标,群众满意度,≥,90,%,10\n"
    for number in range(1, 5)
)


def all_done(spent: str) -> Answer:
    """Every target reached, with the cost that the funds table shows."""
    return Answer(
        goal="完成全年建设任务，方便群众生产生活。",
        goal_done="全年完成10处，按期通过验收，群众反映良好。",
        indicators={
            "完成数量": {"actual": "10"},
            "合格率": {"actual": "98"},
            "完工时间": {"actual": "2022年10月", "score": "10"},
            "总成本": {"actual": spent},
            "生活便利": {
                "actual": "达成年度指标",
                "score": "28",
                "reason": "受益面不广；改进措施：扩大宣传。",
            },
            "群众满意度": {"actual": "95"},
        },
    )


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_town.issue(tmp_path_factory.mktemp("表") / "小河镇")


Village = Callable[..., FakeBook]


@pytest.fixture
def village(round_: Path, tmp_path: Path) -> Village:
    """East village's workbook with certain mistakes, open in Excel."""

    def returned(*mistakes: Mistake) -> FakeBook:
        path = small_town.send_back(round_, "001", "东村.xlsx", *mistakes)
        mine = tmp_path / "东村.xlsx"
        mine.write_bytes(path.read_bytes())
        return FakeBook(FakeApp(), mine)

    return returned


def click(command: Callable[..., None], book: FakeBook) -> None:
    """The book stands in for one of xlwings."""
    command(book)


def listed(book: FakeBook) -> list[dict[str, object]]:
    """What 校验意见 says, by its headers."""
    sheet = book.sheets[SIDE].sheet
    headers = [str(cell.value) for cell in sheet[4][:7]]
    return [
        dict(zip(headers, row, strict=True))
        for row in sheet.iter_rows(5, sheet.max_row, 1, 7, values_only=True)
    ]


def forms(book: FakeBook) -> list[Worksheet]:
    return [sheet.sheet for sheet in book.sheets if sheet.name != SIDE]


def fill_of(cell: Cell | MergedCell) -> tuple[object, object]:
    fill = cell.fill
    return fill.patternType, fill.patternType and fill.fgColor.rgb


def looks(book: FakeBook) -> dict[str, tuple[object, object, object]]:
    """Value, fill and note of every cell of every sheet but ours."""
    return {
        f"{sheet.title}!{cell.coordinate}": (cell.value, fill_of(cell), cell.comment and cell.comment.text)
        for sheet in forms(book)
        for row in sheet.iter_rows()
        for cell in row
    }


def marked(book: FakeBook) -> set[str]:
    fills = {"{:02X}{:02X}{:02X}".format(*fill) for fill in FILLS.values()}
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in forms(book)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.patternType == "solid" and str(cell.fill.fgColor.rgb)[-6:] in fills
    }


class TestCheck:
    def test_lists_what_the_terminal_finds(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        found = read_forms(book.path).all_findings()
        assert len(found) > 1
        rows = sorted((str(row["字段"]), str(row["问题"]), str(row["修改建议"])) for row in listed(book))
        assert rows == sorted((item.field, item.message, item.fix) for item in found)

    def test_errors_come_first_and_are_counted(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        levels = [str(row["级别"]) for row in listed(book)]
        assert levels == sorted(levels, key="错误警告提示".index)
        assert f"错误 {levels.count('错误')} 条" in str(book.app.status_bar)

    def test_every_cell_spoken_of_is_coloured_and_annotated(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        places = {f"{item.sheet}!{item.cell}" for item in read_forms(book.path).all_findings() if item.cell}
        assert marked(book) == places
        for place in places:
            sheet, _, address = place.partition("!")
            note = book.sheets[sheet].range(address).note
            assert note is not None
            assert note.text.startswith(NOTE_MARK)

    def test_the_list_links_to_the_cells(self, village: Village) -> None:
        book = village(MISTAKES[0])
        click(sheet_actions.check_sheet, book)
        assert listed(book)[0]["位置"] == '=HYPERLINK("#\'1.村道硬化\'!J15","1.村道硬化 J15")'

    def test_what_undoes_the_marks_is_out_of_sight(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        side = book.sheets[SIDE]
        assert [side.range(f"{column}1").column_width == 0 for column in "GHIJKL"] == [
            False,
            True,
            True,
            True,
            True,
            False,
        ]

    def test_twice_gives_the_same(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        once = looks(book), listed(book)
        click(sheet_actions.check_sheet, book)
        assert (looks(book), listed(book)) == once
        assert sum(sheet.name.startswith(SIDE) for sheet in book.sheets) == 1

    def test_a_form_without_a_mistake_gets_no_sheet(self, tmp_path: Path) -> None:
        path = small_town.issue(tmp_path / "小河镇", targets=EVERY_KIND) / "下发" / small_town.EAST
        fill_in(path, path, {"P1": all_done("95"), "P2": all_done("20.5")}, (), small_town.SAVED)
        book = FakeBook(FakeApp(), path)
        before = looks(book)
        click(sheet_actions.check_sheet, book)
        assert book.app.status_bar == "校验完毕：2 张自评表，没有发现问题。"
        assert looks(book) == before
        assert SIDE not in [sheet.name for sheet in book.sheets]

    def test_unsaved_changes_are_seen(self, village: Village) -> None:
        book = village()
        cell_of(book, "得分（生活便利）", 28).value = 31
        click(sheet_actions.check_sheet, book)
        assert [row["级别"] for row in listed(book)].count("错误") >= 1

    def test_a_note_of_theirs_is_kept_and_none_of_ours_added(self, village: Village) -> None:
        book = village(*MISTAKES)
        place = places(book)[0]
        place.comment = Comment("村里的话", "张三")
        click(sheet_actions.check_sheet, book)
        assert place.comment is not None
        assert place.comment.text == "村里的话"
        click(sheet_actions.clear_marks, book)
        assert place.comment is not None
        assert place.comment.text == "村里的话"

    def test_what_a_village_typed_never_becomes_a_formula(self, village: Village) -> None:
        book = village(Mistake("P1", "words", "实际完成值", "完成数量", "'=1+1"))
        click(sheet_actions.check_sheet, book)
        side = book.sheets[SIDE].sheet
        formulas = {
            cell.column_letter
            for row in side.iter_rows(5)
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        }
        assert formulas <= {"C", "H"}

    def test_the_control_workbook_is_told_apart(self, tmp_path: Path, round_: Path) -> None:
        path = tmp_path / "绩效评价.xlsm"
        path.write_bytes((round_ / "绩效评价.xlsm").read_bytes())
        book = FakeBook(FakeApp(), path)
        click(sheet_actions.check_sheet, book)
        (row,) = listed(book)
        assert "绩效评价.xlsm" in str(row["问题"])
        assert "控制工作簿" in str(row["问题"])
        assert "打开填报单位的自评表" in str(row["修改建议"])
        assert row["位置"] is None


class TestProtection:
    def test_a_sheet_without_a_password_is_marked_and_protected_again_as_before(
        self, village: Village
    ) -> None:
        book = village(*MISTAKES)
        sheet = book.sheets[FORM]
        assert sheet.ProtectContents
        click(sheet_actions.check_sheet, book)
        assert marked(book)
        assert sheet.ProtectContents
        assert book.protected_with["AllowFormattingColumns"]
        assert not book.protected_with["AllowInsertingRows"]

    def test_a_sheet_with_a_password_is_only_listed(self, village: Village) -> None:
        book = village(*MISTAKES)
        for sheet in forms(book):
            sheet.protection.password = "secret"  # noqa: S105
            sheet.protection.sheet = True
        before = looks(book)
        click(sheet_actions.check_sheet, book)
        assert looks(book) == before
        assert listed(book)
        assert "没有标记，只列在这里" in str(book.sheets[SIDE].sheet["A3"].value)

    def test_a_workbook_that_takes_no_sheet_is_told_in_a_sentence(
        self, village: Village, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        book = village(*MISTAKES)
        book.book.security = WorkbookProtection(lockStructure=True)
        before = looks(book)
        click(sheet_actions.check_sheet, book)
        assert "工作簿受保护" in str(book.app.status_bar)
        assert looks(book) == before


class TestNextProblem:
    def test_goes_from_cell_to_cell_and_starts_again(self, village: Village) -> None:
        book = village(*MISTAKES)
        click(sheet_actions.check_sheet, book)
        count = len({f"{cell.parent.title}!{cell.coordinate}" for cell in places(book)})
        for _ in range(count + 1):
            click(sheet_actions.next_problem, book)
        assert len(set(book.app.selected[:count])) == count
        assert book.app.selected[count] == book.app.selected[0]

    def test_says_what_is_wrong_there(self, village: Village) -> None:
        book = village(MISTAKES[0])
        click(sheet_actions.check_sheet, book)
        click(sheet_actions.next_problem, book)
        assert str(book.app.status_bar).startswith("第 1/")
        assert str(listed(book)[0]["问题"]) in str(book.app.status_bar)

    def test_before_any_check_it_says_what_to_do(self, village: Village) -> None:
        book = village()
        click(sheet_actions.next_problem, book)
        assert book.app.status_bar == "还没有校验，或者没有发现问题。请先点“校验当前表”。"


class TestClear:
    def test_leaves_the_workbook_as_it_was(self, village: Village) -> None:
        book = village(*MISTAKES)
        places(book)[0].fill = PatternFill("solid", "00B050")
        before, sheets = looks(book), [sheet.name for sheet in book.sheets]
        click(sheet_actions.check_sheet, book)
        assert looks(book) != before
        click(sheet_actions.clear_marks, book)
        assert looks(book) == before
        assert [sheet.name for sheet in book.sheets] == sheets

    def test_without_marks_says_so(self, village: Village) -> None:
        book = village()
        click(sheet_actions.clear_marks, book)
        assert book.app.status_bar == "没有要清除的标记。"

    def test_a_sheet_of_theirs_with_the_same_name_is_left_alone(self, village: Village) -> None:
        book = village(*MISTAKES)
        book.book.create_sheet(SIDE)["A1"] = "镇里的意见"
        click(sheet_actions.check_sheet, book)
        click(sheet_actions.clear_marks, book)
        assert book.book[SIDE]["A1"].value == "镇里的意见"
        assert [sheet.name for sheet in book.sheets].count(SIDE) == 1


class TestRescore:
    def test_puts_the_due_score_where_a_number_was_typed_over_the_formula(self, village: Village) -> None:
        book = village(Mistake("P1", "score", "得分", "完成数量", "12"))
        cell = cell_of(book, "得分（完成数量）", 12)
        click(sheet_actions.rescore, book)
        assert cell.value == 30
        (row, *_) = listed(book)
        assert (row["级别"], row["字段"]) == ("改动", "得分（完成数量）")
        assert "原来是“12”，按规则应是“30”" in str(row["问题"])

    def test_puts_a_number_also_into_a_cell_of_text(self) -> None:
        cell = SimpleNamespace(number_format="@", value=None)
        book: Any = SimpleNamespace(sheets={"表": SimpleNamespace(range=lambda _: cell)})
        (done,) = write(book, [Change("表", "H7", "得分", "12", Decimal("9.5"))])
        assert done.written
        assert (cell.number_format, cell.value) == ("General", 9.5)

    def test_leaves_alone_what_people_decide_and_what_formulas_say(self, village: Village) -> None:
        book = village()
        before = looks(book)
        click(sheet_actions.rescore, book)
        assert book.app.status_bar == "得分都对，没有要改的。"
        click(sheet_actions.clear_marks, book)
        assert looks(book) == before

    def test_a_locked_score_is_not_changed_but_told(self, village: Village) -> None:
        book = village(Mistake("P1", "score", "得分", "完成数量", "12"))
        cell = cell_of(book, "得分（完成数量）", 12)
        cell.protection = Protection(locked=True)
        click(sheet_actions.rescore, book)
        assert cell.value == 12
        assert "单元格锁着，没有改" in str(listed(book)[0]["问题"])

    def test_refuses_a_workbook_in_which_there_is_no_form(self, tmp_path: Path, round_: Path) -> None:
        path = tmp_path / "绩效评价.xlsm"
        path.write_bytes((round_ / "绩效评价.xlsm").read_bytes())
        book = FakeBook(FakeApp(), path)
        click(sheet_actions.rescore, book)
        assert "绩效评价.xlsm" in str(book.app.status_bar)
        assert SIDE not in [sheet.name for sheet in book.sheets]


class TestWhichWorkbook:
    def test_it_is_the_one_in_front_not_the_add_in_that_called(
        self, village: Village, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        book = village()
        monkeypatch.setattr(sheet_actions, "calling_book", lambda: AddIn(book.app))
        sheet_actions.check_sheet()
        assert str(book.app.status_bar).startswith("校验完毕：2 张自评表")

    def test_none_is_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        app = FakeApp()
        monkeypatch.setattr(sheet_actions, "calling_book", lambda: AddIn(app))
        sheet_actions.check_sheet()
        assert app.status_bar == (
            "没有可以编辑的工作簿。请先打开要校验的自评表（上方有黄条的，点“启用编辑”），再点一次。"
        )


class AddIn:
    """The add-in, which is no member of the open workbooks."""

    name = "xlperf.xlam"

    def __init__(self, app: FakeApp) -> None:
        self.app = app


def places(book: FakeBook) -> list[Cell]:
    """The cells that the terminal finds fault with."""
    found = (item for item in read_forms(book.path).all_findings() if item.cell)
    return [book.sheets[item.sheet].range(item.cell).cell for item in found]


def cell_of(book: FakeBook, field: str, value: object) -> Cell:
    """The cell of a score that a test has typed."""
    cell = book.sheets[FORM].range(address_of(book, field)).cell
    assert cell.value == value
    return cell


def address_of(book: FakeBook, field: str) -> str:
    """Where the score of an indicator of P1 stands."""
    form = next(each.form for each in read_forms(book.path).forms if each.form.sheet == FORM)
    name = field.removeprefix("得分（").removesuffix("）")
    return next(line.score.cell for line in form.indicators if line.level3.value == name)
