"""Excel tables; LibreOffice keeps them as database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from support.calc_engine.boundary import crossing, setting
from support.calc_engine.bridge import Untyped
from support.calc_engine.ranges import Range

if TYPE_CHECKING:
    from support.calc_engine.sheets import Sheet


class Tables:
    """The tables of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    @property
    def api(self) -> Untyped:
        return self.parent.book.kept_tables.container

    def _all(self) -> list[Table]:
        place = self.parent.index - 1
        found = self.parent.book.kept_tables
        return [Table(self.parent, table) for table in found if table.DataArea.Sheet == place]

    def _find(self, name: str) -> Table | None:
        tables = self.parent.book.kept_tables
        table = tables(name) if name in tables else None
        if table is None or table.DataArea.Sheet != self.parent.index - 1:
            return None
        return Table(self.parent, table)

    @crossing
    def __len__(self) -> int:
        return len(self._all())

    @crossing
    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    @crossing
    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    @crossing
    def __call__(self, key: int | str) -> Table:
        found = self._all()[key - 1] if isinstance(key, int) else self._find(key)
        if found is None:
            raise KeyError(key)
        return found


class Table:
    """One table, without a total row of its own."""

    show_headers = True
    show_totals = False

    def __init__(self, sheet: Sheet, uno: Untyped) -> None:
        self.parent = sheet
        self.uno = uno

    @property
    def api(self) -> Untyped:
        return self.uno

    @property
    @crossing
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    display_name = name

    @property
    @crossing
    def range(self) -> Range:
        area = self.uno.DataArea
        return self.parent.block(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)

    @property
    @crossing
    def header_row_range(self) -> Range:
        area = self.uno.DataArea
        return self.parent.block(
            area.StartRow + 1, area.StartColumn + 1, area.StartRow + 1, area.EndColumn + 1
        )

    @property
    @crossing
    def data_body_range(self) -> Range | None:
        area = self.uno.DataArea
        if area.EndRow == area.StartRow:
            return None
        return self.parent.block(area.StartRow + 2, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)

    @crossing
    def resize(self, target: Untyped) -> None:
        self.uno.DataArea = target.impl.uno.RangeAddress

    @property
    @crossing
    def show_autofilter(self) -> bool:
        return bool(self.uno.AutoFilter)

    @show_autofilter.setter
    @setting
    def show_autofilter(self, value: bool) -> None:
        """Without its buttons a table filters nothing: its rows are shown again."""
        if not value:
            body = self.data_body_range
            if body is not None:
                descriptor = self.uno.FilterDescriptor
                descriptor.setFilterFields(())
                self.uno.refresh()
                body.uno.Rows.IsVisible = True
        self.uno.AutoFilter = value
