"""归档/下发清单.json: what was issued to whom, what was printed and locked, its earlier editions.

Of ten thousand workbooks it has some 140 MB: it is read and written file by file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from xlperf.forms.filling import IssuedSheet
from xlperf.model.errors import UserError, reason
from xlperf.steps.folder import RoundFolder, write_pieces
from xlperf.steps.json_members import members, pieces
from xlperf.steps.results_spool import Spool, packed, unpacked

MANIFEST: Final = "下发清单.json"

_SHA256: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class EarlierSheet:
    """One sheet of an edition that was issued before."""

    project_code: str
    title: str
    digest: str
    project_name: str


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """A workbook that a later one took the place of: its SHA-256, by which the archive keeps it."""

    sha256: str
    sheets: tuple[EarlierSheet, ...]


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """What the manifest says of one file: whose it is, its digest, what was printed and locked."""

    unit_code: str
    unit_name: str
    sha256: str
    sheets: tuple[IssuedSheet, ...]
    earlier: tuple[EarlierEdition, ...] = ()

    def after(self, before: "IssuedFile | None") -> tuple[EarlierEdition, ...]:
        """The editions before this one, where ``before`` is what the manifest said so far."""
        if before is None or before.sha256 == self.sha256:
            return before.earlier if before else ()
        sheets = tuple(
            EarlierSheet(each.project_code, each.title, each.digest, each.project_name)
            for each in before.sheets
        )
        others = (each for each in before.earlier if each.sha256 != self.sha256)
        return (*others, EarlierEdition(before.sha256, sheets))


class Manifest(Mapping[str, IssuedFile]):
    """What was issued, by file name, in the order of :meth:`put`; each is fetched when it is asked for."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._places: dict[str, int] = {}

    def put(self, name: str, file: IssuedFile) -> None:
        """Add a file, or say something else of it."""
        self._places[name] = self._spool.put(packed(file))

    def __getitem__(self, name: str) -> IssuedFile:
        file: IssuedFile = unpacked(self._spool.get(self._places[name]))
        return file

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def manifest_path(folder: RoundFolder) -> Path:
    """Where the manifest of a round lies, once something has been issued."""
    return folder.archive / MANIFEST


def issued_files(folder: RoundFolder) -> Iterator[tuple[str, IssuedFile]]:
    """What was issued, with its file names, to be gone through once.

    Raises:
        UserError: somebody has edited the manifest.
    """
    path = manifest_path(folder)
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8-sig") as file:
            for name, record in members(file, "files"):
                yield _file_name(name), _issued_file(**record)
    except OSError as error:
        raise UserError(f"打不开“{path}”：{reason(error)}。") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"下发记录“{path}”被改动过，读不懂。请恢复备份，或删除它后重新下发。") from error


def read_manifest(folder: RoundFolder) -> Manifest:
    """The same, to be looked up by file name."""
    found = Manifest()
    for name, file in issued_files(folder):
        found.put(name, file)
    return found


def write_manifest(folder: RoundFolder, files: Mapping[str, IssuedFile]) -> None:
    """Keep what was issued."""
    records = ((name, asdict(file)) for name, file in files.items())
    write_pieces(manifest_path(folder), pieces("files", records))


def _issued_file(
    unit_code: str,
    unit_name: str,
    sha256: str,
    sheets: list[dict[str, Any]],
    earlier: list[dict[str, Any]] | None = None,
) -> IssuedFile:
    return IssuedFile(
        _text(unit_code),
        _text(unit_name),
        _digest(sha256),
        tuple(_sheet(**sheet) for sheet in sheets),
        tuple(_edition(**each) for each in earlier or ()),
    )


def _sheet(
    project_code: str, title: str, locked: dict[str, str], digest: str = "", project_name: str = ""
) -> IssuedSheet:
    cells = {_text(address): _text(text) for address, text in locked.items()}
    return IssuedSheet(_text(project_code), _text(title), cells, _text(digest), _text(project_name))


def _edition(sha256: str, sheets: list[dict[str, str]]) -> EarlierEdition:
    return EarlierEdition(_digest(sha256), tuple(_earlier_sheet(**sheet) for sheet in sheets))


def _earlier_sheet(project_code: str, title: str, digest: str, project_name: str) -> EarlierSheet:
    return EarlierSheet(_text(project_code), _text(title), _text(digest), _text(project_name))


def _file_name(name: str) -> str:
    """A file's own name: what somebody wrote into the manifest never leads out of 下发/."""
    if Path(name).name != name or "\\" in name or "\0" in name:
        raise ValueError(name)
    return name


def _digest(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError(text)
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return value
