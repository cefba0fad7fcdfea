"""What every adapter of the control workbook does: one suite, run on each of them (``DESKS``)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.desks import Desk, FileDesk, LiveDesk
from xlperf.books.port import BookError, CellValue, ControlBook, Link, Orphan, TableData
from xlperf.books.sheets import heading_results
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset

Row = Mapping[str, CellValue]


@cache
def control() -> bytes:
    return build_control(load_ruleset("central_2020"), MoneyUnit.WAN)


def file_desk(_: pytest.FixtureRequest, folder: Path) -> Desk:
    return FileDesk(folder, control())


def live_desk(request: pytest.FixtureRequest, folder: Path) -> Desk:
    return LiveDesk(folder, control(), request.getfixturevalue("live_office").app)


DESKS = (pytest.param(file_desk, id="file"), pytest.param(live_desk, id="live", marks=pytest.mark.office))


@pytest.fixture(params=DESKS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    desk: Desk = request.param(request, tmp_path)
    yield desk
    desk.close()


def table(text: str) -> list[dict[str, CellValue]]:
    """Rows from a picture of a table: header line first, cells between bars, blank cells are None."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [{name: _cell(cell) for name, cell in zip(header, line, strict=True)} for line in lines]


def _cell(text: str) -> CellValue:
    if text.startswith("'"):
        return text[1:]
    try:
        return Decimal(text) if text else None
    except ArithmeticError:
        return text


def values(data: TableData, *headers: str) -> list[tuple[CellValue, ...]]:
    return [tuple(row.values[header] for header in headers) for row in data.rows]


def write(book: ControlBook, name: str, text: str, **more: object) -> tuple[Orphan, ...]:
    return book.write_table(name, table(text), **more)  # type: ignore[arg-type]


class TestANewWorkbook:
    def test_lists_its_tables_and_named_cells(self, desk: Desk) -> None:
        assert {"单位名录", "项目台账", "自评汇总", "部门指标"} <= set(desk.book.tables())
        assert {"参数_镇名称", "状态_未报", "部门_总分", "标题_自评汇总"} <= set(desk.book.names())

    def test_reads_a_table_without_its_blank_row(self, desk: Desk) -> None:
        data = desk.book.read_table("单位名录")
        assert (data.name, data.sheet, data.rows) == ("单位名录", "单位名录", ())
        assert data.headers == ("单位编码", "单位名称", "类型", "联系人", "联系电话")

    def test_says_which_table_is_missing(self, desk: Desk) -> None:
        with pytest.raises(BookError, match="没有名为“村级名录”的表格"):
            desk.book.read_table("村级名录")
        with pytest.raises(BookError, match="没有名为“村级名录”的表格"):
            desk.book.write_table("村级名录", [])

    def test_says_which_named_cell_is_missing(self, desk: Desk) -> None:
        with pytest.raises(BookError, match="没有名为“参数_县名称”的单元格"):
            desk.book.read_value("参数_县名称")
        with pytest.raises(BookError, match="没有名为“参数_县名称”的单元格"):
            desk.book.set_values({"参数_镇名称": "王平镇", "参数_县名称": "某县"})
        assert desk.book.read_value("参数_镇名称") is None, "all names are looked up before any is set"


class TestLinks:
    LINKS = (
        Link("H7", "归档/0a1b.xlsx#'1.村道硬化'!H7"),
        Link("E20、E22:E27（7 处）", "归档/0a1b.xlsx#'张三''s \"表\"'!E20"),
        Link("打开", "#标题_项目台账"),
        Link('=1+1"&"', "归档/0a1b.xlsx"),
        Link("长" * 300, "归档/0a1b.xlsx"),
    )

    def test_read_as_their_words(self, desk: Desk) -> None:
        rows: list[Row] = [{"序号": Decimal(n), "单元格": link} for n, link in enumerate(self.LINKS)]
        desk.book.write_table("校验结果", rows)
        found = values(desk.reopen().read_table("校验结果"), "单元格")
        assert found == [(link.text,) for link in self.LINKS]

    def test_give_way_to_plain_words_and_to_nothing(self, desk: Desk) -> None:
        for cells in (self.LINKS[:2], ("H7", None)):
            rows: list[Row] = [{"序号": Decimal(n), "单元格": cell} for n, cell in enumerate(cells)]
            desk.book.write_table("校验结果", rows)
        assert values(desk.reopen().read_table("校验结果"), "单元格") == [("H7",), (None,)]


