"""The ledger (项目台账): evaluated projects, projects that are not, and basic expenditure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from demo_round import source
from demo_round.amounts import ZERO, Amount, amounts, class_left
from demo_round.source import BasicRow, Project, Unevaluated

_CODE_PREFIX = "11010921T"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger. ``sources`` are 当年财政拨款, 上年结转资金 and 其他资金, in 万元."""

    code: str
    name: str
    unit: str
    function: str
    sources: tuple[Amount, Amount, Amount]
    basic: bool = False
    evaluated: bool = False
    key: bool = False
    reason: str = ""

    @property
    def total(self) -> Amount:
        """年度资金总额."""
        return Amount(
            sum((each.initial for each in self.sources), ZERO),
            sum((each.budget for each in self.sources), ZERO),
            sum((each.actual for each in self.sources), ZERO),
        )


def ledger() -> list[Entry]:
    """Every row, evaluated projects first."""
    projects, unevaluated, basic = source.projects(), source.unevaluated(), source.basic_rows()
    by_name: dict[str, Amount] = {}
    for total in source.class_totals():
        own = [project for project in projects if project.function_class == total.code]
        by_name |= amounts(own, *class_left(total, basic, unevaluated))
    numbers = iter(range(1, len(projects) + len(unevaluated) + 1))
    return [
        *(_evaluated(next(numbers), project, by_name[project.name]) for project in projects),
        *(_unevaluated(next(numbers), row) for row in unevaluated),
        *_basic(basic),
    ]


def project_code(number: int) -> str:
    """The code of the project with this number; T stands for project spending (特定目标类)."""
    return f"{_CODE_PREFIX}{number:06}"


def _evaluated(number: int, project: Project, amount: Amount) -> Entry:
    sources = _sources(amount, Decimal(project.carryover), Decimal(project.other))
    return Entry(
        project_code(number),
        project.name,
        project.unit,
        project.function,
        sources,
        evaluated=True,
        key=project.key,
    )


def _unevaluated(number: int, row: Unevaluated) -> Entry:
    """Its budget came at the end of the year and none of it was spent."""
    sources = _sources(Amount(ZERO, row.budget, ZERO))
    return Entry(project_code(number), row.name, row.unit, row.function, sources, reason=row.reason)


def _basic(rows: list[BasicRow]) -> Iterator[Entry]:
    for row in rows:
        sources = _sources(Amount(row.budget, row.budget, row.actual))
        yield Entry(row.code, row.name, row.unit, row.function, sources, basic=True)


def _sources(
    amount: Amount, carryover: Decimal = ZERO, other: Decimal = ZERO
) -> tuple[Amount, Amount, Amount]:
    """Carryover is spent first, then other funds; the appropriation bears the rest."""
    if amount.initial and amount.initial < carryover + other:
        raise ValueError(f"carryover and other funds exceed the initial budget {amount.initial}")
    spent_carryover = min(carryover, amount.actual)
    spent_other = min(other, amount.actual - spent_carryover)
    kept = (carryover, other) if amount.initial else (ZERO, ZERO)
    return (
        Amount(
            amount.initial - sum(kept),
            amount.budget - carryover - other,
            amount.actual - spent_carryover - spent_other,
        ),
        Amount(kept[0], carryover, spent_carryover),
        Amount(kept[1], other, spent_other),
    )
