"""Budgets and spending of the evaluated projects, made to add up to what each class published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from demo_round.pick import apportion, pick
from demo_round.source import BasicRow, ClassTotal, Project, Unevaluated

ZERO = Decimal(0)
REST = "rest"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """年初预算数, 全年预算数 and 全年执行数, in 万元."""

    initial: Decimal
    budget: Decimal
    actual: Decimal


def plain(amount: Decimal) -> str:
    """An amount as it is printed, with two decimals or as many as it needs: 96.00, 7.987697."""
    text = f"{amount.normalize():f}"
    return text if len(text.partition(".")[2]) > 2 else f"{amount:.2f}"


def class_left(
    total: ClassTotal, basic: Iterable[BasicRow], unevaluated: Iterable[Unevaluated]
) -> tuple[Decimal, Decimal]:
    """Budget and spending that a class has left for its evaluated projects."""
    own_basic = [row for row in basic if row.function.startswith(total.code)]
    own_unevaluated = [row for row in unevaluated if row.function.startswith(total.code)]
    budget = total.budget - sum(row.budget for row in own_basic) - sum(row.budget for row in own_unevaluated)
    return budget, total.actual - sum(row.actual for row in own_basic)


def amounts(projects: Sequence[Project], budget: Decimal, actual: Decimal) -> dict[str, Amount]:
    """The amounts of one class's evaluated projects by name.

    The project with the budget "rest" takes what is left; what nobody spent on purpose is spread
    over the projects whose spending is not written down.

    Raises:
        ValueError: the written budgets cannot come to ``budget``.
    """
    budgets = _budgets(projects, budget)
    unspent = {
        project.name: budgets[project.name] - Decimal(project.actual)
        for project in projects
        if project.actual is not None
    }
    left = budget - actual - sum(unspent.values())
    free = [project.name for project in projects if project.actual is None]
    unspent.update(_spread(left, {name: budgets[name] for name in free}))
    return {
        project.name: Amount(
            _initial(project, budgets[project.name]),
            budgets[project.name],
            budgets[project.name] - unspent[project.name],
        )
        for project in projects
    }


def _budgets(projects: Sequence[Project], total: Decimal) -> dict[str, Decimal]:
    written = {project.name: Decimal(project.budget) for project in projects if project.budget != REST}
    takers = [project.name for project in projects if project.budget == REST]
    rest = total - sum(written.values())
    if len(takers) > 1 or bool(takers) != (rest > 0):
        raise ValueError(f"budgets leave {rest} 万元 for {takers or 'nobody'}")
    return written | dict.fromkeys(takers, rest)


def _spread(unspent: Decimal, budgets: dict[str, Decimal]) -> dict[str, Decimal]:
    weights = [int(budget / _CENT) * (20 + pick(f"{name}/unspent", 31)) for name, budget in budgets.items()]
    if not weights:
        return {}
    parts = apportion(int(unspent / _CENT), weights)
    return {name: part * _CENT for name, part in zip(budgets, parts, strict=True)}


def _initial(project: Project, budget: Decimal) -> Decimal:
    return budget if project.initial is None else Decimal(project.initial)
