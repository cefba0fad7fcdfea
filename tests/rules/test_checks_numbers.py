"""N family: what stands in a cell where a number, a percentage or a day belongs."""

from decimal import Decimal

import pytest

from support.forms import LEDGER, case
from support.rule_pairs import codes, messages, pair
from xlperf.model.ledger import Amounts, Funding
from xlperf.model.money import MoneyUnit

SPENT = "D8 全年执行数-当年财政拨款"
LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | {} | 20 | =20 | |"
CONTENT = "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | {} | 10 | =10 | |"
FINISH = "| 产出指标 | 时效指标 | 完工时间 | ≤ | 2023年11月底前 | | {} | 10 | 10 | |"
#: The ledger in hundredths of 元, as the published amounts are.
EXACT = Funding(
    Amounts(Decimal(800_000), Decimal(800_000), Decimal("749976.97")),
    Amounts(Decimal(200_000), Decimal(200_000), Decimal(200_000)),
)

PAIRS = (
    pair(
        "N01",
        SPENT,
        "全年执行数-当年财政拨款填的“75”是文本，不能参加计算；按 75万元 理解",
        "改成数字 75，单元格格式选“数值”",
        caught=case("| 当年财政拨款 | 80 | 80 | '75 |"),
        passed=case("| 当年财政拨款 | 80 | 80 | 75 |"),
    ),
    pair(
        "N02",
        "G16 实际完成值",
        "“完工时间”的实际完成值填的“２０２３年１０月”含全角或不可见字符；按“2023年10月”理解",
        "用半角重新输入：2023年10月",
        caught=case(FINISH.format("２０２３年１０月")),
        passed=case(FINISH.format("2023年10月")),
    ),
    pair(
        "N03",
        SPENT,
        "全年执行数-当年财政拨款填了“无”，不是数字",
        "有这项资金就填数字，没有就填 0",
        caught=case("| 当年财政拨款 | 80 | 80 | 无 |"),
        passed=case("| 其他资金 | 0 | | |"),
    ),
    pair(
        "N04",
        SPENT,
        "全年执行数-当年财政拨款填的“75万元”带了单位，不能参加计算；按 75万元 理解",
        "只填数字 75，单位已印在表上",
        caught=case("| 当年财政拨款 | 80 | 80 | 75万元 |"),
        passed=case("| 当年财政拨款 | 80 | 80 | 75 |"),
    ),
    pair(
        "N05",
        SPENT,
        "全年执行数-当年财政拨款填 750000万元，台账是 75万元，相差约一万倍，疑似元、万元写错",
        "按表上的单位改为 75",
        caught=case(
            "| 年度资金总额 | =100 | =100 | =750020 | 10 | =750020% | =10 |\n"
            "| 当年财政拨款 | 80 | 80 | 750000 |\n| 总分 | =98 |"
        ),
        passed=case(
            "| 年度资金总额 | =1000000 | =1000000 | =950000 | 10 | =95% | =9.5 |\n"
            "| 当年财政拨款 | 800000 | 800000 | 750000 |\n| 上年结转资金 | 200000 | 200000 | 200000 |",
            money_unit=MoneyUnit.YUAN,
        ),
    ),
    pair(
        "N06",
        SPENT,
        "全年执行数-当年财政拨款填的“7,5.0”不像一个数",
        "重新填写数字",
        caught=case("| 当年财政拨款 | 80 | 80 | 7,5.0 |"),
        passed=case("| 当年财政拨款 | 80 | 80 | 75.0 |"),
    ),
    pair(
        "N07",
        "D10 全年执行数-其他资金",
        "全年执行数-其他资金为负数 -5",
        "请确认是否冲减；不是就改正",
        caught=case(
            "| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | =9.5 |\n"
            "| 当年财政拨款 | 80 | 80 | 80 |\n| 其他资金 | 0 | 0 | -5 |",
            ledger=None,
        ),
        passed=case("| 其他资金 | 0 | 0 | 0 |", ledger=None),
    ),
    pair(
        "N08",
        SPENT,
        "全年执行数-当年财政拨款的 74.997697 超过两位小数",
        "原值已保留；汇总打印时四舍五入到两位",
        caught=case("| 当年财政拨款 | 80 | 80 | 74.997697 |"),
        passed=case("| 当年财政拨款 | 80 | 80 | 74.997697 |", ledger=EXACT),
    ),
    pair(
        "N09",
        "G20 实际完成值",
        "“村民满意度”的实际完成值填的“0.92”应为百分比，按 92% 理解",
        "改填 92",
        caught=case(CONTENT.format("0.92")),
        passed=case(CONTENT.format("92")),
    ),
    pair(
        "N10",
        "G16 实际完成值",
        "“完工时间”的实际完成值填的“45230”不是规范的日期，按 2023年10月31日 理解",
        "写成“YYYY年M月”或“YYYY年M月D日”；年度只填四位数",
        caught=case(FINISH.format("45230")),
        passed=case(FINISH.format("2023-10-31")),
    ),
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("７５", "N01"),  # full width, and so a text: the sum leaves it out
        ("'75 ", "N01"),
        ("75万", "N04"),
        ("750000元", "N04"),
        ("七十五万元", "N04"),
        ("约75", "N03"),
        ("—", "N03"),
        ("/", "N03"),
        ("(75)", "N06"),
        ("7.5.0", "N06"),
        ("2023-10-31", "N06"),  # Excel's idea of 10-31
    ],
)
def test_a_cell_of_the_funds_table_has_one_finding_whatever_is_typed_there(typed: str, code: str) -> None:
    """Excel leaves a text out of the sum, so that total, rate, scores and grade are wrong as well."""
    assert codes(
        case(
            "| 年度资金总额 | =100 | =100 | =20 | 10 | =20% | =2 |\n"
            f"| 当年财政拨款 | 80 | 80 | {typed} |\n| 总分 | =90 |"
        )
    ) == [code]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("'2.1", "“硬化道路长度”的实际完成值填的“2.1”是文本，不能参加计算；按 2.1公里 理解"),
        ("2.1公里", "“硬化道路长度”的实际完成值填的“2.1公里”带了单位，不能参加计算；按 2.1公里 理解"),
        ("2100米", "“硬化道路长度”的实际完成值填的“2100米”带了单位，不能参加计算；按 2.1公里 理解"),
        ("3条", "“硬化道路长度”的实际完成值填的“3条”带了单位，不能参加计算；按 3 理解"),
        ("无", "“硬化道路长度”的实际完成值填了“无”，不是数字"),
        ("2.1.1", "“硬化道路长度”的实际完成值填的“2.1.1”不像一个数"),
    ],
)
def test_an_actual_value_in_numbers_must_be_one(typed: str, message: str) -> None:
    assert messages(case(LENGTH.format(typed))) == [message]


