"""Numbers in Arabic digits, Chinese numerals and both."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.numerals import read_numeral, split_quantity

DIGITS = "零一二三四五六七八九"

quick = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("二〇二一", "2021"),
        ("二零二一", "2021"),
        ("二○二一", "2021"),
        ("二0二一", "2021"),
        ("九", "9"),
        ("零", "0"),
        ("两", "2"),
        ("十", "10"),
        ("十五", "15"),
        ("九十", "90"),
        ("一百", "100"),
        ("一百零二", "102"),
        ("一百一十五", "115"),
        ("一千零二十", "1020"),
        ("一千五百", "1500"),
        ("一万零五", "10005"),
        ("两万三千", "23000"),
        ("一百二十万", "1200000"),
        ("一亿二千万", "120000000"),
        ("三万亿", "3000000000000"),
        ("一百二十点五", "120.5"),
        ("一点五亿", "150000000"),
        ("壹仟贰佰", "1200"),
        ("叁拾萬", "300000"),
    ],
)
def test_chinese_numerals_are_read(written: str, number: str) -> None:
    assert read_numeral(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("96", "96"),
        ("-5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("1,200.5", "1200.5"),
        ("12,345,678", "12345678"),
        ("1E+3", "1000"),
        ("1.2e-2", "0.012"),
        ("2000万", "20000000"),
        ("2千万", "20000000"),
        ("1亿2000万", "120000000"),
        ("2000万5000", "20005000"),
        ("1.5亿", "150000000"),
        ("3百", "300"),
    ],
)
def test_arabic_digits_with_and_without_chinese_scales_are_read(written: str, number: str) -> None:
    assert read_numeral(written) == Decimal(number)


@pytest.mark.parametrize("written", ["一百二", "两万三", "1万5", "1百5"])
def test_what_two_people_read_differently_is_not_read(written: str) -> None:
    assert read_numeral(written) is None


@pytest.mark.parametrize(
    "written",
    [
        *("", "万", "百", "千万", "十百", "十四五", "一百零", "点五", "三点", "三点五百", "一流"),
        *("7,00.0", "7,00.0,77", "1.2.3", "5.", ",5", "1,2", "--5", "1 200", "(5)", "٣", "10²", "①"),
        *("NaN", "inf", "Infinity", "1E+99", "1E+9999999", "9" * 21, "万" * 41, "1_000", "0x10"),
    ],
)
def test_what_is_no_number_is_not_read(written: str) -> None:
    assert read_numeral(written) is None


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("50个", "50", "个"),
        ("2000万元", "2000", "万元"),
        ("150万", "150", "万"),
        ("1亿2000万元", "12000", "万元"),
        ("5千米", "5", "千米"),
        ("三百人", "300", "人"),
        ("九十六万元", "96", "万元"),
        ("三百五十万元", "350", "万元"),
    ],
)
def test_a_quantity_has_the_number_and_the_unit_that_a_person_sees(
    written: str, number: str, unit: str
) -> None:
    quantity = split_quantity(written)
    assert quantity is not None
    assert (quantity.printed_number, quantity.printed_unit) == (Decimal(number), unit)


@quick
@given(st.integers(0, 10**16))
def test_a_number_written_in_chinese_reads_as_itself(number: int) -> None:
    assert read_numeral(in_chinese(number)) == number


@quick
@given(st.integers(0, 10**12), st.integers(0, 4))
def test_thousands_separators_do_not_change_a_number(units: int, places: int) -> None:
    number = Decimal(units).scaleb(-places)
    assert read_numeral(f"{number:,f}") == number


@quick
@given(st.text(alphabet="0123456789.,+-eE零一二十百千万亿点壹 ", max_size=50))
def test_a_reading_is_always_a_finite_number(text: str) -> None:
    number = read_numeral(text)
    assert number is None or number.is_finite()


def in_chinese(number: int) -> str:
    """A whole number as a primary school pupil writes it, below 10^16 in groups of four digits."""
    for mark, scale in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= scale:
            high, low = divmod(number, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return in_chinese(high) + mark + gap + (in_chinese(low) if low else "")
    return DIGITS[number]
