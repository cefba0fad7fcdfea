"""Serial numbers are the days that Excel shows."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml.dates import date_of, serial_of, serial_of_iso

DAYS = [
    (1, date(1900, 1, 1)),
    (59, date(1900, 2, 28)),
    (61, date(1900, 3, 1)),
    (44561, date(2021, 12, 31)),
    (2958465, date(9999, 12, 31)),
]


@pytest.mark.parametrize(("serial", "day"), DAYS)
def test_a_serial_number_is_a_day_and_a_day_a_serial_number(serial: int, day: date) -> None:
    assert date_of(Decimal(serial)) == day
    assert serial_of(day) == serial


@pytest.mark.parametrize("serial", ["60", "0", "-1", "2958466", "1e20"])
def test_a_number_that_excel_shows_as_no_day_is_refused(serial: str) -> None:
    with pytest.raises(ValueError, match=r"不是 Excel 的日期|1900-02-29"):
        date_of(Decimal(serial))


@given(st.dates(date(1904, 1, 1)))
def test_both_calendars_come_back_to_the_same_day(day: date) -> None:
    assert date_of(serial_of(day)) == day
    assert date_of(serial_of(day, date1904=True), date1904=True) == day
    assert serial_of(day) - serial_of(day, date1904=True) in {Decimal(1462), Decimal(1461)}


def test_the_time_of_day_is_the_fraction() -> None:
    assert serial_of(datetime(2021, 12, 31, 18)) == Decimal("44561.75")  # noqa: DTZ001
    assert serial_of_iso("2021-12-31T06:00:00") == Decimal("44561.25")
    assert serial_of_iso("2021-12-31") == 44561
    assert date_of(Decimal("44561.75")) == date(2021, 12, 31)


def test_days_before_the_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        serial_of(date(1899, 12, 31))
    with pytest.raises(ValueError, match="早于"):
        serial_of(date(1903, 12, 31), date1904=True)
