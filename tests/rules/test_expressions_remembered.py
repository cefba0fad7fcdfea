"""Answers about forms just issued are remembered: they are what would be computed, whatever came before."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from support.forms import case
from xlperf.rules.expressions.cells import AS_IN_EXCEL, State, shared
from xlperf.rules.expressions.closures import Logical
from xlperf.rules.expressions.judging import compiler_of
from xlperf.rules.expressions.resolving import resolve
from xlperf.rules.expressions.seeing import SeenForm
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
SCORES: Final = st.sampled_from(["", "5", "20", "20.0", "25", "约20", "=", "#N/A"])
FORMS: Final = st.lists(st.tuples(SCORES, SCORES, st.booleans()), min_size=2, max_size=6)


def compiled() -> list[tuple[Logical, Logical]]:
    """Each line twice: as it is, and remembered."""
    compiler = compiler_of(case("").rules, AS_IN_EXCEL)
    trees = [resolve(text, Group.FORM).tree for text in ASKED]
    lines = [(compiler.logical(tree), tree) for tree in trees]
    return [(line, compiler.remembered(line, Group.FORM, tree)) for line, tree in lines]


LINES: Final = compiled()


def seen(score: str, weight: str, more: bool) -> SeenForm:
    """The form of the rules' tests with another first indicator, or with one more."""
    name = "新的一项" if more else "硬化道路长度"
    line = f"| 产出指标 | 数量指标 | {name} | ≥ | 2 | 公里 | 2 | {weight} | {score} |  |"
    return SeenForm(case(f"+ {line}" if more else line), AS_IN_EXCEL)


@given(FORMS)
def test_an_answer_is_that_of_a_form_never_seen_before(forms: list[tuple[str, str, bool]]) -> None:
    for form in (seen(*each) for each in forms):
        assert [kept(form.whole) for _, kept in LINES] == [line(form.whole) for line, _ in LINES]


def test_how_many_indicators_there_are_matters_where_no_field_is_looked_at() -> None:
    _, kept = LINES[0]
    assert [kept(seen("5", "5", more).whole) for more in (False, True)] == [True, False]


def test_numbers_that_are_shown_differently_are_told_apart() -> None:
    one, other = (shared(State.NUMBER, number, number, None) for number in ("1", "1.0"))
    assert one is not other
    assert one is shared(State.NUMBER, "1", "1", None)
