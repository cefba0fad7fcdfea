"""Days, periods and years as villages write them (checks N10, F14, F15, V12)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.dates import looks_like_day, read_day, read_year
from xlperf.model.printing import day_text, year_text
from xlperf.model.reading import Note, NoteKind, Reading

quick = settings(max_examples=200, deadline=None)

UNREADABLE: Reading[date] = Reading(None, (Note(NoteKind.DATE_FORM),))

PLAIN = [
    ("2021年12月底前", "2021-12-31"),
    ("2021年8月底前完成", "2021-08-31"),
    ("2021年8月", "2021-08-31"),
    ("2021年2月份", "2021-02-28"),
    ("12月底前", "2021-12-31"),
    ("12月底", "2021-12-31"),
    ("8月31日前", "2021-08-31"),
    ("2021年8月5日", "2021-08-05"),
    ("2021年 8月 5号", "2021-08-05"),
    ("8月上旬", "2021-08-10"),
    ("8月中旬", "2021-08-20"),
    ("8月下旬", "2021-08-31"),
    ("二〇二一年", "2021-12-31"),
    ("二0二一年十二月三十一日", "2021-12-31"),
    ("十月", "2021-10-31"),
    ("2021年", "2021-12-31"),
    ("2000年度", "2000-12-31"),
    ("2022年底", "2022-12-31"),
    ("年底前", "2021-12-31"),
    ("年内", "2021-12-31"),
    ("当年", "2021-12-31"),
    ("本年度内完成", "2021-12-31"),
    ("次年3月底前", "2022-03-31"),
    ("上半年", "2021-06-30"),
    ("2021年下半年", "2021-12-31"),
    ("第三季度", "2021-09-30"),
    ("2021年4季度末", "2021-12-31"),
    ("前三季度", "2021-09-30"),
    ("2021.12.31", "2021-12-31"),
    ("2021-08", "2021-08-31"),
    ("2021/8/5", "2021-08-05"),
    ("2021-12-31 00:00:00", "2021-12-31"),
    ("12.31前", "2021-12-31"),
    ("2021年1-12月", "2021-12-31"),
    ("2021年1月至2022年6月", "2022-06-30"),
    ("2021.1—2021.12", "2021-12-31"),
    ("2021年3月1日～2021年9月30日", "2021-09-30"),
    ("已于2021年10月完成验收", "2021-10-31"),
    ("截至2021年11月", "2021-11-30"),
]


@pytest.mark.parametrize(("text", "day"), PLAIN)
def test_a_day_is_read_and_a_period_is_its_last_day(text: str, day: str) -> None:
    assert read_day(text, year=2021) == Reading(date.fromisoformat(day))
    assert looks_like_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8月前", "2021-08-31"),
        ("2021年前", "2021-12-31"),
        ("21年8月", "2021-08-31"),
        ("21年底", "2021-12-31"),
        ("2021", "2021-12-31"),
        ("202108", "2021-08-31"),
        ("44561", "2021-12-31"),
    ],
)
def test_what_had_to_be_assumed_is_noted(text: str, day: str) -> None:
    note = Note(NoteKind.DATE_FORM, day)
    assert read_day(text, year=2021) == Reading(date.fromisoformat(day), (note,))


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("44561", "2021-12-31"),
        ("44561.75", "2021-12-31"),
        ("36526", "2000-01-01"),
        ("20211231", "2021-12-31"),
    ],
)
def test_a_stored_number_is_taken_for_excels_day_number_and_noted(number: str, day: str) -> None:
    note = Note(NoteKind.DATE_FORM, day)
    assert read_day(Decimal(number), year=2021) == Reading(date.fromisoformat(day), (note,))


@pytest.mark.parametrize("number", ["2021.1", "5", "-44561", "36525", "NaN", "Infinity", "1E+400", "0.5"])
def test_a_stored_number_that_is_no_day_is_unreadable(number: str) -> None:
    assert read_day(Decimal(number), year=2021) == UNREADABLE


@pytest.mark.parametrize("text", ["2021年13月", "2021年2月30日", "8月0日", "2021-13-01", "1021年8月"])
def test_a_day_that_does_not_exist_looks_like_one_and_is_unreadable(text: str) -> None:
    assert looks_like_day(text)
    assert read_day(text, year=2021) == UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "效果明显",
        "及时",
        "15年",
        "15年内",
        "12个月",
        "30日内",
        "每月15日前",
        "3-5",
        "年",
        "底",
        "前",
        "完成",
    ],
)
def test_words_and_durations_are_no_days(text: str) -> None:
    assert not looks_like_day(text)
    assert read_day(text, year=2021) == UNREADABLE


@pytest.mark.parametrize("text", ["20211231", "2021", "2021.12", "8.5", "12.31", ""])
def test_what_could_as_well_be_a_number_does_not_look_like_a_day(text: str) -> None:
    assert not looks_like_day(text)


def test_a_blank_says_nothing() -> None:
    assert read_day(" \u3000", year=2021) == Reading(None)


def test_a_day_is_itself() -> None:
    assert read_day(date(2021, 8, 5), year=2021) == Reading(date(2021, 8, 5))
    assert read_day(datetime(2021, 8, 5, 12, 30), year=2021) == Reading(date(2021, 8, 5))  # noqa: DTZ001


def test_full_width_digits_in_a_day_are_noted() -> None:
    note = Note(NoteKind.FULL_WIDTH, "2021年8月")
    assert read_day("２０２１年８月", year=2021) == Reading(date(2021, 8, 31), (note,))


@pytest.mark.parametrize("year", [0, 1, 10000])
def test_a_form_without_a_sensible_year_gives_no_day(year: int) -> None:
    assert read_day("12月底前", year=year) == UNREADABLE


@pytest.mark.parametrize(
    "text",
    ["2021", "（2021年度）", "( 2021 年度)", "二〇二一年度", "二〇二一", "2021年", "王平镇2021年度自评"],
)
def test_the_year_of_a_form_is_found_in_what_is_printed_around_it(text: str) -> None:
    assert read_year(text) == Reading(2021)


@pytest.mark.parametrize("text", ["", "(      年度)", "（   年）", "____年度"])
def test_a_form_whose_year_was_not_filled_in_has_none(text: str) -> None:
    assert read_year(text) == Reading(None)


@pytest.mark.parametrize("text", ["2021-2022年度", "王平镇", "1021", "20211"])
def test_a_text_without_exactly_one_year_is_unreadable(text: str) -> None:
    assert read_year(text) == Reading(None, (Note(NoteKind.DATE_FORM),))


@pytest.mark.parametrize("value", ["21年度", "（21年）", "44561", Decimal(44561), date(2021, 5, 1)])
def test_a_year_that_had_to_be_completed_or_found_in_a_day_is_noted(value: str | Decimal | date) -> None:
    assert read_year(value) == Reading(2021, (Note(NoteKind.DATE_FORM, "2021"),))


def test_a_stored_year_is_itself_and_another_number_is_none() -> None:
    assert read_year(Decimal(2021)) == Reading(2021)
    assert read_year(Decimal("2021.5")).value is None
    assert read_year(Decimal(3)).value is None


@quick
@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_printed_day_reads_as_itself(day: date) -> None:
    for text in (day_text(day), day.isoformat(), f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day_text(day)}前"):
        assert read_day(text, year=2021) == Reading(day)


@quick
@given(st.integers(1990, 2099))
def test_a_printed_year_reads_as_itself(year: int) -> None:
    assert read_year(year_text(year)) == Reading(year)


@quick
@given(st.text(alphabet="0123456789零一二十〇年月日底前内至到-./~第季度上半旬T: ", max_size=60))
def test_no_text_breaks_the_reader_and_what_is_not_read_is_noted(text: str) -> None:
    reading = read_day(text, year=2021)
    assert reading.value is not None or bool(reading.notes) is bool(text.strip())
    read_year(text)
