"""The rows and cells of one worksheet, kept as text so that reading, changing and copying them is cheap.

Parsing a form's ``sheetData`` into an element tree, copying the tree for every project and writing it out
costs about three times what zipping the sheet costs. A grid instead cuts the text once at row and cell
borders; a copy of a grid shares all rows with its source until one side changes a row; and a row in which
nothing changed is written as it came. The cutting accepts one strict grammar only, and accounts for every
character: other XML is brought into that form by :mod:`xlperf.ooxml.normal` first.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from sys import intern

from xlperf.ooxml.aside import Aside
from xlperf.ooxml.cellxml import EMPTY
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.refs import MAX_ROW, column_letters, column_number

#: So many rows are a long sheet, which is kept as text and written row by row.
LONG = 5_000

_ROW = '<row r="'
_CELL = '<c r="'
_ROW_END = "</row>"
_CELL_TAG = re.compile(r"<c(?![\w:.\-])")
_SPANS = re.compile(r' spans="[^"]*"')


class NotNormal(ValueError):  # noqa: N818 - not an error of the file: a signal to normalise it
    """The text is not in the grid's grammar."""


class Row:
    """One row: its attributes other than ``r``, as text, and its cells' tails by column number.

    ``text`` is the XML between the row's tags while nothing in it has changed, and ``number`` the row number
    that this text names. It is cut when the cells are first asked for.
    """

    __slots__ = ("_cells", "attributes", "number", "owner", "text")

    def __init__(
        self, number: int, attributes: str, cells: dict[int, str] | None, text: str | None = None
    ) -> None:
        self.number = number
        self.attributes = attributes
        self.text = text
        #: The mark of the grid that may change it; None: it may be several grids'.
        self.owner: object = None
        self._cells = cells

    @property
    def cells(self) -> dict[int, str]:
        """Tails by column number, in order. Change them through the grid only."""
        if self._cells is None:
            self._cells = cut_cells(self.text or "", self.number)
        return self._cells

    def peek(self) -> dict[int, str]:
        """The same for a glance: what is cut for it is not kept."""
        return cut_cells(self.text or "", self.number) if self._cells is None else self._cells

    def mentions(self, text: str) -> bool:
        """Whether a cell's XML holds ``text``."""
        found = self.text
        if found is not None:
            return text in found
        return any(text in tail for tail in self.cells.values())

    def render(self, number: int) -> str:
        """The row's XML, at the place ``number``."""
        body = self.body(number)
        if not body:
            return f'<row r="{number}"{self.attributes}/>'
        return f'<row r="{number}"{self.attributes}>{body}</row>'

    def body(self, number: int) -> str:
        """The XML of the cells, at the place ``number``."""
        text = self.text if number == self.number else None
        return _render_cells(number, self.cells) if text is None else text


class _Stored(Row):
    """A row of a long sheet, whose text lies on the disk."""

    __slots__ = ("_aside", "_place")

    def __init__(self, number: int, attributes: str, text: str, aside: Aside) -> None:
        self._aside = aside
        super().__init__(number, intern(attributes), None, text)

    @property
    def text(self) -> str | None:
        return self._aside.get(self._place)

    @text.setter
    def text(self, text: str | None) -> None:
        self._place = self._aside.put(text or "")


