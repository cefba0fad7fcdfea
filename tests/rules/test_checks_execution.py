"""B family: what the funds table computes."""

from decimal import Decimal

import pytest

from support.forms import case
from support.rule_pairs import codes, pair
from xlperf.model.ledger import Amounts, Funding

#: A ledger with appropriations alone, raised during the year from 80 to 100万元.
KNOWN = Funding(Amounts(Decimal(800_000), Decimal(1_000_000), Decimal(950_000)))
#: The form of it, and a sentence that explains it.
RAISED = """
| 年度资金总额 | =80 | =100 | =95 | 10 | =95% | =9.5 |
| 当年财政拨款 | 80 | 100 | 95 |
| 上年结转资金 | 0 | 0 | 0 |
"""
EXPLAINED = "| 实际完成情况 | 年中按实际工作量追加预算，十月底完工，硬化道路2.1公里。 |"

PAIRS = (
    pair(
        "B01",
        "C7 全年预算数-年度资金总额",
        "全年预算数的年度资金总额是 90万元，各来源合计是 100万元",
        "恢复合计公式，或改正来源金额",
        caught=case("| 年度资金总额 | =100 | 90 | =95 | 10 | =95% | =9.5 |"),
        passed=case("| 年度资金总额 | =100 | =100.004 | =95 | 10 | =95% | =9.5 |"),
    ),
    pair(
        "B02",
        "C7 全年预算数-年度资金总额",
        "全年预算数的年度资金总额为 0，但各来源合计是 100万元",
        "恢复合计公式",
        caught=case("| 年度资金总额 | =100 | 0 | =95 | 10 | =95% | =9.5 |"),
        passed=case("| 年度资金总额 | = | = | = | 10 | =95% | =9.5 |"),
    ),
    pair(
        "B03",
        "F7 执行率",
        "执行率应为 95.00%，填的是 94.00%",
        "改为 95.00%，或恢复公式",
        caught=case("| 年度资金总额 | =100 | =100 | =95 | 10 | 94% | =9.5 |"),
        passed=case("| 年度资金总额 | =100 | =100 | =95 | 10 | =94.995% | =9.5 |"),
    ),
    pair(
        "B04",
        "G7 执行率得分",
        "执行率得分应为 9.50，填的是 9",
        "改为 9.50，或恢复公式",
        caught=case("| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | 9 |\n| 总分 | =97 |"),
        passed=case("| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | =9.504 |"),
    ),
    pair(
        "B13",
        "F7 执行率",
        "执行率 118.75% 像是按年初预算数算的，规则要求按全年预算数算",
        "按全年预算数重算，改为 95.00%，或恢复公式",
        caught=case(
            f"{RAISED}{EXPLAINED}".replace("=95% | =9.5", "118.75% | =10") + "\n| 总分 | =98 |",
            ledger=KNOWN,
        ),
        passed=case(RAISED + EXPLAINED, ledger=KNOWN),
    ),
    pair(
        "B15",
        "E7 执行率分值",
        "执行率的分值是 20，应为 10",
        "改为 10",
        caught=case(
            "| 年度资金总额 | =100 | =100 | =95 | 20 | =95% | =19 |\n"
            "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | |\n"
            "| 总分 | =97 |",
            rules="sichuan_2023",
        ),
        passed=case(
            "| 年度资金总额 | =100 | =100 | =95 | 20 | =95% | =19 |\n"
            "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | |\n"
            "| 总分 | =97 |",
            rules="hubei",
        ),
    ),
)


