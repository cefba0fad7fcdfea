"""Why a file is not let in, how large one may be, and what the person who sent it is asked to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_MB: Final = 1024 * 1024

#: What to do with what Excel or WPS can open and we do not take.
SAVE_AS: Final = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿(*.xlsx)”，再重新报送"
UNPACK: Final = "请解压后，把里面的 .xlsx 文件逐个报送"
FILL_IN: Final = "请把内容填进下发的 Excel 表（.xlsx），报送那个文件，不要报送图片、扫描件或文档"
UNLOCK: Final = "请用 Excel 或 WPS 打开，在“文件”的“信息”（WPS 是“文档加密”）里去掉打开密码，保存后重新报送"
SEND_AGAIN: Final = "请让对方重新发送；仍打不开时，用 Excel 或 WPS 打开修复后另存为 .xlsx"
REFILL: Final = "这不是 Excel 或 WPS 保存的样子：请把内容重新填进下发的表，再报送"
CLEAR: Final = "请删除文件中的大图片和多余的工作表、空行，另存后重新报送"

#: What a sound zip file without a workbook's parts holds, by the beginning or the end of a name in it.
_CONTENTS: Final = (
    (("word/",), (), "这是 Word 文档，不是 Excel 工作簿", FILL_IN),
    (("ppt/",), (), "这是演示文稿，不是 Excel 工作簿", FILL_IN),
    ((), (".xlsx", ".xlsm", ".xls", ".et", ".zip", ".rar", ".7z"), "这是压缩包，不是 Excel 工作簿", UNPACK),
    ((), (".jpg", ".jpeg", ".png", ".pdf", ".doc", ".docx"), "这是压缩包，里面没有 Excel 工作簿", FILL_IN),
)


class PackageError(Exception):
    """A file that is not a workbook we can trust.

    ``kind`` is a stable English word for the cause, ``message`` a Chinese sentence without the file's name
    and without a full stop, ``fix`` what to do about it.
    """

    def __init__(self, kind: str, message: str, fix: str = SAVE_AS) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.fix = fix

    def at(self, place: str) -> "PackageError":
        """The same with the place in front of its sentence."""
        return PackageError(self.kind, place + self.message, self.fix)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be.

    ``file`` is in bytes as it came; ``part`` (one part) and ``total`` in bytes inflated; ``entries`` counts
    parts; ``ratio`` is inflated to packed size and holds from ``ratio_from`` inflated bytes on. ``rows`` and
    ``cells`` are those of one sheet, blank rows below the last filled one not counted. ``tags`` is how many
    tags one part may have that is taken into memory as a tree, ``text`` how many characters one cell.
    """

    file: int = 20 * _MB
    entries: int = 500
    part: int = 100 * _MB
    total: int = 200 * _MB
    ratio: int = 200
    ratio_from: int = _MB
    rows: int = 100_000
    cells: int = 1_000_000
    tags: int = 500_000
    text: int = 32_767


#: They follow what trusted readers use (Apache POI's ZipSecureFile) with the sizes of a township's workbooks.
DEFAULT_LIMITS: Final = Limits()


def damaged(detail: str = "文件已损坏或没有传完整") -> PackageError:
    """The error for bytes that end early or do not fit together."""
    return PackageError("damaged", detail, SEND_AGAIN)


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


def too_many(kind: str, where: str, what: str, count: int, limit: int) -> PackageError:
    """The error for more of something in a place than a limit allows; ``what`` is led by its measure word."""
    return PackageError(kind, f"{where}有 {count} {what}，超过上限 {limit} {what}", CLEAR)


def too_large(kind: str, what: str, size: int, limit: int) -> PackageError:
    """The error for something larger than a limit allows; sizes in bytes."""
    return PackageError(kind, f"{what}有 {megabytes(size)}，超过上限 {megabytes(limit)}", CLEAR)


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / _MB:.1f} MB"
