"""Seven forms that governments published, the mistakes that people found in them, and what the rules find.

What a form printed is copied as it was; where only part of a form is known, that part is checked. Each is
laid out as a workbook by several hands (:mod:`support.published_layouts`), as ``xlperf check`` gets it.
"""

import pytest

from support.published_cases import EVERYWHERE, RULE_SETS, laid, published, reading
from support.published_layouts import BESIDE

NOT_ON_THE_FORM = "nothing on the form says so: "
NONE = "no mistake"
NO_CODE = "项目编码, and here and there a source of funds or a column that the province does without"

#: Every mistake that people found (``published_errors``, by its first words): the rules that find it, each
#: with the field at which it does ("": at no one cell), or why none does.
FOUND: dict[str, dict[str, str]] = {
    "01": {
        "年度资金总额行": "B02@funding.total.initial_budget B02@funding.total.actual",
        "执行率0、得分0": "B02@funding.total.budget",  # follows from the totals, and is right for them
        "成本指标实际90": "V16@indicators.5.actual",
        "实际完成情况 30+30": "R08@goal_done",
        "“对控制基建项目": "I11@indicators.8.level3",
        "“≥100百分比”": "V08@indicators.2.target",
        "实际完成值无单位": "V07@indicators.1.actual",
        "年度标注2022": "F18@year",  # by the date of the file
    },
    "05": {
        "37.24/43.2=86.20%": "B03@rate B04@rate_score",
        "年度总体目标": "R07@goal R07@goal_done",
        "资金金额作为数量指标": "I10@indicators.1.level3",
        "数量指标得分应为": "S07@indicators.1.score",
        "各值无单位": "V20@",
        "偏差原因栏填“0”": "R03@indicators.6.reason R03@indicators.7.reason R03@indicators.9.reason",
        "满意度100%": "V14@indicators.9.actual",
        "空白模板行": f"F07@{BESIDE}spare.level3",
        "产出合计50": NONE,
    },
    "06": {
        "执行率行分值填100": "S11@rate_weight S11@rate_score",
        "金额带“万”字": "N04@funding.total.initial_budget N04@funding.total.budget N04@funding.total.actual",
        "主管部门、实施单位空白": "F14@department F14@unit",
        "预算执行率又作数量指标": "I10@indicators.1.level3",
        "成本指标实际150万": "V16@indicators.5.actual",
        "时效指标整组空白": "I05@",
        "未满分项无偏差原因": "R01@indicators.1.reason",
    },
    "13": {
        "31.69/32.4=97.81%": "B04@rate_score",  # 97.80 % is within a hundredth of a point, 9 is not
        "“其中”行也填了": f"B14@{BESIDE}appropriation.weight",
        "年初预算数空": "B20@funding.total.initial_budget",
        "自评发布于": "F18@year",  # by the date of the file
        "“15年”为建成当年": NOT_ON_THE_FORM + "a life by design is known when it is built",
    },
    "17": {
        "公开的是未填的模板": "V02@indicators.1.actual",
        "评价结论/存在问题": "F08@goal_done",  # the one instruction that was copied
        "中途调增12.96万元": "B08@funding.total.budget",
        "人员类支出": "B18@project_name",
        "产出60、效益30": NONE,  # Sichuan shares 90 points freely
    },
    "20": {
        "目标0的反向指标": NONE,  # all or nothing; nobody gave a sign
        "实际值填“无”": "N03@indicators.11.actual",
        "安全事件数": "I11@indicators.13.level3",
    },
    "21": {
        "154.74/310.2=49.88%": "B03@rate",  # the score is right for the printed rate
        "指标值、实际值都填成分值": "V22@indicators.1.target",
        "指标名是问句": "I14@indicators.1.level3",
        "执行率50%": "R10@rate",
    },
}

