"""What the rules about the report look at: the document that is about to be published, and its tables."""

from collections.abc import Iterator

from xlperf.model.ledger import ZERO, Amounts, Settings
from xlperf.model.money import MoneyUnit
from xlperf.model.tables import Tables
from xlperf.rules.report_case import Overview, Passage, ReportCase, Withheld
from xlperf.rules.ruleset import LevelOne, LevelTwo, RuleSet


def report_case(
    tables: Tables,
    settings: Settings,
    rules: RuleSet,
    passages: tuple[Passage, ...],
    withheld: tuple[Withheld, ...],
) -> ReportCase:
    """What the rules about the report look at."""
    indicators = tables.department.indicators
    narrative = (Passage(f"部门叙述“{row.section}”", row.text) for row in tables.department.narrative)
    overviews = (Passage(f"“{row.name}”的项目概况", row.overview) for row in tables.key_projects)
    return ReportCase(
        year=settings.year,
        money_unit=MoneyUnit(settings.money_unit),
        passages=passages,
        withheld=withheld,
        narrative=(*narrative, *overviews),
        overviews=_overviews(tables),
        project_names=(
            *(row.name for row in tables.projects),
            *(row.name for row in tables.unevaluated),
        ),
        terms=tuple(_terms(rules)),
        department_weight=sum((each.weight for each in indicators), ZERO) if indicators else None,
        full_weight=rules.indicator_weight,
    )


def _terms(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """What other forms call the indicators of this one: (进度指标, 时效指标)."""
    levels: list[LevelOne | LevelTwo] = [*rules.level1]
    levels += [below for level in rules.level1 for below in level.level2]
    for level in levels:
        for alias in level.aliases:
            if alias.endswith("指标") and not any(alias in each.name for each in levels):
                yield alias, level.name


def _overviews(tables: Tables) -> tuple[Overview, ...]:
    projects = {row.code: row for row in tables.projects}
    return tuple(
        Overview(
            row.code,
            row.name,
            row.overview,
            Amounts(budget=projects[row.code].budget, actual=projects[row.code].actual),
        )
        for row in tables.key_projects
        if row.code in projects
    )
