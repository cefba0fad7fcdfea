"""The buttons of the control workbook: the same as the terminal's steps, told in the workbook."""

import errno
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import small_town
from support.desks_held import held_elsewhere
from support.fake_excel import FakeApp, FakeControl, FiledBook
from support.small_town import named, rows
from support.terminal import xlperf
from xlperf.addin import performing, round_actions, round_steps
from xlperf.addin.actions import ACTIONS
from xlperf.books.console import LAST_RUN, MESSAGE, STEPS
from xlperf.books.file import FileBook
from xlperf.demo.village import Mistake
from xlperf.model.errors import UserError
from xlperf.steps.folder import CONTROL, RoundFolder
from xlperf.steps.round_lock import hold

#: What a button leaves alone that a terminal's step does not write either.
CONSOLE = {name for run in LAST_RUN.values() for name in run} | {MESSAGE}

Press = Callable[..., FakeControl]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Press:
    """Press a button of the control workbook in a round's folder."""
    monkeypatch.setattr(performing, "LiveBook", FiledBook)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def pressed(root: Path, button: str, name: str = CONTROL) -> FakeControl:
        book = FakeControl(FakeApp(), root / name)
        getattr(round_actions, button)(book)
        return book

    return pressed


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """小河镇 after all units have answered, one of them with a mistake."""
    root = small_town.issue(tmp_path_factory.mktemp("收") / "小河镇")
    small_town.send_back(root, "001", "", Mistake("P1", "score", "得分", "生活便利", "31"))
    small_town.send_back(root, "002")
    small_town.send_back(root, "003")
    return root


@pytest.fixture
def town(returned: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(returned, tmp_path / "小河镇"))


def contents(root: Path) -> dict[str, object]:
    """Every table and named cell of the control workbook, those apart that tell of button presses."""
    book = FileBook(root / CONTROL)
    tables: dict[str, object] = {
        name: [dict(row.values) for row in book.read_table(name).rows] for name in book.tables()
    }
    cells = {name: book.read_value(name) for name in book.names() if name not in CONSOLE}
    return tables | cells


def without_times(found: dict[str, object]) -> str:
    """收到时间 is the moment at which a file was received."""
    for row in found["收件登记"]:  # type: ignore[attr-defined]
        row.pop("收到时间", None)
    return repr(found)


SAME_STEP = {
    "distribute": "distribute",
    "collect": "collect",
    "fill": "fill",
    "summarise": "summarise",
    "report": "report",
    "run_all": "run",
}


class TestSameAsTheTerminal:
    @pytest.mark.parametrize("button", ["collect", "summarise", "report", "run_all"])
    def test_a_button_leaves_the_workbook_as_the_terminal_does(
        self, press: Press, town: Path, tmp_path: Path, button: str
    ) -> None:
        other = Path(shutil.copytree(town, tmp_path / "另一份"))
        press(town, button)
        assert xlperf(SAME_STEP[button], other).code in {0, 1}
        assert without_times(contents(town)) == without_times(contents(other))
        assert xlperf("export", town, "--json").out == xlperf("export", other, "--json").out

    def test_the_fourth_and_fifth_button_together_are_the_terminals_fill(
        self, press: Press, town: Path, tmp_path: Path
    ) -> None:
        small_town.collect(town)
        other = Path(shutil.copytree(town, tmp_path / "另一份"))
        press(town, "fill")
        assert rows(town, "自评汇总")
        assert not rows(town, "未纳入自评项目")
        press(town, "unevaluated")
        xlperf("fill", other)
        assert without_times(contents(town)) == without_times(contents(other))

    def test_checking_takes_in_nothing_new(self, press: Press, town: Path) -> None:
        small_town.collect(town)
        small_town.send_back(town, "001", "改正.xlsx", saved=small_town.SAVED_LATER)
        press(town, "check")
        assert [row["规则"] for row in rows(town, "校验结果") if row["级别"] == "错误"]
        press(town, "collect")
        assert not [row["规则"] for row in rows(town, "校验结果") if row["级别"] == "错误"]

    def test_issuing_shows_on_the_console_what_was_issued(self, press: Press, tmp_path: Path) -> None:
        root = tmp_path / "小河镇"
        assert small_town.new(root).code == 0
        press(root, "distribute")
        assert len(list((root / "下发").iterdir())) == 3
        assert sorted(str(row["单位名称"]) for row in rows(root, "单位进度")) == sorted(
            ["东村", "西村", "水务站"]
        )

    def test_every_button_of_the_console_has_its_function(self) -> None:
        assert list(ACTIONS) == [step.id for step in STEPS] == list(round_steps.STEP_FUNCTIONS)
        assert all(hasattr(round_actions, {"run": "run_all"}.get(step.id, step.id)) for step in STEPS)


