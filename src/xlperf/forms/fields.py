"""The vocabulary in which the form is described: its fields, columns and rows, as data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xlperf.forms.names import Name
from xlperf.model.ledger import Column, Source

#: What a unit writes as 实际完成值 of an indicator that does not apply to its project.
NOT_APPLICABLE: Final = "不适用"

#: The attributes of :class:`~xlperf.model.evaluation.IndicatorLine`, in the order of the columns.
INDICATOR_KEYS: Final = (
    "level1",
    "level2",
    "level3",
    "relation",
    "target",
    "unit",
    "actual",
    "weight",
    "score",
    "reason",
)


class Kind(StrEnum):
    """What a cell holds, and so how it is formatted and validated."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    YEAR = "year"
    AMOUNT = "amount"
    RELATION = "relation"
    MEASURE = "measure"
    ACTUAL = "actual"
    POINTS = "points"
    SCORE = "score"
    RATE = "rate"


class Owner(StrEnum):
    """Who answers for a cell. ``OFFICE`` cells are filled before the form is issued."""

    OFFICE = "财政所"
    UNIT = "填报单位"
    FORMULA = "自动计算"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One single-valued cell: ``key`` is the attribute of SelfEvaluation, ``name`` the defined name.

    ``max_length`` is in characters (None: not text). What other forms call the same thing the reader knows.
    """

    key: str
    name: Name
    label: str
    kind: Kind
    owner: Owner
    help: str
    required: bool = True
    max_length: int | None = None

    @property
    def is_input(self) -> bool:
        """Whether somebody types here."""
        return self.owner is not Owner.FORMULA


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of 绩效指标; ``key`` is one of :data:`INDICATOR_KEYS`.

    ``required`` says that a row with an indicator must fill it (the reason has its own condition).
    ``locked`` columns are printed by the template.
    """

    key: str
    header: str
    kind: Kind
    owner: Owner
    help: str
    required: bool = True
    locked: bool = False
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class FundingRow:
    """One row of 资金. The total is a formula, the sources are typed."""

    source: Source
    label: str

    @property
    def is_input(self) -> bool:
        """Whether its amounts are typed."""
        return self.source is not Source.TOTAL


@dataclass(frozen=True, slots=True)
class FundingColumn:
    """One column of 资金."""

    column: Column
    label: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One row that a blank form offers: ``level1`` as printed (with its weight where that is usual)."""

    level1: str
    level2: str
    words: bool
