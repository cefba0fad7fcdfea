"""F family: is it the form, is it complete, is it still the form that was issued."""

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair

PAIRS = (
    pair(
        "F10",
        "B21 总分",
        "总分原是公式，现在是直接填的“97.5”",
        "恢复公式（从下发的原表复制这一格），不要在灰色格里填数",
        caught=case("| 总分 | 97.5 |"),
        passed=case("| 总分 | =97.5 |"),
    ),
    pair(
        "F11",
        "D8 全年执行数-当年财政拨款",
        "全年执行数-当年财政拨款显示错误 #REF!",
        "改正它引用的格，或从下发的原表复制这一格",
        caught=case("| 当年财政拨款 | 80 | 80 | #REF! |"),
        passed=case("| 当年财政拨款 | 80 | 80 | = |"),
    ),
    pair(
        "F14",
        "B5 实施单位",
        "实施单位没有填",
        "请补填",
        caught=case("| 实施单位 | |"),
        passed=case("| 实施单位 | = |"),
    ),
    pair(
        "F15",
        "B1 年度",
        "表上写 2022 年度，应为 2023 年度",
        "改为评价年度",
        caught=case("| 年度 | 2022 |"),
        passed=case("| 年度 | （2023年度） |"),
    ),
    pair(
        "F16",
        "B5 实施单位",
        "实施单位写的是“西村”，本项目的单位是“东村”",
        "改为本单位",
        caught=case("| 实施单位 | 西村 |"),
        passed=case("| 实施单位 | 东村村民委员会 |"),
    ),
)

#: Every formula of the form without a result, as openpyxl saves it.
UNCALCULATED = """
| 年度资金总额 | = | = | = | 10 | = | = |
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | = | |
| 产出指标 | 质量指标 | 验收合格率 | = | 100 | % | 100 | 10 | = | |
| 产出指标 | 成本指标 | 工程总成本 | ≤ | 98 | 万元 | 95 | 10 | = | |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 20 | = | 二十户待拆迁；改进措施：拆迁后接通。 |
| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 92 | 10 | = | |
| 总分 | = |
| 等级 | = |
"""

#: What every formula shows after 全年执行数 of one source has become #VALUE!.
SPREAD = """
| 年度资金总额 | =100 | =100 | =#VALUE! | 10 | =#VALUE! | =#VALUE! |
| 当年财政拨款 | 80 | 80 | #VALUE! |
| 总分 | =#VALUE! |
| 等级 | =#VALUE! |
"""


@pytest.mark.parametrize(
    "clean",
    [case(), case(ledger=None), case(issued=False), case(UNCALCULATED), case(UNCALCULATED, ledger=None)],
    ids=["in its round", "alone", "not issued by us", "saved without results", "the same alone"],
)
def test_a_form_without_a_mistake_is_told_nothing(clean: object) -> None:
    assert codes(clean) == []  # type: ignore[arg-type]


def test_a_form_that_is_not_ours_may_be_without_formulas() -> None:
    typed = "| 年度资金总额 | 100 | 100 | 95 | 10 | 95% | 9.5 |\n| 总分 | 97.5 |\n| 等级 | 优 |"
    assert codes(case(typed, issued=False)) == []


def test_a_pasted_figure_that_is_wrong_is_told_once() -> None:
    assert codes(case("| 总分 | 100 |")) == ["S09"]
    assert codes(case("| 年度资金总额 | =100 | =100 | =95 | 10 | 90% | =9.5 |")) == ["B03"]


def test_an_error_is_told_where_it_began_and_not_of_every_formula_that_looks_there() -> None:
    assert messages(case(SPREAD)) == ["全年执行数-当年财政拨款显示错误 #VALUE!"]


def test_a_formula_that_broke_by_itself_is_told() -> None:
    broken = (
        "| 年度资金总额 | =100 | =100 | =95 | 10 | =#DIV/0! | =#DIV/0! |\n"
        "| 总分 | =#DIV/0! |\n| 等级 | =#DIV/0! |"
    )
    assert messages(case(broken)) == ["执行率显示错误 #DIV/0!"]


def test_an_error_in_an_indicator_is_told_by_the_indicator_s_name() -> None:
    row = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | #N/A | 20 | =#N/A | |"
    assert messages(case(f"{row}\n| 总分 | =#N/A |\n| 等级 | = |")) == [
        "“硬化道路长度”的实际完成值显示错误 #N/A"
    ]


def test_every_blank_part_of_the_heading_is_named() -> None:
    blank = "| 年度 | |\n| 项目名称 | |\n| 主管部门 | |\n| 实施单位 | |"
    assert messages(case(blank)) == ["项目名称没有填", "主管部门没有填", "实施单位没有填", "年度没有填"]


def test_outside_a_round_neither_year_nor_unit_can_be_wrong() -> None:
    assert codes(case("| 年度 | 2024 |\n| 实施单位 | 西村 |", ledger=None)) == []