class TestWhatIsWritten:
    def test_is_read_back_with_the_address_of_each_cell(self, desk: Desk) -> None:
        write(
            desk.book,
            "单位名录",
            """
            单位编码 | 单位名称   | 类型 | 联系人 | 联系电话
            '001     | 东王平村   | 村   | 张某   | '010-61850001
            '002     | 色树坟社区 | 社区 |        | '13800000000
            """,
        )
        data = desk.reopen().read_table("单位名录")
        assert values(data, *data.headers) == [
            ("001", "东王平村", "村", "张某", "010-61850001"),
            ("002", "色树坟社区", "社区", None, "13800000000"),
        ]
        assert [row.cells["单位名称"] for row in data.rows] == ["B5", "B6"]

    @pytest.mark.parametrize(
        "text",
        ["=1+1", "=HYPERLINK(\"http://x\")", "+86", "-", "@SUM(1)", "'quoted", "00123", "110108198001011234",
         "2021-03-05", "1/2", "95%", "TRUE", "#N/A", " 前后有空格 ", "两行\n文字", "_x000D_", "1E5"],
    )  # fmt: skip
    def test_is_text_where_it_was_text(self, desk: Desk, text: str) -> None:
        desk.book.write_table("单位名录", [{"单位编码": "1", "单位名称": text}])
        assert values(desk.reopen().read_table("单位名录"), "单位名称") == [(text,)]

    @pytest.mark.parametrize("number", ["0", "-0.01", "14066.33", "61.422356", "0.827", "123456789012.34"])
    def test_keeps_numbers_exact(self, desk: Desk, number: str) -> None:
        desk.book.write_table("功能分类执行", [{"功能分类编码": "213", "全年预算数": Decimal(number)}])
        assert values(desk.reopen().read_table("功能分类执行"), "全年预算数") == [(Decimal(number),)]

    def test_leaves_empty_what_is_none_or_no_text(self, desk: Desk) -> None:
        desk.book.write_table("单位名录", [{"单位编码": "1", "单位名称": "", "类型": None}])
        assert values(desk.reopen().read_table("单位名录"), "单位名称", "类型") == [(None, None)]

    def test_takes_a_day_into_a_cell_of_text_as_text(self, desk: Desk) -> None:
        desk.book.write_table("绩效目标", [{"项目编码": "XM01", "指标值": date(2021, 8, 31)}])
        assert values(desk.reopen().read_table("绩效目标"), "指标值") == [("2021-08-31",)]

    def test_grows_and_shrinks_the_table(self, desk: Desk) -> None:
        for count in (5, 2, 7, 1):
            desk.book.write_table(
                "催报清单", [{"序号": Decimal(n), "项目名称": f"项目{n}"} for n in range(count)]
            )
            names = values(desk.reopen().read_table("催报清单"), "序号", "项目名称")
            assert names == [(Decimal(n), f"项目{n}") for n in range(count)]

    def test_leaves_one_blank_row_where_there_are_no_rows(self, desk: Desk) -> None:
        desk.book.write_table("催报清单", [{"序号": Decimal(1), "状态": "未报"}])
        assert desk.book.write_table("催报清单", []) == ()
        assert desk.reopen().read_table("催报清单").rows == ()
        desk.book.write_table("催报清单", [{"序号": Decimal(1), "状态": "需修改"}])
        assert values(desk.reopen().read_table("催报清单"), "状态") == [("需修改",)]

    def test_clears_a_step_s_column_that_gets_no_value_this_time(self, desk: Desk) -> None:
        desk.book.write_table("催报清单", [{"项目编码": "XM01", "状态": "未报"}])
        assert desk.book.write_table("催报清单", [{"项目编码": "XM01"}], key="项目编码") == ()
        assert values(desk.reopen().read_table("催报清单"), "项目编码", "状态") == [("XM01", None)]

    def test_must_fit_the_headers_or_nothing_is_written(self, desk: Desk) -> None:
        desk.book.write_table("催报清单", [{"状态": "未报"}])
        with pytest.raises(BookError, match=r"表格“催报清单”缺少列：手机、微信号"):
            desk.book.write_table("催报清单", [{"状态": "需修改", "手机": "138"}, {"微信号": "abc"}])
        assert values(desk.book.read_table("催报清单"), "状态") == [("未报",)]

    def test_moves_the_tables_below_on_the_same_sheet(self, desk: Desk) -> None:
        groups = {
            "执行率_功能分类": ("科目编码", ["201", "203", "207", "208"]),
            "执行率_单位": ("单位编码", ["101", "102", "103"]),
            "执行率_资金来源": ("资金来源", ["当年财政拨款", "其他资金"]),
        }
        for name, (header, codes) in groups.items():
            desk.book.write_table(name, [{header: code} for code in codes])
        book = desk.reopen()
        for name, (header, codes) in groups.items():
            assert [code for (code,) in values(book.read_table(name), header)] == codes

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        rows=st.lists(
            st.tuples(
                st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=40),
                st.decimals(-(10**9), 10**9, places=4),
            ),
            max_size=6,
        )
    )
    def test_is_read_back_whatever_it_is(self, desk: Desk, rows: list[tuple[str, Decimal]]) -> None:
        desk.book.write_table(
            "问题与措施",
            [
                {"序号": Decimal(n), "存在的问题": text, "扣分": number}
                for n, (text, number) in enumerate(rows)
            ],
        )
        assert values(desk.reopen().read_table("问题与措施"), "存在的问题", "扣分") == rows


