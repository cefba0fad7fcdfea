"""Where the fields of the rule language stand for one project: its sheet, and a block of helper cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from xlperf.forms.areas import absolute, anchor, at, cell, cells_of, column_of, row_of, rows_of
from xlperf.forms.names import Name
from xlperf.ooxml.refs import Range
from xlperf.rules.expressions.definitions import Value, resolved_definitions
from xlperf.rules.expressions.formulas import helper_formula
from xlperf.rules.expressions.places import Formula, Places
from xlperf.rules.expressions.vocabulary import (
    COLUMN_NAMES,
    SOURCE_NAMES,
    TOTAL_NAME,
    Group,
    all_fields,
    amount_name,
    fields_of,
)
from xlperf.rules.ruleset import RuleSet

#: The fields of the form by the defined name of their cell; they bear the same.
_SINGLE: Final = (
    Name.YEAR,
    Name.PROJECT_NAME,
    Name.PROJECT_CODE,
    Name.DEPARTMENT,
    Name.UNIT,
    Name.RATE,
    Name.RATE_WEIGHT,
    Name.RATE_SCORE,
    Name.GOAL,
    Name.GOAL_DONE,
    Name.TOTAL_SCORE,
    Name.GRADE,
)
#: What the language calls the columns of 绩效指标, from left to right.
_INDICATOR_FIELDS: Final = tuple(field.name for field in fields_of(Group.INDICATOR) if field.cell)
_FUNDS_ROWS: Final = (TOTAL_NAME, *SOURCE_NAMES)
#: The block has a row about the form and one about the columns of 资金 above those of the indicators.
_FORM_ROW, _COLUMN_ROW, _INDICATOR_ROW = range(3)


@dataclass(frozen=True)
class RuleCells:
    """The cells that the live rules look at for one project.

    What follows from other fields (应得分, 应得执行率 …) is computed in the block of helper cells, which
    begins in column A of a hidden sheet.

    Args:
        sheet: the title of the project's sheet.
        areas: its defined names.
        helpers: the title of the hidden sheet.
        top: the first row of the block there.
        rules: the rule set.
        constants: what the rule set and the round answer
            (:func:`~xlperf.rules.expressions.definitions.constants`).
    """

    sheet: str
    areas: Mapping[Name, Range]
    helpers: str
    top: int
    rules: RuleSet
    constants: Mapping[str, Value]

    @property
    def height(self) -> int:
        """How many rows the block takes."""
        return _INDICATOR_ROW + self.areas[Name.INDICATORS].rows

    @cached_property
    def places(self) -> Places:
        """Where everything stands, for :class:`~xlperf.rules.expressions.live.LiveRule`."""
        ours = {name: _address(self.sheet, area) for name, area in self._areas.items()}
        helping = {name: _address(self.helpers, area) for name, area in self._helpers.items()}
        return Places({**ours, **helping}, self.constants, resolved_definitions(self.rules))

    def fields(self) -> Iterator[tuple[str, int, Range]]:
        """What each cell of the block computes, in the order of :meth:`formulas`.

        That is a field, for which row of its group (from 0), and the cell.
        """
        for group in (Group.FORM, Group.COLUMN, Group.INDICATOR):
            helping = _of(self._helpers, group)
            for index, row in enumerate(zip(*map(cells_of, helping.values()), strict=True)):
                yield from ((name, index, place) for name, place in zip(helping, row, strict=True))

    def formulas(self) -> Iterator[tuple[Range, Formula]]:
        """The formulas of the block, each with its cell on the hidden sheet."""
        for group in (Group.FORM, Group.COLUMN, Group.INDICATOR):
            helping, ours = _of(self._helpers, group), _of(self._areas, group)
            for index, row in enumerate(zip(*map(cells_of, helping.values()), strict=True)):
                places = self.places if group is Group.FORM else self._row_places(helping, ours, index)
                for name, place in zip(helping, row, strict=True):
                    yield place, helper_formula(places.given[name], places)

    def _row_places(self, helping: Mapping[str, Range], ours: Mapping[str, Range], index: int) -> Places:
        """The places as one row sees them: of each of its fields a single cell."""
        row = {
            name: _address(title, _nth(area, index))
            for title, areas in ((self.sheet, ours), (self.helpers, helping))
            for name, area in areas.items()
        }
        return replace(self.places, cells={**self.places.cells, **row})

    @cached_property
    def _areas(self) -> dict[str, Range]:
        """The fields that stand on the form."""
        funds, indicators = self.areas[Name.FUNDS], self.areas[Name.INDICATORS]
        sources = rows_of(funds, 1, len(SOURCE_NAMES))
        return {
            **{name.value: anchor(self.areas[name]) for name in _SINGLE},
            **{
                amount_name(source, column): at(funds, row, index)
                for row, source in enumerate(_FUNDS_ROWS)
                for index, column in enumerate(COLUMN_NAMES)
            },
            **{column: column_of(sources, index) for index, column in enumerate(COLUMN_NAMES)},
            **{source: row_of(funds, row) for row, source in enumerate(_FUNDS_ROWS)},
            **{name: column_of(indicators, index) for index, name in enumerate(_INDICATOR_FIELDS)},
        }

    @cached_property
    def _helpers(self) -> dict[str, Range]:
        """The cells of the block by the field that they compute."""
        defined = [all_fields()[name] for name in resolved_definitions(self.rules)]
        by_group = {group: [field.name for field in defined if field.group is group] for group in Group}
        first, last = self.top + _INDICATOR_ROW, self.top + self.height - 1
        (sums,) = by_group[Group.COLUMN]
        return {
            **{
                name: cell(self.top + _FORM_ROW, column)
                for column, name in enumerate(by_group[Group.FORM], start=1)
            },
            sums: Range(self.top + _COLUMN_ROW, 1, self.top + _COLUMN_ROW, len(COLUMN_NAMES)),
            **{
                name: Range(first, column, last, column)
                for column, name in enumerate(by_group[Group.INDICATOR], start=1)
            },
        }


def _of(areas: Mapping[str, Range], group: Group) -> dict[str, Range]:
    return {name: area for name, area in areas.items() if all_fields()[name].group is group}


def _nth(area: Range, index: int) -> Range:
    """One cell of a single row or column."""
    return at(area, 0, index) if area.rows == 1 else at(area, index, 0)


def _address(sheet: str, area: Range) -> str:
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{absolute(area)}"
