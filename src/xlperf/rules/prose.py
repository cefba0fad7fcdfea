"""What can be wrong with a text whatever it is about: its sums, its numbering, its quotes, its slips."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_ITEM: Final = rf"[^0-9、，,；;。：:\n]{{1,16}}(?:{_NUMBER})[^0-9、，,；;。：:\n]{{0,4}}"
#: 完成89.97万元：编制30、审计30、设计29.99 — a total, a mark that its parts follow, at least two parts.
_SUM: Final = re.compile(
    rf"(?P<total>{_NUMBER})(?P<unit>[^0-9、，,；;。：:\n（(]{{0,4}})"
    rf"(?:[：:]|[，,（(]其中[：:，,]?)(?P<parts>{_ITEM}(?:[、，,；;]{_ITEM})+)"
)
_PART: Final = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>[^0-9、，,；;。：:\n]{{0,4}})")
#: Parts that miss the total by more than this share of it are a selection (其中：…), not a sum.
_NEAR: Final = Decimal("0.1")

_CHINESE: Final = "一二三四五六七八九十"
#: Each way of numbering: （1）, 1., 1、, 一是, （一）.
_NUMBERINGS: Final = (
    re.compile(r"[（(]([0-9]{1,2})[）)]"),
    re.compile(r"(?:^|(?<=[。；;：:\n\s]))([0-9]{1,2})[.．](?![0-9])"),
    re.compile(r"(?:^|(?<=[。；;：:\n\s]))([0-9]{1,2})、"),
    re.compile(rf"(?:^|(?<=[。；;：:，,\n\s]))([{_CHINESE}])是"),
    re.compile(rf"[（(]([{_CHINESE}])[）)]"),
)
#: What every one of them has in it; most texts have none.
_ANY_NUMBERING: Final = re.compile(rf"[0-9{_CHINESE}][）).．、是]")

#: Slips of the input method that stand in published reports, and what was meant.
_SLIPS: Final = (
    (re.compile("打到(?=[0-9百九八])"), "达到"),
    (re.compile("未能事项"), "未能实现"),
    (re.compile("(?<![附携地连])带(?![领动来头队])(?=[^，。；、]{2,16}(?:确认|验收|到货|批复)后)"), "待"),
    (re.compile("以经"), "已经"),
    (re.compile("己(?=经|完成|支付|支出|拨付|竣工|验收)"), "已"),
    (re.compile("按装"), "安装"),
    (re.compile("[峻俊]工"), "竣工"),
    (re.compile("部暑"), "部署"),
    (re.compile("截止(?=[0-9]{4}年)"), "截至"),
    (re.compile("绩交"), "绩效"),
    (re.compile("支岀"), "支出"),
)
#: Any of them, for one look at a text instead of eleven.
_ANY_SLIP: Final = re.compile("|".join(pattern.pattern for pattern, _ in _SLIPS))

#: 对照年度目标，说明…（100字以内）; 请填写…; 围绕产出数量……进行分析说明: what a form prints for its writer.
_INSTRUCTION: Final = re.compile(
    r"[（(]\s*(?:不超过|限)?\s*[0-9]+\s*字(?:以内|左右|以下)?\s*[）)]"
    r"|^(?:请|此处|在此|在这里)(?:逐[条项])?(?:填写|填报|说明|简述|输入|描述)"
    r"|^(?:填写|填报)说明|^对照.{0,20}(?:说明|填写)|^(?:示例|例如)[：:]"
    r"|(?:围绕|针对|结合|按照).{2,40}(?:进行|作出?)(?:分析)?(?:说明|阐述)。?$"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total in a text beside what its parts come to."""

    total: Decimal
    parts: tuple[Decimal, ...]

    @property
    def due(self) -> Decimal:
        """What the parts come to."""
        return sum(self.parts, Decimal(0))


def wrong_sums(text: str) -> Iterator[Sum]:
    """Totals whose parts, all named in the same unit, come to nearly but not quite as much."""
    for found in _SUM.finditer(text):
        parts = list(_PART.finditer(found["parts"]))
        units = {found["unit"].strip(), *(part["unit"].strip() for part in parts)} - {""}
        result = Sum(Decimal(found["total"]), tuple(Decimal(part["number"]) for part in parts))
        if (
            len(units) <= 1
            and "%" not in units
            and 0 < abs(result.due - result.total) <= result.total * _NEAR
        ):
            yield result


def numbering_gaps(text: str) -> Iterator[tuple[str, str]]:
    """Each number with the one that follows it out of turn: （1）, （3）. A new list begins at one."""
    if not _ANY_NUMBERING.search(text):
        return
    for numbering in _NUMBERINGS:
        found = [(match[0].strip(), _value(match[1])) for match in numbering.finditer(text)]
        for (mark, number), (after, following) in pairwise(found):
            if following not in (1, number + 1) and found[0][1] == 1:
                yield mark, after


def is_instruction(text: str) -> bool:
    """Whether a text tells its writer what to write, and nobody did."""
    return bool(_INSTRUCTION.search(text.strip()))


def unpaired_quotes(text: str) -> bool:
    """Whether a “ lacks its ”, or the other way round."""
    return text.count("“") != text.count("”")


def slips(text: str) -> Iterator[tuple[str, str]]:
    """Each slip as typed with what surrounds it, and the word that was meant."""
    if not _ANY_SLIP.search(text):
        return
    for pattern, meant in _SLIPS:
        for found in pattern.finditer(text):
            yield found[0], meant


def _value(mark: str) -> int:
    return int(mark) if mark.isdecimal() else _CHINESE.index(mark) + 1