class Grid:
    """All rows of a sheet by number."""

    def __init__(self, rows: dict[int, Row]) -> None:
        self._rows = rows
        #: Stands for the grid in its rows: knowing each other, both would wait for the garbage collector.
        self._mark = object()
        self._aside: Aside | None = None

    @classmethod
    def parse(cls, texts: Iterable[str]) -> "Grid":
        """The grid in what stands between ``<sheetData>`` and ``</sheetData>``, whole or cut at rows.

        Character data and attributes hold no ``<``, so every ``<row`` and ``<c`` found is a tag.

        Raises:
            NotNormal: where a text is not in the grammar.
            PackageError: where rows are out of order or stand twice.
        """
        rows: dict[int, Row] = {}
        last, aside = 0, Aside()
        for text in texts:
            for row in _cut_rows(text, None if len(rows) < LONG else aside):
                if not last < row.number <= MAX_ROW:
                    raise damaged(f"工作表里第 {row.number} 行的位置不对，或出现了两次")
                last = row.number
                rows[last] = row
        return cls(rows)

    def copy(self) -> "Grid":
        """A grid that shares every row until one of the two changes it."""
        for row in self._rows.values():
            row.owner = None
        return Grid(dict(self._rows))

    def render(self) -> str:
        """The rows' XML, in order."""
        return "".join([row.render(number) for number, row in self._rows.items()])

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Row numbers with their rows, in order."""
        yield from self._rows.items()

    def row(self, number: int) -> Row | None:
        """The row with that number, or None where the sheet has none."""
        return self._rows.get(number)

    def tail(self, row: int, col: int) -> str | None:
        """The tail of a cell, or None where there is none."""
        found = self._rows.get(row)
        if found is None:
            return None
        cells = found._cells  # noqa: SLF001 - the same module; asked for a thousand times per form
        return (found.cells if cells is None else cells).get(col)

    def put(self, row: int, col: int, tail: str) -> bool:
        """Set a cell's tail; True where the cell is new."""
        own = self._rows.get(row)
        if own is None or own.owner is not self._mark:
            own = self._own(row)
        cells = own.cells
        if col in cells:
            cells[col] = tail
            return False
        behind = [key for key in cells if key > col]
        cells[col] = tail
        for key in behind:
            cells[key] = cells.pop(key)
        own.attributes = _SPANS.sub("", own.attributes)
        return True

    def set_row(self, number: int, attributes: str, cells: Mapping[int, str]) -> bool:
        """Give a row these attributes and cells, kept as text; False where it has just these."""
        old = self._rows.get(number)
        new = _made(number, attributes, _render_cells(number, cells), self._aside_for_long())
        if old is not None and old.attributes == attributes and old.body(number) == new.text:
            return False
        if old is None:
            old = self._own(number)
        elif old.peek().keys() != cells.keys():
            new.attributes = _SPANS.sub("", attributes)
        new.owner = self._mark
        self._rows[number] = new
        return True

    def _aside_for_long(self) -> Aside | None:
        if len(self._rows) < LONG:
            return None
        self._aside = self._aside or Aside()
        return self._aside

    def set_attributes(self, row: int, attributes: str) -> None:
        """Set a row's attributes (all but ``r``), as XML with a leading space each."""
        self._own(row).attributes = attributes

    def map_tails(self, change: Callable[[int, int, str], str], wanted: str) -> None:
        """Replace the tails that hold the text ``wanted`` by ``change(row, col, tail)``."""
        for number, row in list(self._rows.items()):
            if not row.mentions(wanted):
                continue
            for col, tail in row.peek().items():
                if wanted in tail:
                    new = change(number, col, tail)
                    if new is not tail:
                        self._own(number).cells[col] = new

    def insert_rows(self, at: int, rows: list[Row]) -> None:
        """Put rows before row ``at``: what stood there or below moves down by as many."""
        moved = self._take_from(at)
        self._rows.update(enumerate(rows, start=at))
        for number, row in moved:
            self._rows[number + len(rows)] = row

    def shift(self, at: int, by: int) -> None:
        """Move row ``at`` and all below by ``by`` rows (negative: over the rows above, which go)."""
        moved = self._take_from(at)
        if by < 0:
            self._take_from(at + by)
        for number, row in moved:
            self._rows[number + by] = row

    def last_row(self) -> int:
        """The number of the last row, 0 where there is none."""
        return next(reversed(self._rows), 0)

    def _take_from(self, at: int) -> list[tuple[int, Row]]:
        numbers = list(self._rows)
        return [(number, self._rows.pop(number)) for number in numbers[bisect_left(numbers, at) :]]

    def _own(self, number: int) -> Row:
        row = self._rows.get(number)
        if row is None:
            row = Row(number, "", {})
            behind = self._take_from(number)
            self._rows[number] = row
            self._rows.update(behind)
        elif row.owner is not self._mark:
            row = Row(number, row.attributes, dict(row.cells))
            self._rows[number] = row
        row.owner = self._mark
        return row


def _render_cells(number: int, cells: Mapping[int, str]) -> str:
    return "".join([f"{_CELL}{column_letters(col)}{number}{tail}" for col, tail in cells.items()])


def put_aside(rows: Iterable[Row]) -> list[Row]:
    """The same rows for a long sheet: their text lies on the disk."""
    aside = Aside()
    return [_Stored(row.number, row.attributes, row.body(row.number), aside) for row in rows]


def copy_row(row: Row, change: Callable[[int, str], str]) -> Row:
    """A new row with the attributes of ``row`` and its tails after ``change(col, tail)``."""
    cells = {col: change(col, tail) for col, tail in row.cells.items()}
    return Row(row.number, row.attributes, {col: tail for col, tail in cells.items() if tail != EMPTY})


def _cell_tags(text: str) -> int:
    """How many ``<c`` elements begin in a text; rich text in a cell has ``<color`` and ``<charset`` too."""
    found = text.count("<c") - text.count("<cell")
    return found if found == text.count(_CELL) else len(_CELL_TAG.findall(text))


def _made(number: int, attributes: str, text: str, aside: Aside | None) -> Row:
    if aside is None:
        return Row(number, attributes, None, text)
    return _Stored(number, attributes, text, aside)


def _cut_rows(text: str, aside: Aside | None) -> Iterator[Row]:
    if _cell_tags(text) != text.count(_CELL) or text.count("<row") != text.count(_ROW):
        raise NotNormal
    before, *pieces = text.split(_ROW)
    if before:
        raise NotNormal
    return (_cut_row(piece, aside) for piece in pieces)


def _cut_row(piece: str, aside: Aside | None) -> Row:
    """The row in what follows ``<row r="``."""
    number, quote, rest = piece.partition('"')
    attributes, bracket, body = rest.partition(">")
    if not (quote and bracket and number.isdecimal() and number.isascii()):
        raise NotNormal
    if attributes.endswith("/") and not body:
        return _made(int(number), attributes[:-1], "", aside)
    if not body.endswith(_ROW_END):
        raise NotNormal
    body = body[: -len(_ROW_END)]
    if body and not (body.startswith(_CELL) and body.endswith(("/>", "</c>"))):
        raise NotNormal
    return _made(int(number), attributes, body, aside)


def cut_cells(text: str, row: int) -> dict[int, str]:
    """The tails of a row's cells by column; PackageError where one is not in its place."""
    cells: dict[int, str] = {}
    last = 0
    digits = str(row)
    for piece in text.split(_CELL)[1:]:
        end = piece.find('"')
        address, tail = piece[:end], piece[end:]
        letters = address.removesuffix(digits)
        try:
            col = column_number(letters)
        except ValueError:
            col = 0
        if col <= last or letters == address or not tail.endswith(("/>", "</c>")):
            raise damaged(f"第 {row} 行里单元格“{address[:20]}”的位置不对，或出现了两次")
        last = col
        cells[col] = tail
    return cells
