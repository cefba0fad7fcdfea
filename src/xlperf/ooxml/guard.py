"""What is let in: a workbook package of sane size and sound structure, or one plain Chinese sentence.

The limits follow what trusted readers use (Apache POI's ZipSecureFile, office-kit) with the sizes that a
township's workbooks have; a caller who meets larger honest files passes other :class:`Limits`.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MB = 1024 * 1024
_HTML = "是网页（HTML）改了后缀名"
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿(*.xlsx)”，再重新报送"
_UNPACK = "请解压后，把里面的 .xlsx 文件逐个报送"
_FILL_IN = "请把内容填进下发的 Excel 表（.xlsx），报送那个文件，不要报送图片、扫描件或文档"
#: How a file begins, what it is, and what to do about it.
_DISGUISES = (
    ((b"<!doctype html", b"<html", b"<table", b"<meta"), _HTML, _SAVE_AS),
    ((b"<",), "是 XML 文本改了后缀名", _SAVE_AS),
    ((b"%pdf",), "是 PDF 文档", _FILL_IN),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8"), "是图片", _FILL_IN),
    ((b"rar!", b"7z\xbc\xaf"), "是 RAR 或 7z 压缩包", _UNPACK),
)
#: What a sound zip file without a workbook's parts holds, by the beginning or the end of a name in it.
_CONTENTS = (
    (("word/",), (), "这是 Word 文档，不是 Excel 工作簿", _FILL_IN),
    (("ppt/",), (), "这是演示文稿，不是 Excel 工作簿", _FILL_IN),
    ((), (".xlsx", ".xlsm", ".xls", ".et", ".zip", ".rar", ".7z"), "这是压缩包，不是 Excel 工作簿", _UNPACK),
    ((), (".jpg", ".jpeg", ".png", ".pdf", ".doc", ".docx"), "这是压缩包，里面没有 Excel 工作簿", _FILL_IN),
)


class PackageError(Exception):
    """A file that is not a workbook we can trust.

    ``code`` is the catalogue's F01, ``kind`` a stable English word for the cause, ``message`` a Chinese
    sentence without the file's name, ``fix`` what to do about it.
    """

    def __init__(self, kind: str, message: str, fix: str = _SAVE_AS) -> None:
        super().__init__(message)
        self.code = "F01"
        self.kind = kind
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a package may be; sizes in bytes, inflated where not said otherwise."""

    file: int = 20 * _MB
    entries: int = 500
    part: int = 100 * _MB
    total: int = 200 * _MB
    ratio: int = 200
    ratio_from: int = _MB


DEFAULT_LIMITS = Limits()


def inspect(data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
    """Look at a file's outside: its kind, its directory, its names and its sizes; nothing is inflated.

    Raises:
        PackageError: where the bytes are not a package that :class:`~xlperf.ooxml.workbook.Workbook`
            could open within ``limits``.
    """
    directory = read_directory(data, limits)
    names = {entry.filename for entry in directory}
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise not_a_workbook(names)


def read_directory(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[zipfile.ZipInfo]:
    """The entries of a zip package in their order, checked against ``limits``; folders are left out."""
    _check_kind(data, limits)
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except Exception as error:  # zipfile leaks struct, Unicode, value and overflow errors on bad input
        raise damaged() from error
    if len(entries) > limits.entries:
        raise PackageError("entries", f"压缩包里有 {len(entries)} 个部件，超过上限 {limits.entries} 个")
    _check_names(entries)
    for entry in entries:
        _check_entry(entry, limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.total:
        raise PackageError("total", f"展开后共 {_megabytes(total)}，超过上限 {_megabytes(limits.total)}")
    return [entry for entry in entries if not entry.is_dir()]


def damaged(detail: str = "文件已损坏或没有传完整") -> PackageError:
    """The error for bytes that end early or do not fit together."""
    return PackageError(
        "damaged", detail, "请让对方重新发送；仍打不开时，用 Excel 或 WPS 打开修复后另存为 .xlsx"
    )


def not_a_workbook(names: Iterable[str] = ()) -> PackageError:
    """The error for a sound zip file that holds something else; ``names`` are those in it."""
    listed = tuple(name.lower() for name in names)
    for beginnings, endings, message, fix in _CONTENTS:
        if any(name.startswith(beginnings) or name.endswith(endings) for name in listed):
            return PackageError("not-a-workbook", message, fix)
    return PackageError("not-a-workbook", "这是一个压缩包或其他文档，不是 Excel 工作簿")


def strict_format() -> PackageError:
    """The error for ISO strict files, whose namespaces differ from those that Excel and WPS write."""
    return PackageError("strict", "文件是“Strict Open XML 电子表格”格式")


def _check_kind(data: bytes, limits: Limits) -> None:
    if not data:
        raise PackageError("empty", "文件是空的（0 字节）", "请重新填写保存后再报送")
    if len(data) > limits.file:
        raise PackageError(
            "size",
            f"文件有 {_megabytes(len(data))}，超过上限 {_megabytes(limits.file)}",
            "请删除文件中的大图片和多余工作表后重新报送",
        )
    if data.startswith(b"PK"):
        return
    if data.startswith(_OLE):
        raise PackageError(
            "ole",
            "文件设置了打开密码，或是旧版 .xls/.et 格式",
            "请去掉打开密码，用 Excel 或 WPS 另存为“Excel 工作簿(*.xlsx)”，再重新报送",
        )
    what, fix = _disguise(data)
    raise PackageError("not-a-zip", f"文件内容{what}，不是 .xlsx 工作簿", fix)


def _disguise(data: bytes) -> tuple[str, str]:
    """What a file that is no zip is, and what to do about it."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for marks, what, fix in _DISGUISES:
        if head.startswith(marks):
            return what, fix
    if b"<html" in head:
        return _HTML, _SAVE_AS
    if b"\0" not in head and (b"," in head or b"\t" in head or b";" in head):
        return "像是文本表格（CSV）改了后缀名", _SAVE_AS
    return "无法识别，可能已损坏", damaged().fix


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        # orig_filename is the name as stored: zipfile cuts at NUL and turns backslashes on Windows.
        name = entry.orig_filename
        parts = name.removesuffix("/").split("/")
        if "\\" in name or "\0" in name or ":" in name or any(part in {"", ".", ".."} for part in parts):
            raise PackageError("name", f"压缩包里有不安全的部件名“{name[:80]!r}”")
        # Part names are compared without regard to case (ECMA-376 part 2, 9.1.1.2).
        if name.lower() in seen:
            raise PackageError("duplicate", f"压缩包里有两个同名部件“{name[:80]}”")
        seen.add(name.lower())


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry.filename[:80]
    if entry.flag_bits & 0x1:
        raise PackageError("encrypted", f"压缩包里的“{name}”加了密码", f"请去掉密码。{_SAVE_AS}")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageError("method", f"压缩包里的“{name}”用了不支持的压缩方法")
    if entry.file_size > limits.part:
        raise PackageError("part", f"部件“{name}”展开后有 {_megabytes(entry.file_size)}，超过上限")
    if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise PackageError("ratio", f"部件“{name}”的压缩比超过 {limits.ratio}，疑似压缩炸弹")


def _megabytes(size: int) -> str:
    return f"{size / _MB:.1f} MB"
