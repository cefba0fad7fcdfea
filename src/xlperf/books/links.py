"""The formula behind a link: the one kind of formula that steps write, with words of others only as literals.

A formula and not a hyperlink of the cell, because one write of a whole table then holds everything, and
because Excel, WPS and LibreOffice all look for a relative path from the workbook's own folder.
"""

from typing import Final

from xlperf.books.port import Link

#: Excel takes literals of 255 characters in a formula (here even if all of them are quotes, and so
#: doubled), and formulas of 8192.
_LITERAL: Final = 127
_FORMULA: Final = 8192


def link_formula(link: Link) -> str | None:
    """The formula of a link, without ``=``; None where no program would take one so long."""
    formula = f"HYPERLINK({_literal(link.target)},{_literal(link.text)})"
    return formula if len(formula) < _FORMULA else None


def place(sheet: str, cell: str = "A1") -> str:
    """A place in a workbook, as a target has it after ``#``: ``'1.村道硬化'!H7``."""
    name = sheet.replace("'", "''")
    return f"'{name}'!{cell}"


def _literal(text: str) -> str:
    """A text as part of a formula: quotes doubled, a long one in pieces."""
    pieces = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    return "&".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces)
