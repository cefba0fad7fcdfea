"""撤销上一步: the control workbook as it was before the last step wrote into it.

Every step saves a copy before its first write, so that copies are steps. Taking one back uses it up; doing
it again goes one step further back. Taking back is itself no step: what it takes away is kept aside.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from xlperf.addin.actions import ACTIONS
from xlperf.books.console import LAST_RUN, present
from xlperf.books.file import FileBook
from xlperf.books.live import LiveBook
from xlperf.books.live_backup import backup, backups, restore
from xlperf.books.port import CellValue
from xlperf.model.errors import UserError

#: Where the workbook is kept as it was before something was taken back.
_ASIDE: Final = "撤销前"


def take_back(book: LiveBook, folder: Path, moment: datetime) -> tuple[str, ...]:
    """Restore the last copy in ``folder`` and use it up; says what was undone and what stays.

    Raises:
        UserError: there is no copy, or it cannot be read or written back.
    """
    copies = backups(folder)
    if not copies:
        raise UserError("没有可以撤销的步骤：还没有哪一步改过本工作簿，或者都已撤销。")
    last = copies[-1]
    before = _last_runs(FileBook(last))
    step = _undone(before, _last_runs(book))
    kept = backup(book.book, folder / _ASIDE, moment)
    changed = restore(book, last)
    last.unlink()
    return tuple(_sentences(step, changed, f"{folder.parent.name}/{folder.name}/{_ASIDE}/{kept.name}"))


def _last_runs(book: LiveBook | FileBook) -> dict[str, CellValue]:
    """When each step last ran, by a workbook's 操作台."""
    names = present(book, {run.time: None for run in LAST_RUN.values()})
    return {name: book.read_value(name) for name in names}


def _undone(before: Mapping[str, CellValue], now: Mapping[str, CellValue]) -> str:
    """The caption of the step that ran after a copy was made ("" where 操作台 does not tell).

    一键全流程 and 收集回收 tell of other steps as well, which they contain: they go first. Where a step ran
    twice within a minute, its time is the latest all the same.
    """
    times = {step: str(now[run.time]) for step, run in LAST_RUN.items() if now.get(run.time)}
    times.pop("undo", None)
    ran = [step for step in times if before.get(LAST_RUN[step].time) != now[LAST_RUN[step].time]]
    ran = ran or [step for step, time in times.items() if time == max(times.values())]
    return ACTIONS["run" if "run" in ran else ran[0]].caption if ran else ""


def _sentences(step: str, changed: tuple[str, ...], kept: str) -> list[str]:
    what = f"“{step}”" if step else "上一步"
    shown = [name for name in changed if not name.startswith(("上次_", "状态_"))]
    tables = f"恢复了：{'、'.join(shown)}。" if shown else "各表没有变化。"
    return [
        f"已撤销{what}，{tables}",
        "已经写进 下发、退回、成果 和 归档 的文件保持不变。",
        f"撤销前的工作簿另存在“{kept}”。再按一次，会再退回一步。",
    ]
