"""S family: the score of each indicator, the total and the grade."""

import pytest

from support.forms import case
from support.rule_pairs import Pair, assert_catches, assert_lets_pass, codes, messages, pair
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
FULL = """
| 年度资金总额 | =100 | =100 | =100 | 10 | =100% | =10 |
| 当年财政拨款 | 80 | 80 | 80 |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | {} | 20 | ={} | {} |
| 总分 | ={} |
"""
#: Half of the money spent: 93 points of 100.
HALF = """
| 年度资金总额 | =100 | =100 | ={0} | 10 | ={0}% | ={1} |
| 当年财政拨款 | 80 | 80 | {2} |
| 总分 | ={3} |
"""

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
    pair(
        "S09",
        "B21 总分",
        "总分是 99，各项加起来是 97.50",
        "改为 97.50，或恢复公式",
        caught=case("| 总分 | 99 |"),
        passed=case("| 总分 | =97.54 |"),
    ),
    pair(
        "S10",
        "B21 总分",
        "总分 102 超过 100",
        "不得含加分，请改正",
        caught=case("| 总分 | 102 |"),
        passed=case("| 总分 | =97.5 |"),
    ),
    pair(
        "S12",
        "B22 等级",
        "97.5 分应为“优”，填了“良”",
        "改为“优”，或恢复公式",
        caught=case("| 等级 | 良 |"),
        passed=case("| 等级 | =优秀 |"),
    ),
    pair(
        "S13",
        "B21 总分",
        "总分 95.5，但执行率只有 75.00%",
        "请核实各项得分",
        caught=case(HALF.format(75, "7.5", 55, "95.5"), ledger=None),
        passed=case(HALF.format(80, "8", 60, "96"), ledger=None),
    ),
    pair(
        "S14",
        "B21 总分",
        "自评得了满分，请逐项核实",
        "准备佐证材料备查",
        caught=case(FULL.format(200, 20, "", 100), ledger=None),
        passed=case(FULL.format(199, "19.9", WHY, "99.9"), ledger=None),
    ),
)


@pytest.mark.parametrize("example", PAIRS, ids=lambda pair: pair.code)
def test_each_rule_catches_its_mistake_and_nothing_else_does(example: Pair) -> None:
    assert_catches(example)


@pytest.mark.parametrize("example", PAIRS, ids=lambda pair: pair.code)
def test_a_similar_form_without_the_mistake_passes(example: Pair) -> None:
    assert_lets_pass(example)


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


class TestTheTotal:
    def test_is_told_once_of_a_score_that_is_wrong(self) -> None:
        """The form adds up what is printed, and so does the check."""
        assert codes(case(HOUSES.format(180, 19, WHY) + "\n| 总分 | =98.5 |")) == ["S02"]

    def test_is_told_beside_a_wrong_score_where_it_adds_up_to_neither(self) -> None:
        found = check_form(case(HOUSES.format(180, 19, WHY) + "\n| 总分 | 95 |"))
        assert [each.code for each in found] == ["S02", "S09"]
        assert found[1].message == "总分是 95，各项加起来是 98.50"
        assert found[1].fix == "改为 97.50，或恢复公式"

    def test_above_one_hundred_is_not_told_again_of_a_score_above_its_weight(self) -> None:
        assert codes(case(CARE.format("达成年度指标", 13) + "\n| 总分 | =100.5 |")) == ["S01"]

    def test_may_stand_for_scores_that_the_file_does_not_show(self) -> None:
        assert codes(case(LENGTH.format("=", "") + "\n| 总分 | 97.5 |", issued=False)) == []

    def test_is_scaled_up_where_an_indicator_does_not_apply(self) -> None:
        row = CARE.format("不适用", "")
        assert codes(case(row + "\n" + TOTAL.format("=97.2222", "优"))) == []
        assert codes(case(row + "\n" + TOTAL.format("=87.5", "良"))) == ["S09"]

    def test_is_scaled_up_from_the_scores_as_printed(self) -> None:
        rows = f"{CARE.format('不适用', '')}\n{HOUSES.format(180, 19, WHY)}\n"
        assert codes(case(rows + TOTAL.format("=98.3333", "优"))) == ["S02"]

    def test_may_be_off_by_five_hundredths(self) -> None:
        assert codes(case("| 总分 | =97.55 |")) == []
        assert codes(case("| 总分 | =97.5501 |")) == ["S09"]
        assert codes(case(FULL.format(200, 20, "", "100.05"), ledger=None)) == ["S14"]

    def test_is_judged_where_the_file_does_not_show_the_score_of_the_rate(self) -> None:
        hidden = "| 年度资金总额 | =100 | =100 | =95 | 10 | = | = |\n| 总分 | 99 |"
        assert codes(case(hidden)) == ["S09"]
        assert codes(case(hidden.replace("99", "97.5"), issued=False)) == []

    def test_of_ninety_is_high_for_three_quarters_of_the_money(self) -> None:
        rows = (
            f"{CARE.format('达成年度指标', 8)}\n"
            f"{HOUSES.format(145, '=14.5', WHY)}\n{HALF.format(75, '7.5', 55, '90')}"
        )
        assert codes(case(rows, ledger=None)) == ["S13"]

    def test_cannot_be_judged_while_a_score_is_missing(self) -> None:
        assert codes(case(CARE.format("达成年度指标", "") + "\n" + TOTAL.format("=50", "差"))) == ["S08"]


class TestTheGrade:
    #: 89.995 points, printed as 90 where the form rounds them.
    EDGE = (
        "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | =20 | |\n"
        "| 效益指标 | 社会效益指标 | 受益户数 | 定性 | 便民 | | 部分达成预期指标 | 20 | 12.495 "
        "| 有两户没通；改进措施：补通 |\n"
        "| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立机制 | | 达成预期指标 | 10 | 8 "
        "| 人手不足；改进措施：聘人 |\n"
    )

    @pytest.mark.parametrize("printed", ["=89.995", "=90", "=90.00"])
    def test_is_decided_before_rounding(self, printed: str) -> None:
        assert codes(case(self.EDGE + TOTAL.format(printed, "良"))) == []
        assert messages(case(self.EDGE + TOTAL.format(printed, "优"))) == ["89.995 分应为“良”，填了“优”"]

    def test_goes_with_the_printed_total_where_that_is_the_mistake(self) -> None:
        assert codes(case("| 总分 | 85 |\n| 等级 | =良 |")) == ["S09"]

    def test_goes_with_the_printed_total_where_nobody_knows_the_amounts(self) -> None:
        unread = "| 当年财政拨款 | 80 | 80 | 约75 |\n| 总分 | ={} |\n| 等级 | =良 |"
        assert codes(case(unread.format("97.5"), ledger=None)) == ["N03", "S12"]
        assert codes(case(unread.format(""), ledger=None)) == ["N03"]

    def test_is_told_where_it_goes_with_neither_total(self) -> None:
        assert codes(case("| 总分 | 85 |\n| 等级 | 中 |")) == ["S09", "S12"]

    @pytest.mark.parametrize(
        "written", ["优", "优秀", "优（90-100分）", "该项目总体执行良好，效益明显。", "已经合格了", "="]
    )
    def test_may_be_written_out_and_an_opinion_is_no_grade(self, written: str) -> None:
        assert codes(case(f"| 等级 | {written} |", issued=False)) == []

    @pytest.mark.parametrize("written", ["中等", "合格", "评为合格", "差", "良好（80-90分）"])
    def test_must_be_one_of_the_rule_set_s(self, written: str) -> None:
        assert codes(case(f"| 等级 | {written} |", issued=False)) == ["S12"]
