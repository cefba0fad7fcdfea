"""A block of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.calc_engine.boundary import REFUSED, ComError, crossing, setting
from support.calc_engine.bridge import Untyped, constant, enum
from support.calc_engine.formulas import Formulas
from support.calc_engine.notes import Note
from support.calc_engine.values import NumberFormats, read_block, read_formulas, write_block
from xlperf.ooxml.refs import column_letters

if TYPE_CHECKING:
    from support.calc_engine.sheets import Sheet

_CONTENTS = ("VALUE", "DATETIME", "STRING", "FORMULA")
#: Hundredths of a millimetre in a point, and in the width of a digit.
_POINT = 35.28
_DIGIT = 193.0


class Range:
    """A block of cells of one sheet."""

    max_cells_per_read = None
    max_cells_per_write = None
    has_array = False

    def __init__(self, sheet: Sheet, uno: Untyped) -> None:
        self.sheet = sheet
        self.uno = uno
        self.options: dict[str, Untyped] = {}

    @property
    def api(self) -> Untyped:
        return self.uno

    # -- place -----------------------------------------------------------------------------------

    @property
    def row(self) -> int:
        return int(self.uno.RangeAddress.StartRow) + 1

    @property
    def column(self) -> int:
        return int(self.uno.RangeAddress.StartColumn) + 1

    @property
    def shape(self) -> tuple[int, int]:
        area = self.uno.RangeAddress
        return area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        height, width = self.shape
        return height * width

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (part + 1 for part in divmod(row - 1, self.shape[1]))
        return self.sheet.range((self.row + row - 1, self.column + column - 1))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        height, width = self.shape
        corners = [(self.row, self.column), (self.row + height - 1, self.column + width - 1)]
        texts = [
            f"{'$' * col_absolute}{column_letters(column)}{'$' * row_absolute}{row}"
            for row, column in corners
        ]
        cells = texts[0] if len(self) == 1 else ":".join(texts)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{cells}" if external else cells

    # -- contents --------------------------------------------------------------------------------

    @property
    @crossing
    def raw_value(self) -> Untyped:
        block = read_block(self.sheet.book.document, self.uno)
        return block[0][0] if len(self) == 1 else tuple(map(tuple, block))

    @raw_value.setter
    @setting
    def raw_value(self, data: Untyped) -> None:
        self._require_unlocked()
        height, width = self.shape
        if not isinstance(data, list | tuple):
            data = [[data] * width for _ in range(height)]
        elif not isinstance(data[0], list | tuple):
            data = [data] * height
        write_block(self.sheet.book.document, self.uno, data)

    @property
    @crossing
    def formula(self) -> Untyped:
        block = read_formulas(self.sheet.book.document, self.uno)
        return block[0][0] if len(self) == 1 else tuple(map(tuple, block))

    @formula.setter
    @setting
    def formula(self, value: Untyped) -> None:
        """One formula for all cells; its relative references move with the cell."""
        self._require_unlocked()
        first = self.uno.getCellByPosition(0, 0)
        Formulas(self.sheet.book.document).put(first, value)
        height, width = self.shape
        for place in range(1, height * width):
            row, column = divmod(place, width)
            self.uno.getCellByPosition(column, row).setTokens(first.getTokens())

    formula2 = formula

    @crossing
    def clear_contents(self) -> None:
        self._require_unlocked()
        self.uno.clearContents(sum(constant(f"sheet.CellFlags.{kind}") for kind in _CONTENTS))

    @crossing
    def insert(self, shift: str, copy_origin: str = "format_from_left_or_above") -> None:
        if copy_origin != "format_from_left_or_above":
            raise NotImplementedError(copy_origin)
        self._require_unprotected()
        mode = enum("sheet.CellInsertMode", "RIGHT" if shift == "right" else "DOWN")
        self.sheet.uno.insertCells(self.uno.RangeAddress, mode)

    @crossing
    def delete(self, shift: str | None = None) -> None:
        self._require_unprotected()
        mode = enum("sheet.CellDeleteMode", "LEFT" if shift == "left" else "UP")
        self.sheet.uno.removeRange(self.uno.RangeAddress, mode)

    def _require_unlocked(self) -> None:
        """UNO lets a program write where Excel lets nobody."""
        if self.sheet.uno.isProtected() and self.uno.CellProtection.IsLocked is not False:
            raise ComError(REFUSED, "您试图更改的单元格受保护")

    def _require_unprotected(self) -> None:
        if self.sheet.uno.isProtected():
            raise ComError(REFUSED, "工作表受保护")

    # -- looks -----------------------------------------------------------------------------------

    @property
    @crossing
    def number_format(self) -> str | None:
        """None where the cells differ."""
        formats = NumberFormats(self.sheet.book.document)
        codes = {formats.code(part.NumberFormat) for part in self._alike()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    @setting
    def number_format(self, code: str) -> None:
        self.uno.NumberFormat = NumberFormats(self.sheet.book.document).key(code)

    def _alike(self) -> list[Untyped]:
        parts = self.uno.CellFormatRanges
        return [parts.getByIndex(place) for place in range(parts.Count)]

    @property
    @crossing
    def color(self) -> tuple[int, int, int] | None:
        value = self.uno.CellBackColor
        return None if value == -1 else (value >> 16 & 255, value >> 8 & 255, value & 255)

    @color.setter
    @setting
    def color(self, value: Untyped) -> None:
        rgb = tuple(bytes.fromhex(value[1:])) if isinstance(value, str) else value
        self.uno.CellBackColor = -1 if rgb is None else rgb[0] << 16 | rgb[1] << 8 | rgb[2]

    @property
    @crossing
    def row_height(self) -> float | None:
        heights = {round(row.Height / _POINT, 2) if row.IsVisible else 0.0 for row in self._rows()}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    @setting
    def row_height(self, points: float) -> None:
        """Rows that were hidden are shown, as in Excel."""
        self.uno.Rows.IsVisible = points > 0
        self.uno.Rows.Height = round(points * _POINT)

    @property
    @crossing
    def column_width(self) -> float:
        return float(round(self.uno.Columns.getByIndex(0).Width / _DIGIT, 2))

    @column_width.setter
    @setting
    def column_width(self, characters: float) -> None:
        self.uno.Columns.Width = round(characters * _DIGIT)

    @property
    @crossing
    def wrap_text(self) -> bool | None:
        wrapped = {part.IsTextWrapped for part in self._alike()}
        return wrapped.pop() if len(wrapped) == 1 else None

    @wrap_text.setter
    @setting
    def wrap_text(self, value: bool) -> None:
        self.uno.IsTextWrapped = value

    @property
    @crossing
    def row_hidden(self) -> bool | None:
        """None where some are and others are not."""
        areas = self.uno.queryVisibleCells().RangeAddresses
        visible = {row for area in areas for row in range(area.StartRow, area.EndRow + 1)}
        return None if 0 < len(visible) < self.shape[0] else not visible

    @row_hidden.setter
    @setting
    def row_hidden(self, value: bool) -> None:
        self.uno.Rows.IsVisible = not value

    @property
    @crossing
    def column_hidden(self) -> bool:
        return not self.uno.Columns.IsVisible

    @column_hidden.setter
    @setting
    def column_hidden(self, value: bool) -> None:
        self.uno.Columns.IsVisible = not value

    def _rows(self) -> list[Untyped]:
        rows = self.uno.Rows
        return [rows.getByIndex(place) for place in range(rows.Count)]

    @crossing
    def autofit(self, axis: str | None = None) -> None:
        if axis in {None, "rows", "r"}:
            self.uno.Rows.OptimalHeight = True
        if axis in {None, "columns", "c"}:
            self.uno.Columns.OptimalWidth = True

    @crossing
    def select(self) -> None:
        controller = self.sheet.book.document.CurrentController
        controller.setActiveSheet(self.sheet.uno)
        controller.select(self.uno)

    # -- notes -----------------------------------------------------------------------------------

    @property
    @crossing
    def note(self) -> Note | None:
        found = Note(self.sheet.uno, self.uno.getCellByPosition(0, 0).CellAddress)
        return found if found.place is not None else None

    @crossing
    def add_note(self, text: str) -> Note:
        address = self.uno.getCellByPosition(0, 0).CellAddress
        self.sheet.uno.Annotations.insertNew(address, text)
        return Note(self.sheet.uno, address)

    def copy(self, destination: Range | None = None) -> None:
        if destination is not None:
            target = destination.uno.getCellByPosition(0, 0).CellAddress
            self.sheet.uno.copyRange(target, self.uno.RangeAddress)

    def end(self, direction: str) -> Range:
        cursor = self.sheet.uno.createCursorByRange(self.uno)
        jumps = {"down": "gotoEnd", "right": "gotoEnd", "up": "gotoStart", "left": "gotoStart"}
        getattr(cursor, jumps[direction])()
        area = cursor.RangeAddress
        row, column = (
            (self.row, area.StartColumn + 1)
            if direction in {"left", "right"}
            else (area.StartRow + 1, self.column)
        )
        return self.sheet.range((row, column))
