"""A workbook's sheets in other kinds of files: .xls by xlwt, .ods written out, .docx by python-docx."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import docx
import openpyxl
import xlwt
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

_STATES = {"visible": 0, "hidden": 1, "veryHidden": 2}
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = "".join(f' xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "table", "text", "style"))
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def sheets_of(data: bytes) -> list[Worksheet]:
    """The sheets of an .xlsx file, formulas as the values that they show."""
    return list(openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets)


# -- .xls ----------------------------------------------------------------------------------------------


def as_xls(data: bytes) -> bytes:
    """The same as Excel 97 to 2003 keeps it: values, number formats, merged areas, hidden rows and sheets."""
    book = xlwt.Workbook(encoding="utf-8")
    for source in sheets_of(data):
        sheet = book.add_sheet(source.title, cell_overwrite_ok=True)
        sheet.visibility = _STATES[source.sheet_state]
        for cell in _filled(source):
            style = xlwt.easyxf(num_format_str=cell.number_format)
            value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
            sheet.write(cell.row - 1, cell.column - 1, value, style)
        for area in source.merged_cells.ranges:
            sheet.merge(area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1)
        for row, settings in source.row_dimensions.items():
            if settings.hidden:
                sheet.row(row - 1).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- .ods ----------------------------------------------------------------------------------------------


def as_ods(data: bytes) -> bytes:
    """The same as OpenDocument keeps it."""
    tables = "".join(_table(sheet) for sheet in sheets_of(data))
    return ods(tables)


def ods(tables: str, more: dict[str, str] | None = None) -> bytes:
    """An OpenDocument spreadsheet with these tables, as XML, and more parts."""
    hidden = (
        '<style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{_SPACES}>'
        f"<office:automatic-styles>{hidden}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", content)
        for name, text in (more or {}).items():
            package.writestr(name, text)
    return buffer.getvalue()


def _table(sheet: Worksheet) -> str:
    style = "" if sheet.sheet_state == "visible" else ' table:style-name="hidden"'
    rows = "".join(
        f"<table:table-row{_visibility(sheet, number)}>{''.join(_ods_cell(cell, sheet) for cell in row)}"
        "</table:table-row>"
        for number, row in enumerate(sheet.iter_rows(), 1)
    )
    return f"<table:table table:name={quoteattr(sheet.title)}{style}>{rows}</table:table>"


def _visibility(sheet: Worksheet, row: int) -> str:
    return ' table:visibility="collapse"' if sheet.row_dimensions[row].hidden else ""


def _ods_cell(cell: Cell | MergedCell, sheet: Worksheet) -> str:
    if isinstance(cell, MergedCell):
        return "<table:covered-table-cell/>"
    spans = ""
    for area in sheet.merged_cells.ranges:
        if (area.min_row, area.min_col) == (cell.row, cell.column):
            spans = (
                f' table:number-rows-spanned="{area.size["rows"]}" '
                f'table:number-columns-spanned="{area.size["columns"]}"'
            )
    return f"<table:table-cell{spans}{_typed(cell)}</table:table-cell>"


def _typed(cell: Cell) -> str:
    """The cell's type and value, its start tag's end, and its words."""
    value = cell.value
    if value is None:
        return ">"
    if isinstance(value, bool):
        return f' office:value-type="boolean" office:boolean-value="{str(value).lower()}">'
    if isinstance(value, datetime | date):
        return f' office:value-type="date" office:date-value="{value.isoformat()[:10]}">'
    if isinstance(value, int | float):
        kind = "percentage" if cell.number_format.endswith("%") else "float"
        return f' office:value-type="{kind}" office:value="{value!r}"><text:p>{value}</text:p>'
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in str(value).split("\n"))
    return f' office:value-type="string">{paragraphs}'


def _spaced(line: str) -> str:
    return escape(line).replace("  ", ' <text:s text:c="1"/>')


# -- .docx ---------------------------------------------------------------------------------------------


def as_docx(data: bytes, *, above: int = 0) -> bytes:
    """Every visible sheet as a table, numbers as printed; the first rows ``above`` it as paragraphs."""
    document = docx.Document()
    for sheet in sheets_of(data):
        if sheet.sheet_state == "visible":
            for row in range(1, above + 1):
                document.add_paragraph(str(sheet.cell(row, 1).value or ""))
            _write_table(document, sheet, above)
            document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_table(document: docx.document.Document, sheet: Worksheet, above: int) -> None:
    table = document.add_table(sheet.max_row - above, sheet.max_column)
    for area in sheet.merged_cells.ranges:
        if area.min_row > above:
            first = table.cell(area.min_row - 1 - above, area.min_col - 1)
            first.merge(table.cell(area.max_row - 1 - above, area.max_col - 1))
    for cell in _filled(sheet):
        if cell.row > above:
            table.cell(cell.row - 1 - above, cell.column - 1).text = _printed(cell)


def _printed(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float | int) and cell.number_format.endswith("%"):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return str(value)


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell
