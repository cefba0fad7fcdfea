"""From points to a total: indicators that do not apply, and projects with several goals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlperf.model.errors import UserError
from xlperf.model.money import plain
from xlperf.rules.ruleset import NotApplicable

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that earns points; ``points`` is None where nobody has given any yet."""

    weight: Decimal
    points: Decimal | None
    applicable: bool = True


def total_score(mode: NotApplicable, full_mark: Decimal, rate: Part, parts: Sequence[Part]) -> Decimal | None:
    """The unrounded total of 预算执行率 and the indicators, None while something is not scored.

    Where everything applies it is the plain sum. Else, by ``mode``:

    - "rescale": what applies is scaled to the full mark (按百分制折算): Σ points ÷ Σ weights × full mark;
    - "full": what does not apply has full marks;
    - "transfer": the weight of what does not apply goes to the indicators that do, each in
      proportion to its own; the points of the rate stay as they are.

    None as well where no indicator applies, since nothing has been evaluated then.
    """
    everything = (rate, *parts)
    counted = [part for part in everything if part.applicable]
    indicators = [part for part in parts if part.applicable]
    if not indicators:
        return None
    if len(counted) == len(everything):
        return _points(counted)
    if mode == "rescale":
        return _scaled(counted, full_mark)
    if mode == "full":
        return _plus(_points(counted), _weight(everything) - _weight(counted))
    rate_weight, rate_points = (rate.weight, rate.points) if rate.applicable else (ZERO, ZERO)
    return _plus(_scaled(indicators, _weight(everything) - rate_weight), rate_points)


def combine_goals(goals: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The total of a project with several goals: Σ score × share.

    Raises:
        UserError: the shares are not all above zero, or do not add up to 1.
    """
    pairs = tuple(goals)
    shares = [share for _, share in pairs]
    if any(share <= 0 for share in shares) or sum(shares, ZERO) != 1:
        printed = "、".join(f"{plain(share * 100)}%" for share in shares) or "没有"
        raise UserError(f"各绩效目标的占比都应大于 0，合计应为 100%，实际为 {printed}。")
    return sum((score * share for score, share in pairs), ZERO)


def _points(parts: Iterable[Part]) -> Decimal | None:
    total = ZERO
    for part in parts:
        if part.points is None:
            return None
        total += part.points
    return total


def _weight(parts: Iterable[Part]) -> Decimal:
    return sum((part.weight for part in parts), ZERO)


def _scaled(parts: Sequence[Part], full_mark: Decimal) -> Decimal | None:
    points, weight = _points(parts), _weight(parts)
    return None if points is None or weight <= 0 else points * full_mark / weight


def _plus(points: Decimal | None, more: Decimal | None) -> Decimal | None:
    return None if points is None or more is None else points + more
