"""The control workbook that the builder makes, seen by an independent reader (openpyxl)."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenpyxlBook
from openpyxl.worksheet.worksheet import Worksheet

from support.office import Office
from support.validator import Validator
from xlperf.books.sheets import (
    DEPARTMENT,
    MONEY_UNIT,
    RULESET,
    STATE,
    TOWN,
    YEAR,
    control_sheets,
    heading_results,
    title_name,
)
from xlperf.books.spec import TableSpec
from xlperf.build.__main__ import stale_parts
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset, ruleset_ids

SHEETS = [
    *("操作台", "参数", "单位名录", "项目台账", "绩效目标", "功能分类执行", "校验规则"),
    *("收件登记", "校验结果", "问题统计", "催报清单"),
    *("自评汇总", "未纳入自评项目", "执行率汇总", "得分分布", "问题与措施", "重点项目", "部门整体"),
]

#: The files that come in have these headers, and their tables the same.
INPUT_HEADERS = {
    "单位名录": "单位编码 单位名称 类型 联系人 联系电话",
    "项目台账": "项目编码 项目名称 单位编码 支出类型 功能分类编码 "
    "年初预算数-当年财政拨款 年初预算数-上年结转资金 年初预算数-其他资金 "
    "全年预算数-当年财政拨款 全年预算数-上年结转资金 全年预算数-其他资金 "
    "全年执行数-当年财政拨款 全年执行数-上年结转资金 全年执行数-其他资金 "
    "是否自评 未自评原因 是否重点 是否涉密",
    "绩效目标": "项目编码 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 分值",
    "功能分类执行": "功能分类编码 全年预算数 全年执行数",
}

RESULT_HEADERS = {
    "收件登记": "序号 文件名 所在位置 单位编码 单位名称 项目数 版本 采用 人工指定 状态 "
    "错误数 警告数 SHA-256 收到时间",
    "校验结果": "序号 级别 规则 单位名称 项目名称 文件 工作表 单元格 字段 填报内容 问题 修改建议",
    "校验规则": "规则 检查内容 启用 自检 级别 阈值 阈值说明 范围 条件 问题 修改建议",
    "问题_单位": "单位编码 单位名称 错误 警告 提示 合计",
    "问题_规则": "规则 检查内容 级别 处数 涉及项目",
    "项目对应": "序号 文件名 表上项目名称 表上项目编码 疑似项目名称 相似度 SHA-256 工作表 单元格 "
    "疑似项目编码 确认项目编码",
    "催报清单": "序号 单位编码 单位名称 联系人 联系电话 项目编码 项目名称 状态",
    "自评汇总": "序号 单位名称 项目编码 项目名称 功能分类 年初预算数 全年预算数 全年执行数 执行率 执行率得分 "
    "产出指标 效益指标 满意度指标 总分 等级 偏差项数 重点项目 备注",
    "未纳入自评项目": "序号 单位名称 项目名称 预算金额（元） 未开展绩效自评的原因 项目编码",
    "执行率_功能分类": "科目编码 科目名称 全年预算数 全年执行数 执行率 占比",
    "执行率_单位": "单位编码 单位名称 全年预算数 全年执行数 执行率 占比",
    "执行率_资金来源": "序号 资金来源 全年预算数 全年执行数 执行率 占比",
    "得分分布": "等级 分数区间 项目个数 占比",
    "问题与措施": "序号 单位名称 项目编码 项目名称 指标 扣分 存在的问题 改进措施",
    "重点项目": "项目编码 项目名称 项目概况 绩效目标 资金到位及执行情况 产出指标完成情况 效益指标完成情况 "
    "满意度指标完成情况 存在的问题 改进措施 总分 等级",
    "单位进度": "单位编码 单位名称 应报项目 已下发 已收项目 已通过 需修改 未报 完成率",
    "部门叙述": "章节 标题 内容",
    "部门功能分类": "科目编码 科目名称 全年预算数 全年执行数 执行率 占比",
    "部门指标": "一级指标 二级指标 三级指标 指标性质 指标值 度量单位 实际完成值 分值 得分 "
    "偏差原因分析及改进措施",
}


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_control(load_ruleset("central_2020"), MoneyUnit.WAN)


@pytest.fixture(scope="module")
def book(built: bytes) -> OpenpyxlBook:
    return load(built)


def load(data: bytes) -> OpenpyxlBook:
    """The workbook as openpyxl sees it; it would lose the data bars on saving, which we do not do."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")
        return openpyxl.load_workbook(io.BytesIO(data))


