"""The closed-file adapter: nothing of a clerk's workbook is lost, no file is ever half written."""

import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook as OpenpyxlBook

from support.office import Office
from support.package import assert_untouched, read_parts
from support.validator import Validator
from xlperf.books.file import FileBook
from xlperf.books.port import BookError, CellValue
from xlperf.books.sheets import control_sheets, heading_results
from xlperf.books.spec import Kind, Ratio, Sum, TableSpec
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset

Row = Mapping[str, CellValue]

LEVELS = ("产出指标", "效益指标", "满意度指标")


@pytest.fixture
def control(tmp_path: Path) -> Path:
    path = tmp_path / "绩效评价.xlsm"
    path.write_bytes(build_control(load_ruleset("central_2020"), MoneyUnit.WAN))
    return path


def opened(path: Path) -> OpenpyxlBook:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")
        return openpyxl.load_workbook(path)


def dot() -> bytes:
    """The smallest picture: one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def rebuilt_by_a_clerk(path: Path) -> Path:
    """自评汇总 as one clerk keeps it: another sheet name, moved, columns in another order, and three of their
    own: a remark, a formula in every row, a date. Beside it a logo, a chart, and a sheet of their own."""
    book = xlsxwriter.Workbook(path)
    day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.00%"})
    sheet = book.add_worksheet("汇总（财政所）")
    headers = ("我的备注", "项目名称", "全年执行数", "全年\n预算数", "执行率", "差额", "送审日", "项目编码")
    rows = (
        ("已核", "民防中心", 96, 96, 1, 44444, "XM01"),
        (None, "户外环路", 60, 80, 0.75, None, "XM02"),
        ("等发票", "造林养护", 30, 40, 0.75, 44450, "XM03"),
    )
    sheet.write_string("B1", "王平镇财政所")
    for number, (remark, name, actual, budget, rate, sent, code) in enumerate(rows, 9):
        sheet.write_row(number, 2, (remark, name, actual, budget))
        sheet.write_number(number, 6, rate, percent)
        sheet.write_formula(number, 7, f"=F{number + 1}-E{number + 1}", None, budget - actual)
        sheet.write_blank(number, 8, None, day)
        if sent is not None:
            sheet.write_number(number, 8, sent, day)
        sheet.write_string(number, 9, code)
    sheet.add_table(8, 2, 11, 9, {"name": "自评汇总", "columns": [{"header": text} for text in headers]})
    sheet.write_formula("E13", "=SUM(自评汇总[全年执行数])", None, 186)
    sheet.write_formula("G13", "=E13/SUM(F10:F12)", percent, 186 / 216)
    sheet.insert_image("B2", "logo.png", {"image_data": io.BytesIO(dot())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='汇总（财政所）'!$E$10:$E$12"})
    sheet.insert_chart("M2", chart)
    own = book.add_worksheet("自己的表")
    own.write_formula("A1", "='汇总（财政所）'!E13*2", None, 372)
    book.define_name("总执行", "='汇总（财政所）'!$E$13")
    book.close()
    return path


class TestAClerksOwnWorkbook:
    ROWS: tuple[Row, ...] = (
        {"项目编码": "XM03", "项目名称": "造林养护", "全年预算数": Decimal(40), "全年执行数": Decimal(36),
         "执行率": Decimal("0.9")},
        {"项目编码": "XM04", "项目名称": "水务经费", "全年预算数": Decimal(10), "全年执行数": Decimal(5),
         "执行率": Decimal("0.5")},
        {"项目编码": "XM01", "项目名称": "民防中心", "全年预算数": Decimal(96), "全年执行数": Decimal(96),
         "执行率": Decimal(1)},
        {"项目编码": "XM02", "项目名称": "户外环路", "全年预算数": Decimal(80), "全年执行数": Decimal(70),
         "执行率": Decimal("0.875")},
    )  # fmt: skip

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return rebuilt_by_a_clerk(tmp_path / "财政所自己的.xlsx")

    def written(self, path: Path) -> FileBook:
        book = FileBook(path)
        totals = {"全年执行数": Decimal(207), "执行率": Decimal(207) / 226}
        assert book.write_table("自评汇总", self.ROWS, key="项目编码", totals=totals) == ()
        assert book.save()
        return FileBook(path)

    def test_is_read_wherever_its_tables_stand_and_however_headers_are_broken(self, path: Path) -> None:
        data = FileBook(path).read_table("自评汇总")
        assert data.sheet == "汇总（财政所）"
        assert data.headers[3] == "全年预算数"
        row = data.rows[1]
        assert (row.values["全年预算数"], row.cells["全年预算数"]) == (Decimal(80), "F11")
        assert (row.values["差额"], row.values["送审日"]) == (Decimal(20), None)

    def test_shows_days_as_days_and_percentages_as_people_read_them(self, path: Path) -> None:
        row = FileBook(path).read_table("自评汇总").rows[1]
        assert (row.values["执行率"], row.text("执行率"), row.text("全年预算数")) == (
            Decimal("0.75"),
            "75%",
            "80",
        )
        first = FileBook(path).read_table("自评汇总").rows[0]
        assert first.text("送审日") == "2021-09-05"

    def test_keeps_remarks_dates_and_formulas_with_their_rows(self, path: Path) -> None:
        self.written(path)
        sheet = opened(path)["汇总（财政所）"]
        columns = {"备注": "C", "差额": "H", "送审日": "I", "编码": "J"}
        seen = [{name: sheet[f"{col}{row}"].value for name, col in columns.items()} for row in range(10, 14)]
        assert [row["编码"] for row in seen] == ["XM03", "XM04", "XM01", "XM02"]
        assert [row["备注"] for row in seen] == ["等发票", None, "已核", None]
        assert [row["差额"] for row in seen] == ["=F10-E10", "=F11-E11", "=F12-E12", "=F13-E13"]
        assert [str(row["送审日"])[:10] for row in seen] == ["2021-09-11", "None", "2021-09-05", "None"]

    def test_has_its_total_row_follow_and_show_the_new_sums(self, path: Path) -> None:
        self.written(path)
        sheet = opened(path)["汇总（财政所）"]
        assert (sheet["E14"].value, sheet["G14"].value) == ("=SUM(自评汇总[全年执行数])", "=E14/SUM(F10:F13)")
        shown = openpyxl.load_workbook(path, data_only=True)["汇总（财政所）"]
        assert (shown["E14"].value, shown["G14"].value) == (207, pytest.approx(207 / 226))

    def test_is_calculated_anew_on_opening_for_the_sake_of_its_own_formulas(self, path: Path) -> None:
        self.written(path)
        book = opened(path)
        assert book.calculation.fullCalcOnLoad
        assert book["自己的表"]["A1"].value == "='汇总（财政所）'!E14*2"

    def test_keeps_its_logo_and_every_part_that_no_row_touches(self, path: Path) -> None:
        before = path.with_name("before.xlsx")
        before.write_bytes(path.read_bytes())
        self.written(path)
        touched = {
            "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml",
            "xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
        }  # fmt: skip
        assert_untouched(before, path, except_parts=touched)

    def test_gives_the_office_the_same_figures_after_recalculation(self, path: Path, office: Office) -> None:
        self.written(path)
        (found,) = office.recalculate(path)
        sheet = "汇总（财政所）"
        assert found[sheet, "E14"] == 207
        assert [found[sheet, f"H{row}"] for row in range(10, 14)] == [4, 5, 0, 10]
        assert found["自己的表", "A1"] == 414

    def test_says_which_columns_are_missing_and_stays_as_it_is(self, path: Path) -> None:
        before = path.read_bytes()
        book = FileBook(path)
        with pytest.raises(BookError, match=r"工作表“汇总（财政所）”的表格“自评汇总”缺少列：总分、等级。"):
            book.write_table("自评汇总", [{"项目编码": "XM01", "总分": Decimal(90), "等级": "优"}])
        assert book.save() is False
        assert path.read_bytes() == before

    def test_is_not_cut_short_over_words_that_stand_beside_the_table(self, path: Path) -> None:
        book = opened(path)
        book["汇总（财政所）"]["L12"] = "这个项目要重点跟踪"
        book.save(path)
        control = FileBook(path)
        with pytest.raises(BookError, match=r"“汇总（财政所）”的 L12 有内容“这个项目要重点跟踪”"):
            control.write_table("自评汇总", self.ROWS[:2], key="项目编码")
        assert control.save() is False

    def test_does_not_grow_beyond_the_sheet(self, path: Path) -> None:
        book = opened(path)
        book["汇总（财政所）"]["A1048576"] = "最后一行"
        book.save(path)
        with pytest.raises(BookError, match="表格“自评汇总”改不成 4 行：行数超过工作表上限"):
            FileBook(path).write_table("自评汇总", self.ROWS, key="项目编码")

    def test_needs_a_row_to_copy(self, path: Path) -> None:
        book = opened(path)
        book["汇总（财政所）"].tables["自评汇总"].ref = "C9:J9"
        book.save(path)
        with pytest.raises(BookError, match="表格“自评汇总”一行也没有"):
            FileBook(path).write_table("自评汇总", self.ROWS, key="项目编码")

    def test_shows_every_new_row_though_the_old_were_filtered(self, path: Path) -> None:
        book = opened(path)
        sheet = book["汇总（财政所）"]
        sheet.tables["自评汇总"].autoFilter.add_filter_column(1, ["户外环路"])
        for row in (10, 12):
            sheet.row_dimensions[row].hidden = True
        book.save(path)
        assert b"filterColumn" in read_parts(path)["xl/tables/table1.xml"]
        self.written(path)
        assert b"filterColumn" not in read_parts(path)["xl/tables/table1.xml"]
        assert not [
            row for row, shape in opened(path)["汇总（财政所）"].row_dimensions.items() if shape.hidden
        ]

    def test_has_no_value_for_a_formula_that_was_never_calculated(self, path: Path) -> None:
        book = opened(path)
        book.save(path)  # openpyxl keeps formulas without their results
        row = FileBook(path).read_table("自评汇总").rows[0]
        assert row.values["差额"] == "#未计算"
        assert row.values["全年预算数"] == 96


class TestTitles:
    def test_typed_over_by_the_clerk_are_left_to_them(self, control: Path) -> None:
        book = opened(control)
        book["自评汇总"]["A2"] = "我们自己的标题"
        book.save(control)
        mine = FileBook(control)
        mine.set_results(heading_results("王平镇", 2021, "万元"))
        assert mine.read_value("标题_自评汇总") == "我们自己的标题"
        assert mine.read_value("标题_得分分布") == "王平镇2021年度项目支出绩效自评得分分布表"


class TestRowHeights:
    @pytest.mark.parametrize(
        ("text", "lines"),
        [("短", 1), ("两行\n文字", 2), ("四十四个汉字" * 7 + "四四", 3), ("", 1)],
    )
    def test_fit_the_text_where_no_program_would_fit_them(self, control: Path, text: str, lines: int) -> None:
        book = FileBook(control)
        book.write_table("问题与措施", [{"序号": Decimal(1), "存在的问题": text}])
        book.save()
        height = opened(control)["问题与措施"].row_dimensions[5].height
        assert height == 14.5 * lines + 6

    def test_take_no_account_of_digests_which_are_not_wrapped(self, control: Path) -> None:
        book = FileBook(control)
        book.write_table("收件登记", [{"序号": Decimal(1), "SHA-256": "3f" * 32}])
        book.save()
        assert opened(control)["收件登记"].row_dimensions[6].height == 20.5


class TestLongTexts:
    def test_are_cut_visibly_where_excel_would_call_the_file_damaged(self, control: Path) -> None:
        book = FileBook(control)
        book.write_table("问题与措施", [{"序号": Decimal(1), "存在的问题": "长" * 40_000}])
        found = book.read_table("问题与措施").rows[0].text("存在的问题")
        assert len(found) == 32_767
        assert found.endswith("长…（超过单元格的最大长度，以下略）")


class TestSaving:
    def change(self, path: Path) -> FileBook:
        book = FileBook(path)
        book.set_values({"参数_镇名称": "王平镇"})
        return book

    def test_a_file_that_is_open_in_excel_says_so_and_leaves_it_alone(
        self, control: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_self: Path, _target: Path) -> Path:
            raise PermissionError(13, "Permission denied")

        before = control.read_bytes()
        book = self.change(control)
        monkeypatch.setattr(Path, "replace", refuse)
        with pytest.raises(
            BookError, match=r"写不了“绩效评价\.xlsm”：文件可能正在 Excel 或 WPS 里打开，请关闭后重试。"
        ):
            book.save()
        assert control.read_bytes() == before
        assert [path.name for path in control.parent.iterdir()] == ["绩效评价.xlsm"], (
            "no temporary file stays"
        )

    def test_a_full_disk_says_so_and_leaves_the_file_alone(
        self, control: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        before = control.read_bytes()
        book = self.change(control)
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(BookError, match="磁盘已满。请检查磁盘空间和文件夹权限。"):
            book.save()
        assert control.read_bytes() == before
        assert [path.name for path in control.parent.iterdir()] == ["绩效评价.xlsm"]

    def test_succeeds_the_next_time(self, control: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        book = self.change(control)
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(PermissionError(13, "busy")))
            with pytest.raises(BookError):
                book.save()
        assert book.save() is True
        assert FileBook(control).read_value("参数_镇名称") == "王平镇"

    def test_a_workbook_that_is_not_there_yet_makes_the_file(self, tmp_path: Path, control: Path) -> None:
        path = tmp_path / "新建.xlsm"
        assert FileBook.of_bytes(path, control.read_bytes()).save() is True
        assert path.read_bytes() == control.read_bytes()

    @pytest.mark.parametrize(
        ("spoil", "sentence"),
        [
            (lambda path: path.unlink(), r"找不到“.*绩效评价\.xlsm”"),
            (lambda path: path.write_bytes(b"not a workbook"), r"“绩效评价\.xlsm”打不开：.*从备份恢复"),
            (lambda path: (path.unlink(), path.mkdir()), r"打不开“绩效评价\.xlsm”"),
        ],
        ids=["missing", "no workbook", "a folder"],
    )
    def test_what_cannot_be_opened_says_why(
        self, control: Path, spoil: Callable[[Path], object], sentence: str
    ) -> None:
        spoil(control)
        with pytest.raises(BookError, match=sentence):
            FileBook(control)


def sample(kind: Kind, number: int) -> str | Decimal:
    """Something that a column of this kind may hold."""
    if kind in {Kind.MONEY, Kind.EXACT_MONEY, Kind.YUAN}:
        return Decimal(f"{1000 + number * 37}.{number:02d}")
    if kind in {Kind.SERIAL, Kind.COUNT}:
        return Decimal(number)
    if kind is Kind.RATE:
        return Decimal(number) / 7
    return Decimal(90 + number) if kind is Kind.SCORE else f"第{number}行的文字"


def fill(book: FileBook, spec: TableSpec, count: int) -> None:
    """Fill a table with ``count`` rows, and tell what its total row comes to."""
    rows = [
        {column.header: sample(column.kind, number) for column in spec.columns}
        for number in range(1, count + 1)
    ]

    def total(header: str) -> Decimal:
        numbers = (row[header] for row in rows)
        return sum((number for number in numbers if isinstance(number, Decimal)), Decimal(0))

    totals: dict[str, Decimal | None] = {}
    for column in spec.columns:
        if isinstance(column.total, Sum):
            totals[column.header] = total(column.header)
        elif isinstance(column.total, Ratio):
            whole = total(column.total.whole)
            totals[column.header] = total(column.total.part) / whole if whole else None
    book.write_table(spec.name, rows, key=spec.key, totals=totals)


@pytest.mark.parametrize("count", [0, 1, 40])
class TestAFullWorkbook:
    @pytest.fixture
    def path(self, control: Path, count: int) -> Path:
        book = FileBook(control)
        book.set_values({"参数_镇名称": "王平镇", "参数_评价年度": Decimal(2021)})
        book.set_results(heading_results("王平镇", 2021, "万元"))
        for sheet in control_sheets(LEVELS):
            for spec in sheet.tables:
                fill(book, spec, count)
        assert book.save()
        return control

    def test_calculates_to_its_cached_values(self, path: Path, office: Office) -> None:
        office.assert_cached_values_match(path)

    def test_is_valid_for_the_open_xml_sdk(self, path: Path, validator: Validator) -> None:
        validator.assert_valid(path)

    def test_is_read_by_openpyxl_as_it_was_written(self, path: Path, count: int) -> None:
        book = opened(path)
        for sheet in control_sheets(LEVELS):
            for spec in sheet.tables:
                ref = book[sheet.name].tables[spec.name].ref
                body = book[sheet.name][ref][1:]
                assert len(body) == max(count, 1), spec.name
                for number, row in enumerate(body[:count], 1):
                    for column, cell in zip(spec.columns, row, strict=True):
                        wanted = sample(column.kind, number)
                        same = (
                            cell.value == wanted
                            if isinstance(wanted, str)
                            else cell.value == pytest.approx(float(wanted))
                        )
                        assert same, f"{spec.name} {cell.coordinate}"

    def test_keeps_validations_filters_bars_and_print_areas_over_all_rows(
        self, path: Path, count: int
    ) -> None:
        book = opened(path)
        last = 4 + max(count, 1)
        ledger = book["项目台账"]
        yes_no = [rule.sqref for rule in ledger.data_validations.dataValidation if rule.formula1 == '"是,否"']
        assert all(f"{col}{last}" in area for area, col in zip(yes_no, "OQR", strict=True))
        assert ledger.tables["项目台账"].autoFilter.ref == f"A4:R{last}"
        assert re.search(rf"\$R\${last + 1}$", str(ledger.print_area)), "and the blank row below"
        number = book.sheetnames.index("得分分布") + 1
        part = read_parts(path)[f"xl/worksheets/sheet{number}.xml"].decode()
        bars = re.findall(r'<conditionalFormatting sqref="([^"]*)"|<xm:sqref>([^<]*)</xm:sqref>', part)
        assert {old or new for old, new in bars} == {f"D5:D{last}" if last > 5 else "D5"}
