"""Another program's look at a foreign workbook in which we changed one cell: openpyxl's."""

import io
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from support.every_cell import MARK, LostError, with_one_change
from xlperf.ooxml.guard import PackageError

#: A larger file takes openpyxl too long for a sample.
LARGEST: Final = 200_000


class Look(StrEnum):
    """What the other program found."""

    SAME = "reads the same, but for that cell"
    BEFORE = "could not read it before either"
    NOT_OURS = "not changed: refused by us"
    LOST = "does not read it any more, or reads something else"


@dataclass(frozen=True, slots=True)
class Reopened:
    """One workbook of the sample; ``detail`` where something was lost."""

    look: Look
    detail: str = ""


def in_sample(path: Path, every: int) -> bool:
    """Whether a file is one of every so many workbooks, by its name, so always the same."""
    wanted = path.suffix.lower() in {".xlsx", ".xlsm"} and path.stat().st_size <= LARGEST
    return wanted and zlib.crc32(path.name.encode()) % every == 0


def reopen(_: None, path: Path) -> Reopened:
    """Change one cell and let openpyxl compare."""
    data = path.read_bytes()
    try:
        changed = with_one_change(data)
    except (PackageError, LostError):
        return Reopened(Look.NOT_OURS)
    try:
        before = _cells(data)
    except Exception:
        return Reopened(Look.BEFORE)
    try:
        after = _cells(changed)
    except Exception as error:
        return Reopened(Look.LOST, f"{type(error).__name__}: {error}")
    different = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    others = {key for key in different if MARK not in str(after.get(key))}
    return Reopened(Look.LOST, f"{min(others)}") if others else Reopened(Look.SAME)


def _cells(data: bytes) -> Mapping[tuple[str, str], str]:
    """Every cell that openpyxl finds anything in, with its formula or its value, its format and its note."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, ArrayFormula | DataTableFormula):
                    value = str(sorted(vars(value).items(), key=str))
                if value is not None or cell.comment:
                    note = cell.comment.text if cell.comment else ""
                    found[sheet.title, cell.coordinate] = f"{value!r} {cell.number_format} {note}"
    return found
