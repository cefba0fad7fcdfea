"""B family: the budget, what was spent of it, and the ledger."""

from dataclasses import replace
from decimal import Decimal

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair
from xlperf.model.finding import Severity
from xlperf.model.ledger import Amounts, Funding
from xlperf.rules.checking import check_form


def ledger(initial: int, budget: int, actual: int) -> Funding:
    """A ledger with appropriations alone, in 元."""
    return Funding(Amounts(Decimal(initial), Decimal(budget), Decimal(actual)))


#: Appropriations alone; the initial budget was 80, and the form says why it grew.
RAISED = """
| 年度资金总额 | =80 | =100 | =95 | 10 | =95% | =9.5 |
| 当年财政拨款 | 80 | 100 | 95 |
| 上年结转资金 | 0 | 0 | 0 |
"""
EXPLAINED = "| 实际完成情况 | 年中按实际工作量追加预算，十月底完工，硬化道路2.1公里。 |"
NOTHING_BUDGETED = """
| 年度资金总额 | =0 | =0 | ={0} | 10 | = | =0 |
| 当年财政拨款 | 0 | 0 | {0} |
| 上年结转资金 | 0 | 0 | 0 |
| 总分 | =88 |
| 等级 | =良 |
"""
#: Sichuan asks for a reason below 90 %; its indicators share 90 points freely.
POOR = """
| 年度资金总额 | =100 | =100 | =85 | 10 | =85% | =8.5 |
| 当年财政拨款 | 80 | 80 | 65 |
| 产出指标 | 成本指标 | 工程总成本 | ≤ | 98 | 万元 | 85 | 10 | =10 | |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 200 | 20 | =20 | {} |
| 总分 | =98.5 |
"""

PAIRS = (
    pair(
        "B05",
        "D7 全年执行数-年度资金总额",
        "全年执行数 105万元 大于全年预算数 100万元（执行率 105.00%）",
        "补录追加的指标，或核减支出",
        caught=case(
            "| 年度资金总额 | =100 | =100 | =105 | 10 | =105% | =10 |\n"
            "| 当年财政拨款 | 80 | 80 | 85 |\n| 总分 | =98 |",
            ledger=None,
        ),
        passed=case(
            "| 年度资金总额 | =100 | =100 | =100 | 10 | =100% | =10 |\n"
            "| 当年财政拨款 | 80 | 80 | 80 |\n| 总分 | =98 |",
            ledger=None,
        ),
    ),
    pair(
        "B06",
        "C7 全年预算数-年度资金总额",
        "全年预算数为 0，却支出 5万元",
        "补录预算",
        caught=case(NOTHING_BUDGETED.format(5), ledger=ledger(0, 0, 50_000)),
        passed=case(RAISED + EXPLAINED, ledger=ledger(800_000, 1_000_000, 950_000)),
    ),
    pair(
        "B07",
        "C7 全年预算数-年度资金总额",
        "这个项目没有预算也没有支出",
        "请在台账里移入未纳入自评的项目，并写明原因",
        caught=case(NOTHING_BUDGETED.format(0), ledger=ledger(0, 0, 0)),
        passed=case(RAISED + EXPLAINED, ledger=ledger(800_000, 1_000_000, 950_000)),
    ),
    pair(
        "B08",
        "C7 全年预算数-年度资金总额",
        "预算由年初 80万元 调为 100万元，没有写原因",
        "在实际完成情况或偏差原因里补一句调整原因",
        caught=case(RAISED, ledger=ledger(800_000, 1_000_000, 950_000)),
        passed=case(RAISED + EXPLAINED, ledger=ledger(800_000, 1_000_000, 950_000)),
    ),
    pair(
        "B09",
        "F7 执行率",
        "执行率 85.00%，低于 90%，没有写原因",
        "在偏差原因里补写（不超过 100 字）",
        caught=case(POOR.format("无"), rules="sichuan_2023", ledger=None),
        passed=case(POOR.format("村里筹资到账晚；改进措施：提前筹资"), rules="sichuan_2023", ledger=None),
    ),
    pair(
        "B10",
        "D8 全年执行数-当年财政拨款",
        "全年执行数-当年财政拨款填 74万元，台账是 75万元，少 1万元",
        "以台账为准，改为 75；台账有误请告诉财政所",
        caught=case(
            "| 年度资金总额 | =100 | =100 | =94 | 10 | =94% | =9.4 |\n"
            "| 当年财政拨款 | 80 | 80 | 74 |\n| 总分 | =97.4 |"
        ),
        passed=case("| 当年财政拨款 | 80 | 80 | 75.00 |"),
    ),
)


