"""The summary workbook: every figure live and right, every sheet ready to print, charts that survive grey."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from outputs_tables import (
    NASTY,
    RULES,
    SETTINGS,
    empty_tables,
    example_tables,
    nasty_tables,
    wan,
)

from support.office import Office
from support.validator import Validator
from xlperf.model.tables import ExecutionGroup, Tables
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.steps.report_text import paragraphs
from xlperf.steps.summary_book import summary_workbook
from xlperf.steps.summary_layout import safe_text, text_lines

TABLE_SHEETS = [
    "自评汇总",
    "执行率（功能分类）",
    "执行率（单位）",
    "执行率（资金来源）",
    "得分分布",
    "未纳入自评项目",
    "问题与措施",
    "重点项目",
    "部门整体",
    "部门整体（文字）",
]
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
FILL = {**CHART, "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


def made(tables: Tables) -> bytes:
    """The summary workbook of these tables."""
    return summary_workbook(tables, SETTINGS, RULES)


def opened(data: bytes, *, values: bool = True) -> Workbook:
    """A workbook with the cached values of its formulas, or with the formulas."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def grid(sheet: Worksheet, first: int = 4) -> list[list[object]]:
    """The values of a sheet from a row on; the header row is the fourth."""
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def column(sheet: Worksheet, header: str) -> list[object]:
    """The cells under a header, the total last."""
    headers, *rows = grid(sheet)
    place = headers.index(header)
    return [row[place] for row in rows]


