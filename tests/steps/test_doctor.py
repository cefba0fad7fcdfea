"""``xlperf doctor``: one line for each thing that is looked at, and what to do about the bad ones."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from support.small_town import edit, issue, opened, send_back
from support.terminal import xlperf
from xlperf.forms.names import FORM_SHEET
from xlperf.steps import doctor
from xlperf.steps.folder import digest


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


@pytest.mark.parametrize(
    ("system", "installed", "line"),
    [
        ("Windows", True, "Excel 按钮：已装 xlwings"),
        ("Darwin", False, "Excel 按钮：没有装 xlwings，请用 xlperf 命令做同样的事"),
        ("Linux", True, "Excel 按钮：Linux 上没有 Excel，xlwings 用不了；请用 xlperf 命令做同样的事"),
    ],
)
def test_buttons_need_excel_and_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, system: str, installed: bool, line: str
) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr(
        doctor, "find_spec", lambda name: object() if installed or name != "xlwings" else None
    )
    assert line in [diagnosis.text for diagnosis in doctor.examine()]
    assert all(diagnosis.good or not diagnosis.vital for diagnosis in doctor.examine())


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
