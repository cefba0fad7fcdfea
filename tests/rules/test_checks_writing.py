"""R family: texts as texts: copied from elsewhere, badly added up, badly numbered, mistyped."""

from decimal import Decimal

import pytest

from support.forms import case
from support.rule_pairs import AnyPair, TextsPair, Told, codes, messages, pair
from xlperf.model.ledger import Amounts, Funding
from xlperf.rules.checks.copies import Texts, told

DONE = "| 实际完成情况 | {} |"
#: Everything was spent: no reason is needed anywhere but for the houses.
SPENT = """
| 年度资金总额 | =100 | =100 | =100 | 10 | =100% | =10 |
| 当年财政拨款 | 80 | 80 | 80 |
| 总分 | =98 |
"""
ALL = Funding(
    appropriation=Amounts(Decimal(800_000), Decimal(800_000), Decimal(800_000)),
    carryover=Amounts(Decimal(200_000), Decimal(200_000), Decimal(200_000)),
)
LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | =20 | {} |"
LONG = "十月底完工，硬化村内道路2.1公里，修建排水沟800米，安装路灯40盏，180户村民门前通了水泥路。"
#: Hubei gives the rate twenty points; a third of the money was spent, everything was reached.
THIRD = """
| 年度资金总额 | =100 | =100 | =30 | 20 | =30% | =6 |
| 当年财政拨款 | 80 | 80 | 10 |
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | {} |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 210 | 20 | =20 | |
| 总分 | =86 |
| 等级 | =良 |
"""
THIRD_SPENT = Funding(
    appropriation=Amounts(Decimal(800_000), Decimal(800_000), Decimal(100_000)),
    carryover=Amounts(Decimal(200_000), Decimal(200_000), Decimal(200_000)),
)


def beside(other: str) -> Texts:
    """A form that tells LONG in a round whose other form tells something."""
    cases = [case(DONE.format(text)) for text in (LONG, other)]
    names = ("东村道路硬化", "西村道路硬化")
    return Texts([told(each.form) for each in cases], names, cases.__getitem__)


PAIRS: tuple[AnyPair, ...] = (
    pair(
        "R03",
        "J14 偏差原因分析及改进措施",
        "“硬化道路长度”是满分，偏差原因却写了“石料到货晚。”",
        "没有偏差就留空；有偏差请核对得分",
        caught=case(SPENT + LENGTH.format("石料到货晚。"), ledger=ALL),
        passed=case(LENGTH.format("石料到货晚，尾款未付。改进措施：尽快支付。")),
    ),
    TextsPair(
        Told(
            "R06",
            "B12",
            "实际完成情况",
            "实际完成情况与“西村道路硬化”的相似度 96%",
            "写这个项目自己做到的事和数",
        ),
        caught=beside(LONG.replace("40盏", "36盏")),
        passed=beside("十月底完工，新建水渠1.2公里，清淤旧渠3公里，灌溉农田600亩，95户村民用上了渠水。"),
    ),
    pair(
        "R08",
        "B12 实际完成情况",
        "实际完成情况里 30＋30＋29.99＝89.99，总数写的是 89.97",
        "核对后改成一致",
        caught=case(DONE.format("完成89.97万元：编制30、审计30、设计规划测绘29.99")),
        passed=case(DONE.format("完成89.99万元：编制30、审计30、设计规划测绘29.99")),
    ),
    pair(
        "R09",
        "B12 实际完成情况",
        "实际完成情况里的“打到”疑似“达到”",
        "请核对后改正",
        caught=case(DONE.format("硬化道路2.1公里，合格率打到100%。")),
        passed=case(DONE.format("硬化道路2.1公里，合格率达到100%。")),
    ),
    pair(
        "R10",
        "F7 执行率",
        "执行率只有 30.00%，没有写任何问题或原因",
        "在偏差原因里写明钱为什么没有花出去",
        caught=case(THIRD.format(""), rules="hubei", ledger=THIRD_SPENT),
        passed=case(THIRD.format("尾款未付；改进措施：尽快支付。"), rules="hubei", ledger=THIRD_SPENT),
    ),
    pair(
        "R11",
        "B12 实际完成情况",
        "实际完成情况里编号“（1）”后面是“（3）”",
        "请核对后改正",
        caught=case(DONE.format("（1）硬化道路2.1公里；（3）十月底完工。")),
        passed=case(DONE.format("（1）硬化道路2.1公里；（2）十月底完工。")),
    ),
)


@pytest.mark.parametrize("filler", ["0", "同上"])
def test_what_only_fills_the_cell_is_told_of_full_marks_too(filler: str) -> None:
    assert codes(case(LENGTH.format(filler))) == ["R03"]


def test_none_is_the_right_word_where_nothing_was_lost() -> None:
    assert codes(case(SPENT + LENGTH.format("无"), ledger=ALL)) == []


@pytest.mark.parametrize(
    "text",
    [
        "投入10万元，其中：省级5万元、市级2万元，余下自筹，十月底完工。",
        "验收3次，其中：一季度1次、二季度2次，全部合格。",
        "硬化2.1公里：主路1.5公里、支路0.6公里，十月底完工。",
        "满意度95%：东组90%、西组98%，群众反映良好。",
    ],
)
def test_sums_that_are_right_selections_and_rates_are_left_alone(text: str) -> None:
    assert "R08" not in codes(case(DONE.format(text)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("一是硬化道路；二是修排水沟；四是安装路灯。", "编号“二是”后面是“四是”"),
        ("1.硬化道路2.1公里；3.十月底完工验收。", "编号“1.”后面是“3.”"),
        ("实施“厕所革命，改厕40座，群众满意。", "引号不成对"),
    ],
)
def test_lists_that_skip_and_quotes_that_do_not_close_are_told(text: str, told: str) -> None:
    assert messages(case(DONE.format(text))) == [f"实际完成情况里{told}"]


@pytest.mark.parametrize(
    "text",
    [
        "一是硬化道路；二是修排水沟。验收情况：一是合格，二是归档。",
        "按照文件第（3）项要求，硬化道路2.1公里。",
        "硬化道路2.1公里，3.5米宽，十月底完工。",
    ],
)
def test_lists_in_order_and_references_are_left_alone(text: str) -> None:
    assert "R11" not in codes(case(DONE.format(text)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("未能事项资金支出，明年继续。", True),
        ("带车辆销售中心确认后支付尾款。", True),
        ("截止2023年12月底，工程完工。", True),
        ("带动周边村民验收后增收致富。", False),
        ("附带绿化工程确认后支付尾款。", False),
    ],
)
def test_the_slips_of_published_reports_are_known(text: str, told: bool) -> None:
    assert ("R09" in codes(case(DONE.format(text)))) is told
