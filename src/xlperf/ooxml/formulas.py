"""What happens to a formula when rows come and go, when it is copied, and when a sheet is renamed.

A formula is text without ``=``, in the file's own notation (A1, English function names, commas). References
inside strings, structured references, function names such as ``LOG10(`` and names such as ``A1B`` are left
alone; so is everything that the change does not concern, to the character.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from xlperf.ooxml.formula_tokens import (
    Corner,
    Name,
    Prefix,
    Reference,
    Token,
    plain_reference,
    rewrite,
    tokens,
)
from xlperf.ooxml.refs import MAX_COL, MAX_ROW

REF_ERROR = "#REF!"


@dataclass(frozen=True, slots=True)
class RowShift:
    """Rows of one sheet that move: ``by`` rows come in before row ``at``, or ``-by`` rows go from ``at`` on.

    ``block``, where set, is the first row of a block that ends just above ``at`` and takes the new rows in:
    ranges that end there grow with it.
    """

    at: int
    by: int
    block: int | None = None

    @classmethod
    def insert(cls, at: int, count: int) -> "RowShift":
        """``count`` empty rows before row ``at``."""
        return cls(at, count)

    @classmethod
    def delete(cls, at: int, count: int) -> "RowShift":
        """Rows ``at`` … ``at + count - 1`` go."""
        return cls(at, -count)

    @classmethod
    def resize(cls, first: int, count: int, new_count: int) -> "RowShift":
        """The block of ``count`` rows from ``first`` on becomes ``new_count`` long, changing at its end."""
        if new_count >= count:
            return cls(first + count, new_count - count, first)
        return cls(first + new_count, new_count - count)

    def row(self, row: int) -> int | None:
        """Where a row stands afterwards; None where it is gone (or pushed off the sheet)."""
        if row < self.at:
            return row
        if self.by < 0 and row < self.at - self.by:
            return None
        moved = row + self.by
        return moved if moved <= MAX_ROW else None

    def span(self, first: int, last: int, *, grow: bool = False) -> tuple[int, int] | None:
        """Where the rows ``first`` … ``last`` stand afterwards; None where all are gone.

        With ``grow``, a span that ends in the last row of the block takes the new rows in.
        """
        if first == 1 and last == MAX_ROW:
            return first, last
        if self.by < 0:
            end = self.at - self.by  # the first row that stays below
            start = first if first < self.at else max(first + self.by, self.at)
            stop = last if last < self.at else last + self.by if last >= end else self.at - 1
            return (start, stop) if start <= stop else None
        start = first if first < self.at else first + self.by
        stop = last + self.by if last >= self.at or (grow and last == self.at - 1) else last
        return (start, min(stop, MAX_ROW)) if start <= MAX_ROW else None

    def in_block(self, row: int) -> bool:
        """Whether a row belongs to the block that takes new rows in."""
        return self.block is not None and self.block <= row < self.at


@lru_cache(maxsize=512)
def quote_sheet(title: str) -> str:
    """A sheet's title as a formula wants it before ``!``, quoted where needed."""
    return str(Prefix(title))[:-1]


def shift_rows(formula: str, shift: RowShift, sheet: str, *, home: bool, inside: bool = False) -> str:
    """The formula after rows of ``sheet`` moved.

    ``home`` says that the formula stands on that sheet, so that references without a sheet mean it;
    ``inside`` that it stands in the block that grows. A range that ends in the block's last row grows where
    it spans several rows. The one row of a block of one row grows too, unless the formula stands in that very
    row and names it relatively: that is a sum across the row.
    """
    if "!" not in formula:
        if not home or lowest_row(formula) < shift.at - 1:
            return formula
        return _shift_rows(formula, shift, "", home=True, inside=inside)
    plain = plain_reference(formula)
    if plain is None:
        return _shift_rows(formula, shift, sheet, home=home, inside=inside)
    title, cells = plain
    moved = shift_rows(cells, shift, sheet, home=title.casefold() == sheet.casefold())
    return formula if moved == cells else moved if moved == REF_ERROR else f"{quote_sheet(title)}!{moved}"


@lru_cache(maxsize=16_384)
def _shift_rows(formula: str, shift: RowShift, sheet: str, *, home: bool, inside: bool) -> str:
    def moved(token: Token) -> str | None:
        if isinstance(token, Name) or token.first.row is None:
            return None
        if not (home if token.prefix is None else token.prefix.names(sheet)):
            return None
        return _moved(token, shift, inside=inside)

    return rewrite(formula, moved)