def pages(book: OpenpyxlBook) -> list[Worksheet]:
    """The sheets that people see; two more tell xlwings how to behave."""
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def table_headers(book: OpenpyxlBook) -> dict[str, str]:
    """Every table's headers as one line of text, as they stand in the sheet's cells."""
    found = {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            header_row = sheet[table.ref][0]
            found[table.displayName] = " ".join(str(cell.value) for cell in header_row)
    return found


def named_cell(book: OpenpyxlBook, name: str) -> tuple[str, str]:
    """The sheet and address that a defined name stands for."""
    ((sheet, address),) = book.defined_names[name].destinations
    return sheet, address.replace("$", "")


def tables() -> Iterator[TableSpec]:
    for sheet in control_sheets(("产出指标", "效益指标", "满意度指标")):
        yield from sheet.tables


def sheet_of(book: OpenpyxlBook, table: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if table in sheet.tables)


class TestTheSheets:
    def test_stand_in_the_order_in_which_the_office_works(self, book: OpenpyxlBook) -> None:
        assert [sheet.title for sheet in pages(book)] == SHEETS

    def test_hold_every_table_with_its_headers(self, book: OpenpyxlBook) -> None:
        assert table_headers(book) == INPUT_HEADERS | RESULT_HEADERS

    def test_print_on_a4_with_all_columns_on_one_page(self, book: OpenpyxlBook) -> None:
        for sheet in pages(book):
            setup = sheet.page_setup
            fit = sheet.sheet_properties.pageSetUpPr
            assert fit is not None, sheet.title
            assert fit.fitToPage, sheet.title
            assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0), sheet.title

    def test_with_a_single_table_keep_its_header_in_sight_and_on_every_page(self, book: OpenpyxlBook) -> None:
        for sheet in book.worksheets:
            if len(sheet.tables) == 1 and sheet.title != "操作台":
                (table,) = sheet.tables.values()
                header = int(re.findall(r"\d+", table.ref)[0])
                assert str(sheet.print_title_rows) == f"${header}:${header}"
                assert re.findall(r"\d+", str(sheet.freeze_panes)) == [str(header + 1)]

    def test_keep_the_note_about_who_fills_them_off_the_paper(self, book: OpenpyxlBook) -> None:
        for sheet in pages(book):
            assert sheet["A1"].value, sheet.title
            assert re.search(r"\$A\$2:", str(sheet.print_area)), sheet.title

    @pytest.mark.parametrize(
        ("ruleset", "levels"),
        [
            ("central_2021_cost", "成本指标 产出指标 效益指标 满意度指标"),
            ("beijing_2021_town", "产出指标 效果指标 满意度指标"),
        ],
    )
    def test_have_a_score_column_for_each_first_level_of_the_rule_set(
        self, ruleset: str, levels: str
    ) -> None:
        data = build_control(load_ruleset(ruleset), MoneyUnit.YUAN)
        headers = table_headers(load(data))["自评汇总"]
        assert f"执行率得分 {levels} 总分" in headers


class TestTheTables:
    def test_begin_with_one_blank_row_but_for_those_that_list_sections_or_rules(
        self, book: OpenpyxlBook
    ) -> None:
        for spec in tables():
            sheet = sheet_of(book, spec.name)
            rows = sheet[sheet.tables[spec.name].ref][1:]
            filled = [tuple(cell.value for cell in row) for row in rows]
            if spec.name == "部门叙述":
                assert [row[0] for row in filled][:3] == ["主要工作任务", "产出数量", "产出质量"]
                assert all(row[1:] == (None, None) for row in filled), (
                    "no instruction text where people write"
                )
            elif spec.name == "校验规则":
                assert [row[0] for row in filled if row[0]] == list(load_catalogue())
            else:
                assert filled == [(None,) * len(spec.columns)]

    def test_keep_codes_and_words_as_text(self, book: OpenpyxlBook) -> None:
        for spec in tables():
            sheet = sheet_of(book, spec.name)
            (_, first, *_) = sheet[sheet.tables[spec.name].ref]
            for column, cell in zip(spec.columns, first, strict=True):
                assert (cell.number_format == "@") == column.kind.is_text, f"{spec.name} {column.header}"

    @pytest.mark.parametrize(
        ("table", "totals"),
        [
            (
                "自评汇总",
                {
                    "项目名称": "合计",
                    "年初预算数": "=SUM(自评汇总[年初预算数])",
                    "全年预算数": "=SUM(自评汇总[全年预算数])",
                    "全年执行数": "=SUM(自评汇总[全年执行数])",
                    "执行率": '=IF(SUM(自评汇总[全年预算数])=0,"",'
                    "SUM(自评汇总[全年执行数])/SUM(自评汇总[全年预算数]))",
                },
            ),
            (
                "未纳入自评项目",
                {"项目名称": "合计", "预算金额（元）": "=SUM(未纳入自评项目[预算金额（元）])"},
            ),
            (
                "得分分布",
                {"等级": "合计", "项目个数": "=SUM(得分分布[项目个数])", "占比": "=SUM(得分分布[占比])"},
            ),
        ],
    )
    def test_have_a_live_total_of_amounts_and_rate_but_never_of_scores(
        self, book: OpenpyxlBook, table: str, totals: dict[str, str]
    ) -> None:
        sheet = sheet_of(book, table)
        header, last = sheet[sheet.tables[table].ref][0], sheet[sheet.tables[table].ref][-1]
        under = {str(cell.value): below.offset(1).value for cell, below in zip(header, last, strict=True)}
        assert {name: value for name, value in under.items() if value is not None} == totals

    def test_offer_drop_down_lists_where_there_is_a_choice(self, book: OpenpyxlBook) -> None:
        lists = {}
        for sheet in book.worksheets:
            for table in sheet.tables.values():
                header, first = sheet[table.ref][0], sheet[table.ref][1]
                for title, cell in zip(header, first, strict=True):
                    for rule in sheet.data_validations.dataValidation:
                        if rule.type == "list" and cell.coordinate in rule.sqref:
                            lists[f"{table.displayName}.{title.value}"] = rule.formula1
        assert lists == {
            "项目台账.支出类型": '"项目支出,基本支出"',
            "项目台账.是否自评": '"是,否"',
            "项目台账.是否重点": '"是,否"',
            "项目台账.是否涉密": '"是,否"',
            "绩效目标.指标性质": '"≥,>,=,≤,<,定性"',
            "校验规则.启用": '"是,否"',
            "校验规则.自检": '"是,否"',
            "校验规则.级别": '"错误,警告,提示"',
            "校验规则.范围": '"整张表,每个指标,每个资金来源,资金的每一列"',
            "收件登记.人工指定": '"是,否"',
            "部门指标.指标性质": '"≥,>,=,≤,<,定性"',
            "部门叙述.章节": '"主要工作任务,产出数量,产出质量,产出进度,产出成本,经济效益,社会效益,生态效益,'
            '可持续影响,服务对象满意度"',
        }