class TestWhatIsTold:
    def test_the_message_stands_on_the_console_and_in_the_status_bar(self, press: Press, town: Path) -> None:
        book = press(town, "collect")
        message = str(named(town, MESSAGE))
        assert message.startswith("应报项目 4 个：已收 4 个，通过 3 个，需修改 1 个，未报 0 个。")
        assert book.app.status_bar == message.splitlines()[0]

    def test_each_step_that_ran_has_its_time_and_result(self, press: Press, town: Path) -> None:
        press(town, "run_all")
        for step in ("collect", "check", "fill", "unevaluated", "summarise", "report", "run"):
            assert named(town, LAST_RUN[step].time)
            assert 0 < len(str(named(town, LAST_RUN[step].result))) <= 24
        assert named(town, LAST_RUN["distribute"].time) == "—"

    @pytest.mark.parametrize(
        ("button", "sheet"),
        [("collect", "收件登记"), ("check", "校验结果"), ("summarise", "执行率汇总"), ("report", "操作台")],
    )
    def test_the_sheet_with_the_result_is_in_front(
        self, press: Press, town: Path, button: str, sheet: str
    ) -> None:
        front = press(town, button).book.active
        assert front is not None
        assert front.title == sheet

    def test_what_a_clerk_wrote_in_a_row_that_is_gone_is_told(self, press: Press, town: Path) -> None:
        press(town, "run_all")
        small_town.edit(town, "自评汇总", ("项目编码", "P4"), "备注", "已电话核实")
        shutil.rmtree(town / "归档")
        (town / "归档").mkdir()
        for name in (town / "回收").iterdir():
            name.unlink()
        press(town, "fill")
        assert "已电话核实" in str(named(town, MESSAGE))

    def test_a_copy_is_kept_from_before_the_first_write(self, press: Press, town: Path) -> None:
        before = (town / CONTROL).read_bytes()
        press(town, "collect")
        (copy,) = (town / "归档" / "备份").iterdir()
        assert copy.read_bytes() == before


def fail_with(error: Exception) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> Any:  # noqa: ANN401
        raise error

    return failing


