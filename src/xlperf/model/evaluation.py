"""What one 项目支出绩效自评表 says, each value with the cell it stood in."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.pickling import pickled_by_values
from xlperf.model.reading import Note

T_co = TypeVar("T_co", covariant=True)

#: ``SelfEvaluation.form`` of a form that was found by its labels, not issued by us.
FOREIGN_FORM = "labels"


class Relation(StrEnum):
    """指标性质. The sign codes 1-6 of the provincial platforms map onto these six."""

    GE = "≥"
    GT = ">"
    EQ = "="
    LE = "≤"
    LT = "<"
    QUALITATIVE = "定性"

    @property
    def reverse(self) -> bool:
        """Whether less is better (反向指标)."""
        return self in (Relation.LE, Relation.LT)


@pickled_by_values
@dataclass(frozen=True)  # no slots: with them Entry[X](…) fails in Python 3.11
class Entry(Generic[T_co]):
    """One value of a form.

    ``value`` is what was understood (None: blank or not understood, then ``notes`` say why),
    ``text`` what is printed, ``cell`` its A1 address on the form's sheet ("" when the form has no
    such cell), ``error`` an Excel error value such as ``#REF!``.
    """

    value: T_co | None = None
    text: str = ""
    cell: str = ""
    notes: tuple[Note, ...] = ()
    formula: bool = False
    error: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing at all is printed there."""
        return not self.text.strip() and not self.error


class RemarkKind(StrEnum):
    """What can be odd about a sheet as such. The codes are those of the rule catalogue."""

    MOVED = "F05"
    CHANGED = "F41"
    SPARE_ROWS = "F07"
    SECOND_FORM = "F09"
    HIDDEN = "F12"
    EARLY = "F18"
    REWORDED = "F42"
    UNSET = "F43"
    UNREAD = "F44"
    NEAR_LABEL = "F32"
    LEFT_OVER = "F33"
    OTHER_TABLE = "F34"
    LOST_FORM = "F35"
    MONEY_UNIT = "F36"
    SCORED_SOURCE = "B14"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of the reader on the sheet; ``detail`` is what it saw, ``cell`` where ("": no one cell)."""

    kind: RemarkKind
    detail: str = ""
    cell: str = ""


@pickled_by_values
@dataclass(frozen=True, slots=True)
class FundingLine:
    """One row of the funds table. Values in 元; ``text`` stays as printed."""

    source: Source
    initial_budget: Entry[Decimal] = Entry()
    budget: Entry[Decimal] = Entry()
    actual: Entry[Decimal] = Entry()

    def get(self, column: Column) -> Entry[Decimal]:
        """The entry in one column."""
        entry: Entry[Decimal] = getattr(self, column)
        return entry


#: What a target or an actual value can be: a number in the target's unit, a day, or words.
Measure = Decimal | date | str


@pickled_by_values
@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One row of 绩效指标.

    ``target`` and ``actual`` hold a number (a percentage as printed: 95 for 95%), a day
    (the deadline, or when it was done), or words (qualitative).
    """

    level1: Entry[str]
    level2: Entry[str]
    level3: Entry[str]
    relation: Entry[Relation]
    target: Entry[Measure]
    unit: Entry[str]
    actual: Entry[Measure]
    weight: Entry[Decimal]
    score: Entry[Decimal]
    reason: Entry[str]


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """One form as read. ``form`` is the template id, or :data:`FOREIGN_FORM`."""

    form: str
    sheet: str
    money_unit: MoneyUnit
    year: Entry[int]
    project_name: Entry[str]
    project_code: Entry[str]
    department: Entry[str]
    unit: Entry[str]
    funding: tuple[FundingLine, ...]
    rate: Entry[Decimal]
    rate_weight: Entry[Decimal]
    rate_score: Entry[Decimal]
    goal: Entry[str]
    goal_done: Entry[str]
    indicators: tuple[IndicatorLine, ...]
    total_score: Entry[Decimal]
    grade: Entry[str]
    missing: tuple[str, ...] = field(default=())
    remarks: tuple[Remark, ...] = field(default=())

    def line(self, source: Source) -> FundingLine:
        """The funds row of one source (an empty one where the form has none)."""
        for line in self.funding:
            if line.source is source:
                return line
        return FundingLine(source)
