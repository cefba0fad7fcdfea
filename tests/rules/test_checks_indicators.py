"""I family: the weights and names of the indicators."""

import pytest

from support.forms import CLEAN, case
from support.rule_pairs import codes, messages, pair

LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | {0} | ={0} | |"
#: The same form as central_2021 has it, with 一级指标 that print their weights.
LABELLED = CLEAN.replace("| 产出指标 |", "| 产出指标（50分） |").replace("| 效益指标 |", "| 效益指标(30分) |")
EXTRA = "+ | 产出指标 | 数量指标 | {} | ≥ | 1 | 处 | 1.1 | {} | {} | |\n"
#: Five points moved from the effects to the output.
MOVED = f"""
{LENGTH.format(25)}
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 15 | =13.5 | 拆迁未完；改进措施：拆后接通。 |
| 总分 | =98 |
"""
WITHOUT_OUTPUT = "".join(
    f"- {name}\n" for name in ("硬化道路长度", "验收合格率", "完工时间", "工程总成本")
) + "".join(EXTRA.replace("产出", "效益").format(name, 25, "=25") for name in ("便民", "增收"))
WITHOUT_SATISFACTION = """
- 村民满意度
| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立长效机制 | | 达成年度指标 | {0} | {0} | |
| 总分 | ={1} |
| 等级 | ={2} |
"""
#: Twenty-one indicators: fourteen of one point instead of one of twenty.
MANY = (
    "- 硬化道路长度\n"
    + "".join(EXTRA.format(f"硬化路段{number}", 1, "=1") for number in range(1, 15))
    + EXTRA.format("硬化路段15", 6, "=6")
)
FEW = """
- 验收合格率
- 完工时间
- 工程总成本
- 管护机制
- 村民满意度
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 30 | =30 | |
"""

NOT_ONE = (
    "".join(
        f"- {name}\n"
        for name in (
            *("硬化道路长度", "验收合格率", "完工时间", "工程总成本"),
            *("受益户数", "管护机制", "村民满意度"),
        )
    )
    + "| 总分 | = |\n| 等级 | = |"
)

PAIRS = (
    pair(
        "I01",
        "H14 分值合计",
        "分值合计 105，应为 100（产出指标 55、效益指标 30、满意度指标 10、执行率 10）",
        "调整各指标的分值",
        caught=case(LENGTH.format(25) + "\n| 总分 | =102.5 |"),
        passed=case(LENGTH.format(20)),
    ),
    pair(
        "I02",
        "H14 分值",
        "产出指标合计 55 分，规定 50 分；效益指标合计 25 分，规定 30 分",
        "调整分值；有特殊情况请说明",
        caught=case(MOVED),
        passed=case(MOVED, rules="sichuan_2023"),
    ),
    pair(
        "I03",
        "A14 一级指标",
        "产出指标标注 50 分，各行合计 55 分",
        "改一处，使两者一致",
        caught=case(
            LENGTH.format(25).replace("产出指标", "产出指标（50分）") + "\n| 总分 | =102.5 |", base=LABELLED
        ),
        passed=case(base=LABELLED),
    ),
    pair(
        "I04",
        "- 一级指标",
        "没有产出指标",
        "补上指标，或按规定把分值转给其他一级指标",
        caught=case(WITHOUT_OUTPUT),
        passed=case(WITHOUT_OUTPUT, rules="sichuan_2023"),
    ),
    pair(
        "I06",
        "H14 分值",
        "“硬化道路长度”占 50 分，过于集中",
        "拆成几个指标",
        caught=case("- 验收合格率\n- 完工时间\n- 工程总成本\n" + LENGTH.format(50)),
        passed=case(
            "- 验收合格率\n- 完工时间\n" + LENGTH.format(30) + "\n" + EXTRA.format("会车平台", 10, "=10")
        ),
    ),
    pair(
        "I07",
        "H14 分值",
        "“硬化道路长度”没有分值",
        "填一个大于 0 的分值",
        caught=case(
            "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | | | |\n"
            "| 总分 | =77.5 |\n| 等级 | =中 |"
        ),
        passed=case(LENGTH.format(20)),
    ),
    pair(
        "I08",
        "- 绩效指标",
        "共 21 个指标",
        "酌情增减",
        caught=case(MANY),
        passed=case(),
    ),
    pair(
        "I09",
        "C21 三级指标",
        "“硬化道路 长度”出现 2 次",
        "合并，或改成能区分的名称",
        caught=case(LENGTH.format(10) + "\n" + EXTRA.format("硬化道路 长度", 10, "=10")),
        passed=case(LENGTH.format(10) + "\n" + EXTRA.format("会车平台", 10, "=10")),
    ),
    pair(
        "I13",
        "C21 三级指标",
        "数量指标下有一行没有三级指标名称",
        "补填指标名称；多余的行请清空",
        caught=case(EXTRA.format("", "", "")),
        passed=case(),
    ),
    pair(
        "I15",
        "- 绩效指标",
        "绩效指标一行也没有填",
        "从第一行起填写三级指标、指标值、实际完成值和分值",
        caught=case(NOT_ONE),
        passed=case(),
    ),
)


