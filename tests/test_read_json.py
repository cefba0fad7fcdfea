"""``xlperf read --json``: a form as data, amounts as printed, and where each value stood (DESIGN §4.6)."""

from pathlib import Path

import pytest

from support.published import LANGFANG
from support.returned import filled_form, without_names
from support.sheets import sheet_bytes
from xlperf.steps.reading import form_data, read_forms

SMALL = """
| | A | B | C | D | E | F | G | H |
| 1 | （2021年度） | < | < | < | < | < | < | < |
| 2 | 项目名称 | 村道硬化 | < | < | 实施单位 | 东王平村 | < | < |
| 3 | 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | |
| 4 | 年度资金总额 | 10 | 12.50 | 9 | 10 | 72% | 7.2 | |
| 5 | 其中：当年财政拨款 | 10 | 12.50 | 9 | — | | — | |
| 6 | 预期目标 | 硬化3公里 | < | < | 实际完成情况 | 硬化2.4公里 | < | < |
| 7 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析 |
| 8 | 产出指标 | 数量指标 | 硬化里程 | ≥3公里 | 2.4 | 50 | 40 | 雨季停工 |
| 9 | ^ | 时效指标 | 完工时间 | 11月底前 | 2021年12月5日 | 40 | 0 | 雨季停工 |
| 10 | 总分 | < | < | < | < | 100 | 47.2 | 等级：差 |
"""


def write(folder: Path, data: bytes) -> Path:
    """A file to read."""
    path = folder / "回收表.xlsx"
    path.write_bytes(data)
    return path


def test_a_form_as_data(tmp_path: Path) -> None:
    (reading,) = read_forms(write(tmp_path, sheet_bytes(SMALL, "村道"))).forms
    data = form_data(reading)
    assert {key: value for key, value in data.items() if key not in ("cells", "findings")} == {
        "form": "labels",
        "year": 2021,
        "project_name": "村道硬化",
        "project_code": None,
        "department": None,
        "unit": "东王平村",
        "money_unit": "万元",
        "funding": [
            {"source": "total", "initial_budget": "10", "budget": "12.5", "actual": "9"},
            {"source": "appropriation", "initial_budget": "10", "budget": "12.5", "actual": "9"},
        ],
        "rate": "0.7200",
        "rate_weight": "10",
        "rate_score": "7.2",
        "goal": "硬化3公里",
        "goal_done": "硬化2.4公里",
        "indicators": [
            {
                "level1": "产出指标",
                "level2": "数量指标",
                "level3": "硬化里程",
                "relation": "≥",
                "target": "3",
                "unit": "公里",
                "target_text": "≥3公里",
                "actual": "2.4",
                "actual_text": "2.4",
                "weight": "50",
                "score": "40",
                "reason": "雨季停工",
            },
            {
                "level1": "产出指标",
                "level2": "时效指标",
                "level3": "完工时间",
                "relation": "≤",
                "target": "2021-11-30",
                "unit": None,
                "target_text": "11月底前",
                "actual": "2021-12-05",
                "actual_text": "2021年12月5日",
                "weight": "40",
                "score": "0",
                "reason": "雨季停工",
            },
        ],
        "total_score": "47.2",
        "grade": "差",
    }


def test_every_value_comes_with_its_cell_and_nothing_else_does(tmp_path: Path) -> None:
    (reading,) = read_forms(write(tmp_path, sheet_bytes(SMALL, "村道"))).forms
    cells = form_data(reading)["cells"]
    assert isinstance(cells, dict)
    expected = {
        "year": "A1",
        "project_name": "B2",
        "goal_done": "F6",
        "rate": "F4",
        "total_score": "G10",
        "grade": "H10",
        "funding.appropriation.actual": "D5",
        "indicators.1.relation": "D8",
        "indicators.2.level1": "A8",
        "indicators.2.actual": "E9",
    }
    assert {key: cells.get(key) for key in expected} == {
        key: f"村道!{cell}" for key, cell in expected.items()
    }
    assert {"project_code", "department"}.isdisjoint(cells)


def test_a_mistake_in_a_published_form_is_found_with_its_cell(tmp_path: Path) -> None:
    """37.24 of 43.2 is 86.20 %, which is due 8.62 points; the form says 9."""
    (reading,) = read_forms(write(tmp_path, sheet_bytes(LANGFANG, "自评表"))).forms
    wrong = [(item.code, item.file, item.sheet, item.cell, item.value) for item in reading.findings]
    assert ("B04", "回收表.xlsx", "自评表", "J6", "9") in wrong


@pytest.mark.parametrize("data", [filled_form(), without_names(filled_form())])
def test_an_issued_form_gives_the_same_data_with_and_without_its_names(tmp_path: Path, data: bytes) -> None:
    (reading,) = read_forms(write(tmp_path, data)).forms
    (named,) = read_forms(write(tmp_path, filled_form())).forms
    ours, theirs = form_data(named), form_data(reading)
    for key in ours.keys() - {"form", "findings"}:
        assert theirs[key] == ours[key], key


def test_a_workbook_without_a_form_is_a_finding(tmp_path: Path) -> None:
    reading = read_forms(write(tmp_path, sheet_bytes("| | A |\n| 1 | 通知 |")))
    assert [item.code for item in reading.findings] == ["F02"]
    assert reading.forms == ()
