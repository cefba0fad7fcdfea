"""Formulas that one cell writes down and others repeat, shifted to where they stand."""

import re

from xlperf.ooxml.cellxml import formula_of, formula_xml
from xlperf.ooxml.formulas import translate
from xlperf.ooxml.grid import Grid
from xlperf.ooxml.guard import damaged

_SHARED = ' t="shared"'
_INDEX = re.compile(r' si="(\d+)"')


class SharedFormulas:
    """The shared formulas of a grid, found by the index that its cells quote."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._masters: dict[str, tuple[int, int, str]] | None = None

    def formula(self, row: int, col: int, text: str, attributes: str) -> str:
        """The formula of the cell at (row, col), given what its ``<f>`` holds.

        Raises:
            PackageError: where it repeats a formula that no cell writes down.
        """
        if text or _SHARED not in attributes:
            return text
        index = _INDEX.search(attributes)
        master = self._find().get(index[1]) if index is not None else None
        if master is None:
            raise damaged("共享公式缺少主公式")
        return translate(master[2], row - master[0], col - master[1])

    def expand(self) -> None:
        """Write every shared formula down in each of its cells."""
        self._find()
        self._grid.map_tails(self._expanded, wanted=_SHARED)
        self._masters = None

    def _expanded(self, row: int, col: int, tail: str) -> str:
        found = formula_of(tail)
        if found is None or _SHARED not in found[0]:
            return tail
        attributes, text, (start, end) = found
        return tail[:start] + formula_xml(self.formula(row, col, text, attributes)) + tail[end:]

    def _find(self) -> dict[str, tuple[int, int, str]]:
        if self._masters is None:
            self._masters = {}
            for number, row in self._grid.rows():
                if not row.mentions(_SHARED):
                    continue
                for col, tail in row.cells.items():
                    found = formula_of(tail)
                    index = _INDEX.search(found[0]) if found is not None and found[1] else None
                    if found is not None and index is not None and _SHARED in found[0]:
                        self._masters[index[1]] = (number, col, found[1])
        return self._masters
