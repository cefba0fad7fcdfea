"""V family: targets and actual values beside what the rest of the form says."""

from decimal import Decimal

import pytest

from support.forms import case
from support.rule_pairs import codes, pair
from xlperf.model.ledger import Amounts, Funding

PLEASED = "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 100 | 10 | =10 | |"
COST = "| 产出指标 | 成本指标 | 工程总成本 | ≤ | {} | 万元 | {} | 10 | ={} | |"
ASKED = "| 实际完成情况 | 十月底完工，硬化道路2.1公里；收回有效问卷60份，全部满意。 |"
GOAL = "| 预期目标 | {} |"
TWELVE = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 20 | {0} | 20 | 20 | =20 | |\n" + GOAL.format(
    "硬化村内道路，方便村民出行。"
)
RAISED = (
    "| 年度资金总额 | =80 | =100 | =95 | 10 | =95% | =9.5 |\n| 当年财政拨款 | 60 | 80 | 75 |\n"
    "| 实际完成情况 | 年中追加预算20万元，十月底完工，硬化道路2.1公里。 |\n"
)
LEDGER = Funding(
    appropriation=Amounts(Decimal(600_000), Decimal(800_000), Decimal(750_000)),
    carryover=Amounts(Decimal(200_000), Decimal(200_000), Decimal(200_000)),
)

PAIRS = (
    pair(
        "V14",
        "G20 实际完成值",
        "“村民满意度”为 100%，没有写问了多少人",
        "在实际完成情况里写明问卷份数；请如实填写",
        caught=case(PLEASED),
        passed=case(f"{PLEASED}\n{ASKED}"),
    ),
    pair(
        "V16",
        "G17 实际完成值",
        "“工程总成本”填 100万元，全年支出是 95万元",
        "核对，使两处一致",
        caught=case(COST.format(100, 100, 10)),
        passed=case(COST.format(100, 95, 10)),
    ),
    pair(
        "V17",
        "E17 指标值",
        "“工程总成本”的目标 80万元 是年初预算，全年预算是 100万元",
        "请确认目标是否应随预算调整",
        caught=case(
            RAISED
            + COST.format(80, 95, "8.13").replace("| |", "| 石料涨价；改进措施：提前采购。 |")
            + "\n| 总分 | =95.63 |",
            ledger=LEDGER,
        ),
        passed=case(RAISED + COST.format(100, 95, 10), ledger=LEDGER),
    ),
    pair(
        "V21",
        "E14 指标值",
        "预期目标里写 3公里，指标“硬化道路长度”的目标是 ≥2公里",
        "统一成一个数",
        caught=case(GOAL.format("硬化村内道路3公里，方便200户村民出行。")),
        passed=case(GOAL.format("硬化村内道路2公里，沿途3公里植树，方便200户村民出行。")),
    ),
    pair(
        "V22",
        "E14 指标值",
        "“硬化道路长度”的指标值、实际完成值都是 20，与分值一样，像是填错了列",
        "填真正的目标和完成数，并写明单位",
        caught=case(TWELVE.format("")),
        passed=case(TWELVE.format("公里")),
    ),
)


@pytest.mark.parametrize(
    "goal",
    ["硬化道路2000米。方便村民出行。", "十个村庄道路硬化，方便村民出行。", "道路旁建3处会车平台，方便出行。"],
)
def test_another_unit_no_figure_or_another_thing_contradicts_no_target(goal: str) -> None:
    assert codes(case(GOAL.format(goal))) == []


def test_a_cost_that_is_not_of_the_whole_budget_is_not_compared_with_the_spending() -> None:
    assert codes(case(COST.format(98, 94, 10))) == []