class TestWhatAClerkWrote:
    """自评汇总 has the clerk's own column 备注; 项目编码 tells one row from another."""

    FIRST = """
        序号 | 项目编码 | 项目名称 | 总分
        1    | XM01     | 民防中心 | 96
        2    | XM02     | 户外环路 | 71.5
        3    | XM03     | 造林养护 | 88
        """

    def remark(self, book: ControlBook, **remarks: str) -> None:
        """What the clerk types into 备注 of the rows with these codes."""
        rows = [
            {"项目编码": row.values["项目编码"], "备注": remarks.get(str(row.values["项目编码"]))}
            for row in book.read_table("自评汇总").rows
        ]
        book.write_table("自评汇总", rows, key="项目编码")

    def remarks(self, book: ControlBook) -> list[tuple[CellValue, ...]]:
        return values(book.read_table("自评汇总"), "项目编码", "备注")

    def test_follows_its_row_by_the_key(self, desk: Desk) -> None:
        write(desk.book, "自评汇总", self.FIRST, key="项目编码")
        self.remark(desk.book, XM01="已核", XM03="补交附件")
        orphans = write(
            desk.reopen(),
            "自评汇总",
            """
            序号 | 项目编码 | 项目名称 | 总分
            1    | XM03     | 造林养护 | 90
            2    | XM09     | 新增项目 | 80
            3    | XM01     | 民防中心 | 96
            4    | XM02     | 户外环路 | 75
            """,
            key="项目编码",
        )
        assert orphans == ()
        assert self.remarks(desk.reopen()) == [
            ("XM03", "补交附件"), ("XM09", None), ("XM01", "已核"), ("XM02", None),
        ]  # fmt: skip

    def test_comes_back_when_its_row_is_gone(self, desk: Desk) -> None:
        write(desk.book, "自评汇总", self.FIRST, key="项目编码")
        self.remark(desk.book, XM01="已核", XM02="等发票")
        (orphan,) = write(
            desk.book,
            "自评汇总",
            """
            序号 | 项目编码 | 项目名称 | 总分
            1    | XM01     | 民防中心 | 96
            """,
            key="项目编码",
        )
        assert (orphan.table, orphan.key, orphan.header, orphan.value) == (
            "自评汇总",
            "XM02",
            "备注",
            "等发票",
        )
        assert str(orphan) == f"工作表“自评汇总”原 {orphan.cell}“备注”：“等发票”（XM02）"
        assert self.remarks(desk.reopen()) == [("XM01", "已核")]

    def test_comes_back_whole_when_no_row_is_left(self, desk: Desk) -> None:
        write(desk.book, "自评汇总", self.FIRST, key="项目编码")
        self.remark(desk.book, XM01="已核", XM02="等发票")
        levels = ("产出指标", "效益指标", "满意度指标")
        orphans = desk.book.write_table("自评汇总", [], key="项目编码", columns=levels)
        assert [(orphan.key, orphan.value) for orphan in orphans] == [("XM01", "已核"), ("XM02", "等发票")]
        assert desk.reopen().read_table("自评汇总").rows == ()

    def test_stays_apart_for_rows_with_the_same_key(self, desk: Desk) -> None:
        rows = """
            项目编码 | 项目名称 | 备注
            XM01     | 甲       | 第一行
            XM01     | 乙       | 第二行
            """
        write(desk.book, "自评汇总", rows)
        again = "项目编码 | 项目名称\nXM01 | 甲\nXM01 | 乙\nXM01 | 丙"
        assert write(desk.book, "自评汇总", again, key="项目编码") == ()
        assert values(desk.reopen().read_table("自评汇总"), "项目名称", "备注") == [
            ("甲", "第一行"), ("乙", "第二行"), ("丙", None),
        ]  # fmt: skip

    def test_is_known_by_several_columns_together(self, desk: Desk) -> None:
        first = """
            项目编码 | 一级指标 | 三级指标 | 分值
            XM01     | 产出指标 | 数量     | 20
            XM02     | 产出指标 | 数量     | 30
            """
        write(desk.book, "绩效目标", first)
        again = "项目编码 | 三级指标\nXM02 | 数量\nXM01 | 数量"
        write(desk.book, "绩效目标", again, key=("项目编码", "三级指标"))
        assert values(desk.reopen().read_table("绩效目标"), "项目编码", "分值") == [
            ("XM02", Decimal(30)), ("XM01", Decimal(20)),
        ]  # fmt: skip

    def test_is_never_taken_for_the_remark_of_a_row_without_a_key(self, desk: Desk) -> None:
        write(desk.book, "自评汇总", "项目名称 | 备注\n甲 | 手写的")
        (orphan,) = write(desk.book, "自评汇总", "项目编码 | 项目名称\n | 乙", key="项目编码")
        assert (orphan.value, orphan.key) == ("手写的", "")


