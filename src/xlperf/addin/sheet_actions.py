"""The add-in's commands for the workbook in front of the user, whoever issued it. VBA calls them by name."""

from typing import TYPE_CHECKING, Final

from xlperf.addin.calling import announce, book_in_front, calling_book

if TYPE_CHECKING:
    import xlwings as xw

#: Command → what the ribbon calls it.
COMMANDS: Final = {
    "check_sheet": "校验当前表",
    "next_problem": "下一处问题",
    "clear_marks": "清除标记",
    "rescore": "重新计算得分",
}


def check_sheet(book: "xw.Book | None" = None) -> None:
    """校验当前表. ``book`` is the workbook to work on, here and below; else the one in front."""
    _command("check_sheet", book)


def next_problem(book: "xw.Book | None" = None) -> None:
    """下一处问题."""
    _command("next_problem", book)


def clear_marks(book: "xw.Book | None" = None) -> None:
    """清除标记."""
    _command("clear_marks", book)


def rescore(book: "xw.Book | None" = None) -> None:
    """重新计算得分."""
    _command("rescore", book)


def _command(command: str, book: "xw.Book | None") -> None:
    """Say that it has begun, then load what does the work. Nothing is raised: errors are told."""
    caller = book or calling_book()
    announce(caller, COMMANDS[command])
    front = book or book_in_front(caller)
    if front is None:
        caller.app.status_bar = (
            "没有可以编辑的工作簿。请先打开要校验的自评表（上方有黄条的，点“启用编辑”），再点一次。"
        )
        return
    try:
        from xlperf.addin.sheet_performing import perform  # noqa: PLC0415 - after the sign of life
    except ImportError as error:
        caller.app.status_bar = f"xlperf 没有装好，缺少 {error.name}。请重新运行 安装.bat，再点一次。"
        return
    perform(command, COMMANDS[command], front)
