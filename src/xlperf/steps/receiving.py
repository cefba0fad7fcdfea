"""Taking in what lies in 回收/: every file archived as received, before anything looks into it."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from xlperf.books.atomic import UNFINISHED, sync_folder
from xlperf.model.errors import UserError, reason
from xlperf.steps.dating import Dating, dated, saved_time
from xlperf.steps.folder import RoundFolder, digest, read_file, write_file
from xlperf.steps.journal import Journal, Receipt
from xlperf.steps.round_lock import hold
from xlperf.steps.scanning import Received, Unread, scan

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
#: So many receipts are entered in the journal together: what a crash loses of them is taken in again.
_TOGETHER: Final = 32
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class TakenIn:
    """All receipts ever made, and what lies in 回收/ but could not be read this time."""

    receipts: tuple[Receipt, ...]
    unread: tuple[Unread, ...] = ()


def receive(folder: RoundFolder) -> TakenIn:
    """Archive everything new in 回收/ and enter it in the journal.

    A file that was received before under the same name with the same content is not entered again, so a
    second run changes nothing. One that cannot be read (it is open elsewhere) is left for the next run.

    Raises:
        UserError: the folder cannot be read, the disk refuses, or somebody else is at this round.
    """
    unread: list[Unread] = []
    with hold(folder):
        journal = Journal(folder.archive)
        new = _Entering(folder, journal.receipts()).enter(scan(folder.returned, unread))
        while batch := list(islice(new, _TOGETHER)):
            sync_folder(folder.archive)
            journal.append(batch)
        return TakenIn(journal.receipts(), tuple(unread))


def now() -> datetime:
    """The moment at which a file is received."""
    return datetime.now(UTC)


class _Entering:
    """Receipts for what is new, each file archived before its receipt is made out."""

    def __init__(self, folder: RoundFolder, receipts: tuple[Receipt, ...]) -> None:
        self._folder = folder
        self._known = {(receipt.name, receipt.sha256) for receipt in receipts}
        self._sequence = receipts[-1].sequence if receipts else 0
        self._moment = max([now(), *(datetime.fromisoformat(last.received_at) for last in receipts[-1:])])
        template = folder.form_template
        self._issued = saved_time(read_file(template)) if template.exists() else None

    def enter(self, files: Iterator[Received]) -> Iterator[Receipt]:
        """The receipts of those files that were not received before."""
        for received in files:
            sha256, size = keep(self._folder, received)
            if (received.name, sha256) in self._known:
                continue
            self._known.add((received.name, sha256))
            self._sequence += 1
            dating = self._dated(received)
            moment, version, claimed = (
                each.isoformat(timespec="seconds") if each else ""
                for each in (self._moment, dating.moment, dating.claimed)
            )
            yield Receipt(self._sequence, sha256, received.name, size, version, moment, claimed)

    def _dated(self, received: Received) -> Dating:
        saved = saved_time(received.data) if received.data else None
        return dated(saved, received.modified, self._moment, self._issued)


def keep(folder: RoundFolder, received: Received) -> tuple[str, int]:
    """Have a file in the archive, read-only; its SHA-256 and its size.

    What is there already is not written again; what somebody has taken away from there is. What somebody has
    changed there is left for :func:`read_archived` to tell of.
    """
    if received.path is not None:
        return _keep_large(folder, received.name, received.path)
    sha256 = digest(received.data)
    path = archive_path(folder, sha256, received.name)
    if not path.is_file():
        store(folder, sha256, received.name, received.data)
    return sha256, len(received.data)


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


def _keep_large(folder: RoundFolder, name: str, source: Path) -> tuple[str, int]:
    """The same for a file that is too large to be read at once: copied piece by piece."""
    try:
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        path, size = archive_path(folder, sha256, name), source.stat().st_size
        if path.is_file():
            return sha256, size
        return _copied(folder, name, source)
    except OSError as error:
        raise UserError(f"“{name}”存不进归档：{reason(error)}。请处理后再运行一次。") from error


def _copied(folder: RoundFolder, name: str, source: Path) -> tuple[str, int]:
    """Copy a file into the archive under the digest of what was copied, whatever it has become since."""
    before, after = UNFINISHED
    told, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(prefix=before, suffix=after, dir=folder.archive)
    try:
        with os.fdopen(handle, "wb") as copy, source.open("rb") as original:
            while piece := original.read(_CHUNK):
                told.update(piece)
                size += copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        Path(temporary).chmod(0o444)
        Path(temporary).replace(archive_path(folder, told.hexdigest(), name))
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise
    return told.hexdigest(), size
