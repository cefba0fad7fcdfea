"""Scoring one project by a rule set. Pure; everything computed here is computed from raw figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlperf.model.ledger import Funding
from xlperf.model.rounding import round_half_up
from xlperf.rules.execution import execution_rate, rate_applies, rate_score
from xlperf.rules.indicators import (
    NOT_APPLICABLE,
    Indicator,
    IndicatorScore,
    exceeds_target,
    find_band,
    score_indicator,
)
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.totals import Part, combine_goals, total_score

__all__ = [
    "NOT_APPLICABLE",
    "Indicator",
    "IndicatorScore",
    "Scored",
    "combine_goals",
    "exceeds_target",
    "execution_rate",
    "find_band",
    "rate_score",
    "score_indicator",
    "score_project",
]


@dataclass(frozen=True, slots=True)
class Scored:
    """One project's scores.

    ``rate`` is unrounded and None without a budget; ``indicators`` stand in the order given.
    ``total`` is unrounded, ``score`` is it as printed, ``grade`` is decided by the former; all
    three are None while an applicable indicator has neither an expected nor a given score.
    """

    rate: Decimal | None
    rate_score: Decimal
    indicators: tuple[IndicatorScore, ...]
    total: Decimal | None
    score: Decimal | None
    grade: str | None


def score_project(rules: RuleSet, funding: Funding, indicators: Sequence[Indicator]) -> Scored:
    """Execution rate, points, total and grade of one project."""
    rate = execution_rate(rules.execution, funding)
    points = rate_score(rules.execution, rate, places=rules.score_decimals)
    scores = tuple(score_indicator(rules, indicator) for indicator in indicators)
    total = total_score(
        rules.not_applicable,
        rules.weights_total,
        Part(rules.execution.weight, points, rate_applies(rules.execution, rate)),
        [
            Part(indicator.weight, score.points, indicator.applicable)
            for indicator, score in zip(indicators, scores, strict=True)
        ],
    )
    score = None if total is None else round_half_up(total, rules.score_decimals)
    grade = None if total is None else rules.grade(total)
    return Scored(rate, points, scores, total, score, grade)
