"""R06: which texts of a round were copied from one another.

A round of a township is compared text by text. A larger one is not, for the work would grow with the square
of the forms: texts that are the same are found by what they are, wherever they stand; texts that are nearly
the same among those with which they share one of sixteen pieces of three characters. The pieces are the first
by a fixed order that has nothing to do with their meaning (a bottom-k sketch, Broder 1997), so that texts as
alike as the rule asks for share most of theirs. What very many texts say is looked up in the first fifty of
them only.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zlib import crc32

from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.likeness import COMPARED, most_alike

#: A shorter text may be the same by chance.
_TELLING: Final = 30
#: So many texts are compared each with each.
ALL_WITH_ALL: Final = 1000
#: Characters of a piece, pieces of a text that are kept, and texts in which a piece is looked up.
_LENGTH: Final = 3
_PIECES: Final = 16
_LOOKED_UP: Final = 50
#: Pieces are counted by the last bits of their checksums, a byte for each.
_SLOTS: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Texts:
    """What the forms of a round say that was done.

    ``keys`` are the texts as :func:`told` has them, ``names`` their projects; ``case`` is asked for the few
    forms about which there is something to say.
    """

    keys: Sequence[str]
    names: Sequence[str]
    case: Callable[[int], FormCase]


@dataclass(frozen=True, slots=True)
class Copy:
    """The text at ``place``, the one at ``other`` that is most like it, and how like (0 to 1)."""

    place: int
    other: int
    likeness: Decimal


def told(form: SelfEvaluation) -> str:
    """What a form says that was done, as it is compared."""
    return match_key(form.goal_done.value or "")[:COMPARED]


def copied_from_another(texts: Texts, share: Decimal) -> Iterator[tuple[int, Hit]]:
    """R06: what was done is told in the words of another project of the round."""
    for copy in copies(texts.keys, share):
        values = {"他": texts.names[copy.other], "相似": f"{int(copy.likeness * 100)}%"}
        yield copy.place, Hit(texts.case(copy.place).form.goal_done, entries.GOAL_DONE, values)


def copies(keys: Sequence[str], share: Decimal, all_with_all: int = ALL_WITH_ALL) -> Iterator[Copy]:
    """Each text that another is like by at least ``share`` (0 to 1), with that other, in their order.

    Of several that are equally like the first is named.
    """
    twins = _twins(keys)
    others = _everything(keys) if len(keys) <= all_with_all else _Pieces(keys).candidates
    for place, key in enumerate(keys):
        if len(key) < _TELLING:
            continue
        twin = next((each for each in twins.get(key, ()) if each != place), None)
        if twin is not None:
            yield Copy(place, twin, Decimal(1))
            continue
        among = [each for each in others(place) if each != place]
        found = most_alike(key, [keys[each] for each in among], share)
        if found is not None:
            yield Copy(place, among[found[0]], found[1])


def _twins(keys: Sequence[str]) -> dict[str, list[int]]:
    """The first two places of each text that stands in several."""
    first: dict[str, int] = {}
    several: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if first.setdefault(key, place) != place and key not in several:
            several[key] = [first[key], place]
    return several


def _everything(keys: Sequence[str]) -> Callable[[int], Iterable[int]]:
    return lambda _: range(len(keys))


class _Pieces:
    """Which texts share a piece. Only pieces that occur twice are remembered, so it stays small."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._sketches = [_sketch(key) for key in keys]
        self._times = bytearray(_SLOTS)
        for sketch in self._sketches:
            for piece in sketch:
                slot = piece % _SLOTS
                self._times[slot] = min(self._times[slot] + 1, 2)
        self._places: dict[int, array[int]] = {}
        for place, sketch in enumerate(self._sketches):
            for piece in filter(self._is_shared, sketch):
                places = self._places.setdefault(piece, array("I"))
                if len(places) < _LOOKED_UP:
                    places.append(place)

    def candidates(self, place: int) -> list[int]:
        """The texts that share a piece with one, in their order; it may be among them."""
        pieces = filter(self._is_shared, self._sketches[place])
        return sorted({each for piece in pieces for each in self._places[piece]})

    def _is_shared(self, piece: int) -> bool:
        return self._times[piece % _SLOTS] > 1


def _sketch(key: str) -> "array[int]":
    pieces = {key[place : place + _LENGTH] for place in range(len(key) - _LENGTH + 1)}
    return array("I", sorted(crc32(piece.encode("utf-8", "replace")) for piece in pieces)[:_PIECES])


CHECKS = {"R06": copied_from_another}
