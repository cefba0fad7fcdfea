"""Rounding as the finance office does it: half up, in Decimal."""

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

#: Wide enough for any number that a cell can hold (a double has up to 309 digits before the point).
WIDE = Context(prec=700, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)


def round_half_up(number: Decimal, places: int = 2) -> Decimal:
    """Round to ``places`` decimals, halves away from zero: 8.625 → 8.63, -0.125 → -0.13."""
    return number.quantize(Decimal(1).scaleb(-places), context=WIDE)


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part / whole``, or None where the whole is zero."""
    return part / whole if whole else None