class TestTheLedger:
    def test_has_an_amount_where_the_form_has_none(self) -> None:
        blank = (
            "| 年度资金总额 | =100 | =100 | =75 | 10 | =75% | =7.5 |\n"
            "| 上年结转资金 | 20 | 20 | |\n| 总分 | =95.5 |"
        )
        (told,) = check_form(case(blank))
        assert told.message == "全年执行数-上年结转资金没有填，台账是 20万元，少 20万元"
        assert (told.cell, told.value) == ("D9", "")

    def test_is_compared_with_the_total_where_a_form_has_no_rows_for_the_sources(self) -> None:
        one_row = (
            "- 当年财政拨款\n- 上年结转资金\n- 其他资金\n"
            "| 年度资金总额 | 100 | 100 | 94 | 10 | 94% | 9.4 |\n| 总分 | 97.4 |"
        )
        assert messages(case(one_row, issued=False)) == [
            "全年执行数-年度资金总额填 94万元，台账是 95万元，少 1万元"
        ]

    def test_may_not_be_missed_by_a_source_that_a_form_has_no_row_for(self) -> None:
        assert codes(case("- 其他资金", issued=False)) == []

    def test_is_met_within_a_hundredth_of_the_form_s_unit(self) -> None:
        assert codes(case("| 当年财政拨款 | 80 | 80 | 75.01 |")) == []

    def test_decides_what_was_overspent(self) -> None:
        overspent = ledger(1_000_000, 1_000_000, 1_050_000)
        amounts = (
            "| 年度资金总额 | =100 | =100 | =105 | 10 | =105% | =10 |\n| 当年财政拨款 | 100 | 100 | 105 |\n"
            "| 上年结转资金 | 0 | 0 | 0 |\n| 总分 | =98 |"
        )
        assert codes(case(amounts, ledger=overspent)) == ["B05"]


def test_the_rule_set_says_how_much_overspending_weighs() -> None:
    hit = PAIRS[0].caught
    lenient = replace(hit.rules, execution=replace(hit.rules.execution, over_100=Severity.HINT))
    assert [each.severity for each in check_form(replace(hit, rules=lenient))] == [Severity.HINT]


@pytest.mark.parametrize(
    "said",
    ["年中追加20万元。", "区里调增了预算。", "本项目为年中下达。", "预算因此增加。", "上年结转20万元。"],
)
def test_a_change_of_the_budget_is_explained_by_the_words_for_it(said: str) -> None:
    done = f"| 实际完成情况 | 十月底完工，硬化道路2.1公里。{said} |"
    assert codes(case(RAISED + done, ledger=ledger(800_000, 1_000_000, 950_000))) == []


def test_more_income_for_the_villagers_explains_no_change_of_the_budget() -> None:
    done = "| 实际完成情况 | 十月底完工，硬化道路2.1公里，村民收入增加。 |"
    assert codes(case(RAISED + done, ledger=ledger(800_000, 1_000_000, 950_000))) == ["B08"]


def test_a_form_that_does_not_print_the_initial_budget_says_nothing_about_a_change() -> None:
    amounts = (
        "| 年度资金总额 | | 100 | 95 | 10 | 95% | 9.5 |\n| 当年财政拨款 | | 80 | 75 |\n"
        "| 上年结转资金 | | 20 | 20 |\n| 其他资金 | | | |"
    )
    assert codes(case(amounts, ledger=None, issued=False)) == ["B20"]


