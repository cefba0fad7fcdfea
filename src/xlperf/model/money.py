"""Units of money. Inside the system money is Decimal 元; 万元 exists only on paper."""

from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from xlperf.model.rounding import WIDE

#: A double has at most this many digits before the point; a number beyond keeps its exponent.
_MOST_DIGITS = 309


class MoneyUnit(StrEnum):
    """The unit a form, a file or a report prints its amounts in."""

    YUAN = "元"
    WAN = "万元"

    @property
    def factor(self) -> int:
        """How many 元 one unit is."""
        return 10_000 if self is MoneyUnit.WAN else 1

    def to_yuan(self, amount: Decimal) -> Decimal:
        """An amount printed in this unit, in 元 (exact, however large)."""
        return plain(WIDE.multiply(amount, Decimal(self.factor)))

    def from_yuan(self, amount: Decimal) -> Decimal:
        """An amount in 元, as this unit prints it (exact, not rounded)."""
        return plain(WIDE.divide(amount, Decimal(self.factor)))


@lru_cache(maxsize=8192)
def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: 96.00 → 96, 1E+3 → 1000; never rounded."""
    normal = WIDE.normalize(number)
    exponent = normal.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0 and normal.adjusted() < _MOST_DIGITS:
        return normal.quantize(Decimal(1), context=WIDE)
    return normal if normal else Decimal(0)
