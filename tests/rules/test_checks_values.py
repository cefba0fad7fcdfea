"""V family: targets and actual values."""

import pytest

from support.forms import CLEAN, case
from support.rule_pairs import codes, messages, pair
from xlperf.model.finding import Severity
from xlperf.rules.checking import check_form

LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | {} | {} | 公里 | {} | 20 | {} | {} |"
RATE = "| 产出指标 | 质量指标 | {} | {} | {} | % | {} | 10 | =10 | |"
FINISH = "| 产出指标 | 时效指标 | 完工时间 | ≤ | {} | | {} | 10 | 10 | |"
CARE = "| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | {} | | {} | 10 | {} | |"
#: Every quantity, rate and cost exactly as planned.
AS_PLANNED = """
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2 | 20 | =20 | |
| 产出指标 | 成本指标 | 工程总成本 | ≤ | 95 | 万元 | 95 | 10 | =10 | |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 200 | 20 | =20 | |
| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | {} | 10 | =10 | |
| 总分 | =99.5 |
"""

PAIRS = (
    pair(
        "V01",
        "E19 指标值",
        "“管护机制”没有指标值",
        "补填指标值",
        caught=case(CARE.format("", "达成年度指标", 10)),
        passed=case(CARE.format("建立机制", "达成年度指标", 10)),
    ),
    pair(
        "V02",
        "G14 实际完成值",
        "“硬化道路长度”没有填实际完成值",
        "补填实际完成值；没有这项工作的填“不适用”",
        caught=case(LENGTH.format("≥", 2, "", "=", "") + "\n| 总分 | = |\n| 等级 | = |"),
        passed=case(LENGTH.format("≥", 2, "=2.1", "=20", "")),
    ),
    pair(
        "V03",
        "G14 实际完成值",
        "“硬化道路长度”目标是“≥2公里”，实际填“已完成”，无法比较",
        "实际完成值填数字",
        caught=case(LENGTH.format("≥", 2, "已完成", 20, "")),
        passed=case(LENGTH.format("≥", 2, 2, 20, "")),
    ),
    pair(
        "V05",
        "G15 实际完成值",
        "“验收合格率”的实际完成值“≥95%”像是抄的目标",
        "填真实的完成数",
        caught=case(RATE.format("验收合格率", "≥", 95, "≥95%")),
        passed=case(RATE.format("验收合格率", "≥", 95, 96)),
    ),
    pair(
        "V06",
        "G14 实际完成值",
        "5 项定量指标的实际完成值与指标值完全相同",
        "请核实是不是照抄",
        caught=case(AS_PLANNED.format(90)),
        passed=case(AS_PLANNED.format(91)),
    ),
    pair(
        "V08",
        "G15 实际完成值",
        "“验收合格率”是比率，实际完成值填了 102%，上限是 100%",
        "改成不超过 100 的数",
        caught=case(RATE.format("验收合格率", "=", 100, 102)),
        passed=case("- 验收合格率\n+ " + RATE.format("村集体收入增长率", "≥", 100, 102)),
    ),
    pair(
        "V10",
        "G14 实际完成值",
        "“硬化道路长度”完成 2.6公里，目标 ≥2公里，超出太多，须说明原因",
        "补写原因；明年调高目标",
        caught=case(LENGTH.format("≥", 2, 2.6, "=20", "无")),
        passed=case(LENGTH.format("≥", 2, 2.59, "=20", "")),
    ),
    pair(
        "V11",
        "E14 指标值",
        "“硬化道路长度”目标为 0，不能按比例计分",
        "改为“＝0”或定性指标",
        caught=case(LENGTH.format("≥", 0, 2, 20, "")),
        passed=case(LENGTH.format("=", 0, 0, "=20", "")),
    ),
    pair(
        "V12",
        "E16 指标值",
        "“完工时间”的期限 2024年1月底前 超出本年度",
        "改为本年度内的期限",
        caught=case(FINISH.format("2024年1月底前", "2023年10月")),
        passed=case(FINISH.format("12月底前", "2023年10月")),
    ),
    pair(
        "V19",
        "G19 实际完成值",
        "“管护机制”填了“效果明显”，无法归档",
        "请写明是哪一档：达成年度指标、部分达成年度指标并具有一定效果、未达成年度指标且效果较差",
        caught=case(CARE.format("建立机制", "效果明显", 10)),
        passed=case(CARE.format("建立机制", "达成预期指标", 10)),
    ),
)


@pytest.mark.parametrize(
    "row",
    [
        LENGTH.format("≥", 2, "不适用", "=", ""),
        CARE.format("建立机制", "不适用", ""),
        FINISH.format("11月底前", "不适用"),
        RATE.format("验收合格率", "=", 100, "不适用"),
    ],
)
def test_an_indicator_that_does_not_apply_needs_no_value(row: str) -> None:
    """Its weight is left out, and the total scaled up."""
    assert codes(case(f"{row}\n| 总分 | = |\n| 等级 | = |")) == []