@lru_cache(maxsize=16_384)
def lowest_row(formula: str) -> int:
    """The lowest row that a formula refers to, on any sheet; 0 where it refers to none."""
    corners = [
        corner
        for _, token in tokens(formula)
        if isinstance(token, Reference)
        for corner in (token.first, token.last)
    ]
    return max((corner.row or 0 for corner in corners if corner is not None), default=0)


def _moved(token: Reference, shift: RowShift, *, inside: bool) -> str | None:
    start = token.first.row or 0
    if token.last is None:
        row = shift.row(start)
        if row is None:
            return REF_ERROR
        return None if row == start else str(token.at_rows(row, row))
    stop = token.last.row or 0
    fixed = token.first.row_fixed and token.last.row_fixed
    grow = shift.block is not None and (stop > start or (shift.block == start and (fixed or not inside)))
    if stop < start:
        token, start, stop = replace(token, first=token.last, last=token.first), stop, start
    rows = shift.span(start, stop, grow=grow)
    if rows is None:
        return REF_ERROR
    return None if rows == (start, stop) else str(token.at_rows(*rows))


@lru_cache(maxsize=16_384)
def translate(formula: str, rows: int, cols: int = 0) -> str:
    """The formula as it reads when copied ``rows`` down and ``cols`` to the right."""
    if not rows and not cols:
        return formula

    def copied(token: Token) -> str | None:
        if isinstance(token, Name):
            return None
        first = _copied(token.first, rows, cols)
        last = None if token.last is None else _copied(token.last, rows, cols)
        if first is None or (token.last is not None and last is None):
            return REF_ERROR
        new = Reference(token.prefix, first, last)
        return None if new == token else str(new)

    return rewrite(formula, copied)


def _copied(corner: Corner, rows: int, cols: int) -> Corner | None:
    row, col = corner.row, corner.col
    if row is not None and not corner.row_fixed:
        row += rows
        if not 1 <= row <= MAX_ROW:
            return None
    if col is not None and not corner.col_fixed:
        col += cols
        if not 1 <= col <= MAX_COL:
            return None
    return replace(corner, row=row, col=col)


def rename_sheet(formula: str, old: str, new: str) -> str:
    """The formula with every reference to the sheet ``old`` of this workbook made to ``new``."""
    plain = plain_reference(formula)
    if plain is not None:
        return f"{quote_sheet(new)}!{plain[1]}" if plain[0].casefold() == old.casefold() else formula

    def renamed(token: Token) -> str | None:
        prefix = token.prefix
        if prefix is None or prefix.book:
            return None
        ends = (prefix.first, prefix.last or "")
        if old.casefold() not in {end.casefold() for end in ends}:
            return None
        first, last = (new if end.casefold() == old.casefold() else end for end in ends)
        return str(replace(token, prefix=Prefix(first, last or None)))

    return rewrite(formula, renamed)


def drop_sheet(formula: str, title: str) -> str:
    """The formula with every reference to a sheet that is gone turned into ``#REF!``."""

    def dropped(token: Token) -> str | None:
        return REF_ERROR if token.prefix is not None and token.prefix.names(title) else None

    return rewrite(formula, dropped)


def rename_tables(formula: str, tables: Mapping[str, str]) -> str:
    """The formula with table names, by their casefolded old name, replaced where they head a ``[…]``."""
    if not tables:
        return formula
    pieces = tokens(formula)
    out = [text for text, _ in pieces]
    for number, (piece, behind) in enumerate(pairwise(pieces)):
        if isinstance(piece[1], Name) and behind[0].startswith("["):
            out[number] = tables.get(piece[0].casefold(), piece[0])
    return "".join(out)


def sheets_named(formula: str) -> frozenset[str]:
    """The casefolded titles of this workbook's sheets that the formula names."""
    if "!" not in formula:
        return frozenset()
    plain = plain_reference(formula)
    if plain is not None:
        return frozenset((plain[0].casefold(),))
    prefixes = [token.prefix for _, token in tokens(formula) if token is not None and token.prefix]
    ends = [end for prefix in prefixes if not prefix.book for end in (prefix.first, prefix.last)]
    return frozenset(end.casefold() for end in ends if end)
