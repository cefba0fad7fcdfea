"""Units of measure as printed: which words are one, which are the same, how they compare in size."""

import re
from decimal import Decimal

from xlperf.model.text import compact

#: Other names of a unit. Left side as typed, right side the name used for comparing.
_ALIASES = {
    "圆": "元",
    "元整": "元",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "平方": "平方米",
    "㎥": "立方米",
    "m³": "立方米",
    "m3": "立方米",
    "立方": "立方米",
    "公里": "千米",
    "km": "千米",
    "公斤": "千克",
    "kg": "千克",
    "个月": "月",
    "百分比": "%",
    "百分点": "%",
    "个百分点": "%",
}

#: Units that may follow a Chinese numeral. Kept short: 一期, 一级, 一流 are no quantities.
_COMMON = frozenset(
    {"元", "人", "人次", "户", "个", "项", "次", "名", "村", "亩", "公顷", "米", "千米", "平方米", "立方米"}
    | {"吨", "台", "套", "辆", "件", "份", "天", "日", "月", "小时", "%"}
)

_SCALE = re.compile("([十百千万亿]+)(?!分)(.*)", re.DOTALL)
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_WORD = "[A-Za-z\u4e00-\u9fff°℃㎡㎥][A-Za-z\u4e00-\u9fff²³23]{0,4}"
_UNIT = re.compile(f"[%‰]|{_WORD}(?:[/·]{_WORD}){{0,2}}")
#: What continues a number into a sentence or a guess (50多个, 3以上, 100已完成) rather than naming a unit.
_NO_UNIT = re.compile(
    "^[多余几来约左右上下以不未已无至到或和及第的之前后内为是达均共其]|完成|达标|合格|左右|以上"
)


def canonical(unit: str) -> str:
    """The name under which two spellings of a unit are equal."""
    word = compact(unit).casefold()
    return _ALIASES.get(word, word)


def unit_scale(unit: str) -> tuple[Decimal, str]:
    """A unit as (size, kind): 万元 → (10000, 元), 公里 → (1000, 米), 个 → (1, 个)."""
    name = canonical(unit)
    scaled = _SCALE.fullmatch(name)
    if scaled is None:
        return Decimal(1), name
    size = 1
    for mark in scaled[1]:
        size *= _SIZES[mark]
    return Decimal(size), canonical(scaled[2])


def is_percent_unit(unit: str) -> bool:
    """Whether a number in this unit is a percentage: %, 百分比, 百分点."""
    return canonical(unit) == "%"


def looks_like_unit(word: str, *, common: bool = False) -> bool:
    """Whether the words after a number can be its unit; ``common``: one of the commonest ones."""
    if common:
        return canonical(word) in _COMMON
    return bool(_UNIT.fullmatch(word)) and not _NO_UNIT.search(word)
