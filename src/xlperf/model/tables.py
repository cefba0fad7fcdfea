"""The result tables of a round, as plain rows. Amounts in 元, rates and shares as fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One accepted self-evaluation in 自评汇总. ``rate`` is None where there was no budget."""

    code: str
    name: str
    unit_code: str
    unit_name: str
    function_code: str
    function_name: str
    initial_budget: Decimal
    budget: Decimal
    actual: Decimal
    rate: Decimal | None
    rate_score: Decimal
    level1_scores: tuple[tuple[str, Decimal], ...]
    score: Decimal
    grade: str
    key: bool
    deviations: int


@dataclass(frozen=True, slots=True)
class ExecutionGroup:
    """One row of 执行率汇总: a functional class, a unit or a source of funds, or their total."""

    code: str
    name: str
    budget: Decimal
    actual: Decimal
    rate: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """One grade of 得分分布. ``interval`` is printed ("90分（含90分）以上"), bounds half open."""

    grade: str
    interval: str
    count: int
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class UnevaluatedRow:
    """One row of 未纳入年度绩效自评的项目情况说明. ``budget`` in 元, ``reason`` "" is a finding."""

    code: str
    name: str
    unit_code: str
    unit_name: str
    budget: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One row of 催报清单: a project whose form has not come back, or came back and must be mended."""

    unit_code: str
    unit_name: str
    contact: str
    phone: str
    code: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One row of 问题与措施: a deviation and what its unit wrote about it."""

    code: str
    name: str
    unit_name: str
    indicator: str
    lost: Decimal
    problem: str
    measure: str


@dataclass(frozen=True, slots=True)
class KeyProjectRow:
    """One 重点项目, section by section as the report prints it; "" is marked, never left out."""

    code: str
    name: str
    overview: str
    goal: str
    funds: str
    output: str
    effect: str
    satisfaction: str
    problem: str
    measure: str
    score: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class DepartmentIndicator:
    """One indicator of 部门整体, with the score that the rule set gives it (None: nobody has given one)."""

    level1: str
    level2: str
    level3: str
    relation: str
    target: str
    unit: str
    actual: str
    weight: Decimal
    score: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class NarrativeRow:
    """One paragraph of 部门整体 that people write: its section, its heading ("" if none), its text."""

    section: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Department:
    """部门整体: what people wrote, the indicators, and the total they come to."""

    narrative: tuple[NarrativeRow, ...]
    indicators: tuple[DepartmentIndicator, ...]
    rate_score: Decimal
    score: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that 成果/ and the result sheets print; the two long lists may lie on the disk."""

    projects: Sequence[ProjectRow]
    functions: tuple[ExecutionGroup, ...]
    functions_total: ExecutionGroup
    by_unit: tuple[ExecutionGroup, ...]
    by_source: tuple[ExecutionGroup, ...]
    bands: tuple[BandRow, ...]
    unevaluated: tuple[UnevaluatedRow, ...]
    missing: tuple[MissingRow, ...]
    problems: Sequence[ProblemRow]
    key_projects: tuple[KeyProjectRow, ...]
    department: Department

    @property
    def evaluated_amount(self) -> Decimal:
        """涉及金额: the full-year budget of the evaluated projects, in 元."""
        return sum((row.budget for row in self.projects), Decimal(0))
