"""Going through the rows of a long table, and writing them, whole rows at a time.

A sheet remembers every cell that was looked at, and keeps it taken apart: right for a form, and several
times the memory of the file for a table of a hundred thousand rows. Here nothing is remembered, and what was
written is kept as text.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from xlperf.ooxml import cellxml
from xlperf.ooxml.cells import Cell, Value
from xlperf.ooxml.row_stream import stream_rows
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.values import write_literal, write_result

T = TypeVar("T")

#: So many different cells of a long table are remembered while it is gone through.
_KNOWN: Final = 20_000


def row_cells(sheet: Sheet, row: int) -> dict[int, Cell]:
    """The cells of a row by column."""
    return _cells(sheet, row, _tails(sheet, row))


def rows_between(
    sheet: Sheet, first: int, last: int, read: Callable[[Cell], T]
) -> Iterator[tuple[int, dict[int, T]]]:
    """The rows that a sheet has from ``first`` to ``last``: by column what ``read`` makes of a cell.

    It must not ask where the cell is: of cells that hold the same and look the same, one is read. A sheet
    that nobody has looked into is gone through without being taken into memory.
    """
    rows = _streamed(sheet) if sheet.loaded is None and sheet.is_worksheet else None
    if rows is None:
        rows = ((number, row.peek()) for number, row in sheet.xml.grid.rows())
    known: dict[str, T] = {}

    def met(row: int, col: int, tail: str) -> T:
        cell, lasting = sheet.parsed(row, col, tail)
        found = read(cell)
        if lasting:
            if len(known) == _KNOWN:
                known.clear()
            known[tail] = found
        return found

    for number, tails in rows:
        if first <= number <= last:
            line = {
                col: known[tail] if tail in known else met(number, col, tail) for col, tail in tails.items()
            }
            yield number, line


def write_row(
    sheet: Sheet, row: int, contents: Mapping[int, tuple[str | None, Value]], attributes: str
) -> None:
    """Put formulas and values into many cells of a row; the other cells and all styles stay.

    Args:
        sheet: the sheet.
        row: the number of the row.
        contents: by column a formula (without ``=``; None: there is none) and its result, or a literal.
        attributes: what is to be said of the row as such, as XML with a leading space each.
    """
    old = _tails(sheet, row)
    if any('t="shared"' in old.get(col, "") for col in contents):
        sheet.shared_formulas.expand()
        old = _tails(sheet, row)
    new = {col: _written(sheet, _style(sheet, row, col, old), content) for col, content in contents.items()}
    if any("<f" in tail for col in contents for tail in (old.get(col, ""), new[col])):
        sheet.book.formulas_changed()
        sheet.xml.mentioned = None
    added = contents.keys() - old.keys()
    cells = {**old, **new}
    if sheet.xml.grid.set_row(row, attributes, dict(sorted(cells.items())) if added else cells):
        sheet.xml.changed = True
    for col in sorted(added):
        sheet.xml.stretch_dimension(row, col)


def _cells(sheet: Sheet, row: int, tails: Mapping[int, str]) -> dict[int, Cell]:
    return {col: sheet.parsed(row, col, tail)[0] for col, tail in tails.items()}


def _tails(sheet: Sheet, row: int) -> dict[int, str]:
    found = sheet.xml.grid.row(row)
    return {} if found is None else found.peek()


def _style(sheet: Sheet, row: int, col: int, tails: Mapping[int, str]) -> int:
    return cellxml.style_of(tails[col]) if col in tails else sheet.default_style(row, col)


def _written(sheet: Sheet, style: int, content: tuple[str | None, Value]) -> str:
    formula, value = content
    if formula is not None:
        return cellxml.formula_tail(style, cellxml.formula_xml(formula), *write_result(value))
    type_, text = write_literal(value, sheet.book.strings)
    return cellxml.blank_tail(style) if text is None else cellxml.literal_tail(style, type_, text)


def _streamed(sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]] | None:
    package = sheet.book.package
    package.forget(sheet.part)
    return stream_rows(lambda: package.pieces(sheet.part), sheet.part)
