"""``xlperf setup``: Excel's buttons for one user of this computer."""

from argparse import Namespace
from collections.abc import Iterable

from xlperf.steps.computer import Computer, this_computer
from xlperf.steps.diagnosis import Diagnosis
from xlperf.steps.setup import Request, set_up, undo


def run(arguments: Namespace) -> int:
    """Do or undo it, a line for each thing; 1 where somebody has to click something before it works."""
    computer = this_computer()
    if arguments.remove:
        failed = _say(undo(computer))
        print("下次打开 Excel 时生效。离线安装包复制出来的文件夹可以直接删除。")
        return int(failed)
    failed = _say(set_up(computer, Request(arguments.dir, arguments.copy_to)))
    print("\n".join(_next(computer, failed=failed)))
    return int(failed)


def _say(diagnoses: Iterable[Diagnosis]) -> bool:
    """Print each as it comes; whether one of them is in the way."""
    failed = False
    for diagnosis in diagnoses:
        print(diagnosis)
        failed = failed or diagnosis.fatal
    return failed


def _next(computer: Computer, *, failed: bool) -> tuple[str, ...]:
    if failed:
        return ("标 ✘ 的处理好以后，再运行一次 xlperf setup。",)
    if computer.system == "Darwin":
        return (
            "还要在“终端”里运行一次：xlwings runpython install",
            "然后打开“绩效评价.xlsm”，点“启用宏”，就可以按操作台上的按钮。Mac 上没有工作表函数。",
        )
    if not computer.has_excel:
        return ("在评价年度的文件夹里打开命令窗口，用 xlperf 命令，做法见“办事员手册”。",)
    return (
        "关闭所有 Excel 窗口再打开，会多出“绩效校验”选项卡。",
        "打开“绩效评价.xlsm”，上方出现黄条时点“启用内容”，就可以按操作台上的按钮。",
    )
