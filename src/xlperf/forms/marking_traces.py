"""How our own marks in a returned workbook are told from everything else in it.

The workbook comes back from any program: part names, style numbers and sheet titles may all be others by
then. What stays is what a cell says, who wrote a note, and the exact colour of a cell.
"""

import re
from collections.abc import Sequence
from typing import Final

from xlperf.model.finding import Severity
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.notes import Note, read_notes
from xlperf.ooxml.sheet import Sheet

#: Who wrote our notes. LibreOffice 7.4 forgets it on saving; then the first and the last line tell.
AUTHOR: Final = "绩效自评校验"
_NOTE_START: Final = tuple(f"【{severity.label}】" for severity in Severity)
#: The last line of a note of ours: what somebody writes below it is theirs.
NOTE_END: Final = f"—— {AUTHOR}"

LIST_SHEET: Final = "修改意见"
#: What stands in A1 of the sheet 修改意见.
LIST_HEADING: Final = f"{LIST_SHEET}（{AUTHOR}）"

#: The very hidden sheet that remembers how marked cells were filled, and what stands in its A1.
RECORD_SHEET: Final = "_xlperf_退回"
RECORD_HEADING: Final = "xlperf-marks"

#: Red, green and blue of each mark; the low halves of green and blue (0 to 15) are ours to number with.
COLOURS: Final = {
    Severity.ERROR: (0xFD, 0xC0, 0xC0),
    Severity.WARNING: (0xFD, 0xE0, 0x90),
    Severity.HINT: (0xCD, 0xE0, 0xF0),
}
_MARKS = re.compile(
    "|".join(f"{red:02X}{green >> 4:X}[0-9A-F]{blue >> 4:X}[0-9A-F]" for red, green, blue in COLOURS.values())
)


def is_list(sheet: Sheet) -> bool:
    """Whether a sheet is our list 修改意见, whatever its tab says."""
    return _heading(sheet) == LIST_HEADING


def is_record(sheet: Sheet) -> bool:
    """Whether a sheet is our record of the original fills."""
    return _heading(sheet) == RECORD_HEADING


def is_mark_colour(colour: str) -> bool:
    """Whether a background colour (``RRGGBB``) is one of ours."""
    return _MARKS.fullmatch(colour) is not None


def our_notes(sheet: Sheet) -> Sequence[Note]:
    """Our notes on a sheet."""
    return [
        note
        for note in read_notes(sheet)
        if note.author == AUTHOR or (note.text.startswith(_NOTE_START) and NOTE_END in note.text)
    ]


def their_words(note: Note) -> str:
    """What somebody has written into a note of ours: below our last line, or in place of all we said."""
    words, end, below = note.text.partition(NOTE_END)
    ours = end or words.startswith(_NOTE_START)
    return below.strip() if ours else words.strip()


def _heading(sheet: Sheet) -> str:
    """What stands in A1; a sheet that cannot be read is none of ours."""
    if not sheet.is_worksheet:
        return ""
    try:
        return str(sheet.value("A1") or "")
    except PackageError:
        return ""
