"""Workbooks for the tests of the file format: one with everything in it, and small ones written by hand."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

import openpyxl
import xlsxwriter
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as WrittenSheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

FORM = "自评表"
CHOICES = "字典"

_EXTENDED_VALIDATION = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">'
    "<x14:formula1><xm:f>字典!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>E5:E8</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext>"
)


def png() -> bytes:
    """A picture of one red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@cache
def rich() -> bytes:
    """A workbook with about everything that a form can hold.

    Sheet 自评表: title merged over A1:F1, headers in row 4, a block in rows 5 to 8 (A name, B weight,
    C actual, D score formula, E choice, F:G merged row by row), its total in row 9, notes, pictures, a chart
    and a button below and beside it.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    form, choices, summary = (book.add_worksheet(title) for title in (FORM, CHOICES, "汇总"))
    _write_form(form, book)
    _add_rules(form, book)
    _draw(form, book)
    _set_up_page(form)
    choices.write_column("A1", ["达成年度指标", "部分达成", "未达成"])
    choices.hide()
    summary.write_formula("A1", f"=SUM({FORM}!B5:B8)+{FORM}!D9", None, 67.5)
    summary.add_table("C1:E4", {"name": "汇总表", "columns": [{"header": h} for h in "甲乙丙"]})
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": f"={FORM}!$B$5:$B$8"})
    summary.insert_chart("G2", pie)
    book.define_name("总分", f"={FORM}!$D$9")
    book.define_name(f"{FORM}!绩效指标", f"={FORM}!$A$5:$G$8")
    book.define_name(f"{FORM}!合计", f"={FORM}!$A$9:$E$9")
    book.close()
    return with_parts(buffer.getvalue(), {"xl/worksheets/sheet1.xml": _with_extended_validation})


def _write_form(form: WrittenSheet, book: xlsxwriter.Workbook) -> None:
    head = book.add_format({"bold": True, "border": 1})
    open_ = book.add_format({"locked": False, "border": 1, "num_format": "#,##0.00"})
    form.merge_range("A1:F1", "项目支出绩效自评表", head)
    form.write_row("A4", ["指标", "分值", "完成值", "得分", "选择"], head)
    for row in range(4, 8):
        form.write(row, 0, f"指标{row - 3}", head)
        form.write(row, 1, 10, open_)
        form.write(row, 2, row / 8, open_)
        form.write_formula(row, 3, f"=ROUND(B{row + 1}*C{row + 1},2)", open_, round(10 * row / 8, 2))
        form.write_blank(row, 4, None, open_)
        form.merge_range(row, 5, row, 6, "说明", open_)
        form.set_row(row, 24)
    form.write("A9", "合计", head)
    form.write_formula("B9", "=SUM(B5:B8)", head, 40)
    form.write_formula("D9", "=SUM(D5:D8)", head, 27.5)
    form.write_formula("E9", "=总分/40", head, 0.6875)
    form.write_rich_string("A12", head, "富", "文本")
    form.write_url("A15", f"internal:'{FORM}'!B9", string="看合计")
    form.write_url("A10", "https://example.org/guide", string="指南")


def _add_rules(form: WrittenSheet, book: xlsxwriter.Workbook) -> None:
    between = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": "=$B$9"}
    form.data_validation("C5:C8", {**between, "input_message": "填数"})
    form.data_validation("A14", {"validate": "custom", "value": "=LEN(A14)<=SUM($B$5:$B$8)"})
    warn = book.add_format({"bg_color": "#FF0000"})
    form.conditional_format("D5:D8", {"type": "formula", "criteria": "=$D5>$B5", "format": warn})
    form.conditional_format("B5:B8", {"type": "data_bar", "data_bar_2010": True})
    form.protect("", {"format_rows": True})
    form.unprotect_range("B5:C8", "可填")
    form.ignore_errors({"number_stored_as_text": "B5:B8"})
    form.autofilter("A4:E8")


def _draw(form: WrittenSheet, book: xlsxwriter.Workbook) -> None:
    form.add_sparkline("H5", {"range": f"{FORM}!B5:C5"})
    form.add_sparkline("H9", {"range": f"{FORM}!B5:B8"})
    form.write_comment("B5", "第一行")
    form.write_comment("D9", "合计的批注")
    form.insert_image("A16", "seal.png", {"image_data": io.BytesIO(png())})
    form.insert_textbox("C16", "填报说明", {"textlink": f"={FORM}!$A$9"})
    form.insert_button("G16", {"macro": "Check", "caption": "校验"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={FORM}!$D$5:$D$8", "categories": f"={FORM}!$A$5:$A$8"})
    form.insert_chart("J3", chart)


def _set_up_page(form: WrittenSheet) -> None:
    form.set_header("&L&G", {"image_left": "seal.png", "image_data_left": io.BytesIO(png())})
    form.freeze_panes(4, 1)
    form.print_area("A1:G9")
    form.repeat_rows(3)
    form.set_paper(9)
    form.fit_to_pages(1, 1)
    form.set_h_pagebreaks([8, 20])


def _with_extended_validation(data: bytes) -> bytes:
    text = data.decode()
    assert "</extLst></worksheet>" in text
    return text.replace("</extLst></worksheet>", f"{_EXTENDED_VALIDATION}</extLst></worksheet>").encode()


def parts(data: bytes) -> dict[str, bytes]:
    """All parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


