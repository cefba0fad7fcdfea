"""What a line means: holds, violated or open, in Python and in the two views of a cell."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.forms import case
from xlperf.rules.expressions.cells import AS_IN_EXCEL, UNDERSTOOD, View, serial
from xlperf.rules.expressions.evaluating import Compiler
from xlperf.rules.expressions.judging import compiler_of
from xlperf.rules.expressions.operations import SIGNS, over, rounded
from xlperf.rules.expressions.resolving import resolve
from xlperf.rules.expressions.seeing import Row, SeenForm
from xlperf.rules.expressions.vocabulary import Group

VERDICTS: Final = {True: "holds", False: "violated", None: "open"}
VIEWS: Final = {"understood": UNDERSTOOD, "in Excel": AS_IN_EXCEL}
#: 一级指标 to 偏差原因 of an indicator in the place of the first one; 分值 is 20.
LINE: Final = (
    "| 产出指标 | 数量指标 | 硬化道路长度 "
    "| {relation} | {target} | {unit} | {actual} | 20 | {score} | {reason} |"
)
USUAL: Final = {"relation": "≥", "target": "2", "unit": "公里", "actual": "2.1", "score": "20", "reason": ""}


def row(view: View, **cells: str) -> Row:
    """The first indicator of a form, some of its cells changed."""
    return SeenForm(case(LINE.format(**{**USUAL, **cells})), view).rows(Group.INDICATOR)[0]


def verdict(text: str, seen: Row, group: Group = Group.INDICATOR) -> str:
    compiler = compiler_of(seen.form.case.rules, seen.form.view)
    return VERDICTS[compiler.logical(resolve(text, group).tree)(seen)]


def shown(text: str, seen: Row) -> str | None:
    compiler = compiler_of(seen.form.case.rules, seen.form.view)
    return compiler.textual(resolve(text, Group.INDICATOR, None).tree)(seen)


def table(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in text.strip().splitlines()]


#: What is typed as 得分 | asked | understood | in Excel.
SCORES: Final = """
20       | 得分 == 分值              | holds    | holds
19.5     | 得分 == 分值              | violated | violated
''20     | 得分 == 分值              | holds    | open
20分     | 得分 == 分值              | holds    | open
２０     | 得分 == 分值              | holds    | open
约20     | 得分 == 分值              | open     | open
.        | 得分 == 分值              | open     | open
#N/A     | 得分 == 分值              | open     | open
=        | 得分 == 分值              | open     | open
=20      | 得分 == 分值              | holds    | holds
.        | 空(得分)                  | holds    | holds
.        | 有内容(得分)              | violated | violated
''　     | 空(得分)                  | holds    | holds
0        | 空(得分)                  | violated | violated
#N/A     | 空(得分)                  | violated | violated
#N/A     | 是错误(得分)              | holds    | holds
=        | 空(得分)                  | open     | holds
20       | 是数字(得分)              | holds    | holds
''20     | 是数字(得分)              | holds    | violated
''20     | 是文字(得分)              | violated | holds
约20     | 是文字(得分)              | holds    | holds
.        | 是文字(得分)              | violated | violated
#N/A     | 是文字(得分)              | violated | violated
.        | 空作零(得分) == 0         | holds    | holds
约20     | 空作零(得分) == 0         | open     | open
.        | 先取(得分, 分值) == 20    | holds    | holds
5        | 先取(得分, 分值) == 20    | violated | violated
5        | 得分 / (分值 - 20) > 0    | open     | open
20       | 得分 > 19 and 得分 > 未知 | open     | open
5        | 得分 > 19 and 得分 > 未知 | violated | violated
20       | 得分 > 19 or 得分 > 未知  | holds    | holds
5        | 得分 > 19 or 得分 > 未知  | open     | open
5        | not 得分 > 未知           | open     | open
5        | not 得分 > 19             | holds    | holds
.        | if(得分 > 1, 1, 2) > 0    | open     | open
5        | if(得分 > 1, 1, 未知) > 0 | holds    | holds
20.0000004 | 得分 == 分值            | holds    | holds
20.0000005 | 得分 == 分值            | violated | violated
20.0000004 | 得分 > 分值             | violated | violated
20       | 0 <= 得分 <= 分值         | holds    | holds
-1       | 0 <= 得分 <= 分值         | violated | violated
18.625   | round(得分, 2) == 18.63   | holds    | holds
-0.125   | round(得分, 2) == -0.13   | holds    | holds
"""


@pytest.mark.parametrize(("typed", "asked", "understood", "in_excel"), table(SCORES))
def test_a_number_cell(typed: str, asked: str, understood: str, in_excel: str) -> None:
    score = "" if typed == "." else typed.replace("''", "'")
    assert [verdict(asked, row(view, score=score)) for view in VIEWS.values()] == [understood, in_excel]


#: What is typed as 偏差原因 | asked | the verdict in either view.
REASONS: Final = """
.           | 有内容(偏差原因)                    | violated
.           | 有说明(偏差原因)                    | violated
雨天        | 有说明(偏差原因)                    | holds
无          | 有说明(偏差原因)                    | violated
无。        | 有说明(偏差原因)                    | violated
同上        | 有说明(偏差原因)                    | violated
0           | 有说明(偏差原因)                    | violated
N/A         | 有说明(偏差原因)                    | violated
无法施工    | 有说明(偏差原因)                    | holds
#N/A        | 有说明(偏差原因)                    | holds
.           | 偏差原因 == "雨天"                  | open
雨 天       | 偏差原因 == "雨天"                  | holds
雨天        | 偏差原因 != "雨天"                  | violated
#N/A        | 偏差原因 == "雨天"                  | open
雨天停工    | 包含(偏差原因, "冰雹", "停工")      | holds
雨天停工    | 开头是(偏差原因, "停工")            | violated
雨天停工    | 开头是(偏差原因, "晴", "雨天")      | holds
雨天停工    | 属于(偏差原因, "雨天")              | violated
.           | 包含(偏差原因, "停工")              | open
雨天停工    | 长度(偏差原因) == 4                 | holds
雨 天       | 长度(偏差原因) == 2                 | holds
.           | 长度(偏差原因) == 0                 | holds
#N/A        | 长度(偏差原因) == 0                 | open
雨天        | 偏差原因 & 分值 == "雨天20"         | holds
"""


@pytest.mark.parametrize(("typed", "asked", "expected"), table(REASONS))
def test_a_text_cell(typed: str, asked: str, expected: str) -> None:
    reason = "" if typed == "." else typed
    assert [verdict(asked, row(view, reason=reason)) for view in VIEWS.values()] == [expected, expected]


#: What is typed as 指标性质, 指标值 and 实际完成值 | asked | understood | in Excel.
MEASURES: Final = """
≥ 2 2.1               | 实际完成值 >= 指标值               | holds    | holds
≥ 2 2.1公里           | 实际完成值 >= 指标值               | holds    | open
≥ 2 不适用            | 实际完成值 == "不适用"             | holds    | holds
≥ 2 2.1               | 实际完成值 == "不适用"             | violated | violated
≥ 2 不适用            | 适用                               | violated | violated
≥ 2 2.1               | 定量                               | holds    | holds
定性 好 2.1           | 定量                               | violated | violated
≥ 2 0                 | 有回答(实际完成值)                 | holds    | holds
≥ 2 无                | 有回答(实际完成值)                 | violated | violated
≤ 2023-10-31 2023-11-30 | 实际完成值 > 日期(2023, 11, 29)  | holds    | holds
≤ 2023-10-31 2023-11-30 | 指标值 > 日期(2023, 12, 31)      | violated | violated
≤ 2023-10-31 2023-11-30 | 是数字(实际完成值)               | violated | holds
≥ 2 2.1               | 应得分 == 20                       | holds    | holds
≥ 2 1                 | 应得分 == 10                       | holds    | holds
≤ 2 3                 | 应得分 == 10                       | holds    | holds
= 0 0                 | 应得分 == 20                       | holds    | holds
= 0 1                 | 应得分 == 0                        | holds    | holds
≥ 0 1                 | 应得分 == 20                       | open     | open
定性 好 达成年度指标  | 应得分 == 20                       | open     | open
定性 好 达成年度指标  | 得分 == 计入得分                   | holds    | holds
"""


@pytest.mark.parametrize(("typed", "asked", "understood", "in_excel"), table(MEASURES))
def test_a_cell_for_a_number_a_day_or_words(typed: str, asked: str, understood: str, in_excel: str) -> None:
    cells: Mapping[str, str] = dict(zip(("relation", "target", "actual"), typed.split(), strict=True))
    assert [verdict(asked, row(view, **cells)) for view in VIEWS.values()] == [understood, in_excel]


#: Changes of the form (;-separated rows) | asked of the form | the verdict in either view.
OVER_ROWS: Final = """
.                                                   | sum(分值) == 90                    | holds
.                                                   | count(真) == 7                     | holds
.                                                   | 指标个数 == 7                      | holds
.                                                   | count(得分 < 分值) == 1            | holds
.                                                   | any(得分 < 分值)                   | holds
.                                                   | all(得分 == 分值)                  | violated
.                                                   | sum(if(得分 < 分值, 1, 0)) == 1    | holds
- 村民满意度                                        | sum(分值) == 80                    | holds
+ 满意度指标 @ 满意度 @ 甲 @ ≥ @ 1 @ 处 @ 1 @ @ @   | sum(分值) == 90                    | open
+ 满意度指标 @ 满意度 @ 甲 @ ≥ @ 1 @ 处 @ 1 @ @ @   | any(得分 < 分值)                   | holds
+ 满意度指标 @ 满意度 @ 甲 @ ≥ @ 1 @ 处 @ 1 @ @ @   | all(得分 <= 分值)                  | open
+ 满意度指标 @ 满意度 @ 甲 @ ≥ @ 1 @ 处 @ 1 @ @ @   | count(得分 < 分值) == 1            | open
+ 满意度指标 @ 满意度 @ @ @ @ @ @ @ @               | count(真) == 7                     | holds
"""


@pytest.mark.parametrize(("changed", "asked", "expected"), table(OVER_ROWS))
def test_rows_in_use(changed: str, asked: str, expected: str) -> None:
    line = changed.replace("+ ", "+ | ").replace("@", "|") + " |" if changed.startswith("+") else changed
    for view in VIEWS.values():
        form = SeenForm(case("" if changed == "." else line), view)
        assert verdict(asked, form.whole, Group.FORM) == expected


#: A blank of a message | what it is filled with.
SHOWN: Final = """
分值 + 0.5               | 20.5
1 / 3                    | 0.333333
分值 - 20.0000001        | 0
两位小数(8.625)          | 8.63
两位小数(-0.001)         | 0.00
百分比(0.94605)          | 94.61%
百分比(0.9, 0)           | 90%
"甲" & 分值 & "分"       | 甲20分
三级指标                 | 硬化道路长度
偏差原因 & "。"          | 。
目标文字 & "，" & 完成文字 | ≥2公里，2.1公里
if(得分 > 1, "甲", "乙") | 甲
"""


@pytest.mark.parametrize(("blank", "text"), table(SHOWN))
def test_a_blank_of_a_message(blank: str, text: str) -> None:
    assert [shown(blank, row(view)) for view in VIEWS.values()] == [text, text]


def test_a_blank_that_nobody_can_fill_is_open() -> None:
    for view in VIEWS.values():
        assert shown("得分 + 1", row(view, score="")) is None
        assert shown("偏差原因", row(view, reason="#N/A")) is None


def test_a_long_text_is_quoted_in_part_and_in_one_line() -> None:
    for view in VIEWS.values():
        quoted = shown("偏差原因", row(view, reason="一二三四五六七八九　十" * 5))
        assert quoted is not None
        assert (len(quoted), quoted[-1], "　" in quoted) == (40, "…", False)


def test_a_day_is_counted_as_excel_counts() -> None:
    assert serial(date(2023, 10, 31)) == 45230


# -- three truth values, and decimals -------------------------------------------------------------------

TRUTHS: Final = st.sampled_from([True, False, None])


def judged(text: str) -> bool | None:
    """The verdict on a line without fields; 未知 > 0 is open."""
    compiler = Compiler(UNDERSTOOD, {})
    return compiler.logical(resolve(text, Group.FORM).tree)(row(UNDERSTOOD))


def written(value: bool | None) -> str:
    return {True: "真", False: "假", None: "未知 > 0"}[value]


@given(TRUTHS, TRUTHS)
def test_de_morgan_holds_of_three_truth_values(one: bool | None, other: bool | None) -> None:
    a, b = written(one), written(other)
    assert judged(f"not ({a} and {b})") is judged(f"not {a} or not {b}")
    assert judged(f"not ({a} or {b})") is judged(f"not {a} and not {b}")


@given(TRUTHS, TRUTHS, TRUTHS)
def test_what_is_known_stays_so_when_more_becomes_known(
    one: bool | None, other: bool | None, third: bool | None
) -> None:
    """Whoever fills in a blank never turns ✔ into ✘ through and, or and not, nor the other way round."""
    text = "({} and {}) or not {}"
    before = judged(text.format(*map(written, (one, other, third))))
    for filled in (True, False):
        known = [filled if value is None else value for value in (one, other, third)]
        after = judged(text.format(*map(written, known)))
        assert before is None or before is after


@given(st.lists(TRUTHS, max_size=4))
def test_and_is_or_turned_round(values: list[bool | None]) -> None:
    turned = over((None if value is None else not value for value in values), decided_by=True)
    assert over(values, decided_by=False) is (None if turned is None else not turned)


NUMBERS: Final = st.decimals(-(10**6), 10**6, places=6)


@given(NUMBERS, NUMBERS)
def test_numbers_are_compared_to_six_decimals(one: Decimal, other: Decimal) -> None:
    python = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
    for sign, holds in SIGNS.items():
        assert holds(one - other) is python[sign](one, other)
        assert holds(Decimal(float(one)) - Decimal(float(other))) is holds(one - other)


@given(NUMBERS, st.integers(0, 6))
def test_a_binary_number_is_rounded_like_the_decimal_it_stands_for(number: Decimal, places: int) -> None:
    assert rounded(Decimal(float(number)), places) == rounded(number, places)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=Decimal("-1E308"), max_value=Decimal("1E308")
    )
)
def test_no_number_is_too_large_to_be_rounded(number: Decimal) -> None:
    assert rounded(number, 2) is not None
