"""Any file that may hold a form, opened as a workbook: told by its content, guarded before it is parsed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from xlperf.containers.contents import PlainBook
from xlperf.containers.docx import main_document, read_docx
from xlperf.containers.kinds import Container
from xlperf.containers.ods import is_spreadsheet, read_ods
from xlperf.containers.plain_book import to_workbook
from xlperf.ooxml.archive import read_entries
from xlperf.ooxml.contents import FileNote, NoteKind, foreign_contents
from xlperf.ooxml.disguises import OLE, Compound, compound_kind
from xlperf.ooxml.guard import check_size
from xlperf.ooxml.package import Package
from xlperf.ooxml.refusals import DEFAULT_LIMITS, Limits
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

_UNSEEN: Final = "公式只读取存着的结果，锁定的内容没有与下发的表逐格核对"
#: What is different about a file of each kind.
_REMARKS: Final = {
    Container.XLS: _UNSEEN,
    Container.ODS: _UNSEEN,
    Container.DOCX: "数字和文字按文中所写读取，没有与下发的表逐格核对",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file opened: as a workbook, what kind of file it was, and notes about what it brings along."""

    book: Workbook
    container: Container
    notes: tuple[FileNote, ...]


def open_book(
    data: bytes, limits: Limits = DEFAULT_LIMITS, ours: Callable[[Sheet], bool] = lambda _: False
) -> Opened:
    """Open a file as a workbook, whatever its name.

    Args:
        data: the file.
        limits: how large it may be.
        ours: whether a sheet is one that we put into issued workbooks; it is not told of.

    Raises:
        PackageError: it is nothing that a form can be read from, or larger than allowed.
    """
    check_size(data, limits)
    if data.startswith(OLE) and compound_kind(data) is Compound.WORKBOOK:
        from xlperf.containers.xls import read_xls  # noqa: PLC0415 - few bring such files, and xlrd is large

        return _converted(Container.XLS, read_xls(data, limits), limits, ours)
    entries = {entry.name: entry for entry in read_entries(data, limits)}
    if is_spreadsheet(entries):
        return _converted(Container.ODS, read_ods(entries, limits), limits, ours)
    package = Package.of(entries.values(), data, limits)
    document = main_document(package)
    if document is not None:
        return _converted(Container.DOCX, read_docx(package, document, limits), limits, ours)
    book = Workbook(package)
    return Opened(book, _kind(book), foreign_contents(book, ours))


def _kind(book: Workbook) -> Container:
    macros = "macroEnabled" in (book.package.content_type(book.part) or "")
    return Container.XLSM if macros else Container.XLSX


def _converted(
    container: Container,
    read: tuple[PlainBook, tuple[FileNote, ...]],
    limits: Limits,
    ours: Callable[[Sheet], bool],
) -> Opened:
    plain, notes = read
    book = to_workbook(plain, limits)
    remark = FileNote(NoteKind.CONTAINER, _REMARKS[container])
    return Opened(book, container, (*notes, *foreign_contents(book, ours), remark))
