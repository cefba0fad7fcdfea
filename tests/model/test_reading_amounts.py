"""Amounts of money and quantities: what is read, what is noted, what is refused (checks N01-N06)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.amounts import read_amount, read_number
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import amount_text
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.text import clean, compact

WAN, YUAN = MoneyUnit.WAN, MoneyUnit.YUAN
NUMERALS = frozenset("0123456789〇○零一二三四五六七八九十百千万亿两兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億")
FEN = st.integers(-(10**15), 10**15).map(lambda fen: Decimal(fen) / 100)

quick = settings(max_examples=200, deadline=None)


def notes(reading: Reading[Decimal]) -> dict[str, str]:
    """Each note's kind and detail."""
    return {note.kind.name: note.detail for note in reading.notes}


def without_numerals(text: str) -> str:
    """The text without any character that is, or looks like, a digit or a numeral."""
    return "".join(char for char in text if NUMERALS.isdisjoint(clean(char)))


def test_a_stored_number_is_in_the_forms_unit_and_needs_no_note() -> None:
    assert read_amount(Decimal("89.974"), WAN) == Reading(Decimal(899740))
    assert read_amount(Decimal("89.974"), YUAN) == Reading(Decimal("89.974"))


@pytest.mark.parametrize(
    ("text", "yuan", "taken_as"),
    [
        ("96", "960000", "96"),
        ("0", "0", "0"),
        ("1,200.5", "12005000", "1200.5"),
        ("1，200.5", "12005000", "1200.5"),
        ("-5", "-50000", "-5"),
        ("−5", "-50000", "-5"),
        ("1E+3", "10000000", "1000"),
        ("九十六", "960000", "96"),
    ],
)
def test_a_text_number_is_in_the_forms_unit_and_says_what_it_was_taken_as(
    text: str, yuan: str, taken_as: str
) -> None:
    assert read_amount(text, WAN) == Reading(Decimal(yuan), (Note(NoteKind.TEXT_NUMBER, taken_as),))


@pytest.mark.parametrize(
    ("text", "yuan", "unit"),
    [
        ("2000万", "20000000", "万元"),
        ("2000万元", "20000000", "万元"),
        ("2000 万", "20000000", "万元"),
        ("1亿2000万", "120000000", "万元"),
        ("九十六万元", "960000", "万元"),
        ("￥96万", "960000", "万元"),
        ("人民币96万元", "960000", "万元"),
        ("96万5千", "965000", "万元"),
        ("96元", "96", "元"),
        ("5千元", "5000", "元"),
        ("¥96", "96", "元"),
        ("￥96", "96", "元"),
        ("壹佰元整", "100", "元"),
    ],
)
@pytest.mark.parametrize("form", list(MoneyUnit))
def test_a_unit_in_the_cell_goes_before_the_forms_unit(
    text: str, yuan: str, unit: str, form: MoneyUnit
) -> None:
    reading = read_amount(text, form)
    assert reading.value == Decimal(yuan)
    assert notes(reading) == {"TEXT_NUMBER": amount_text(Decimal(yuan), form), "WITH_UNIT": unit}


@pytest.mark.parametrize("text", ["７００", "700\u200b", "\u3000700"])
def test_full_width_digits_and_invisible_characters_are_read_and_noted(text: str) -> None:
    reading = read_amount(text, YUAN)
    assert reading.value == 700
    assert notes(reading) == {"TEXT_NUMBER": "700", "FULL_WIDTH": "700"}


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b"])
def test_a_blank_cell_says_nothing_and_is_no_zero(text: str) -> None:
    assert read_amount(text, WAN) == Reading(None)
    assert read_number(text) == Reading(None)


@pytest.mark.parametrize(
    "text", ["—", "——", "无", "/", "约", "不等", "-", "待定", "约96万", "96万左右", "NaN", "inf"]
)
def test_words_and_guesses_are_not_numbers(text: str) -> None:
    assert read_amount(text, WAN) == Reading(None, (Note(NoteKind.NOT_A_NUMBER),))


@pytest.mark.parametrize(
    "text",
    [
        *("7,00.0", "7,00.0,77", "1.2.3", "96.", "2 000", "(5)", "（5）", "①5", "10²", "$96", "96个"),
        *("96万元（其中财政90万元）", "90/89", "3千", "1万5", "9" * 40, "1E+99"),
    ],
)
def test_what_could_be_several_amounts_is_none(text: str) -> None:
    assert read_amount(text, WAN) == Reading(None, (Note(NoteKind.MALFORMED),))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1E+300", "1E+20"])
