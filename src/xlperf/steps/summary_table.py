"""A table of the summary workbook on its sheet: where its cells stand, and the formulas in them.

A formula is written only where it comes to the value that the round's tables hold; where a rule set
computes something differently (a rate over fiscal funds alone), the value stands by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell

from xlperf.books.port import CellValue
from xlperf.books.spec import Kind, Label, Ratio, Sum
from xlperf.model.ledger import ZERO
from xlperf.model.printing import NO_VALUE
from xlperf.model.rounding import ratio
from xlperf.steps.summary_sheets import CountOf, Quotient, RowFormula, Share, SummarySheet

#: Zero-based rows: the way back to the contents (not printed), the title, whose and which money, headers.
NAVIGATION_ROW, TITLE_ROW, UNIT_ROW, HEADER_ROW = range(4)
FIRST_ROW: Final = HEADER_ROW + 1


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: a value, and the formula that comes to it (None where there is none)."""

    value: CellValue
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's table; ``others`` are the tables of all sheets by name, for formulas across sheets."""

    spec: SummarySheet
    others: Mapping[str, "Table"]
    _sums: dict[str, Decimal] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def last_row(self) -> int:
        """The last data row, zero-based; an empty table keeps one row to say so."""
        return FIRST_ROW + max(len(self.spec.rows), 1) - 1

    @property
    def total_row(self) -> int | None:
        """The total row, zero-based; None where the table has none."""
        totals = any(column.total is not None for column in self.spec.columns)
        return self.last_row + 1 if totals else None

    @property
    def end_row(self) -> int:
        """The last row that is printed, zero-based."""
        return self.total_row or self.last_row

    def place(self, header: str) -> int:
        """A column's zero-based number; ValueError where there is none of that header."""
        return [column.header for column in self.spec.columns].index(header)

    def cells(self, header: str, first: int = 0, count: int | None = None) -> str:
        """A column's data cells, or ``count`` of them from ``first`` on: ``'自评汇总'!$B$5:$B$16``."""
        start = FIRST_ROW + first
        end = self.last_row if count is None else start + count - 1
        column = self.place(header)
        return f"{quote_sheetname(self.spec.name)}!{xl_range_abs(start, column, end, column)}"

    def total(self, header: str) -> str:
        """The cell of a column's total, from another sheet: ``'自评汇总'!$G$17``."""
        cell = xl_rowcol_to_cell(self.end_row, self.place(header), row_abs=True, col_abs=True)
        return f"{quote_sheetname(self.spec.name)}!{cell}"

    def sum(self, header: str) -> Decimal:
        """What a column adds up to; each row's share asks for it again."""
        if header not in self._sums:
            self._sums[header] = sum((_number(row.get(header)) for row in self.spec.rows), ZERO)
        return self._sums[header]

    def content(self, number: int, row: Mapping[str, CellValue], place: int) -> Content:
        """What stands in the ``place``-th column of ``row``, which is the ``number``-th (zero-based)."""
        column = self.spec.columns[place]
        value = row.get(column.header)
        formula = self.spec.formulas.get(column.header)
        text = None
        if formula is not None and self._result(formula, row) == value:
            text = self._formula(formula, FIRST_ROW + number)
        return Content(NO_VALUE if value is None and column.kind is Kind.RATE else value, text)

    def total_content(self, place: int) -> Content:
        """What stands in the total row, in the ``place``-th column."""
        header = self.spec.columns[place].header
        content = self._summed(place)
        if header not in self.spec.totals:
            return content
        value = self.spec.totals[header]
        return content if value == content.value else Content(NO_VALUE if value is None else value)

    def _summed(self, place: int) -> Content:
        column = self.spec.columns[place]
        match column.total:
            case Label(text):
                return Content(text)
            case Sum():
                cells = xl_range(FIRST_ROW, place, self.last_row, place)
                return Content(self.sum(column.header), f"=SUM({cells})")
            case Ratio(part, whole):
                result = ratio(self.sum(part), self.sum(whole))
                formula = self._quotient(part, whole, self.end_row)
                return Content(NO_VALUE if result is None else result, formula)
            case None:
                return Content(None)

    def _formula(self, formula: RowFormula, row: int) -> str:
        match formula:
            case Quotient(part, whole):
                return self._quotient(part, whole, row)
            case Share(column):
                whole = xl_rowcol_to_cell(self.end_row, self.place(column), row_abs=True)
                part = xl_rowcol_to_cell(row, self.place(column))
                return f'=IF({whole}=0,"{NO_VALUE}",{part}/{whole})'
            case CountOf(label, sheet, column):
                wanted = xl_rowcol_to_cell(row, self.place(label))
                return f"=COUNTIF({self.others[sheet].cells(column)},{wanted})"

    def _quotient(self, part: str, whole: str, row: int) -> str:
        over, under = (xl_rowcol_to_cell(row, self.place(header)) for header in (part, whole))
        return f'=IF({under}=0,"{NO_VALUE}",{over}/{under})'

    def _result(self, formula: RowFormula, row: Mapping[str, CellValue]) -> Decimal | None:
        match formula:
            case Quotient(part, whole):
                return ratio(_number(row[part]), _number(row[whole]))
            case Share(column):
                return ratio(_number(row[column]), self.sum(column))
            case CountOf(label, sheet, column):
                counted = (other.get(column) for other in self.others[sheet].spec.rows)
                return Decimal(sum(value == row[label] for value in counted))


def place_tables(specs: tuple[SummarySheet, ...]) -> dict[str, Table]:
    """The tables of all sheets, by the sheet's name."""
    tables: dict[str, Table] = {}
    tables.update({spec.name: Table(spec, tables) for spec in specs})
    return tables


def _number(value: CellValue) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
