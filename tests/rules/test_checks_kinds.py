"""I family: is each indicator what its place in the form says it is."""

import pytest

from support.forms import case
from support.rule_pairs import codes, messages, pair

EXTRA = "+ | {} | {} | {} | ≥ | 1 | 处 | 1.1 | {} | ={} | |\n"
LENGTH = "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | |\n"
#: Four outputs, none of them about quality.
NO_QUALITY = "| 产出指标 | 数量指标 | 验收合格率 | = | 100 | % | 100 | 10 | =10 | |\n"
#: Cost is a first-level indicator of 20 points; one more kind of it stands elsewhere.
COST_FIRST = """
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 10 | =10 | |
| 成本指标 | 经济成本指标 | 工程总成本 | ≤ | 98 | 万元 | 95 | 20 | =20 | |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 10 | =9 | 二十户待拆迁；改进措施：拆迁后接通。 |
+ | {} | 每公里用工 | ≤ | 90 | 个 | 85 | 10 | =10 | |
| 总分 | =98.5 |
"""


def renamed(old: str, new: str, level2: str = "") -> str:
    """An indicator of CLEAN under another name: the old row goes, a new one comes."""
    level1, known, total = {
        "受益户数": ("效益指标", "社会效益指标", "99.5"),
        "硬化道路长度": ("产出指标", "数量指标", "97.5"),
    }[old]
    return f"- {old}\n{EXTRA.format(level1, level2 or known, new, 20, 20)}| 总分 | ={total} |\n"


PAIRS = (
    pair(
        "I05",
        "- 二级指标",
        "产出指标没有质量指标",
        "补上；这个项目确实没有的不用改",
        caught=case(
            NO_QUALITY.replace("验收合格率", "完工路段占比").replace("| 产", "+ | 产") + "- 验收合格率"
        ),
        passed=case("- 验收合格率\n" + LENGTH.replace("| 10 | =10 |", "| 30 | =30 |")),
    ),
    pair(
        "I10",
        "C20 三级指标",
        "“资金支付率”说的是资金执行，已在执行率里计分",
        "删去，或换成真正的产出",
        caught=case(
            renamed("硬化道路长度", "资金支付率")
            .replace("处", "%")
            .replace("≥ | 1 |", "≥ | 95 |")
            .replace("| 1.1 |", "| 96 |")
        ),
        passed=case(renamed("硬化道路长度", "资金政策宣讲场次")),
    ),
    pair(
        "I11",
        "C20 三级指标",
        "“单位造价节约额”可能不属于生态效益指标",
        "改到合适的二级指标下",
        caught=case(renamed("受益户数", "单位造价节约额", "生态效益指标")),
        passed=case(renamed("受益户数", "新增绿地块数", "生态效益指标")),
    ),
    pair(
        "I12",
        "B21 二级指标",
        "成本指标应放在一级指标“成本指标”",
        "移到那里",
        caught=case(COST_FIRST.format("产出指标 | 成本指标"), rules="central_2021_cost"),
        passed=case(COST_FIRST.format("产出指标 | 数量指标"), rules="central_2021_cost"),
    ),
    pair(
        "I14",
        "C20 三级指标",
        "“是否方便出行”是问句，没法衡量",
        "改成能数、能量、能查的名称",
        caught=case(renamed("受益户数", "是否方便出行")),
        passed=case(renamed("受益户数", "出行方便户数")),
    ),
)


@pytest.mark.parametrize(
    ("name", "level2"),
    [("村民满意度", "数量指标"), ("完工及时率", "数量指标"), ("安全事故数", "服务对象满意度指标")],
)
def test_a_name_that_belongs_elsewhere_is_told(name: str, level2: str) -> None:
    level1 = "满意度指标" if "满意度" in level2 else "产出指标"
    row = EXTRA.format(level1, level2, name, 10, 10)
    assert f"“{name}”可能不属于{level2}" in messages(case(row))


@pytest.mark.parametrize("name", ["满意度调查次数", "成本核算人数", "资金政策宣讲次数"])
def test_what_is_counted_may_be_named_after_anything(name: str) -> None:
    row = EXTRA.format("产出指标", "数量指标", name, 10, 10)
    assert not {"I10", "I11"} & set(codes(case(row)))


def test_three_outputs_need_not_be_of_four_kinds() -> None:
    assert "I05" not in codes(case("- 验收合格率"))
