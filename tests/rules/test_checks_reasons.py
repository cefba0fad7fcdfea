"""R family: what people write, and how cause and remedy are told apart."""

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair
from xlperf.rules.reasons import split_reason

HOUSES = "| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 20 | {} | {} |"
GOAL = "| 预期目标 | {} |"
DONE = "| 实际完成情况 | {} |"
PLANNED = "硬化村内道路2公里，修建排水沟1.5公里，安装路灯40盏，方便200户村民出行"

PAIRS = (
    pair(
        "R01",
        "J18 偏差原因分析及改进措施",
        "“受益户数”扣了 2 分，没写原因",
        "补写原因和改进措施",
        caught=case(HOUSES.format("=18", "")),
        passed=case(HOUSES.format("=18", "二十户待拆迁；改进措施：拆迁后接通。")),
    ),
    pair(
        "R02",
        "J18 偏差原因分析及改进措施",
        "“受益户数”扣了 2 分，原因写“无”，不算说明",
        "补写原因和改进措施",
        caught=case(HOUSES.format("=18", "无")),
        passed=case("| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | =20 | 无 |"),
    ),
    pair(
        "R04",
        "J18 偏差原因分析及改进措施",
        "“受益户数”写了原因，没有写改进措施",
        "补写改进措施，用“原因：”“改进措施：”分开写",
        caught=case(HOUSES.format("=18", "二十户待拆迁。")),
        passed=case(HOUSES.format("=18", "二十户待拆迁。下一步拆迁后接通。")),
    ),
    pair(
        "R05",
        "B12 实际完成情况",
        "预期目标和实际完成情况两段文字几乎一样",
        "实际完成情况要写真实做到的事和数",
        caught=case(GOAL.format(PLANNED) + "\n" + DONE.format(f"{PLANNED}。")),
        passed=case(GOAL.format(PLANNED) + "\n" + DONE.format(f"已{PLANNED}；另修会车平台3处。")),
    ),
    pair(
        "R07",
        "B12 实际完成情况",
        "实际完成情况只写了“95”，说明不了情况",
        "写清做了什么、做到什么程度",
        caught=case(DONE.format(95)),
        passed=case(DONE.format("硬化2.1公里，通车。")),
    ),
)


@pytest.mark.parametrize("word", ["无", "/", "—", "0", "同上", "略。", "暂无"])
def test_a_word_that_only_fills_the_cell_is_no_reason(word: str) -> None:
    assert codes(case(HOUSES.format("=18", word))) == ["R02"]


@pytest.mark.parametrize("shown", ["=18", "="])
def test_a_loss_is_seen_whether_or_not_the_file_shows_the_score(shown: str) -> None:
    assert codes(case(HOUSES.format(shown, ""))) == ["R01"]


def test_a_remedy_without_a_cause_is_half_a_reason_too() -> None:
    assert messages(case(HOUSES.format("=18", "改进措施：拆迁后接通。"))) == [
        "“受益户数”写了改进措施，没有写原因"
    ]


def test_a_goal_and_a_result_that_are_blank_are_each_told_once() -> None:
    assert messages(case(GOAL.format("") + "\n" + DONE.format(""))) == [
        "预期目标没有填",
        "实际完成情况没有填",
    ]


def test_two_short_texts_that_are_the_same_are_told_as_short() -> None:
    assert codes(case(GOAL.format("修路") + "\n" + DONE.format("修路"))) == ["R07", "R07"]


def test_ten_characters_say_something() -> None:
    assert codes(case(DONE.format("硬化2.1公里通车"))) == ["R07"]
    assert codes(case(DONE.format("硬化2.1公里通车了"))) == []
    assert codes(case(GOAL.format("硬化了2公里路并通车") + "\n" + DONE.format("硬化了2公里路并通车"))) == [
        "R05"
    ]


def test_one_character_in_twenty_changed_is_a_copy() -> None:
    goal, done = "硬化村内道路二公里并装路灯四十盏便民出行", "硬化村内道路三公里并装路灯四十盏便民出行"
    assert (len(goal), sum(a != b for a, b in zip(goal, done, strict=True))) == (20, 1)
    assert codes(case(GOAL.format(goal) + "\n" + DONE.format(done))) == ["R05"]
    assert codes(case(GOAL.format(goal[:-1]) + "\n" + DONE.format(done[:-1]))) == []


def test_a_very_long_text_is_compared_in_no_time() -> None:
    long = "道路" * 16_000
    assert codes(case(GOAL.format(long) + "\n" + DONE.format(f"{long}。"))) == ["R05"]


@pytest.mark.parametrize(
    ("written", "cause", "remedy"),
    [
        ("征地滞后；改进措施：提前办理手续", "征地滞后", "提前办理手续"),
        ("供苗方未开发票，整改措施：督促备齐材料。", "供苗方未开发票", "督促备齐材料。"),
        ("疑难案件较多。整改：形成闭环。", "疑难案件较多", "形成闭环。"),
        ("原因：雨季停工。措施：早开工。", "雨季停工", "早开工。"),
        ("主要问题：招工难\n下一步打算：与劳务市场对接", "招工难", "与劳务市场对接"),
        ("1.偏差原因分析：招工难 2.改进措施：早招工", "招工难", "早招工"),
        ("因疫情未完成。下一步加快进度。", "因疫情未完成", "下一步加快进度。"),
        ("尾款未付。我村将尽快支付。", "尾款未付", "我村将尽快支付。"),
        ("预算偏高；提高预算准确度。", "预算偏高", "提高预算准确度。"),
        ("因采取防控措施，活动取消。", "因采取防控措施，活动取消。", ""),
        ("正在整改，尚未验收", "正在整改，尚未验收", ""),
        ("严格执行八项规定，费用下降。", "严格执行八项规定，费用下降。", ""),
        ("由于各种原因导致工程进度缓慢。", "由于各种原因导致工程进度缓慢。", ""),
        ("改进措施：早开工", "", "早开工"),
        ("  ", "", ""),
    ],
)
def test_cause_and_remedy_are_told_apart(written: str, cause: str, remedy: str) -> None:
    assert split_reason(written) == (cause, remedy)
