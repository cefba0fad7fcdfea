"""Answers about forms just issued are remembered: they are what would be computed, whatever came before."""

from collections.abc import Iterable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from support.forms import case
from xlperf.rules.expressions.cells import AS_IN_EXCEL, State, shared
from xlperf.rules.expressions.closures import Logical
from xlperf.rules.expressions.judging import compiler_of
from xlperf.rules.expressions.resolving import resolve
from xlperf.rules.expressions.seeing import Row, SeenForm
from xlperf.rules.expressions.vocabulary import Group

#: Lines over the form and its indicators; the first looks at no field at all, others at definitions.
ASKED: Final = (
    "count(真) == 7",
    "sum(分值) == 90",
    "any(得分 > 分值)",
    "指标个数 > 0 and all(空(偏差原因))",
    "填报得分合计 == 总分",
    "应得执行率 == 执行率 or 空(执行率)",
)
#: Lines over each indicator: some ask of a cell only whether something stands there, or what kind of thing.
ASKED_OF_ROWS: Final = (
    "有内容(三级指标) and 空(得分)",
    "是数字(得分) or 是错误(得分)",
    '有内容(三级指标) and 三级指标 == "新的一项"',
    "有内容(得分) and 得分 <= 分值",
    "空(得分) or 填报得分合计 > 20",
    "定量 and 有内容(实际完成值)",
)
SCORES: Final = st.sampled_from(["", "5", "20", "20.0", "25", "约20", "=", "#N/A"])
FORMS: Final = st.lists(st.tuples(SCORES, SCORES, st.booleans()), min_size=2, max_size=6)


def compiled(asked: Iterable[str], group: Group) -> list[tuple[Logical, Logical]]:
    """Each line twice: as it is, and remembered."""
    compiler = compiler_of(case("").rules, AS_IN_EXCEL)
    trees = [resolve(text, group).tree for text in asked]
    lines = [(compiler.logical(tree), tree) for tree in trees]
    return [(line, compiler.remembered(line, group, tree)) for line, tree in lines]


LINES: Final = compiled(ASKED, Group.FORM)
LINES_OF_ROWS: Final = compiled(ASKED_OF_ROWS, Group.INDICATOR)


def seen(score: str, weight: str, more: bool) -> SeenForm:
    """The form of the rules' tests with another first indicator, or with one more."""
    name = "新的一项" if more else "硬化道路长度"
    line = f"| 产出指标 | 数量指标 | {name} | ≥ | 2 | 公里 | 2 | {weight} | {score} |  |"
    return SeenForm(case(f"+ {line}" if more else line), AS_IN_EXCEL)


@given(FORMS)
def test_an_answer_is_that_of_a_form_never_seen_before(forms: list[tuple[str, str, bool]]) -> None:
    for form in (seen(*each) for each in forms):
        assert [kept(form.whole) for _, kept in LINES] == [line(form.whole) for line, _ in LINES]


@given(FORMS)
def test_a_row_is_judged_like_one_never_seen_before(forms: list[tuple[str, str, bool]]) -> None:
    for form in (seen(*each) for each in forms):
        for row in form.rows(Group.INDICATOR):
            assert [kept(row) for _, kept in LINES_OF_ROWS] == [line(row) for line, _ in LINES_OF_ROWS]


def test_rows_that_differ_in_what_nobody_asks_about_are_computed_once() -> None:
    computed: list[str] = []

    def filled(row: Row) -> bool:
        computed.append(row.see("三级指标").text)
        return row.see("三级指标").state is not State.BLANK

    tree = resolve("有内容(三级指标)", Group.INDICATOR).tree
    kept = compiler_of(case("").rules, AS_IN_EXCEL).remembered(filled, Group.INDICATOR, tree)
    rows = [row for more in (False, True) for row in seen("5", "5", more).rows(Group.INDICATOR)]
    assert all(kept(row) for row in rows)
    assert len({row.see("三级指标").text for row in rows}) > 1 == len(computed)


def test_how_many_indicators_there_are_matters_where_no_field_is_looked_at() -> None:
    _, kept = LINES[0]
    assert [kept(seen("5", "5", more).whole) for more in (False, True)] == [True, False]


def test_numbers_that_are_shown_differently_are_told_apart() -> None:
    one, other = (shared(State.NUMBER, number, number, None) for number in ("1", "1.0"))
    assert one is not other
    assert one is shared(State.NUMBER, "1", "1", None)
