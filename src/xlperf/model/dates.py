"""Reading days and years: 2021年12月底前  二〇二一年  2021.12.31  上半年  an Excel serial number.

A period stands for its last day, because what is read is a deadline or a day of completion.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from xlperf.model.numerals import read_numeral
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.text import clean, compact, is_dirty

_YEARS = range(1990, 2100)
#: Day numbers of Excel's 1900 date system that can be meant as a day: 2000-01-01 to 2099-12-31.
_SERIALS = range(36526, 73051)
_SERIAL_ZERO = date(1899, 12, 30)

_CHINESE_NUMBER = re.compile("(?<![0-9])[零〇○一二三四五六七八九十0]+(?=年|月|日|号)")
_TIME_OF_DAY = re.compile(r"(?<=[0-9日])[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_DASHES = str.maketrans("—–―－", "----")
_LEAD = re.compile("^(?:已?于|在|截至|截止到?|至|到)")
_TAIL = re.compile(
    "(?P<before>(?:以|之)?前)?(?:已经?)?(?:全部|全面|按时|按期|基本)?"
    "(?:(?:完成|完工|竣工|交付|到位|结束|完毕)(?:支付|验收|建设|施工|采购|发放|任务|工作)?)?$"
)

_RELATIVE_YEARS = {"当年": 0, "本年": 0, "今年": 0, "次年": 1, "下年": 1, "上年": -1, "去年": -1}
_YEAR = f"(?:(?P<year>[0-9]{{4}}|[0-9]{{2}})年度?|(?P<relative>{'|'.join(_RELATIVE_YEARS)})度?)"
_SEASONS = {"上半年": 6, "年中": 6, "下半年": 12, "前三季度": 9} | {
    f"{prefix}{name}季度": 3 * number
    for number, names in enumerate(("一1", "二2", "三3", "四4"), 1)
    for name in names
    for prefix in ("", "第")
}
#: 8月前, 2021年前: before it begins, or before it is over?
_VAGUE_BEFORE = ("月", "月份", "年", "年度", "季度", "半年")
_TENTHS = {"上旬": 10, "中旬": 20}
_NEEDS_YEAR = frozenset({"", "底", "末", "内"})

_MONTH = re.compile(
    f"{_YEAR}?(?P<month>[0-9]{{1,2}})月份?"
    "(?:(?P<day>[0-9]{1,2})[日号]?|(?P<part>上旬|中旬|下旬|月?[底末]|内))?"
)
_PERIOD = re.compile(f"{_YEAR}?(?:(?P<season>{'|'.join(_SEASONS)})末?|(?P<part>年?[底末内]|年度内|全年|))")
_NUMERIC = re.compile(
    r"(?P<year>[0-9]{4})(?P<sign>[-./])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<day>[0-9]{1,2}))?"
)
_DIGITS = re.compile("(?P<year>[0-9]{4})(?:(?P<month>[0-9]{2})(?P<day>[0-9]{2})?)?")
_SHORT = re.compile(r"(?P<month>[0-9]{1,2})\.(?P<day>[0-9]{1,2})")
_RANGE = re.compile(
    rf"(?:{_YEAR}?(?:[0-9]{{1,2}}月?(?:[0-9]{{1,2}}日?)?)?|[0-9]{{4}}([-./])[0-9]{{1,2}}(?:\3[0-9]{{1,2}})?)"
    "(?:至|到|-+|~)(?P<end>.+)"
)

_FOUR_DIGITS = re.compile("(?<![0-9])[0-9]{4}(?![0-9])")
_TWO_DIGIT_YEAR = re.compile("([0-9]{2})年?度?")
_BLANK_YEAR = re.compile("[()_年度:]*")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a text names: a day that need not exist, or (``day`` None) the last of a month.

    ``assumed``: more than the form's year was filled in; ``bare``: it could as well be a number.
    """

    year: int
    month: int = 12
    day: int | None = None
    assumed: bool = False
    bare: bool = False

    def on_calendar(self) -> date | None:
        if self.year not in _YEARS or not 1 <= self.month <= 12:
            return None
        last = calendar.monthrange(self.year, self.month)[1]
        day = last if self.day is None else self.day
        return date(self.year, self.month, day) if 1 <= day <= last else None


def read_day(value: str | Decimal | date, *, year: int) -> Reading[date]:
    """A deadline or a day of completion; a period (2021年8月, 上半年) is its last day.

    Args:
        value: a text, a stored number (an Excel serial number, 20211231), or a day.
        year: the year of the form, for texts that name none (12月底前).

    Returns:
        Whatever had to be assumed, or cannot be read as a day, has a note DATE_FORM (check N10); its
        detail is the day taken, "" without one. 8月前 is taken as by the end of August, and noted.
    """
    if isinstance(value, date):
        return Reading(value.date() if isinstance(value, datetime) else value)
    text = _prepare(value) if isinstance(value, str) else _stored(value)
    if not text:
        return Reading(None)
    serial = _serial_day(text)
    parts = None if serial else _parse(text, year)
    day = serial or (parts.on_calendar() if parts else None)
    if day is None:
        return Reading(None, (Note(NoteKind.DATE_FORM),))
    assumed = parts is None or parts.assumed or isinstance(value, Decimal)
    return Reading(day, _notes(value, day.isoformat() if assumed else ""))


def looks_like_day(text: str) -> bool:
    """Whether a text means a day or a period, existing or not (2021年13月); 2021.12 alone does not."""
    parts = _parse(_prepare(text), _YEARS[0])
    return parts is not None and not parts.bare


