"""Printing money, rates, scores and days as the forms and the report do."""

from datetime import date
from decimal import Decimal

from xlperf.model.evaluation import Measure
from xlperf.model.money import MoneyUnit, plain
from xlperf.model.rounding import round_half_up

#: Printed where there is no value, e.g. the rate of a project without a budget.
NO_VALUE = "—"

_ORDINALS = "一二三四五六七八九"


def number_text(number: Decimal) -> str:
    """A number exactly, without exponent or trailing zeros: 96, 7.987697."""
    return f"{plain(number):f}"


def amount_text(yuan: Decimal, unit: MoneyUnit) -> str:
    """An amount in 元, printed exactly in ``unit``: 96, 7.987697."""
    return number_text(unit.from_yuan(yuan))


def amount_fixed(yuan: Decimal, unit: MoneyUnit, places: int = 2) -> str:
    """An amount in 元, printed in ``unit`` with a fixed number of decimals: 4458.30."""
    return _fixed(unit.from_yuan(yuan), places)


def rate_text(rate: Decimal | None, places: int = 2) -> str:
    """A rate (a fraction) as a percentage: 94.60%; — where there is none."""
    return NO_VALUE if rate is None else f"{_fixed(rate * 100, places)}%"


def rate_decimal(rate: Decimal | None, places: int = 4) -> str | None:
    """A rate as the exports give it: 0.9460, and None (JSON null) where there is none."""
    return None if rate is None else _fixed(rate, places)


def score_text(score: Decimal, places: int = 2) -> str:
    """A score with a fixed number of decimals: 90.00."""
    return _fixed(score, places)


def score_short(score: Decimal, places: int = 2) -> str:
    """A score rounded, without trailing zeros, as in a sentence: 90, 89.5."""
    return number_text(round_half_up(score, places))


def day_text(day: date) -> str:
    """A day in words: 2021年8月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def year_text(year: int) -> str:
    """A budget year: 2021年度."""
    return f"{year}年度"


def measure_text(measure: Measure, unit: str = "") -> str:
    """A target or an actual value with its unit; a day and words have none."""
    if isinstance(measure, Decimal):
        return number_text(measure) + unit
    return day_text(measure) if isinstance(measure, date) else measure


def chinese_ordinal(number: int) -> str:
    """The number of a heading: 一, 十, 十一, 二十 … 九十九.

    Raises:
        ValueError: the number is not between 1 and 99.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"no heading is numbered {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens < 2 else _ORDINALS[tens - 1]
    return head + ("十" if tens else "") + (_ORDINALS[ones - 1] if ones else "")


def _fixed(number: Decimal, places: int) -> str:
    """Rounded half up; what rounds to nothing is 0.00, never -0.00."""
    rounded = round_half_up(number, places)
    return f"{rounded if rounded else abs(rounded):f}"
