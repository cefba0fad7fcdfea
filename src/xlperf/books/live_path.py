"""Where an open workbook lies on this computer's disk, and whether it can be saved there."""

from pathlib import Path

import xlwings as xw

from xlperf.books.port import BookError


def path_of(book: xw.Book) -> Path:
    """The workbook's file.

    Raises:
        BookError: it was never saved, or lies in OneDrive or SharePoint without a copy on this computer.
    """
    try:
        fullname = str(book.fullname)
    except xw.XlwingsError as error:
        raise _in_the_cloud(book) from error
    if "://" in fullname:
        raise _in_the_cloud(book)
    path = Path(fullname)
    if not path.is_absolute():
        raise BookError(
            f"工作簿“{book.name}”还没有保存过。"
            "请用“xlperf new”建立本年度的文件夹，打开其中的“绩效评价.xlsm”。"
        )
    return path


def require_writable(book: xw.Book) -> None:
    """See that the workbook can be saved where it lies, before anything is done.

    Raises:
        BookError: it is open for reading only, since somebody else has it open, or its file is protected.
    """
    if getattr(book.api, "ReadOnly", False):
        raise BookError(
            f"工作簿“{book.name}”是以只读方式打开的，做了也存不下来。"
            "可能有别人（或者另一个 Excel 窗口）正开着它，或者文件设了“只读”。"
            "请关闭所有打开它的窗口，取消文件的“只读”属性，重新打开再按一次。"
        )


def _in_the_cloud(book: xw.Book) -> BookError:
    return BookError(
        f"工作簿“{book.name}”是从 OneDrive 或 SharePoint 的网址打开的，下发、回收的文件不能放在那里。"
        "请关闭它，把整个年度文件夹复制到本机磁盘（例如 D 盘），再打开那里的“绩效评价.xlsm”。"
    )