class TestNamedCells:
    @pytest.mark.parametrize("name", [TOWN, YEAR, RULESET, MONEY_UNIT])
    def test_of_the_settings_stand_on_the_sheet_of_settings(self, book: OpenpyxlBook, name: str) -> None:
        assert named_cell(book, name)[0] == "参数"

    def test_of_the_settings_hold_what_the_workbook_was_built_for(self, book: OpenpyxlBook) -> None:
        def value(name: str) -> object:
            sheet, address = named_cell(book, name)
            return book[sheet][address].value

        assert (value(RULESET), value(MONEY_UNIT)) == ("central_2020", "万元")
        assert (value(TOWN), value(YEAR)) == (None, None)

    @pytest.mark.parametrize(("names", "sheet"), [(STATE, "操作台"), (DEPARTMENT, "部门整体")])
    def test_of_results_stand_beside_their_captions(
        self, book: OpenpyxlBook, names: dict[str, str], sheet: str
    ) -> None:
        for name, caption in names.items():
            place, address = named_cell(book, name)
            cell = book[place][address]
            beside = cell.offset(-1, 0) if sheet == "操作台" else cell.offset(0, -1)
            assert (place, beside.value) == (sheet, caption)

    def test_of_titles_are_formulas_over_the_town_and_the_year(self, book: OpenpyxlBook) -> None:
        for sheet in SHEETS:
            place, address = named_cell(book, title_name(sheet))
            assert place == sheet
            assert str(book[place][address].value).startswith("=参数_镇名称&参数_评价年度&")

    def test_offer_every_rule_set_in_the_drop_down(self, book: OpenpyxlBook) -> None:
        ((sheet, area),) = book.defined_names["参数_可选规则集"].destinations
        assert [row[0].value for row in book[sheet][area.replace("$", "")]] == list(ruleset_ids())


class TestTheFile:
    def test_is_a_macro_enabled_workbook(self, built: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(built)) as package:
            types = package.read("[Content_Types].xml").decode()
            main = re.findall(r'PartName="/xl/workbook.xml" ContentType="([^"]+)"', types)
            assert main == ["application/vnd.ms-excel.sheet.macroEnabled.main+xml"]

    def test_is_the_same_to_the_byte_each_time(self, built: bytes) -> None:
        assert build_control(load_ruleset("central_2020"), MoneyUnit.WAN) == built

    def test_is_the_one_that_is_kept_in_the_source_tree(self, root: Path) -> None:
        kept = (root / "workbooks" / "control.xlsm").read_bytes()
        rules = load_ruleset(DEFAULT_RULESET)
        assert stale_parts(build_control(rules, rules.money_unit), kept) == ()

    def test_opens_in_libreoffice_and_calculates_to_its_cached_values(
        self, built: bytes, office: Office, tmp_path: Path
    ) -> None:
        path = tmp_path / "control.xlsm"
        path.write_bytes(built)
        office.assert_cached_values_match(path)

    def test_is_valid_for_the_open_xml_sdk(self, built: bytes, validator: Validator, tmp_path: Path) -> None:
        path = tmp_path / "control.xlsm"
        path.write_bytes(built)
        validator.assert_valid(path)


def test_headings_are_known_before_excel_calculates_them() -> None:
    results = heading_results("王平镇", 2021, "万元")
    assert results["标题_自评汇总"] == "王平镇2021年度项目支出绩效自评汇总表"
    assert results["金额单位_自评汇总"] == "单位：万元"
    assert "金额单位_未纳入自评项目" not in results, "that table is printed in 元 by its header"
