"""A1 arithmetic: addresses as text, and as (row, column) numbers counted from 1."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

MAX_ROW = 1_048_576
MAX_COL = 16_384

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@cache
def column_letters(col: int) -> str:
    """The letters of a column number: 1 is A, 16384 is XFD; ValueError outside the sheet."""
    if not 1 <= col <= MAX_COL:
        raise ValueError(f"列号 {col} 超出工作表范围")
    letters = ""
    while col:
        col, digit = divmod(col - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number of a column's letters, in either case; ValueError where there is no such column."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"没有这样的列：{letters!r}")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COL:
        raise ValueError(f"没有这样的列：{letters!r}")
    return number


@lru_cache(maxsize=16_384)
def parse_ref(text: str) -> tuple[int, int]:
    """The address ``"B3"`` (``$`` allowed) as (row, column) = (3, 2); ValueError for anything else."""
    match = _REF.fullmatch(text)
    if match is None:
        raise ValueError(f"不是单元格地址：{text!r}")
    row = int(match[2])
    if row > MAX_ROW:
        raise ValueError(f"不是单元格地址：{text!r}")
    return row, column_number(match[1])


@lru_cache(maxsize=16_384)
def ref(row: int, col: int) -> str:
    """(3, 2) as ``"B3"``; ValueError outside the sheet."""
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"行号 {row} 超出工作表范围")
    return f"{column_letters(col)}{row}"


class _Rectangle:
    """What an area on one sheet and an area somewhere in a workbook have in common."""

    __slots__ = ()
    first_row: int
    first_col: int
    last_row: int
    last_col: int

    @property
    def ref(self) -> str:
        """The rectangle in A1 notation: ``"B3"`` for one cell, else ``"B3:D6"``."""
        first = ref(self.first_row, self.first_col)
        last = ref(self.last_row, self.last_col)
        return first if first == last else f"{first}:{last}"

    @property
    def rows(self) -> int:
        """How many rows it spans."""
        return self.last_row - self.first_row + 1

    @property
    def cols(self) -> int:
        """How many columns it spans."""
        return self.last_col - self.first_col + 1

    def __contains__(self, position: tuple[int, int]) -> bool:
        """Whether the cell at (row, column) lies inside."""
        row, col = position
        return self.first_row <= row <= self.last_row and self.first_col <= col <= self.last_col

    def overlaps(self, other: "_Rectangle") -> bool:
        """Whether the two share a cell, taking them to lie on the same sheet."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_col <= other.last_col
            and other.first_col <= self.last_col
        )

    def cells(self) -> Iterator[str]:
        """The addresses inside, in reading order."""
        letters = [column_letters(col) for col in range(self.first_col, self.last_col + 1)]
        for row in range(self.first_row, self.last_row + 1):
            for column in letters:
                yield f"{column}{row}"


@dataclass(frozen=True, slots=True)
class Range(_Rectangle):
    """A rectangle of cells, corners included. Whole rows and columns are spelt out to the sheet's edge."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int

    @classmethod
    def parse(cls, text: str) -> "Range":
        """``"B3"``, ``"B3:D6"``, ``"3:6"`` or ``"B:D"``, ``$`` allowed; ValueError for anything else."""
        return _parse_range(text)

    def on(self, sheet: str) -> "Area":
        """The same rectangle on the sheet of that title."""
        return Area(sheet, self.first_row, self.first_col, self.last_row, self.last_col)


@dataclass(frozen=True, slots=True)
class Area(_Rectangle):
    """A rectangle of cells, corners included, on the sheet with the title ``sheet``."""

    sheet: str
    first_row: int
    first_col: int
    last_row: int
    last_col: int


@lru_cache(maxsize=16_384)
def _parse_range(text: str) -> Range:
    first, colon, last = text.replace("$", "").partition(":")
    if not colon:
        row, col = parse_ref(first)
        return Range(row, col, row, col)
    if text.isascii() and first.isdigit() and last.isdigit():
        row, row2 = int(first), int(last)
        if not (1 <= row <= MAX_ROW and 1 <= row2 <= MAX_ROW):
            raise ValueError(f"不是区域地址：{text!r}")
        return Range(min(row, row2), 1, max(row, row2), MAX_COL)
    if text.isascii() and first.isalpha() and last.isalpha():
        col, col2 = column_number(first), column_number(last)
        return Range(1, min(col, col2), MAX_ROW, max(col, col2))
    (row, col), (row2, col2) = parse_ref(first), parse_ref(last)
    return Range(min(row, row2), min(col, col2), max(row, row2), max(col, col2))


@lru_cache(maxsize=4096)
def parse_sqref(text: str) -> tuple[Range, ...]:
    """A space-separated list of areas, as validations keep them; ValueError where one is malformed."""
    return tuple(Range.parse(part) for part in text.split())


def compact_sqref(areas: Iterable[Range]) -> str:
    """The cells of ``areas`` as few rectangles: runs down a column first, then equal runs side by side."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for area in areas:
        for col in range(area.first_col, area.last_col + 1):
            columns.setdefault(col, []).append((area.first_row, area.last_row))
    open_runs: dict[tuple[int, int], Range] = {}
    done: list[Range] = []
    for col in sorted(columns):
        runs = {}
        for first, last in _merged(columns[col]):
            grown = open_runs.pop((first, last), None)
            if grown is not None and grown.last_col == col - 1:
                runs[first, last] = Range(first, grown.first_col, last, col)
            else:
                runs[first, last] = Range(first, col, last, col)
                if grown is not None:
                    done.append(grown)
        done.extend(open_runs.values())
        open_runs = runs
    done.extend(open_runs.values())
    done.sort(key=lambda area: (area.first_row, area.first_col))
    return " ".join(area.ref for area in done)


def _merged(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
