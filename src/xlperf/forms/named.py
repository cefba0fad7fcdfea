"""Reading a form that we issued, by its defined names, wherever its rows have gone since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from xlperf.forms.entries import (
    NO_CELL,
    amount_entry,
    number_entry,
    printed,
    rate_entry,
    text_entry,
    year_entry,
)
from xlperf.forms.indicator_lines import IndicatorReader
from xlperf.forms.label_words import Words, label_key
from xlperf.forms.named_order import order_of
from xlperf.forms.names import CONTRACT_NAMES, Name
from xlperf.forms.remarks import odd_rows, sheet_remarks
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import Entry, FundingLine, Remark, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import Area
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: The names without which a sheet is not our form.
_REQUIRED: Final = (Name.PROJECT_NAME, Name.FUNDS, Name.INDICATORS)


def form_areas(book: Workbook, sheet: Sheet) -> Mapping[Name, Area] | None:
    """Where the names of the form lie on a sheet; None where it cannot be read by them.

    A name counts whether it belongs to the sheet or, after some programs' copying, to the workbook. The
    blocks must have kept their shape: a row or column put into the middle makes positions in them
    meaningless, and then the sheet is better read by its labels.
    """
    own = book.names_of(sheet)
    found = {name: own.get(name) or book.area(name) for name in Name}
    areas = {name: area for name, area in found.items() if area is not None and area.sheet == sheet.title}
    if any(name not in areas for name in _REQUIRED):
        return None
    funds, indicators = areas[Name.FUNDS], areas[Name.INDICATORS]
    kept = (funds.rows, funds.cols, indicators.cols) == (len(Source), len(Column), len(INDICATOR_KEYS))
    return areas if kept else None


@dataclass(frozen=True)
class NamedForm:
    """One sheet with the names of the form.

    ``template`` is what ``SelfEvaluation.form`` will say, ``unit`` the money unit of the form, ``year``
    the year it was issued for (0: unknown), to which deadlines without a year belong.
    """

    book: Workbook
    sheet: Sheet
    areas: Mapping[Name, Area]
    words: Words
    template: str
    unit: MoneyUnit
    year: int

    def read(self) -> SelfEvaluation:
        """The form; a field whose name is gone is blank and listed in ``missing``."""
        form = self.fields()
        return replace(form, remarks=tuple(self._remarks(self._reader(form.year))))

    def _reader(self, year: Entry[int]) -> IndicatorReader:
        return IndicatorReader(self.book, self.year or year.value or 0)

    def fields(self) -> SelfEvaluation:
        """The same without remarks, for a form that has just been issued: there is nothing odd about it."""
        year = year_entry(self.book, self._cell(Name.YEAR))
        reader = self._reader(year)
        return SelfEvaluation(
            form=self.template,
            sheet=self.sheet.title,
            money_unit=self.unit,
            year=year,
            project_name=self._text(Name.PROJECT_NAME),
            project_code=self._text(Name.PROJECT_CODE),
            department=self._text(Name.DEPARTMENT),
            unit=self._text(Name.UNIT),
            funding=self._funding(),
            rate=rate_entry(self.book, self._cell(Name.RATE)),
            rate_weight=number_entry(self.book, self._cell(Name.RATE_WEIGHT)),
            rate_score=number_entry(self.book, self._cell(Name.RATE_SCORE)),
            goal=self._text(Name.GOAL),
            goal_done=self._text(Name.GOAL_DONE),
            indicators=reader.lines(self._indicator_rows),
            total_score=number_entry(self.book, self._cell(Name.TOTAL_SCORE)),
            grade=self._text(Name.GRADE),
            missing=tuple(name for name in CONTRACT_NAMES if name not in self.areas),
        )

    def _remarks(self, reader: IndicatorReader) -> Iterator[Remark]:
        total, columns = self.areas.get(Name.TOTAL_SCORE), self._columns
        last = total.last_row if total else self.areas[Name.INDICATORS].last_row
        yield from sheet_remarks(self.book, self.sheet, self.words, columns["level3"], last)
        yield from odd_rows(reader, self._indicator_rows, self._rows_below(last))

    def _cell(self, name: Name) -> Cell:
        area = self.areas.get(name)
        return self.sheet.at(area.first_row, area.first_col) if area else NO_CELL

    def _text(self, name: Name) -> Entry[str]:
        return text_entry(self.book, self._cell(name))

    def _funding(self) -> tuple[FundingLine, ...]:
        area = self.areas[Name.FUNDS]
        headers = self._texts((area.first_row - 1, area.first_col + place) for place in range(area.cols))
        columns = order_of(
            tuple(Column), [self.words.funding_columns.get(label_key(text)) for text in headers]
        )
        rows = order_of(tuple(Source), [self._source(area.first_row + place) for place in range(area.rows)])
        return tuple(
            FundingLine(source, *(self._amount(rows[source], columns[column]) for column in Column))
            for source in Source
        )

    def _amount(self, row: int, column: int) -> Entry[Decimal]:
        area = self.areas[Name.FUNDS]
        cell = self.sheet.at(area.first_row + row, area.first_col + column)
        return amount_entry(self.book, cell, self.unit)

    def _source(self, row: int) -> Source | None:
        """The source that the label left of a row of 资金 names."""
        texts = self._texts((row, column) for column in range(1, self.areas[Name.FUNDS].first_col))
        sources = (self.words.funding_rows.get(label_key(text)) for text in texts)
        return next((source for source in sources if source is not None), None)

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        """The columns of 绩效指标 by key."""
        area = self.areas[Name.INDICATORS]
        row = self._header_row
        headers = self._texts((row, column) for column in range(area.first_col, area.last_col + 1))
        order = order_of(INDICATOR_KEYS, [self.words.indicator_column(text) for text in headers])
        return {key: area.first_col + place for key, place in order.items()}

    @cached_property
    def _indicator_rows(self) -> list[dict[str, Cell]]:
        """The cells of 绩效指标 by key, row by row."""
        return [self._cells_in(row) for row in self._indicator_lines()]

    def _cells_in(self, row: int) -> dict[str, Cell]:
        return {key: self.sheet.at(row, self._columns[key]) for key in INDICATOR_KEYS}

    def _rows_below(self, last: int) -> Iterator[dict[str, Cell]]:
        """The rows below 总分, as if they were indicators."""
        for row, _ in self.sheet.xml.grid.rows():
            if row > last:
                yield self._cells_in(row)

    def _indicator_lines(self) -> range:
        """The rows of 绩效指标, those included that somebody put in just outside the name's reach.

        A row inserted above the first one, or above 总分, does not belong to the name.
        """
        area, total = self.areas[Name.INDICATORS], self.areas.get(Name.TOTAL_SCORE)
        end = max(total.first_row, area.last_row + 1) if total else area.last_row + 1
        return range(self._header_row + 1, end)

    @cached_property
    def _header_row(self) -> int:
        """The row of 一级指标, 二级指标 …; the row above the block where no label says so."""
        area = self.areas[Name.INDICATORS]
        for row in range(area.first_row - 1, 0, -1):
            texts = self._texts((row, column) for column in range(area.first_col, area.last_col + 1))
            if any(self.words.indicator_column(text) == "level3" for text in texts):
                return row
        return area.first_row - 1

    def _texts(self, places: Iterable[tuple[int, int]]) -> list[str]:
        cells = [self.sheet.at(*place) for place in places]
        return [c.value if type(c.value) is str else printed(self.book, c) for c in cells]
