"""Doing what a button asks, from its first write to its last word; whatever happens is told, not raised."""

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlperf.addin.actions import CONSOLE, Action
from xlperf.addin.misfortune import explain
from xlperf.addin.round_steps import STEP_FUNCTIONS, Desk, Outcome
from xlperf.books.console import LAST_RUN, MESSAGE, present
from xlperf.books.live import LiveBook
from xlperf.books.live_app import quiet, say, status_progress
from xlperf.books.live_backup import backup
from xlperf.books.live_path import require_writable
from xlperf.books.live_refusals import asking_excel
from xlperf.books.port import CellValue
from xlperf.books.sheets import title_name
from xlperf.model.errors import UserError
from xlperf.steps.folder import CONTROL, RoundFolder
from xlperf.steps.round_lock import hold
from xlperf.steps.workers import READER, early_child

if TYPE_CHECKING:
    import xlwings as xw

#: Where, in 归档, the copies from before each step lie.
BACKUPS: Final = "备份"
#: How many sentences the message shows; it has room for a few lines only.
_SHOWN: Final = 12
#: The steps that read files for the first time: a child gets ready for it.
_READING: Final = frozenset({"collect", "check", "run_all"})
_FAILED: Final = "没有做完，原因见下方消息"


def perform(action: Action, book: "xw.Book") -> None:
    """Do one action on the control workbook and tell what came of it, in the workbook.

    The message goes to the status bar and to 操作台. Nothing is raised: an error is told the same way.
    """
    moment = datetime.now().astimezone()
    try:
        with quiet(book.app), asking_excel(action.caption):
            sentences = _done(action, book, moment)
    except Exception as error:
        sentences = explain(error, f"按钮“{action.caption}”", _root(book))
        _tell_failure(action, book, moment, sentences)
    with suppress(Exception):  # an Excel that takes no more words has shown them on 操作台, or is gone
        say(book.app, sentences[0])


def _done(action: Action, book: "xw.Book", moment: datetime) -> Sequence[str]:
    live = LiveBook(book)
    folder = round_folder(live.path)
    require_writable(book)
    if MESSAGE not in live.names():
        raise UserError(
            f"这本“{CONTROL}”是旧版做的，没有按钮要用的单元格。请用 xlperf 命令做这一年的各步，"
            "或者用 xlperf new 新建一个年度，把各张表的内容复制过去。"
        )
    backups = folder.archive / BACKUPS
    if action.id != "undo":
        live = LiveBook(book, on_first_write=lambda: backup(book, backups, moment))
    desk = Desk(folder.require(), live, backups, moment, status_progress(book.app))
    reading = early_child(READER) if action.id in _READING else nullcontext()
    with hold(desk.folder, f"按了“{action.caption}”"), reading:
        outcome = STEP_FUNCTIONS[action.id](desk)
        live.set_values(present(live, _record(outcome, moment)))
        show(book, action.sheet)
        live.save()
    return outcome.sentences


def round_folder(path: Path) -> RoundFolder:
    """The round that a control workbook belongs to: the folder it lies in.

    Raises:
        UserError: it is no round's folder, or the workbook is a copy under another name.
    """
    folder = RoundFolder(path.parent)
    if not (folder.templates.is_dir() and folder.archive.is_dir()):
        raise UserError(
            f"这本工作簿不在一个评价年度的文件夹里：“{path.parent}”里没有 模板、归档 等文件夹。"
            f"请打开年度文件夹里的“{CONTROL}”；还没有的，先用 xlperf new 新建。"
        )
    if path.name.casefold() != CONTROL.casefold():
        raise UserError(
            f"这本工作簿叫“{path.name}”，是副本或者改了名。请打开“{CONTROL}”再按按钮，或者把名字改回来。"
        )
    return folder


def show(book: "xw.Book", sheet: str) -> None:
    """Bring a sheet of the control workbook to the front, by the name of its title: tabs may be renamed."""
    name = title_name(sheet)
    if name in [each.name for each in book.names]:
        book.names[name].refers_to_range.sheet.activate()


def _record(outcome: Outcome, moment: datetime) -> dict[str, CellValue]:
    values: dict[str, CellValue] = {MESSAGE: message(outcome.sentences)}
    for step, clause in outcome.results.items():
        values |= _last_run(step, moment, clause)
    return values


def _last_run(step: str, moment: datetime, clause: str) -> dict[str, CellValue]:
    return {LAST_RUN[step].time: f"{moment:%Y-%m-%d %H:%M}", LAST_RUN[step].result: clause}


def message(sentences: Sequence[str]) -> str:
    """The message cell's text: the first sentences, and how many more there are."""
    more = len(sentences) - _SHOWN
    return "\n".join([*sentences[:_SHOWN], *([f"……另有 {more} 条。"] if more > 0 else [])])


def _tell_failure(action: Action, book: "xw.Book", moment: datetime, sentences: Sequence[str]) -> None:
    """Write the message where there is a place for it; the workbook is not saved."""
    with suppress(Exception), quiet(book.app):  # told in the status bar in any case
        live = LiveBook(book)
        values = {MESSAGE: message(sentences), **_last_run(action.id, moment, _FAILED)}
        live.set_values(present(live, values))
        show(book, CONSOLE)


def _root(book: "xw.Book") -> Path | None:
    """Where the workbook lies, if it lies anywhere."""
    try:
        return LiveBook(book).path.parent
    except Exception:
        return None
