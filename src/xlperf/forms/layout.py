"""Where things stand on the issued form: the grid A..K, as addresses that follow from the spec.

Only the template builder places things by this page. Whoever reads or fills a form finds its cells
by their defined names, because offices move rows in their own editions of the template.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from xlperf.forms.areas import cell, cells_of, column_of
from xlperf.forms.fields import INDICATOR_KEYS, FundingRow
from xlperf.forms.heights import row_height
from xlperf.forms.names import Name
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Source
from xlperf.ooxml.refs import Range

#: Column widths A..K in Excel's unit (digits of the default font).
WIDTHS: Final = (3.2, 9.8, 11.8, 20.5, 4.8, 12, 12, 13.5, 6.5, 8.5, 20)

#: The same of the columns of 绩效指标, by key.
_COLUMN_WIDTHS: Final = dict(zip(INDICATOR_KEYS, WIDTHS[1:], strict=True))

#: Points of an indicator row with up to three lines of text; longer texts need more (heights.py).
ROW_HEIGHT: Final = 42.0

LAST_COLUMN: Final = len(WIDTHS)
FUNDS_ROW: Final = 5
GOAL_ROW: Final = FUNDS_ROW + 5
HEADER_ROW: Final = GOAL_ROW + 2


@dataclass(frozen=True, slots=True)
class Label:
    """A printed text that nobody changes; centred, or left with an ``indent`` of so many characters."""

    area: Range
    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one form. ``count`` is the number of indicator rows."""

    spec: FormSpec
    count: int

    @classmethod
    def of(cls, spec: FormSpec) -> "Layout":
        """The layout of a blank form."""
        return cls(spec, len(spec.indicator_rows))

    @property
    def title(self) -> Range:
        """The merged heading."""
        return Range(1, 1, 1, LAST_COLUMN)

    @property
    def funds(self) -> Range:
        """资金: 4 rows × 3 columns, right of its row labels."""
        return Range(FUNDS_ROW + 1, 6, FUNDS_ROW + 4, 8)

    @property
    def indicators(self) -> Range:
        """绩效指标: ``count`` rows × 10 columns, B..K."""
        return Range(HEADER_ROW + 1, 2, HEADER_ROW + self.count, 1 + len(INDICATOR_KEYS))

    @property
    def indicator_lines(self) -> range:
        """The row numbers of 绩效指标."""
        return range(self.indicators.first_row, self.indicators.last_row + 1)

    @property
    def total_row(self) -> int:
        """The row of 总分, right under the indicators."""
        return HEADER_ROW + self.count + 1

    @property
    def whole(self) -> Range:
        """Everything that is printed."""
        return Range(1, 1, self.total_row, LAST_COLUMN)

    @property
    def places(self) -> dict[Name, Range]:
        """Where every defined name stands; text fields may be merged areas."""
        funds, total = self.funds, self.total_row
        return {
            Name.YEAR: Range(2, 1, 2, LAST_COLUMN),
            Name.PROJECT_NAME: Range(3, 3, 3, 6),
            Name.PROJECT_CODE: Range(3, 8, 3, LAST_COLUMN),
            Name.DEPARTMENT: Range(4, 3, 4, 6),
            Name.UNIT: Range(4, 8, 4, LAST_COLUMN),
            Name.FUNDS: funds,
            Name.RATE_WEIGHT: cell(funds.first_row, 9),
            Name.RATE: cell(funds.first_row, 10),
            Name.RATE_SCORE: cell(funds.first_row, 11),
            Name.SOURCE_RATES: Range(funds.first_row + 1, 10, funds.last_row, 10),
            Name.GOAL: Range(GOAL_ROW + 1, 2, GOAL_ROW + 1, 6),
            Name.GOAL_DONE: Range(GOAL_ROW + 1, 7, GOAL_ROW + 1, LAST_COLUMN),
            Name.INDICATORS: self.indicators,
            Name.WEIGHT_TOTAL: cell(total, 9),
            Name.TOTAL_SCORE: cell(total, 10),
            Name.GRADE: cell(total, 11),
        }

    def place(self, name: Name) -> Range:
        """Where one defined name stands."""
        return self.places[name]

    def indicator_column(self, key: str) -> Range:
        """One column of 绩效指标, by its key."""
        return column_of(self.indicators, INDICATOR_KEYS.index(key))

    def labels(self) -> Iterator[Label]:
        """Every printed text of the form, in reading order."""
        yield Label(self.title, self.spec.title)
        yield from self._heading_labels()
        yield from self._funds_labels()
        yield from self._goal_labels()
        yield from self._indicator_labels()
        yield Label(Range(self.total_row, 1, self.total_row, 8), "总分")

    def _heading_labels(self) -> Iterator[Label]:
        for name, area in (
            (Name.PROJECT_NAME, Range(3, 1, 3, 2)),
            (Name.PROJECT_CODE, cell(3, 7)),
            (Name.DEPARTMENT, Range(4, 1, 4, 2)),
            (Name.UNIT, cell(4, 7)),
        ):
            yield Label(area, self.spec.field(name).label)

    def _funds_labels(self) -> Iterator[Label]:
        spec, funds = self.spec, self.funds
        yield Label(Range(FUNDS_ROW, 1, funds.last_row, 2), spec.funds_label.replace("（", "\n（"))
        yield Label(Range(FUNDS_ROW, 3, FUNDS_ROW, 5), "")
        for index, column in enumerate(spec.funding_columns):
            yield Label(cell(FUNDS_ROW, funds.first_col + index), column.label)
        for name in (Name.RATE_WEIGHT, Name.RATE, Name.RATE_SCORE):
            yield Label(cell(FUNDS_ROW, self.place(name).first_col), spec.field(name).label)
        for index, row in enumerate(spec.funding_rows):
            area = Range(funds.first_row + index, 3, funds.first_row + index, 5)
            yield Label(area, row.label, _source_indent(row))
            if row.is_input:
                yield Label(cell(funds.first_row + index, 9), "—")
                yield Label(cell(funds.first_row + index, 11), "—")

    def _goal_labels(self) -> Iterator[Label]:
        yield Label(Range(GOAL_ROW, 1, GOAL_ROW + 1, 1), "年度总体目标")
        for name in (Name.GOAL, Name.GOAL_DONE):
            area = self.place(name)
            yield Label(Range(GOAL_ROW, area.first_col, GOAL_ROW, area.last_col), self.spec.field(name).label)

    def _indicator_labels(self) -> Iterator[Label]:
        yield Label(Range(HEADER_ROW, 1, self.indicators.last_row, 1), "绩效指标")
        for index, column in enumerate(self.spec.indicator_columns):
            yield Label(cell(HEADER_ROW, self.indicators.first_col + index), column.header)


def _source_indent(row: FundingRow) -> int:
    """其中：当年财政拨款, and the other sources under its first word."""
    if row.source is Source.TOTAL:
        return 1
    return 2 if row.label.startswith("其中") else 5


def indicator_cells(row: Range) -> dict[str, Range]:
    """The cells of one row of 绩效指标, by the key of their column."""
    return dict(zip(INDICATOR_KEYS, cells_of(row), strict=True))


def height_of(texts: Mapping[str, str], size: float) -> float:
    """The points that a row of 绩效指标 needs for its texts, by key, in a font of ``size`` points."""
    return row_height(((text, _COLUMN_WIDTHS[key]) for key, text in texts.items()), size)