class TestOneWrongFigureIsToldOnce:
    """Rate, score, total and grade follow from it, and are right for what is printed."""

    def test_a_total_row_that_was_not_calculated(self) -> None:
        stale = "| 年度资金总额 | =0 | =0 | =0 | 10 | =0 | =0 |\n| 总分 | =88 |\n| 等级 | =良 |"
        assert codes(case(stale)) == ["B02", "B02", "B02"]

    def test_a_total_that_somebody_typed(self) -> None:
        typed = "| 年度资金总额 | =100 | 90 | =95 | 10 | =105.5556% | =10 |\n| 总分 | =98 |"
        assert codes(case(typed)) == ["B01"]

    def test_a_rate_that_was_rounded_to_a_whole_percent(self) -> None:
        rounded = (
            "| 年度资金总额 | =100 | =100 | =95.4 | 10 | 95% | =9.5 |\n"
            "| 当年财政拨款 | 80 | 80 | 75.4 |\n| 总分 | =97.5 |"
        )
        assert codes(case(rounded, ledger=None)) == ["B03"]

    def test_an_amount_that_is_not_the_ledger_s(self) -> None:
        more_than_budgeted = (
            "| 年度资金总额 | =100 | =100 | =115 | 10 | =115% | =10 |\n"
            "| 当年财政拨款 | 80 | 80 | 95 |\n| 总分 | =98 |"
        )
        assert codes(case(more_than_budgeted)) == ["B10"]

    def test_a_budget_that_is_not_the_ledger_s(self) -> None:
        changed = (
            "| 年度资金总额 | =100 | =110 | =95 | 10 | =86.3636% | =8.64 |\n"
            "| 当年财政拨款 | 80 | 90 | 75 |\n| 总分 | =96.64 |"
        )
        assert codes(case(changed)) == ["B10"]


def test_hubei_s_rate_leaves_other_funds_out() -> None:
    amounts = (
        "| 年度资金总额 | =110 | =110 | =95 | 20 | {} |\n| 其他资金 | 10 | 10 | 0 |\n"
        "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | |\n| 总分 | =97 |"
    )
    assert codes(case(amounts.format("=95% | =19"), rules="hubei", ledger=None)) == []
    wrong = amounts.format("=86.36% | =17.27").replace("=97 ", "=95.27 ")
    assert codes(case(wrong, rules="hubei", ledger=None)) == ["B03"]


def test_a_form_without_rows_for_the_sources_is_judged_by_its_total() -> None:
    total = "- 当年财政拨款\n- 上年结转资金\n- 其他资金\n| 年度资金总额 | 100 | 100 | 95 | 10 | {} | 9.5 |"
    assert codes(case(total.format("95%"), ledger=None, issued=False)) == []
    assert codes(case(total.format("90%"), ledger=None, issued=False)) == ["B03"]


@pytest.mark.parametrize(("score", "found"), [("0", []), ("5", ["B04"])])
def test_without_a_budget_the_rule_set_says_what_the_rate_scores(score: str, found: list[str]) -> None:
    nothing = (
        f"| 年度资金总额 | 0 | 0 | 0 | 10 | | {score} |\n| 当年财政拨款 | 0 | 0 | 0 |\n"
        "| 上年结转资金 | 0 | 0 | 0 |\n| 总分 | = |\n| 等级 | = |"
    )
    assert codes(case(nothing, ledger=None, issued=False)) == [*found, "B07"]


def test_no_points_for_a_rate_that_has_earned_some_is_a_mistake() -> None:
    row = "| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | 0 |\n| 总分 | =88 |\n| 等级 | =良 |"
    assert codes(case(row)) == ["B04"]


def test_a_rate_may_differ_by_a_hundredth_of_a_point() -> None:
    row = "| 年度资金总额 | =100 | =100 | =95 | 10 | ={} | =9.5 |"
    assert codes(case(row.format("95.01%"))) == []
    assert codes(case(row.format("95.0101%"))) == ["B03"]


@pytest.mark.parametrize(("rate", "score"), [("95%", "=9.5"), ("=", "9.5"), ("=", "=")])
def test_amounts_that_cannot_be_read_leave_rate_and_score_alone(rate: str, score: str) -> None:
    unread = f"| 年度资金总额 | = | = | = | 10 | {rate} | {score} |\n| 当年财政拨款 | 80 | 80 | 约75 |"
    assert codes(case(unread, ledger=None, issued=False)) == ["N03"]