class TestNamedCells:
    def test_hold_what_was_set(self, desk: Desk) -> None:
        desk.book.set_values(
            {"参数_镇名称": "王平镇", "参数_评价年度": Decimal(2021), "状态_未报": Decimal(0)}
        )
        book = desk.reopen()
        names = ("参数_镇名称", "参数_评价年度", "状态_未报")
        assert [book.read_value(name) for name in names] == ["王平镇", Decimal(2021), Decimal(0)]

    def test_can_be_emptied(self, desk: Desk) -> None:
        desk.book.set_values({"部门_等级": "优"})
        desk.book.set_values({"部门_等级": None})
        assert desk.reopen().read_value("部门_等级") is None

    def test_with_a_formula_show_its_result(self, desk: Desk) -> None:
        desk.book.set_values({"参数_镇名称": "王平镇", "参数_评价年度": Decimal(2021)})
        desk.book.set_results(heading_results("王平镇", 2021, "万元"))
        assert desk.reopen().read_value("标题_自评汇总") == "王平镇2021年度项目支出绩效自评汇总表"

    def test_that_do_not_exist_take_no_result_and_make_no_fuss(self, desk: Desk) -> None:
        desk.book.set_results({"标题_没有这张表": "某标题"})
        assert "标题_没有这张表" not in desk.reopen().names()


class TestSaving:
    def test_writes_nothing_where_nothing_changed(self, desk: Desk) -> None:
        assert desk.book.save() is False
        write(desk.book, "单位名录", "单位编码 | 单位名称\n'001 | 东王平村")
        assert desk.book.save() is True
        assert desk.book.save() is False

    def test_the_same_step_again_changes_nothing(self, desk: Desk) -> None:
        def step(book: ControlBook) -> None:
            rows = "项目编码 | 项目名称 | 全年预算数\nXM01 | 甲 | 96\nXM02 | 乙 | 4"
            write(book, "自评汇总", rows, key="项目编码", totals={"全年预算数": Decimal(100)})
            book.set_values({"状态_已通过": Decimal(2)})
            book.set_results(heading_results("王平镇", 2021, "万元"))

        step(desk.book)
        step(desk.reopen())
        assert desk.book.save() is False


def test_the_picture_of_a_table_is_read_as_meant() -> None:
    picture: Sequence[Row] = table("甲 | 乙 | 丙\n'01 | 1.50 | \n文字 |  | =1")
    assert picture == [
        {"甲": "01", "乙": Decimal("1.50"), "丙": None},
        {"甲": "文字", "乙": None, "丙": "=1"},
    ]