#: What becomes of a part: other bytes or text, what a function makes of its bytes, or None: it goes.
Change: TypeAlias = bytes | str | Callable[[bytes], bytes] | None


def with_parts(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """The package with some parts changed, added or removed."""
    content: dict[str, bytes | None] = dict(parts(data))
    for name, change in changes.items():
        new = change(content[name] or b"") if callable(change) else change
        content[name] = new.encode() if isinstance(new, str) else new
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            if part is not None:
                package.writestr(name, part)
    return buffer.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change for :func:`with_parts`: every ``old`` becomes ``new``; there has to be one."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, f"{old} is not there"
        return data.replace(old.encode(), new.encode())

    return change


def small(rows: str = "", *, strings: str | None = None, sheet: str | None = None, extra: str = "") -> bytes:
    """A workbook with one sheet 表, its ``<sheetData>`` holding the XML ``rows`` and ``extra`` after it."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    sheet = (
        sheet or f'{declaration}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{extra}</worksheet>'
    )
    relation = '<Relationship Id="rId{}" Type="' + RELATIONS + '/{}" Target="{}"/>'
    wrap = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    content = {
        "[Content_Types].xml": f'{declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.worksheet+xml"/></Types>',
        "_rels/.rels": wrap.format(relation.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{declaration}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": wrap.format(
            relation.format(1, "worksheet", "worksheets/sheet1.xml")
            + (relation.format(2, "sharedStrings", "sharedStrings.xml") if strings is not None else "")
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        content["xl/sharedStrings.xml"] = f'{declaration}<sst xmlns="{MAIN}">{strings}</sst>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in content.items():
            package.writestr(name, text)
    return buffer.getvalue()


def written(*sheets: tuple[str, Mapping[str, object]]) -> bytes:
    """A workbook by openpyxl: sheets with the values or formulas of their cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for ref, value in cells.items():
            sheet[ref] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def reopened(data: bytes, title: str) -> Worksheet:
    """A sheet as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # on extensions that it does not know
        sheet = openpyxl.load_workbook(io.BytesIO(data))[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def sheet_xml(data: bytes, title: str) -> str:
    """The XML of the sheet with that title."""
    content = parts(data)
    sheets = etree.fromstring(content["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet")
    (relation,) = (sheet.get(f"{{{RELATIONS}}}id") for sheet in sheets if sheet.get("name") == title)
    relations = etree.fromstring(content["xl/_rels/workbook.xml.rels"])
    (target,) = (str(element.get("Target")) for element in relations if element.get("Id") == relation)
    return content[f"xl/{target.removeprefix('/xl/')}"].decode()
