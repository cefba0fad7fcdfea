"""Files in batches: one batch is one task, and one group of Parquet files under a name made of what is in it.

A file's batch follows from its name alone, so that a file that comes in later changes its own batch and no
other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from xlperf import __version__
from xlperf.scale.deliveries import Item
from xlperf.scale.parts import FOLDER, PARTS
from xlperf.scale.places import Place
from xlperf.scale.schema import VERSION
from xlperf.scale.sources import Source

DONE: Final = "done.json"
#: Files of one batch, more or less: some seconds of work, beside which starting a child weighs little.
DEFAULT_SIZE: Final = 400
_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Batch:
    """Some files; ``name`` is a digest of them and of all that they are judged by."""

    name: str
    items: tuple[Item, ...]

    @property
    def folder(self) -> str:
        """Where its parts go, below the result's place."""
        return f"{FOLDER}/{self.name}"

    def is_done(self, target: Place) -> bool:
        """Whether all of its parts are there: this mark is written last."""
        return target.exists(f"{self.folder}/{DONE}")


@dataclass(frozen=True, slots=True)
class Counts:
    """What a batch came to; all that travels back from a task."""

    files: int = 0
    forms: int = 0
    findings: int = 0
    refused: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.files + other.files,
            self.forms + other.forms,
            self.findings + other.findings,
            self.refused + other.refused,
        )


def make_batches(items: Iterable[Item], size: int, judged_by: str) -> tuple[Batch, ...]:
    """Files in batches of about ``size``; ``judged_by`` is :func:`fingerprint`'s answer.

    There are a power of two of batches, so that their limits move only when the files have doubled.
    """
    listed = sorted(items, key=lambda item: item.name)
    shares = 1
    while shares * size < len(listed):
        shares *= 2
    groups: dict[int, list[Item]] = {}
    for item in listed:
        groups.setdefault(_number(item.name) % shares, []).append(item)
    return tuple(Batch(_name(group, judged_by), tuple(group)) for _, group in sorted(groups.items()))


def fingerprint(source: Source, ledger: str, decisions: Iterable[tuple[str, str]]) -> str:
    """A digest of all that files are judged by: another ledger, rule or version gives other batches."""
    told = [
        __version__,
        VERSION,
        [table.names() for table in PARTS],
        repr(source.settings),
        repr(source.rules),
        repr(sorted(source.catalogue.items())),
        repr(source.units),
        ledger,
        sorted(decisions),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _name(items: Iterable[Item], judged_by: str) -> str:
    lines = [judged_by, *_lines(items)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:_NAME]


def _lines(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        sequence = item.receipt.sequence if item.receipt else 0
        yield json.dumps([item.name, item.size, item.modified.isoformat(), item.tag, sequence])
