"""预算执行率 and its score. Rates are fractions and never rounded; scores are."""

from decimal import Decimal

from xlperf.model.ledger import Funding
from xlperf.model.rounding import ratio, round_half_up
from xlperf.rules.ruleset import ExecutionRule

ZERO = Decimal(0)

#: A quotient is cut at 28 digits: 1/3 of 15 is 4.99…95. Rounding here first mends that.
_GUARD_PLACES = 20


def execution_rate(rule: ExecutionRule, funding: Funding) -> Decimal | None:
    """全年执行数 ÷ the rule's budget, over the sources that count; None where that budget is zero."""
    counted = funding.sum_of(rule.sources)
    return ratio(counted.actual, counted.get(rule.base))


def rate_applies(rule: ExecutionRule, rate: Decimal | None) -> bool:
    """Whether the rate counts at all: without a budget, some rule sets leave its weight out."""
    return rate is not None or rule.zero_budget != "not_applicable"


def rate_score(rule: ExecutionRule, rate: Decimal | None, *, places: int) -> Decimal:
    """The points for a rate, from 0 to the rule's weight, rounded half up.

    A rate of None (no budget) has full marks under zero_budget "full", else 0; under
    "not_applicable" that 0 does not count (see :func:`rate_applies`).
    """
    if rate is None:
        return rule.weight if rule.zero_budget == "full" else ZERO
    share = _share(rule, min(max(rate, ZERO), rule.cap))
    return round_half_up(round_half_up(rule.weight * share, _GUARD_PLACES), places)


def _share(rule: ExecutionRule, rate: Decimal) -> Decimal:
    """The share of the weight that a rate between 0 and the cap earns."""
    if rule.mode == "bands":
        return next((share for lowest, share in rule.bands if rate >= lowest), ZERO)
    if rule.pass_line is not None:
        return max(ZERO, (rate - rule.pass_line) / (1 - rule.pass_line))
    return rate
