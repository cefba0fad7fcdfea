"""Colours and notes on the cells of somebody's workbook, and their removal without a trace."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlperf.addin.fills import Fill, fill_of, put_fill
from xlperf.addin.protection import opened
from xlperf.addin.remarks import FILLS, NOTE_MARK, Remark, by_cell, note_text

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done to a cell: the ``fill`` it had (None: not coloured), and whether it got a ``note``."""

    fill: Fill | None = None
    note: bool = False


#: Marks by sheet and cell.
Marks = dict[tuple[str, str], Mark]


def mark(book: "xw.Book", remarks: Sequence[Remark], marks: Marks) -> None:
    """Colour every cell spoken of and give it a note, unless it has one of its own.

    A cell on a sheet with a password is only listed. ``marks`` takes down each mark as it is made, so that
    it can be taken off again whatever comes between.
    """
    with ExitStack() as stack:
        open_: dict[str, bool] = {}
        for (name, address), mine in by_cell(list(remarks)).items():
            sheet = book.sheets[name]
            if name not in open_:
                open_[name] = stack.enter_context(opened(sheet))
            marks[name, address] = _mark(sheet.range(address), mine) if open_[name] else Mark()


def unmark(marks: Iterable[tuple["xw.Range", Mark]]) -> int:
    """Take marks off again; returns how many cells had one."""
    done = 0
    with ExitStack() as stack:
        open_: dict[str, bool] = {}
        for cell, each in marks:
            name = cell.sheet.name
            if name not in open_:
                open_[name] = stack.enter_context(opened(cell.sheet))
            if open_[name] and (each.fill is not None or each.note):
                _unmark(cell, each)
                done += 1
    return done


def _mark(cell: "xw.Range", remarks: list[Remark]) -> Mark:
    fill = fill_of(cell)
    if fill is not None:
        cell.color = FILLS[remarks[0].level]
    return Mark(fill, _annotate(cell, note_text(remarks)))


def _annotate(cell: "xw.Range", text: str) -> bool:
    """Put a note on a cell; False where there is one already, or a conversation."""
    if cell.note is not None:
        return False
    try:
        cell.add_note(text)
    except Exception:  # Excel's own words for "there is a threaded comment"
        return False
    return True


def _unmark(cell: "xw.Range", each: Mark) -> None:
    note = cell.note if each.note else None
    if note is not None and note.text.startswith(NOTE_MARK):
        note.delete()
    if each.fill is not None:
        put_fill(cell, each.fill)
