"""For each rule about a file as such: a file that it must tell of."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import openpyxl

from support.other_kinds import as_xls
from support.published import LANGFANG
from support.sheets import saved, sheet_bytes

_NAME: Final = "西村.xlsx"


def with_parts(parts: Mapping[str, bytes], data: bytes | None = None) -> bytes:
    """A form with more parts."""
    buffer = io.BytesIO(sheet_bytes(LANGFANG) if data is None else data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def _swollen() -> bytes:
    """A part that the directory says is of 150 MB."""
    data = bytearray(with_parts({"xl/media/a.bin": b"x"}))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 24, 150 * 1024 * 1024)
    return bytes(data)


def _with_formula(formula: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sheet_bytes(LANGFANG)))
    book.worksheets[0]["L30"] = formula
    return saved(book)


def _with_hidden_sheet() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sheet_bytes(LANGFANG)))
    book.create_sheet("底稿").sheet_state = "veryHidden"
    return saved(book)


def _long() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("流水")
    for _ in range(100_001):
        sheet.append([1])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


#: Rule → what is told, what to do, and how the file is made.
FILES: Final[Mapping[str, tuple[str, str, Callable[[], bytes]]]] = {
    "F21": (
        f"{_NAME}没有读取：文件有 21.0 MB，超过上限 20.0 MB",
        "删除文件中的大图片和多余的工作表后重新报送；确要接收的，由财政所在“校验规则”里调大 F21 的阈值",
        cache(lambda: b"PK" + bytes(21 * 1024 * 1024)),
    ),
    "F22": (
        f"{_NAME}没有读取：部件“xl/media/a.bin”展开后有 150.0 MB，超过上限 100.0 MB",
        "删除文件中的大图片和多余的工作表、空行后重新报送；确要接收的，由财政所在“校验规则”里调大 F22 的阈值",
        _swollen,
    ),
    "F23": (
        (
            f"{_NAME}没有读取：部件“xl/media/a.bin”只有 0.0 MB，展开后却有 19.1 MB，"
            "压缩比超过 200，疑似压缩炸弹"
        ),
        (
            "核对文件来历，把内容重新填进下发的表报送；"
            "来历清楚、确要接收的，由财政所在“校验规则”里调大 F23 的阈值"
        ),
        cache(lambda: with_parts({"xl/media/a.bin": bytes(20_000_000)})),
    ),
    "F24": (
        f"{_NAME}没有读取：压缩包里有 508 个部件，超过上限 500 个部件",
        "分成几个工作簿报送；确要接收的，由财政所在“校验规则”里调大 F24 的阈值",
        cache(lambda: with_parts({f"xl/media/{number}.bin": b"" for number in range(499)})),
    ),
    "F25": (
        f"{_NAME}没有读取：工作表“流水”：有 100001 行，超过上限 100000 行",
        (
            "删除表下面多余的行（选中整行后删除，不是清除内容）再保存报送；"
            "确要接收的，由财政所在“校验规则”里调大 F25 的阈值"
        ),
        cache(_long),
    ),
    "F26": (
        f"{_NAME}带有宏（VBA）；程序没有运行它，表里的内容照样读取",
        "不要启用宏，核对是谁加的；请填报单位另存为不带宏的 .xlsx 再报送",
        lambda: with_parts({"xl/vbaProject.bin": b"x"}),
    ),
    "F27": (
        f"{_NAME}带有指向外部的公式（WEBSERVICE）；程序没有打开它，读取的是文件里存着的值",
        "打开时不要更新链接，核对有关的数；请填报单位把它改成数值后再报送",
        lambda: _with_formula('=WEBSERVICE("http://example.org")'),
    ),
    "F28": (
        f"{_NAME}带有嵌入文件；程序没有打开它",
        "核对是不是要随表报送的材料；是的请另外报送，不是的请删除",
        lambda: with_parts({"xl/embeddings/附件.docx": b"x"}),
    ),
    "F29": (
        f"{_NAME}里有隐藏的工作表“底稿”（深度隐藏），其中的内容没有读取",
        "取消隐藏，核对里面的内容；不用的请删除",
        _with_hidden_sheet,
    ),
    "F30": (
        (
            f"{_NAME}是旧版 Excel 或 WPS 表格（.xls、.et）：公式只读取存着的结果，"
            "锁定的内容没有与下发的表逐格核对"
        ),
        "对照原件核对读取的结果；下次请用下发的 .xlsx 填报",
        lambda: as_xls(sheet_bytes(LANGFANG)),
    ),
}
