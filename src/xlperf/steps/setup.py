"""``xlperf setup``: make Excel's buttons work for one user, without administrator and without a network.

Nothing outside the user's own folders and the user's own branch of the registry is touched; every task can be
done again and undone.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from xlperf.build.shipped import shipped
from xlperf.model.errors import UserError, reason
from xlperf.steps import interpreter_setting
from xlperf.steps.computer import Computer
from xlperf.steps.diagnosis import Diagnosis
from xlperf.steps.excel_trust import trust_problems
from xlperf.steps.folder import RoundFolder, write_file

ADDIN: Final = "xlperf.xlam"
COMMAND: Final = "xlperf.bat"
#: In a copied program: the folder of Python below the folder that was asked for.
PYTHON: Final = "python"
_MARK: Final = ":Zone.Identifier"
_EXCEL_OPEN: Final = "请先关闭 Excel，再运行一次"


@dataclass(frozen=True, slots=True)
class Request:
    """What ``xlperf setup`` was asked for.

    ``round`` is a round's folder whose workbook is to be freed of the mark of the Internet; ``copy_to`` a
    folder into which the running Python is copied first, so that the medium it came on can go.
    """

    round: Path | None = None
    copy_to: Path | None = None


def set_up(computer: Computer, request: Request) -> Iterator[Diagnosis]:
    """Do everything, one sentence for each thing done or in the way.

    Raises:
        UserError: there can be no Excel on this computer.
    """
    _require_excel_system(computer)
    if request.copy_to is not None:
        computer = copied(computer, request.copy_to)
        yield Diagnosis(True, f"程序：已复制到“{request.copy_to}”")
        yield _attempt("命令 xlperf", lambda: _write_command(computer))
    yield _attempt("按钮用的 Python", lambda: _write_interpreter(computer))
    if computer.system == "Windows":
        yield _attempt("Excel 加载项", lambda: _copy_addin(computer))
    if request.round is not None:
        control = RoundFolder(request.round).control
        yield _attempt(f"工作簿 {control.name}", lambda: _unblock(control))
    yield from _in_the_way(computer)


def undo(computer: Computer) -> Iterator[Diagnosis]:
    """Take back what :func:`set_up` did; the folder of a copied program is left for the user to delete.

    Raises:
        UserError: as there.
    """
    _require_excel_system(computer)
    yield _attempt("按钮用的 Python", lambda: _remove_interpreter(computer))
    if computer.system == "Windows":
        yield _attempt("Excel 加载项", lambda: _removed(computer.excel_start / ADDIN))
        yield _attempt("命令 xlperf", lambda: _removed(computer.user_programs / COMMAND))


def addin_is_current(computer: Computer) -> bool | None:
    """Whether Excel opens the add-in that belongs to this program; None where it opens none."""
    path = computer.excel_start / ADDIN
    return path.read_bytes() == shipped(ADDIN).read_bytes() if path.is_file() else None


def copied(computer: Computer, target: Path) -> Computer:
    """Copy the Python that runs, with all that is installed in it; the computer as it is from then on.

    The old copy is put aside before the new one takes its place, so that a program which has it open is
    noticed before anything has changed.

    Raises:
        UserError: this Python cannot be copied, the old copy is in use, or the disk refuses.
    """
    source, place = computer.interpreter.parent, target / PYTHON
    if not any(source.glob("python*._pth")):
        raise UserError(
            f"“{source}”里的 Python 不是离线安装包里的，不能复制。"
            "请去掉 --copy-to，或者运行离线安装包里的“安装.bat”。"
        )
    there = replace(computer, interpreter=place / computer.interpreter.name)
    if place.exists() and place.samefile(source):
        return there
    new, old = target / f"{PYTHON}.new", target / f"{PYTHON}.old"
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(source, new)
        if place.exists():
            place.rename(old)
        new.rename(place)
    except OSError as error:
        raise UserError(f"没能把程序复制到“{target}”：{reason(error)}。{_EXCEL_OPEN}。") from error
    shutil.rmtree(old, ignore_errors=True)
    return there


def _attempt(label: str, task: Callable[[], str]) -> Diagnosis:
    """One sentence about a task; what the system or the program refuses is one too."""
    try:
        return Diagnosis(True, f"{label}：{task()}")
    except UserError as error:
        return Diagnosis(False, f"{label}：{error}")
    except OSError as error:
        return Diagnosis(False, f"{label}：{reason(error)}。{_EXCEL_OPEN}")


def _require_excel_system(computer: Computer) -> None:
    if computer.system not in interpreter_setting.KEYS:
        raise UserError(
            f"{computer.system} 上没有 Microsoft Excel，没有什么要设置的。"
            "这台电脑用 xlperf 命令做同样的事，做法见“办事员手册”。"
        )


def _write_interpreter(computer: Computer) -> str:
    before = interpreter_setting.write(computer)
    changed = f"；原来是“{before}”，用 xlperf setup --remove 可以改回去" if before else ""
    return f"{computer.interpreter}，写在“{computer.xlwings_settings}”{changed}"


def _remove_interpreter(computer: Computer) -> str:
    return "已恢复原来的设置" if interpreter_setting.remove(computer) else "不是本程序设置的，没有改动"


def _copy_addin(computer: Computer) -> str:
    path = computer.excel_start / ADDIN
    fresh = write_file(path, shipped(ADDIN).read_bytes())
    _unblock(path)
    return f"{'已复制到' if fresh else '已经在'}“{path}”"


def _write_command(computer: Computer) -> str:
    """ASCII, since a command window reads it in a code page of its own."""
    folder = computer.user_programs
    if not folder.is_dir():
        folder = computer.interpreter.parents[1]
    text = f'@"{interpreter_setting.wanted(computer)}" -m xlperf %*\r\n'
    write_file(folder / COMMAND, text.encode("ascii"))
    known = folder == computer.user_programs
    return "在命令窗口里可以直接用" if known else f"在命令窗口里写“{folder / COMMAND}”"


def _removed(path: Path) -> str:
    if not path.exists():
        return "没有装过"
    path.unlink()
    return f"已删除“{path}”"


def _unblock(path: Path) -> str:
    """Take off the mark with which Windows remembers that a file came from the Internet.

    NTFS keeps it in a second stream of the file, which opens under the file's name with a suffix.
    """
    if not path.is_file():
        raise UserError(f"找不到“{path}”，请检查文件夹名称")
    mark = path.with_name(path.name + _MARK)
    if not mark.exists():
        return "没有“来自 Internet”的标记，可以直接打开"
    mark.unlink()
    return "已解除“来自 Internet”的锁定"


def _in_the_way(computer: Computer) -> Iterator[Diagnosis]:
    """What setting up cannot mend."""
    if not computer.has_xlwings:
        yield Diagnosis(False, "这个 Python 里没有 xlwings，按钮用不了：请重新运行离线安装包里的“安装.bat”")
    if not computer.has_excel:
        instead = "只有 WPS" if computer.has_wps else "没有找到"
        yield Diagnosis(
            False, f"Microsoft Excel：{instead}，按钮用不了；请用 xlperf 命令做同样的事", vital=False
        )
    yield from trust_problems(computer.registry)
