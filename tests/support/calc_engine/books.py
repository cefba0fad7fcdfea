"""A workbook and its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import NoSuchObjectError

from support.calc_engine.boundary import REFUSED, ComError, crossing
from support.calc_engine.bridge import UNO, Kept, Untyped, properties
from support.calc_engine.names import Names
from support.calc_engine.sheets import Sheet

if TYPE_CHECKING:
    from support.calc_engine.apps import App

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".pdf": "calc_pdf_Export",
}


class BookApi:
    """What of Excel's own ``Workbook`` is asked for by name."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @crossing
    def SaveCopyAs(self, Filename: str) -> None:  # noqa: N802, N803 - Excel's names
        """Write a copy; the open workbook keeps its name and its state."""
        self._book._store(Filename, copy=True)

    @property
    def FullName(self) -> str:  # noqa: N802
        """The path as Excel tells it."""
        return self._book.fullname


class Book:
    """An open workbook."""

    def __init__(self, app: App, document: Untyped) -> None:
        self.app = app
        self.document = document

    @cached_property
    def kept_sheets(self) -> Kept:
        """The document's sheets from left to right."""
        return Kept(self.document.Sheets)

    @cached_property
    def kept_tables(self) -> Kept:
        """The document's database ranges."""
        return Kept(self.document.DatabaseRanges)

    @property
    def api(self) -> BookApi:
        return BookApi(self)

    @property
    def fullname(self) -> str:
        url = self.document.URL
        return str(UNO.fileUrlToSystemPath(url)) if url else self.name

    @property
    def name(self) -> str:
        url = self.document.URL
        return Path(UNO.fileUrlToSystemPath(url)).name if url else self.document.Title or "工作簿1"

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()

    def close(self) -> None:
        self.document.close(True)

    @crossing
    def save(self, path: str | None = None, password: str | None = None) -> None:  # noqa: ARG002
        self._store(path or self.fullname, copy=False)

    def _store(self, path: str, *, copy: bool) -> None:
        target = Path(path).resolve()
        store = self.document.storeToURL if copy else self.document.storeAsURL
        chosen = properties(FilterName=_FILTERS[target.suffix.lower()], Overwrite=True)
        try:
            store(UNO.systemPathToFileUrl(str(target)), chosen)
        except Exception as error:
            raise ComError(REFUSED, f"无法保存 {target.name}") from error


class Sheets:
    """The sheets from left to right."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Untyped:
        return self.book.kept_sheets.container

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    def __call__(self, key: int | str) -> Sheet:
        if isinstance(key, int):
            if not 1 <= key <= len(self):
                raise IndexError(key)
            return Sheet(self.book, self.api.getByIndex(key - 1))
        for name in self.api.ElementNames:
            if name.casefold() == key.casefold():
                return Sheet(self.book, self.book.kept_sheets(name))
        raise NoSuchObjectError(f"Sheet '{key}' doesn't exist")

    @crossing
    def __len__(self) -> int:
        return int(self.api.Count)

    @crossing
    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, sheet) for sheet in self.book.kept_sheets])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        place = before.index - 1 if before is not None else after.index if after is not None else 0
        free = (f"Sheet{number}" for number in range(1, 1000))
        title = name or next(title for title in free if not self.api.hasByName(title))
        self.api.insertNewByName(title, place)
        return Sheet(self.book, self.api.getByName(title))
