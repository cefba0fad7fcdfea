"""Choices that look arbitrary and never change: from a digest, not from a generator's state."""

import hashlib
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

T = TypeVar("T")


def pick(key: str, count: int) -> int:
    """A number from 0 to ``count`` - 1, the same for the same key on every computer."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % count


def pick_some(key: str, options: Sequence[T], count: int) -> list[T]:
    """``count`` different options in their own order, beginning anywhere in a circle."""
    start = pick(key, len(options))
    places = {(start + step) % len(options) for step in range(count)}
    return [options[place] for place in sorted(places)]


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in whole parts proportional to the weights; the parts add up to it exactly."""
    whole = sum(weights)
    bounds = [total * reached // whole for reached in accumulate(weights, initial=0)]
    return [high - low for low, high in pairwise(bounds)]
