"""A fingerprint is the same in every process, and another one wherever what is said differs."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry
from xlperf.rules.effective import catalogue_of
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.steps.fingerprint import fingerprint

ENTRY = LedgerEntry("P1", "村道硬化", "001", ExpenditureKind.PROJECT, "2130126", Funding(Amounts(Decimal(1))))


class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass(frozen=True)
class Point:
    x: object
    y: object = None


@dataclass(frozen=True)
class Place:
    x: object
    y: object = None


plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.binary(), st.decimals(allow_nan=False)
)
things = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner).map(tuple), st.dictionaries(st.text(), inner), st.builds(Point, inner, inner)
    ),
)

DIFFERENT = [
    None, True, 1, 1.0, "1", b"1", Decimal(1), Decimal("1.0"), "", b"", (), {}, frozenset(),
    (1,), ((1,),), (1, 2), ("1, 2",), ("1", "2"), {"1": "2"}, {"1": None},
    frozenset({"1"}), frozenset({"1", "2"}),
    (("1", "2"), ()), (("1",), ("2",)), Colour.RED, Colour.BLUE, Point(1), Place(1), Point(1, 2), Point(2, 1),
    Point(Point(1)), (Point(1), Point(1)), (Point(1), Point(2)), {1: Point(1)}, {2: Point(1)},
    re.compile("a"), re.compile("a", re.IGNORECASE), re.compile("b"), "\ud800",
]  # fmt: skip


def test_whatever_differs_has_another() -> None:
    assert len({fingerprint(each) for each in DIFFERENT}) == len(DIFFERENT)


@given(things, things)
def test_equal_in_what_they_say_or_in_nothing(one: object, other: object) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


def test_sets_have_no_order_and_mappings_do() -> None:
    words = [f"村{number}" for number in range(100)]
    assert fingerprint(frozenset(words)) == fingerprint(frozenset(reversed(words)))
    assert fingerprint({"a": 1, "b": 2}) != fingerprint({"b": 2, "a": 1})


def test_every_field_counts_however_deep() -> None:
    more = replace(ENTRY.funding, other=Amounts(actual=Decimal("0.01")))
    changed = [
        replace(ENTRY, code="P2"), replace(ENTRY, name="村道"), replace(ENTRY, secret=True),
        replace(ENTRY, kind=ExpenditureKind.BASIC), replace(ENTRY, funding=more),
    ]  # fmt: skip
    entries = [ENTRY, *changed]
    assert len({fingerprint({"P1": entry}, (entry, entry)) for entry in entries}) == len(entries)


def test_one_thing_twice_is_as_good_as_two_that_are_equal() -> None:
    assert fingerprint((ENTRY, ENTRY)) == fingerprint((ENTRY, replace(ENTRY)))


def test_what_it_does_not_know_it_refuses() -> None:
    with pytest.raises(TypeError, match="no fingerprint of a object"):
        fingerprint({"a": (1, object())})


def test_every_rule_set_and_its_rules_have_one_of_their_own() -> None:
    rulesets = [load_ruleset(name) for name in ruleset_ids()]
    assert len({fingerprint(rules, catalogue_of(rules)) for rules in rulesets}) == len(rulesets)


def test_the_same_in_another_process(root: Path) -> None:
    program = (
        "from xlperf.rules.loading import load_ruleset\n"
        "from xlperf.steps.fingerprint import fingerprint\n"
        "words = frozenset(f'村{number}' for number in range(1000))\n"
        "print(fingerprint(load_ruleset('central_2020'), words).hex())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
