"""I family: is each indicator what its place in the form says it is."""

import re
from collections.abc import Iterator
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name
from xlperf.rules.levels import canonical_level1, canonical_level2, level_key

#: Indicators that only say again how much was spent, which 执行率 has scored already.
_MONEY: Final = re.compile(
    "预算.{0,4}执行率|资金.{0,4}(?:金额|总额|到位率|拨付率|支付率|支出率|使用率)|^拨款率"
)
#: Words in an indicator's name, and the second-level indicators under which they are out of place.
_MISPLACED: Final = (
    (re.compile("满意"), ("数量", "质量", "时效", "成本", "经济效益", "社会效益", "生态效益", "可持续影响")),
    (re.compile("成本|造价|单价"), ("数量", "时效", "生态效益", "可持续影响", "服务对象满意度")),
    (re.compile("(?:事故|事件).{0,4}[数率]"), ("服务对象满意度",)),
    (re.compile("合格率|达标率|优良率"), ("数量", "时效", "成本")),
    (re.compile("及时率|按时.{0,4}率|完成时[间限]"), ("数量", "成本")),
)
#: “满意度调查次数” counts what was done: there the word says nothing about the kind.
_COUNTING: Final = re.compile("(?:次数|份数|人数|人次|数量|个数)$")
_COST: Final = "成本"


def missing_second_level(case: FormCase) -> Iterator[Hit]:
    """I05: as many outputs as there are kinds of them, and still nothing on quality, time or cost."""
    for level in case.rules.level1:
        lines = [line for line in case.form.indicators if _level1(case, line) == level.name]
        if "产出" not in level.name or len(lines) < len(level.level2):
            continue
        present = {canonical_level2(case.rules, level.name, line.level2.value or "") for line in lines}
        missing = [below.name for below in level.level2 if below.name not in present]
        if present != {None} and missing:
            yield Hit(None, entries.LEVEL2, {"一级": level.name, "二级": "、".join(missing)})


def money_for_output(case: FormCase) -> Iterator[Hit]:
    """I10: the execution rate once more, as an output."""
    for line in entries.named(case.form):
        if _MONEY.search(name(line)) and _COST not in _level2_key(line):
            yield Hit(line.level3, entries.LEVEL3, {"指标": name(line)})


def misplaced(case: FormCase) -> Iterator[Hit]:
    """I11: the name speaks of something else than the second-level indicator."""
    for line in entries.named(case.form):
        level2 = line.level2.value or ""
        known = canonical_level2(case.rules, line.level1.value or "", level2) or level2
        found = any(
            word.search(name(line)) and level_key(known) in (level_key(wrong) for wrong in levels)
            for word, levels in _MISPLACED
        )
        if found and not _COUNTING.search(name(line)):
            values = {"指标": name(line), "二级": entries.quoted(level2)}
            yield Hit(line.level3, entries.LEVEL3, values)


def cost_elsewhere(case: FormCase) -> Iterator[Hit]:
    """I12: cost is a first-level indicator and the form has it under 产出, or the other way round."""
    own = next((level.name for level in case.rules.level1 if _COST in level.name), None)
    place = own or next((level.name for level in case.rules.level1 if "产出" in level.name), "")
    for line in case.form.indicators:
        below = own is not None and _COST in _level2_key(line) and _level1(case, line) != own
        above = own is None and _COST in level_key(line.level1.value or "")
        if below or above:
            yield Hit(line.level2, entries.LEVEL2, {"位置": f"一级指标“{place}”" if own else f"“{place}”下"})
            return


def _level1(case: FormCase, line: IndicatorLine) -> str | None:
    return canonical_level1(case.rules, line.level1.value or "")


def _level2_key(line: IndicatorLine) -> str:
    return level_key(line.level2.value or "")


CHECKS = {
    "I05": missing_second_level,
    "I10": money_for_output,
    "I11": misplaced,
    "I12": cost_elsewhere,
}
