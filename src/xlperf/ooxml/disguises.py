"""What a file is that is no zip package: by its content, whatever its name says."""

import io
from enum import StrEnum
from typing import Final

import olefile

from xlperf.ooxml.refusals import FILL_IN, SAVE_AS, SEND_AGAIN, UNLOCK, UNPACK, PackageError, damaged

#: How a compound file (OLE2) begins: old Office documents, and encrypted new ones.
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HTML: Final = "是网页（HTML）改了后缀名"
#: How a file begins in lower case, what it is, and what to do about it.
_DISGUISES: Final = (
    ((b"<!doctype html", b"<html", b"<table", b"<meta"), _HTML, SAVE_AS),
    ((b"mime-version:",), "是单个文件网页（MHTML）改了后缀名", SAVE_AS),
    ((b"<",), "是 XML 文本改了后缀名", SAVE_AS),
    ((b"{\\rtf",), "是 RTF 文档", FILL_IN),
    ((b"%pdf",), "是 PDF 文档", FILL_IN),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\0", b"mm\0*"), "是图片", FILL_IN),
    ((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "是 RAR、7z 或 gz 压缩包", UNPACK),
)
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HEAD: Final = 4096


class Compound(StrEnum):
    """What a compound file holds."""

    ENCRYPTED = "encrypted"
    WORKBOOK = "xls"
    DOCUMENT = "doc"
    PRESENTATION = "ppt"
    OTHER = "ole"


#: The stream that tells each kind; the first that is there decides. Encrypted files hold little else.
_STREAMS: Final = (
    ("EncryptedPackage", Compound.ENCRYPTED),
    ("EncryptionInfo", Compound.ENCRYPTED),
    ("\x09DRMContent", Compound.ENCRYPTED),
    ("Workbook", Compound.WORKBOOK),
    ("Book", Compound.WORKBOOK),
    ("WordDocument", Compound.DOCUMENT),
    ("PowerPoint Document", Compound.PRESENTATION),
)
_REFUSALS: Final = {
    Compound.ENCRYPTED: ("文件设置了打开密码", UNLOCK),
    Compound.WORKBOOK: ("文件是旧版 .xls 或 .et 格式", SAVE_AS),
    Compound.DOCUMENT: ("这是旧版 Word 或 WPS 文字文档（.doc、.wps），不是 Excel 工作簿", FILL_IN),
    Compound.PRESENTATION: ("这是演示文稿，不是 Excel 工作簿", FILL_IN),
    Compound.OTHER: ("文件是旧版 Office 格式的容器，里面没有工作簿", SAVE_AS),
}


def compound_kind(data: bytes) -> Compound:
    """What a file that begins with :data:`OLE` holds; PackageError where its directory cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return next((kind for stream, kind in _STREAMS if container.exists(stream)), Compound.OTHER)
    except Exception as error:  # olefile leaks index, struct and value errors on bad input
        raise damaged() from error


def refusal(data: bytes) -> PackageError:
    """Why a file that is not empty and no zip package is not opened as one."""
    if data.startswith(OLE):
        kind = compound_kind(data)
        message, fix = _REFUSALS[kind]
        return PackageError(kind, message, fix)
    what, fix = _disguise(data[:_HEAD])
    return PackageError("not-a-zip", f"文件内容{what}，不是 .xlsx 工作簿", fix)


def _disguise(head: bytes) -> tuple[str, str]:
    """What a file that begins so is, and what to do about it."""
    plain = _ascii(head).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for marks, what, fix in _DISGUISES:
        if plain.startswith(marks):
            return what, fix
    if b"<html" in plain:
        return _HTML, SAVE_AS
    if b"\0" not in plain and any(mark in plain for mark in (b",", b"\t", b";")):
        return "像是文本表格（CSV）改了后缀名", SAVE_AS
    return "无法识别，可能已损坏", SEND_AGAIN


def _ascii(head: bytes) -> bytes:
    """The beginning as far as it is ASCII, from UTF-16 too (Excel's “Unicode text”)."""
    encoding = _UTF16.get(head[:2])
    return head if encoding is None else head[2:].decode(encoding, "ignore").encode("ascii", "replace")
