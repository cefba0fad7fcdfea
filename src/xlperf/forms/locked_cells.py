"""What a form was issued with and nobody is to change: values, labels, formulas, names, drop-downs."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlperf.forms.names import Name
from xlperf.model.money import plain
from xlperf.model.text import match_key
from xlperf.ooxml.areas import Validation
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import Range
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: Row and column, from 1.
Spot = tuple[int, int]

_NAMES: Final = frozenset(Name)
_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_NOTHING: Final = "\x1f"
#: What sheets keep by area, told for a digest, by their feet (some 15,000 characters each).
_KNOWN_FEET: Final[dict[object, str]] = {}
_MOST_FEET, _LONGEST_FOOT = 128, 100_000


def content(cell: Cell) -> str:
    """What stands in a cell: ``=`` and its formula, else its text or its number; "" where nothing does.

    A text that begins with ``=`` has an apostrophe before it, as in Excel: the sign = is no formula.
    """
    if cell.formula is not None:
        return f"={cell.formula}"
    value = cell.value
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith("=") else text


@lru_cache(maxsize=4096)
def content_key(text: str) -> str:
    """A key under which two contents are the same: line breaks, spaces, width and case do not count.

    A space between two digits does: “1 200” is not what was printed as 1200.
    """
    return match_key(_BETWEEN_DIGITS.sub("_", text))


@dataclass(frozen=True, slots=True)
class LockedSheet:
    """The form of one project as it was issued.

    ``cells`` are the contents of the locked cells (see :func:`content`), ``names`` the areas of the form's
    defined names, ``validations`` what may be typed where. ``digest`` is that of all this together.
    """

    title: str
    project_code: str
    project_name: str
    cells: Mapping[Spot, str]
    names: Mapping[str, Range]
    validations: Mapping[Spot, str]
    merges: tuple[Range, ...] = ()

    @classmethod
    def of(cls, book: Workbook, sheet: Sheet) -> "LockedSheet":
        """A sheet as it stands in the workbook that is handed out."""
        cells, names = _locked(book, sheet), _areas(book, sheet)
        code, name = (_first(cells, names.get(key)) for key in (Name.PROJECT_CODE, Name.PROJECT_NAME))
        return cls(sheet.title, code, name, cells, names, dict(validated(sheet)), sheet.merges)

    @property
    def digest(self) -> str:
        """The sheet's digest as :func:`digest_of` finds it, as long as nothing has been changed."""
        return _digest(self.cells, self.names, _told_by_area(self.validations, self.merges))


def locked_sheets(book: Workbook) -> tuple[LockedSheet, ...]:
    """The forms of an issued workbook, in tab order."""
    forms = (sheet for sheet in book.sheets if Name.PROJECT_CODE in book.names_of(sheet))
    return tuple(LockedSheet.of(book, sheet) for sheet in forms)


def digest_of(book: Workbook, sheet: Sheet) -> str:
    """The digest of what is locked on a sheet, and where: equal to that of the issued sheet if untouched.

    Whatever the village may type does not count, nor what a program that saves a file changes: styles,
    results of formulas, the spelling of numbers, the sheet's title.
    """
    return _digest(_locked(book, sheet), _areas(book, sheet), _kept_by_area(sheet))


def _digest(cells: Mapping[Spot, str], names: Mapping[str, Range], by_area: str) -> str:
    told = [f"{row},{column}={content_key(text)}{_NOTHING}" for (row, column), text in cells.items()]
    told += [f"{name}={names[name].ref}{_NOTHING}" for name in sorted(names)]
    return hashlib.sha256("".join((*told, by_area)).encode()).hexdigest()


def _told_by_area(validations: Mapping[Spot, str], merges: Iterable[Range]) -> str:
    """What counts in a digest of what may be typed where, and of merged areas."""
    told = [f"{row},{column}?{said}{_NOTHING}" for (row, column), said in sorted(validations.items())]
    return "".join((*told, " ".join(sorted(area.ref for area in merges))))


def _kept_by_area(sheet: Sheet) -> str:
    """The same of a sheet. Forms of one length have the same foot: it is parsed once for all of them."""
    foot = sheet.xml.foot_alone("mergeCell", "dataValidation")
    known = _KNOWN_FEET.get(foot)
    if known is None:
        known = _told_by_area(dict(validated(sheet)), sheet.merges)
        if foot is not None and len(foot[1]) + len(known) <= _LONGEST_FOOT:
            if len(_KNOWN_FEET) >= _MOST_FEET:
                _KNOWN_FEET.clear()
            _KNOWN_FEET[foot] = known
    return known


def validated(sheet: Sheet) -> Iterator[tuple[Spot, str]]:
    """What each cell accepts, as a text that is equal where the same is accepted."""
    for validation in sheet.validations:
        said = _signature(validation)
        for area in validation.areas:
            for row in range(area.first_row, area.last_row + 1):
                for column in range(area.first_col, area.last_col + 1):
                    yield (row, column), said


def _signature(validation: Validation) -> str:
    """Its kind and its choices; formulas relative to the cell say the same in other words in every row."""
    choices = validation.formula1 if validation.type == "list" else ""
    return f"{validation.type}:{choices}"


def _locked(book: Workbook, sheet: Sheet) -> dict[Spot, str]:
    is_locked = book.styles.is_locked
    locked = [(spot, content(cell)) for spot, cell in sheet.filled() if is_locked(cell.style)]
    return {spot: text for spot, text in locked if text.strip()}


def _areas(book: Workbook, sheet: Sheet) -> dict[str, Range]:
    return {
        name: Range(area.first_row, area.first_col, area.last_row, area.last_col)
        for name, area in book.names_of(sheet).items()
        if name in _NAMES and area.sheet == sheet.title
    }


def _first(cells: Mapping[Spot, str], area: Range | None) -> str:
    return cells.get((area.first_row, area.first_col), "") if area is not None else ""
