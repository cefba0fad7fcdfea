"""S family: the score of each indicator."""

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair
from xlperf.model.finding import Severity
from xlperf.rules.checking import check_form

HOUSES = "| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | {} | 20 | {} | {} |"
LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | {} | {} |"
CARE = (
    "| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立机制 | | {} | 10 | {} | 人手不足；改进措施：聘人 |"
)
FINISH = "| 产出指标 | 时效指标 | 完工时间 | ≤ | 11月底前 | | {} | 10 | {} | {} |"
WHY = "二十户待拆迁；改进措施：拆迁后接通。"
TOTAL = "| 总分 | {} |\n| 等级 | ={} |"
#: 184.4 of 200 are due 18.44 of 20 points.
NEARLY = "\n".join((HOUSES.format("184.4", "{}", WHY), TOTAL.format("={}", "优")))

PAIRS = (
    pair(
        "S01",
        "I19 得分",
        "“管护机制”得 12 分，分值是 10",
        "改为不小于 0、不超过分值的得分",
        caught=case(CARE.format("达成年度指标", 12) + "\n| 总分 | =99.5 |"),
        passed=case(CARE.format("达成年度指标", 10)),
    ),
    pair(
        "S02",
        "I18 得分",
        "“受益户数”应得 18.00 分，填的是 17.5 分",
        "改为 18.00，或恢复公式",
        caught=case(HOUSES.format(180, 17.5, WHY) + "\n| 总分 | =97 |"),
        passed=case(HOUSES.format(180, "18.00", WHY)),
    ),
    pair(
        "S03",
        "I14 得分",
        "“硬化道路长度”已达标，却扣了 2 分，没写原因",
        "改为满分 20，或写明原因",
        caught=case(LENGTH.format(18, "无") + "\n| 总分 | =95.5 |"),
        passed=case(LENGTH.format(20, "无")),
    ),
    pair(
        "S04",
        "I18 得分",
        "“受益户数”完成 180户，目标 ≥200户，却得满分",
        "按规则应得 18.00 分，请改正",
        caught=case(HOUSES.format(180, 20, WHY) + "\n| 总分 | =99.5 |"),
        passed=case(HOUSES.format(200, 20, "") + "\n| 总分 | =99.5 |"),
    ),
    pair(
        "S05",
        "I19 得分",
        "“管护机制”选的是“部分达成年度指标”，得分应在 6 到 8（不含） 之间，填了 9",
        "改得分，或改选档次",
        caught=case(CARE.format("部分达成年度指标", 9) + "\n| 总分 | =96.5 |"),
        passed=case(CARE.format("部分达成年度指标", 7.9) + "\n| 总分 | =95.4 |"),
    ),
    pair(
        "S07",
        "I18 得分",
        "“受益户数”应得 18.44 分，取整填成了 18",
        "保留两位小数",
        caught=case(NEARLY.format(18, "97.5")),
        passed=case(NEARLY.format("18.44", "97.94")),
    ),
    pair(
        "S08",
        "I19 得分",
        "“管护机制”没有打分",
        "补填得分",
        caught=case(CARE.format("达成年度指标", "") + "\n" + TOTAL.format("=", "")),
        passed=case(CARE.format("不适用", "") + "\n" + TOTAL.format("=", "")),
    ),
)


