"""The round's folder: where everything is (DESIGN §4.1), and how files are read and written there."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlperf.books.atomic import replace_by_pieces, replace_file
from xlperf.model.errors import UserError, reason

CONTROL: Final = "绩效评价.xlsm"
FORM_TEMPLATE: Final = "项目支出绩效自评表.xlsx"
REPORT_TEMPLATE: Final = "部门绩效评价情况.docx"

#: What a file name on Windows may not hold, and what is not seen in one or turns its reading direction.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
#: Names of devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?: *\..*)?", re.IGNORECASE | re.DOTALL
)
#: A name may have 255 bytes on Linux: room for two parts, an ending and our own words.
_LONGEST: Final = 110
#: What follows a dot is an ending where it is no longer than this, the dot included.
_ENDING: Final = 6


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """One round on disk."""

    root: Path

    @property
    def control(self) -> Path:
        """The control workbook."""
        return self.root / CONTROL

    @property
    def issued(self) -> Path:
        """下发/: what goes out, one workbook per unit."""
        return self.root / "下发"

    @property
    def returned(self) -> Path:
        """回收/: what came back is dropped here."""
        return self.root / "回收"

    @property
    def sent_back(self) -> Path:
        """退回/: returned files, marked, to send back."""
        return self.root / "退回"

    @property
    def archive(self) -> Path:
        """归档/: every file ever received, and the journal."""
        return self.root / "归档"

    @property
    def results(self) -> Path:
        """成果/: summary workbook, report, exports."""
        return self.root / "成果"

    @property
    def templates(self) -> Path:
        """模板/: the form and the report that the office may replace by its own copies."""
        return self.root / "模板"

    @property
    def form_template(self) -> Path:
        """The form's template of this round."""
        return self.templates / FORM_TEMPLATE

    @property
    def report_template(self) -> Path:
        """The report's template of this round."""
        return self.templates / REPORT_TEMPLATE

    def folders(self) -> tuple[Path, ...]:
        """Every sub-folder of a round."""
        return (self.issued, self.returned, self.sent_back, self.archive, self.results, self.templates)

    def require(self) -> "RoundFolder":
        """Itself, with every sub-folder there.

        Raises:
            UserError: this is not a round's folder, or it cannot be written to.
        """
        if not self.control.is_file():
            raise UserError(
                f"“{self.root}”不是一个评价年度的文件夹：里面没有“{CONTROL}”。"
                "请先用 xlperf new 新建，或检查文件夹名称。"
            )
        return self.make()

    def make(self) -> "RoundFolder":
        """Itself, with every folder that was not there made; UserError where that is refused."""
        for path in (self.root, *self.folders()):
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(
                    f"建不了文件夹“{path}”：{reason(error)}。请换一个位置，或检查权限。"
                ) from error
        return self


def digest(data: bytes) -> str:
    """SHA-256 of a file's content, in hex."""
    return hashlib.sha256(data).hexdigest()


def name_part(text: str) -> str:
    """A text as part of a file name, on any system: what such a name cannot hold becomes ``_``; never a path.

    It is never empty, never the name of a device, and at most 110 bytes long in UTF-8; of a name that is cut
    the ending stays.
    """
    part = _FORBIDDEN.sub("_", text.encode("utf-8", "replace").decode()).strip(". ")
    stem, dot, ending = part.rpartition(".") if len(part) - part.rfind(".") <= _ENDING else (part, "", "")
    cut = stem.encode()[: _LONGEST - len(f"{dot}{ending}".encode())].decode("utf-8", "ignore").rstrip(". ")
    part = f"{cut}{dot}{ending}"
    return f"_{part}" if not part or _DEVICE.fullmatch(part) else part


def write_file(path: Path, data: bytes) -> bool:
    """Write atomically; False where the file already held exactly that.

    Raises:
        UserError: the file is held open by another program, or the disk refuses.
    """
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return True


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write atomically what is never in memory as a whole; :class:`UserError` as :func:`write_file`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_by_pieces(path, pieces)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> UserError:
    return UserError(f"写不了“{path}”：{reason(error)}。请处理后再运行一次同样的命令。")


def read_file(path: Path) -> bytes:
    """The content of a file, or :class:`UserError` in plain words."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件“{path}”。请检查文件名和所在文件夹。") from error
    except OSError as error:
        raise UserError(f"打不开“{path}”：{reason(error)}。") from error
