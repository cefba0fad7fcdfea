"""Names mean areas, tables tell their columns, styles have variants."""

import io
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from ooxml_samples import FORM, parts, reopened, replaced, rich, small, with_parts
from openpyxl.workbook.defined_name import DefinedName

from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.refs import Area
from xlperf.ooxml.workbook import Workbook


def test_a_name_is_resolved_on_the_sheet_first_and_then_in_the_workbook() -> None:
    book = Workbook.load(rich())
    form, summary = book.sheet(FORM), book.sheet("汇总")
    book.set_name("总分", "汇总!$A$1", summary)
    assert book.area("总分") == book.area("总分", form) == Area(FORM, 9, 4, 9, 4)
    assert book.area("总分", summary) == Area("汇总", 1, 1, 1, 1)
    assert book.area("绩效指标") is None
    assert book.area("绩效指标", form) == Area(FORM, 5, 1, 8, 7)
    assert book.names_of(summary) == {"总分": Area("汇总", 1, 1, 1, 1)}


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("表!$B$3", "B3"),
        ("'表'!$B$3:$C$4", "B3:C4"),
        ("表!B3", "B3"),
        ("=表!$B$3", "B3"),
        ("表!$3:$3", "A3:XFD3"),
        ("表!$B:$B", "B1:B1048576"),
        ("表!#REF!", None),
        ("#REF!", None),
        ("表!$A$1,表!$C$1", None),
        ("OFFSET(表!$A$1,1,1)", None),
        ("3.14", None),
        ("没有!$A$1", None),
        ("[1]表!$A$1", None),
        ("$A$1", None),
    ],
)
def test_a_name_means_an_area_or_none(text: str, ref: str | None) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "表"
    book.defined_names["名"] = DefinedName("名", attr_text=text)
    buffer = io.BytesIO()
    book.save(buffer)
    area = Workbook.load(buffer.getvalue()).area("名")
    assert (area.ref if area is not None else None) == ref


def test_names_that_point_nowhere_are_told() -> None:
    book = Workbook.load(rich())
    for name, text in (
        ("坏一", "#REF!"),
        ("坏二", f"{FORM}!#REF!"),
        ("坏三", "没有!$A$1"),
        ("好", f"{FORM}!$A$1"),
    ):
        book.set_name(name, text)
    assert [name.name for name in book.names.broken()] == ["坏一", "坏二", "坏三"]


def test_a_name_comes_back_with_what_it_carried() -> None:
    old = '<definedName name="总分">'
    book = Workbook.load(
        with_parts(
            rich(), {"xl/workbook.xml": replaced(old, '<definedName name="总分" hidden="1" comment="说明">')}
        )
    )
    book.set_name("新名", f"{FORM}!$A$1")
    xml = parts(book.to_bytes())["xl/workbook.xml"].decode()
    assert 'name="总分" hidden="1" comment="说明"' in xml
    assert '<definedName name="新名">自评表!$A$1</definedName>' in xml


def tabled() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    columns = [{"header": "编码"}, {"header": "名称\n全称"}, {"header": "金额", "total_function": "sum"}]
    sheet.add_table("B3:D6", {"name": "项目台账", "columns": columns, "total_row": True})
    sheet.add_table("F3:F4", {"name": "无头", "header_row": False})
    book.close()
    return buffer.getvalue()


def test_a_table_tells_where_its_rows_and_columns_are() -> None:
    table = Workbook.load(tabled()).tables["项目台账"]
    assert (table.sheet, table.area.ref, table.columns) == ("台账", "B3:D6", ("编码", "名称\n全称", "金额"))
    assert (table.header_row, table.first_data_row, table.last_data_row) == (3, 4, 5)
    assert table.data == Area("台账", 4, 2, 5, 4)
    assert table.column("金额") == 4
    with pytest.raises(KeyError):
        table.column("没有")
    bare = Workbook.load(tabled()).tables["无头"]
    assert (bare.header_row, bare.data) == (None, Area("台账", 3, 6, 4, 6))


def test_a_table_grows_with_the_rows_between_its_header_and_its_totals() -> None:
    book = Workbook.load(tabled())
    book.sheet("台账").resize_rows(4, 2, 5)
    table = Workbook.load(book.to_bytes()).tables["项目台账"]
    assert (table.area.ref, table.data) == ("B3:D9", Area("台账", 4, 2, 8, 4))
    assert Workbook.load(book.to_bytes()).sheets[0].cell("D9").formula == "SUBTOTAL(109,[金额])"