def test_on_forms_that_print_number_and_unit_in_one_cell_a_unit_is_no_mistake() -> None:
    """The central form has no column for the unit: 年度指标值 is “≥200平方米”, and so is the answer."""
    assert (
        codes(case("| 产出指标 | 数量指标 | 硬化道路长度 | | ≥2公里 | | 2.1公里 | 20 | 20 | |", issued=False))
        == []
    )
    assert codes(case(LENGTH.format("2.1公里"), issued=False)) == ["N04"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("20分", ["“硬化道路长度”的得分填的“20分”带了单位，不能参加计算；按 20 理解"]),
        ("'20", ["“硬化道路长度”的得分填的“20”是文本，不能参加计算；按 20 理解"]),
        ("'15", ["“硬化道路长度”已达标，却扣了 5 分，没写原因"]),
        ("'25", ["“硬化道路长度”得 25 分，分值是 20"]),
    ],
)
def test_a_score_typed_as_text_is_told_once_and_what_is_wrong_with_it_goes_first(
    typed: str, told: list[str]
) -> None:
    row = f"| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | {typed} | |"
    assert messages(case(row)) == told


def test_the_rate_is_told_as_a_percentage() -> None:
    text = "| 年度资金总额 | =100 | =100 | =95 | 10 | '95% | =9.5 |"
    bare = "| 年度资金总额 | =100 | =100 | =95 | 10 | =0.95 | =9.5 |"
    assert messages(case(text)) == ["执行率填的“95%”是文本，不能参加计算；按 95% 理解"]
    assert messages(case(bare)) == ["执行率填的“0.95”应为百分比，按 95% 理解"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("23年度", ["年度填的“23年度”不是规范的日期，按 2023 年理解"]),
        ("去年", ["年度填的“去年”不是规范的日期，看不出是什么时候"]),
        ("21年度", ["表上写 2021 年度，应为 2023 年度", "年度填的“21年度”不是规范的日期，按 2021 年理解"]),
    ],
)
def test_a_year_that_is_not_written_in_full_is_told(typed: str, told: list[str]) -> None:
    assert messages(case(f"| 年度 | {typed} |")) == told


