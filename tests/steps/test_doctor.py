"""``xlperf doctor``: one line for each thing that is looked at, and what to do about the bad ones."""

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from support.computers import WPS, mac, windows
from support.small_town import edit, issue, opened, send_back
from support.terminal import xlperf
from xlperf.forms.names import FORM_SHEET
from xlperf.steps import doctor
from xlperf.steps.computer import Computer
from xlperf.steps.folder import digest
from xlperf.steps.setup import Request, set_up


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.fixture
def root(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "2022年度"))


def bad(root: Path) -> list[str]:
    """The lines that say that a step cannot be done; there must be some."""
    outcome = xlperf("doctor", root)
    assert (outcome.code, outcome.err) == (1, "")
    return [line.removeprefix("✘ ") for line in outcome.out.splitlines() if line.startswith("✘ ")]


def test_a_computer_that_can_do_everything_needed() -> None:
    outcome = xlperf("doctor")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("✔ Python 3.")
    assert "✔ 命令行：" in outcome.out


class TestTheButtons:
    """Which of the two ways a computer can go; nothing about it keeps the commands from working."""

    READY = "✔ Excel 按钮：可以用"

    def lines(self, computer: Computer) -> list[str]:
        found = doctor.examine(computer=computer)
        assert not any(diagnosis.fatal for diagnosis in found)
        return [str(diagnosis) for diagnosis in found if "命令行" not in diagnosis.text]

    def test_work_once_the_computer_is_set_up(self, tmp_path: Path) -> None:
        pc = windows(tmp_path, user="张三")
        list(set_up(pc, Request()))
        assert self.lines(pc)[1:6] == [
            "✔ Microsoft Excel：已装",
            "✔ xlwings：已装",
            "✔ 按钮用的 Python：就是现在这个",
            "✔ Excel 加载项：已装",
            self.READY,
        ]

    def test_before_that_need_one_command(self, tmp_path: Path) -> None:
        lines = self.lines(windows(tmp_path))
        assert "○ 按钮用的 Python：还没有设置，请运行 xlperf setup" in lines
        assert "○ Excel 加载项：还没有装，请运行 xlperf setup" in lines
        verdict = "○ Excel 按钮：现在还不能用，原因见上面标 ○ 的；在那以前请用 xlperf 命令做同样的事"
        assert verdict in lines

    def test_of_another_python_or_an_older_version_are_told(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        list(set_up(pc, Request()))
        (pc.excel_start / "xlperf.xlam").write_bytes(b"old")
        lines = self.lines(replace(pc, interpreter=tmp_path / "other" / "python.exe"))
        assert f"○ 按钮用的 Python：指着别处（{pc.interpreter}），请运行 xlperf setup" in lines
        assert "○ Excel 加载项：是另一个版本的，请运行 xlperf setup" in lines

    def test_do_not_work_without_excel_or_xlwings_or_against_a_rule(self, tmp_path: Path) -> None:
        rule = (r"HKCU\Software\Microsoft\Office\16.0\Excel\Security", "VBAWarnings")
        pc = windows(tmp_path, registry={WPS: "C:\\WPS", rule: 4}, has_xlwings=False)
        list(set_up(pc, Request()))
        lines = self.lines(pc)
        assert "○ Microsoft Excel：只有 WPS，WPS 里不能用按钮" in lines
        assert "○ xlwings：没有装" in lines
        assert any(line.startswith("○ Excel 的宏设置不允许") for line in lines)
        assert self.READY not in lines

    def test_on_a_mac_need_no_add_in(self, tmp_path: Path) -> None:
        computer = mac(tmp_path)
        list(set_up(computer, Request()))
        assert self.READY in self.lines(computer)

    def test_on_linux_cannot_work(self, tmp_path: Path) -> None:
        lines = self.lines(replace(windows(tmp_path), system="Linux"))
        assert "○ Excel 按钮：Linux 上没有 Excel，xlwings 用不了；请用 xlperf 命令做同样的事" in lines


def test_a_sound_round(root: Path) -> None:
    outcome = xlperf("doctor", root)
    assert outcome.code == 0
    assert [line for line in outcome.out.splitlines() if line.startswith("✔")][-5:] == [
        "✔ 小河镇 2022 年度，规则集 central_2020",
        "✔ 控制工作簿 绩效评价.xlsm：完好",
        "✔ 自评表模板 项目支出绩效自评表.xlsx：完好",
        "✔ 报告模板 部门绩效评价情况.docx：完好",
        f"✔ 归档 {root / '归档'}：完好",
    ]


def test_a_folder_that_is_no_round(tmp_path: Path) -> None:
    (line,) = bad(tmp_path)
    assert line.startswith(f"“{tmp_path}”不是一个评价年度的文件夹：里面没有“绩效评价.xlsm”。")


def test_a_control_workbook_that_is_damaged(root: Path) -> None:
    (root / "绩效评价.xlsm").write_bytes(b"PK damaged")
    (line,) = bad(root)
    assert line.startswith("“绩效评价.xlsm”打不开：文件已损坏或没有传完整。")


def test_cells_of_the_control_workbook_that_are_not_understood(root: Path) -> None:
    edit(root, "项目台账", ("项目编码", "P3"), "支出类型", "其他")
    lines = bad(root)
    assert lines[0] == "控制工作簿里有读不懂的内容，请先改正："
    assert lines[1].startswith("项目台账 工作表“项目台账” D")


def test_a_table_of_the_control_workbook_that_is_gone(root: Path) -> None:
    path = root / "绩效评价.xlsm"
    book = opened(path, keep_vba=True)
    del book["催报清单"].tables["催报清单"]
    book.save(path)
    assert bad(root) == ["控制工作簿 绩效评价.xlsm：工作表“催报清单”里没有名为“催报清单”的表格，请从备份恢复"]


def test_a_control_workbook_of_an_older_version_is_told_but_goes_on(root: Path) -> None:
    path = root / "绩效评价.xlsm"
    book = opened(path)
    del book["校验规则"].tables["校验规则"]
    book.save(path)
    outcome = xlperf("doctor", root)
    lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert "✔ 控制工作簿 绩效评价.xlsm：完好" in lines
    (line,) = (line for line in lines if "旧版本" in line)
    assert line.startswith("○ 控制工作簿 绩效评价.xlsm：是旧版本建的，没有按钮、校验规则，用命令照常做；")


def test_a_name_that_the_template_has_lost(root: Path) -> None:
    path = root / "模板" / "项目支出绩效自评表.xlsx"
    book = openpyxl.load_workbook(path)
    for name in ("资金", "预期目标"):
        del book[FORM_SHEET].defined_names[name]
    book.save(path)
    assert bad(root) == [
        f"自评表模板 {path.name}：工作表“{FORM_SHEET}”缺少名称“{name}”，"
        "请在“公式-名称管理器”里补上，作用范围选这张工作表。"
        for name in ("资金", "预期目标")
    ]


@pytest.mark.parametrize("name", ["项目支出绩效自评表.xlsx", "部门绩效评价情况.docx"])
@pytest.mark.parametrize("damage", [b"", b"PK damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_template_that_is_damaged(root: Path, name: str, damage: bytes) -> None:
    (root / "模板" / name).write_bytes(damage)
    (line,) = bad(root)
    assert name in line


@pytest.mark.parametrize("name", ["项目支出绩效自评表.xlsx", "部门绩效评价情况.docx"])
def test_a_template_that_is_gone(root: Path, name: str) -> None:
    (root / "模板" / name).unlink()
    (line,) = bad(root)
    assert "找不到文件" in line


def test_an_archive_that_has_lost_a_file_or_holds_another(root: Path) -> None:
    lost, changed = (send_back(root, unit) for unit in ("001", "002"))
    xlperf("collect", root)
    (root / "归档" / f"{digest(lost.read_bytes())}.xlsx").unlink()
    kept = root / "归档" / f"{digest(changed.read_bytes())}.xlsx"
    kept.chmod(0o644)
    kept.write_bytes(b"x")
    assert [line.split("“")[1].split("”")[0] for line in bad(root)] == [lost.name, changed.name]


def test_a_journal_that_somebody_edited(root: Path) -> None:
    (root / "归档" / "journal.jsonl").write_text("x\n", encoding="utf-8")
    (line,) = bad(root)
    assert "被改动过" in line