def test_the_weight_of_a_missing_level_may_go_where_the_rule_set_says() -> None:
    assert codes(case(WITHOUT_SATISFACTION.format(20, "97.5", "优"))) == []


def test_a_missing_level_whose_weight_is_lost_is_seen_in_the_sum() -> None:
    assert messages(case(WITHOUT_SATISFACTION.format(10, "87.5", "良"))) == [
        "分值合计 90，应为 100（产出指标 50、效益指标 30、满意度指标 0、执行率 10）"
    ]


def test_labels_say_what_the_rows_should_weigh() -> None:
    """Where they do, one row too heavy is told once: not of the sum and of the level as well."""
    heavy = LENGTH.format(25).replace("产出指标", "产出指标（50分）")
    assert codes(case(f"{heavy}\n| 总分 | =102.5 |", base=LABELLED)) == ["I03"]


@pytest.mark.parametrize(
    ("weight", "total", "message"),
    [
        ("0", "77.5", "“硬化道路长度”的分值是 0"),
        ("-5", "72.5", "“硬化道路长度”的分值是 -5"),
        ("", "77.5", "“硬化道路长度”没有分值"),
    ],
)
def test_a_weight_must_be_above_zero(weight: str, total: str, message: str) -> None:
    row = f"| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | {weight} | | |"
    assert messages(case(f"{row}\n| 总分 | ={total} |\n| 等级 | =中 |")) == [message]


def test_a_form_without_any_weight_is_told_once_and_not_of_every_row() -> None:
    weights = ("| 20 | =20 |", "| 10 | =10 |", "| 10 | 10 |", "| 20 | =18 |")
    unweighed = CLEAN
    for weight in weights:
        unweighed = unweighed.replace(weight, "| | |")
    blank = "| 总分 | = |\n| 等级 | = |"
    assert messages(case(blank, base=unweighed)) == ["全部 7 个指标都没有分值"]
    names = ("验收合格率", "完工时间", "工程总成本", "受益户数", "管护机制", "村民满意度")
    single = blank + "".join(f"\n- {name}" for name in names)
    assert "“硬化道路长度”没有分值" in messages(case(single, base=unweighed))


def test_a_weight_that_cannot_be_read_is_told_once() -> None:
    row = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 二十左右 | | |"
    assert codes(case(f"{row}\n| 总分 | =77.5 |\n| 等级 | =中 |")) == ["N03"]


def test_a_weight_typed_as_text_counts_all_the_same() -> None:
    row = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20分 | =20 | |"
    assert codes(case(row)) == ["N04"]


def test_the_same_name_under_another_level_is_another_indicator() -> None:
    row = EXTRA.replace("数量", "质量").format("硬化道路长度", 10, "=10")
    assert codes(case(f"{LENGTH.format(10)}\n{row}")) == []


def test_three_to_twenty_indicators_are_neither_few_nor_many() -> None:
    assert "共 2 个指标" in messages(case(FEW))
    assert "I08" not in codes(case(FEW + EXTRA.format("会车平台", 10, "=10")))
    assert (
        codes(case(MANY.replace(EXTRA.format("硬化路段14", 1, "=1"), "").replace("| 6 | =6 |", "| 7 | =7 |")))
        == []
    )


def test_a_hundredth_of_a_point_is_no_mistake() -> None:
    moved = LENGTH.format("20.01") + "\n| 总分 | =97.51 |"
    assert codes(case(moved)) == []
    assert codes(case(moved.replace("产出指标", "产出指标（50分）"), base=LABELLED)) == []
    shifted = (
        moved
        + "\n| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立机制 | | 达成年度指标 | 9.99 | 9.99 | |"
    )
    assert codes(case(shifted.replace("97.51", "97.5"))) == []
    assert codes(case(LENGTH.format("20.02") + "\n| 总分 | =97.52 |")) == ["I01"]


def test_a_level_that_the_rule_set_does_not_know_is_not_counted_for_another() -> None:
    """The sum is right, the level unknown: 产出 is what lacks."""
    row = LENGTH.format(20).replace("产出指标", "投入指标")
    assert messages(case(row)) == ["产出指标合计 30 分，规定 50 分"]


def test_a_form_without_indicators_is_told_that_it_has_none_and_nothing_else() -> None:
    assert messages(case(NOT_ONE)) == ["绩效指标一行也没有填"]
