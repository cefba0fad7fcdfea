"""Defined names: those of the workbook, then those of its sheets as ``Sheet!name``, as in Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from support.calc_engine.boundary import REFUSED, ComError, crossing
from support.calc_engine.bridge import UNO, Untyped
from support.calc_engine.ranges import Range

if TYPE_CHECKING:
    from support.calc_engine.books import Book

#: A sheet that LibreOffice writes without quotes: ``$参数.$B$5``.
_UNQUOTED = re.compile(r"^\$([^'.!]+)\.(?=\$)")


class Names:
    """All defined names of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.api = book.document.NamedRanges

    def _all(self) -> list[Name]:
        own = [Name(self.book, self.api, name) for name in self.api.ElementNames]
        return own + [
            Name(self.book, sheet.uno.NamedRanges, name, prefix=f"'{sheet.uno.Name}'!")
            for sheet in self.book.sheets
            for name in sheet.uno.NamedRanges.ElementNames
        ]

    def _find(self, name: str) -> Name | None:
        """Names know no upper and lower case."""
        names = self.api
        if names.hasByName(name):
            return Name(self.book, names, name)
        return next((found for found in self._all() if found.name.casefold() == name.casefold()), None)

    @crossing
    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._all()]

    @crossing
    def __call__(self, key: int | str) -> Name:
        found = self._all()[key - 1] if isinstance(key, int) else self._find(key)
        if found is None:
            raise KeyError(key)
        return found

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    @crossing
    def contains(self, key: int | str) -> bool:
        return 1 <= key <= len(self) if isinstance(key, int) else self._find(key) is not None

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for ``='Sheet'!$A$1``."""
        sheet, _, cells = refers_to.removeprefix("=").rpartition("!")
        if self.api.hasByName(name):
            self.api.removeByName(name)
        origin = UNO.createUnoStruct("com.sun.star.table.CellAddress")
        self.api.addNewByName(name, f"$'{sheet.strip(chr(39))}'.{cells}", origin, 0)
        return Name(self.book, self.api, name)


class Name:
    """One defined name."""

    def __init__(self, book: Book, names: Untyped, name: str, prefix: str = "") -> None:
        self._book, self._names, self._name, self._prefix = book, names, name, prefix

    @property
    def api(self) -> Untyped:
        return self._names.getByName(self._name)

    @property
    def name(self) -> str:
        return self._prefix + self._name

    @property
    def refers_to(self) -> str:
        """In Excel's notation: ``='参数'!$B$5``."""
        content = str(self.api.Content).replace("$'", "'").replace("'.", "'!")
        return "=" + _UNQUOTED.sub(r"'\1'!", content)

    @property
    @crossing
    def refers_to_range(self) -> Range:
        cells = self.api.ReferredCells
        if cells is None:
            raise ComError(REFUSED, f"名称 {self._name} 不是单元格区域")
        return Range(self._book.sheets(cells.Spreadsheet.Name), cells)

    def delete(self) -> None:
        self._names.removeByName(self._name)
