"""The office's own side of a round: units, the ledger (项目台账) and the approved targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Source(StrEnum):
    """A source of funds; ``TOTAL`` is the row 年度资金总额 of the form, never stored in the ledger."""

    TOTAL = "total"
    APPROPRIATION = "appropriation"
    CARRYOVER = "carryover"
    OTHER = "other"


#: The three sources that a ledger row keeps, in the order of the form.
LEDGER_SOURCES = (Source.APPROPRIATION, Source.CARRYOVER, Source.OTHER)


class Column(StrEnum):
    """A column of the funds table: 年初预算数, 全年预算数, 全年执行数."""

    INITIAL_BUDGET = "initial_budget"
    BUDGET = "budget"
    ACTUAL = "actual"


class ExpenditureKind(StrEnum):
    """支出类型: only project spending is evaluated project by project."""

    PROJECT = "项目支出"
    BASIC = "基本支出"


@dataclass(frozen=True, slots=True)
class Amounts:
    """One row of the funds table, in 元."""

    initial_budget: Decimal = ZERO
    budget: Decimal = ZERO
    actual: Decimal = ZERO

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.initial_budget + other.initial_budget,
            self.budget + other.budget,
            self.actual + other.actual,
        )

    def get(self, column: Column) -> Decimal:
        """The amount of one column, in 元."""
        amount: Decimal = getattr(self, column)
        return amount


@dataclass(frozen=True, slots=True)
class Funding:
    """Funds by source, in 元."""

    appropriation: Amounts = Amounts()
    carryover: Amounts = Amounts()
    other: Amounts = Amounts()

    @property
    def total(self) -> Amounts:
        """年度资金总额."""
        return self.appropriation + self.carryover + self.other

    def of(self, source: Source) -> Amounts:
        """The row of one source (``TOTAL`` is summed)."""
        row: Amounts = getattr(self, source)
        return row

    def sum_of(self, sources: Iterable[Source]) -> Amounts:
        """The sum over some sources, e.g. the fiscal ones only."""
        return sum((self.of(source) for source in sources), Amounts())


@dataclass(frozen=True, slots=True)
class Unit:
    """One 单位 of the directory (单位名录)."""

    code: str
    name: str
    kind: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One row of the 项目台账. Amounts in 元."""

    code: str
    name: str
    unit_code: str
    kind: ExpenditureKind
    function_code: str
    funding: Funding
    evaluate: bool = True
    unevaluated_reason: str = ""
    key_project: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One row of the optional execution file: a functional class (功能分类·类), in 元."""

    function_code: str
    budget: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Target:
    """One approved indicator (绩效目标) of a project, as printed in the targets file.

    ``relation`` is one of ≥ > = ≤ < 定性; ``value`` is the printed 指标值 ("1", "12月底前", "验收合格").
    """

    project_code: str
    level1: str
    level2: str
    level3: str
    relation: str
    value: str
    unit: str
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The sheet 参数: which town, which year, which rules, which unit of money."""

    town: str
    year: int
    ruleset: str
    money_unit: str

    @property
    def government(self) -> str:
        """The town's government as documents call it: 王平镇人民政府, 学院路街道办事处."""
        if self.town.endswith(("人民政府", "办事处", "管理委员会", "管委会")):
            return self.town
        return f"{self.town}{'办事处' if self.town.endswith('街道') else '人民政府'}"


@dataclass(frozen=True, slots=True)
class Round:
    """Everything the office knows before a single form has come back."""

    settings: Settings
    units: tuple[Unit, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    targets: Sequence[Target] = ()
    execution: tuple[ExecutionRow, ...] = ()
    _names: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # update, not assignment: frozen. Reversed: of two units with one code the first gives the name.
        self._names.update((unit.code, unit.name) for unit in reversed(self.units))

    def unit_name(self, code: str) -> str:
        """The name of a unit, or its code where the directory does not list it."""
        return self._names.get(code, code)

    def has_unit(self, code: str) -> bool:
        """Whether the directory lists a unit."""
        return code in self._names
