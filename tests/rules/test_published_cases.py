"""Seven forms that governments published, with the mistakes that people found in them, and what the rules find."""

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
AMOUNTS = ("initial_budget", "full_year_budget", "execution")
INDICATOR = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")


def published(number: str) -> dict[str, Any]:
    """The form as it was published, and what people found wrong with it (``published_errors``)."""
    data: dict[str, Any] = json.loads((FOLDER / f"{number}.json").read_text(encoding="utf-8"))
    return data


def table(data: dict[str, Any]) -> str:
    """The form as a table: the central one has 指标值 in one cell, with its sign and its unit."""
    rows = [
        ["年度", data["year_printed"]],
        ["项目名称", data["project"]],
        ["主管部门", data.get("supervisor")],
        ["实施单位", data.get("implementer") if "implementer" in data else data["unit"]],
    ]
    for line in data["budget_lines"]:
        if line["item"] in ROWS:
            amounts = [line[key] for key in (*AMOUNTS, "weight", "rate", "score")]
            rows.append([ROWS[line["item"]], *(amounts if line is data["budget_lines"][0] else amounts[:3])])
    rows += [["预期目标", data.get("goal")], ["实际完成情况", data.get("goal_done")]]
    rows.append("一级指标 二级指标 三级指标 指标值 实际完成值 分值 得分 偏差原因".split())
    rows += [[line[key] for key in INDICATOR] for line in data["indicators"]]
    rows.append(["总分", data.get("total_score") if number_like(data.get("total_score")) else None])
    return "\n".join(f"| {' | '.join(cell or '' for cell in row)} |" for row in rows)


def number_like(text: str | None) -> bool:
    return text is not None and text.replace(".", "").isdigit()


@cache
def findings(number: str) -> tuple[Finding, ...]:
    data = published(number)
    return check_form(case(base=table(data), rules=RULE_SETS[number], ledger=None, issued=False))
