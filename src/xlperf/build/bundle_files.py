"""The offline bundle as a zip file: a Python that needs no installation, with every package in its place.

Nothing is installed on the office PC: the wheels are unpacked here, as the wheel format has it
(https://packaging.python.org/en/latest/specifications/binary-distribution-format/), and ``安装.bat`` has only
to copy a folder.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Dates are not ours to tell: the same content makes the same bytes.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_EMBEDDED: Final = re.compile(r"python-3\.(\d+)\.(\d+)-embed-amd64\.zip")
_OLDEST, _NEWEST = 11, 14
_SITE: Final = "Lib/site-packages"
#: Where the parts of a wheel's data folder go, below Python's folder; others (scripts, headers) go nowhere.
_SCHEMES: Final = {"purelib": f"{_SITE}/", "platlib": f"{_SITE}/", "data": ""}

INSTALLER: Final = "安装.bat"
MANUAL: Final = "安装说明.txt"
LIST: Final = "清单.txt"
PYTHON: Final = "python"

#: ASCII but for what it says: cmd.exe reads a .bat in the console's code page, which is UTF-8 from the third
#: line on. Without that the two lines are unreadable, but do no harm. All else is said by Python.
INSTALLER_TEXT: Final = """\
@echo off
setlocal
chcp 65001 >nul
if not exist "%~dp0python\\python.exe" (
  echo 请先把整个压缩包解压出来，再双击“安装.bat”。
  pause
  exit /b 2
)
"%~dp0python\\python.exe" -m xlperf setup --copy-to "%LOCALAPPDATA%\\xlperf"
set code=%errorlevel%
pause
exit /b %code%
"""


class BundleError(Exception):
    """The bundle cannot be made of what was given."""


@dataclass(frozen=True, slots=True)
class EmbeddedPython:
    """Python's own “Windows embeddable package (64-bit)”, as downloaded.

    ``version`` is (3, minor).
    """

    path: Path
    version: tuple[int, int]

    @classmethod
    def at(cls, path: Path) -> "EmbeddedPython":
        """Look at a downloaded file.

        Raises:
            BundleError: it is none, is for another processor, or of a Python that we do not run on.
        """
        match = _EMBEDDED.fullmatch(path.name)
        if match is None:
            raise BundleError(f"{path.name}: not named like python-3.11.9-embed-amd64.zip")
        minor = int(match[1])
        if not _OLDEST <= minor <= _NEWEST:
            raise BundleError(f"{path.name}: needs Python 3.{_OLDEST} to 3.{_NEWEST}")
        embedded = cls(path, (3, minor))
        names = _names(path)
        for name in ("python.exe", f"python3{minor}.dll", f"python3{minor}.zip", embedded.path_file):
            if name not in names:
                raise BundleError(f"{path.name}: there is no {name} in it")
        return embedded

    @property
    def path_file(self) -> str:
        """The file that says where this Python looks for modules."""
        return f"python3{self.version[1]}._pth"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Its files, with packages switched on."""
        paths = (f"python3{self.version[1]}.zip", ".", _SITE.replace("/", "\\"), "import site")
        for name, data in _contents(self.path):
            yield name, "".join(f"{line}\r\n" for line in paths).encode() if name == self.path_file else data


def bundle(python: EmbeddedPython, wheels: Mapping[str, Path], manual: str, version: str) -> bytes:
    """The zip file.

    Args:
        python: the Python to ship.
        wheels: what is installed in it, by file name.
        manual: the words of ``安装说明.txt``.
        version: xlperf's own, which names the folder.

    Raises:
        BundleError: two packages bring the same file with different content.
    """
    files: dict[str, bytes] = {}
    for name, data in python.files():
        _add(files, f"{PYTHON}/{name}", data)
    for wheel in wheels.values():
        for name, data in _installed(wheel):
            _add(files, f"{PYTHON}/{name}", data)
    files[INSTALLER] = INSTALLER_TEXT.replace("\n", "\r\n").encode()
    files[MANUAL] = _for_notepad(manual)
    files[LIST] = _for_notepad(_listed(python.path, *wheels.values()))
    return _zipped(files, f"xlperf-{version}")


def _add(files: dict[str, bytes], name: str, data: bytes) -> None:
    if files.setdefault(name, data) != data:
        raise BundleError(f"{name} comes twice, with different content")


def _installed(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Where a wheel's files go, below Python's folder."""
    for name, data in _contents(wheel):
        first, _, rest = name.partition("/")
        if not first.endswith(".data"):
            yield f"{_SITE}/{name}", data
            continue
        scheme, _, place = rest.partition("/")
        if scheme in _SCHEMES:
            yield f"{_SCHEMES[scheme]}{place}", data


def _for_notepad(text: str) -> bytes:
    """Readable in the oldest Notepad: with a mark of its encoding, and line ends of Windows."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _listed(*paths: Path) -> str:
    digests = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)
    return "本安装包由以下文件组成（SHA-256）：\n" + "".join(digests)


def _zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(f"{folder}/{name}", _DATE), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _names(path: Path) -> frozenset[str]:
    try:
        with zipfile.ZipFile(path) as package:
            return frozenset(package.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise BundleError(f"{path}: {error}") from error


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith("/"):
                yield name, package.read(name)
