"""The language as text: what is understood, what is not, and how a clerk is told."""

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.rules.expressions.errors import ExpressionError
from xlperf.rules.expressions.functions import FUNCTIONS
from xlperf.rules.expressions.parser import MAX_DEPTH, parse
from xlperf.rules.expressions.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Open,
    Text,
    Truth,
    printed,
)
from xlperf.rules.expressions.tokens import MAX_LENGTH, MAX_TOKENS
from xlperf.rules.expressions.vocabulary import all_fields

#: As written | as the program prints it.
READ: Final = """
得分 <= 分值                          | 得分 <= 分值
得分≤分值                             | 得分 <= 分值
得分＜＝分值                          | 得分 <= 分值
得分 =< 分值                          | 得分 <= 分值
得分 = 分值                           | 得分 == 分值
得分 <> 分值                          | 得分 != 分值
得分 ≠ 分值                           | 得分 != 分值
执行率 < 90%                          | 执行率 < 0.9
分值 <= ３０                          | 分值 <= 30
sum（分值）＋ 执行率分值 == 100       | sum(分值) + 执行率分值 == 100
round(执行率，2) > 1                  | round(执行率, 2) > 1
等级 == “优”                          | 等级 == "优"
等级 == "优"                          | 等级 == "优"
得分==分值或有内容(偏差原因)          | 得分 == 分值 or 有内容(偏差原因)
得分 > 1 且 非 得分 > 2               | 得分 > 1 and not 得分 > 2
得分 > 1 AND NOT 得分 > 2             | 得分 > 1 and not 得分 > 2
a > 1 or b > 2 and c > 3              | a > 1 or b > 2 and c > 3
(a > 1 or b > 2) and c > 3            | (a > 1 or b > 2) and c > 3
not a > 1 and b > 2                   | not a > 1 and b > 2
0 <= 得分 <= 分值                     | 0 <= 得分 and 得分 <= 分值
a - b - c == 0                        | a - b - c == 0
a - (b - c) == 0                      | a - (b - c) == 0
2 × a ÷ b == 1                        | 2 * a / b == 1
-a * b == 0                           | -a * b == 0
-(a + b) == 0                         | -(a + b) == 0
"第" & n & "行" == "第1行"            | "第" & n & "行" == "第1行"
真 and not 假                         | 真 and not 假
得分 > 未知                           | 得分 > 未知
"""

#: As written | the complaint.
REFUSED: Final = """
(nothing)              | 第 1 个字处：后面没有了，这里应该是字段、数字、文字、函数或左括号
得分 <=                | 第 6 个字处：后面没有了，这里应该是字段、数字、文字、函数或左括号
得分 <= <= 分值        | 第 7 个字处：遇到“<=”，这里应该是字段、数字、文字、函数或左括号
得分 分值              | 第 4 个字处：遇到“分值”，这里应该结束，或者接一个运算符（如 <=、and、+）
(得分 <= 分值          | 第 10 个字处：后面没有了，这里应该是右括号
得分 <= 分值)          | 第 9 个字处：遇到“)”，这里应该结束，或者接一个运算符（如 <=、and、+）
round(得分 2)          | 第 10 个字处：遇到“2”，这里应该是逗号或右括号
等级 == "优            | 第 7 个字处：文字没有收尾，缺少“"”
等级 == “优            | 第 7 个字处：文字没有收尾，缺少“””
得分 # 分值            | 第 4 个字处：不认识的符号“#”
得分[1]                | 第 3 个字处：不认识的符号“[”
得分.值                | 第 3 个字处：不认识的符号“.”
得分 and               | 第 7 个字处：后面没有了，这里应该是字段、数字、文字、函数或左括号
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("written", "meant"), rows(READ))
def test_a_line_is_read_however_it_is_typed(written: str, meant: str) -> None:
    assert printed(parse(written)) == meant
    assert printed(parse(meant)) == meant


@pytest.mark.parametrize(("written", "complaint"), rows(REFUSED))
def test_a_line_that_cannot_be_read_is_refused_with_its_place(written: str, complaint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse("" if written == "(nothing)" else written)
    assert str(refused.value) == complaint


def test_nothing_is_changed_between_quotes() -> None:
    assert parse("等级 == “Ａ（，＝且”") == Comparison("==", Name("等级"), Text("Ａ（，＝且"))


def test_a_percentage_is_a_fraction_and_exact() -> None:
    assert parse("0.1%") == Number(Decimal("0.001"))


def test_no_name_holds_a_word_of_the_language() -> None:
    """且, 或 and 非 end a name wherever they stand, so that no spaces are needed."""
    names = {
        *all_fields(),
        *FUNCTIONS,
        *(alias for field in all_fields().values() for alias in field.aliases),
    }
    assert [name for name in names if set(name) & set("且或非")] == []
    assert [name for name in names if printed(parse(f"{name} == 1")) != f"{name} == 1"] == []


class TestTooMuch:
    def test_too_long(self) -> None:
        with pytest.raises(ExpressionError, match="太长了：一条规则最多 1000 个字"):
            parse("得分 > 1" + " " * MAX_LENGTH)

    def test_too_many_words(self) -> None:
        with pytest.raises(ExpressionError, match="太复杂了：一条规则最多 300 个词"):
            parse("+".join("1" * MAX_TOKENS))

    @pytest.mark.parametrize("opening", ["(", "-", "not ", "abs("])
    def test_too_deep(self, opening: str) -> None:
        with pytest.raises(ExpressionError, match=f"括号套得太深：最多 {MAX_DEPTH} 层"):
            parse(opening * (MAX_DEPTH + 1) + "1")

    def test_deep_enough_for_anybody(self) -> None:
        parse("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH)


# -- any tree, any text ---------------------------------------------------------------------------------

NAMES = st.sampled_from(["得分", "分值", "偏差原因", "年度资金总额的全年执行数", "x1"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Number, st.decimals(0, 10**9, places=4)),
    st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=5).map(Text),
    st.text(st.characters(exclude_characters="”", exclude_categories=["Cs"]), max_size=5)
    .filter(lambda text: '"' in text)
    .map(Text),
    st.booleans().map(Truth),
    st.just(Open()),
    NAMES.map(Name),
)


def _branches(trees: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(trees, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Negative, trees),
        st.builds(Not, trees),
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/", "&"]), trees, trees),
        st.builds(Comparison, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), trees, trees),
        st.builds(Junction, st.sampled_from(["and", "or"]), parts),
        st.builds(Call, st.sampled_from(["abs", "有内容", "f"]), st.lists(trees, max_size=3).map(tuple)),
    )


TREES = st.recursive(LEAVES, _branches, max_leaves=12)


@given(TREES)
def test_a_printed_tree_is_the_same_when_it_is_read_again(tree: Node) -> None:
    again = parse(printed(tree), limited=False)
    assert again == tree
    assert printed(again) == printed(tree)


@given(
    st.text(max_size=60) | st.text(alphabet='得分值执行率(),，+-*/<=>≤“”"0.9% andornot且或非&', max_size=60)
)
def test_whatever_is_typed_there_is_a_tree_or_a_sentence(text: str) -> None:
    tree, complaint = _read(text)
    if tree is None:
        assert complaint.startswith("第 ")
        assert " 个字处：" in complaint
    else:
        assert printed(parse(printed(tree))) == printed(tree)


def _read(text: str) -> tuple[Node | None, str]:
    try:
        return parse(text), ""
    except ExpressionError as error:
        return None, str(error)