def charts(data: bytes) -> list[etree._Element]:
    """The chart parts, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = sorted(name for name in package.namelist() if re.match(r"xl/charts/chart\d+\.xml", name))
        return [etree.fromstring(package.read(name)) for name in names]


def words(chart: etree._Element, path: str) -> list[str]:
    """The texts that an XPath finds in a chart."""
    found = chart.xpath(path, namespaces=FILL)
    assert isinstance(found, list)
    return [str(each) for each in found]


@pytest.fixture(scope="module")
def data() -> bytes:
    return made(example_tables())


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return opened(data)


class TestFigures:
    """What the sheets say."""

    def test_the_sheets_come_in_a_fixed_order(self, book: Workbook) -> None:
        assert book.sheetnames == ["目录", "图表", *TABLE_SHEETS]

    def test_execution_by_functional_class_has_rates_shares_and_totals(self, book: Workbook) -> None:
        header, first, *_, total = grid(book["执行率（功能分类）"])
        assert header == ["科目编码", "科目名称", "全年预算数", "全年执行数", "执行率", "占比"]
        assert first[:4] == ["201", "一般公共服务支出", 4712.95, 4458.3]
        assert first[4] == pytest.approx(4458.3 / 4712.95)
        assert first[5] == pytest.approx(4712.95 / 14066.33)
        assert total[:4] == [None, "合计", 14066.33, 11632.73]
        assert total[4:] == pytest.approx([11632.73 / 14066.33, 1])

    def test_each_project_is_a_row_with_its_scores(self, book: Workbook) -> None:
        sheet = book["自评汇总"]
        header, *_, total = grid(sheet)
        assert header == [
            *("序号", "单位名称", "项目编码", "项目名称", "功能分类"),
            *("年初预算数", "全年预算数", "全年执行数", "执行率", "执行率得分"),
            *("产出指标", "效果指标", "满意度指标", "总分", "等级", "偏差项数", "重点项目"),
        ]
        assert column(sheet, "全年预算数") == [96, 180.5, 89.5, 10.5, 0, 376.5]
        assert column(sheet, "执行率")[0] == 1
        assert column(sheet, "执行率")[-2] == "—"
        assert column(sheet, "执行率")[-1] == pytest.approx(309.11 / 376.5)
        assert column(sheet, "总分")[-1] is None
        assert total[3] == "合计"

    def test_grades_are_counted(self, book: Workbook) -> None:
        assert grid(book["得分分布"])[1:] == [
            ["优", "90分（含90分）以上", 3, 0.6],
            ["良", "80-90分（含80分）", 1, 0.2],
            ["中", "60-80分（含60分）", 1, 0.2],
            ["差", "60分以下", 0, 0],
            ["合计", None, 5, 1],
        ]

    def test_unevaluated_projects_are_in_yuan_with_their_unit_in_every_row(self, book: Workbook) -> None:
        sheet = book["未纳入自评项目"]
        assert column(sheet, "单位名称") == ["王平镇人民政府"] * 13 + [None]
        assert column(sheet, "预算金额（元）")[-1] == pytest.approx(6196319.02)

    def test_problems_and_key_projects_are_listed(self, book: Workbook) -> None:
        assert column(book["问题与措施"], "扣分") == [3, 2.5, 1, 12]
        sheet = book["重点项目"]
        assert column(sheet, "项目名称") == ["王平镇民防指挥中心"] * 9
        assert column(sheet, "栏目")[0] == "项目概况"
        assert column(sheet, "内容")[-1] == "总分98.50分，等级：优"

    def test_the_department_adds_up_to_its_score(self, book: Workbook) -> None:
        sheet = book["部门整体"]
        assert column(sheet, "一级指标")[0] == "预算执行率"
        assert column(sheet, "实际完成值")[0] == "82.70%"
        assert column(sheet, "分值")[-1] == 100
        assert column(sheet, "得分")[-1] == 90
        assert column(sheet, "偏差原因分析及改进措施")[-1] == "等级：优"

    def test_the_cover_gives_the_main_figures(self, book: Workbook) -> None:
        facts = {str(row[0]): row[1] for row in grid(book["目录"], 4)[:10]}
        assert facts == {
            "评价项目个数": 5,
            "评价项目金额（万元）": 376.5,
            "未纳入自评项目个数": 13,
            "未纳入自评项目金额（元）": pytest.approx(6196319.02),
            "全年预算数（万元）": 14066.33,
            "全年执行数（万元）": 11632.73,
            "预算执行率": pytest.approx(0.826991),
            "部门整体自评总分": 90,
            "重点项目个数": 1,
            "未报或需修改的项目个数": 0,
        }

    @pytest.mark.parametrize("unit", ["元", "万元"])
    def test_amounts_are_exact_in_the_unit_of_the_round(self, unit: str) -> None:
        tables = example_tables()
        first = replace(tables.projects[0], budget=Decimal("79876.97"), rate=Decimal(1))
        book = opened(
            summary_workbook(replace(tables, projects=(first,)), replace(SETTINGS, money_unit=unit), RULES)
        )
        assert book["自评汇总"]["J3"].value == f"单位：{unit}"
        assert column(book["自评汇总"], "全年预算数")[0] == (79876.97 if unit == "元" else 7.987697)

    @pytest.mark.parametrize("name", ruleset_ids())
    def test_every_rule_set_has_its_first_level_indicators_as_columns(self, name: str) -> None:
        rules = load_ruleset(name)
        levels = [level.name for level in rules.level1]
        tables = example_tables()
        scores = tuple((level, Decimal(10)) for level in levels)
        projects = tuple(replace(row, level1_scores=scores) for row in tables.projects)
        book = opened(summary_workbook(replace(tables, projects=projects), SETTINGS, rules))
        header = grid(book["自评汇总"])[0]
        start = header.index("执行率得分") + 1
        assert header[start : start + len(levels)] == levels
        assert rules.title in str(grid(book["目录"], 1))


class TestFormulas:
    """Totals, rates and counts are live, and agree with what is printed."""

    def test_totals_rates_shares_and_counts_are_formulas(self, data: bytes) -> None:
        book = opened(data, values=False)
        assert grid(book["执行率（功能分类）"])[1][4:] == ['=IF(C5=0,"—",D5/C5)', '=IF(C$17=0,"—",C5/C$17)']
        assert grid(book["执行率（功能分类）"])[-1][2:] == [
            "=SUM(C5:C16)",
            "=SUM(D5:D16)",
            '=IF(C17=0,"—",D17/C17)',
            "=SUM(F5:F16)",
        ]
        assert column(book["得分分布"], "项目个数")[0] == "=COUNTIF(自评汇总!$O$5:$O$9,A5)"
        assert column(book["部门整体"], "得分")[-1] == "=SUM(I5:I11)"
        assert book["目录"]["B4"].value == "=得分分布!$C$9"

    def test_a_rate_by_other_rules_is_a_value_not_a_formula_that_contradicts_it(self) -> None:
        tables = example_tables()
        fiscal = replace(tables.projects[1], rate=Decimal("0.5"))
        formulas = opened(made(replace(tables, projects=(tables.projects[0], fiscal))), values=False)
        assert column(formulas["自评汇总"], "执行率")[:2] == ['=IF(G5=0,"—",H5/G5)', 0.5]

    def test_a_score_that_is_not_the_sum_stands_by_itself(self) -> None:
        tables = example_tables()
        rescaled = replace(tables, department=replace(tables.department, score=Decimal("93.5")))
        assert column(opened(made(rescaled), values=False)["部门整体"], "得分")[-1] == 93.5

    def test_without_a_score_there_is_a_dash(self) -> None:
        assert column(opened(made(empty_tables()))["部门整体"], "得分")[-1] == "—"

    def test_every_formula_has_its_result_in_the_file(self, data: bytes) -> None:
        formulas, results = opened(data, values=False), opened(data)
        count = 0
        for sheet in formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        count += 1
                        assert results[sheet.title][cell.coordinate].value is not None
        assert count > 60


class TestTextStaysText:
    """Whatever a village typed is text in a cell."""

    def test_no_text_becomes_a_formula_or_a_link(self) -> None:
        names = {row.name for row in nasty_tables().projects}
        assert names == {NASTY}
        book = opened(made(nasty_tables()), values=False)
        cell = book["自评汇总"]["D5"]
        assert cell.data_type == "s"
        assert cell.value == "\n".join(paragraphs(NASTY))
        assert cell.hyperlink is None
        ours = re.compile(r"=(IF|SUM|COUNTIF)\(|='?[\w（）]+'?!\$")
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                assert all(ours.match(str(cell.value)) for cell in row if cell.data_type == "f")

    def test_nothing_hidden_is_in_the_file(self) -> None:
        with zipfile.ZipFile(io.BytesIO(made(nasty_tables()))) as package:
            strings = package.read("xl/sharedStrings.xml").decode()
        assert not re.search("_x00|[\u202e\ufffe]", strings)

    def test_a_text_longer_than_a_cell_is_cut_and_says_so(self) -> None:
        assert safe_text("长" * 32_767) == "长" * 32_767
        cut = safe_text("长" * 32_768)
        assert len(cut) == 32_767
        assert cut.endswith("……（余下略）")


class TestPrint:
    """Every sheet comes out of the printer as it should."""

    @pytest.mark.parametrize("name", TABLE_SHEETS)
    def test_a_table_sheet_is_ready(self, book: Workbook, name: str) -> None:
        sheet = book[name]
        assert sheet["A2"].value.startswith("王平镇2021年度")
        assert sheet["A3"].value == "填报单位：王平镇人民政府"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$2:$4"
        assert (
            str(sheet.print_area).split("!")[-1]
            == f"$A$2:${get_column_letter(sheet.max_column)}${sheet.max_row}"
        )
        assert re.fullmatch(r"[A-Z]5", str(sheet.freeze_panes))
        has_total = name not in ("问题与措施", "重点项目", "部门整体（文字）")
        assert int(str(sheet.auto_filter.ref).split(":")[1][1:]) == sheet.max_row - has_total

    def test_pages_are_numbered(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = [package.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 13)]
        assert all("第 &amp;P 页，共 &amp;N 页" in sheet for sheet in sheets)

    def test_the_unit_of_money_stands_above_amounts(self, book: Workbook) -> None:
        for name in TABLE_SHEETS:
            said = any(cell.value == "单位：万元" for cell in book[name][3])
            assert said == (name in TABLE_SHEETS[:4]), name

    def test_every_link_leads_to_a_sheet_and_back(self, book: Workbook) -> None:
        links = [row[0].hyperlink for row in book["目录"].iter_rows() if row[0].hyperlink]
        targets = [str(link.location).split("!")[0].strip("'") for link in links]
        assert targets == ["图表", *TABLE_SHEETS]
        assert {str(book[name]["A1"].hyperlink.location) for name in TABLE_SHEETS} == {"目录!A1"}

    def test_a_row_is_as_high_as_its_text(self, book: Workbook) -> None:
        sheet = book["重点项目"]
        assert sheet.row_dimensions[5].height > sheet.row_dimensions[6].height

    def test_a_long_code_stays_on_one_line(self) -> None:
        tables = example_tables()
        first, *rest = tables.projects
        coded = replace(first, code="11010921T000000431520")
        sheet = opened(made(replace(tables, projects=(coded, *rest))))["自评汇总"]
        assert sheet.column_dimensions["C"].width > 21
        assert sheet.row_dimensions[5].height == sheet.row_dimensions[6].height

    @pytest.mark.parametrize(
        ("text", "width", "lines"),
        [("", 10, 1), ("一二三四五六", 11, 1), ("一二三四五六七", 11, 2), ("a\nb", 9, 2)],
    )
    def test_lines_are_counted_by_the_width_of_characters(self, text: str, width: float, lines: int) -> None:
        assert text_lines(text, width) == lines

    def test_an_empty_table_says_so(self) -> None:
        book = opened(made(empty_tables()))
        for name in set(TABLE_SHEETS) - {"得分分布", "部门整体"}:
            assert "（无）" in grid(book[name])[1]
            assert book[name].auto_filter.ref is None


class TestCharts:
    """Native charts over the tables' own cells."""

    def test_there_is_a_chart_for_each_question(self, data: bytes) -> None:
        titles = ["".join(words(chart, "./c:chart/c:title//a:t/text()")) for chart in charts(data)]
        assert titles == [
            "各功能分类预算执行率",
            "绩效自评得分分布（项目个数）",
            "各功能分类预算数与执行数（万元）",
            "各单位预算数与执行数（万元）",
        ]

    def test_each_series_covers_exactly_the_data_rows(self, data: bytes) -> None:
        found = [words(chart, "//c:val//c:f/text()") for chart in charts(data)]
        assert found == [
            ["'执行率（功能分类）'!$E$5:$E$16"],
            ["得分分布!$C$5:$C$8"],
            ["'执行率（功能分类）'!$C$5:$C$16", "'执行率（功能分类）'!$D$5:$D$16"],
            ["'执行率（单位）'!$C$5:$C$10", "'执行率（单位）'!$D$5:$D$10"],
        ]

    def test_charts_carry_their_numbers_for_viewers_that_do_not_calculate(self, data: bytes) -> None:
        rates = words(charts(data)[0], "//c:val//c:v/text()")
        assert len(rates) == 12
        assert float(rates[0]) == pytest.approx(4458.3 / 4712.95)
        assert words(charts(data)[1], "//c:val//c:v/text()") == ["3", "1", "1", "0"]
        assert words(charts(data)[1], "//c:cat//c:v/text()") == ["优", "良", "中", "差"]

    def test_bars_are_labelled_and_two_series_differ_in_lightness(self, data: bytes) -> None:
        for chart in charts(data):
            series = chart.xpath("//c:ser", namespaces=CHART)
            assert isinstance(series, list)
            labels = words(chart, "//c:ser/c:dLbls/c:showVal/@val")
            assert labels == ["1"] * len(series)
            colours = words(chart, "//c:ser/c:spPr/a:solidFill/a:srgbClr/@val")
            lightness = [sum(bytes.fromhex(colour)) / 3 for colour in colours]
            assert len(lightness) == 1 or abs(lightness[0] - lightness[1]) > 100

    def test_many_units_are_spread_over_several_charts(self) -> None:
        unit = ExecutionGroup("", "", wan("10"), wan("8"), Decimal("0.8"), Decimal("0.02"))
        units = tuple(replace(unit, code=f"{n:03}", name=f"第{n}村") for n in range(1, 46))
        found = charts(made(replace(example_tables(), by_unit=units)))[3:]
        assert [len(words(chart, "(//c:cat)[1]//c:pt/c:v/text()")) for chart in found] == [20, 20, 5]
        titles = ["".join(words(chart, "./c:chart/c:title//a:t/text()")) for chart in found]
        assert titles[1] == "各单位预算数与执行数（万元，第2部分，共3部分）"

    def test_without_data_there_are_no_charts(self) -> None:
        assert charts(made(empty_tables())) == []


class TestSameBytes:
    """The same input gives the same file."""

    def test_two_workbooks_are_the_same(self, data: bytes) -> None:
        assert made(example_tables()) == data

    def test_no_part_has_a_date_of_today(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = package.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2000-01-01"}


class TestInOffice:
    """LibreOffice calculates what is cached, and Excel's validator takes every workbook."""

    def test_workbooks_are_valid_and_their_results_right(
        self, office: Office, validator: Validator, tmp_path: Path
    ) -> None:
        tables = {"example": example_tables(), "empty": empty_tables(), "nasty": nasty_tables()}
        for name, each in tables.items():
            (tmp_path / f"{name}.xlsx").write_bytes(made(each))
        files = sorted(tmp_path.glob("*.xlsx"))
        validator.assert_valid(*files)
        office.assert_cached_values_match(*files)

    def test_each_table_prints_on_pages_of_its_own(self, office: Office, tmp_path: Path) -> None:
        (tmp_path / "summary.xlsx").write_bytes(made(example_tables()))
        pages = office.render(tmp_path / "summary.xlsx", tmp_path / "pages", dpi=20)
        assert len(pages) == 1 + 3 + len(TABLE_SHEETS)
