"""A project's answers as the form that would come back, for the checks of the rule engine."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from demo_round.reading import YEAR, Answered, Row, funding, scored
from xlperf.model.evaluation import Entry, FundingLine, IndicatorLine, SelfEvaluation
from xlperf.model.ledger import Column, ExpenditureKind, Funding, LedgerEntry, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.case import FormCase
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Scored

T = TypeVar("T")


def form_case(rules: RuleSet, row: Row, lines: Sequence[Answered], goal: Row, unit: str) -> FormCase:
    """The form of one ledger row with these answers, everything computed being right."""
    money, result = funding([row]), scored(rules, row, lines)
    entry = LedgerEntry(
        row["项目编码"],
        row["项目名称"],
        row["单位编码"],
        ExpenditureKind.PROJECT,
        row["功能分类编码"],
        money,
    )
    form = _form(rules, entry, lines, result, (goal["预期目标"], goal["实际完成情况"], unit))
    return FormCase(form, rules, result, entry, YEAR, unit)


def _form(
    rules: RuleSet,
    entry: LedgerEntry,
    lines: Sequence[Answered],
    result: Scored,
    words: tuple[str, str, str],
) -> SelfEvaluation:
    goal, done, unit = words
    return SelfEvaluation(
        form=rules.id,
        sheet=entry.code,
        money_unit=MoneyUnit.WAN,
        year=_entry(YEAR),
        project_name=_entry(entry.name),
        project_code=_entry(entry.code),
        department=_entry("王平镇人民政府"),
        unit=_entry(unit),
        funding=_funding(entry.funding),
        rate=_entry(result.rate),
        rate_weight=_entry(rules.execution.weight),
        rate_score=_entry(result.rate_score),
        goal=_entry(goal),
        goal_done=_entry(done),
        indicators=tuple(
            _line(line, score.points) for line, score in zip(lines, result.indicators, strict=True)
        ),
        total_score=_entry(result.score),
        grade=_entry(result.grade),
    )


def _funding(money: Funding) -> tuple[FundingLine, ...]:
    return tuple(
        FundingLine(source, *(_entry(money.of(source).get(column)) for column in Column)) for source in Source
    )


def _line(line: Answered, points: Decimal | None) -> IndicatorLine:
    indicator = line.indicator
    return IndicatorLine(
        level1=_entry(line.level1),
        level2=_entry(line.level2),
        level3=_entry(line.name),
        relation=_entry(indicator.relation),
        target=Entry(indicator.target, line.target_text),
        unit=_entry(line.unit),
        actual=Entry(indicator.actual, line.actual_text),
        weight=_entry(indicator.weight),
        score=_entry(points),
        reason=_entry(line.reason or None),
    )


def _entry(value: T | None) -> Entry[T]:
    return Entry(value, "" if value is None else str(value))
