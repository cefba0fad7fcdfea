"""Seven forms that governments published, the mistakes that people found in them, and what the rules find.

What a form printed is copied as it was; where only part of a form is known, that part is checked.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support.forms import case
from xlperf.model.finding import Finding
from xlperf.rules.checking import check_form

FOLDER = Path(__file__).parent / "published_cases"
RULE_SETS = {
    "01": "central_2020",
    "05": "central_2020",
    "06": "central_2020",
    "13": "central_2020",
    "17": "sichuan_2023",
    "20": "central_2020",
    "21": "beijing_2016",
}

LATER = "a rule of its own, not in the catalogue yet: "
NOT_ON_THE_FORM = "nothing on the form says so: "
NONE = "no mistake"

#: Every mistake that people found (``published_errors``, by its first words): the rules that find it, or
#: why none does.
FOUND: dict[str, dict[str, str]] = {
    "01": {
        "年度资金总额行": "B02",
        "执行率0、得分0": "B02",  # follows from the totals, and is right for them
        "成本指标实际90": f"{LATER}V16",
        "实际完成情况 30+30": f"{LATER}R08",
        "“对控制基建项目": f"{LATER}I11",
        "“≥100百分比”": "V08",
        "实际完成值无单位": f"{LATER}V07",
        "年度标注2022": NOT_ON_THE_FORM + "when the file was saved",
    },
    "05": {
        "37.24/43.2=86.20%": "B03 B04",
        "年度总体目标": "R07",
        "资金金额作为数量指标": f"{LATER}I10",
        "数量指标得分应为": NOT_ON_THE_FORM + "whether more or less is better",
        "各值无单位": f"{LATER}V07",
        "偏差原因栏填“0”": f"{LATER}R03",
        "满意度100%": f"{LATER}V14",
        "空白模板行": f"{LATER}F07",
        "产出合计50": NONE,
    },
    "06": {
        "执行率行分值填100": "B15 B04",
        "金额带“万”字": "N04",
        "主管部门、实施单位空白": "F14",
        "预算执行率又作数量指标": f"{LATER}I10",
        "成本指标实际150万": f"{LATER}V16",
        "时效指标整组空白": f"{LATER}I05",
        "未满分项无偏差原因": "R01",
    },
    "13": {
        "31.69/32.4=97.81%": "B04",
        "“其中”行也填了": f"{LATER}B14",
        "年初预算数空": f"{LATER}of blank amounts",
        "自评发布于": NOT_ON_THE_FORM + "when it was published",
        "“15年”为建成当年": NOT_ON_THE_FORM + "what can be known within the year",
    },
    "17": {
        "公开的是未填的模板": "V02",
        "评价结论/存在问题": f"{LATER}F08",
        "中途调增12.96万元": "B08",
        "人员类支出": f"{LATER}B18",
        "产出60、效益30": NONE,  # Sichuan shares 90 points freely
    },
    "20": {
        "目标0的反向指标": NONE,  # all or nothing; nobody gave a sign
        "实际值填“无”": "N03",
        "安全事件数": f"{LATER}I11",
    },
    "21": {
        "154.74/310.2=49.88%": "B03",  # the score is right for the printed rate
        "指标值、实际值都填成分值": f"{LATER}V17",
        "指标名是问句": f"{LATER}I14",
        "执行率50%": f"{LATER}S13 looks at the total, which is not known",
    },
}

#: What the rules find beside: people did not mention it, or the part that is known is too small.
BESIDE = {
    "01": {"N08": "89.974万元", "B08": "90 became 89.974", "I01": "满意度 is not known", "V06": "as planned"},
    "05": {},
    "06": {"I01": "the rest of 效益 and 满意度 are not known"},
    "13": {"I01": "满意度 is not known"},
    "17": {"I06": "60 points in one indicator", "I08": "two indicators"},
    "20": {"I07": "a form without weights"},
    "21": {"I03": "the other indicators are not known", "I04": "neither are they", "I08": "nor they"},
}

#: The row of the funds table that a printed row stands for. Both Sichuan's own sources are 0 there.
ROWS = {
    "年度资金总额": "年度资金总额",
    "总额": "年度资金总额",
    "其中:当年财政拨款": "当年财政拨款",
    "其中:本年财政拨款": "当年财政拨款",
    "其中:财政资金": "当年财政拨款",
    "其中:本年一般公共预算拨款": "当年财政拨款",
    "其中:中央、省、市补助/县级资金": "当年财政拨款",
    "上年结转资金": "上年结转资金",
    "其他资金": "其他资金",
}
INDICATORS = {
    "一级指标": "l1",
    "二级指标": "l2",
    "三级指标": "l3",
    "指标值": "target",
    "实际完成值": "actual",
    "分值": "weight",
    "得分": "score",
    "偏差原因": "reason",
}


def published(number: str) -> dict[str, Any]:
    """The form as it was published, and what people found wrong with it."""
    data: dict[str, Any] = json.loads((FOLDER / f"{number}.json").read_text(encoding="utf-8"))
    return data


def table(data: dict[str, Any]) -> str:
    """The form as a table. The central form has 指标值 with sign and unit in one cell."""
    rows = [
        ["年度", data["year_printed"]],
        ["项目名称", data["project"]],
        ["主管部门", data.get("supervisor", "（没有抄录）")],
        ["实施单位", data.get("implementer", data["unit"])],
        *_funds(data),
        ["预期目标", data.get("goal", "这份表的年度总体目标没有抄录")],
        ["实际完成情况", data.get("goal_done", "实际完成了什么也没有抄录下来")],
        list(INDICATORS),
        *([line[key] for key in INDICATORS.values()] for line in data["indicators"]),
        ["总分", ""],
    ]
    return "\n".join(f"| {' | '.join(cell or '' for cell in row)} |" for row in rows)


def _funds(data: dict[str, Any]) -> list[list[str]]:
    amounts = ("initial_budget", "full_year_budget", "execution")
    total, *sources = (line for line in data["budget_lines"] if line["item"] in ROWS)
    return [
        ["年度资金总额", *(total[key] for key in (*amounts, "weight", "rate", "score"))],
        *([ROWS[line["item"]], *(line[key] for key in amounts)] for line in sources),
    ]


@cache
def findings(number: str) -> tuple[Finding, ...]:
    """What the rules find in one of the forms."""
    base, rules = table(published(number)), RULE_SETS[number]
    return check_form(case(base=base, rules=rules, ledger=None, issued=False))


def is_rule(verdict: str) -> bool:
    """Whether a verdict names rules."""
    return all(len(word) == 3 and word[1:].isdigit() for word in verdict.split())


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
def test_the_rules_find_what_people_found(number: str, text: str, verdict: str) -> None:
    assert {*verdict.split()} <= {each.code for each in findings(number)}, text


@pytest.mark.parametrize("number", RULE_SETS)
def test_the_rules_find_nothing_that_is_not_accounted_for(number: str) -> None:
    known = {code for verdict in FOUND[number].values() if is_rule(verdict) for code in verdict.split()}
    assert {each.code for each in findings(number)} == known | BESIDE[number].keys()


def test_a_printed_rate_within_a_hundredth_of_a_point_is_right() -> None:
    """Of 31.69 ÷ 32.4 = 97.808 % the form prints 97.80 %; its score of 9 is the mistake."""
    assert [each.message for each in findings("13") if each.code.startswith("B")] == [
        "执行率得分应为 9.78，填的是 9"
    ]
