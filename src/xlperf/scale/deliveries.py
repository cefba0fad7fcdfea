"""A file on its way: known by name, then fetched."""

from dataclasses import dataclass
from datetime import datetime

from xlperf.steps.journal import Receipt
from xlperf.steps.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be examined: where it lies in its place, its name, size and time, its receipt if it has one.

    ``tag`` changes when its content does, as far as the place can tell.
    """

    path: str
    name: str
    size: int
    modified: datetime
    tag: str = ""
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file's content, or why it could not be had."""

    item: Item
    data: bytes = b""
    refusal: Refusal | None = None
