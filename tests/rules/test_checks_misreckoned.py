"""S family: scores that were reckoned in a wrong way, and totals that nobody can reckon."""

from decimal import Decimal

from support.forms import case
from support.rule_pairs import codes, pair
from xlperf.model.ledger import Amounts, Funding

PLEASED = "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 92 | 10 | {} | |"
WITHOUT = "| 年度资金总额 | =100 | =100 | =95 | {} | =95% | {} |\n"
NOTHING = "".join(
    f"| {level1} | {level2} | {name} | {sign} | {target} | {unit} | 不适用 | {weight} | | |\n"
    for level1, level2, name, sign, target, unit, weight in (
        ("产出指标", "数量指标", "硬化道路长度", "≥", "2", "公里", 20),
        ("产出指标", "质量指标", "验收合格率", "=", "100", "%", 10),
        ("产出指标", "时效指标", "完工时间", "≤", "2023年11月底前", "", 10),
        ("产出指标", "成本指标", "工程总成本", "≤", "98", "万元", 10),
        ("效益指标", "社会效益指标", "受益户数", "≥", "200", "户", 20),
        ("效益指标", "可持续影响指标", "管护机制", "定性", "建立长效机制", "", 10),
    )
)
LAST = "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | {} | 10 | {} | |\n"

PAIRS = (
    pair(
        "S06",
        "I20 得分",
        "“村民满意度”填的 9.2 分是实际完成值乘分值，按完成率应得 10.00 分",
        "改为 10.00，或恢复公式",
        caught=case(PLEASED.format("9.2") + "\n| 总分 | =96.7 |"),
        passed=case(PLEASED.format("=10")),
    ),
    pair(
        "S11",
        "G7 执行率得分",
        "执行率得分填了 98，像是总分",
        "执行率只计自己的分，总分填在总分那一格",
        caught=case(WITHOUT.format("10", "98") + "| 总分 | |\n| 等级 | |", issued=False),
        passed=case(WITHOUT.format("10", "9.5") + "| 总分 | |\n| 等级 | |", issued=False),
    ),
    pair(
        "S16",
        "B21 总分",
        "算不出总分：全部 7 个指标都填了“不适用”",
        "请补填；这个项目确实没有实施的，请告诉财政所",
        caught=case(NOTHING + LAST.format("不适用", "") + "| 总分 | = |\n| 等级 | = |"),
        passed=case(NOTHING + LAST.format("92", "=10") + "| 总分 | =97.5 |\n| 等级 | =优 |"),
    ),
)


def test_full_mark_and_total_in_the_row_of_the_rate_are_told_once_each() -> None:
    told = codes(case(WITHOUT.format("100", "98") + "| 总分 | |\n| 等级 | |", issued=False))
    assert [code for code in told if code in ("S11", "B04", "B15")] == ["S11", "S11"]


def test_an_actual_value_times_the_weight_that_is_due_is_right() -> None:
    """Of a target of 100 % the actual value is the completion."""
    row = "| 产出指标 | 质量指标 | 验收合格率 | = | 100 | % | 90 | 10 | =9 | 一处返工；改进措施：换人。 |"
    money = Funding(appropriation=Amounts(Decimal(1_000_000), Decimal(1_000_000), Decimal(950_000)))
    assert "S06" not in codes(case(row + "\n| 总分 | =96.5 |", ledger=money))