@pytest.mark.parametrize("typed", ["2023年13月", "2023.2.30"])
def test_a_completion_that_is_no_day_is_told(typed: str) -> None:
    assert messages(case(FINISH.format(typed))) == [
        f"“完工时间”的实际完成值填的“{typed}”不是规范的日期，看不出是什么时候"
    ]


def test_a_target_that_cannot_be_read_is_told() -> None:
    row = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2,0.0 | 公里 | 2.1 | 20 | 20 | |"
    assert messages(case(row)) == ["“硬化道路长度”的指标值填的“2,0.0”不像一个数"]
    day = FINISH.format("2023年10月").replace("2023年11月底前", "{}")
    assert codes(case(day.format("2023年13月底前"))) == ["N10"]


def test_a_deadline_that_had_to_be_guessed_is_the_office_s_own_affair() -> None:
    """11月前 is taken as by the end of November; its unit cannot change what the office approved."""
    assert codes(case(FINISH.format("2023年10月").replace("2023年11月底前", "2023年11月前"))) == []


def test_an_amount_that_is_text_and_in_the_wrong_unit_is_told_as_the_latter() -> None:
    assert codes(case("| 当年财政拨款 | 80 | 80 | '750000 |")) == ["N05"]


def test_an_amount_that_is_text_and_not_the_ledger_s_is_told_as_the_latter() -> None:
    assert codes(case("| 当年财政拨款 | 80 | 80 | 74万 |")) == ["B10"]


def test_without_a_ledger_nobody_can_tell_a_wrong_unit() -> None:
    amounts = (
        "| 年度资金总额 | =800000 | =800000 | =760000 | 10 | =95% | =9.5 |\n"
        "| 当年财政拨款 | 800000 | 800000 | 760000 |\n| 上年结转资金 | 0 | 0 | 0 |"
    )
    assert codes(case(amounts, ledger=None)) == []


def test_amounts_in_yuan_may_have_any_decimals() -> None:
    amounts = (
        "| 年度资金总额 | =1000000 | =1000000 | =950000.125 | 10 | =95.0000125% | =9.5 |\n"
        "| 当年财政拨款 | 800000 | 800000 | 750000.125 |\n| 上年结转资金 | 200000 | 200000 | 200000 |"
    )
    assert codes(case(amounts, ledger=None, money_unit=MoneyUnit.YUAN)) == []


def test_a_long_text_is_quoted_in_part() -> None:
    (whole,) = messages(case(f"| 当年财政拨款 | 80 | 80 | 约{'很' * 38}多 |"))
    assert whole == f"全年执行数-当年财政拨款填了“约{'很' * 38}多”，不是数字"
    (message,) = messages(case(f"| 当年财政拨款 | 80 | 80 | 约{'很' * 39}多 |"))
    assert message == f"全年执行数-当年财政拨款填了“约{'很' * 38}…”，不是数字"


def test_the_ledger_used_here_is_the_form_s() -> None:
    assert LEDGER.total.actual == MoneyUnit.WAN.to_yuan(Decimal(95))
