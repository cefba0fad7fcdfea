"""The form's amounts beside those of the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import amount_text
from xlperf.rules.case import FormCase, Hit, once
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import Place
from xlperf.rules.recompute import has_source_rows

#: Amounts this close are equal, in the form's own unit (DOMAIN §4).
AMOUNT_TOLERANCE: Final = Decimal("0.01")
#: Within these bounds two amounts differ by the factor between 元 and 万元.
_MIXED_UP: Final = (Decimal(9000), Decimal(11000))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One amount of the form and the ledger's, in 元; ``unit`` is what the form prints."""

    place: Place[Decimal]
    ledger: Decimal
    unit: MoneyUnit

    @property
    def mixed_up(self) -> bool:
        """Whether 元 and 万元 were mistaken for each other."""
        amount, ledger = self.place.entry.value, self.ledger
        if not amount or not ledger:
            return False
        low, high = _MIXED_UP
        return low <= amount / ledger <= high or low <= ledger / amount <= high

    @property
    def agrees(self) -> bool:
        """Whether the form says what the ledger says; a blank says 0."""
        written = self.place.entry.value or ZERO
        return abs(written - self.ledger) <= AMOUNT_TOLERANCE * self.unit.factor

    def values(self) -> dict[str, str]:
        """The blanks of N05 and B10."""
        entry = self.place.entry
        difference = (entry.value or ZERO) - self.ledger
        return {
            "字段": self.place.label,
            "填报": "没有填" if entry.value is None else f"填 {money(entry.value, self.unit)}",
            "台账": money(self.ledger, self.unit),
            "差": f"{'多' if difference > 0 else '少'} {money(abs(difference), self.unit)}",
            "数": amount_text(self.ledger, self.unit),
        }


@once
def comparisons(case: FormCase) -> tuple[Comparison, ...]:
    """Each amount that the form says and the ledger knows; unreadable ones are the N family's."""
    return tuple(_comparisons(case))


def _comparisons(case: FormCase) -> Iterator[Comparison]:
    if case.entry is None:
        return
    sources = LEDGER_SOURCES if has_source_rows(case.form) else (Source.TOTAL,)
    for source in sources:
        for column in Column:
            place = entries.amount_place(case.form, source, column)
            known = case.entry.funding.of(source).get(column)
            left_open = bool(place.entry.cell) and entries.unfilled(place.entry)
            if place.entry.value is not None or left_open:
                yield Comparison(place, known, case.form.money_unit)


def differs(case: FormCase) -> Iterator[Hit]:
    """B10: an amount is not the ledger's (unless it looks like a mixed-up unit, which N05 says)."""
    for each in comparisons(case):
        if not each.agrees and not each.mixed_up:
            yield Hit(each.place.entry, each.place.field, each.values())


def money(yuan: Decimal, unit: MoneyUnit) -> str:
    """An amount as the form prints it, with its unit: 96万元."""
    return f"{amount_text(yuan, unit)}{unit.value}"


CHECKS = {"B10": differs}
