"""Cells are read as they were meant, whoever wrote the file, and written so that they come back the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml_samples import MAIN, parts, reopened, replaced, rich, sheet_xml, small, with_parts

from xlperf.ooxml.cells import Cell, ErrorValue, Value
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

STRINGS = (
    "<si><t>文本</t></si>"
    '<si><r><rPr><b/></rPr><t>富</t></r><r><t xml:space="preserve"> 文本</t></r></si>'
    '<si><t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh></si>'
    '<si><t xml:space="preserve">  两端  </t></si>'
    "<si><t>甲&amp;乙&lt;丙&#10;丁_x000D__x005F_x0041_</t></si>"
    "<si/>"
)


def first(data: bytes) -> Sheet:
    return Workbook.load(data).sheets[0]


def row(cell: str) -> str:
    return f'<row r="1">{cell}</row>'


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>42</v></c>', Decimal(42)),
        ('<c r="A1"><v>0.94599999999999995</v></c>', Decimal("0.946")),
        ('<c r="A1" t="n"><v>1E-3</v></c>', Decimal("0.001")),
        ('<c r="A1"><v>-0</v></c>', Decimal(0)),
        ('<c r="A1"><v>123456789012345678</v></c>', Decimal("1.2345678901234568E+17")),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1" s="0"/>', None),
        ('<c r="A1" t="s"><v>0</v></c>', "文本"),
        ('<c r="A1" t="s"><v>1</v></c>', "富 文本"),
        ('<c r="A1" t="s"><v>2</v></c>', "漢字"),
        ('<c r="A1" t="s"><v>3</v></c>', "  两端  "),
        ('<c r="A1" t="s"><v>4</v></c>', "甲&乙<丙\n丁\r_x0041_"),
        ('<c r="A1" t="s"><v>5</v></c>', ""),
        ('<c r="A1" t="str"><v>a_x000D_b</v></c>', "a\rb"),
        ('<c r="A1" t="inlineStr"><is><t>行内</t></is></c>', "行内"),
        ('<c r="A1" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r></is></c>', "一二"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
        ('<c r="A1" t="d"><v>2021-12-31</v></c>', Decimal(44561)),
        ('<c r="A1" t="d"><v>2021-12-31T12:00:00Z</v></c>', Decimal("44561.5")),
    ],
)
def test_every_type_of_cell_is_read(cell: str, value: Value) -> None:
    found = first(small(row(cell), strings=STRINGS)).cell("A1")
    assert (found.value, type(found.value)) == (value, type(value))
    assert found.formula is None


def test_numbers_are_exact_decimals_as_printed() -> None:
    cell = first(small(row('<c r="A1"><v>5</v></c><c r="B1"><v>1200.50</v></c>')))
    assert str(cell.value("A1")) == "5"
    assert str(cell.value("B1")) == "1200.5"


@pytest.mark.parametrize(
    ("cell", "formula", "value"),
    [
        ('<c r="A1"><f>SUM(B1:B3)</f><v>6</v></c>', "SUM(B1:B3)", Decimal(6)),
        ('<c r="A1"><f>B1&lt;&gt;"a&amp;b"</f></c>', 'B1<>"a&b"', None),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', '""', ""),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "1/0", ErrorValue("#DIV/0!")),
        ('<c r="A1" cm="1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>', "B1:B2", Decimal(1)),
    ],
)
def test_a_formula_is_read_with_its_cached_value(cell: str, formula: str, value: Value) -> None:
    assert first(small(row(cell))).cell("A1") == Cell("A1", value, formula)


def test_a_shared_formula_reads_as_if_written_in_each_cell() -> None:
    sheet = first(
        small(
            '<row r="1"><c r="B1"><f t="shared" ref="B1:C2" si="0">A1*$A$1+LOG10(A1)</f><v>1</v></c>'
            '<c r="C1"><f t="shared" si="0"/></c></row>'
            '<row r="2"><c r="C2"><f t="shared" si="0"/><v>9</v></c></row>'
        )
    )
    assert [(cell.ref, cell.formula) for cell in sheet.cells()] == [
        ("B1", "A1*$A$1+LOG10(A1)"),
        ("C1", "B1*$A$1+LOG10(B1)"),
        ("C2", "B2*$A$1+LOG10(B2)"),
    ]
    sheet.set("B1", Decimal(1))
    assert [sheet.cell(ref).formula for ref in ("B1", "C1", "C2")] == [
        None,
        "B1*$A$1+LOG10(B1)",
        "B2*$A$1+LOG10(B2)",
    ]


BODY = (
    "<{0}row><{0}c><{0}v>1</{0}v></{0}c>"
    '<{0}c t="inlineStr"><{0}is><{0}t>甲&lt;</{0}t></{0}is></{0}c></{0}row>'
)
ROOT = f'<worksheet xmlns="{MAIN}">'
WRITTEN_OTHERWISE = {
    "without addresses": f"{ROOT}<sheetData>{BODY.format('')}</sheetData></worksheet>",
    "with a prefix": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
    f"{BODY.format('x:')}</x:sheetData></x:worksheet>",
    "with comments and white space": f'{ROOT}\n<!-- a <sheetData> -->\n<sheetData>\n <row r="1">\n  '
    '<!-- b -->\n  <c r="A1">\n <v>1</v>\n</c>\n <c t="inlineStr" r="B1"><is> <t>甲&lt;</t> </is></c>'
    "\n </row>\n</sheetData>\n</worksheet>",
    "with single quotes and CDATA": f"<worksheet xmlns='{MAIN}'><sheetData><row r='1'><c r='A1'><v>1</v></c>"
    "<c r='B1' t='inlineStr'><is><t><![CDATA[甲<]]></t></is></c></row></sheetData></worksheet>",
    "with other attributes first": f'{ROOT}<sheetData><row spans="1:2" r="1"><c s="0" r="A1">'
    '<v>1</v></c><c t="inlineStr" r="B1"><is><t>甲&lt;</t></is></c></row></sheetData></worksheet>',
}


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GB18030"])
@pytest.mark.parametrize("xml", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_other_spellings_of_a_sheet_are_read_and_changed_alike(xml: str, encoding: str) -> None:
    whole = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'
    book = Workbook.load(with_parts(small(), {"xl/worksheets/sheet1.xml": whole.encode(encoding)}))
    sheet = book.sheets[0]
    assert list(sheet.cells()) == [Cell("A1", Decimal(1)), Cell("B1", "甲<")]
    sheet.set("C1", Decimal(2))
    sheet.merge("D1:E2")
    again = reopened(book.to_bytes(), "表")
    assert [cell.value for cell in again[1]] == [1, "甲<", 2, None, None]
    assert [area.ref for area in Workbook.load(book.to_bytes()).sheets[0].merges] == ["D1:E2"]


def test_absolute_targets_a_missing_text_table_and_a_wrong_dimension_do_not_matter() -> None:
    data = with_parts(
        small(row('<c r="A1"><v>1</v></c>')),
        {
            "xl/_rels/workbook.xml.rels": replaced('Target="worksheets', 'Target="/xl/worksheets'),
            "xl/worksheets/sheet1.xml": replaced("<sheetData>", '<dimension ref="nonsense"/><sheetData>'),
        },
    )
    book = Workbook.load(data)
    book.sheets[0].set("C3", "新")
    assert reopened(book.to_bytes(), "表")["C3"].value == "新"


VALUES: list[Value] = [
    "文本",
    " 两端 ",
    "第一行\n第二行\t末",
    '=HYPERLINK("http://x","点我")',
    "+1-1@a",
    "_x0041_",
    "a\rb\x01\x1f\0c\ufffe",
    "<b>&amp;]]></b>",
    "𠮷野家😀",
    "x" * 32_767,
    Decimal("1234.5"),
    Decimal("0.946"),
    Decimal(-3),
    Decimal("1E+20"),
    Decimal("11632733300.00"),
    True,
    False,
    ErrorValue("#N/A"),
    None,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_what_is_put_into_a_cell_comes_back(value: Value) -> None:
    for data in (small(), rich()):
        book = Workbook.load(data)
        book.sheets[0].set("C5", value)
        found = Workbook.load(book.to_bytes()).sheets[0].cell("C5")
        assert (found.value, type(found.value), found.formula) == (value, type(value), None)


@given(st.text(max_size=30))
def test_any_text_comes_back_and_is_never_a_formula(text: str) -> None:
    book = Workbook.load(small())
    book.sheets[0].set("B2", text)
    data = book.to_bytes()
    assert Workbook.load(data).sheets[0].cell("B2") == Cell("B2", text or None)
    seen = reopened(data, "表")["B2"]
    assert seen.data_type in {"s", "n"}


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_any_amount_in_cents_comes_back_exactly(amount: Decimal) -> None:
    sheet = first(small())
    sheet.set("A1", amount)
    assert sheet.value("A1") == amount


@given(st.one_of(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=4), st.none()))
def test_a_cell_just_written_says_what_the_saved_file_will(value: Value) -> None:
    sheet = first(small('<row r="1"><c r="A1" s="1"/><c r="B1"><f>A1&amp;"元"</f><v>7</v></c></row>'))
    before = sheet.cell("B1")
    sheet.set("A1", value)
    sheet.set_cached("B1", value)
    saved = first(sheet.book.to_bytes())
    assert [sheet.cell("A1"), sheet.cell("B1")] == [saved.cell("A1"), saved.cell("B1")]
    assert sheet.cell("B1").formula == before.formula


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "x" * 32_768, "😀" * 16_384])
def test_what_no_cell_can_hold_is_refused(value: Value) -> None:
    with pytest.raises(ValueError, match="单元格"):
        first(small()).set("A1", value)


def test_a_float_is_refused_because_its_decimal_is_anyones_guess() -> None:
    with pytest.raises(TypeError, match="float"):
        first(small()).set("A1", 0.1)  # type: ignore[arg-type]


def test_text_from_a_village_stays_text_for_other_readers() -> None:
    book = Workbook.load(rich())
    book.sheets[0].set("C5", '=HYPERLINK("x")')
    cell = reopened(book.to_bytes(), "自评表")["C5"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_a_literal_keeps_the_style_and_drops_the_formula() -> None:
    book = Workbook.load(rich())
    sheet = book.sheets[0]
    style = sheet.style("D5")
    sheet.set("D5", Decimal(7))
    assert sheet.cell("D5") == Cell("D5", Decimal(7), None, style)
    sheet.clear("D5")
    assert sheet.cell("D5") == Cell("D5", None, None, style)
    sheet.set("D5", "", style=0)
    assert sheet.cell("D5") == Cell("D5")


def test_a_cached_value_changes_and_the_formula_stays() -> None:
    book = Workbook.load(rich())
    sheet = book.sheets[0]
    style = sheet.style("D5")
    for value in (Decimal("8.5"), "文本", True, ErrorValue("#N/A"), None, ""):
        sheet.set_cached("D5", value)
        again = Workbook.load(book.to_bytes()).sheets[0].cell("D5")
        assert again == Cell("D5", value, "ROUND(B5*C5,2)", style)
    with pytest.raises(ValueError, match="自评表”A5 没有公式"):
        sheet.set_cached("A5", Decimal(1))


def test_a_cached_value_keeps_what_marks_a_dynamic_array() -> None:
    book = Workbook.load(
        small(row('<c r="A1" s="0" cm="1" t="str"><f t="array" ref="A1">B1:B2</f><v>a</v></c>'))
    )
    book.sheets[0].set_cached("A1", Decimal(3))
    assert '<c r="A1" s="0" cm="1"><f t="array" ref="A1">B1:B2</f><v>3</v></c>' in sheet_xml(
        book.to_bytes(), "表"
    )


def test_a_formula_is_written_with_its_result() -> None:
    book = Workbook.load(rich())
    sheet = book.sheets[0]
    sheet.set_formula("C9", '=IF(C5<C6,"少","多")', "少", style=1)
    sheet.set_formula("I1", "B9*2", None)
    cells = Workbook.load(book.to_bytes()).sheets[0]
    assert cells.cell("C9") == Cell("C9", "少", 'IF(C5<C6,"少","多")', 1)
    assert cells.cell("I1") == Cell("I1", None, "B9*2")


def test_a_new_cell_takes_the_style_of_its_row_or_else_of_its_column() -> None:
    styles = '<cols><col min="2" max="3" width="9" style="1"/></cols><sheetData>'
    data = small('<row r="5" s="2" customFormat="1"><c r="A5"><v>5</v></c></row>')
    styled = with_parts(data, {"xl/worksheets/sheet1.xml": replaced("<sheetData>", styles)})
    sheet = first(styled)
    sheet.set("B1", "x")
    sheet.set("B5", "x")
    assert (sheet.style("B1"), sheet.style("C9"), sheet.style("B5"), sheet.style("D9")) == (1, 1, 2, 0)


def test_cells_may_be_set_in_any_order_and_stand_in_reading_order() -> None:
    book = Workbook.load(small(row('<c r="B1"><v>1</v></c>')))
    sheet = book.sheets[0]
    for ref in ("D4", "A1", "C1", "B4", "A2"):
        sheet.set(ref, Decimal(1))
    assert [cell.ref for cell in sheet.cells()] == ["A1", "B1", "C1", "A2", "B4", "D4"]
    assert [cell.ref for cell in Workbook.load(book.to_bytes()).sheets[0].cells()] == [
        *("A1", "B1", "C1", "A2", "B4", "D4")
    ]


def test_a_height_may_be_left_to_the_program_from_the_next_change_on() -> None:
    book = Workbook.load(rich())
    book.sheets[0].set_row_height(77, 31.5, fixed=False)
    xml = sheet_xml(book.to_bytes(), "自评表")
    assert '<row r="77" ht="31.5"/>' in xml


def test_the_stated_extent_takes_new_cells_in() -> None:
    book = Workbook.load(rich())
    book.sheets[0].set("Z99", Decimal(1))
    assert '<dimension ref="A1:Z99"/>' in sheet_xml(book.to_bytes(), "自评表")


def test_row_heights_are_read_fixed_and_freed() -> None:
    book = Workbook.load(rich())
    sheet = book.sheets[0]
    assert (sheet.row_height(5), sheet.row_height(9), sheet.row_height(77)) == (24, None, None)
    sheet.set_row_height(5, None)
    sheet.set_row_height(77, 31.5)
    again = Workbook.load(book.to_bytes()).sheets[0]
    assert (again.row_height(5), again.row_height(77)) == (None, 31.5)


def test_a_text_already_there_is_not_stored_twice() -> None:
    book = Workbook.load(rich())
    before = parts(book.to_bytes())["xl/sharedStrings.xml"].count(b"<si>")
    for ref in ("C5", "C6", "C7"):
        book.sheets[0].set(ref, "新文本")
    book.sheets[0].set("C8", "合计")
    after = parts(book.to_bytes())["xl/sharedStrings.xml"]
    assert after.count(b"<si>") == before + 1
    assert f'uniqueCount="{before + 1}"'.encode() in after


def test_a_malformed_address_is_a_value_error() -> None:
    sheet = first(small())
    for use in (sheet.cell, sheet.value, sheet.style, sheet.clear):
        with pytest.raises(ValueError, match="不是单元格地址"):
            use("第3格")
