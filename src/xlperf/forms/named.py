"""Reading a form that we issued, by its defined names, wherever its rows have gone since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from xlperf.forms.blocks import first_ref, row_refs
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
from xlperf.forms.label_words import Words
from xlperf.forms.names import CONTRACT_NAMES, Name
from xlperf.forms.remarks import sheet_remarks
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import Entry, FundingLine, Remark, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import Area, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: The names without which a sheet is not our form.
_REQUIRED: Final = (Name.PROJECT_NAME, Name.FUNDS, Name.INDICATORS)


def form_areas(book: Workbook, sheet: Sheet) -> Mapping[Name, Area] | None:
    """Where the names of the form lie on a sheet; None where they cannot be read by.

    A name counts whether it belongs to the sheet or, after some programs' copying, to the workbook.
    The blocks must have kept their shape: a row or column put into the middle makes positions in
    them meaningless, and then the sheet is better read by its labels.
    """
    own = book.names_of(sheet)
    found = {name: own.get(name) or book.area(name) for name in Name}
    areas = {name: area for name, area in found.items() if area is not None and area.sheet == sheet.title}
    if any(name not in areas for name in _REQUIRED):
        return None
    funds, indicators = areas[Name.FUNDS], areas[Name.INDICATORS]
    kept = (funds.rows, funds.cols, indicators.cols) == (len(Source), len(Column), len(INDICATOR_KEYS))
    return areas if kept else None


@dataclass(frozen=True, slots=True)
class NamedForm:
    """One sheet with the names of the form.

    ``template`` is what ``SelfEvaluation.form`` will say, ``unit`` the money unit of the form, ``year``
    the year it was issued for (0: unknown), which holds where the form's own is blank.
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
        year = year_entry(self.book, self._cell(Name.YEAR))
        reader = IndicatorReader(self.book, year.value or self.year)
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
            indicators=reader.lines(self._indicator_rows()),
            total_score=number_entry(self.book, self._cell(Name.TOTAL_SCORE)),
            grade=self._text(Name.GRADE),
            missing=tuple(name for name in CONTRACT_NAMES if name not in self.areas),
            remarks=tuple(self._remarks()),
        )

    def _remarks(self) -> Iterator[Remark]:
        area, total = self.areas[Name.INDICATORS], self.areas.get(Name.TOTAL_SCORE)
        column = area.first_col + INDICATOR_KEYS.index("level3")
        last = total.last_row if total else area.last_row
        return sheet_remarks(self.book, self.sheet, self.words, column, last)

    def _cell(self, name: Name) -> Cell:
        area = self.areas.get(name)
        return self.sheet.cell(first_ref(area)) if area else NO_CELL

    def _text(self, name: Name) -> Entry[str]:
        return text_entry(self.book, self._cell(name))

    def _funding(self) -> tuple[FundingLine, ...]:
        return tuple(
            FundingLine(
                source, *(amount_entry(self.book, self.sheet.cell(address), self.unit) for address in row)
            )
            for source, row in zip(Source, row_refs(self.areas[Name.FUNDS]), strict=True)
        )

    def _indicator_rows(self) -> Iterator[dict[str, Cell]]:
        columns = range(self.areas[Name.INDICATORS].first_col, self.areas[Name.INDICATORS].last_col + 1)
        for row in self._indicator_lines():
            cells = (self.sheet.cell(ref(row, column)) for column in columns)
            yield dict(zip(INDICATOR_KEYS, cells, strict=True))

    def _indicator_lines(self) -> range:
        """The rows of 绩效指标, those included that somebody put in just outside the name's reach.

        A row inserted above the first one, or above 总分, does not belong to the name.
        """
        area, total = self.areas[Name.INDICATORS], self.areas.get(Name.TOTAL_SCORE)
        end = max(total.first_row, area.last_row + 1) if total else area.last_row + 1
        return range(self._header_row() + 1, end)

    def _header_row(self) -> int:
        """The row of 一级指标, 二级指标 …; the row above the block where no label says so."""
        area = self.areas[Name.INDICATORS]
        column = area.first_col + INDICATOR_KEYS.index("level3")
        above = range(area.first_row - 1, 0, -1)
        labels = ((row, printed(self.book, self.sheet.cell(ref(row, column)))) for row in above)
        headers = (row for row, text in labels if self.words.indicator_column(text) == "level3")
        return next(headers, area.first_row - 1)
