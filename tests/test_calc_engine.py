"""The stand-in for Excel: what it does to values as Excel does, and what it counts."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlwings as xw

from support.calc_engine.boundary import ComError, counted, editing
from support.calc_engine.office import CalcOffice
from support.calc_engine.typed import Kind, Typed, typed


class TestWhatArrivesThroughCom:
    @pytest.mark.parametrize(
        ("value", "becomes"),
        [
            ("00123", Typed(Kind.NUMBER, 123.0)),
            ("110108198001011234", Typed(Kind.NUMBER, 110108198001011000.0)),
            ("1,200.5", Typed(Kind.NUMBER, 1200.5)),
            ("95%", Typed(Kind.NUMBER, 0.95, "0%")),
            ("1E5", Typed(Kind.NUMBER, 100000.0, "0.00E+00")),
            ("2021-03-05", Typed(Kind.NUMBER, 44260.0, "yyyy/m/d")),
            ("2021-13-05", Typed(Kind.TEXT, "2021-13-05")),
            ("1/2", Typed(Kind.NUMBER, 44198.0, "yyyy/m/d")),
            ("=1+1", Typed(Kind.FORMULA, "=1+1")),
            ("+A1", Typed(Kind.FORMULA, "=+A1")),
            ("+86", Typed(Kind.NUMBER, 86.0)),
            ("TRUE", Typed(Kind.BOOLEAN, 1.0)),
            ("#N/A", Typed(Kind.FORMULA, "=#N/A")),
            ("'=1+1", Typed(Kind.TEXT, "=1+1")),
            ("''", Typed(Kind.TEXT, "'")),
            ("-", Typed(Kind.TEXT, "-")),
            ("王平镇", Typed(Kind.TEXT, "王平镇")),
            ("", Typed(Kind.EMPTY)),
            (float("nan"), Typed(Kind.EMPTY)),
            (Decimal("61.422356"), Typed(Kind.NUMBER, 61.4224)),
            (date(2021, 3, 5), Typed(Kind.NUMBER, 44260.0, "yyyy/m/d")),
        ],
    )
    def test_is_taken_as_if_typed(self, value: object, becomes: Typed) -> None:
        assert typed(value, text_cell=False) == becomes

    @pytest.mark.parametrize(
        ("value", "text"),
        [("00123", "00123"), ("=1+1", "=1+1"), (5, "5"), (0.1, "0.1"), (True, "TRUE"), ("95%", "95%")],
    )
    def test_is_text_in_a_cell_of_text(self, value: object, text: str) -> None:
        assert typed(value, text_cell=True) == Typed(Kind.TEXT, text)

    def test_must_be_something_that_com_carries(self) -> None:
        with pytest.raises(TypeError, match="Excel takes no object"):
            typed(object(), text_cell=False)


@pytest.fixture
def sheet(live_office: CalcOffice) -> Iterator[xw.Sheet]:
    book = live_office.app.books.add()
    yield book.sheets[0]
    book.close()


class TestALiveSheet:
    def test_reads_back_what_was_written_as_excel_would(self, sheet: xw.Sheet) -> None:
        moment = datetime(2021, 3, 5, 8, 30)  # noqa: DTZ001 - a cell knows no time zone
        sheet["B2:D3"].value = [["甲", 1, True], [moment, None, "00123"]]
        assert sheet["B2:D3"].value == [["甲", 1.0, True], [moment, None, 123.0]]

    def test_calculates_and_moves_formulas(self, sheet: xw.Sheet) -> None:
        sheet["A1:A3"].value = [[1], [2], [3]]
        sheet["B1:B3"].formula = "=A1*2"
        sheet["1:2"].insert("down")
        assert sheet["B5"].formula == "=A5*2"
        sheet["3:3"].delete("up")
        assert sheet["B3:B4"].value == [4.0, 6.0]

    def test_tells_errors_as_windows_does(self, sheet: xw.Sheet) -> None:
        sheet["A1"].formula = "=1/0"
        assert sheet["A1"].value is None
        assert sheet["A1"].options(err_to_str=True).value == "#DIV/0!"

    def test_has_one_number_format_or_none(self, sheet: xw.Sheet) -> None:
        sheet["A1:A2"].number_format = "0.00%"
        formats: list[str | None] = [sheet[cells].number_format for cells in ("A1:A2", "A1:A3")]
        assert formats == ["0.00%", None]

    def test_keeps_notes_and_colours(self, sheet: xw.Sheet) -> None:
        assert sheet["A1"].note is None
        sheet["A1"].impl.add_note("请核实")
        sheet["A1"].color = (255, 199, 206)
        note = sheet["A1"].note
        assert note is not None
        assert (note.text, sheet["A1"].color) == ("请核实", (255, 199, 206))
        note.delete()
        assert sheet["A1"].note is None

    def test_that_is_protected_refuses_what_excel_refuses(self, sheet: xw.Sheet) -> None:
        sheet.impl.uno.protect("")
        with pytest.raises(ComError, match="受保护"):
            sheet["A1"].value = 1
        with pytest.raises(ComError, match="受保护"):
            sheet["1:1"].insert("down")

    def test_refuses_everything_while_somebody_types(self, sheet: xw.Sheet) -> None:
        with editing(), pytest.raises(ComError, match="正忙"):
            sheet["A1"].value = 1

    def test_is_counted_from_outside_only(self, sheet: xw.Sheet) -> None:
        with counted() as calls:
            sheet["A1:B2"].value = [[1, 2], [3, 4]]
            assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]
        assert (calls["Range.raw_value="], calls["Range.raw_value"]) == (1, 1)
