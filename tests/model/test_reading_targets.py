"""指标性质, 指标值 and 实际完成值 as they stand in one cell or in three."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.evaluation import Measure, Relation
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.targets import TargetText, read_measure, read_relation, read_target
from xlperf.model.text import clean

GE, GT, EQ, LE, LT = Relation.GE, Relation.GT, Relation.EQ, Relation.LE, Relation.LT
WORDS = Relation.QUALITATIVE

quick = settings(max_examples=200, deadline=None)


def measure(
    value: str | Decimal | date, unit: str = "", relation: Relation | None = None
) -> Reading[Measure]:
    """A value read for a form of 2021."""
    return read_measure(value, unit, relation, year=2021)


def kinds(reading: Reading[Measure]) -> dict[str, str]:
    """Each note's kind and detail."""
    return {note.kind.name: note.detail for note in reading.notes}


@pytest.mark.parametrize(
    ("relation", "cells"),
    [
        (GE, ["≥", "≧", ">=", "＞＝", "大于等于", "不低于", "1", " ≥ ", "正向指标"]),
        (GT, [">", "＞", "大于", "2"]),
        (EQ, ["=", "＝", "═", "等于", "3"]),
        (LE, ["≤", "≦", "<=", "小于等于", "不超过", "4", "反向指标"]),
        (LT, ["<", "小于", "低于", "5"]),
        (WORDS, ["定性", "定性指标", "6"]),
        (None, ["", "定量", "9", "10", "不适用", "无", "？"]),
    ],
)
def test_the_cell_of_the_relation_is_understood_in_words_signs_and_platform_codes(
    relation: Relation | None, cells: list[str]
) -> None:
    assert {cell: read_relation(cell) for cell in cells} == dict.fromkeys(cells, relation)


@pytest.mark.parametrize(
    ("text", "relation", "number", "unit"),
    [
        ("≥90%", GE, "90", "%"),
        ("≧90%", GE, "90", "%"),
        (">=90%", GE, "90", "%"),
        ("不低于90%", GE, "90", "%"),
        ("不少于3次", GE, "3", "次"),
        ("大于等于80分", GE, "80", "分"),
        ("90%以上", GE, "90", "%"),
        ("90%（含）以上", GE, "90", "%"),
        ("达到90%以上", GE, "90", "%"),
        ("≥三个", GE, "3", "个"),
        ("≤5天", LE, "5", "天"),
        ("30天以内", LE, "30", "天"),
        ("30天内", LE, "30", "天"),
        ("不超过96万元", LE, "96", "万元"),
        ("控制在90万元以内", LE, "90", "万元"),
        ("超过90%", GT, "90", "%"),
        ("高于5%", GT, "5", "%"),
        ("少于3起", LT, "3", "起"),
        ("═100%", EQ, "100", "%"),
        ("等于1", EQ, "1", ""),
        ("100百分比", None, "100", "%"),
        ("百分之九十", None, "90", "%"),
        ("0.5%", None, "0.5", "%"),
        ("≤10‰", LE, "10", "‰"),
        ("50个", None, "50", "个"),
        ("九十六万元", None, "96", "万元"),
        ("1亿2000万元", None, "12000", "万元"),
        ("三百人", None, "300", "人"),
        ("1,200亩", None, "1200", "亩"),
        ("100元/人", None, "100", "元/人"),
    ],
)
def test_a_target_in_one_cell_is_relation_number_and_unit(
    text: str, relation: Relation | None, number: str, unit: str
) -> None:
    assert read_target(text, year=2021) == Reading(TargetText(relation, Decimal(number), unit))


@pytest.mark.parametrize(
    ("text", "relation", "day"),
    [
        ("12月底前", LE, "2021-12-31"),
        ("2023年12月", LE, "2023-12-31"),
        ("≤2021年8月", LE, "2021-08-31"),
        ("不晚于6月30日", LE, "2021-06-30"),
        ("2021年8月底前完成", LE, "2021-08-31"),
        ("=2021年12月31日", EQ, "2021-12-31"),
    ],
)
def test_a_day_as_a_target_is_a_deadline(text: str, relation: Relation, day: str) -> None:
    assert read_target(text, year=2021) == Reading(TargetText(relation, date.fromisoformat(day)))


