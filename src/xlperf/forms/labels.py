"""Reading a form by its labels, wherever they stand: a copy that lost its names, or a form not of ours.

DOMAIN §1: real forms have 8 to 14 columns and are merged at will; what they have in common are the
words. A value stands right of its label, in the column of its header, or under the heading of a goal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import amount_entry, number_entry, rate_entry, text_entry
from xlperf.forms.indicator_lines import IndicatorReader
from xlperf.forms.label_grid import Grid
from xlperf.forms.label_heading import Heading, find_heading, find_money_unit, read_year, value_beside
from xlperf.forms.label_tables import FundsTable, IndicatorTable, find_funds, find_indicators
from xlperf.forms.label_words import Words
from xlperf.forms.names import Name
from xlperf.forms.remarks import scored_source, sheet_remarks, spare_rows
from xlperf.forms.spec import FormSpec
from xlperf.model.evaluation import FOREIGN_FORM, Entry, FundingLine, Remark, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.text import match_key
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: Columns of 绩效指标 that a form may leave to the text of 年度指标值: “≥90%”.
_IN_TARGET: Final = ("relation", "unit")
_MONEY_UNIT: Final = "金额单位"


def read_by_labels(book: Workbook, sheet: Sheet, spec: FormSpec, year: int = 0) -> SelfEvaluation | None:
    """The form on a worksheet, found by its labels; None where the sheet is no such form.

    A sheet is the form where it has the label 项目名称, the header of the funds table and the header of
    the indicators. ``missing`` lists what else the spec knows and the sheet does not have.

    Args:
        book: the workbook.
        sheet: one of its worksheets.
        spec: the form that is expected: its labels and their synonyms; its money unit holds where
            the sheet names none.
        year: the year that holds where the sheet states none; 0 where that is not known either.
    """
    grid, words = Grid(sheet), Words.of(spec)
    indicators = find_indicators(grid, words)
    funds = find_funds(grid, words) if indicators else None
    if indicators is None or funds is None:
        return None
    heading = find_heading(grid, words, indicators.first_row)
    if "project_name" not in heading.labels:
        return None
    unit = find_money_unit(grid, funds.first_row, funds.last_row)
    return _LabelledForm(book, sheet, spec, words, heading, funds, indicators, unit).read(year)


@dataclass(frozen=True, slots=True)
class _LabelledForm:
    """A sheet on which the labels have been found; ``stated_unit`` is None where it names no unit."""

    book: Workbook
    sheet: Sheet
    spec: FormSpec
    words: Words
    heading: Heading
    funds: FundsTable
    indicators: IndicatorTable
    stated_unit: MoneyUnit | None

    @property
    def unit(self) -> MoneyUnit:
        return self.stated_unit or self.spec.money_unit

    def read(self, issued_year: int) -> SelfEvaluation:
        year = read_year(self.book, self.heading)
        reader = IndicatorReader(self.book, year.value or issued_year)
        grade = self._grade()
        return SelfEvaluation(
            form=FOREIGN_FORM,
            sheet=self.sheet.title,
            money_unit=self.unit,
            year=year,
            project_name=self._beside("project_name"),
            project_code=self._beside("project_code"),
            department=self._beside("department"),
            unit=self._beside("unit"),
            funding=tuple(self._funding()),
            rate=rate_entry(self.book, self.funds.rate("rate")),
            rate_weight=number_entry(self.book, self.funds.rate("rate_weight")),
            rate_score=number_entry(self.book, self.funds.rate("rate_score")),
            goal=text_entry(self.book, self.heading.goal("goal")),
            goal_done=text_entry(self.book, self.heading.goal("goal_done")),
            indicators=reader.lines(self.indicators.rows()),
            total_score=number_entry(self.book, self.indicators.total_cell("score")),
            grade=grade or Entry(),
            missing=tuple(self._missing(year, grade)),
            remarks=tuple(self._remarks(reader)),
        )

    def _remarks(self, reader: IndicatorReader) -> Iterator[Remark]:
        table = self.indicators
        yield from spare_rows(reader.spare(table.rows()))
        yield from self._scored_sources()
        column = table.columns["level3"].area.first_col
        last = table.total.area.last_row if table.total else table.last_row
        yield from sheet_remarks(self.book, self.sheet, self.words, column, last)

    def _beside(self, key: str) -> Entry[str]:
        return text_entry(self.book, self.heading.beside(key))

    def _funding(self) -> Iterator[FundingLine]:
        for row in self.spec.funding_rows:
            if row.source in self.funds.rows:
                yield FundingLine(row.source, *(self._amount(row.source, column) for column in Column))

    def _amount(self, source: Source, column: Column) -> Entry[Decimal]:
        cells = self.funds.amounts(source, column)
        return _added([amount_entry(self.book, cell, self.unit) for cell in cells])

    def _scored_sources(self) -> Iterator[Remark]:
        """A source of funds has no points of its own; on ours its row prints —."""
        for source in LEDGER_SOURCES:
            for key in ("rate_weight", "rate_score"):
                entries = [number_entry(self.book, cell) for cell in self.funds.rates_of(key, source)]
                scored = next((entry for entry in entries if entry.value is not None), None)
                if scored is not None:
                    yield scored_source(source, scored)
                    break

    def _grade(self) -> Entry[str] | None:
        """等级 beside or within its label below the indicators, or, as on ours, alone in the row of 总分."""
        total, grid = self.indicators.total, self.heading.grid
        if total is None:
            return None
        for label in grid.filled():
            if label.area.first_row >= total.area.first_row and self.words.is_grade(label.text):
                if stated := self._stated_grade(label.text):
                    return replace(text_entry(self.book, label.cell), value=stated)
                value = value_beside(grid, self.words, label)
                return text_entry(self.book, value.cell) if value else Entry()
        alone = text_entry(self.book, self.indicators.total_cell("reason"))
        return alone if alone.cell and (alone.blank or alone.value in self._grades) else None

    @property
    def _grades(self) -> tuple[str, ...]:
        return tuple(grade.label for grade in self.spec.rules.grades)

    def _stated_grade(self, text: str) -> str | None:
        """The grade within a label: 等级（优）, 评价等级：良."""
        answer = re.split("[:(]", match_key(text), maxsplit=1)[1:]
        stated = answer[0].removesuffix(")") if answer else ""
        return next((grade for grade in self._grades if match_key(grade) == stated), None)

    def _missing(self, year: Entry[int], grade: Entry[str] | None) -> Iterator[str]:
        """What the spec knows and the sheet does not have, by the names of the spec."""
        elsewhere = {
            "year": bool(year.cell),
            "total_score": bool(self.indicators.total_cell("score").ref),
            "grade": grade is not None,
            "weight_total": True,  # read by nobody
        }
        found = {*self.heading.labels, *self.funds.rates}
        for field in self.spec.fields:
            if not elsewhere.get(field.key, field.key in found):
                yield field.name
        if self.stated_unit is None:
            yield _MONEY_UNIT
        yield from self._missing_parts()

    def _missing_parts(self) -> Iterator[str]:
        for row in self.spec.funding_rows:
            if row.source not in self.funds.rows:
                yield f"{Name.FUNDS}-{row.label}"
        for money in self.spec.funding_columns:
            if money.column not in self.funds.columns:
                yield f"{Name.FUNDS}-{money.label}"
        found = self.indicators.columns.keys()
        for column in self.spec.indicator_columns:
            within = column.key in _IN_TARGET and "target" in found
            if column.key not in found and not within:
                yield f"{Name.INDICATORS}-{column.header}"


def _added(entries: Sequence[Entry[Decimal]]) -> Entry[Decimal]:
    """The amounts of several rows as that of one source; one that was not understood stands for all."""
    filled = [entry for entry in entries if not entry.blank]
    unread = [entry for entry in filled if entry.value is None]
    counted = [entry for entry in filled if entry.value]
    if unread or len(counted) < 2:
        return next(iter((*unread, *counted, *filled, *entries)), Entry())
    odd = [entry for entry in counted if entry.notes]
    return Entry(
        sum((entry.value or ZERO for entry in counted), ZERO),
        "＋".join(entry.text for entry in counted),
        (*odd, *counted)[0].cell,
        tuple(dict.fromkeys(note for entry in counted for note in entry.notes)),
        any(entry.formula for entry in counted),
    )
