"""What travels between processes arrives as it was, and says no more than its values."""

import copy
import pickle
from decimal import Decimal

import pytest

from xlperf.model.evaluation import Entry, FundingLine
from xlperf.model.ledger import Source
from xlperf.model.reading import Note, NoteKind
from xlperf.rules.indicators import IndicatorScore

ONE = Decimal(1)
ENTRY = Entry(Decimal("2.50"), "2.50万", "F7", (Note(NoteKind.WITH_UNIT, "万"),), True, "")
THINGS = [
    Entry[str](),
    ENTRY,
    FundingLine(Source.OTHER, ENTRY),
    IndicatorScore(None, ONE, Decimal("1.50"), True, ONE, None),
]


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: type(thing).__name__)
def test_it_arrives_as_it_was(thing: object) -> None:
    packed = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    assert repr(pickle.loads(packed)) == repr(thing)  # noqa: S301 - our own
    assert repr(copy.deepcopy(thing)) == repr(thing)


def test_the_names_of_fields_do_not_travel() -> None:
    packed = pickle.dumps(THINGS, pickle.HIGHEST_PROTOCOL)
    assert not any(name in packed for name in (b"formula", b"initial_budget", b"high_closed"))
