"""A formula cut into the references it makes and the text between them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from xlperf.ooxml.refs import MAX_ROW, column_letters, column_number

_SHEET_CHARACTERS = r"""[^\s'"!()\[\]{},;:+\-*/^&=<>%\#@|$~`]"""
_PREFIX = rf"(?:'(?:[^']|'')+'|(?:\[[^\[\]]*\])?{_SHEET_CHARACTERS}++(?::{_SHEET_CHARACTERS}++)?)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_BRACKET = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"

_TOKEN = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*+")
  | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|[A-Z_]+[!?]))
  | (?P<prefix>{_PREFIX})?
    (?P<ref>{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})
    (?![\w.\\?!(\[])
  | (?P<lone>{_PREFIX})(?P<behind>[\w.\\?]++|\#REF!)?
  | (?P<word>[\w.\\?]++)
  | {_BRACKET}
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(
    r"(?:'((?:[^'\[\]:]|'')+)'|([A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff]*))"
    rf"!({_CELL}(?::{_CELL})?)"
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_BARE = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff]*")
_LOOKS_LIKE_REF = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|(?i:true|false)")


@dataclass(frozen=True, slots=True)
class Prefix:
    """The part before ``!``: a sheet, or both ends of a 3-D reference; ``book`` is another workbook's."""

    first: str
    last: str | None = None
    book: str = ""

    def __str__(self) -> str:
        span = self.first if self.last is None else f"{self.first}:{self.last}"
        plain = not self.book and all(is_bare(title) for title in (self.first, self.last or self.first))
        if plain or (self.book and is_bare(self.first)):
            return f"{self.book}{span}!"
        quoted = f"{self.book}{span}".replace("'", "''")
        return f"'{quoted}'!"

    def names(self, title: str) -> bool:
        """Whether this is that one sheet of this workbook, read as Excel does: without regard to case."""
        return self.last is None and not self.book and self.first.casefold() == title.casefold()


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference; ``row`` or ``col`` is None in references to whole columns or rows."""

    row: int | None
    col: int | None
    row_fixed: bool = False
    col_fixed: bool = False

    def __str__(self) -> str:
        col = "" if self.col is None else f"{'$' * self.col_fixed}{column_letters(self.col)}"
        row = "" if self.row is None else f"{'$' * self.row_fixed}{self.row}"
        return col + row


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or a range in a formula; ``last`` is None for a single cell."""

    prefix: Prefix | None
    first: Corner
    last: Corner | None

    def __str__(self) -> str:
        cells = str(self.first) if self.last is None else f"{self.first}:{self.last}"
        return f"{self.prefix or ''}{cells}"

    def at_rows(self, first: int, last: int) -> "Reference":
        """The same reference with other rows."""
        end = None if self.last is None else replace(self.last, row=last)
        return Reference(self.prefix, replace(self.first, row=first), end)


@dataclass(frozen=True, slots=True)
class Name:
    """A function, a name, a table, or what follows a sheet's prefix without being a reference."""

    prefix: Prefix | None
    text: str

    def __str__(self) -> str:
        return f"{self.prefix or ''}{self.text}"


Token: TypeAlias = Reference | Name


@lru_cache(maxsize=16_384)
def tokens(formula: str) -> tuple[tuple[str, Token | None], ...]:
    """The formula's pieces in order: their text, and what they mean where they are references or names."""
    found: list[tuple[str, Token | None]] = []
    position = 0
    for match in _TOKEN.finditer(formula):
        token = _token(match)
        if token is None:
            continue
        if match.start() > position:
            found.append((formula[position : match.start()], None))
        found.append((match[0], token))
        position = match.end()
    if position < len(formula):
        found.append((formula[position:], None))
    return tuple(found)


def rewrite(formula: str, change: Callable[[Token], str | None]) -> str:
    """The formula with every token for which ``change`` returns a text replaced by it; else as written."""
    out: list[str] = []
    changed = False
    for text, token in tokens(formula):
        new = change(token) if token is not None else None
        out.append(text if new is None else new)
        changed |= new is not None
    return "".join(out) if changed else formula


def plain_reference(formula: str) -> tuple[str, str] | None:
    """The sheet's title and the cells, where the formula is one area on one sheet, as most names are.

    Those are many, each with a title of its own: to look at the cells alone is to look at few.
    """
    match = _PLAIN.fullmatch(formula)
    if match is None:
        return None
    quoted, bare, cells = match.groups()
    return (bare if quoted is None else quoted.replace("''", "'")), cells


def only_reference(formula: str) -> Reference | None:
    """The reference that the formula consists of; None where it is anything else."""
    pieces = tokens(formula)
    token = pieces[0][1] if len(pieces) == 1 else None
    return token if isinstance(token, Reference) else None


def _token(match: re.Match[str]) -> Token | None:
    if match["ref"] is not None:
        first, last = _corners(match["ref"])
        prefix = _prefix(match["prefix"])
        if first is None:
            return Name(prefix, match["ref"])
        return Reference(prefix, first, last)
    if match["lone"] is not None:
        return Name(_prefix(match["lone"]), match["behind"] or "")
    if match["word"] is not None:
        return Name(None, match["word"])
    return None


@lru_cache(maxsize=16_384)
def _corners(text: str) -> tuple[Corner | None, Corner | None]:
    """Both ends of a reference; (None, None) where it lies outside the sheet and so is a name."""
    first, colon, last = text.partition(":")
    start = _corner(first)
    end = _corner(last) if colon else None
    if start is None or (colon and end is None):
        return None, None
    return start, end


def _corner(text: str) -> Corner | None:
    match = _CORNER.fullmatch(text)
    if match is None:
        return None
    mark, letters, row_mark, digits = match.groups()
    if not letters:
        mark, row_mark = "", mark or row_mark
    try:
        col = column_number(letters) if letters else None
    except ValueError:
        return None
    row = int(digits) if digits else None
    if row is not None and not 1 <= row <= MAX_ROW:
        return None
    return Corner(row, col, bool(row_mark), bool(mark))


@lru_cache(maxsize=4096)
def _prefix(text: str | None) -> Prefix | None:
    if text is None:
        return None
    inner = text[:-1]
    if inner.startswith("'"):
        inner = inner[1:-1].replace("''", "'")
    book = ""
    if "]" in inner:
        book, _, inner = inner.rpartition("]")
        book += "]"
    first, colon, last = inner.partition(":")
    return Prefix(first, last if colon else None, book)


@lru_cache(maxsize=4096)
def is_bare(title: str) -> bool:
    """Whether a sheet's title may stand in a formula without quotes."""
    return _BARE.fullmatch(title) is not None and _LOOKS_LIKE_REF.fullmatch(title) is None
