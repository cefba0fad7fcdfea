"""What was issued, for comparing what comes back: digests in memory, the sheets themselves when asked for.

A record of thousands of workbooks is small and quickly sent to another process; an issued workbook is opened
only where the digest of a returned sheet is none of those issued.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from xlperf.forms.filling import IssuedSheet
from xlperf.forms.issued import IssuedKey
from xlperf.forms.locked_cells import LockedSheet, Spot, locked_sheets
from xlperf.model.errors import UserError
from xlperf.model.text import match_key
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.refs import parse_ref
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.folder import RoundFolder, digest, read_file
from xlperf.steps.manifest import (
    EarlierSheet,
    IssuedFile,
    Manifest,
    issued_files,
    manifest_path,
    read_manifest,
)
from xlperf.steps.receiving import archive_path

#: A unit's forms come back together: the workbooks that were looked into last.
_KEPT: Final = 16

_PROJECT, _NAME, _UNIT = "项目编码", "项目名称", "单位编码"


@dataclass(frozen=True, slots=True)
class _Source:
    """One edition of a workbook: its file name, its SHA-256, and whether it is the newest of them."""

    name: str
    sha256: str
    newest: bool

    def paths(self, folder: RoundFolder) -> Iterator[Path]:
        """Where it may lie; made when asked for, since paths of thousands of files take much memory."""
        if self.newest:
            yield folder.issued / self.name
        yield archive_path(folder, self.sha256, self.name)


@dataclass(frozen=True, slots=True)
class IssuedRecord:
    """Everything issued in a round; picklable (see :class:`xlperf.forms.issued.IssuedSheets`).

    ``sources`` say in which workbooks to look, the newest first: by project code, by project name and by unit
    code, each behind the name of its kind.
    """

    folder: RoundFolder
    digests: frozenset[str] = frozenset()
    sources: Mapping[tuple[str, str], tuple[_Source, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: RoundFolder) -> "IssuedRecord":
        """The record of a round; empty where nothing has been issued.

        Raises:
            UserError: somebody has edited the manifest.
        """
        digests: set[str] = set()
        sources: dict[tuple[str, str], list[_Source]] = defaultdict(list)
        for file_name, file in issued_files(folder):
            for source, sheets in _editions(file_name, file):
                sources[_UNIT, file.unit_code].append(source)
                for sheet in sheets:
                    digests.add(sheet.digest)
                    sources[_PROJECT, sheet.project_code].append(source)
                    sources[_NAME, match_key(sheet.project_name)].append(source)
        digests.discard("")
        # a file's unit and projects nearly all have the same editions
        shared: dict[tuple[_Source, ...], tuple[_Source, ...]] = {}
        found = ((key, tuple(listed)) for key, listed in sources.items())
        return cls(folder, frozenset(digests), {key: shared.setdefault(each, each) for key, each in found})

    def editions(self, key: IssuedKey) -> Iterator[LockedSheet]:
        """See :class:`xlperf.forms.issued.IssuedSheets`."""
        own = self.sources.get((_UNIT, key.unit_code), ())
        named = self.sources.get((_NAME, match_key(key.project_name)), ())
        for source in dict.fromkeys((*self.sources.get((_PROJECT, key.project_code), ()), *named, *own)):
            sheets = _sheets(self.folder, source)
            for sheet in _as_printed(self.folder, source) if sheets is None else sheets:
                if key.means(sheet) or (source in own and sheet.title == key.title):
                    yield sheet


def _editions(name: str, file: IssuedFile) -> Iterator[tuple[_Source, Sequence[IssuedSheet | EarlierSheet]]]:
    """Each edition of a file with its sheets, the newest first."""
    yield _Source(name, file.sha256, newest=True), file.sheets
    for each in reversed(file.earlier):
        yield _Source(name, each.sha256, newest=False), each.sheets


def lying(folder: RoundFolder) -> tuple[tuple[str, int, int], ...]:
    """What lies in 下发/ and could answer: name, size and time of each file, by name.

    Another list may mean that an issued workbook is found again, or is not any more.
    """
    try:
        with os.scandir(folder.issued) as files:
            return tuple(sorted((file.name, *_state(file)) for file in files))
    except OSError:
        return ()


def _state(file: "os.DirEntry[str] | Path") -> tuple[int, int]:
    state = file.stat()
    return state.st_size, state.st_mtime_ns


@lru_cache(maxsize=_KEPT)
def _sheets(folder: RoundFolder, source: _Source) -> tuple[LockedSheet, ...] | None:
    """The forms of an issued workbook; None where it lies nowhere any more as it was issued."""
    for path in source.paths(folder):
        try:
            data = read_file(path)
            if digest(data) == source.sha256:
                return locked_sheets(Workbook.load(data))
        except (UserError, PackageError):
            continue
    return None


def _as_printed(folder: RoundFolder, source: _Source) -> tuple[LockedSheet, ...]:
    """What the manifest itself says of a workbook that is gone: the printed values."""
    path = manifest_path(folder)
    file = _manifest(folder, _state(path)).get(source.name) if path.exists() else None
    if file is None or file.sha256 != source.sha256:
        return ()
    return tuple(
        LockedSheet(sheet.title, sheet.project_code, sheet.project_name, _cells(sheet.locked), {}, {})
        for sheet in file.sheets
    )


@lru_cache(maxsize=1)
def _manifest(folder: RoundFolder, _state: tuple[int, int]) -> Manifest:
    """The manifest in this state of its file: where 下发/ was emptied, each changed form asks for it."""
    return read_manifest(folder)


def _cells(locked: Mapping[str, str]) -> dict[Spot, str]:
    found = {}
    for address, text in locked.items():
        with suppress(ValueError):  # somebody's own addition to the manifest
            found[parse_ref(address)] = text
    return {spot: text for spot, text in found.items() if text}