def test_a_stored_number_that_cannot_be_an_amount_is_malformed(number: str) -> None:
    assert read_amount(Decimal(number), WAN) == Reading(None, (Note(NoteKind.MALFORMED),))


def test_the_residue_of_a_floating_sum_is_kept_for_the_checks_to_see() -> None:
    assert read_amount(Decimal("5.6E-17"), YUAN) == Reading(Decimal("5.6E-17"))


@pytest.mark.parametrize(
    ("text", "unit", "number", "found"),
    [
        ("50", "个", "50", None),
        ("50个", "个", "50", "个"),
        ("三个", "个", "3", "个"),
        ("50户", "个", "50", "户"),
        ("8分", "分", "8", "分"),
        ("10%", "", "10", "%"),
        ("960000元", "万元", "96", "元"),
        ("96万元", "元", "960000", "万元"),
        ("150万", "万元", "150", "万"),
        ("150万", "万", "150", "万"),
        ("1.5万人", "人", "15000", "万人"),
        ("5公里", "米", "5000", "公里"),
        ("5千米", "公里", "5", "千米"),
        ("100㎡", "平方米", "100", "㎡"),
        ("5个月", "月", "5", "个月"),
        ("100元/人", "元/人", "100", "元/人"),
    ],
)
def test_a_quantity_is_converted_to_the_unit_asked_for_and_the_unit_found_is_noted(
    text: str, unit: str, number: str, found: str | None
) -> None:
    reading = read_number(text, unit)
    expected = {"TEXT_NUMBER": number} | ({"WITH_UNIT": found} if found else {})
    assert (reading.value, notes(reading)) == (Decimal(number), expected)


@pytest.mark.parametrize("text", ["50个已完成", "3-5天", "3、5", "98(误填在执行率得分格)"])
def test_a_sentence_with_numbers_in_it_is_no_quantity(text: str) -> None:
    assert read_number(text, "个") == Reading(None, (Note(NoteKind.MALFORMED),))


@pytest.mark.parametrize("text", ["一流", "百姓", "三农", "50多个", "50余人", "几十个", "十四五"])
def test_words_that_begin_with_a_numeral_and_guesses_are_no_quantities(text: str) -> None:
    assert read_number(text, "个") == Reading(None, (Note(NoteKind.NOT_A_NUMBER),))


@quick
@given(FEN, st.sampled_from(MoneyUnit))
def test_a_printed_amount_reads_as_itself(yuan: Decimal, unit: MoneyUnit) -> None:
    printed = amount_text(yuan, unit)
    assert read_amount(printed, unit).value == yuan
    assert read_amount(printed + unit.value, YUAN).value == yuan
    assert read_amount(Decimal(printed), unit).value == yuan


@quick
@given(FEN)
def test_ten_thousand_yuan_and_yuan_convert_exactly_both_ways(yuan: Decimal) -> None:
    assert WAN.to_yuan(WAN.from_yuan(yuan)) == yuan
    assert read_number(f"{yuan}元", "万元").value == yuan / 10000


@quick
@given(FEN, st.sampled_from(["", "元", "万", "万元"]))
def test_full_width_writing_says_the_same_and_is_noted(amount: Decimal, suffix: str) -> None:
    text = f"{amount:,f}{suffix}"
    wide = text.translate(str.maketrans("0123456789.,-", "０１２３４５６７８９．，－"))
    assert read_amount(wide, WAN).value == read_amount(text, WAN).value is not None
    assert "FULL_WIDTH" in notes(read_amount(wide, WAN))


@quick
@given(st.text(max_size=40), st.sampled_from(["", "个", "万元", "%"]))
def test_no_text_breaks_the_reader_and_what_is_not_read_is_noted(text: str, unit: str) -> None:
    for reading in (read_amount(text, WAN), read_number(text, unit)):
        if reading.value is not None:
            assert "TEXT_NUMBER" in notes(reading)
        else:
            assert bool(reading.notes) is bool(compact(text))


@quick
@given(st.text(max_size=40).map(without_numerals))
def test_a_text_without_a_digit_or_numeral_has_no_value(text: str) -> None:
    assert read_amount(text, WAN).value is None
    assert read_number(text, "个").value is None
