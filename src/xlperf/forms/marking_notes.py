"""The notes on marked cells: what is wrong, what to do about it; gone again when the file comes back.

A cell that has a note of the village's, or a threaded comment, keeps that and gets none from us: two voices
in one note could not be told apart again after another program has saved it. What we have to say stands in
修改意见.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xlperf.forms.heights import line_count
from xlperf.forms.marking_traces import AUTHOR, NOTE_END, our_notes, their_words
from xlperf.model.finding import Finding
from xlperf.ooxml.notes import Note, add_notes, read_notes, remove_notes
from xlperf.ooxml.sheet import Sheet

#: Whose name stands on what is left of our note when somebody has written below it.
THEIRS: Final = "填报单位"

#: Pixels: the box's width, a line, the air around the text, the tallest box; and digits in a line.
_WIDTH, _LINE, _AIR, _TALLEST = 300, 18, 20, 640
_DIGITS, _POINTS = 38, 10.0


def annotate(sheet: Sheet, findings: Mapping[str, Sequence[Finding]]) -> frozenset[str]:
    """Put a note on each of these cells; returns those that have one of their own and keep it."""
    taken = frozenset(note.ref for note in read_notes(sheet))
    add_notes(sheet, [_note(ref, found) for ref, found in findings.items() if ref not in taken])
    return taken & findings.keys()


def take_notes_away(sheet: Sheet) -> None:
    """Remove our notes; words that somebody has added to one stay, as a note of theirs."""
    notes = our_notes(sheet)
    remove_notes(sheet, {note.ref for note in notes})
    replies = ((note.ref, their_words(note)) for note in notes)
    add_notes(sheet, [_sized(Note(ref, THEIRS, text)) for ref, text in replies if text])


def _note(ref: str, findings: Iterable[Finding]) -> Note:
    parts = (f"【{item.severity.label}】{item.message}\n怎么改：{item.fix}" for item in findings)
    return _sized(Note(ref, AUTHOR, "\n\n".join((*parts, NOTE_END))))


def _sized(note: Note) -> Note:
    height = _AIR + _LINE * line_count(note.text, _DIGITS, _POINTS)
    return Note(note.ref, note.author, note.text, _WIDTH, min(height, _TALLEST))
