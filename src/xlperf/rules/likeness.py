"""How alike two texts are, from 0 (nothing in common) to 1 (the same)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rapidfuzz import fuzz, process

#: A longer text tells by so much of it whether it was copied.
COMPARED: Final = 1000


def likeness(first: str, second: str) -> Decimal:
    """The share of characters that two texts have in common, in their order (normalised indel similarity).

    Rounded to six decimals: one character in twenty changed is 0.95 and not a hair less.
    """
    return _share(fuzz.ratio(first[:COMPARED], second[:COMPARED]))


def most_alike(text: str, others: Sequence[str], at_least: Decimal) -> tuple[int, Decimal] | None:
    """The place of the text that is most like another, and how like; None where none is enough."""
    cut = [other[:COMPARED] for other in others]
    nearly = float(at_least) * 100 - 0.001
    found = process.extractOne(text[:COMPARED], cut, scorer=fuzz.ratio, score_cutoff=nearly)
    if found is None or _share(found[1]) < at_least:
        return None
    return found[2], _share(found[1])


def all_alike(text: str, others: Sequence[str], at_least: Decimal, limit: int) -> list[tuple[int, Decimal]]:
    """The places of the texts that are most like another, and how like; the best first.

    Args:
        text: what is looked for.
        others: where it is looked for.
        at_least: the likeness from which a text counts.
        limit: how many are wanted.
    """
    cut = [other[:COMPARED] for other in others]
    nearly = float(at_least) * 100 - 0.001
    found = process.extract(text[:COMPARED], cut, scorer=fuzz.ratio, score_cutoff=nearly, limit=limit)
    shares = [(place, _share(percent)) for _, percent, place in found]
    return [(place, share) for place, share in shares if share >= at_least]


def _share(percent: float) -> Decimal:
    return round(Decimal(percent) / 100, 6)
