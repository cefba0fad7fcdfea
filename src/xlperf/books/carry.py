"""Which new row of a table is which old one, so that what a clerk wrote beside a row stays with it.

Both adapters ask here; what a cell is, and how it is put, is theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from xlperf.books.port import CellValue, as_text

#: A row's key: the texts of its key columns. A key with nothing in it is no key.
Key = tuple[str, ...]


class Standing(Protocol):
    """What stood in a cell."""

    @property
    def formula(self) -> str | None:
        """Without ``=``."""

    @property
    def value(self) -> object:
        """Of a formula its result."""


CellT = TypeVar("CellT", bound=Standing)


@dataclass(frozen=True, slots=True)
class OldRow(Generic[CellT]):
    """A row before the change: its key, and the clerk's own cells in it; empty ones may be left out."""

    key: Key
    cells: Mapping[str, CellT]


@dataclass(frozen=True, slots=True)
class Carried(Generic[CellT]):
    """What comes to stand in the clerk's columns.

    ``rows`` gives for each new row the old cell that each of the clerk's columns takes on (None: it is
    empty); ``lost`` the keys, headers and cells of what clerks had written in rows that are gone.
    """

    rows: Sequence[Mapping[str, CellT | None]]
    lost: tuple[tuple[Key, str, CellT], ...]


def key_of(record: Mapping[str, CellValue], key: Sequence[str]) -> Key:
    """The key of a row by the headers of ``key``."""
    return tuple(as_text(record.get(header)).strip() for header in key)


def followed(old: Sequence[Key], new: Iterable[Key]) -> list[int | None]:
    """For each new row the index of the old row that it continues, or None.

    Rows with equal keys are paired in order, so that two of a kind keep their own remarks; a row
    without a key continues nothing.
    """
    waiting: dict[Key, list[int]] = {}
    for index, key in reversed(list(enumerate(old))):
        if any(key):
            waiting.setdefault(key, []).append(index)
    return [waiting[key].pop() if waiting.get(key) else None for key in new]


def carry(columns: Sequence[str], old: Sequence[OldRow[CellT]], new: Iterable[Key]) -> Carried[CellT]:
    """What the clerk's ``columns`` hold once the ``old`` rows have made way for rows with the keys ``new``.

    A column that held a formula in every row holds it again in every row, as filling down from its first
    one does; all else follows its row.
    """
    filled = {
        header: old[0].cells[header]
        for header in columns
        if all(header in row.cells and row.cells[header].formula is not None for row in old)
    }
    remarks = [header for header in columns if header not in filled]
    sources = followed([row.key for row in old], new)
    written = {index: own for index, row in enumerate(old) if (own := _written(row, remarks))}
    empty: Mapping[str, CellT | None] = {**dict.fromkeys(remarks), **filled}
    # one and the same for all rows that a clerk added nothing to: they may be a hundred thousand
    rows = [
        {**empty, **written[source]} if source is not None and source in written else empty
        for source in sources
    ]
    gone = written.keys() - set(sources)
    lost = (
        (old[i].key, header, cell) for i, own in written.items() if i in gone for header, cell in own.items()
    )
    return Carried(rows, tuple(lost))


def _written(row: OldRow[CellT], headers: Iterable[str]) -> dict[str, CellT]:
    found = ((header, row.cells.get(header)) for header in headers)
    return {header: cell for header, cell in found if cell is not None and is_written(cell)}


def is_written(cell: Standing) -> bool:
    """Whether a cell holds anything."""
    return cell.formula is not None or cell.value not in {None, ""}
