"""``xlperf check`` and ``xlperf read`` on issued workbooks, on others, and on what is no workbook."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from support.returned import filled_form, pasted, without_names
from support.sheets import sheet_bytes
from support.small_town import issue, send_back
from support.terminal import Outcome, xlperf
from xlperf.demo.village import Mistake
from xlperf.forms.names import Name
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.steps import reading

TEXT_AMOUNT = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "95万")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.fixture(scope="module")
def good(root: Path) -> Path:
    return send_back(root, "003", "好.xlsx")


@pytest.fixture(scope="module")
def bad(root: Path) -> Path:
    return send_back(root, "001", "错.xlsx", TEXT_AMOUNT)


def data(outcome: Outcome) -> Any:  # noqa: ANN401 - JSON
    assert outcome.err == ""
    return json.loads(outcome.out)


class TestCheck:
    def test_a_good_form_is_0(self, good: Path) -> None:
        outcome = xlperf("check", good)
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out == "1 个文件，1 张自评表：错误 0 条，警告 0 条，提示 0 条。\n"

    def test_a_form_with_an_error_is_1_and_says_where(self, bad: Path) -> None:
        outcome = xlperf("check", bad)
        assert outcome.code == 1
        assert "[错误 N04] 错.xlsx 1.村道硬化 H7：" in outcome.out

    def test_as_data(self, bad: Path) -> None:
        outcome = xlperf("check", bad, "--json")
        assert outcome.code == 1
        (finding,) = (item for item in data(outcome) if item["code"] == "N04")
        assert (finding["file"], finding["sheet"], finding["cell"]) == ("错.xlsx", "1.村道硬化", "H7")
        assert (finding["severity"], finding["value"]) == ("error", "95万")

    def test_one_file_that_the_program_fails_on_costs_only_itself(
        self, good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(data: bytes, *rest: Any, **named: Any) -> FormWorkbook:  # noqa: ANN401
            if data == bad.read_bytes():
                raise KeyError("odd")
            return read_workbook(data, *rest, **named)

        monkeypatch.setattr(reading, "read_workbook", failing)
        outcome = xlperf("check", bad, good)
        assert outcome.code == 1
        assert "错.xlsx：错.xlsx打不开：程序读不懂它" in outcome.out
        assert "2 个文件，1 张自评表" in outcome.out
        assert outcome.err == ""

    def test_files_are_read_in_children_with_the_same_result(
        self, good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = xlperf("check", good, bad)
        monkeypatch.setenv("XLPERF_WORKERS", "1")
        assert xlperf("check", good, bad) == here

    def test_a_rule_set_that_is_none_is_2(self, good: Path) -> None:
        outcome = xlperf("check", good, "--ruleset", "火星")
        assert outcome.code == 2
        assert "火星" in outcome.err

    def test_several_files_at_once(self, good: Path, bad: Path) -> None:
        outcome = xlperf("check", good, bad)
        assert outcome.code == 1
        assert outcome.out.splitlines()[-1].startswith("2 个文件，3 张自评表：")

    def test_a_folder_stands_for_its_workbooks(self, good: Path, bad: Path, tmp_path: Path) -> None:
        (tmp_path / "微信").mkdir()
        shutil.copy(good, tmp_path / "微信" / "好.XLSX")
        shutil.copy(bad, tmp_path / "错.xlsx")
        (tmp_path / "~$错.xlsx").write_bytes(b"lock")
        (tmp_path / "说明.txt").write_text("x", encoding="utf-8")
        assert xlperf("check", tmp_path).out.splitlines()[-1].startswith("2 个文件，3 张自评表：")

    def test_a_folder_without_workbooks_cannot_be_checked(self, tmp_path: Path) -> None:
        outcome = xlperf("check", tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.complaints == [
            f"xlperf：文件夹“{tmp_path}”里没有可以读取的文件（.docx、.et、.ods、.xls、.xlsm、.xlsx）。"
        ]

    def test_a_file_that_is_not_there_cannot_be_checked(self, good: Path) -> None:
        outcome = xlperf("check", good, "没有.xlsx", "--json")
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.complaints == ["xlperf：找不到文件“没有.xlsx”。请检查文件名和所在文件夹。"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"<html></html>", "F01"), (b"", "F01"), (sheet_bytes("| | A |\n| 1 | 通知 |"), "F02")],
    )
    def test_what_is_no_form_is_a_finding(self, tmp_path: Path, content: bytes, code: str) -> None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(content)
        outcome = xlperf("check", path, "--json")
        assert outcome.code == 1
        (finding,) = data(outcome)
        assert (finding["code"], finding["file"]) == (code, "表.xlsx")
        assert finding["fix"]

    def test_a_form_of_somebody_else_is_checked_as_well(self, tmp_path: Path) -> None:
        path = tmp_path / "别处.xlsx"
        path.write_bytes(pasted(filled_form()))
        assert "1 张自评表" in xlperf("check", path).out

    @pytest.mark.parametrize("ruleset", ["hubei", "hebei_2020", "sichuan_xianjie_2022"])
    def test_a_form_is_read_in_the_words_of_its_own_rules_also_where_its_names_are_lost(
        self, tmp_path: Path, ruleset: str
    ) -> None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(filled_form(ruleset))
        named = data(xlperf("read", path, "--json"))
        path.write_bytes(without_names(filled_form(ruleset), *Name))
        labelled = data(xlperf("read", path, "--json"))
        assert labelled["form"] == "labels"
        assert labelled["goal_done"] == "已硬化3.2公里。"
        assert labelled["indicators"][1]["reason"] == "路肩返工，已修复。"
        for key in ("funding", "rate_weight", "indicators", "grade"):
            assert labelled[key] == named[key]

    def test_an_unknown_rule_set_is_refused(self, good: Path) -> None:
        outcome = xlperf("check", good, "--ruleset", "hunan")
        assert (outcome.code, outcome.out) == (2, "")


class TestRead:
    def test_an_issued_and_answered_form_as_data(self, good: Path) -> None:
        outcome = xlperf("read", good, "--json")
        assert outcome.code == 0
        form = data(outcome)
        assert list(form) == [
            "form",
            "year",
            "project_name",
            "project_code",
            "department",
            "unit",
            "money_unit",
            "funding",
            "rate",
            "rate_weight",
            "rate_score",
            "goal",
            "goal_done",
            "indicators",
            "total_score",
            "grade",
            "cells",
            "findings",
        ]
        assert (form["form"], form["year"], form["money_unit"]) == ("xlperf-self-evaluation", 2022, "万元")
        assert form["funding"] == [
            {"source": source, "initial_budget": amount, "budget": amount, "actual": amount}
            for source, amount in (
                ("total", "30"),
                ("appropriation", "30"),
                ("carryover", "0"),
                ("other", "0"),
            )
        ]
        assert (form["rate"], form["rate_score"], form["total_score"]) == ("1.0000", "10", "98")
        assert form["indicators"][1] == {
            "level1": "产出指标",
            "level2": "时效指标",
            "level3": "完工时间",
            "relation": "≤",
            "target": "2022-11-30",
            "unit": None,
            "target_text": "2022年11月底前",
            "actual": "2022-10-31",
            "actual_text": "2022年10月",
            "weight": "20",
            "score": "20",
            "reason": None,
        }
        assert form["cells"]["funding.appropriation.actual"] == "1.河道清淤!H7"
        assert form["findings"] == []

    def test_several_forms_are_a_list(self, bad: Path) -> None:
        forms = data(xlperf("read", bad, "--json"))
        assert [form["project_code"] for form in forms] == ["P1", "P2"]
        assert "N04" in {item["code"] for item in forms[0]["findings"]}

    def test_for_people(self, good: Path) -> None:
        lines = xlperf("read", good).out.splitlines()
        assert lines[:3] == ["工作表：1.河道清淤", "年度：2022", "项目名称：河道清淤"]
        assert "  产出指标 数量指标 完成数量（≥10处）：完成 10，分值 30，得分 30" in lines
        assert (
            "  效益指标 社会效益指标 生活便利（定性：明显改善）：完成 达成年度指标，分值 30，得分 28" in lines
        )

    def test_what_is_no_form_is_null_with_the_reason(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(b"<html>")
        outcome = xlperf("read", path, "--json")
        assert outcome.code == 1
        form = data(outcome)
        assert form["form"] is None
        assert [item["code"] for item in form["findings"]] == ["F01"]

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        outcome = xlperf("read", tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.complaints == [f"xlperf：打不开“{tmp_path}”：这是一个文件夹，不是文件。"]
