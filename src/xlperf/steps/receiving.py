"""Taking in what lies in 回收/: every file archived as received, before anything looks into it."""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from xlperf.model.errors import UserError, reason
from xlperf.ooxml.saving import CORE, last_saved
from xlperf.steps.folder import RoundFolder, digest, read_file, write_file
from xlperf.steps.journal import MEMBER, Journal, Receipt

#: Files that programs leave beside the real ones.
_LEFTOVERS = re.compile(r"^(~\$|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_ZIP: Final = ".zip"
#: A zip of returned workbooks larger than this is taken as one file and refused by the guard.
MAX_MEMBERS: Final = 500
MAX_UNPACKED: Final = 200 * 1024 * 1024
#: Flag of a zip entry whose name is UTF-8.
_UTF8_NAME: Final = 0x800
#: What zipfile raises for archives that are cut short, encrypted, or packed in a way it does not know.
_BAD_ZIP: Final = (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError)


@dataclass(frozen=True, slots=True)
class Received:
    """One file in 回收/ (or in a zip there): its name below the folder, its bytes, its own time."""

    name: str
    data: bytes
    modified: datetime


def receive(folder: RoundFolder) -> tuple[Receipt, ...]:
    """Archive everything new in 回收/ and enter it in the journal; returns all receipts ever made.

    A file that was received before under the same name with the same content is not entered again,
    so a second run changes nothing.

    Raises:
        UserError: a file cannot be read (still open elsewhere), or the disk refuses.
    """
    journal = Journal(folder.archive)
    receipts = journal.receipts()
    known = {(receipt.name, receipt.sha256) for receipt in receipts}
    last = max((receipt.sequence for receipt in receipts), default=0)
    moment = now().isoformat(timespec="seconds")
    template = folder.form_template
    issued = saved_time(read_file(template)) if template.exists() else None
    for received in scan(folder.returned):
        sha256 = digest(received.data)
        if (received.name, sha256) in known:
            continue
        known.add((received.name, sha256))
        last += 1
        store(folder, sha256, received.name, received.data)
        version = version_time(received, issued).isoformat(timespec="seconds")
        journal.append([Receipt(last, sha256, received.name, len(received.data), version, moment)])
    return journal.receipts()


def now() -> datetime:
    """The moment at which a file is received."""
    return datetime.now(UTC)


def scan(returned: Path) -> Iterator[Received]:
    """Every file below 回收/ in order of name, each zip file followed by its members."""
    for path in sorted(returned.rglob("*")):
        if not path.is_file() or _LEFTOVERS.match(path.name):
            continue
        data = read_file(path)
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        whole = Received(_readable(path.relative_to(returned).as_posix()), data, modified)
        yield whole
        if path.suffix.lower() == _ZIP:
            yield from _members(whole)


def _readable(name: str) -> str:
    """A file's name as text: one that was unpacked from a Chinese zip may not be UTF-8."""
    with suppress(UnicodeEncodeError):
        name.encode()
        return name
    return os.fsencode(name).decode("gb18030", "replace")


def archive_path(folder: RoundFolder, sha256: str, name: str) -> Path:
    """Where the archive keeps a file: its SHA-256 with the extension under which it came."""
    extension = _EXTENSION.search(name)
    return folder.archive / f"{sha256}{extension[0].lower() if extension else ''}"


def store(folder: RoundFolder, sha256: str, name: str, data: bytes) -> None:
    """Keep a file as received, read-only."""
    path = archive_path(folder, sha256, name)
    write_file(path, data)
    try:
        path.chmod(0o444)
    except OSError as error:
        raise UserError(f"“{path}”设不成只读：{reason(error)}。") from error


def read_archived(folder: RoundFolder, receipt: Receipt) -> bytes:
    """A received file's content, as it was received.

    Raises:
        UserError: the archive has lost it, or somebody has changed it there.
    """
    path = archive_path(folder, receipt.sha256, receipt.name)
    if not path.exists():
        raise UserError(f"归档里缺少收到的“{receipt.name}”（{path.name}）。请从备份恢复“{folder.archive}”。")
    data = read_file(path)
    if digest(data) != receipt.sha256:
        raise UserError(
            f"归档的“{receipt.name}”（{path.name}）已不是收到时的样子。"
            f"请从备份恢复，不要修改“{folder.archive}”里的文件。"
        )
    return data


def version_time(received: Received, issued: datetime | None = None) -> datetime:
    """When this version was last saved, in UTC: by the workbook's own record, else by the file's date.

    A file that is sent on by WeChat gets a new date; its record of the last save stays. A program that keeps
    no such record leaves the one of the template, ``issued``, which says nothing.
    """
    saved = saved_time(received.data)
    return received.modified if saved is None or (issued is not None and saved <= issued) else saved


def saved_time(data: bytes) -> datetime | None:
    """The last save that a workbook's own properties tell of, in UTC; None where they tell of none."""
    with suppress(KeyError, *_BAD_ZIP), zipfile.ZipFile(io.BytesIO(data)) as package:
        info = package.getinfo(CORE)
        return last_saved(package.read(info)) if info.file_size < 1_000_000 else None
    return None


def _members(whole: Received) -> list[Received]:
    """The files in a zip; none where it cannot be unpacked as a whole (then it is kept as one file)."""
    try:
        with zipfile.ZipFile(io.BytesIO(whole.data)) as package:
            infos = [info for info in package.infolist() if _wanted(info)]
            if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                return []
            return [_member(package, info, whole) for info in infos]
    except _BAD_ZIP:
        return []


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, whole: Received) -> Received:
    name = f"{whole.name}{MEMBER}{_member_name(info)}"
    return Received(name, package.read(info), _member_time(info, whole))


def _wanted(info: zipfile.ZipInfo) -> bool:
    name = _member_name(info)
    leftover = _LEFTOVERS.match(PurePosixPath(name).name) or name.startswith("__MACOSX/")
    return not info.is_dir() and not leftover


def _member_name(info: zipfile.ZipInfo) -> str:
    """The member's name; Chinese Windows writes GBK without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _member_time(info: zipfile.ZipInfo, whole: Received) -> datetime:
    """A zip keeps local time without saying whose; where it keeps none, the zip's own date must do."""
    try:
        return datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return whole.modified