#: What the rules find beside, and why it is right: people did not mention it, or what is known of the form
#: is less than was published.
ALSO_FOUND = {
    "01": {
        "F31": NO_CODE,
        "B16": "90 became what was spent",
        "V17": "its target did not",
        "N08": "89.974万元",
        "B08": "90 became 89.974",
        "I01": "满意度 is not known",
        "V06": "as planned",
    },
    "05": {"F31": NO_CODE},
    "06": {"F31": NO_CODE, "I01": "the rest of 效益 and 满意度 are not known"},
    "13": {"F31": NO_CODE, "I01": "满意度 is not known", "I05": "no cost among four outputs"},
    "17": {"F31": NO_CODE, "I06": "60 points in one indicator", "I08": "two indicators"},
    "20": {
        "F31": NO_CODE,
        "F04": "no columns for weights and scores, no total",
        "I07": "so that no indicator has a weight",
        "V14": "everybody was satisfied",
    },
    "21": {
        "F31": NO_CODE,
        "I03": "the other indicators are not known",
        "I04": "neither are they",
        "I08": "nor they",
    },
}

#: Where the unit has a column of its own, it no longer belongs into 实际完成值, and where it is blank the
#: cell to blame is there: what is not found any more, and what is found instead.
WITH_A_COLUMN_FOR_UNITS: dict[str, tuple[set[str], set[str]]] = {
    "01": ({"V07@indicators.1.actual"}, set()),
    "05": ({"V20@"}, {"V20@indicators.1.unit"}),
    "06": (set(), {"N04@indicators.5.actual"}),
    "13": (set(), {f"N04@indicators.{number}.actual" for number in (1, 2, 5, 6, 7)}),
    "20": (set(), {"N04@indicators.13.actual"}),
}


def told(number: str, layout: str) -> set[str]:
    """What is found, as the tables above have it: rule@field."""
    keys: dict[str, str] = {}
    for key, (cell, _) in laid(number, layout).places.items():
        keys.setdefault(cell, key)
    return {
        f"{item.code}@{keys[item.cell] if item.cell else ''}" for item in reading(number, layout).findings
    }


def is_rule(verdict: str) -> bool:
    """Whether a verdict names rules."""
    return all("@" in word for word in verdict.split())


MISTAKES = [(number, text, verdict) for number, known in FOUND.items() for text, verdict in known.items()]


@pytest.mark.parametrize("number", RULE_SETS)
def test_every_mistake_that_people_found_has_its_verdict(number: str) -> None:
    errors = published(number)["published_errors"]
    assert len(errors) == len(FOUND[number])
    for error, beginning in zip(errors, FOUND[number], strict=True):
        assert error.startswith(beginning)


@pytest.mark.parametrize(
    ("number", "text", "verdict"),
    [(number, text, verdict) for number, text, verdict in MISTAKES if is_rule(verdict)],
)
def test_the_rules_find_what_people_found_in_its_cell(number: str, text: str, verdict: str) -> None:
    assert set(verdict.split()) <= told(number, "as printed"), text


@pytest.mark.parametrize("number", RULE_SETS)
def test_the_rules_find_nothing_that_is_not_accounted_for(number: str) -> None:
    verdicts = " ".join(verdict for verdict in FOUND[number].values() if is_rule(verdict)).split()
    known = {verdict.partition("@")[0] for verdict in verdicts}
    assert not known & ALSO_FOUND[number].keys()
    assert {item.code for item in reading(number, "as printed").findings} == known | ALSO_FOUND[number].keys()


@pytest.mark.parametrize(("number", "layout"), EVERYWHERE)
def test_the_same_is_found_in_every_layout(number: str, layout: str) -> None:
    gone, come = WITH_A_COLUMN_FOR_UNITS.get(number, (set(), set()))
    expected = told(number, "as printed")
    if layout == "other columns":
        assert gone <= expected
        expected = expected - gone | come
    assert told(number, layout) == expected


def test_a_printed_rate_within_a_hundredth_of_a_point_is_right() -> None:
    """Of 31.69 ÷ 32.4 = 97.808 % the form prints 97.80 %; its score of 9 is the mistake."""
    found = [item.message for item in reading("13", "as printed").findings if item.code.startswith("B0")]
    assert found == ["执行率得分应为 9.78，填的是 9"]