def test_a_table_with_a_malformed_extent_is_refused() -> None:
    broken = with_parts(tabled(), {"xl/tables/table1.xml": replaced('ref="B3:D6"', 'ref="B3-D6"')})
    with pytest.raises(PackageError, match="表格区域"):
        assert Workbook.load(broken).tables


FORMATS = [
    ("General", False, False),
    ("0.00%", False, True),
    ("#,##0.00", False, False),
    ("yyyy/m/d", True, False),
    ('yyyy"年"m"月"', True, False),
    ("[h]:mm", True, False),
    ('#,##0"元"', False, False),
    ('0.00"d%"', False, False),
    ("[红色]0.00;[Red]-0.00", False, False),
    ("@", False, False),
]


@pytest.mark.parametrize(("code", "is_date", "is_percent"), FORMATS)
def test_a_number_format_tells_dates_and_percentages(code: str, is_date: bool, is_percent: bool) -> None:
    book = Workbook.load(rich())
    style = book.style_variant(1, num_format=code)
    reread = Workbook.load(with_style(book, style))
    assert reread.number_format(style) == code
    assert (reread.is_date(style), reread.is_percent(style)) == (is_date, is_percent)


def with_style(book: Workbook, style: int) -> bytes:
    book.sheet(FORM).set_style("C5", style)
    return book.to_bytes()


@pytest.mark.parametrize(
    ("number", "code"), [(0, "General"), (14, "yyyy/m/d"), (31, 'yyyy"年"m"月"'), (9, "0%")]
)
def test_formats_known_by_number_alone_have_their_code(number: int, code: str) -> None:
    styles = parts(rich())["xl/styles.xml"].decode()
    first = styles.index("<cellXfs")
    numbered = styles[:first] + styles[first:].replace('numFmtId="0"', f'numFmtId="{number}"', 1)
    book = Workbook.load(with_parts(rich(), {"xl/styles.xml": numbered}))
    assert book.number_format(0) == code


def test_a_variant_differs_in_what_was_asked_and_nothing_that_was_there_changes() -> None:
    book = Workbook.load(rich())
    before = parts(rich())["xl/styles.xml"].decode()
    style = book.sheet(FORM).style("C5")
    assert not book.is_locked(style)
    locked = book.style_variant(style, locked=True, fill="#F2F2F2")
    data = with_style(book, locked)
    cell = seen(data)
    assert (cell["locked"], cell["fill"], cell["format"], cell["border"]) == (
        True,
        "FFF2F2F2",
        "#,##0.00",
        "thin",
    )
    assert book.is_locked(locked)
    after = parts(data)["xl/styles.xml"].decode()
    xfs = before[before.index("<cellXfs") : before.index("</cellXfs>")].partition(">")[2]
    assert xfs in after


def seen(data: bytes) -> dict[str, object]:
    cell = reopened(data, FORM)["C5"]
    return {
        "locked": cell.protection.locked,
        "fill": cell.fill.fgColor.rgb,
        "format": cell.number_format,
        "border": cell.border.left.style,
    }


def test_the_same_variant_has_the_same_index() -> None:
    book = Workbook.load(rich())
    one = book.style_variant(2, locked=True, fill="F2F2F2")
    assert book.style_variant(2, locked=True, fill="F2F2F2") == one
    reread = Workbook.load(with_style(book, one))
    assert reread.style_variant(2, locked=True, fill="F2F2F2") == one
    assert reread.style_variant(one) == one
    assert book.styles.fill(one) == "F2F2F2"
    assert book.styles.fill(0) is None


@pytest.mark.parametrize("colour", ["red", "F2F2", "#GGGGGG"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="不是颜色"):
        Workbook.load(rich()).style_variant(0, fill=colour)


def test_a_style_that_is_not_there_is_refused() -> None:
    book = Workbook.load(rich())
    with pytest.raises(PackageError, match="不存在的样式 999"):
        book.number_format(999)


def test_cells_of_a_workbook_without_styles_are_plain() -> None:
    book = Workbook.load(small())
    assert (book.number_format(0), book.is_locked(0), book.is_date(0)) == ("General", True, False)
    assert book.sheets[0].value("A1") is None
    assert book.sheets[0].value("A1") != Decimal(0)
