"""Sheets on which no table was found, known again by their bytes.

Every issued workbook brings the same guide (填报说明) along: to read it cell by cell, only to find no table
on it once more, would take as long as a third of a form.
"""

from dataclasses import dataclass
from typing import Final

from xlperf.forms.label_words import Words
from xlperf.ooxml.cellxml import split_tail
from xlperf.ooxml.refusals import PackageError
from xlperf.ooxml.sheet import Sheet

#: By the part's bytes; so many, and none of more bytes.
_KNOWN: Final[dict[bytes, "_Guide"]] = {}
_MOST, _LONGEST = 16, 100_000


@dataclass(frozen=True, slots=True)
class _Guide:
    """The words by which no table was found, and the shared texts that the bytes name, by their numbers."""

    words: Words
    date1904: bool
    texts: tuple[tuple[int, str], ...]


def is_known(sheet: Sheet, words: Words) -> bool:
    """Whether a sheet as it came shows what one did on which no table was found by these words."""
    known = _KNOWN.get(_bytes(sheet))
    if known is None or known.words is not words or known.date1904 is not sheet.book.date1904:
        return False
    try:
        return all(sheet.book.strings.text(number) == text for number, text in known.texts)
    except PackageError:  # told of the cell that names it
        return False


def remember(sheet: Sheet, words: Words) -> None:
    """Know a sheet again on which no table was found."""
    data = _bytes(sheet)
    if not 0 < len(data) <= _LONGEST:
        return
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    cells = (split_tail(tail) for _, row in sheet.xml.grid.rows() for tail in row.cells.values())
    named = ((cell.value or "").strip() for cell in cells if cell.type == "s")
    numbers = dict.fromkeys(int(number) for number in named if number)
    texts = tuple((number, sheet.book.strings.text(number)) for number in numbers)
    _KNOWN[data] = _Guide(words, sheet.book.date1904, texts)


def _bytes(sheet: Sheet) -> bytes:
    """What a sheet came as; b"" of one that has been changed since."""
    changed = sheet.loaded is not None and sheet.loaded.changed
    return b"" if changed else sheet.book.package.read(sheet.part)
