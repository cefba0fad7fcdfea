"""S family: the total and the grade."""

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair
from xlperf.rules.checking import check_form

HOUSES = "| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | {} | 20 | {} | {} |"
LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | {} | {} |"
CARE = (
    "| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立机制 | | {} | 10 | {} | 人手不足；改进措施：聘人 |"
)
WHY = "二十户待拆迁；改进措施：拆迁后接通。"
TOTAL = "| 总分 | {} |\n| 等级 | ={} |"
FULL = """
| 年度资金总额 | =100 | =100 | =100 | 10 | =100% | =10 |
| 当年财政拨款 | 80 | 80 | 80 |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | {} | 20 | ={} | {} |
| 总分 | ={} |
"""
#: Less of the money spent: 全年执行数, 执行率得分, the appropriation spent, 总分.
HALF = """
| 年度资金总额 | =100 | =100 | ={0} | 10 | ={0}% | ={1} |
| 当年财政拨款 | 80 | 80 | {2} |
| 总分 | ={3} |
"""

PAIRS = (
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
