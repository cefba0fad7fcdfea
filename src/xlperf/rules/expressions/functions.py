"""The functions of the language: names, what they take, what they give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What an expression gives; the value is what a complaint calls it."""

    NUMBER = "数字"
    TEXT = "文字"
    MEASURE = "数字或文字"
    DATE = "日期"
    TRUTH = "条件"


class Taken(StrEnum):
    """What a function takes at one place; the value is what a complaint asks for."""

    NUMBER = "数字"
    TEXT = "文字"
    TRUTH = "条件（如 得分 > 分值）"
    #: A field that stands in a cell, whatever the cell holds.
    CELL = "字段名"
    NUMBER_CELL = "填数字的字段名"
    #: A whole number, written out.
    COUNT = "写明的整数（0 到 10）"
    MONTH = "写明的月份（1 到 12）"
    DAY = "写明的日子（1 到 31）"
    #: The branches of ``if``: numbers, or texts, or conditions.
    BRANCH = "数字或文字"


@dataclass(frozen=True, slots=True)
class Function:
    """One function. The last of ``takes`` may be repeated where ``open_ended``.

    ``gives`` is None where it gives what it takes (``if``). ``over_rows``: it goes over the rows in use.
    ``optional`` is how many of the last arguments may be left out.
    """

    name: str
    takes: tuple[Taken, ...]
    gives: Kind | None
    help: str
    aliases: tuple[str, ...] = ()
    open_ended: bool = False
    over_rows: bool = False
    optional: int = 0

    @property
    def least(self) -> int:
        """The fewest arguments."""
        return len(self.takes) - self.optional

    @property
    def most(self) -> int | None:
        """The most arguments, None where there may be any number."""
        return None if self.open_ended else len(self.takes)

    def taken(self, index: int) -> Taken:
        """What stands at one place."""
        return self.takes[min(index, len(self.takes) - 1)]


#: Words under 偏差原因 and elsewhere that fill a cell and say nothing; without spaces, in small letters.
NOTHING_WORDS: Final = (
    "无", "没有", "暂无", "空", "/", "\\", "-", "--", "—", "——", "－", "／", "、", ".", "。", "*",
    "约", "不等", "若干", "n/a", "na", "none", "null",
)  # fmt: skip
#: Beside them, what is no reason.
NO_REASONS: Final = (*NOTHING_WORDS, "0", "同上", "略")

_NUMBER, _TRUTH, _TEXT = Kind.NUMBER, Kind.TRUTH, Kind.TEXT
_CELL: Final = (Taken.CELL,)
_WORDS: Final = (Taken.TEXT, Taken.TEXT)

_ALL: Final = (
    Function("abs", (Taken.NUMBER,), _NUMBER, "绝对值", ("绝对值",)),
    Function("round", (Taken.NUMBER, Taken.COUNT), _NUMBER, "四舍五入到几位小数", ("四舍五入",)),
    Function("min", (Taken.NUMBER, Taken.NUMBER), _NUMBER, "最小的一个", ("最小", "取小"), open_ended=True),
    Function("max", (Taken.NUMBER, Taken.NUMBER), _NUMBER, "最大的一个", ("最大", "取大"), open_ended=True),
    Function("sum", (Taken.NUMBER,), _NUMBER, "各行之和", ("合计", "求和"), over_rows=True),
    Function("count", (Taken.TRUTH,), _NUMBER, "满足条件的行数", ("个数", "行数"), over_rows=True),
    Function("any", (Taken.TRUTH,), _TRUTH, "至少有一行满足", ("任一",), over_rows=True),
    Function("all", (Taken.TRUTH,), _TRUTH, "每一行都满足", ("全部", "每行"), over_rows=True),
    Function("if", (Taken.TRUTH, Taken.BRANCH, Taken.BRANCH), None, "满足取前者，否则取后者", ("如果",)),
    Function("先取", (Taken.NUMBER, Taken.NUMBER), _NUMBER, "第一个知道的数", open_ended=True),
    Function("空作零", (Taken.NUMBER_CELL,), _NUMBER, "格里的数，空着算 0"),
    Function("空", _CELL, _TRUTH, "格里什么也没有"),
    Function("有内容", _CELL, _TRUTH, "格里有东西"),
    Function("是数字", _CELL, _TRUTH, "格里是真正的数字"),
    Function("是文字", _CELL, _TRUTH, "格里是文字（包括文本型数字）"),
    Function("是错误", _CELL, _TRUTH, "格里是 #REF! 之类的错误值"),
    Function("有回答", _CELL, _TRUTH, "有内容，而且不是“无”“/”之类"),
    Function("有说明", _CELL, _TRUTH, "有内容，而且不是“无”“/”“0”“同上”“略”之类"),
    Function("长度", _CELL, _NUMBER, "不算空格的字数，空着是 0"),
    Function("包含", _WORDS, _TRUTH, "文字里有后面的任何一个", open_ended=True),
    Function("开头是", _WORDS, _TRUTH, "文字以后面的任何一个开头", open_ended=True),
    Function("属于", _WORDS, _TRUTH, "文字就是后面的某一个", open_ended=True),
    Function("两位小数", (Taken.NUMBER,), _TEXT, "印成 90.00"),
    Function("百分比", (Taken.NUMBER, Taken.COUNT), _TEXT, "印成 94.60%", optional=1),
    Function("日期", (Taken.NUMBER, Taken.MONTH, Taken.DAY), Kind.DATE, "如 日期(评价年度, 12, 31)"),
)


def _by_spelling(functions: Iterable[Function]) -> Mapping[str, Function]:
    return MappingProxyType(
        {spelling: function for function in functions for spelling in (function.name, *function.aliases)}
    )


#: Every function by each of its names.
FUNCTIONS: Final = _by_spelling(_ALL)
