"""A control workbook lying open, under each adapter that can work on it."""

from pathlib import Path
from typing import Protocol

import xlwings as xw

from xlperf.books.file import FileBook
from xlperf.books.live import LiveBook
from xlperf.books.port import ControlBook

NAME = "绩效评价.xlsm"


class Desk(Protocol):
    """``reopen`` gives the workbook as the next one finds it who comes to the desk."""

    path: Path
    book: ControlBook

    def reopen(self) -> ControlBook: ...

    def close(self) -> None: ...


class FileDesk:
    """The workbook as a closed file: the next one opens what was saved."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.path = folder / NAME
        self.path.write_bytes(data)
        self.book: ControlBook = FileBook(self.path)

    def reopen(self) -> ControlBook:
        self.book.save()
        self.book = FileBook(self.path)
        return self.book

    def close(self) -> None:
        """Nothing holds a closed file."""


class LiveDesk:
    """The workbook open in a spreadsheet program, where it stays: the next click finds it open.

    ``excel`` is what xlwings sees of it, ``live`` the adapter over it.
    """

    def __init__(self, folder: Path, data: bytes, app: xw.App) -> None:
        self.path = folder / NAME
        self.path.write_bytes(data)
        self.excel: xw.Book = app.books.open(str(self.path))
        self.live = LiveBook(self.excel)
        self.book: ControlBook = self.live

    def reopen(self) -> ControlBook:
        self.live = LiveBook(self.excel)
        self.book = self.live
        return self.book

    def close(self) -> None:
        self.excel.close()