@pytest.mark.parametrize(
    "text", ["验收合格", "效果明显", "及时", "预算控制数内", "一流", "不超过预算", "全面覆盖"]
)
def test_plain_words_as_a_target_are_qualitative(text: str) -> None:
    assert read_target(text, year=2021) == Reading(TargetText(WORDS, text))


@pytest.mark.parametrize(
    "text", ["每村培训2次，共30人", "3-5天", "96万元，已完成", "100%满意", "约50个", "50余人"]
)
def test_words_with_numbers_in_them_do_not_say_how_to_compare(text: str) -> None:
    assert read_target(text, year=2021) == Reading(TargetText(None, text))


@pytest.mark.parametrize("text", ["≤90%以上", "超过90%以内", "7,00.0", "≥1.2.3%", "7,00.0万元"])
def test_a_target_that_contradicts_itself_or_is_no_number_is_malformed(text: str) -> None:
    assert read_target(text, year=2021) == Reading(None, (Note(NoteKind.MALFORMED),))


def test_a_target_without_content_has_no_value() -> None:
    assert read_target(" ", year=2021) == Reading(None)
    assert read_target("无", year=2021) == Reading(None, (Note(NoteKind.NOT_A_NUMBER),))
    assert read_target("2021年13月", year=2021) == Reading(None, (Note(NoteKind.DATE_FORM),))


def test_full_width_signs_and_digits_in_a_target_are_noted() -> None:
    note = Note(NoteKind.FULL_WIDTH, ">=90%")
    assert read_target("＞＝９０％", year=2021) == Reading(TargetText(GE, Decimal(90), "%"), (note,))


def test_a_stored_target_is_a_number_a_percentage_or_a_day() -> None:
    assert read_target(Decimal("43.2"), year=2021) == Reading(TargetText(None, Decimal("43.2")))
    percent = read_target(Decimal("0.9"), year=2021, percent_format=True)
    assert percent == Reading(TargetText(None, Decimal(90), "%"))
    assert read_target(date(2021, 8, 5), year=2021) == Reading(TargetText(LE, date(2021, 8, 5)))


@pytest.mark.parametrize(
    ("value", "unit", "number"),
    [
        (Decimal(50), "个", 50),
        (Decimal(95), "%", 95),
        (Decimal(0), "%", 0),
        (Decimal("0.86"), "", Decimal("0.86")),
    ],
)
def test_a_stored_number_is_in_the_targets_unit(value: Decimal, unit: str, number: Decimal) -> None:
    assert measure(value, unit, GE) == Reading(number)


def test_a_number_shown_as_a_percentage_is_one_whatever_its_unit() -> None:
    for unit in ("%", "百分比", "百分点", "％", ""):
        assert read_measure(Decimal("0.95"), unit, GE, year=2021, percent_format=True) == Reading(Decimal(95))
    reading = read_measure(Decimal("0.95"), "个", GE, year=2021, percent_format=True)
    assert (reading.value, kinds(reading)) == (Decimal(95), {"WITH_UNIT": "%"})


