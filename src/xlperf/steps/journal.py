"""The append-only record of what was received (归档/journal.jsonl)."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from xlperf.model.errors import UserError, reason
from xlperf.steps.folder import read_file

NAME = "journal.jsonl"
#: Between a zip file's name and its member's.
MEMBER = "!"

_IN_ZIP = re.compile(rf"(.*?\.zip){MEMBER}(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file as it was received.

    ``name`` is its path below 回收/ ("微信/东王平村.zip!东王平村.xlsx" for a member of an archive),
    ``version_time`` when its content was last saved (ISO 8601, UTC), ``received_at`` when we took it.
    """

    sequence: int
    sha256: str
    name: str
    size: int
    version_time: str
    received_at: str

    @property
    def zip_name(self) -> str:
        """The zip file that it came in, as ``name`` has it; "" where it came by itself."""
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
        found = _IN_ZIP.fullmatch(self.name)
        return f"{found[1]}/{found[2]}" if found else self.name


class Journal:
    """The journal of one round. A line cut short by a crash is not a receipt and is dropped."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def receipts(self) -> tuple[Receipt, ...]:
        """Everything ever received, oldest first.

        Raises:
            UserError: somebody has edited the journal, or it cannot be read.
        """
        try:
            return tuple(Receipt(**json.loads(line)) for line in self._whole_lines().splitlines())
        except (ValueError, TypeError) as error:
            raise UserError(
                f"收件记录“{self._path}”被改动过，读不懂其中一行。请恢复备份，不要手工编辑它。"
            ) from error

    def append(self, receipts: Iterable[Receipt]) -> None:
        """Add receipts; they are on the disk when this returns.

        Raises:
            UserError: the disk refuses.
        """
        lines = "".join(f"{json.dumps(asdict(receipt), ensure_ascii=False)}\n" for receipt in receipts)
        if not lines:
            return
        end = len(self._whole_lines())
        try:
            with self._path.open("r+b" if self._path.exists() else "w+b") as file:
                file.seek(end)
                file.truncate()
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UserError(f"收件记录“{self._path}”写不了：{reason(error)}。") from error

    def _whole_lines(self) -> bytes:
        data = read_file(self._path) if self._path.exists() else b""
        return data[: data.rfind(b"\n") + 1]
