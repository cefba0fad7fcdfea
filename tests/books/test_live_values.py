"""Values on their way into Excel and back, and where a workbook lies."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from support.calc_engine.typed import Kind, typed
from xlperf.books.live_blocks import all_shown
from xlperf.books.live_path import path_of, require_writable
from xlperf.books.live_refusals import asking_excel
from xlperf.books.live_values import (
    Content,
    Formula,
    as_stood,
    content_of,
    from_excel,
    needs_general,
    same,
    to_excel,
)
from xlperf.books.port import BookError, Link
from xlperf.ooxml.cells import ErrorValue

DAY = date(2022, 1, 31)


class TestOnTheWayIn:
    @pytest.mark.parametrize(
        ("content", "code", "sent"),
        [
            ("00123", "@", "00123"),
            ("00123", "General", "'00123"),
            ("=1+1", "@", "=1+1"),
            ("=1+1", "#,##0.00", "'=1+1"),
            ("'引", "General", "''引"),
            (Decimal("0.1"), "0.00%", 0.1),
            (True, "General", True),
            (DAY, "yyyy-mm-dd", datetime(2022, 1, 31)),  # noqa: DTZ001
            (DAY, "@", "2022-01-31"),
            (DAY, "General", "'2022-01-31"),
            (Formula("A1*2"), "General", "=A1*2"),
            (ErrorValue("#N/A"), "General", "#N/A"),
            (ErrorValue("#未计算"), "General", "'#未计算"),
            (None, "@", None),
        ],
    )
    def test_each_is_sent_so_that_excel_keeps_it(self, content: Content, code: str, sent: object) -> None:
        assert (to_excel(content, code), type(to_excel(content, code))) == (sent, type(sent))

    @pytest.mark.parametrize(
        ("content", "needed"),
        [(Decimal(1), True), (Formula("A1"), True), (True, True), (ErrorValue("#N/A"), True),
         ("1", False), (None, False), (DAY, False), (ErrorValue("#未计算"), False)],
    )  # fmt: skip
    def test_a_cell_of_text_must_get_another_format_for_what_is_none(
        self, content: Content, needed: bool
    ) -> None:
        assert needs_general(content, "@") is needed
        assert needs_general(content, "0.00") is False

    def test_a_link_is_a_formula_unless_no_program_would_take_it(self) -> None:
        assert content_of(Link("H7", "a.xlsx")) == Formula('HYPERLINK("a.xlsx","H7")')
        assert content_of(Link("长" * 9000, "a.xlsx")) == "长" * 9000

    def test_an_empty_text_is_nothing(self) -> None:
        assert content_of("") is None

    @given(text=st.text(min_size=1), code=st.sampled_from(["@", "General", "0.00", "yyyy-mm-dd"]))
    def test_no_text_is_ever_anything_else(self, text: str, code: str) -> None:
        arrived = typed(to_excel(text, code), text_cell=code == "@")
        assert (arrived.kind, arrived.value) == (Kind.TEXT, text)

    @given(number=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
    def test_a_number_comes_back_as_the_double_that_excel_holds(self, number: Decimal) -> None:
        content = content_of(number)
        arrived = typed(to_excel(content, "0.00"), text_cell=False)
        assert from_excel(arrived.value) == content
        assert float(str(content)) == float(number)


class TestOnTheWayBack:
    @pytest.mark.parametrize(
        ("value", "read"),
        [
            (0.1, Decimal("0.1")),
            (96.0, Decimal(96)),
            (1e22, Decimal("1e22")),
            (True, True),
            (datetime(2022, 1, 31, 23, 59), DAY),  # noqa: DTZ001
            (None, None),
            ("00123", "00123"),
        ],
    )
    def test_each_is_what_the_cell_holds(self, value: object, read: object) -> None:
        assert (from_excel(value), type(from_excel(value))) == (read, type(read))

    @pytest.mark.parametrize(
        ("number", "error"),
        [(-2146826243, "#SPILL!"), (-2146826238, "#CALC!"), (-2146826200, "#UNKNOWN!")],
    )
    def test_an_error_that_is_younger_than_xlwings_is_no_number(self, number: int, error: str) -> None:
        assert from_excel(number) == error
        assert isinstance(from_excel(number), ErrorValue)

    def test_a_formula_is_told_from_a_text_that_looks_like_one(self) -> None:
        assert as_stood(Decimal(2), "=1+1") == Formula("1+1")
        assert as_stood("=1+1", "=1+1") == "=1+1"
        assert as_stood("甲", "甲") == "甲"

    def test_a_day_that_stands_there_as_text_is_the_same(self) -> None:
        assert same("2022-01-31", DAY)
        assert not same("2022-02-01", DAY)
        assert not same(Decimal(1), True)
        assert not same("1", Decimal(1))


class Book:
    """A workbook with nothing but a name and a place."""

    name = "绩效评价.xlsm"

    def __init__(self, fullname: str | Exception) -> None:
        self._fullname = fullname

    @property
    def fullname(self) -> str:
        if isinstance(self._fullname, Exception):
            raise self._fullname
        return self._fullname


class TestPlaces:
    @pytest.mark.parametrize(
        "fullname",
        [
            "https://d.docs.live.net/1a2b/绩效评价.xlsm",
            xw.XlwingsError("Couldn't find the local OneDrive folder"),
        ],
    )
    def test_a_workbook_from_the_web_must_be_copied_first(self, fullname: str | Exception) -> None:
        book: Any = Book(fullname)
        with pytest.raises(BookError, match=r"从 OneDrive 或 SharePoint 的网址打开的.*复制到本机磁盘"):
            path_of(book)

    def test_a_workbook_without_a_folder_was_never_saved(self) -> None:
        book: Any = Book("工作簿1")
        with pytest.raises(BookError, match="还没有保存过"):
            path_of(book)


class TestReadOnly:
    def test_a_workbook_that_cannot_be_saved_is_refused_before_anything_is_done(self) -> None:
        book: Any = Book("绩效评价.xlsm")
        book.api = SimpleNamespace(ReadOnly=True)
        with pytest.raises(BookError, match=r"以只读方式打开.*重新打开再按一次"):
            require_writable(book)

    @pytest.mark.parametrize("api", [SimpleNamespace(ReadOnly=False), object()])
    def test_any_other_is_fine_and_so_is_one_of_which_nothing_is_told(self, api: object) -> None:
        book: Any = Book("绩效评价.xlsm")
        book.api = api
        require_writable(book)


class TestHiddenRows:
    @pytest.mark.parametrize(("hidden", "shown"), [(False, True), (True, False), (None, False)])
    def test_are_found_in_one_call_to_excel_however_many_rows_there_are(
        self, hidden: bool | None, shown: bool
    ) -> None:
        """None is what Excel tells of rows of which some are hidden."""
        cells: Any = SimpleNamespace(api=SimpleNamespace(EntireRow=SimpleNamespace(Hidden=hidden)))
        assert all_shown(cells) is shown


class TestRefusals:
    def test_of_a_mac_are_known_too(self) -> None:
        command_error = type("CommandError", (Exception,), {"__module__": "appscript.reference"})
        with pytest.raises(BookError, match="Excel 没有接受：填写（OSERROR: -50）"), asking_excel("填写"):
            raise command_error("OSERROR: -50")

    def test_are_passed_on_where_they_are_sentences_already(self) -> None:
        with pytest.raises(BookError, match=r"^已经是一句话$"), asking_excel("填写"):
            raise BookError("已经是一句话")
