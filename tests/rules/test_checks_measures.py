"""V family: are target and actual value measured in the same way, and in one that fits the indicator."""

import pytest

from support.forms import CLEAN, case
from support.rule_pairs import codes, messages, pair

DONE = "| 产出指标 | 时效指标 | 完工时间 | ≤ | 2023年11月底前 | | {} | 10 | 10 | |"
HOUSES = (
    "| 效益指标 | 社会效益指标 | 受益户数 | {} | 200 | 户 | 180 | 20 | {} | 待拆迁；改进措施：拆后接通。 |"
)
PLEASED = "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | {} | {} | {} | {} | 10 | 10 | |"
#: A form with target and unit in one cell, as the central one has it; three actual values are left open.
TOGETHER = (
    CLEAN[: CLEAN.index("| 一级指标")]
    + """\
| 一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 硬化道路长度 | ≥2公里 | {} | 30 | =30 | |
| 产出指标 | 成本指标 | 工程总成本 | ≤98万元 | {} | 20 | =20 | |
| 效益指标 | 社会效益指标 | 出行条件 | 明显改善 | 达成年度指标 | 30 | 30 | |
| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥90% | {} | 10 | =10 | |
| 总分 | =99.5 |
| 等级 | =优 |
"""
)


PAIRS = (
    pair(
        "V04",
        "G16 实际完成值",
        "“完工时间”目标是“2023年11月底前”，实际填了“100%”，无法比较",
        "填完成的日期",
        caught=case(DONE.format("100%")),
        passed=case(DONE.format("2023年10月")),
    ),
    pair(
        "V07",
        "E14 实际完成值",
        "“硬化道路长度”的目标单位是公里，实际完成值的单位是米，不能直接比较",
        "按目标的单位填写",
        caught=case(base=TOGETHER.format("2100米", "95万元", "92%"), issued=False),
        passed=case(base=TOGETHER.format("2.1公里", "95万元", "92%"), issued=False),
    ),
    pair(
        "V09",
        "D18 指标性质",
        "“受益户数”越多越好，指标性质却是“≤”",
        "请确认；一般应为“≥”",
        caught=case(HOUSES.format("≤", "=20") + "\n| 总分 | =99.5 |"),
        passed=case(HOUSES.format("≥", "=18")),
    ),
    pair(
        "V15",
        "G20 实际完成值",
        "“村民满意度”填了“达成年度指标”，满意度应是调查得来的百分数",
        "填百分数，并写明问卷份数",
        caught=case(PLEASED.format("定性", "满意", "", "达成年度指标")),
        passed=case(PLEASED.format("≥", "90", "%", "92")),
    ),
    pair(
        "V20",
        "F20 度量单位",
        "“村民满意度”的单位是“个”",
        "请确认单位；率用 %，数量用个、户、米等",
        caught=case(PLEASED.format("≥", "90", "个", "92").replace("| 10 | 10 |", "| 10 | =10 |")),
        passed=case(PLEASED.format("≥", "90", "分", "92").replace("| 10 | 10 |", "| 10 | =10 |")),
    ),
)


def test_bare_figures_beside_targets_with_units_are_hinted_at_once() -> None:
    found = messages(case(base=TOGETHER.format("2.1", "95", "92"), issued=False))
    assert "3 个指标的目标单位写在指标值里，实际完成值的单位没有写" in found


def test_a_unit_of_the_same_size_by_another_name_is_the_same() -> None:
    assert "V07" not in codes(case(base=TOGETHER.format("2.1千米", "95万元", "92%"), issued=False))


def test_figures_without_any_unit_are_hinted_at_once() -> None:
    bare = CLEAN
    for unit in ("公里", "%", "万元", "户"):
        bare = bare.replace(f" | {unit} | ", " | | ")
    assert messages(case(base=bare, issued=False)).count("5 个定量指标都没有度量单位") == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("投诉件数", True),
        ("投诉办结率", False),
        ("事故下降率", False),
        ("零事故天数", False),
        ("总成本", True),
    ],
)
def test_less_is_better_unless_it_is_said_to_go_down_or_to_be_dealt_with(name: str, told: bool) -> None:
    row = f"+ | 效益指标 | 社会效益指标 | {name} | ≥ | 5 | 件 | 5.5 | 10 | =10 | |"
    assert ("V09" in codes(case(row))) is told
