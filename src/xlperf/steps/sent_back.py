"""What we put into 退回/: always fitting the last check, never at the cost of a file that is not ours.

A record in 归档/ remembers by digest which files are ours. One that nobody needs any more goes only where it
still is what we wrote; one that somebody has changed by hand stays while the findings are the same, and is
kept in the archive before a newer one takes its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlperf.model.errors import UserError, reason
from xlperf.steps.folder import RoundFolder, digest, read_file, write_file
from xlperf.steps.receiving import store


@dataclass(frozen=True, slots=True)
class SentBack:
    """File names in 退回/: what is there for the units, what went, what is left though nobody needs it."""

    files: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def put_back(folder: RoundFolder, record: str, files: Mapping[str, bytes]) -> SentBack:
    """Write these files into 退回/ and take away those of ours that are not among them.

    Args:
        folder: the round.
        record: the name of the record in 归档/; every kind of file has its own.
        files: everything of this kind that is wanted now, by name.

    Raises:
        UserError: a file is open in another program, the disk refuses, or the record was edited.
    """
    path = folder.archive / record
    before = _read(path)
    wanted = {name: digest(data) for name, data in files.items()}
    if before or wanted:  # so that what is half written when the power goes off is known to be ours
        _write(path, before | {name: sha for name, sha in wanted.items() if name not in before})
    for name, data in files.items():
        if before.get(name) != wanted[name] or not (folder.sent_back / name).exists():
            _keep_foreign(folder, name, before.get(name), wanted[name])
            write_file(folder.sent_back / name, data)
    removed, kept = _remove(folder, {name: sha for name, sha in before.items() if name not in wanted})
    if before or wanted:
        _write(path, wanted)
    return SentBack(tuple(wanted), removed, kept)


def _keep_foreign(folder: RoundFolder, name: str, before: str | None, wanted: str) -> None:
    """Archive what lies where a file of ours goes, unless we wrote it."""
    path = folder.sent_back / name
    if path.is_file():
        lying = read_file(path)
        if digest(lying) not in {before, wanted}:
            store(folder, digest(lying), name, lying)


def _remove(folder: RoundFolder, obsolete: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of those that went, and of those that somebody has changed since we wrote them."""
    lying = {name: sha for name, sha in obsolete.items() if (folder.sent_back / name).is_file()}
    ours = [name for name, sha in lying.items() if digest(read_file(folder.sent_back / name)) == sha]
    for name in ours:
        _unlink(folder.sent_back / name)
    return tuple(ours), tuple(name for name in lying if name not in ours)


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise UserError(f"“{path}”已不需要，却删不掉：{reason(error)}。请处理后再运行一次。") from error


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        return {str(name): str(sha) for name, sha in json.loads(read_file(path)).items()}
    except (ValueError, AttributeError) as error:
        raise UserError(f"退回的记录“{path}”被改动过，读不懂。请恢复备份，或删除它再运行一次。") from error


def _write(path: Path, record: Mapping[str, str]) -> None:
    write_file(path, json.dumps(record, ensure_ascii=False, indent=1).encode())
