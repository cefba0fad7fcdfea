"""I family: the weights and names of the indicators."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.checks.execution import wrong_rate_weight
from xlperf.rules.levels import canonical_level1, expected_weights, label_weight

#: One indicator should not weigh more than this, and a form have this many (DOMAIN §4, I06 and I08).
_HEAVY: Final = Decimal(30)
_FEW, _MANY = 3, 20
_TOLERANCE: Final = Decimal("0.01")


def weights_total(case: FormCase) -> Iterator[Hit]:
    """I01: indicators and execution rate do not weigh 100 together (unless B15, I03 or I07 say why)."""
    lines, due = case.form.indicators, case.rules.weights_total
    if not lines or not _all_weighed(lines) or any(label_weights(case)):
        return
    rate_weight = case.rules.execution.weight
    printed = case.form.rate_weight.value or rate_weight
    own = _weight(lines)
    if min(abs(own + rate_weight - due), abs(own + printed - due)) > _TOLERANCE:
        values = {"填报": number_text(own + rate_weight), "应为": number_text(due), "明细": _parts(case)}
        yield Hit(lines[0].weight, "分值合计", values)


def level_weights(case: FormCase) -> Iterator[Hit]:
    """I02: first-level indicators weigh something else than the rule set says (unless it follows)."""
    said_before = (weights_total, label_weights, missing_level, wrong_rate_weight)
    if not _all_weighed(case.form.indicators) or any(any(check(case)) for check in said_before):
        return
    levels = _levels(case)
    wrong: dict[str, str] = {}
    for group in expected_weights(case.rules, frozenset(levels)):
        found = [level for level in group.levels if level in levels]
        total = sum((_weight(levels[level]) for level in found), ZERO)
        if found and abs(total - group.weight) > _TOLERANCE:
            weights = f"合计 {number_text(total)} 分，规定 {number_text(group.weight)} 分"
            wrong[found[0]] = f"{'、'.join(group.levels)}{weights}"
    if wrong:
        weight = levels[next(iter(wrong))][0].weight
        values = {"情况": "；".join(wrong.values())}
        yield Hit(weight, entries.WEIGHT, values, case.rules.weights_severity)


def label_weights(case: FormCase) -> Iterator[Hit]:
    """I03: 产出指标（70分） over rows that weigh something else."""
    for level, lines in _levels(case).items():
        labelled, total = label_weight(lines[0].level1.value or ""), _weight(lines)
        if labelled is not None and _all_weighed(lines) and abs(labelled - total) > _TOLERANCE:
            values = {"一级": level, "标注": number_text(labelled), "合计": number_text(total)}
            yield Hit(lines[0].level1, entries.LEVEL1, values)


def missing_level(case: FormCase) -> Iterator[Hit]:
    """I04: a first-level indicator is not there, and its weight went nowhere that the rule set says."""
    present = frozenset(_levels(case))
    if not case.form.indicators or any(weights_total(case)):
        return
    groups = expected_weights(case.rules, present)
    missing = ["或".join(group.levels) for group in groups if not present.intersection(group.levels)]
    if missing:
        yield Hit(None, entries.LEVEL1, {"一级": "、".join(missing)})


def too_heavy(case: FormCase) -> Iterator[Hit]:
    """I06: one indicator decides too much."""
    for line in case.form.indicators:
        if line.weight.value is not None and line.weight.value > _HEAVY:
            values = {"指标": name(line), "分值": number_text(line.weight.value)}
            yield Hit(line.weight, entries.WEIGHT, values)


def no_weight(case: FormCase) -> Iterator[Hit]:
    """I07: an indicator without weight, or with none that counts."""
    blank = [line for line in entries.named(case.form) if entries.unfilled(line.weight)]
    for line, who in entries.one_by_one_or_all(case.form, blank):
        yield Hit(line.weight, entries.WEIGHT, {"指标": who, "情况": "没有分值"})
    for line in entries.named(case.form):
        weight = line.weight.value
        if weight is not None and weight <= 0:
            values = {"指标": f"“{name(line)}”", "情况": f"的分值是 {number_text(weight)}"}
            yield Hit(line.weight, entries.WEIGHT, values)


def how_many(case: FormCase) -> Iterator[Hit]:
    """I08: too few or too many indicators."""
    count = len(case.form.indicators)
    if not _FEW <= count <= _MANY:
        yield Hit(None, "绩效指标", {"n": str(count)})


def same_name(case: FormCase) -> Iterator[Hit]:
    """I09: the same indicator twice under one second-level indicator."""
    keys = [_key(line) for line in case.form.indicators]
    counts = Counter(key for key in keys if key[-1])
    for number, (key, line) in enumerate(zip(keys, case.form.indicators, strict=True)):
        if counts[key] > 1 and key in keys[:number]:
            yield Hit(line.level3, entries.LEVEL3, {"指标": name(line), "n": str(counts.pop(key))})


def no_name(case: FormCase) -> Iterator[Hit]:
    """I13: a row with content but without the indicator's name."""
    for line in case.form.indicators:
        if line.level3.value is None and not entries.unclear(line.level3):
            level = quoted(line.level2.value or line.level1.value or "绩效指标")
            yield Hit(line.level3, entries.LEVEL3, {"二级": level})


def _key(line: IndicatorLine) -> tuple[str, ...]:
    return tuple(match_key(entry.value or "") for entry in (line.level1, line.level2, line.level3))


def _all_weighed(lines: Iterable[IndicatorLine]) -> bool:
    """Whether every row has a weight: where one has none, or none that can be read, that is told instead."""
    return all(line.weight.value is not None and line.weight.value > 0 for line in lines)


def _parts(case: FormCase) -> str:
    """What each first-level indicator weighs, those that are missing included."""
    levels = _levels(case)
    parts = [f"{one.name} {number_text(_weight(levels.get(one.name, ())))}" for one in case.rules.level1]
    return "、".join((*parts, f"{entries.RATE} {number_text(case.rules.execution.weight)}"))


def _levels(case: FormCase) -> dict[str, list[IndicatorLine]]:
    """The rows of each first-level indicator that the form has any for, by the rule set's name of it."""
    levels: dict[str, list[IndicatorLine]] = defaultdict(list)
    for line in case.form.indicators:
        level = canonical_level1(case.rules, line.level1.value or "")
        if level is not None:
            levels[level].append(line)
    return dict(levels)


def _weight(lines: Iterable[IndicatorLine]) -> Decimal:
    return sum((line.weight.value or ZERO for line in lines), ZERO)


CHECKS = {
    "I01": weights_total,
    "I02": level_weights,
    "I03": label_weights,
    "I04": missing_level,
    "I06": too_heavy,
    "I07": no_weight,
    "I08": how_many,
    "I09": same_name,
    "I13": no_name,
}
