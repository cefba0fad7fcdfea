"""The unit of money of a form that names its own: over the table, in a label, in the head of a column."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import amount_entry
from xlperf.forms.label_funds import FundsTable
from xlperf.forms.label_grid import Grid, Tile
from xlperf.forms.label_words import stated_money_unit, unknown_money_unit
from xlperf.model.evaluation import Entry, Remark, RemarkKind
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.reading import Note, NoteKind
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook

#: A label is no longer than this; a sentence that mentions 元 is none.
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Money:
    """How a form's amounts are to be read.

    ``stated`` is what the form says for the whole table (None: nothing), ``unknown`` a unit that it says
    and that nobody reckons in (千元), ``default`` what is taken where it says nothing.
    """

    book: Workbook
    funds: FundsTable
    stated: MoneyUnit | None
    unknown: Tile | None
    default: MoneyUnit

    @classmethod
    def of(cls, book: Workbook, grid: Grid, funds: FundsTable, before: int, default: MoneyUnit) -> "Money":
        """What a form says about its unit of money above row ``before``."""
        labels = list(_labels(grid, funds, before))
        units = (stated_money_unit(tile.text, header=header) for header, tile in labels)
        stated = next((unit for unit in units if unit is not None), None)
        odd = (tile for _, tile in labels if unknown_money_unit(tile.text))
        return cls(book, funds, stated, None if stated else next(odd, None), default)

    @property
    def unit(self) -> MoneyUnit:
        """The unit of the form as a whole."""
        return self.stated or self.default

    def entry(self, source: Source, column: Column, cell: Cell) -> Entry[Decimal]:
        """The amount in a cell, in the unit of its column, else of its row, else of the table."""
        entry = amount_entry(self.book, cell, self._unit_of(source, column))
        if self.unknown is None or entry.value is None:
            return entry
        return replace(entry, value=None, notes=(Note(NoteKind.MALFORMED),))

    def remarks(self, entries: Iterator[Entry[Decimal]]) -> Iterator[Remark]:
        """The remark on a form whose amounts had to be taken for something, or could not be read."""
        if self.unknown is not None:
            said = unknown_money_unit(self.unknown.text)
            detail = f"金额单位写的是“{said}”，只认“元”和“万元”，资金表的金额没有读取"
            yield Remark(RemarkKind.MONEY_UNIT, detail, self.unknown.cell.ref)
        elif self.stated is None:
            first = next((entry for entry in entries if entry.value and not _says_unit(entry)), None)
            if first is not None:
                detail = f"表上没有写金额单位，资金表的金额按“{self.default}”读取"
                yield Remark(RemarkKind.MONEY_UNIT, detail, first.cell)

    def _unit_of(self, source: Source, column: Column) -> MoneyUnit:
        labels = (self.funds.columns.get(column), *self.funds.rows.get(source, ()))
        units = (stated_money_unit(tile.text, header=True) for tile in labels if tile is not None)
        return next((unit for unit in units if unit is not None), self.unit)


def _says_unit(entry: Entry[Decimal]) -> bool:
    return any(note.kind is NoteKind.WITH_UNIT for note in entry.notes)


def _labels(grid: Grid, funds: FundsTable, before: int) -> Iterator[tuple[bool, Tile]]:
    """The texts that may name the unit: the table's own labels (True) first, then what stands above it."""
    listed = [tile for tile in grid.filled() if len(tile.text) <= _LONGEST and tile.area.first_row < before]
    if not funds.columns:
        yield from ((False, tile) for tile in listed)
        return
    own = {tile.cell.ref for tile in funds.labels()}
    left = min(tile.area.first_col for tile in funds.columns.values())
    for tile in listed:
        inside = funds.first_row <= tile.area.first_row <= funds.last_row
        head = tile.area.first_col < left or tile.area.first_row == funds.first_row
        if inside and (head or tile.cell.ref in own):
            yield True, tile
    yield from ((False, tile) for tile in listed if tile.area.first_row < funds.first_row)
