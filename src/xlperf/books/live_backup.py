"""Copies of the open workbook from before each run, so that an action can be taken back."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

import xlwings as xw

from xlperf.books.file import FileBook
from xlperf.books.file_table import FileTable
from xlperf.books.file_values import from_cell
from xlperf.books.live import LiveBook
from xlperf.books.live_path import path_of
from xlperf.books.live_refusals import asking_excel
from xlperf.books.live_values import Content, Formula, content_of
from xlperf.books.port import BookError, CellValue
from xlperf.model.errors import reason
from xlperf.ooxml.cells import Cell, ErrorValue

#: How many copies are kept.
KEPT: Final = 20


def backup(book: xw.Book, folder: Path, moment: datetime) -> Path:
    """Save a copy of the open workbook as ``绩效评价-YYYYMMDD-HHMMSS.xlsm``; the oldest copies go.

    The open workbook stays as it is, saved or not.

    Raises:
        BookError: the workbook has no place on this disk, or the copy cannot be written.
    """
    source = path_of(book)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_backup(folder, error) from error
    target = _free(folder, f"{source.stem}-{moment:%Y%m%d-%H%M%S}", source.suffix)
    with asking_excel(f"备份到“{target}”"):
        try:
            book.api.SaveCopyAs(str(target))
        except AttributeError:  # a Mac has no such command: what is open is saved, and the file copied
            book.save()
            _copy(source, target)
    for old in backups(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def backups(folder: Path) -> tuple[Path, ...]:
    """The copies, oldest first."""
    found = [path for path in folder.glob("*-????????-??????*.xls?") if path.is_file()]
    return tuple(sorted(found, key=lambda path: path.stem[path.stem.index("-") :]))


def restore(book: LiveBook, saved: Path) -> tuple[str, ...]:
    """Write back from a copy every table, the clerks' columns included, and every named cell that differs.

    Returns:
        The names of the tables and cells that were changed back.

    Raises:
        BookError: the copy cannot be read, or the open workbook lacks one of its tables.
    """
    copy = FileBook(saved)
    tables = {name: copy.table(name) for name in copy.tables()}
    changed = [name for name, table in tables.items() if book.put_contents(name, _contents(table))]
    present = set(book.names())
    wanted = {name: copy.read_value(name) for name in copy.names() if name in present}
    differing = {name: value for name, value in wanted.items() if _differs(book.read_value(name), value)}
    return (*changed, *book.put_values(differing))


def _contents(table: FileTable) -> list[dict[str, Content]]:
    return [
        {header: _content(table, table.cell(number, header)) for header in table.columns}
        for number in table.rows
    ]


def _content(table: FileTable, cell: Cell) -> Content:
    if cell.formula is not None:
        return Formula(cell.formula)
    return content_of(from_cell(table.book, cell))


def _differs(present: CellValue, wanted: CellValue) -> bool:
    return present != wanted and not isinstance(wanted, ErrorValue)


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """A name that is not taken: two runs in one second keep two copies."""
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{suffix}" for number in range(1, 1000))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise _no_backup(target.parent, error) from error


def _no_backup(folder: Path, error: OSError) -> BookError:
    return BookError(
        f"备份不能写到“{folder}”：{reason(error)}。没有备份，所以什么都没有改动；"
        "请检查磁盘空间和文件夹权限，再运行一次。"
    )
