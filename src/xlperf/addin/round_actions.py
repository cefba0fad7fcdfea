"""The buttons of the control workbook. VBA calls each by its name, without an argument."""

from typing import TYPE_CHECKING

from xlperf.addin.actions import ACTIONS
from xlperf.addin.calling import announce, calling_book

if TYPE_CHECKING:
    import xlwings as xw


def distribute(book: "xw.Book | None" = None) -> None:
    """① 下发模板. ``book`` is the control workbook, here and below; else the one that called."""
    _press("distribute", book)


def collect(book: "xw.Book | None" = None) -> None:
    """② 收集回收."""
    _press("collect", book)


def check(book: "xw.Book | None" = None) -> None:
    """③ 校验: everything received before, checked again; nothing new is taken in."""
    _press("check", book)


def fill(book: "xw.Book | None" = None) -> None:
    """④ 计算执行率与得分."""
    _press("fill", book)


def unevaluated(book: "xw.Book | None" = None) -> None:
    """⑤ 填未纳入自评项目."""
    _press("unevaluated", book)


def summarise(book: "xw.Book | None" = None) -> None:
    """⑥ 生成汇总表."""
    _press("summarise", book)


def report(book: "xw.Book | None" = None) -> None:
    """⑦ 生成报告."""
    _press("report", book)


def run_all(book: "xw.Book | None" = None) -> None:
    """一键全流程: ② to ⑦."""
    _press("run", book)


def undo(book: "xw.Book | None" = None) -> None:
    """撤销上一步."""
    _press("undo", book)


def _press(step: str, book: "xw.Book | None") -> None:
    """Say that it has begun, then load what does the work. Nothing is raised: errors are told."""
    action, book = ACTIONS[step], book or calling_book()
    announce(book, action.caption)
    try:
        from xlperf.addin.performing import perform  # noqa: PLC0415 - after the sign of life
    except ImportError as error:
        book.app.status_bar = f"xlperf 没有装好，缺少 {error.name}。请重新运行 安装.bat，再按一次按钮。"
        return
    perform(action, book)
