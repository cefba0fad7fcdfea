"""A workbook read to its last cell, and read again after one cell of it was changed.

The only exception that may leave these functions is :class:`PackageError`, a refusal with a reason, and
:class:`LostError`, where a change did more than it was meant to.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.notes import read_notes
from xlperf.ooxml.package import Package
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: What is put into the one cell.
MARK: Final = "已核对"
CONTENT_TYPES: Final = "[Content_Types].xml"
_CELL: Final = "A1"
#: Relationship kinds of the parts that follow a change to a cell.
_FOLLOW: Final = frozenset({"sharedStrings", "calcChain"})

#: Cells by sheet and address: value, formula, format code, is a date, is locked.
Contents = Mapping[tuple[str, str], tuple[object, ...]]


class LostError(AssertionError):
    """A change to one cell changed something else, or cannot be read back."""


def contents(book: Workbook) -> Contents:
    """Every cell that holds something; whatever else a reader can ask for is asked.

    Raises:
        PackageError: something in the workbook is not as the format has it.
    """
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for sheet in book.sheets:
        for cell in sheet.cells():
            style = cell.style
            how = (book.number_format(style), book.is_date(style), book.is_locked(style))
            found[sheet.title, cell.ref] = (cell.value, cell.formula, *how)
        _ask(book, sheet)
    book.names.broken()
    len(book.tables)
    return found


def _ask(book: Workbook, sheet: Sheet) -> tuple[object, ...]:
    notes = read_notes(sheet) if sheet.is_worksheet else ()
    return sheet.merges, sheet.validations, sheet.protected, notes, book.names_of(sheet)


def with_one_change(data: bytes) -> bytes:
    """The workbook with :data:`MARK` in the first cell of its first worksheet.

    Raises:
        PackageError: it cannot be read.
        LostError: another cell or another part is not what it was, or what we wrote is refused.
    """
    book = Workbook.load(data)
    before = contents(book)
    sheet = next((sheet for sheet in book.sheets if sheet.is_worksheet), None)
    if sheet is None:
        return data
    follow = _followers(book)
    book.number_format(sheet.style(_CELL))  # what the cell keeps, and nobody has asked for while it is blank
    sheet.set(_CELL, MARK)
    changed = book.to_bytes()
    after = _own(changed)
    _compare_cells(before, after, (sheet.title, _CELL))
    _compare_parts(Package.load(data), Package.load(changed), follow | {sheet.part})
    return changed


def _own(data: bytes) -> Contents:
    try:
        return contents(Workbook.load(data))
    except PackageError as error:
        raise LostError(f"refused what it wrote itself: {error.message}") from error


def _compare_cells(before: Contents, after: Contents, changed: tuple[str, str]) -> None:
    if changed not in after or after[changed][0] != MARK:
        raise LostError(f"{changed} does not hold what was put there")
    different = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if different - {changed}:
        raise LostError(f"{len(different) - 1} other cells changed, such as {min(different - {changed})}")


def _followers(book: Workbook) -> frozenset[str]:
    """The parts that may follow a change to a cell."""
    package = book.package
    relations = package.relationships(book.part).values()
    parts = {relation.target for relation in relations if relation.kind in _FOLLOW and not relation.external}
    return frozenset(parts)


def _compare_parts(before: Package, after: Package, may_change: frozenset[str]) -> None:
    """The text table may be new; the lists of types and relationships follow what came and went."""
    folded = {name.lower() for name in may_change}
    for name in _different(before, after):
        listed = name == CONTENT_TYPES or name.endswith(".rels")
        new_texts = name not in before and name.startswith("xl/sharedStrings")
        if not (listed or new_texts or name.lower() in folded):
            raise LostError(f"another part changed: {name}")


def _different(before: Package, after: Package) -> Iterator[str]:
    for name in dict.fromkeys((*before.names(), *after.names())):
        if name not in before or name not in after or _read(before, name) != _read(after, name):
            yield name


def _read(package: Package, name: str) -> bytes | None:
    """A part's bytes; None where they cannot be inflated."""
    try:
        return package.read(name)
    except PackageError:
        return None
