"""Forms that the ledger does not know: what they may be about is suggested, a person decides."""

import shutil
from pathlib import Path

import pytest

from support.sheets import workbook_bytes
from support.small_town import collect, edit, findings, intake, issue, rows, state
from support.terminal import xlperf

#: A form of somebody else's for one project; amounts in 万元 as the ledger has them.
FORM = """
| | A | B | C | D | E | F | G | H |
| 1 | 项目支出绩效自评表（2022年度） | < | < | < | < | < | < | < |
| 2 | 项目名称 | {name} | < | 主管部门 | 镇政府 | 实施单位 | {unit} | < |
| 3 | 项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 4 | ^ | 年度资金总额 | {money} | {money} | {money} | 10 | 100% | 10 |
| 5 | ^ | 其中：当年财政拨款 | {money} | {money} | {money} | — | | — |
| 6 | 预期目标 | {name}按时完成 | < | < | 实际完成情况 | 全部完成 | < | < |
| 7 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 8 | 产出指标 | 数量指标 | 完成数量 | ≥3处 | 3 | 50 | 50 | |
| 9 | 效益指标 | 社会效益指标 | 受益人数 | ≥200人 | 200 | 30 | 30 | |
| 10 | 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% | 95% | 10 | 10 | |
| 11 | 总分 | < | < | < | < | 100 | 100 | |
"""
NAMES = {"甲": ("垃圾清运工作", "20.5"), "乙": ("河道清淤（东段）", "30"), "丙": ("完全无关的事情", "1")}


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round in which somebody sent three forms of his own in one file; nobody wrote a code."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    sheets = {
        sheet: FORM.format(name=name, money=money, unit="东村") for sheet, (name, money) in NAMES.items()
    }
    (root / "回收/汇总.xlsx").write_bytes(workbook_bytes(sheets))
    collect(root)
    return root


@pytest.fixture
def root(received: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(received, tmp_path / "2022年度"))


def pairs(root: Path) -> dict[str, dict[str, object]]:
    return {str(row["工作表"]): row for row in rows(root, "项目对应")}


def confirm(root: Path, sheet: str, code: str) -> None:
    edit(root, "项目对应", ("工作表", sheet), "确认项目编码", code)


def test_every_form_that_the_ledger_does_not_know_is_listed_with_what_it_may_be(root: Path) -> None:
    found = {
        sheet: (row["单元格"], row["表上项目名称"], row["疑似项目编码"], row["疑似项目名称"])
        for sheet, row in pairs(root).items()
    }
    assert found == {
        "甲": ("B2", "垃圾清运工作", "P2", "垃圾清运"),
        "乙": ("B2", "河道清淤（东段）", "P4", "河道清淤"),
        "丙": ("B2", "完全无关的事情", None, None),
    }


def test_a_suggestion_alone_counts_for_nothing(root: Path) -> None:
    assert len(findings(root, "B12")) == 3
    assert intake(root)["汇总.xlsx"]["状态"] == "项目不在台账"
    assert state(root)["已收单位"] == 0


def test_a_confirmed_form_counts_for_its_project_and_the_others_stay_open(root: Path) -> None:
    confirm(root, "甲", "P2")
    collect(root)
    assert {str(row["工作表"]) for row in findings(root, "B12")} == {"乙", "丙"}
    assert intake(root)["汇总.xlsx"]["采用"] == "部分"
    assert {str(row["项目编码"]) for row in rows(root, "催报清单")} == {"P1", "P3", "P4"}


def test_what_was_confirmed_is_kept_however_often_the_step_runs(root: Path) -> None:
    confirm(root, "甲", "P2")
    confirm(root, "乙", "P4")
    collect(root)
    before = pairs(root)
    collect(root)
    assert pairs(root) == before
    assert [row["确认项目编码"] for row in before.values()] == ["P2", "P4", None]


def test_a_code_that_the_ledger_does_not_have_is_refused_with_its_cell(root: Path) -> None:
    confirm(root, "甲", "P99")
    outcome = xlperf("collect", root)
    assert outcome.code == 2
    assert "“确认项目编码”只能填项目台账里项目支出的编码" in outcome.err
    assert "现在是“P99”" in outcome.err


def test_a_form_paired_by_mistake_is_set_free_by_blanking_the_cell(root: Path) -> None:
    confirm(root, "甲", "P2")
    collect(root)
    confirm(root, "甲", "")
    collect(root)
    assert len(findings(root, "B12")) == 3
