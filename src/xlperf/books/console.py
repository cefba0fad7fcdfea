"""操作台 as data: the steps with their buttons, what each last came to, the state of the round.

A workbook made by an older version lacks some of these named cells; :func:`present` leaves them out.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xlperf.books.port import CellValue, ControlBook


class Step(NamedTuple):
    """One button.

    ``id`` is how code calls the step, ``macro`` the name of the VBA procedure behind the button, ``command``
    what does the same in a terminal ("" where a terminal has no need of it).
    """

    id: str
    button: str
    does: str
    command: str
    macro: str


#: The buttons from left to right: the year in its order, then the whole of it, then the way back.
STEPS: Final = (
    Step(
        "distribute",
        "① 下发模板",
        "按单位名录、台账和绩效目标生成各单位的自评表，放进“下发”。",
        "xlperf distribute .",
        "XlperfDistribute",
    ),
    Step(
        "collect",
        "② 收集回收",
        "读取“回收”里交回的文件，登记、存档，认出单位和项目。",
        "xlperf collect .",
        "XlperfCollect",
    ),
    Step(
        "check",
        "③ 校验",
        "逐格检查，与台账核对；有问题的列进“校验结果”。",
        "xlperf collect .",
        "XlperfCheck",
    ),
    Step(
        "fill",
        "④ 计算执行率与得分",
        "重新计算执行率、得分和等级，填“自评汇总”。",
        "xlperf fill .",
        "XlperfFill",
    ),
    Step(
        "unevaluated",
        "⑤ 填未纳入自评项目",
        "台账有而没有自评的项目，连同原因列成说明。",
        "xlperf fill .",
        "XlperfUnevaluated",
    ),
    Step(
        "summarise",
        "⑥ 生成汇总表",
        "执行率、得分分布、问题与措施、重点项目、部门整体。",
        "xlperf summarise .",
        "XlperfSummarise",
    ),
    Step("report", "⑦ 生成报告", "生成《部门绩效评价情况》，放进“成果”。", "xlperf report .", "XlperfReport"),
    Step("run", "一键全流程", "从第②步做到第⑦步。", "xlperf run .", "XlperfRunAll"),
    Step("undo", "撤销上一步", "把本工作簿恢复到上一步运行之前。", "", "XlperfUndo"),
)


class LastRun(NamedTuple):
    """The named cells under a button: when its step last ran, and what came of it. Both hold text."""

    time: str
    result: str


#: Step id → its two cells. Buttons fill them; a terminal does not, so that a run repeated there changes
#: no byte.
LAST_RUN: Final = {step.id: LastRun(f"上次_{step.id}_时间", f"上次_{step.id}_结果") for step in STEPS}

#: The named cell that takes the last message or error, one or more sentences.
MESSAGE: Final = "状态_消息"

#: The state of the round: named cell → caption.
STATE: Final = {
    "状态_应报单位": "应报单位",
    "状态_已下发单位": "已下发单位",
    "状态_已收单位": "已收单位",
    "状态_应报项目": "应报项目",
    "状态_已通过": "已通过",
    "状态_需修改": "需修改",
    "状态_未报": "未报",
    "状态_错误数": "错误数",
    "状态_警告数": "警告数",
}

#: The folders of a round that 操作台 opens, in the order in which files pass through them.
FOLDERS: Final = ("下发", "回收", "退回", "成果", "归档", "模板")


def present(book: ControlBook, values: Mapping[str, CellValue]) -> dict[str, CellValue]:
    """Those of the values whose named cell the workbook has."""
    names = set(book.names())
    return {name: value for name, value in values.items() if name in names}