@pytest.mark.parametrize("word", ["无", "/", "—", "暂无"])
def test_a_word_for_nothing_is_no_actual_value(word: str) -> None:
    row = CARE.format("建立机制", word, "")
    assert messages(case(f"{row}\n| 总分 | = |\n| 等级 | = |")) == ["“管护机制”没有填实际完成值"]


def test_a_row_that_is_scored_by_hand_and_blank_is_told_once_with_both_remedies() -> None:
    (told,) = check_form(case(f"{CARE.format('建立机制', '', '')}\n| 总分 | = |\n| 等级 | = |"))
    assert (told.code, told.fix) == ("V02", "补填实际完成值和得分；没有这项工作的填“不适用”")


@pytest.mark.parametrize("word", ["无", "/"])
def test_a_word_for_nothing_is_no_target(word: str) -> None:
    assert codes(case(CARE.format(word, "达成年度指标", 10))) == ["V01"]


@pytest.mark.parametrize("typed", ["完成", "达成年度指标", "2023-02-01", "2023年13月", "3个村均已完工"])
def test_a_number_cannot_be_compared_with_words_or_a_day(typed: str) -> None:
    assert codes(case(LENGTH.format("≥", 2, typed, 20, ""))) == ["V03"]


def test_words_need_not_be_numbers_where_the_target_is_in_words_though_it_is_a_figure() -> None:
    assert codes(case(LENGTH.format("定性", 2, "达成年度指标", 20, ""))) == []


@pytest.mark.parametrize("typed", ["≥2", "＞2公里", "不低于2公里"])
def test_a_copied_target_counts_as_the_number_in_it_and_is_told_once(typed: str) -> None:
    assert codes(case(LENGTH.format("≥", 2, typed, "=20", ""))) == ["V05"]


def test_two_indicators_as_planned_are_no_pattern() -> None:
    fewer = "- 村民满意度\n- 验收合格率\n- 硬化道路长度\n" + "\n".join(AS_PLANNED.splitlines()[2:4])
    assert "V06" not in codes(case(fewer))


@pytest.mark.parametrize(
    ("row", "message", "severity"),
    [
        (
            RATE.format("验收合格率", "≥", 100, 100),
            "“验收合格率”是比率，指标值写“≥100%”，上限是 100%",
            Severity.WARNING,
        ),
        (
            RATE.format("验收合格率", "≥", 120, 120),
            "“验收合格率”是比率，指标值填了 120%，上限是 100%",
            Severity.ERROR,
        ),
    ],
)
def test_a_rate_cannot_be_meant_to_exceed_the_whole(row: str, message: str, severity: Severity) -> None:
    (told,) = check_form(case(row))
    assert (told.cell, told.message, told.severity) == ("E15", message, severity)


def test_what_exceeds_the_target_by_far_may_be_explained() -> None:
    assert codes(case(LENGTH.format("≥", 2, 4, "=20", "两个村合并施工"))) == []


def test_a_rule_set_that_takes_points_off_asks_for_a_reason_once() -> None:
    deducting = 'inherits = "central_2020"\n[quantitative]\nover_target = "deduct"'
    far = LENGTH.format("≥", 2, 4, "=6", "") + "\n| 总分 | =83.5 |\n| 等级 | =良 |"
    assert messages(case(far, rules=deducting)) == ["“硬化道路长度”扣了 14 分，没写原因"]


def test_in_guangxi_thirty_of_none_planned_must_be_explained_as_well() -> None:
    assert codes(case(LENGTH.format("≥", 0, 30, 20, ""), rules="guangxi_over130")) == ["V10", "V11"]
    assert codes(case(LENGTH.format("≥", 0, 30, 20, ""))) == ["V11"]


def test_what_exceeds_a_target_of_none_and_costs_points_is_told_once() -> None:
    none = LENGTH.format("=", 0, 30, "=0", "") + "\n| 总分 | =77.5 |\n| 等级 | =中 |"
    assert codes(case(none, rules="guangxi_over130")) == ["R01"]


@pytest.mark.parametrize("typed", ["100", "效果很好", "部分完成"])
def test_what_is_none_of_the_three_labels_is_told(typed: str) -> None:
    assert codes(case(CARE.format("建立机制", typed, 10))) == ["V19"]


def test_a_form_that_nobody_has_filled_in_is_told_once_and_not_of_every_row() -> None:
    answers = ("2.1", "100", "2023年10月", "95", "180", "达成年度指标", "92")
    unanswered = CLEAN
    for answer in answers:
        unanswered = unanswered.replace(f"| {answer} | 20 |", "| | 20 |").replace(
            f"| {answer} | 10 |", "| | 10 |"
        )
    found = messages(case("| 总分 | = |\n| 等级 | = |", base=unanswered))
    assert found == ["全部 7 个指标都没有填实际完成值"]


def test_a_stray_row_is_told_once() -> None:
    assert codes(case("+ | 产出指标 | 数量指标 | | ≥ | | | | | | 见上 |")) == ["I13"]
