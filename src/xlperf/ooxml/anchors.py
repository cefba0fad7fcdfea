"""Rows move: drawings, notes and form controls go with the cells they stand on."""

import re
from typing import TYPE_CHECKING

from xlperf.ooxml.formulas import RowShift
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import DRAWING, Element, Q, decode, escape, unescape
from xlperf.ooxml.skeleton_shift import shift_cell
from xlperf.ooxml.spots import Change

if TYPE_CHECKING:
    from xlperf.ooxml.package import Package

_XDR = f"{{{DRAWING}}}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}threadedComment"
_CLIENT_DATA = re.compile(r"(<x:ClientData\b.*?</x:ClientData>)", re.DOTALL)
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_NOTE_ROW = re.compile(r"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_FORMULA = re.compile(r"(<x:Fmla(?:Link|Range|Group|Txbx|Pict)>)([^<]*)(</x:Fmla)")
_SHAPE = re.compile(r"<v:shape\b(?:(?!</v:shape>).)*</v:shape>\s*", re.DOTALL)


def shift_drawing(root: Element, shift: RowShift) -> bool:
    """Move the anchors of a drawing part; whether there was one to move."""
    changed = False
    for anchor in root.iter(_XDR + "twoCellAnchor", _XDR + "oneCellAnchor"):
        mode = anchor.get("editAs", "twoCell" if anchor.tag == _XDR + "twoCellAnchor" else "oneCell")
        changed |= _shift_marks(anchor, shift, move=mode != "absolute", size=mode == "twoCell")
    return changed


def shift_controls(skeleton: Element, shift: RowShift) -> None:
    """Move the anchors that a worksheet keeps for form controls and embedded objects."""
    for anchor in skeleton.iter(Q + "anchor"):
        move = anchor.get("moveWithCells") in {"1", "true"}
        _shift_marks(anchor, shift, move=move, size=anchor.get("sizeWithCells") in {"1", "true"})


def shift_comments(root: Element, shift: RowShift) -> bool:
    """Move the notes of a comments or threaded comments part; notes on deleted rows go."""
    changed = False
    for note in list(root.iter(Q + "comment", _THREADED)):
        new = shift_cell(note.get("ref", "A1"), shift)
        changed |= new != note.get("ref")
        if new is None:
            parent = note.getparent()
            if parent is not None:
                parent.remove(note)
        else:
            note.set("ref", new)
    return changed


def shift_vml(package: "Package", part: str, shift: RowShift, own: Change) -> None:
    """Move the boxes of notes and controls in a legacy drawing, which is not always well-formed XML."""
    text = decode(package.read(part), part)
    text = _SHAPE.sub(lambda shape: _shifted_shape(shape[0], shift), text)
    package.write(part, rewrite_vml(text, own).encode())


def rewrite_vml(text: str, change: Change) -> str:
    """Rewrite the formulas that a legacy drawing's controls hold."""
    return _FORMULA.sub(lambda match: match[1] + escape(change(unescape(match[2]))) + match[3], text)


def _shifted_shape(shape: str, shift: RowShift) -> str:
    data = _CLIENT_DATA.search(shape)
    if data is None:
        return shape
    note = _NOTE_ROW.search(data[0])
    if note is not None and 'ObjectType="Note"' in data[0]:
        row = int(note[2])
        moved = shift.row(row + 1)
        if moved is None:
            return ""
        by = moved - 1 - row
        new = _NOTE_ROW.sub(rf"\g<1>{moved - 1}\g<3>", data[0])
        new = _ANCHOR.sub(lambda anchor: _moved_anchor(anchor, by, by), new)
    elif "<x:MoveWithCells" in data[0]:  # present means: does not move with cells
        return shape
    else:
        new = _ANCHOR.sub(lambda a: _shifted_anchor(a, shift, "<x:SizeWithCells" not in data[0]), data[0])
    return shape[: data.start()] + new + shape[data.end() :]


def _shifted_anchor(anchor: re.Match[str], shift: RowShift, size: bool) -> str:
    numbers = _eight(anchor[2])
    top = _row_after(numbers[2], shift)[0] - numbers[2]
    bottom = _row_after(numbers[6], shift)[0] - numbers[6] if size else top
    return _moved_anchor(anchor, top, bottom)


def _moved_anchor(anchor: re.Match[str], top: int, bottom: int) -> str:
    numbers = _eight(anchor[2])
    numbers[2], numbers[6] = max(numbers[2] + top, 0), max(numbers[6] + bottom, 0)
    return anchor[1] + ", ".join(map(str, numbers)) + anchor[3]


def _shift_marks(anchor: Element, shift: RowShift, *, move: bool, size: bool) -> bool:
    """Move the ``from`` and ``to`` marks of an anchor, in whatever namespace they are."""
    if not move:
        return False
    marks = list(anchor.iterchildren("{*}from", "{*}to"))
    by: int | None = None
    changed = False
    for mark in marks:
        row = mark.find("{*}row")
        if row is None:
            continue
        old = _whole(row.text)
        new, gone = _row_after(old, shift) if size or by is None else (max(old + by, 0), False)
        by = new - old if by is None else by
        offset = mark.find("{*}rowOff")
        if gone and offset is not None:
            offset.text = "0"
        row.text = str(new)
        changed |= new != old or gone
    return changed


def _row_after(row: int, shift: RowShift) -> tuple[int, bool]:
    """Where a row counted from 0 stands afterwards; and whether it is gone: then which took its place."""
    moved = shift.row(row + 1)
    return (shift.at - 1, True) if moved is None else (moved - 1, False)


def _eight(text: str) -> list[int]:
    """The eight numbers of a legacy anchor: left, top, right and bottom, each with its offset."""
    numbers = [_whole(number) for number in text.split(",")]
    if len(numbers) != 8:
        raise damaged("旧式绘图里有无法识别的位置")
    return numbers


def _whole(text: str | None) -> int:
    try:
        return int(text or "0")
    except ValueError as error:
        raise damaged("绘图里有无法识别的位置") from error
