"""Which of the two ways a computer can go: the buttons in Excel, or the commands in a terminal."""

from collections.abc import Iterator

from xlperf.steps import interpreter_setting
from xlperf.steps.computer import Computer
from xlperf.steps.diagnosis import Diagnosis
from xlperf.steps.excel_trust import trust_problems
from xlperf.steps.setup import addin_is_current

_INSTEAD = "请用 xlperf 命令做同样的事"
_SET_UP = "请运行 xlperf setup"


def examine_buttons(computer: Computer) -> Iterator[Diagnosis]:
    """What the buttons need, one line each; the last line says whether they work.

    Nothing here keeps the commands from working, so nothing here is vital.
    """
    if computer.system not in interpreter_setting.KEYS:
        text = f"Excel 按钮：{computer.system} 上没有 Excel，xlwings 用不了；{_INSTEAD}"
        yield Diagnosis(False, text, vital=False)
        return
    needs = tuple(_needs(computer))
    yield from needs
    ready = all(need.good for need in needs)
    verdict = "可以用" if ready else f"现在还不能用，原因见上面标 ○ 的；在那以前{_INSTEAD}"
    yield Diagnosis(ready, f"Excel 按钮：{verdict}", vital=False)


def _needs(computer: Computer) -> Iterator[Diagnosis]:
    yield _excel(computer)
    yield _need("xlwings", "已装", "没有装", good=computer.has_xlwings)
    yield _interpreter(computer)
    if computer.system == "Windows":
        yield _addin(computer)
    for problem in trust_problems(computer.registry):
        yield Diagnosis(False, problem.text, vital=False)


def _need(what: str, if_good: str, if_bad: str, *, good: bool) -> Diagnosis:
    return Diagnosis(good, f"{what}：{if_good if good else if_bad}", vital=False)


def _excel(computer: Computer) -> Diagnosis:
    only = "只有 WPS，WPS 里不能用按钮" if computer.has_wps else "没有找到"
    return _need("Microsoft Excel", "已装", only, good=computer.has_excel)


def _interpreter(computer: Computer) -> Diagnosis:
    value = interpreter_setting.current(computer)
    other = f"指着别处（{value}），{_SET_UP}" if value else f"还没有设置，{_SET_UP}"
    return _need("按钮用的 Python", "就是现在这个", other, good=interpreter_setting.points_here(computer))


def _addin(computer: Computer) -> Diagnosis:
    current = addin_is_current(computer)
    missing = f"还没有装，{_SET_UP}" if current is None else f"是另一个版本的，{_SET_UP}"
    return _need("Excel 加载项", "已装", missing, good=bool(current))
