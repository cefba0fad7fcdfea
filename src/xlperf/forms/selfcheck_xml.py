"""Rows of a worksheet written once and used for many projects.

The text of a form's rules is long, and the same for every project but for the numbers of its rows, the
title of its sheet and the results of its formulas. So it is made once, with marks in their place:
characters that no text of anybody's can hold.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import chain, count
from operator import itemgetter
from typing import Final

from xlperf.ooxml.cells import Value
from xlperf.ooxml.cellxml import formula_xml, write_text
from xlperf.ooxml.markup import escape
from xlperf.ooxml.refs import Range, column_letters
from xlperf.ooxml.values import write_result

#: Stand for a title within a formula's quotes, and for a result.
TITLE: Final = "\ufdd0"
_RESULT: Final = "\ufdd1"
#: Stands before a number that is only known where the text is used.
_NUMBER: Final = "\ufdd2"
_MARKS: Final = re.compile(f"({TITLE}|{_RESULT}|{_NUMBER}[0-9]{{6}};)")
_STEP: Final = 100_000
_ABSOLUTE: Final = r"\$([A-Z]+)\$([0-9]{6})"


class Base(IntEnum):
    """What a number counts from."""

    BLOCK = 1
    RULES = 2
    PROJECT = 3
    FIRST = 4
    LAST = 5
    SHARED = 6


def row(base: Base, offset: int = 0) -> int:
    """A row number that stands for one ``offset`` rows below a base, for references and :func:`number`."""
    return base * _STEP + offset


def number(standing: int) -> str:
    """The text that such a number has here."""
    return f"{_NUMBER}{standing};"


def own_references(formula: str, sheet: str) -> str:
    """A formula of the sheet ``sheet`` without that title and without ``$``, its row numbers marked."""
    pattern = re.compile(f"{re.escape(sheet)}!{_ABSOLUTE}(?::{_ABSOLUTE})?")
    return pattern.sub(_marked, formula)


def _marked(found: re.Match[str]) -> str:
    first, last = f"{found[1]}{number(int(found[2]))}", found[3]
    return f"{first}:{last}{number(int(found[4]))}" if last else first


def fixed_but(formula: str, rows: Iterable[int]) -> str:
    """Such a formula for several cells: only references to these rows move down with it."""
    moving = set(map(str, rows))

    def fixed(found: re.Match[str]) -> str:
        dollar = "" if found[2] in moving else "$"
        return f"${found[1]}{dollar}{_NUMBER}{found[2]};"

    return re.sub(rf"([A-Z]+){_NUMBER}([0-9]{{6}});", fixed, formula)


# -- cells ---------------------------------------------------------------------------------------------


def formula_cell(column: int, standing: int, formula: str, attributes: str = "") -> str:
    """A cell with a formula (``attributes``: of its element), and a mark for its result."""
    text = f">{escape(formula)}</f>" if formula else "/>"
    address = f"{column_letters(column)}{number(standing)}"
    return f'<c r="{address}"{_RESULT}><f{attributes}{text}{_RESULT}</c>'


def styled_cell(address: str, style: int, formula: str) -> str:
    """A cell of a style with a formula, and a mark for its result."""
    look = f' s="{style}"' if style else ""
    return f'<c r="{address}"{look}{_RESULT}>{formula_xml(formula)}{_RESULT}</c>'


def array_cell(column: int, standing: int, formula: str) -> str:
    """A cell with an array formula of its own."""
    address = f"{column_letters(column)}{number(standing)}"
    return formula_cell(column, standing, formula, f' t="array" ref="{address}"')


def shared_cells(area: Range, formula: str, index: int) -> list[str]:
    """A column of cells with one formula, written for the first of them."""
    shared = number(row(Base.SHARED, index))
    letters = column_letters(area.first_col)
    whole = f"{letters}{number(area.first_row)}:{letters}{number(area.last_row)}"
    first = formula_cell(area.first_col, area.first_row, formula, f' t="shared" ref="{whole}" si="{shared}"')
    others = range(area.first_row + 1, area.last_row + 1)
    return [
        first,
        *(formula_cell(area.first_col, each, "", f' t="shared" si="{shared}"') for each in others),
    ]


def text_cell(column: int, standing: int, text: str) -> str:
    """A cell with a text."""
    address = f"{column_letters(column)}{number(standing)}"
    return f'<c r="{address}" t="inlineStr"><is><t>{write_text(text)}</t></is></c>'


def number_cell(column: int, standing: int, value: int) -> str:
    """A cell with a number."""
    return f'<c r="{column_letters(column)}{number(standing)}"><v>{value}</v></c>'


def row_xml(standing: int, cells: Iterable[str]) -> str:
    """A row."""
    return f'<row r="{number(standing)}">{"".join(cells)}</row>'


# -- use -----------------------------------------------------------------------------------------------


#: A result as two pieces of XML: the type of its cell, its value.
Pieces = tuple[bytes, bytes]


@lru_cache(maxsize=16_384, typed=True)
def pieces_of(value: Value) -> Pieces:
    """A formula's result as XML; few are ever different, and every form has a thousand."""
    kind, text = write_result(value)
    return (b"" if kind == "n" else f' t="{kind}"'.encode()), f"<v>{text}</v>".encode()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Some rows, cut at their marks and ready to be put together.

    ``order`` picks the pieces of the rows, from left to right, out of one tuple that holds the ``fixed``
    ones, then those that differ: the title, the ``numbers`` (base and offset), the results.
    """

    fixed: tuple[bytes, ...]
    numbers: tuple[tuple[int, int], ...]
    order: Callable[[Sequence[bytes]], tuple[bytes, ...]]

    @classmethod
    def of(cls, xml: str) -> "Pattern":
        """From the XML with its marks."""
        parts = _MARKS.split(xml)
        fixed, marks = list(dict.fromkeys(parts[::2])), list(dict.fromkeys(parts[1::2]))
        numbers = [mark for mark in marks if mark.startswith(_NUMBER)]
        known = [*fixed, TITLE, *numbers]
        places = {piece: place for place, piece in enumerate(known)}
        results = count(len(known))
        return cls(
            tuple(piece.encode() for piece in fixed),
            tuple((int(mark[1]), int(mark[2:-1])) for mark in numbers),
            itemgetter(*(next(results) if piece == _RESULT else places[piece] for piece in parts)),
        )

    def write(self, bases: Sequence[int], title: str, results: Iterable[Pieces]) -> bytes:
        """The rows for one project.

        Args:
            bases: what the numbers count from, in the order of :class:`Base`, from its place 1 on.
            title: the title of its sheet.
            results: of all formulas, in the order of the rows.
        """
        quoted = escape(title.replace("'", "''")).encode()
        numbers = (b"%d" % (bases[base] + offset) for base, offset in self.numbers)
        return b"".join(self.order((*self.fixed, quoted, *numbers, *chain.from_iterable(results))))
