"""Which new row of a table is which old one, so that what a clerk wrote beside a row stays with it.

Both adapters ask here; what a cell is, and how it is put, is theirs.
"""

from collections.abc import Mapping, Sequence
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
    """A row before the change: its key, and the clerk's own cells in it."""

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


def followed(old: Sequence[Key], new: Sequence[Key]) -> list[int | None]:
    """For each new row the index of the old row that it continues, or None.

    Rows with equal keys are paired in order, so that two of a kind keep their own remarks; a row
    without a key continues nothing.
    """
    waiting: dict[Key, list[int]] = {}
    for index, key in reversed(list(enumerate(old))):
        if any(key):
            waiting.setdefault(key, []).append(index)
    return [waiting[key].pop() if waiting.get(key) else None for key in new]


def carry(columns: Sequence[str], old: Sequence[OldRow[CellT]], new: Sequence[Key]) -> Carried[CellT]:
    """What the clerk's ``columns`` hold once the ``old`` rows have made way for rows with the keys ``new``.

    A column that held a formula in every row holds it again in every row, as filling down from its first
    one does; all else follows its row.
    """
    filled = {
        header: old[0].cells[header]
        for header in columns
        if all(row.cells[header].formula is not None for row in old)
    }
    remarks = [header for header in columns if header not in filled]
    sources = followed([row.key for row in old], new)
    rows = [{**{header: _remark(old, source, header) for header in remarks}, **filled} for source in sources]
    kept = set(sources)
    gone = [row for index, row in enumerate(old) if index not in kept]
    lost = [(row.key, header, row.cells[header]) for row in gone for header in remarks]
    return Carried(tuple(rows), tuple(entry for entry in lost if _is_written(entry[2])))


def _remark(old: Sequence[OldRow[CellT]], source: int | None, header: str) -> CellT | None:
    cell = old[source].cells[header] if source is not None else None
    return cell if cell is not None and _is_written(cell) else None


def _is_written(cell: Standing) -> bool:
    return cell.formula is not None or cell.value not in {None, ""}
