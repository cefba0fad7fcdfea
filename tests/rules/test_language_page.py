"""The page about the rule language says what the language does."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from support.forms import case
from xlperf.rules.catalogue import Rule, Scope, parse_catalogue
from xlperf.rules.checking import check_form
from xlperf.rules.expressions.functions import FUNCTIONS
from xlperf.rules.expressions.resolving import resolve
from xlperf.rules.expressions.vocabulary import Group, all_fields
from xlperf.rules.language_page import EXAMPLES, SIGNS, SLIPS, Sign, complaint, render
from xlperf.rules.own import own_rule

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "rule-language.md"
LINES: Final = {line.id: line for line, _ in EXAMPLES}

#: What a form without a mistake must become for each example to speak, and the sentence that it then speaks.
CAUGHT: Final[Mapping[str, tuple[str, str]]] = {
    "Z01": (
        "| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 30 | 30 | |",
        "“硬化道路长度”占 30 分",
    ),
    "Z02": (
        "| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 20 | 18 | 天气 |",
        "“受益户数”的原因太短",
    ),
    "Z03": ("| 年度资金总额 | =100 | =100 | =40 | 10 | =40% | =4 |", "执行率不到一半"),
    "Z04": (
        """
        - 验收合格率
        + | 产出指标 | 质量指标 | 其他 | = | 100 | % | 100 | 10 | =10 | |
        """,
        "“其他”说不清是什么",
    ),
    "Z05": (
        """
        + | 效益指标 | 可持续影响指标 | 甲 | 定性 | 建立 | | 达成年度指标 | 10 | 10 | |
        + | 效益指标 | 可持续影响指标 | 乙 | 定性 | 建立 | | 达成年度指标 | 10 | 10 | |
        """,
        "定性指标太多",
    ),
    "Z06": ("| 实际完成情况 | 完成 |", "“实际完成情况”写得太少"),
    "Z07": ("- 村民满意度", "没有满意度指标"),
    "Z08": ("| 总分 | 99 |", "总分 99 不等于各项得分之和"),
    "Z09": (
        "| 产出指标 | 时效指标 | 完工时间 | ≤ | 2023年11月底前 | | 2024年1月5日 | 10 | 10 | |",
        "“完工时间”2024年1月5日才完成",
    ),
    "Z10": ("| 其他资金 | 0 | 0 | 5 |", "其他资金执行数超过预算数"),
    "Z11": ("| 年度资金总额 | =100 | =90 | =95 | 10 | =95% | =9.5 |", "全年预算数的总额不等于各来源之和"),
}


def told(rule_id: str, changes: str = "") -> list[str]:
    rule = own_rule(LINES[rule_id])
    assert isinstance(rule, Rule), rule
    return [item.message for item in check_form(case(changes), {rule.id: rule})]


def test_the_page_in_docs_is_what_the_language_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


def test_the_page_names_every_field_and_function_in_each_of_its_spellings() -> None:
    words = set(re.findall(r"[A-Za-z_\u4e00-\u9fff]+", render()))
    assert {spelling for field in all_fields().values() for spelling in (field.name, *field.aliases)} <= words
    assert set(FUNCTIONS) <= words


def test_every_example_is_tried() -> None:
    assert list(CAUGHT) == list(LINES)


@pytest.mark.parametrize("rule_id", CAUGHT)
def test_an_example_speaks_where_it_should_and_only_there(rule_id: str) -> None:
    changes, sentence = CAUGHT[rule_id]
    assert told(rule_id, changes) == [sentence]
    assert told(rule_id) == []


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.use)
def test_every_spelling_of_a_sign_is_understood(sign: Sign) -> None:
    for spelling in sign.spellings:
        resolve(sign.example.format(spelling), Group.INDICATOR)


def test_the_spellings_of_a_sign_mean_the_same() -> None:
    for sign in SIGNS:
        if sign.use not in {"小于、大于", "加、减", "乘、除"}:
            read = [resolve(sign.example.format(each), Group.INDICATOR) for each in sign.spellings]
            assert all(each == read[0] for each in read), sign.use


def test_signs_further_down_bind_tighter() -> None:
    tight = resolve("得分 + 1 * 2 <= 分值 and 非 空(得分) or 假", Group.INDICATOR)
    spelled = resolve("(((得分 + (1 * 2)) <= 分值) and (非 (空(得分)))) or 假", Group.INDICATOR)
    assert tight == spelled


@pytest.mark.parametrize(("group", "slip"), SLIPS)
def test_a_slip_is_answered_with_its_place(group: Group, slip: str) -> None:
    assert re.match(r"第 \d+ 个字处：", complaint(group, slip))


def test_a_right_line_is_no_slip() -> None:
    with pytest.raises(ValueError, match="得分 <= 分值"):
        complaint(Group.INDICATOR, "得分 <= 分值")


def test_the_rule_for_developers_can_be_added_as_it_stands() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", render(), re.DOTALL)
    (rule,) = parse_catalogue(text).values()
    assert (rule.scope, rule.live) == (Scope.INDICATOR, True)
