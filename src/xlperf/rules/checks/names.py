"""X family: names and amounts of the ledger that look like one another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from xlperf.model.ledger import ExpenditureKind, LedgerEntry
from xlperf.model.money import plain
from xlperf.model.printing import number_text
from xlperf.model.text import match_key
from xlperf.rules.case import RoundCase, RoundHit
from xlperf.rules.likeness import most_alike

_LEDGER_SHEET: Final = "项目台账"
#: Names this alike may mean one project (DOMAIN §4).
ALIKE: Final = Decimal("0.8")
#: What tells two projects of one name apart: years, phases, what stands in brackets.
_QUALIFIERS: Final = re.compile(r"[0-9]+|[一二三四五六七八九十]+(?=[期批标])|\([^()]*\)|[东西南北前后上下]")
#: Amounts with fewer digits than this are alike by chance.
_TELLING: Final = 5
#: What a village and a community may be called besides: 东村村民委员会 is 东村, 河北居委会 is 河北社区.
_UNIT_ENDINGS: Final = (
    (re.compile("村?(?:村民委员会|村委会)$"), "村"),
    (re.compile("(?:社区)?(?:居民委员会|居委会)$"), "社区"),
)


def similar_names(case: RoundCase) -> Iterator[RoundHit]:
    """X04: two projects of one unit that may be one, or two spellings of one unit."""
    for entries in _by_unit(case):
        keys = [match_key(entry.name) for entry in entries]
        for number, entry in enumerate(entries):
            other = _earlier_twin(keys[:number], keys[number])
            if other is not None:
                values = {"甲": entry.name, "乙": entries[other].name, "什么": "项目"}
                yield _hit(entry, "项目名称", entry.name, values)
    yield from _same_units(case)


def _same_units(case: RoundCase) -> Iterator[RoundHit]:
    seen: dict[str, str] = {}
    for unit in case.round.units:
        other = seen.setdefault(_unit_key(unit.name), unit.name)
        if other is not unit.name:
            values = {"甲": unit.name, "乙": other, "什么": "单位"}
            yield RoundHit("单位名称", values, unit_code=unit.code, sheet="单位名录", value=unit.name)


def similar_amounts(case: RoundCase) -> Iterator[RoundHit]:
    """X13: two budgets of one unit that differ in one digit, or not at all: entered twice, or mistyped."""
    for entries in _by_unit(case):
        seen: dict[str, LedgerEntry] = {}
        for entry in entries:
            shapes = _shapes(entry)
            other = next((seen[shape] for shape in shapes if shape in seen), None)
            if other is not None:
                amounts = [number_text(each.funding.total.budget) for each in (entry, other)]
                values = {"甲": entry.name, "乙": other.name, "数": amounts[0], "另": amounts[1]}
                yield _hit(entry, "全年预算数", amounts[0], values)
            seen |= {shape: entry for shape in shapes if shape not in seen}


def _unit_key(name: str) -> str:
    key = match_key(name)
    for ending, short in _UNIT_ENDINGS:
        key = ending.sub(short, key)
    return key


def _earlier_twin(earlier: Sequence[str], name: str) -> int | None:
    """The place of the name that this one is probably another spelling of."""
    found = most_alike(name, earlier, ALIKE)
    if found is None or _QUALIFIERS.findall(earlier[found[0]]) != _QUALIFIERS.findall(name):
        return None
    return found[0]


def _by_unit(case: RoundCase) -> Iterator[list[LedgerEntry]]:
    units: dict[str, list[LedgerEntry]] = {}
    for entry in case.round.ledger:
        if entry.kind is ExpenditureKind.PROJECT:
            units.setdefault(entry.unit_code, []).append(entry)
    yield from units.values()


def _hit(entry: LedgerEntry, field: str, value: str, values: Mapping[str, str]) -> RoundHit:
    return RoundHit(field, values, entry.code, entry.unit_code, _LEDGER_SHEET, value)


def _shapes(entry: LedgerEntry) -> list[str]:
    """The amount with each of its digits left open in turn; none where it has too few."""
    text = f"{plain(entry.funding.total.budget):f}"
    digits = text.replace(".", "").strip("0")
    if len(digits) < _TELLING:
        return []
    return [f"{text[:place]}?{text[place + 1 :]}" for place, char in enumerate(text) if char.isdigit()]


CHECKS = {"X04": similar_names, "X13": similar_amounts}
