"""One form whose labels have been found: its values, each with its cell, and what it does not have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import number_entry, rate_entry, text_entry
from xlperf.forms.indicator_lines import IndicatorReader
from xlperf.forms.label_funds import FundsTable
from xlperf.forms.label_heading import Heading, read_year, value_beside
from xlperf.forms.label_indicators import IndicatorTable
from xlperf.forms.label_leftover import leftovers
from xlperf.forms.label_money import Money
from xlperf.forms.label_words import Words, inline_value
from xlperf.forms.names import Name
from xlperf.forms.remarks import ditto_remarks, scored_source, spare_rows
from xlperf.forms.spec import FormSpec
from xlperf.model.amounts import read_number
from xlperf.model.evaluation import FOREIGN_FORM, Entry, FundingLine, Remark, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, Source
from xlperf.model.text import match_key
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: Columns of 绩效指标 that a form may leave to the text of 年度指标值: “≥90%”.
_IN_TARGET: Final = ("relation", "unit")
_MONEY_UNIT: Final = "金额单位"


@dataclass(frozen=True, slots=True)
class LabelledForm:
    """A form on a sheet, all of whose labels have been found that there are."""

    book: Workbook
    sheet: Sheet
    spec: FormSpec
    words: Words
    heading: Heading
    funds: FundsTable
    indicators: IndicatorTable

    def read(self, issued_year: int, hidden: Sequence[Remark] = ()) -> SelfEvaluation:
        """What it says.

        Args:
            issued_year: the year that it was issued for; 0 where that is not known.
            hidden: what is to be told about the whole sheet.
        """
        year = read_year(self.book, self.heading)
        reader = IndicatorReader(self.book, issued_year or year.value or 0)
        money = self._money()
        grade = self._grade()
        total = self._total()
        form = SelfEvaluation(
            form=FOREIGN_FORM,
            sheet=self.sheet.title,
            money_unit=money.unit,
            year=year,
            project_name=self.heading.beside("project_name"),
            project_code=self.heading.beside("project_code"),
            department=self.heading.beside("department"),
            unit=self.heading.beside("unit"),
            funding=tuple(self._funding(money)),
            rate=rate_entry(self.book, self.funds.rate("rate")),
            rate_weight=number_entry(self.book, self.funds.rate("rate_weight")),
            rate_score=number_entry(self.book, self.funds.rate("rate_score")),
            goal=self.heading.goal("goal"),
            goal_done=self.heading.goal("goal_done"),
            indicators=reader.lines(self.indicators.rows()),
            total_score=total,
            grade=grade or Entry(),
            missing=tuple(self._missing(year, total, grade, stated_unit=money.stated is not None)),
        )
        return replace(form, remarks=tuple(self._remarks(reader, form, money, hidden)))

    def _money(self) -> Money:
        grid, before = self.heading.grid, self.indicators.first_row
        return Money.of(self.book, grid, self.funds, before, self.spec.money_unit)

    def _remarks(
        self, reader: IndicatorReader, form: SelfEvaluation, money: Money, hidden: Sequence[Remark]
    ) -> Iterator[Remark]:
        yield from spare_rows(reader.spare(self.indicators.rows()))
        yield from ditto_remarks(reader, self.indicators.rows())
        yield from self._scored_sources()
        yield from hidden
        yield from money.remarks(line.get(column) for line in form.funding for column in Column)
        name = next(iter(self.heading.labels.get("project_name", ())), None)
        first = name.area.first_row if name else self.heading.grid.window.first_row
        lost = dict(self._lost_labels())
        yield from leftovers(self.heading.grid, self.words, first, frozenset(self._read(form)), lost)

    def _funding(self, money: Money) -> Iterator[FundingLine]:
        for row in self.spec.funding_rows:
            if row.source in self.funds.rows:
                yield FundingLine(row.source, *(self._amount(money, row.source, column) for column in Column))

    def _amount(self, money: Money, source: Source, column: Column) -> Entry[Decimal]:
        cells = self.funds.amounts(source, column)
        return _added([money.entry(source, column, cell) for cell in cells])

    def _scored_sources(self) -> Iterator[Remark]:
        """A source of funds has no points of its own; on ours its row prints —."""
        for source in LEDGER_SOURCES:
            for key in ("rate_weight", "rate_score"):
                entries = [number_entry(self.book, cell) for cell in self.funds.rates_of(key, source)]
                scored = next((entry for entry in entries if entry.value is not None), None)
                if scored is not None:
                    yield scored_source(source, scored)
                    break

    # -- below the indicators --------------------------------------------------------------------------

    def _total(self) -> Entry[Decimal]:
        """总分 in the column 得分 of its row, beside its label where there is no such column, or in it."""
        label = self.indicators.total
        if label is None:
            return Entry()
        said = inline_value(label.text)
        if said:
            reading = read_number(said.removesuffix("分"))
            return Entry(reading.value, said, label.cell.ref, reading.notes, label.cell.formula is not None)
        return number_entry(self.book, self.indicators.total_cell("score"))

    def _grade(self) -> Entry[str] | None:
        """等级 beside or within its label below the indicators, or, as on ours, alone in the row of 总分."""
        grid, last = self.heading.grid, self.indicators.last_row
        for label in grid.filled():
            if label.area.first_row > last and self.words.is_grade(label.text):
                if stated := self._stated_grade(label.text):
                    return replace(text_entry(self.book, label.cell), value=stated)
                value = value_beside(grid, self.words, label)
                return text_entry(self.book, value.cell) if value else Entry()
        total = self.indicators.total
        if total is None or inline_value(total.text):
            return None
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

    # -- what there is not, and what was not read ------------------------------------------------------

    def _missing(
        self, year: Entry[int], total: Entry[Decimal], grade: Entry[str] | None, *, stated_unit: bool
    ) -> Iterator[str]:
        """What the spec knows and the sheet does not have, by the names of the spec."""
        elsewhere = {
            "year": bool(year.cell),
            "total_score": bool(total.cell),
            "grade": grade is not None,
            "weight_total": True,  # read by nobody
        }
        rates = self.funds.rates if Source.TOTAL in self.funds.rows else ()
        found = {*self.heading.labels, *rates}
        for field in self.spec.fields:
            if not elsewhere.get(field.key, field.key in found):
                yield field.name
        if not stated_unit:
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

    def _lost_labels(self) -> Iterator[tuple[str, str]]:
        """The labels of what was not found: label key and label."""
        words, found = self.words, self.indicators.columns.keys()
        tables = (
            (words.fields, self.heading.labels),
            (words.funding_rows, self.funds.rows),
            (words.funding_columns, self.funds.columns),
            (words.rate_columns, self.funds.rates),
            (words.indicator_columns, found),
        )
        for meanings, known in tables:
            yield from ((key, key) for key, meaning in meanings.items() if meaning not in known)
        if self.indicators.total is None:
            yield from ((key, key) for key in words.totals)

    def _read(self, form: SelfEvaluation) -> Iterator[str]:
        """The cells that were read, and those that say nothing more where they stand."""
        yield from (cell.ref for row in self.indicators.rows() for cell in row.values())
        yield from (tile.cell.ref for tile in self.indicators.sums())
        for source in Source:
            for column in Column:
                yield from (cell.ref for cell in self.funds.amounts(source, column))
            for key in self.funds.rates:
                yield from (cell.ref for cell in self.funds.rates_of(key, source))
        for key in self.heading.labels:
            yield from (cell.ref for cell in self.heading.cells(key))
        yield from (form.year.cell, form.total_score.cell, form.grade.cell)


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
