"""What lies in 回收/: every file there, and in the zip files; what cannot be read now is named."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from xlperf.model.errors import UserError, reason
from xlperf.ooxml.guard import PackageError
from xlperf.steps.dating import file_time
from xlperf.steps.file_names import is_leftover, readable
from xlperf.steps.journal import MEMBER
from xlperf.steps.zip_files import ENDING, is_archive, members

#: A file larger than this is kept as received, but not looked into.
LARGEST: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """One file in 回收/ (or in a zip there): its name below the folder, its bytes, its own date.

    ``path`` is where it lies when it is too large to be read at once; ``data`` is then empty.
    """

    name: str
    data: bytes
    modified: datetime | None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or folder in 回收/ that could not be read, and why, in Chinese."""

    name: str
    why: str


def scan(returned: Path, unread: list[Unread]) -> Iterator[Received]:
    """Every file below 回收/ in order of name, each zip file followed by its members.

    A zip file is opened only when the next one is asked for, so that whoever keeps what comes keeps it
    before it is looked into. What cannot be read is added to ``unread``, and the others go on.

    Raises:
        UserError: the folder itself cannot be read (any more).
    """
    for path in _files(returned, unread):
        name = readable(path.relative_to(returned).as_posix())
        try:
            received = _read(path, name)
        except FileNotFoundError:  # somebody has moved it in the meantime
            _require(returned)
        except OSError as error:
            _require(returned)
            unread.append(Unread(name, reason(error)))
        else:
            yield from unpacked(received)


def unpacked(whole: Received) -> Iterator[Received]:
    """A file, and where it is a zip file that can be opened its members after it."""
    yield whole
    if whole.path is None and whole.name.lower().endswith(ENDING) and is_archive(whole.data):
        try:
            for member in members(whole.data):
                yield Received(
                    f"{whole.name}{MEMBER}{member.name}", member.data, member.modified or whole.modified
                )
        except PackageError:  # then it stays one file, and is refused with this reason
            return


def _read(path: Path, name: str) -> Received:
    status = path.stat()
    modified = file_time(status.st_mtime)
    if status.st_size > LARGEST:
        return Received(name, b"", modified, path)
    return Received(name, path.read_bytes(), modified)


def _files(returned: Path, unread: list[Unread]) -> list[Path]:
    """Every file that somebody sent, in order of name."""

    def refused(error: OSError) -> None:
        place = Path(str(error.filename))
        if place == returned:
            raise _gone(returned, error)
        unread.append(Unread(readable(place.relative_to(returned).as_posix()), reason(error)))

    found = [
        Path(folder) / name
        for folder, _, names in os.walk(returned, onerror=refused)
        for name in names
        if not is_leftover(name)
    ]
    return sorted(path for path in found if _may_be_file(path))


def _may_be_file(path: Path) -> bool:
    """Whether it is no socket, device or broken link: reading one of those might never end."""
    try:
        return path.is_file()
    except OSError:
        return True


def _require(returned: Path) -> None:
    """UserError where the folder has gone with the file."""
    try:
        with os.scandir(returned):
            return
    except OSError as error:
        raise _gone(returned, error) from error


def _gone(returned: Path, error: OSError) -> UserError:
    return UserError(f"打不开文件夹“{returned}”：{reason(error)}。已收的都在；请处理后再运行一次。")
