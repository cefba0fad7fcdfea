"""The append-only record of what was received (归档/journal.jsonl): one line for each file.

A line that a crash has cut short was never a receipt: it is not read, and the next line takes its place.
Whole lines are never written again. Whoever appends holds the round (:mod:`xlperf.steps.round_lock`).
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from xlperf.books.atomic import sync_folder
from xlperf.model.errors import UserError, reason
from xlperf.steps.folder import read_file

NAME = "journal.jsonl"
#: Between a zip file's name and its member's.
MEMBER = "!"

_IN_ZIP = re.compile(rf"(.*\.zip){MEMBER}(.+)", re.IGNORECASE | re.DOTALL)
_INNER_ZIP = re.compile(rf"(\.zip){MEMBER}", re.IGNORECASE)
_SHA256 = re.compile("[0-9a-f]{64}")
_KINDS: Final = {"sequence": int, "size": int}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file as it was received.

    ``name`` is its path below 回收/ ("微信/东王平村.zip!东王平村.xlsx" for a member of an archive),
    ``version_time`` when its content was last saved (ISO 8601, UTC), ``received_at`` when we took it, never
    earlier than the receipt before. ``claimed_time`` is what it says itself of its last save where that
    cannot be true, else empty.
    """

    sequence: int
    sha256: str
    name: str
    size: int
    version_time: str
    received_at: str
    claimed_time: str = ""

    @property
    def zip_name(self) -> str:
        """The zip file that it came in, the innermost one, as ``name`` has it; "" where it came by itself."""
        found = _IN_ZIP.fullmatch(self.name)
        return found[1] if found else ""

    @property
    def folder(self) -> str:
        """Where it lay below 回收/, the zip file included; "" for 回收/ itself."""
        return self._path().rpartition("/")[0]

    @property
    def file_name(self) -> str:
        """The file's own name, without folders."""
        return self._path().rpartition("/")[2]

    def _path(self) -> str:
        return _INNER_ZIP.sub(r"\1/", self.name)


class Journal:
    """The journal of one round."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def receipts(self) -> tuple[Receipt, ...]:
        """Everything ever received, oldest first.

        Raises:
            UserError: somebody has edited the journal, or it cannot be read.
        """
        receipts: list[Receipt] = []
        for number, line in enumerate(self._whole_lines().splitlines(), 1):
            try:
                receipts.append(_receipt(line, receipts[-1].sequence if receipts else 0))
            except (ValueError, TypeError, RecursionError) as error:
                raise UserError(
                    f"收件记录“{self._path}”第 {number} 行被改动过，读不懂。请恢复备份，不要手工编辑它。"
                ) from error
        return tuple(receipts)

    def append(self, receipts: Iterable[Receipt]) -> None:
        """Add receipts; they are on the disk when this returns.

        Raises:
            UserError: the disk refuses; the journal is then as it was.
        """
        lines = "".join(f"{json.dumps(_record(receipt), ensure_ascii=False)}\n" for receipt in receipts)
        if not lines:
            return
        end, new = len(self._whole_lines()), not self._path.exists()
        try:
            with self._path.open("w+b" if new else "r+b") as file:
                _write_at(file, end, lines.encode())
            if new:
                sync_folder(self._path.parent)
        except OSError as error:
            raise UserError(
                f"收件记录“{self._path}”写不了：{reason(error)}。请处理后再运行一次同样的命令。"
            ) from error

    def _whole_lines(self) -> bytes:
        data = read_file(self._path) if self._path.exists() else b""
        return data[: data.rfind(b"\n") + 1]


def _write_at(file: IO[bytes], end: int, lines: bytes) -> None:
    """Put whole lines where the last whole line ends; where that fails, nothing stays there."""
    file.seek(end)
    try:
        file.truncate()
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            os.ftruncate(file.fileno(), end)
        raise


def _record(receipt: Receipt) -> dict[str, Any]:
    """What a line holds: a field that most receipts do not have is left out of the others."""
    return {key: value for key, value in asdict(receipt).items() if value != "" or key != "claimed_time"}


def _receipt(line: bytes, before: int) -> Receipt:
    """A line as a receipt.

    Raises:
        ValueError, TypeError: that is no line of ours, or not the one that follows number ``before``.
    """
    receipt = Receipt(**json.loads(line))
    if wrong := list(_unfit(receipt, before)):
        raise ValueError(", ".join(wrong))
    return receipt


def _unfit(receipt: Receipt, before: int) -> Iterator[str]:
    """The names of the fields that hold what we never write."""
    for key, value in asdict(receipt).items():
        if type(value) is not _KINDS.get(key, str):
            yield key
            return
    if receipt.sequence <= before:
        yield "sequence"
    if not _SHA256.fullmatch(receipt.sha256):
        yield "sha256"
    if receipt.size < 0 or not receipt.name:
        yield "size, name"
    for moment in (receipt.version_time, receipt.received_at, receipt.claimed_time or receipt.received_at):
        if datetime.fromisoformat(moment).tzinfo is None:
            yield "moment"
