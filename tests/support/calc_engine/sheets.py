"""One sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlwings import NoSuchObjectError

from support.calc_engine.boundary import crossing, setting
from support.calc_engine.bridge import Untyped, constant
from support.calc_engine.ranges import Range
from support.calc_engine.tables import Tables

if TYPE_CHECKING:
    from support.calc_engine.books import Book

_ROWS = re.compile(r"(\d+):(\d+)")
_CELLS = re.compile(r"[A-Za-z]{1,3}\d+(:[A-Za-z]{1,3}\d+)?")


class SheetApi:
    """What of Excel's own ``Worksheet`` is asked for by name."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    @crossing
    def ProtectContents(self) -> bool:  # noqa: N802 - Excel's name
        """Whether the sheet is protected."""
        return bool(self._sheet.uno.isProtected())


class Sheet:
    """One sheet; it stays the same when it is renamed or moved."""

    def __init__(self, book: Book, uno: Untyped) -> None:
        self.book = book
        self.uno = uno

    @property
    def api(self) -> SheetApi:
        return SheetApi(self)

    @property
    @crossing
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    @setting
    def name(self, value: str) -> None:
        self.uno.Name = value

    @property
    def index(self) -> int:
        return int(self.uno.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.uno.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.uno.IsVisible = value

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def cells(self) -> Range:
        return Range(self, self.uno)

    @property
    @crossing
    def used_range(self) -> Range:
        cursor = self.uno.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        cursor.gotoStartOfUsedArea(False)
        start = cursor.RangeAddress
        return self.block(start.StartRow + 1, start.StartColumn + 1, end.EndRow + 1, end.EndColumn + 1)

    def activate(self) -> None:
        self.book.document.CurrentController.setActiveSheet(self.uno)

    select = activate

    def delete(self) -> None:
        self.book.document.Sheets.removeByName(self.uno.Name)
        self.book.kept_sheets.forget()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear(self) -> None:
        kinds = ("VALUE", "DATETIME", "STRING", "FORMULA", "HARDATTR", "STYLES", "ANNOTATION")
        self.uno.clearContents(sum(constant(f"sheet.CellFlags.{kind}") for kind in kinds))

    def block(self, row: int, column: int, last_row: int, last_column: int) -> Range:
        """The cells between two corners, counted from 1."""
        return Range(
            self, self.uno.getCellRangeByPosition(column - 1, row - 1, last_column - 1, last_row - 1)
        )

    def range(self, first: Untyped, last: Untyped = None) -> Range:
        """What ``Sheet.range`` of xlwings gives: by address, by name, by (row, column[, height, width])."""
        if isinstance(first, str) and last is None:
            return self._by_text(first.replace("$", ""))
        corners = [self._corner(first), self._corner(first if last is None else last)]
        rows = [row for corner in corners for row in (corner[0], corner[2])]
        columns = [column for corner in corners for column in (corner[1], corner[3])]
        return self.block(min(rows), min(columns), max(rows), max(columns))

    def _corner(self, place: Untyped) -> tuple[int, int, int, int]:
        if isinstance(place, tuple):
            row, column, height, width = (*place, 1, 1)[:4]
            return row, column, row + height - 1, column + width - 1
        found = self._by_text(place.replace("$", "")) if isinstance(place, str) else place
        height, width = found.shape
        return found.row, found.column, found.row + height - 1, found.column + width - 1

    def _by_text(self, text: str) -> Range:
        if whole := _ROWS.fullmatch(text):
            return self.block(int(whole[1]), 1, int(whole[2]), self.uno.Columns.Count)
        if _CELLS.fullmatch(text):
            return Range(self, self.uno.getCellRangeByName(text))
        for names in (self.uno.NamedRanges, self.book.document.NamedRanges):
            cells = names.getByName(text).ReferredCells if names.hasByName(text) else None
            if cells is not None:
                return Range(Sheet(self.book, cells.Spreadsheet), cells)
        raise NoSuchObjectError(f"The address/named range '{text}' doesn't exist.")
