"""The sheet 校验意见 in somebody's workbook: every remark with a link, and what is needed to undo marks.

To the right of the list, hidden, stands what each marked cell was like, beside a formula that points to it:
where rows are inserted meanwhile, Excel keeps the formula pointing to the same cell.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from xlperf.addin.fills import Fill
from xlperf.addin.marking import Mark, Marks
from xlperf.addin.remarks import FILLS, Remark

if TYPE_CHECKING:
    import xlwings as xw

TITLE: Final = "校验意见"
#: Stands in a hidden cell, so that a sheet of the same name that is not ours is known.
_SIGNATURE: Final = "xlperf-remarks"
_SIGNATURE_AT, _POSITION_AT = "K1", "K2"

_HEADERS: Final = ("序号", "级别", "位置", "字段", "填报内容", "问题", "修改建议")
_WIDTHS: Final = (6, 7, 22, 18, 22, 44, 44)
_FIRST: Final = 5
#: Columns: the link, the hidden pointer, the hidden memory, the hidden text.
_LINK, _POINTER, _MEMORY, _TEXT = "C", "H", "I", "J"
#: A cell formatted as text shows no more than this in older Excels.
_LONGEST: Final = 250

_POINTED = re.compile(r"='?(.+?)'?!\$?([A-Z]{1,3})\$?([0-9]+)")


@dataclass(frozen=True, slots=True)
class Stop:
    """A cell with something to mend, and all that is said about it."""

    cell: "xw.Range"
    text: str


@dataclass(frozen=True, slots=True)
class SideSheet:
    """Our sheet in a workbook."""

    sheet: "xw.Sheet"

    @classmethod
    def find(cls, book: "xw.Book") -> "SideSheet | None":
        """The sheet that an earlier command left."""
        for sheet in book.sheets:
            if sheet.name.startswith(TITLE) and sheet.range(_SIGNATURE_AT).value == _SIGNATURE:
                return cls(sheet)
        return None

    @classmethod
    def add(cls, book: "xw.Book") -> "SideSheet":
        """A new last sheet."""
        last = book.sheets[len(book.sheets) - 1]
        return cls(book.sheets.add(_free_name(book), after=last))

    def fill(self, remarks: Sequence[Remark], marks: Marks, summary: str) -> None:
        """Put the remarks on it, with what undoes the marks, and bring it to the front."""
        self._write(remarks, marks, summary)
        self._draw(remarks)
        self.sheet.activate()

    def remove(self) -> None:
        """Delete the sheet."""
        self.sheet.delete()

    @property
    def position(self) -> int:
        """How many stops 下一处问题 has made."""
        return int(self.sheet.range(_POSITION_AT).value or 0)

    def move_to(self, number: int) -> None:
        """Remember how many."""
        self.sheet.range(_POSITION_AT).value = number

    def stops(self) -> list[Stop]:
        """The cells spoken of, each once, in the order of the list."""
        texts: dict[tuple[str, str], list[str]] = {}
        cells: dict[tuple[str, str], xw.Range] = {}
        for cell, _, text in self._lines():
            key = cell.sheet.name, cell.address
            cells[key] = cell
            texts.setdefault(key, []).append(text)
        return [Stop(cell, " ".join(texts[key])) for key, cell in cells.items()]

    def marks(self) -> Iterator[tuple["xw.Range", Mark]]:
        """Every marked cell that is still there, wherever it is by now, with what was done to it."""
        for cell, memory, _ in self._lines():
            if memory:
                fill, note = json.loads(memory)
                yield cell, Mark(Fill.of_text(fill) if fill else None, note)

    def _lines(self) -> Iterator[tuple["xw.Range", str, str]]:
        """Cell, memory and text of every line that is about a cell which is still there."""
        last = self.sheet.used_range.last_cell.row
        area = self.sheet.range(f"{_POINTER}{_FIRST}:{_TEXT}{max(last, _FIRST)}")
        for (pointer, *_), (_, memory, text) in zip(
            _rows(area.formula), area.options(ndim=2).value, strict=True
        ):
            found = _POINTED.fullmatch(str(pointer or ""))
            if found:
                name = found[1].replace("''", "'")
                cell = self.sheet.book.sheets[name].range(f"{found[2]}{found[3]}")
                yield cell, str(memory or ""), str(text or "")

    def _write(self, remarks: Sequence[Remark], marks: Marks, summary: str) -> None:
        """Texts into cells formatted as text; only the link and the pointer can become formulas."""
        sheet, last = self.sheet, _FIRST + len(remarks) - 1
        sheet.range(f"A1:{_TEXT}{last}").number_format = "@"
        for column in (_LINK, _POINTER):
            sheet.range(f"{column}{_FIRST}:{column}{last}").number_format = "General"
        sheet.range("A1").value = [[TITLE], [summary], [_advice(marks)]]
        sheet.range(f"A{_FIRST - 1}").value = list(_HEADERS)
        sheet.range(f"A{_FIRST}").value = list(_lines(remarks, marks))
        sheet.range(_SIGNATURE_AT).value = [[_SIGNATURE], [0]]

    def _draw(self, remarks: Sequence[Remark]) -> None:
        """Widths, wrapping, colours of the levels; the memory out of sight."""
        sheet, last = self.sheet, _FIRST + len(remarks) - 1
        for column, width in zip("ABCDEFG", _WIDTHS, strict=True):
            sheet.range(f"{column}1").column_width = width
        sheet.range(f"{_POINTER}1:K1").column_width = 0
        sheet.range(f"A{_FIRST}:G{last}").wrap_text = True
        sheet.range(f"A{_FIRST - 1}:G{_FIRST - 1}").color = (217, 217, 217)
        row = _FIRST
        for level, alike in groupby(remarks, attrgetter("level")):
            count = len(list(alike))
            sheet.range(f"B{row}:B{row + count - 1}").color = FILLS[level]
            row += count


def _lines(remarks: Sequence[Remark], marks: Marks) -> Iterator[list[str]]:
    """The cells of each line; what a cell was like stands in its first line only."""
    waiting = dict(marks)
    for number, remark in enumerate(remarks, 1):
        texts = (remark.field, remark.value, remark.message, remark.fix)
        yield [
            str(number),
            remark.level,
            _link(remark),
            *map(_clipped, texts),
            _pointer(remark),
            _memory(waiting.pop(remark.place, None)),
            _clipped(remark.text),
        ]


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _memory(mark: Mark | None) -> str:
    if mark is None or (mark.fill is None and not mark.note):
        return ""
    return json.dumps([mark.fill.text() if mark.fill else "", mark.note])


def _advice(marks: Marks) -> str:
    locked = sum(mark.fill is None and not mark.note for mark in marks.values())
    plain = "改完后再点“校验当前表”；交表之前点“清除标记”，颜色、批注和本表都会去掉。"
    return f"{plain}有 {locked} 格因为工作表有密码保护等原因，没有标记，只列在这里。" if locked else plain


def _target(remark: Remark) -> str:
    """Where a remark points to; the top of its sheet where it is about no single cell."""
    return f"'{remark.sheet.replace(chr(39), chr(39) * 2)}'!{remark.cell or 'A1'}"


def _link(remark: Remark) -> str:
    """A formula that jumps to the cell; nothing of what villages typed is in it but the sheet's name."""
    if not remark.sheet:
        return ""
    place, shown = (
        text.replace('"', '""') for text in (f"#{_target(remark)}", f"{remark.sheet} {remark.cell}".strip())
    )
    return f'=HYPERLINK("{place}","{shown}")'


def _pointer(remark: Remark) -> str:
    return f"={_target(remark)}" if remark.sheet and remark.cell else ""


def _rows(formulas: object) -> Sequence[Sequence[object]]:
    """What xlwings gives as the formulas of an area, always in rows."""
    return formulas if isinstance(formulas, (list, tuple)) else ((formulas,),)


def _free_name(book: "xw.Book") -> str:
    taken = {sheet.name for sheet in book.sheets}
    return next(name for name in (TITLE, *(f"{TITLE}({n})" for n in range(2, 99))) if name not in taken)
