"""Doing one of the add-in's commands; whatever happens is told in the status bar, not raised."""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlperf.addin.marking import Marks, mark, unmark
from xlperf.addin.misfortune import explain
from xlperf.addin.remarks import Remark, remark_of
from xlperf.addin.rescoring import Change, changes, write
from xlperf.addin.side_sheet import SideSheet
from xlperf.books.live_app import calculate, quiet, say
from xlperf.books.live_refusals import asking_excel
from xlperf.model.errors import UserError
from xlperf.model.finding import Severity
from xlperf.steps.reading import FileReading, read_forms
from xlperf.steps.telling import counts

if TYPE_CHECKING:
    import xlwings as xw

_ORDER: Final = list(Severity)


def perform(command: str, caption: str, book: "xw.Book") -> None:
    """Do a command on a workbook, and say in the status bar what came of it."""
    try:
        with quiet(book.app), asking_excel(caption):
            sentence = _COMMANDS[command](book)
    except Exception as error:
        sentence = " ".join(explain(error, f"命令“{caption}”：{book.name}", None))
    with suppress(Exception):  # an Excel that takes no more words is gone
        say(book.app, sentence)


def _check(book: "xw.Book") -> str:
    _clear(book)
    reading = read_copy(book)
    _list(book, reading, ())
    found = reading.all_findings()
    if not found:
        return f"校验完毕：{len(reading.forms)} 张自评表，没有发现问题。"
    return f"校验完毕：{len(reading.forms)} 张自评表，{counts(found)}，已列在“校验意见”。"


def _next(book: "xw.Book") -> str:
    side = SideSheet.find(book)
    if side is None:
        raise UserError("还没有校验，或者没有发现问题。请先点“校验当前表”。")
    stops = side.stops()
    if not stops:
        raise UserError("所列的问题都没有对应的单元格，请看“校验意见”。")
    number = side.position % len(stops)
    stop = stops[number]
    stop.cell.sheet.activate()
    stop.cell.select()
    side.move_to(number + 1)
    return f"第 {number + 1}/{len(stops)} 处：{stop.text}"


def _clear(book: "xw.Book") -> str:
    side = SideSheet.find(book)
    if side is None:
        return "没有要清除的标记。"
    marked = unmark(side.marks())
    side.remove()
    return f"已清除 {marked} 处标记和“校验意见”。"


def _rescore(book: "xw.Book") -> str:
    _clear(book)
    reading = read_copy(book)
    if not reading.forms:
        (why, *_) = reading.findings
        raise UserError(f"{why.message}。{why.fix}")
    done = write(book, [change for form in reading.forms for change in changes(form)])
    _list(book, read_copy(book) if done else reading, done)
    kept = Counter(change.written for change in done)
    refused = f"，{kept[False]} 处不能改" if kept[False] else ""
    return (
        f"重新计算得分：改了 {kept[True]} 处{refused}，已列在“校验意见”。"
        if done
        else "得分都对，没有要改的。"
    )


def read_copy(book: "xw.Book") -> FileReading:
    """What the workbook says as it stands now, unsaved changes included, checked as ``xlperf check`` does."""
    with tempfile.TemporaryDirectory(prefix="xlperf-") as folder:
        name = Path(book.name).name
        copy = Path(folder) / (name if Path(name).suffix else f"{name}.xlsx")
        calculate(book.app)
        book.api.SaveCopyAs(str(copy))
        return read_forms(copy)


def _list(book: "xw.Book", reading: FileReading, done: Sequence[Change]) -> None:
    """Put changes and findings onto the side sheet, and mark the cells; no sheet where there is none."""
    found = sorted(reading.all_findings(), key=lambda item: _ORDER.index(item.severity))
    remarks: list[Remark] = [change.remark() for change in done] + [remark_of(item) for item in found]
    if not remarks:
        return
    side, marks = SideSheet.add(book), Marks()
    try:
        mark(book, remarks, marks)
        side.fill(remarks, marks, counts(found))
    except BaseException:  # without the list nobody could take the marks off again
        unmark((book.sheets[sheet].range(cell), each) for (sheet, cell), each in marks.items())
        side.remove()
        raise


_COMMANDS: Final[Mapping[str, Callable[["xw.Book"], str]]] = {
    "check_sheet": _check,
    "next_problem": _next,
    "clear_marks": _clear,
    "rescore": _rescore,
}