class TestMisfortune:
    def test_a_workbook_outside_a_rounds_folder_is_told_what_to_do(
        self, press: Press, town: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "桌面").mkdir()
        shutil.copy(town / CONTROL, tmp_path / "桌面" / CONTROL)
        book = press(tmp_path / "桌面", "collect")
        assert str(book.app.status_bar).startswith("这本工作簿不在一个评价年度的文件夹里")
        assert [path.name for path in (tmp_path / "桌面").iterdir()] == [CONTROL]

    def test_a_round_that_somebody_else_works_on_is_left_alone(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hold.__wrapped__, "__defaults__", ("", 0.0))  # type: ignore[attr-defined]
        journal = town / "归档" / "journal.jsonl"
        with held_elsewhere(RoundFolder(town)):
            book = press(town, "collect")
        assert "正在被使用（" in str(book.app.status_bar)
        assert not journal.exists()
        press(town, "collect")
        assert journal.exists()

    def test_a_copy_under_another_name_is_not_worked_on(self, press: Press, town: Path) -> None:
        shutil.copy(town / CONTROL, town / "绩效评价 - 副本.xlsm")
        book = press(town, "collect", "绩效评价 - 副本.xlsm")
        assert "是副本或者改了名" in str(book.app.status_bar)

    def test_a_workbook_of_an_older_version_is_refused(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names = FileBook.names
        monkeypatch.setattr(FileBook, "names", lambda self: tuple(n for n in names(self) if n != MESSAGE))
        book = press(town, "collect")
        assert "是旧版做的" in str(book.app.status_bar)

    def test_a_ledger_that_cannot_be_read_is_told_cell_by_cell(self, press: Press, town: Path) -> None:
        small_town.edit(town, "项目台账", ("项目编码", "P1"), "全年预算数-当年财政拨款", "很多")
        small_town.edit(town, "项目台账", ("项目编码", "P2"), "是否自评", "也许")
        before = rows(town, "收件登记")
        book = press(town, "collect")
        assert str(book.app.status_bar) == "控制工作簿里有读不懂的内容，请先改正："
        assert rows(town, "收件登记") == before

    def test_a_full_disk_is_told_in_chinese(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = OSError(errno.ENOSPC, "No space left on device", str(town / "成果"))
        monkeypatch.setitem(round_steps.STEP_FUNCTIONS, "collect", fail_with(full))
        book = press(town, "collect")
        assert "磁盘已满" in str(book.app.status_bar)
        assert "再按一次按钮" in str(book.app.status_bar)

    def test_what_nobody_foresaw_becomes_a_sentence_and_a_log(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unforeseen = ZeroDivisionError("oh")
        monkeypatch.setitem(round_steps.STEP_FUNCTIONS, "fill", fail_with(unforeseen))
        book = press(town, "fill")
        log = town / "成果" / "程序错误.txt"
        assert str(book.app.status_bar) == (
            f"程序内部出错（ZeroDivisionError），没有做完；已写好的文件都是完整的。请把“{log}”发给维护人员。"
        )
        text = log.read_text(encoding="utf-8")
        assert "④ 计算执行率与得分" in text
        assert "Traceback" in text

    def test_a_workbook_that_is_open_twice_is_refused_before_anything_is_issued(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = contents(town)
        monkeypatch.setattr(FakeControl, "ReadOnly", True, raising=False)
        book = press(town, "distribute")
        assert "以只读方式打开" in str(book.app.status_bar)
        assert contents(town) == before

    @pytest.mark.parametrize("error", [UserError("不行"), OSError(errno.EACCES, "x"), KeyError("x")])
    def test_excel_is_left_as_it_was_whatever_happens(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        monkeypatch.setitem(round_steps.STEP_FUNCTIONS, "collect", fail_with(error))
        app = press(town, "collect").app
        assert (app.screen_updating, app.enable_events, app.display_alerts, app.calculation) == (
            True,
            True,
            True,
            "automatic",
        )

    def test_the_message_cell_tells_of_the_failure_too(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is not saved: a workbook that was not worked on stays as it is on disk."""
        told: dict[str, object] = {}
        monkeypatch.setattr(FiledBook, "set_values", lambda _, values: told.update(values))
        refusal = UserError("不行：", ["工作表“项目台账” G5：写着“很多”。"])
        monkeypatch.setitem(round_steps.STEP_FUNCTIONS, "check", fail_with(refusal))
        press(town, "check")
        assert told[MESSAGE] == "不行：\n工作表“项目台账” G5：写着“很多”。"
        assert told[LAST_RUN["check"].result] == "没有做完，原因见下方消息"

    def test_a_missing_library_is_a_matter_of_installing_again(
        self, press: Press, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "xlperf.addin.performing", None)
        book = press(town, "collect")
        assert "请重新运行 安装.bat" in str(book.app.status_bar)