def read_year(value: str | Decimal | date) -> Reading[int]:
    """The year a form is about: 2021, （2021年度）, 二〇二一年度; the blank “（  年度）” is blank.

    Two digits (21年度) and a day where a year should stand have a note DATE_FORM, and so has a text
    without exactly one year.
    """
    if isinstance(value, date):
        return Reading(value.year, (Note(NoteKind.DATE_FORM, str(value.year)),))
    text = _prepare(value) if isinstance(value, str) else _stored(value)
    if isinstance(value, str) and _BLANK_YEAR.fullmatch(text):
        return Reading(None)
    named = _years_in(text)
    if len(named) == 1:
        return Reading(named.pop(), _notes(value, ""))
    completed = _completed_year(text)
    if completed is None:
        return Reading(None, (Note(NoteKind.DATE_FORM),))
    return Reading(completed, _notes(value, str(completed)))


def _years_in(text: str) -> set[int]:
    """Every year that the text names in four digits or in Chinese numerals."""
    numeral = read_numeral(text)
    numbers = _FOUR_DIGITS.findall(text) if numeral is None else [numeral]
    return {int(number) for number in numbers if Decimal(number) in _YEARS}


def _completed_year(text: str) -> int | None:
    """The year of an Excel day number, or of 21年度."""
    serial, short = _serial_day(text), _TWO_DIGIT_YEAR.fullmatch(text.strip("()"))
    if serial is not None:
        return serial.year
    return 2000 + int(short[1]) if short else None


def _prepare(text: str) -> str:
    """Compact, without a time of day, the numerals of years, months and days in Arabic digits."""
    compacted = compact(_TIME_OF_DAY.sub("", clean(text))).translate(_DASHES)
    return _CHINESE_NUMBER.sub(_arabic, compacted)


def _stored(value: Decimal) -> str:
    """A stored number as text, "?" where it can be no day: 2021.1 may be January or October."""
    if not value.is_finite() or value.adjusted() > 8:
        return "?"
    whole = int(value)
    return str(whole) if value == whole or whole in _SERIALS else "?"


def _arabic(match: re.Match[str]) -> str:
    number = None if match[0].isascii() else read_numeral(match[0])
    return match[0] if number is None else f"{number:f}"


def _notes(value: str | Decimal, assumed: str) -> tuple[Note, ...]:
    notes = [Note(NoteKind.FULL_WIDTH, clean(value))] if isinstance(value, str) and is_dirty(value) else []
    return (*notes, Note(NoteKind.DATE_FORM, assumed)) if assumed else tuple(notes)


def _serial_day(text: str) -> date | None:
    """An Excel serial number, its time of day dropped."""
    whole = re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text)
    if whole is None or int(whole[1]) not in _SERIALS:
        return None
    return _SERIAL_ZERO + timedelta(days=int(whole[1]))


def _parse(text: str, year: int) -> _Parts | None:
    """What a prepared text names; None where it names no day and no period."""
    core = _LEAD.sub("", text)
    tail = _TAIL.search(core)
    before = bool(tail and tail["before"])
    if tail:
        core = core[: tail.start()]
    parts = _shaped(core, year, _SHAPES)
    if not before:
        return parts
    if parts is not None:
        return replace(parts, bare=False, assumed=parts.assumed or core.endswith(_VAGUE_BEFORE))
    short = _SHORT.fullmatch(core)
    return _Parts(year, int(short["month"]), int(short["day"])) if short else None


def _shaped(core: str, year: int, shapes: "tuple[_Shape, ...]") -> _Parts | None:
    for pattern, build in shapes:
        match = pattern.fullmatch(core)
        parts = build(match, year) if match else None
        if parts is not None:
            return parts
    return None


def _year_of(match: re.Match[str], year: int) -> tuple[int, bool]:
    """The year named, and whether its century had to be assumed."""
    if match["relative"]:
        return year + _RELATIVE_YEARS[match["relative"]], False
    if not match["year"]:
        return year, False
    short = len(match["year"]) == 2
    return int(match["year"]) + (2000 if short else 0), short


def _month(match: re.Match[str], year: int) -> _Parts:
    named, assumed = _year_of(match, year)
    day = int(match["day"]) if match["day"] else _TENTHS.get(match["part"] or "")
    return _Parts(named, int(match["month"]), day, assumed)


def _period(match: re.Match[str], year: int) -> _Parts | None:
    """21年底 is a day; 底 and 内 alone are not, and 15年 and 15年内 are durations."""
    named, short = _year_of(match, year)
    part, season = match["part"] or "", match["season"]
    no_year = not match["year"] and not match["relative"]
    if season is None and ((no_year and part in _NEEDS_YEAR) or (short and part in ("", "内"))):
        return None
    return _Parts(named, _SEASONS[season] if season else 12, None, short)


def _numeric(match: re.Match[str], _year: int) -> _Parts:
    bare = match["sign"] == "." and not match["day"]
    return _Parts(
        int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None, bare=bare
    )


def _digits(match: re.Match[str], _year: int) -> _Parts:
    day = int(match["day"]) if match["day"] else None
    return _Parts(int(match["year"]), int(match["month"] or 12), day, assumed=day is None, bare=True)


def _range(match: re.Match[str], year: int) -> _Parts | None:
    """2021年1-12月, 3月至5月: its end, in the year of its beginning unless it names one."""
    parts = _shaped(match["end"], _year_of(match, year)[0], _ENDS)
    return parts and replace(parts, bare=False)


_Shape = tuple[re.Pattern[str], Callable[[re.Match[str], int], _Parts | None]]
_ENDS: tuple[_Shape, ...] = ((_MONTH, _month), (_PERIOD, _period), (_NUMERIC, _numeric))
_SHAPES: tuple[_Shape, ...] = (*_ENDS, (_DIGITS, _digits), (_RANGE, _range))
