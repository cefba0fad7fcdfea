"""What is said of a file that ended its reader, and what to do about it."""

from collections.abc import Mapping
from typing import Final

from xlperf.steps.refusal import SAVE_AGAIN, Refusal
from xlperf.steps.workers import Kind

_SMALLER: Final = "请用 Excel 或 WPS 打开，只保留自评表，删去多余的工作表、行列和图片，另存一份再报送"
_MISFORTUNES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.TIME: ("读取用的时间超过限度，已停止", _SMALLER),
    Kind.MEMORY: ("读取要用的内存超过限度，已停止", _SMALLER),
    Kind.DIED: ("读取时程序意外中止", SAVE_AGAIN),
    Kind.RAISED: ("程序读不懂它", SAVE_AGAIN),
}


def misfortune(kind: Kind) -> Refusal:
    """Why a file was not read that ended the process which read it."""
    return Refusal(str(kind), *_MISFORTUNES[kind])
