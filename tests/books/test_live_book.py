"""The control workbook open in a spreadsheet program: what only happens there."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlwings as xw

from support.calc_engine.boundary import ComError, counted, editing
from support.calc_engine.office import CalcOffice
from support.desks import LiveDesk
from xlperf.books.live import LiveBook
from xlperf.books.live_blocks import read_formulas
from xlperf.books.port import BookError, CellValue
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import ErrorValue
from xlperf.rules.loading import load_ruleset

Rows = list[dict[str, CellValue]]


@pytest.fixture(scope="module")
def control() -> bytes:
    return build_control(load_ruleset("central_2020"), MoneyUnit.WAN)


@pytest.fixture
def desk(live_office: CalcOffice, tmp_path: Path, control: bytes) -> Iterator[LiveDesk]:
    desk = LiveDesk(tmp_path, control, live_office.app)
    yield desk
    desk.close()


def projects(count: int, remark: str = "") -> Rows:
    return [
        {
            "序号": Decimal(number),
            "项目编码": f"XM{number:04}",
            "项目名称": f"=项目{number}",
            "全年预算数": Decimal(number) / 100,
            "执行率": Decimal("0.827"),
            "备注": remark or None,
        }
        for number in range(1, count + 1)
    ]


def body(desk: LiveDesk, table: str) -> xw.Range:
    """The cells of a table below its header."""
    found = next(sheet.tables[table] for sheet in desk.excel.sheets if table in sheet.tables)
    cells = found.data_body_range
    assert cells is not None
    return cells


class TestCalls:
    """What crosses into the spreadsheet program does not grow with the table."""

    def calls(self, desk: LiveDesk, count: int) -> tuple[Counter[str], Counter[str]]:
        desk.live.write_table("自评汇总", projects(count))
        again: Rows = [{**row, "项目名称": "改了"} for row in projects(count)]
        with counted() as writing:
            LiveBook(desk.excel).write_table("自评汇总", again, key="项目编码")
        with counted() as reading:
            assert len(LiveBook(desk.excel).read_table("自评汇总").rows) == count
        return reading, writing

    def test_are_the_same_for_1_10_and_1000_rows(self, desk: LiveDesk) -> None:
        first, *others = [self.calls(desk, count) for count in (1, 10, 1000)]
        for other in others:
            assert other == first

    def test_are_one_read_and_one_write_of_values(self, desk: LiveDesk) -> None:
        reading, writing = self.calls(desk, 10)
        assert (reading["Range.raw_value"], reading["Range.raw_value="]) == (1, 0)
        assert (writing["Range.raw_value"], writing["Range.raw_value="]) == (1, 1)
        assert (reading["Range.formula"], writing["Range.formula"]) == (0, 1)

    def test_are_the_same_however_many_rows_come_in_or_go(self, desk: LiveDesk) -> None:
        def resized(before: int, after: int) -> Counter[str]:
            desk.live.write_table("自评汇总", projects(before))
            with counted() as calls:
                LiveBook(desk.excel).write_table("自评汇总", projects(after))
            return calls

        assert resized(2, 10) == resized(2, 300)
        assert resized(300, 2) == resized(10, 2)


class TestPeopleChangedTheLooks:
    def test_of_a_filtered_table_all_rows_are_shown_and_written(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(5))
        body(desk, "自评汇总")[1:4, :].rows.hidden = True
        desk.live.write_table("自评汇总", projects(7))
        cells = body(desk, "自评汇总")
        assert cells.rows.hidden is False
        assert len(desk.live.read_table("自评汇总").rows) == 7
        assert desk.excel.sheets["自评汇总"].tables["自评汇总"].show_autofilter

    def test_rows_are_as_tall_as_their_text_needs(self, desk: LiveDesk) -> None:
        texts = ("短", "短", "很长的一段话，" * 30, "短")
        desk.live.write_table("问题与措施", [{"存在的问题": text} for text in texts])
        heights = [float(row.row_height or 0) for row in body(desk, "问题与措施").rows]
        assert [heights[0], heights[1], heights[3]] == pytest.approx([20.5] * 3, abs=0.1)
        assert 60 < heights[2] <= 409

    def test_of_hidden_rows_that_already_hold_the_right_thing_all_are_shown(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(3))
        body(desk, "自评汇总")[0:1, :].rows.hidden = True
        desk.live.write_table("自评汇总", projects(3))
        assert body(desk, "自评汇总").rows.hidden is False

    def test_a_renamed_sheet_and_a_moved_table_are_found(self, desk: LiveDesk) -> None:
        sheet = desk.excel.sheets["自评汇总"]
        sheet.range("1:3").insert("down")
        sheet.name = "我的 '汇总' 表"
        desk.live.write_table("自评汇总", projects(2))
        data = desk.live.read_table("自评汇总")
        assert (data.sheet, data.rows[0].cells["项目编码"]) == ("我的 '汇总' 表", "C8")
        assert desk.live.read_value("标题_自评汇总") == "年度项目支出绩效自评汇总表"

    def test_something_beside_rows_that_must_go_stops_the_step(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(3))
        desk.excel.sheets["自评汇总"]["Z7"].value = "勿删"
        with pytest.raises(BookError, match="“自评汇总”的 Z7 有内容“勿删”，它在表格“自评汇总”旁边"):
            desk.live.write_table("自评汇总", projects(1))
        assert len(desk.live.read_table("自评汇总").rows) == 3


class TestExcelRefuses:
    def test_a_protected_sheet_is_named(self, desk: LiveDesk) -> None:
        desk.excel.sheets["自评汇总"].impl.uno.protect("")
        with pytest.raises(BookError, match="工作表“自评汇总”受保护，不能填写。请在“审阅”里"):
            desk.live.write_table("自评汇总", projects(2))
        assert desk.live.save() is False

    def test_a_protected_sheet_is_named_for_a_single_cell_too(self, desk: LiveDesk) -> None:
        desk.excel.sheets["部门整体"].impl.uno.protect("")
        with pytest.raises(BookError, match="工作表“部门整体”受保护"):
            desk.live.set_values({"参数_镇名称": "王平镇", "部门_等级": "优"})
        assert desk.live.read_value("参数_镇名称") is None

    def test_a_protected_sheet_can_be_read(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(2))
        desk.excel.sheets["自评汇总"].impl.uno.protect("")
        assert len(desk.live.read_table("自评汇总").rows) == 2

    def test_somebody_typing_into_a_cell_is_asked_to_stop(self, desk: LiveDesk) -> None:
        with editing(), pytest.raises(BookError, match=r"可能有单元格正在编辑.*请按 Esc 键"):
            desk.live.write_table("自评汇总", projects(2))

    def test_another_refusal_is_told_with_excel_s_own_reason(
        self, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise ComError(-2146827284, "磁盘空间不足。")

        desk.live.set_values({"参数_镇名称": "王平镇"})
        monkeypatch.setattr(type(desk.excel.impl), "save", refuse)
        with pytest.raises(BookError, match=r"Excel 没有接受：保存“绩效评价.xlsm”（磁盘空间不足）。"):
            desk.live.save()

    def test_a_mistake_of_our_own_is_not_taken_for_a_refusal(
        self, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise TypeError("wrong")

        desk.live.set_values({"参数_镇名称": "王平镇"})
        monkeypatch.setattr(type(desk.excel.impl), "save", fail)
        with pytest.raises(TypeError, match="wrong"):
            desk.live.save()


class TestTheFirstWrite:
    def test_is_announced_once_and_before_anything_has_changed(self, desk: LiveDesk) -> None:
        seen: list[object] = []
        book = LiveBook(
            desk.excel, on_first_write=lambda: seen.append(LiveBook(desk.excel).read_value("参数_镇名称"))
        )
        book.read_table("自评汇总")
        assert seen == []
        book.set_values({"参数_镇名称": "王平镇"})
        book.write_table("自评汇总", projects(2))
        assert seen == [None]

    def test_is_not_announced_where_nothing_changes(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(2))
        desk.live.set_values({"参数_镇名称": "王平镇"})
        seen: list[str] = []
        book = LiveBook(desk.excel, on_first_write=lambda: seen.append("写"))
        book.write_table("自评汇总", projects(2))
        book.set_values({"参数_镇名称": "王平镇"})
        assert (seen, book.save()) == ([], False)

    def test_does_not_happen_where_the_announcement_fails(self, desk: LiveDesk) -> None:
        def fail() -> None:
            raise BookError("备份写不了")

        book = LiveBook(desk.excel, on_first_write=fail)
        with pytest.raises(BookError, match="备份写不了"):
            book.write_table("自评汇总", projects(2))
        assert book.read_table("自评汇总").rows == ()


class TestValues:
    def test_percentages_dates_and_errors_arrive_as_such(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(2))
        cells = body(desk, "自评汇总")
        headers = desk.live.read_table("自评汇总").headers
        remark = headers.index("备注")
        cells.columns[remark].number_format = "General"
        cells[0, remark].value = date(2022, 1, 31)
        cells[1, remark].formula = "=1/0"
        first, second = desk.live.read_table("自评汇总").rows
        assert first.text("执行率") == "82.7%"
        assert first.percents & {"执行率", "全年预算数", "序号"} == {"执行率"}
        assert first.values["备注"] == date(2022, 1, 31)
        assert second.values["备注"] == ErrorValue("#DIV/0!")
        assert isinstance(second.values["备注"], ErrorValue)

    def test_a_text_that_looks_like_an_error_is_a_text(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", [{"项目编码": "XM01", "项目名称": "#N/A"}])
        value = desk.live.read_table("自评汇总").rows[0].values["项目名称"]
        assert (value, type(value)) == ("#N/A", str)

    def test_percentages_are_told_cell_by_cell_where_a_column_mixes_them(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(5))
        column = desk.live.read_table("自评汇总").headers.index("执行率")
        body(desk, "自评汇总")[3, column].number_format = "0.00"
        rows = desk.live.read_table("自评汇总").rows
        assert ["执行率" in row.percents for row in rows] == [True, True, True, False, True]

    def test_numbers_stay_numbers_in_a_column_of_text(self, desk: LiveDesk) -> None:
        desk.live.write_table("单位名录", [{"单位编码": Decimal(7), "单位名称": "00123"}])
        (row,) = desk.live.read_table("单位名录").rows
        assert (row.values["单位编码"], row.values["单位名称"]) == (Decimal(7), "00123")

    def test_text_stays_text_in_a_column_of_numbers(self, desk: LiveDesk) -> None:
        for text in ("=1+1", "00123", "1/2", "'引号", "95%", "-"):
            desk.live.write_table("功能分类执行", [{"功能分类编码": "213", "全年预算数": text}])
            assert desk.live.read_table("功能分类执行").rows[0].values["全年预算数"] == text

    def test_an_apostrophe_survives_an_excel_that_takes_it_for_its_own(
        self, desk: LiveDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("support.calc_engine.typed.APOSTROPHE_MARKS_TEXT_CELLS", True)
        names: Rows = [{"单位编码": "1", "单位名称": "'丙"}, {"单位编码": "2", "单位名称": "'"}]
        desk.live.write_table("单位名录", names)
        assert [row.values["单位名称"] for row in desk.live.read_table("单位名录").rows] == ["'丙", "'"]

    def test_a_text_too_long_for_a_cell_is_cut_and_says_so(self, desk: LiveDesk) -> None:
        desk.live.write_table("问题与措施", [{"序号": Decimal(1), "存在的问题": "长" * 40_000}])
        text = str(desk.live.read_table("问题与措施").rows[0].values["存在的问题"])
        assert (len(text), text[-9:]) == (32_767, "最大长度，以下略）")

    def test_a_day_goes_into_a_cell_for_days_as_a_day(self, desk: LiveDesk) -> None:
        body(desk, "催报清单").number_format = "yyyy-mm-dd"
        desk.live.write_table("催报清单", [{"状态": date(2022, 1, 31)}])
        assert body(desk, "催报清单").columns[-1].number_format.lower() == "yyyy-mm-dd"
        assert desk.live.read_table("催报清单").rows[0].values["状态"] == date(2022, 1, 31)


class TestFormulas:
    def test_totals_follow_what_is_written(self, desk: LiveDesk) -> None:
        for count in (1, 4, 2):
            desk.live.write_table("执行率_单位", [{"单位编码": "1", "全年预算数": Decimal(3)}] * count)
            cells = body(desk, "执行率_单位")
            total = cells.last_cell.offset(1, -3)
            assert total.value == 3.0 * count

    def test_of_a_named_cell_stays(self, desk: LiveDesk) -> None:
        desk.live.set_values({"标题_自评汇总": "手写的标题", "参数_镇名称": "王平镇"})
        assert desk.live.read_value("标题_自评汇总") == "王平镇年度项目支出绩效自评汇总表"

    def test_is_recalculated_before_reading_where_calculation_is_manual(self, desk: LiveDesk) -> None:
        app = desk.excel.app
        app.calculation = "manual"
        try:
            desk.live.set_values({"参数_镇名称": "柳河镇"})
            assert desk.live.read_value("标题_自评汇总") == "柳河镇年度项目支出绩效自评汇总表"
        finally:
            app.calculation = "automatic"

    def test_that_a_clerk_filled_down_is_in_every_row_again(self, desk: LiveDesk) -> None:
        desk.live.write_table("自评汇总", projects(2))
        remark = desk.live.read_table("自评汇总").headers.index("备注")
        column = body(desk, "自评汇总").columns[remark]
        column.number_format = "General"
        column.formula = "=A5*10"
        rows: Rows = [{key: value for key, value in row.items() if key != "备注"} for row in projects(4)]
        desk.live.write_table("自评汇总", rows, key="项目编码")
        assert [row.values["备注"] for row in desk.live.read_table("自评汇总").rows] == [10, 20, 30, 40]
        shown = read_formulas(body(desk, "自评汇总").columns[remark])
        assert shown == [["=A5*10"], ["=A6*10"], ["=A7*10"], ["=A8*10"]]


class TestPlaces:
    @pytest.mark.parametrize("folder", ["王平镇 2021", "甲&乙", "100%TEMP%", "a=b", "it's"])
    def test_any_folder_will_do(
        self, live_office: CalcOffice, tmp_path: Path, control: bytes, folder: str
    ) -> None:
        place = tmp_path / folder
        place.mkdir()
        desk = LiveDesk(place, control, live_office.app)
        assert desk.live.path == desk.path
        desk.live.set_values({"参数_镇名称": "王平镇"})
        assert desk.live.save() is True
        desk.close()
        again = LiveBook(live_office.app.books.open(str(desk.path)))
        assert again.read_value("参数_镇名称") == "王平镇"
        again.book.close()

    def test_a_workbook_that_was_never_saved_has_none(self, live_office: CalcOffice) -> None:
        book = live_office.app.books.add()
        with pytest.raises(BookError, match="还没有保存过"):
            LiveBook(book).path  # noqa: B018
        book.close()
