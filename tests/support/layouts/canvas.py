"""A sheet that is drawn cell by cell and remembers which field of which form stands where."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from support.sheets import typed
from xlperf.model.money import plain
from xlperf.ooxml.refs import ref

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%?")


@dataclass(slots=True)
class Canvas:
    """What is typed where; ``places`` is the cell and the printed text of each field, by its key."""

    merge: bool = True
    numbers_as_text: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put(self, row: int, col: int, text: str, key: str = "", *, rows: int = 1, cols: int = 1) -> None:
        """Type a text into an area; it is the value of the field ``key`` ("": of none)."""
        assert (row, col) not in self.cells, f"{ref(row, col)} is taken by {self.cells[row, col]!r}"
        self.cells[row, col] = text
        if self.merge and (rows, cols) != (1, 1):
            self.merges.append((row, col, row + rows - 1, col + cols - 1))
        if key:
            self.places.setdefault(key, (ref(row, col), self.shown(text)))

    def extend(self, row: int, col: int, cols: int) -> None:
        """Let what stands above in a column reach down over this row too, if it does so to the row above."""
        if not self.merge:
            return
        first = max(each for each, column in self.cells if column == col and each < row)
        known = [area for area in self.merges if area[:2] == (first, col)]
        last = known[0][2] if known else first
        if last == row - 1:
            self.merges = [area for area in self.merges if area not in known]
            self.merges.append((first, col, row, col + cols - 1))

    def shown(self, text: str) -> str:
        """What is printed of a text that the sheet stores as a number: 97.80% as 97.8%."""
        if self.numbers_as_text or not _NUMBER.fullmatch(text):
            return text.replace("⏎", "\n")
        sign = "%" if text.endswith("%") else ""
        return f"{plain(Decimal(text.removesuffix('%'))):f}{sign}"

    def draw(self, sheet: Worksheet) -> None:
        """Put everything on a worksheet of openpyxl's."""
        for (row, col), text in self.cells.items():
            cell = sheet.cell(row, col)
            assert isinstance(cell, Cell)
            typed(cell, f"'{text}" if self.numbers_as_text and text else text)
        for first_row, first_col, last_row, last_col in self.merges:
            sheet.merge_cells(
                start_row=first_row, start_column=first_col, end_row=last_row, end_column=last_col
            )


def book_bytes(canvases: Mapping[str, Canvas]) -> bytes:
    """A workbook with one sheet for each canvas, by title."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, canvas in canvases.items():
        canvas.draw(book.create_sheet(title))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
