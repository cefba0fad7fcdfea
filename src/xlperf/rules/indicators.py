"""The score that one indicator is due: numbers by formula, days by the deadline, labels by band.

With weight w, target t and actual value a (below zero counts as zero):

======  =================  =====================================================  ==============
sign    reached            not reached                                            t = 0
======  =================  =====================================================  ==============
≥ >     a ≥ t: w           w·a/t                                                  undefined
=       a ≥ t: w           w·a/t                                                  a = 0: w, else 0
≤ <     a ≤ t: w           linear: w·(1-(a-t)/t), 0 from 2t on; ratio: w·t/a      a = 0: w, else 0
======  =================  =====================================================  ==============

Reaching the target exactly is enough for > and < too, as w·t/t is w. A target below zero has no
formula. Without a sign only an exact hit is decided, since every sign gives it w. A deadline is met on
its day, whatever the sign. Source: the formulas of the budget platforms; ratio: the notes under the
Hubei form, the column 得分计算方法 of the Beijing form of 2016.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import Measure, Relation
from xlperf.model.pickling import pickled_by_values
from xlperf.model.rounding import round_half_up
from xlperf.model.text import match_key
from xlperf.rules.ruleset import QualitativeBand, QuantitativeRule, RuleSet

ZERO = Decimal(0)
ONE = Decimal(1)

#: What stands as 实际完成值 of an indicator that turned out not to apply to the project.
NOT_APPLICABLE: Final = "不适用"

#: A completion kept exact: (part, whole), whole above zero.
Quotient = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What scoring needs to know of one indicator; ``score`` is the one given by its unit."""

    relation: Relation | None
    target: Measure | None
    actual: Measure | None
    weight: Decimal
    score: Decimal | None = None
    applicable: bool = True


@pickled_by_values
@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """What an indicator is due.

    ``expected`` is the exact score where a formula gives one, and ``low`` and ``high`` are it; else
    the score must lie from ``low`` to ``high``, the latter included where ``high_closed``.
    ``completion`` is a/t for ≥ > = (above 1 where more was done than asked) and the formula's share of
    the weight for ≤ <; None where numbers do not decide. ``points`` is what counts: the
    expected score, else the given one as it stands, None where that is blank, or where the
    indicator does not apply and is left out.
    """

    expected: Decimal | None
    low: Decimal
    high: Decimal
    high_closed: bool
    completion: Decimal | None
    points: Decimal | None


def score_indicator(rules: RuleSet, indicator: Indicator) -> IndicatorScore:
    """The score that the rule set gives one indicator."""
    if not indicator.applicable:
        return _not_applicable(rules, indicator.weight)
    parts = _completion(rules.quantitative, indicator)
    expected = _expected(rules, indicator, parts)
    if expected is None:
        return _in_band(rules, indicator)
    completion = parts[0] / parts[1] if parts else None
    return IndicatorScore(expected, expected, expected, True, completion, expected)


def find_band(rules: RuleSet, text: str) -> QualitativeBand | None:
    """The qualitative band that a label or one of its aliases stands for."""
    key = match_key(text)
    for band in rules.qualitative:
        if key in map(match_key, (band.label, *band.aliases)):
            return band
    return None


def exceeds_target(rule: QuantitativeRule, indicator: Indicator) -> bool:
    """Whether so much more was done than asked that it must be explained, or costs points."""
    target, actual = indicator.target, indicator.actual
    if rule.over_target == "none" or not isinstance(target, Decimal) or not isinstance(actual, Decimal):
        return False
    if indicator.relation not in (Relation.GE, Relation.GT, Relation.EQ) or target < 0:
        return False
    if target == 0:
        return rule.zero_target_threshold is not None and actual >= rule.zero_target_threshold
    return actual >= target * rule.over_target_threshold


def _completion(rule: QuantitativeRule, indicator: Indicator) -> Quotient | None:
    target, actual = indicator.target, indicator.actual
    if not isinstance(target, Decimal) or not isinstance(actual, Decimal):
        return None
    match indicator.relation:
        case Relation.GE | Relation.GT:
            return (max(actual, ZERO), target) if target > 0 else None
        case Relation.EQ:
            return (max(actual, ZERO), target) if target > 0 else _all_or_nothing(target, actual)
        case Relation.LE | Relation.LT:
            return _reverse(rule, target, actual) if target > 0 else _all_or_nothing(target, actual)
        case None if actual == target:
            return ONE, ONE
        case _:
            return None


def _all_or_nothing(target: Decimal, actual: Decimal) -> Quotient | None:
    """The completion where the target is zero; none where it is below."""
    if target < 0:
        return None
    return (ONE if actual <= 0 else ZERO), ONE


def _reverse(rule: QuantitativeRule, target: Decimal, actual: Decimal) -> Quotient:
    if actual <= target:
        return ONE, ONE
    if rule.reverse == "ratio":
        return target, actual
    return max(2 * target - actual, ZERO), target


def _expected(rules: RuleSet, indicator: Indicator, parts: Quotient | None) -> Decimal | None:
    """The exact score; multiplied before it is divided, so that halves stay halves."""
    rule, weight = rules.quantitative, indicator.weight
    if parts:
        part, whole = parts
        if rule.over_target == "deduct" and part > whole * rule.over_target_threshold:
            part = max(ZERO, whole + whole * rule.over_target_threshold - part)
        score = weight * min(part, whole) / whole
    elif isinstance(indicator.target, date) and isinstance(indicator.actual, date):
        score = weight if indicator.actual <= indicator.target else weight * rule.late
    else:
        return None
    return round_half_up(score, rules.score_decimals)


def _in_band(rules: RuleSet, indicator: Indicator) -> IndicatorScore:
    weight, actual = indicator.weight, indicator.actual
    band = find_band(rules, actual) if isinstance(actual, str) else None
    if band is None:
        return IndicatorScore(None, ZERO, weight, True, None, indicator.score)
    low = round_half_up(weight * band.low, rules.score_decimals)
    high = round_half_up(weight * band.high, rules.score_decimals)
    return IndicatorScore(None, low, high, band.high == 1, None, indicator.score)


def _not_applicable(rules: RuleSet, weight: Decimal) -> IndicatorScore:
    """Full marks where the rule set gives them, else nothing that counts."""
    full = weight if rules.not_applicable == "full" else None
    return IndicatorScore(full, full or ZERO, full or ZERO, True, None, full)
