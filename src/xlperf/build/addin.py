"""Builds the add-in (xlperf.xlam) with the commands for the workbook in front."""

import io
from datetime import datetime
from typing import Final

from xlsxwriter import Workbook

from xlperf.books.function_help import CATEGORY, FUNCTIONS
from xlperf.build.ribbon import with_ribbon
from xlperf.build.shipped import MacroParts
from xlperf.build.xlwings_sheets import ADDIN_SETTINGS, add_xlwings_sheets
from xlperf.ooxml.package import Package

_CONTENT_TYPES: Final = "[Content_Types].xml"
_MACRO_MAIN: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_MAIN: Final = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_BOOK: Final = "xl/workbook.xml"

#: Excel shows both in its list of add-ins.
_TITLE: Final = "绩效校验"
_COMMENTS: Final = "校验眼前的项目支出绩效自评表：标出问题、逐处查看、清除标记、重新计算得分。"


def build_addin(macros: MacroParts) -> bytes:
    """The add-in: a workbook that Excel keeps out of sight. The same macros give the same bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        created = datetime(2021, 1, 1)  # noqa: DTZ001
        workbook.set_properties({"title": _TITLE, "comments": _COMMENTS, "created": created})
        workbook.add_worksheet("xlperf").write_string(0, 0, _COMMENTS)
        _add_help(workbook)
        add_xlwings_sheets(workbook, ADDIN_SETTINGS)
        workbook.add_vba_project(io.BytesIO(macros.project(len(workbook.worksheets()))), is_stream=True)
    return with_ribbon(_as_addin(buffer.getvalue()), macros.ribbon)


def _add_help(workbook: Workbook) -> None:
    """What VBA tells Excel of the functions, whose own text is ASCII: category, name, answer, arguments."""
    sheet = workbook.add_worksheet("help")
    for row, told in enumerate(FUNCTIONS):
        for column, text in enumerate((CATEGORY, told.name, told.answers, *told.arguments)):
            sheet.write_string(row, column, text)


def _as_addin(data: bytes) -> bytes:
    """A workbook becomes an add-in by its content type; Excel also writes down that its window is hidden."""
    package = Package.load(data)
    types, book = package.read(_CONTENT_TYPES), package.read(_BOOK)
    package.write(_CONTENT_TYPES, types.replace(_MACRO_MAIN, _ADDIN_MAIN))
    package.write(_BOOK, book.replace(b"<workbookView ", b'<workbookView visibility="hidden" '))
    return package.to_bytes()