def test_the_old_beijing_form_has_no_column_for_the_full_year_and_divides_by_the_initial_budget() -> None:
    amounts = (
        "- 上年结转资金\n| 年度资金总额 | 100 | | 95 | 10 | 95% | 9.5 |\n"
        "| 当年财政拨款 | 100 | | 95 |\n| 其他资金 | | | |"
    )
    assert codes(case(amounts, rules="beijing_2016", ledger=None, issued=False)) == []


def test_a_form_that_nobody_has_filled_in_says_so_once_of_the_money() -> None:
    blank = (
        "| 年度资金总额 | =0 | =0 | =0 | 10 | = | = |\n| 当年财政拨款 | | | |\n| 上年结转资金 | | | |\n"
        "| 其他资金 | | | |\n| 总分 | = |\n| 等级 | = |"
    )
    assert codes(case(blank, ledger=None)) == ["B07"]


class TestTheTolerances:
    """What differs by just as much as is tolerated is right."""

    def test_of_a_change_of_the_budget_are_a_hundredth_of_the_unit(self) -> None:
        amounts = (
            "| 年度资金总额 | =99.99 | =100 | =95 | 10 | =95% | =9.5 |\n| 当年财政拨款 | 79.99 | 80 | 75 |"
        )
        assert codes(case(amounts, ledger=None)) == []

    def test_of_the_threshold_below_which_a_rate_must_be_explained_are_none(self) -> None:
        ninety = POOR.replace("=85 |", "=90 |").replace("85%", "90%").replace("| 65 |", "| 70 |")
        shown = ninety.replace("=8.5", "=9").replace("=98.5", "=99").format("")
        assert codes(case(shown, rules="sichuan_2023", ledger=None)) == []

    @pytest.mark.parametrize(
        ("yuan", "code"), [("9000", "N05"), ("11000", "N05"), ("8999", "B10"), ("11001", "B10")]
    )
    def test_of_a_mixed_up_unit_are_a_tenth_either_way(self, yuan: str, code: str) -> None:
        one = ledger(10_000, 10_000, 10_000)
        amounts = "| 年度资金总额 | =1 | =1 | = | 10 | = | = |\n| 上年结转资金 | 0 | 0 | 0 |\n| 总分 | = |\n"
        assert codes(case(f"{amounts}| 当年财政拨款 | 1 | 1 | {yuan} |", ledger=one)) == [code]
        small = f"| 当年财政拨款 | {yuan} | {yuan} | 1 |"
        amounts = amounts.replace("=1 ", f"={yuan} ")
        known = ledger(*(int(yuan) * 10_000 for _ in range(3)))
        assert codes(case(amounts + small, ledger=known)) == [code]


def test_what_the_form_has_too_much_of_is_told_as_more() -> None:
    amounts = (
        "| 年度资金总额 | =100 | =100 | =97 | 10 | =97% | =9.7 |\n"
        "| 当年财政拨款 | 80 | 80 | 77 |\n| 总分 | =97.7 |"
    )
    assert messages(case(amounts)) == ["全年执行数-当年财政拨款填 77万元，台账是 75万元，多 2万元"]


class TestAmountsThatCannotBeRead:
    """Nothing is said of what would follow from them."""

    UNREAD = "| 年度资金总额 | = | = | = | 10 | {} | {} |\n| 当年财政拨款 | 80 | {} | {} |"
    BLANK_TOTAL = "\n| 总分 | = |\n| 等级 | = |"

    def test_leave_the_budget_alone(self) -> None:
        nothing = self.UNREAD.format("=", "=", "无", "75") + "\n| 上年结转资金 | 20 | | |"
        assert codes(case(nothing, ledger=None)) == ["N03"]

    def test_leave_what_the_ledger_knows_to_the_ledger(self) -> None:
        overspent = ledger(800_000, 800_000, 850_000)
        form = self.UNREAD.format("=", "=", "80", "八十五左右") + "\n| 上年结转资金 | 0 | 0 | 0 |"
        form += self.BLANK_TOTAL
        assert codes(case(form, ledger=overspent)) == ["N03", "B05"]


def test_no_points_for_a_rate_that_has_earned_some_is_a_mistake() -> None:
    row = "| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | 0 |\n| 总分 | =88 |\n| 等级 | =良 |"
    assert codes(case(row)) == ["B04"]