def test_a_small_bare_percentage_is_a_fraction_unless_less_is_better() -> None:
    more, less = measure(Decimal("0.5"), "%", GE), measure(Decimal("0.5"), "%", LE)
    assert (more.value, kinds(more)) == (Decimal(50), {"PERCENT_FORM": "50%"})
    assert (less.value, kinds(less)) == (Decimal("0.5"), {"PERCENT_FORM": "0.5%"})
    assert measure("0.5%", "%", GE).value == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "unit", "number", "notes"),
    [
        ("50", "个", "50", {}),
        ("50个", "个", "50", {"WITH_UNIT": "个"}),
        ("50户", "个", "50", {"WITH_UNIT": "户"}),
        ("≥50个", "个", "50", {"WITH_UNIT": "个"}),
        ("≥90%", "%", "90", {}),
        ("90%以上", "%", "90", {}),
        ("95", "%", "95", {}),
        ("９５％", "%", "95", {"FULL_WIDTH": "95%"}),
        ("100%", "", "100", {}),
        ("100%", "个", "100", {"WITH_UNIT": "%"}),
        ("5个", "%", "5", {"WITH_UNIT": "个"}),
        ("5‰", "‰", "5", {"WITH_UNIT": "‰"}),
        ("5‰", "%", "0.5", {"PERCENT_FORM": "0.5%"}),
        ("960000元", "万元", "96", {"WITH_UNIT": "元"}),
        ("150万", "万", "150", {"WITH_UNIT": "万"}),
        ("12月", "月", "12", {"WITH_UNIT": "月"}),
        ("15年", "年", "15", {"WITH_UNIT": "年"}),
        ("2021.12", "", "2021.12", {}),
    ],
)
def test_a_typed_number_is_in_the_targets_unit_and_its_form_is_noted(
    text: str, unit: str, number: str, notes: dict[str, str]
) -> None:
    reading = measure(text, unit, GE)
    assert (reading.value, kinds(reading)) == (Decimal(number), {"TEXT_NUMBER": number} | notes)


@pytest.mark.parametrize(("text", "unit"), [("2023年10月", ""), ("2023年10月", "%"), ("≤2023年10月", "")])
def test_a_typed_day_is_a_day_whatever_its_unit(text: str, unit: str) -> None:
    assert measure(text, unit, LE) == Reading(date(2023, 10, 31))


def test_a_stored_day_is_a_day() -> None:
    assert measure(date(2021, 10, 31), "", LE) == Reading(date(2021, 10, 31))


@pytest.mark.parametrize("text", ["达成预期指标", "已完成", "约50个", "3-5天", "百姓满意", "一户一档"])
def test_words_stay_words_even_where_a_number_is_wanted(text: str) -> None:
    assert measure(text, "个", GE) == Reading(text)


@pytest.mark.parametrize("text", ["达成年度指标", "100%", "12月底前", "50个"])
def test_whatever_is_typed_for_a_qualitative_indicator_is_words(text: str) -> None:
    assert measure(text, "", WORDS) == Reading(text)


def test_a_stored_number_of_a_qualitative_indicator_stays_a_number() -> None:
    assert measure(Decimal(1), "", WORDS) == Reading(Decimal(1))


@pytest.mark.parametrize("relation", [None, *Relation])
def test_a_word_for_nothing_is_no_value_and_a_blank_says_nothing(relation: Relation | None) -> None:
    assert measure("无", "个", relation) == Reading(None, (Note(NoteKind.NOT_A_NUMBER),))
    assert measure("\u3000", "个", relation) == Reading(None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("7,00.0", NoteKind.MALFORMED), ("7,00个", NoteKind.MALFORMED), ("2021年13月", NoteKind.DATE_FORM)],
)
def test_a_misprinted_number_or_day_has_no_value(text: str, kind: NoteKind) -> None:
    assert measure(text, "个", GE) == Reading(None, (Note(kind),))


@quick
@given(
    st.decimals(0, 10**6, places=2),
    st.sampled_from(["≥", ">", "=", "≤", "<"]),
    st.sampled_from(["%", "个", "万元", "人次", "平方米", ""]),
)
def test_a_target_printed_from_its_three_cells_reads_as_them(number: Decimal, sign: str, unit: str) -> None:
    target = read_target(f"{sign}{number:f}{unit}", year=2021)
    assert target == Reading(TargetText(Relation(sign), number, unit))
    assert measure(f"{number:f}{unit}", unit or "个", LE).value == number


@quick
@given(st.text(max_size=40), st.sampled_from(["", "%", "个", "月"]), st.sampled_from([None, *Relation]))
def test_no_text_breaks_the_readers_and_nothing_printed_is_lost(
    text: str, unit: str, relation: Relation | None
) -> None:
    for reading in (read_target(text, year=2021), measure(text, unit, relation)):
        assert reading.value is not None or bool(reading.notes) is bool(clean(text))
    read_relation(text)
