"""B family: the sources of the money, and what it was for."""

from dataclasses import replace
from decimal import Decimal

from support.forms import case
from support.rule_pairs import codes, pair
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.model.ledger import Amounts, Funding
from xlperf.rules.case import FormCase


def remarked(kind: RemarkKind, detail: str, cell: str = "") -> FormCase:
    """The clean form with a remark of the reader."""
    clean = case()
    return replace(clean, form=replace(clean.form, remarks=(Remark(kind, detail, cell),)))


def adjusted(budget: str, actual: str, initial: str = "100") -> FormCase:
    """The clean form with one source of funds and a budget that was changed during the year (万元)."""
    row = f"{initial} | {budget} | {actual}"
    rate = Decimal(actual) / Decimal(budget)
    assert rate == 1
    changes = (
        f"- 上年结转资金\n| 年度资金总额 | ={initial} | ={budget} | ={actual} | 10 | =100% | =10 |\n"
        f"| 当年财政拨款 | {row} |\n| 其他资金 | | | |\n| 总分 | =98 |\n"
        "| 实际完成情况 | 年中核减预算，十月底完工，硬化道路2.1公里。 |\n"
    )
    yuan = [Decimal(each) * 10_000 for each in (initial, budget, actual)]
    return case(changes, ledger=Funding(appropriation=Amounts(*yuan)))


PAIRS = (
    pair(
        "B14",
        "H7 表格",
        "当年财政拨款行填了“10”，资金来源行不应有分值和得分",
        "改成“—”：只有年度资金总额计分",
        caught=remarked(RemarkKind.SCORED_SOURCE, "当年财政拨款行填了“10”", "H7"),
        passed=case(),
    ),
    pair(
        "B16",
        "C7 全年预算数-年度资金总额",
        "全年预算由 100万元 改为 93.74万元，与支出分文不差",
        "请确认预算是否按支出倒填，核对指标文",
        caught=adjusted("93.74", "93.74"),
        passed=adjusted("94", "94"),
    ),
    pair(
        "B18",
        "B2 项目名称",
        "“村级人员经费”像是基本支出",
        "请确认自评范围；是基本支出的，在台账改支出类型",
        caught=case("| 项目名称 | 村级人员经费 |"),
        passed=case("| 项目名称 | 村级人员培训 |"),
    ),
    pair(
        "B20",
        "B7 年初预算数-年度资金总额",
        "有全年预算数，年初预算数却没有填",
        "补填年初预算数，年中新增的项目填 0",
        caught=case(
            "| 年度资金总额 | | 100 | 95 | 10 | 95% | 9.5 |\n| 当年财政拨款 | | 80 | 75 |\n"
            "| 上年结转资金 | | 20 | 20 |\n| 其他资金 | | 0 | 0 |",
            ledger=None,
            issued=False,
        ),
        passed=case(ledger=None, issued=False),
    ),
)


def test_a_budget_that_was_odd_from_the_beginning_was_not_made_to_fit() -> None:
    assert codes(adjusted("93.74", "93.74", "98.13")) == []
