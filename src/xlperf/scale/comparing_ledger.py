"""The checks of a round as a whole, unit by unit, so that a ledger of any length is never held at once."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from xlperf.model.finding import Finding
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Round, Unit
from xlperf.rules.case import RoundCase
from xlperf.rules.checking import check_round
from xlperf.scale.arrow import Row
from xlperf.scale.comparing import late_row
from xlperf.scale.engine import Engine
from xlperf.scale.ledger_store import entry_of
from xlperf.scale.sources import Source

#: Rows of the ledger that are checked together, or one unit's if it has more.
PIECE: Final = 20_000
#: Sorts after every file.
_NO_FILE: Final = 2**62
#: Findings of one rule; the next rule's are numbered from the next multiple.
_PER_RULE: Final = 10**10
_UNITS_SHEET: Final = "单位名录"

_LEDGER: Final = """
SELECT ledger.*, told.project_code IS NOT NULL AS returned, coalesce(told.accepted, false) AS accepted
FROM ledger LEFT JOIN told ON told.project_code = ledger.code
ORDER BY min(row) OVER (PARTITION BY unit_code), row
"""
_ACCEPTED: Final = """
SELECT sum(budget) FROM ledger JOIN told ON told.project_code = ledger.code WHERE told.accepted
"""


def round_findings(engine: Engine, source: Source) -> Iterator[list[Row]]:
    """What is found in the ledger and in what came back as a whole, a piece at a time."""
    units = {unit.code: unit for unit in source.units}
    places = {rule: place for place, rule in enumerate(source.catalogue)}
    count = 0
    for found in _found(engine, source, units):
        rows = []
        for item in found:
            count += 1
            rows.append(late_row(item, _NO_FILE, 0, places[item.code] * _PER_RULE + count))
        yield rows


def _found(engine: Engine, source: Source, units: Mapping[str, Unit]) -> Iterator[list[Finding]]:
    for piece in _pieces(engine):
        yield [item for item in _check(piece, source, units) if item.sheet != _UNITS_SHEET]
    alone = Round(source.settings, units=source.units)
    yield list(check_round(RoundCase(alone, frozenset(), frozenset()), source.catalogue))
    yield _more_than_the_budget(engine, source)


def _pieces(engine: Engine) -> Iterator[list[Mapping[str, Any]]]:
    """The ledger in pieces that keep each unit together."""
    piece: list[Mapping[str, Any]] = []
    for _, group in groupby(_rows(engine), key=lambda row: str(row["unit_code"])):
        unit = list(group)
        if piece and len(piece) + len(unit) > PIECE:
            yield piece
            piece = []
        piece += unit
    if piece:
        yield piece


def _rows(engine: Engine) -> Iterator[Mapping[str, Any]]:
    for batch in engine.batches(_LEDGER):
        yield from batch.to_pylist()


def _check(
    piece: Iterable[Mapping[str, Any]], source: Source, units: Mapping[str, Unit]
) -> tuple[Finding, ...]:
    rows = sorted(piece, key=lambda row: int(row["row"]))
    mine = {row["unit_code"]: units[row["unit_code"]] for row in rows if row["unit_code"] in units}
    round_ = Round(source.settings, units=tuple(mine.values()), ledger=tuple(map(entry_of, rows)))
    returned = frozenset(row["code"] for row in rows if row["returned"])
    accepted = frozenset(row["code"] for row in rows if row["accepted"])
    return check_round(RoundCase(round_, returned, accepted), source.catalogue)


def _more_than_the_budget(engine: Engine, source: Source) -> list[Finding]:
    """X07 compares sums only: one project stands for all that were accepted."""
    if not source.execution:
        return []
    ((budget,),) = engine.rows(_ACCEPTED)
    whole = LedgerEntry(
        "*", "*", "*", ExpenditureKind.PROJECT, "", Funding(Amounts(budget=budget or Decimal(0)))
    )
    round_ = Round(source.settings, ledger=(whole,), execution=source.execution)
    case = RoundCase(round_, frozenset("*"), frozenset("*"))
    return list(check_round(case, source.catalogue))
