"""I family: the weights and names of the indicators."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit, once
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import name
from xlperf.rules.levels import canonical_level1, expected_weights, label_weight

_TOLERANCE: Final = Decimal("0.01")


def level_weights(case: FormCase) -> Iterator[Hit]:
    """I02: first-level indicators weigh something else than the rule set says."""
    if not _all_weighed(case.form.indicators):
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
    if not case.form.indicators:
        return
    groups = expected_weights(case.rules, present)
    missing = ["或".join(group.levels) for group in groups if not present.intersection(group.levels)]
    if missing:
        yield Hit(None, entries.LEVEL1, {"一级": "、".join(missing)})


def same_name(case: FormCase) -> Iterator[Hit]:
    """I09: the same indicator twice under one second-level indicator."""
    keys = [_key(line) for line in case.form.indicators]
    counts = Counter(key for key in keys if key[-1])
    for number, (key, line) in enumerate(zip(keys, case.form.indicators, strict=True)):
        if counts[key] > 1 and key in keys[:number]:
            yield Hit(line.level3, entries.LEVEL3, {"指标": name(line), "n": str(counts.pop(key))})


def _key(line: IndicatorLine) -> tuple[str, ...]:
    return tuple(match_key(entry.value or "") for entry in (line.level1, line.level2, line.level3))


def _all_weighed(lines: Iterable[IndicatorLine]) -> bool:
    """Whether every row has a weight: where one has none, or none that can be read, that is told instead."""
    return all(line.weight.value is not None and line.weight.value > 0 for line in lines)


@once
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
    "I02": level_weights,
    "I03": label_weights,
    "I04": missing_level,
    "I09": same_name,
}
