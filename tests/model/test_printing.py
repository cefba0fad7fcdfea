"""Money, rates, scores, days and headings as they are printed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.money import MoneyUnit
from xlperf.model.numerals import read_numeral
from xlperf.model.percents import read_percent
from xlperf.model.printing import (
    amount_fixed,
    amount_text,
    chinese_ordinal,
    day_text,
    measure_text,
    number_text,
    rate_decimal,
    rate_text,
    score_short,
    score_text,
    year_text,
)
from xlperf.model.rounding import round_half_up

WAN, YUAN = MoneyUnit.WAN, MoneyUnit.YUAN

quick = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("yuan", "unit", "exact", "fixed"),
    [
        ("960000", WAN, "96", "96.00"),
        ("79876.97", WAN, "7.987697", "7.99"),
        ("79876.97", YUAN, "79876.97", "79876.97"),
        ("44583000", WAN, "4458.3", "4458.30"),
        ("62145", WAN, "6.2145", "6.21"),
        ("62150", WAN, "6.215", "6.22"),
        ("-1", WAN, "-0.0001", "0.00"),
        ("0", WAN, "0", "0.00"),
        ("1E+10", WAN, "1000000", "1000000.00"),
    ],
)
def test_an_amount_is_printed_exactly_or_with_fixed_decimals(
    yuan: str, unit: MoneyUnit, exact: str, fixed: str
) -> None:
    assert amount_text(Decimal(yuan), unit) == exact
    assert amount_fixed(Decimal(yuan), unit) == fixed


@pytest.mark.parametrize(
    ("rate", "percent", "fraction"),
    [
        ("0.94597", "94.60%", "0.9460"),
        ("1", "100.00%", "1.0000"),
        ("0", "0.00%", "0.0000"),
        ("0.862037", "86.20%", "0.8620"),
        ("0.00005", "0.01%", "0.0001"),
    ],
)
def test_a_rate_is_printed_as_a_percentage_and_exported_as_a_fraction(
    rate: str, percent: str, fraction: str
) -> None:
    assert rate_text(Decimal(rate)) == percent
    assert rate_decimal(Decimal(rate)) == fraction


def test_without_a_budget_there_is_a_dash_and_in_exports_nothing() -> None:
    assert rate_text(None) == "—"
    assert rate_decimal(None) is None


def test_a_score_is_printed_with_two_decimals_in_a_table_and_plainly_in_a_sentence() -> None:
    assert [score_text(Decimal(score)) for score in ("90", "8.625", "89.995")] == ["90.00", "8.63", "90.00"]
    assert [score_short(Decimal(score)) for score in ("90.00", "89.50", "100")] == ["90", "89.5", "100"]


def test_days_years_and_measures_are_printed_in_words() -> None:
    assert day_text(date(2021, 8, 5)) == "2021年8月5日"
    assert year_text(2021) == "2021年度"
    assert measure_text(Decimal("90.0"), "%") == "90%"
    assert measure_text(date(2021, 8, 5), "月") == "2021年8月5日"
    assert measure_text("验收合格", "个") == "验收合格"


@pytest.mark.parametrize(
    ("number", "heading"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_headings_are_numbered_in_chinese(number: int, heading: str) -> None:
    assert chinese_ordinal(number) == heading


@pytest.mark.parametrize("number", [0, -1, 100])
def test_a_heading_beyond_ninety_nine_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_ordinal(number)


@pytest.mark.parametrize("number", range(1, 100))
def test_a_printed_heading_reads_as_its_number(number: int) -> None:
    assert read_numeral(chinese_ordinal(number)) == number


@quick
@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_printed_number_has_neither_exponent_nor_trailing_zeros_and_is_exact(number: Decimal) -> None:
    text = number_text(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


@quick
@given(st.decimals(0, 2, places=8))
def test_a_printed_rate_reads_as_the_rate_rounded(rate: Decimal) -> None:
    assert read_percent(rate_text(rate)).value == round_half_up(rate * 100)
