"""The buttons of 操作台 as data: what each is called, and which sheet it leaves in front."""

from dataclasses import dataclass
from typing import Final

from xlperf.books.console import STEPS


@dataclass(frozen=True, slots=True)
class Action:
    """One button: the step's id, its caption, and the sheet on which its result stands."""

    id: str
    caption: str
    sheet: str


CONSOLE: Final = "操作台"

#: Where the result of a step is seen; the others are told on 操作台.
_SHEETS: Final = {
    "collect": "收件登记",
    "check": "校验结果",
    "fill": "自评汇总",
    "unevaluated": "未纳入自评项目",
    "summarise": "执行率汇总",
}

#: Step id → action.
ACTIONS: Final = {step.id: Action(step.id, step.button, _SHEETS.get(step.id, CONSOLE)) for step in STEPS}