class TestTheScoreOfAnIndicator:
    def test_below_zero_is_told_once(self) -> None:
        row = CARE.format("达成年度指标", -1) + "\n" + TOTAL.format("=86.5", "良")
        assert messages(case(row)) == ["“管护机制”得 -1 分，分值是 10"]

    def test_taken_off_for_a_stated_reason_only_needs_a_look(self) -> None:
        (told,) = check_form(case(LENGTH.format(18, "两百米有裂缝；改进措施：返修") + "\n| 总分 | =95.5 |"))
        assert (told.code, told.severity) == ("S02", Severity.WARNING)
        assert told.message == "“硬化道路长度”应得 20.00 分，填的是 18 分"

    def test_in_full_for_a_missed_target_is_told_once_though_the_reason_is_missing_too(self) -> None:
        (told,) = check_form(case(HOUSES.format(180, 20, "") + "\n| 总分 | =99.5 |"))
        assert (told.code, told.fix) == ("S04", "按规则应得 18.00 分，请改正，并写明原因和措施")

    def test_in_full_for_a_missed_deadline(self) -> None:
        late = FINISH.format("2023年12月", 10, "雨季停工；改进措施：早开工")
        (told,) = check_form(case(late))
        assert told.message == "“完工时间”完成 2023年12月31日，目标 11月底前，却得满分"
        assert told.fix == "按规则应得 0.00 分，请改正"

    @pytest.mark.parametrize("given", ["19", "18"])
    def test_in_whole_points_is_a_hint_rounded_or_cut(self, given: str) -> None:
        total = {"19": "98.5", "18": "97.5"}[given]
        row = HOUSES.format("185.5", given, WHY)  # due 18.55
        assert codes(case(f"{row}\n| 总分 | ={total} |")) == ["S07"]

    @pytest.mark.parametrize(("given", "told"), [("9", True), ("8", True), ("8.62", False), ("10", False)])
    def test_in_whole_points_without_a_sign_if_more_is_better(self, given: str, told: bool) -> None:
        """The full mark is right where less is better."""
        row = f"| 效益指标 | 社会效益指标 | 受益户数 |  | 43.2 | 户 | 37.24 | 10 | {given} | {WHY} |"
        found = [item.message for item in check_form(case(row)) if item.code == "S07"]
        sentence = f"“受益户数”没有写指标性质；按越多越好应得 8.62 分，取整填成了 {given}"
        assert found == ([sentence] if told else [])

    def test_rounded_up_to_the_full_mark_is_no_mere_rounding(self) -> None:
        assert codes(case(HOUSES.format("196", 20, WHY) + "\n| 总分 | =99.5 |")) == ["S04"]

    def test_a_hundredth_off_is_right_at_the_full_mark_too(self) -> None:
        assert codes(case(LENGTH.format("19.99", "") + "\n| 总分 | =97.49 |")) == []
        assert codes(case(HOUSES.format("199.9", 20, WHY) + "\n| 总分 | =99.5 |")) == ["S07"]

    def test_a_hair_off_is_right(self) -> None:
        assert codes(case(HOUSES.format(180, "17.99", WHY) + "\n| 总分 | =97.49 |")) == []

    @pytest.mark.parametrize(
        ("label", "given"),
        [
            ("达成年度指标", "8"),
            ("达成年度指标", "10"),
            ("部分达成年度指标并具有一定效果", "6"),
            ("部分达成年度指标并具有一定效果", "7.99"),
            ("未达成年度指标且效果较差", "0"),
            ("未达成年度指标且效果较差", "5.99"),
        ],
    )
    def test_within_the_band_of_its_label(self, label: str, given: str) -> None:
        row = CARE.format(label, given) + "\n" + TOTAL.format("=", "")
        assert codes(case(row)) == []

    @pytest.mark.parametrize(
        ("label", "given"),
        [
            ("达成年度指标", "7.99"),
            ("部分达成年度指标并具有一定效果", "8"),
            ("部分达成年度指标并具有一定效果", "5.99"),
            ("未达成年度指标且效果较差", "6"),
        ],
    )
    def test_outside_the_band_of_its_label(self, label: str, given: str) -> None:
        row = CARE.format(label, given) + "\n" + TOTAL.format("=", "")
        assert codes(case(row)) == ["S05"]

    def test_in_words_of_no_band_may_be_anything_up_to_the_weight(self) -> None:
        assert codes(case(CARE.format("成效明显", 3) + "\n" + TOTAL.format("=90.5", "优"))) == ["V19"]

    def test_that_a_formula_would_give_is_not_missed_where_the_formula_lacks_its_number(self) -> None:
        row = LENGTH.replace("2.1", "已完成").format("=", "")
        assert codes(case(row + "\n" + TOTAL.format("=", ""))) == ["V03"]

    def test_is_missed_where_nobody_can_tell_which_way_the_target_points(self) -> None:
        row = "| 产出指标 | 数量指标 | 硬化道路长度 | | 2 | 公里 | 2.1 | 20 | = | |"
        assert codes(case(row + "\n" + TOTAL.format("=", ""))) == ["S08"]

    def test_of_an_indicator_that_does_not_apply_means_nothing(self) -> None:
        row = LENGTH.replace("2.1", "不适用").format(0, "")
        assert codes(case(row + "\n" + TOTAL.format("=", ""))) == []
        full = 'inherits = "central_2020"\nnot_applicable = "full"'
        assert codes(case(row + "\n" + TOTAL.format("=", ""), rules=full)) == []
