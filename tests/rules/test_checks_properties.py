"""Whatever a form holds, the checks answer, and in sentences."""

from decimal import Decimal
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from support.forms import LEDGER, OTHER_UNITS, UNIT, YEAR
from xlperf.model.evaluation import (
    FOREIGN_FORM,
    Entry,
    FundingLine,
    IndicatorLine,
    Measure,
    Relation,
    Remark,
    RemarkKind,
    SelfEvaluation,
)
from xlperf.model.ledger import Column, ExpenditureKind, LedgerEntry, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.reading import Note, NoteKind
from xlperf.rules.case import FormCase
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.checking import check_form
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.recompute import score_form

T = TypeVar("T")

#: Numbers as cells hold them: doubles at their widest, and the everyday ones.
NUMBERS = st.one_of(
    st.decimals(-1000, 1000, places=2),
    st.sampled_from(
        [Decimal(text) for text in ("0", "-0", "100", "1E+30", "1.7E+308", "-1E+308", "4.9E-324")]
    ),
)
#: Texts as villages type them, and as nobody does.
TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "无",
            "0",
            "≥90%",
            "不适用",
            "达成年度指标",
            "产出指标（50分）",
            "原因：雨",
            "{指标}",
            "=1+1",
        ]
    ),
    st.text(max_size=60),
)
NOTES = st.lists(
    st.builds(Note, st.sampled_from(NoteKind), st.sampled_from(["", "1200.5", "万元", "86%", "2023-10-31"])),
    max_size=3,
).map(tuple)


def entries(values: st.SearchStrategy[T]) -> st.SearchStrategy[Entry[T]]:
    """An entry that may hold anything, or nothing, whatever it prints."""
    return st.builds(
        Entry,
        st.none() | values,
        TEXTS,
        st.sampled_from(["", "D8"]),
        NOTES,
        st.booleans(),
        st.sampled_from(["", "", "#REF!"]),
    )


WORDS = entries(TEXTS)
NUMERIC = entries(NUMBERS)
MEASURES: st.SearchStrategy[Entry[Measure]] = entries(st.one_of(NUMBERS, st.dates(), TEXTS))
LINES = st.builds(
    IndicatorLine,
    WORDS,
    WORDS,
    WORDS,
    entries(st.sampled_from(Relation)),
    MEASURES,
    entries(st.sampled_from(["%", "个", "万元", ""])),
    MEASURES,
    NUMERIC,
    NUMERIC,
    WORDS,
)
FUNDING = st.lists(
    st.sampled_from(Source).flatmap(
        lambda source: st.builds(FundingLine, st.just(source), *(NUMERIC for _ in Column))
    ),
    max_size=4,
    unique_by=lambda line: line.source,
).map(tuple)
FORMS = st.builds(
    SelfEvaluation,
    st.sampled_from([FOREIGN_FORM, "xlperf-self-evaluation"]),
    TEXTS,
    st.sampled_from(MoneyUnit),
    entries(st.integers(0, 99_999)),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    FUNDING,
    NUMERIC,
    NUMERIC,
    NUMERIC,
    WORDS,
    WORDS,
    st.lists(LINES, max_size=4).map(tuple),
    NUMERIC,
    entries(st.sampled_from(["优", "良", "合格", "该项目总体良好"])),
    st.sampled_from([(), ("总分",), ("绩效指标-得分", "资金-全年预算数")]),
    st.lists(
        st.builds(Remark, st.sampled_from(RemarkKind), st.just("第 3 行"), st.sampled_from(["", "A3"]))
    ).map(tuple),
)


@st.composite
def cases(draw: st.DrawFn) -> FormCase:
    """Any form under any rule set, in its round or outside any."""
    form, rules = draw(FORMS), load_ruleset(draw(st.sampled_from(ruleset_ids())))
    if draw(st.booleans()):
        return FormCase(form, rules, score_form(form, rules))
    entry = LedgerEntry("LH001", "东村道路硬化", "002", ExpenditureKind.PROJECT, "2130126", LEDGER)
    return FormCase(form, rules, score_form(form, rules, LEDGER), entry, YEAR, UNIT, OTHER_UNITS)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_every_form_is_answered_in_sentences_and_twice_the_same(case: FormCase) -> None:
    found = check_form(case)
    assert found == check_form(case)
    for each in found:
        assert each.code in load_catalogue()
        for sentence in (each.message, each.fix):
            assert sentence.strip()
            assert "\n" not in sentence
