"""Rounding half up, and money that stays exact, however large a number a cell holds."""

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.model.money import MoneyUnit, plain
from xlperf.model.rounding import ratio, round_half_up

#: What a cell can hold: a double has 17 digits, and up to 309 before the point.
NUMBERS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**17) + 1, 10**17 - 1),
    st.integers(-40, 290),
)
WAN, YUAN = MoneyUnit.WAN, MoneyUnit.YUAN


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        ("8.625", 2, "8.63"),
        ("8.6249999999999999999999999999999999", 2, "8.62"),
        ("0.005", 2, "0.01"),
        ("-0.125", 2, "-0.13"),
        ("-0.124", 2, "-0.12"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1250", -2, "1.3E+3"),
        ("89.995", 2, "90.00"),
        ("7", 2, "7.00"),
    ],
)
def test_halves_go_away_from_zero(number: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(number), places)) == rounded


def test_two_places_are_usual() -> None:
    assert str(round_half_up(Decimal("1.005"))) == "1.01"


@pytest.mark.parametrize(
    "number", ["1E+30", "-1E+30", "1.7976931348623157E+308", "123456789012345678901234567890.125"]
)
def test_a_number_too_large_to_be_true_is_rounded_all_the_same(number: str) -> None:
    exact = Decimal(number)
    assert abs(round_half_up(exact) - exact) <= Decimal("0.005")
    assert round_half_up(exact).as_tuple().exponent == -2


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidOperation):
        round_half_up(Decimal("Infinity"))


@given(NUMBERS, st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most_and_twice_is_once(number: Decimal, places: int) -> None:
    rounded = round_half_up(number, places)
    assert abs(rounded - number) <= Decimal(5).scaleb(-places - 1)
    assert round_half_up(rounded, places) == rounded


@given(NUMBERS)
def test_rounding_treats_both_sides_of_zero_alike(number: Decimal) -> None:
    assert round_half_up(-number) == -round_half_up(number)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("96.00", "96"),
        ("1E+3", "1000"),
        ("-0.00", "0"),
        ("0E+5", "0"),
        ("7.987697", "7.987697"),
        ("1E+30", "1" + "0" * 30),
        ("1.5E+308", "15" + "0" * 307),
        ("1234567890123456789012345678901234567890.50", "1234567890123456789012345678901234567890.5"),
        ("1E+400", "1E+400"),
    ],
)
def test_a_plain_number_has_no_exponent_and_no_idle_zeros(number: str, printed: str) -> None:
    assert str(plain(Decimal(number))) == printed


@given(NUMBERS)
def test_a_plain_number_is_the_same_number(number: Decimal) -> None:
    assert plain(number) == number


@pytest.mark.parametrize(
    ("amount", "unit", "yuan"),
    [
        ("96", WAN, "960000"),
        ("7.987697", WAN, "79876.97"),
        ("96", YUAN, "96"),
        ("1E+30", WAN, "1" + "0" * 34),
        ("12345678901234567890.123456789012345678", WAN, "123456789012345678901234.56789012345678"),
    ],
)
def test_amounts_change_their_unit_exactly(amount: str, unit: MoneyUnit, yuan: str) -> None:
    assert str(unit.to_yuan(Decimal(amount))) == yuan
    assert unit.from_yuan(Decimal(yuan)) == Decimal(amount)


@given(NUMBERS, st.sampled_from(MoneyUnit))
def test_there_and_back_is_the_same_amount(amount: Decimal, unit: MoneyUnit) -> None:
    assert unit.from_yuan(unit.to_yuan(amount)) == amount


def test_a_ratio_to_nothing_is_none() -> None:
    assert ratio(Decimal(1), Decimal(0)) is None
    assert ratio(Decimal(1), Decimal(4)) == Decimal("0.25")
