"""V family: are target and actual value measured in the same way, and in one that fits the indicator."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine, Relation
from xlperf.model.finding import Severity
from xlperf.model.ledger import ZERO
from xlperf.model.reading import NoteKind
from xlperf.model.text import clean
from xlperf.model.units import is_percent_unit, unit_scale
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.levels import level_key

#: More of these is better; less of those. What is said of going down or of being dealt with is neither.
_MORE: Final = re.compile(
    "成功|合格率|完成率|覆盖|满意|及时率|达标率|优良率|就业|增收|受益|参与|知晓率|办结率|利用率"
)
_LESS: Final = re.compile("投诉|事故|差错|失误|超支|死亡|违规|总成本|总费用|返工")
_TURNED: Final = re.compile("下降|减少|降低|办结|处[理置]|响应|解决|整改|控制|节约|回复|零")
_RATE_NAME: Final = re.compile("(?:率|满意度|占比|比例)$")
_COUNT_NAME: Final = re.compile("(?:数量|人数|户数|次数|个数|面积|长度|里程)$")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: What one indicator does may be chance; what as many do is how the form was filled in.
_SEVERAL: Final = 3
#: Units of rates beside %.
_RATES: Final = ("‰", "/")


def number_for_a_day(case: FormCase) -> Iterator[Hit]:
    """V04: the target is a day, the actual value a number: how many per cent of a day?"""
    for line in case.form.indicators:
        if isinstance(line.target.value, date) and isinstance(line.actual.value, Decimal):
            values = {"指标": name(line), "目标": quoted(line.target.text), "值": quoted(line.actual.text)}
            yield Hit(line.actual, entries.ACTUAL, values)


def other_unit(case: FormCase) -> Iterator[Hit]:
    """V07: the actual value names another unit than the target; or targets name units and no value does."""
    for line in case.form.indicators:
        asked = clean(line.unit.value or "")
        noted = next((n.detail for n in line.actual.notes if n.kind is NoteKind.WITH_UNIT), "")
        if asked and noted and unit_scale(noted) != unit_scale(asked):
            values = _units(f"“{name(line)}”", f"是{asked}", f"是{noted}，不能直接比较")
            yield Hit(line.actual, entries.ACTUAL, values)
    counted = [line for line in case.form.indicators if _in_one_cell(line)]
    bare = [line for line in counted if _NUMBER.fullmatch(line.actual.text.strip())]
    if len(counted) >= _SEVERAL and bare == counted:
        values = _units(f"{len(counted)} 个指标", "写在指标值里", "没有写")
        yield Hit(bare[0].actual, entries.ACTUAL, values, Severity.HINT)


def doubtful_direction(case: FormCase) -> Iterator[Hit]:
    """V09: the more the better, and still ≤; or the less the better, and ≥."""
    for line in case.form.indicators:
        relation = line.relation.value
        if relation is None or not entries.is_counted(line) or _TURNED.search(name(line)):
            continue
        more, less = bool(_MORE.search(name(line))), bool(_LESS.search(name(line)))
        if more and not less and relation.reverse:
            yield Hit(line.relation, entries.RELATION, _direction(line, "多", "≥"))
        elif less and not more and relation in (Relation.GE, Relation.GT) and line.target.value != ZERO:
            yield Hit(line.relation, entries.RELATION, _direction(line, "少", "≤"))


def satisfaction_in_words(case: FormCase) -> Iterator[Hit]:
    """V15: satisfaction is counted, not described."""
    for line in case.form.indicators:
        satisfaction = "满意" in name(line) and "满意" in level_key(line.level1.value or "")
        words = isinstance(line.actual.value, str) and entries.applies(line)
        if satisfaction and words and not isinstance(line.target.value, Decimal | date):
            yield Hit(line.actual, entries.ACTUAL, {"指标": name(line), "值": quoted(line.actual.text)})


def doubtful_unit(case: FormCase) -> Iterator[Hit]:
    """V20: a rate in pieces, a count in per cent; or no unit anywhere."""
    counted = [line for line in case.form.indicators if entries.is_counted(line)]
    if len(counted) >= _SEVERAL and not any(line.unit.value for line in counted):
        values = {"指标": f"{len(counted)} 个定量指标都", "值": "没有度量单位"}
        yield Hit(counted[0].unit, entries.UNIT, values)
    for line in case.form.indicators:
        unit = clean(line.unit.value or "")
        if not unit or not entries.is_counted(line):
            continue
        percent = is_percent_unit(unit)
        piece = not percent and not any(mark in unit for mark in _RATES) and "分" not in unit
        if (piece and _RATE_NAME.search(name(line))) or (percent and _COUNT_NAME.search(name(line))):
            yield Hit(line.unit, entries.UNIT, {"指标": f"“{name(line)}”的单位", "值": f"是“{unit}”"})


def _in_one_cell(line: IndicatorLine) -> bool:
    """Whether target and unit stand in one cell, as on the central form: ≥50个."""
    return entries.is_counted(line) and "" != line.unit.cell == line.target.cell


def _units(who: str, target: str, actual: str) -> dict[str, str]:
    return {"指标": who, "目标": target, "值": actual}


def _direction(line: IndicatorLine, better: str, due: str) -> dict[str, str]:
    sign = line.relation.value
    return {"指标": name(line), "好": better, "符号": sign.value if sign else "", "应为": due}


CHECKS = {
    "V04": number_for_a_day,
    "V07": other_unit,
    "V09": doubtful_direction,
    "V15": satisfaction_in_words,
    "V20": doubtful_unit,
}
