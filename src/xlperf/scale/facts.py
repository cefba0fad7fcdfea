"""Single rows of our tables: a project of the ledger, an indicator, a finding."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import IndicatorLine, SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, LedgerEntry
from xlperf.model.text import is_nothing_word
from xlperf.rules.functions import class_code
from xlperf.rules.indicators import IndicatorScore
from xlperf.rules.levels import canonical_level1
from xlperf.rules.reasons import split_reason
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Scored
from xlperf.scale.arrow import Row, Value

#: What is told of a finding in every table of findings.
FINDING_KEYS: Final = (
    "code",
    "severity",
    "file",
    "sheet",
    "cell",
    "field",
    "value",
    "message",
    "fix",
    "project_code",
    "unit_code",
)


def ledger_row(entry: LedgerEntry, number: int, unit: str) -> dict[str, Value]:
    """A row of the ledger; ``number`` from 1, ``unit`` the name of its unit."""
    amounts = {
        f"{source.value}_{column.value}": entry.funding.of(source).get(column)
        for source in LEDGER_SOURCES
        for column in Column
    }
    total = entry.funding.total
    return {
        "row": number,
        "code": entry.code,
        "name": entry.name,
        "unit_code": entry.unit_code,
        "unit": unit,
        "kind": entry.kind.value,
        "function_code": class_code(entry.function_code),
        "function_item": entry.function_code,
        **amounts,
        **{column.value: total.get(column) for column in Column},
        "evaluate": entry.evaluate,
        "unevaluated_reason": entry.unevaluated_reason,
        "key": entry.key_project,
        "secret": entry.secret,
    }


def counted_amounts(entry: LedgerEntry, rules: RuleSet) -> dict[str, Value]:
    """What a rule set takes the execution rate of: the sources that count, over the budget that counts."""
    counted = entry.funding.sum_of(rules.execution.sources)
    return {"counted_budget": counted.get(rules.execution.base), "counted_actual": counted.actual}


def result_row(form: SelfEvaluation, scored: Scored) -> dict[str, Value]:
    """What a project's own form comes to."""
    return {
        "rate": scored.rate,
        "rate_score": scored.rate_score,
        "score": scored.score,
        "grade": scored.grade,
        "deviations": sum(loss is not None and loss > 0 for loss in _losses(form, scored)),
    }


def indicator_rows(form: SelfEvaluation, scored: Scored, rules: RuleSet) -> Iterator[Row]:
    """One row for each indicator, without the project that it belongs to."""
    for number, (line, score) in enumerate(zip(form.indicators, scored.indicators, strict=True), 1):
        reason = line.reason.value or ""
        cause, remedy = ("", "") if is_nothing_word(reason) else split_reason(reason)
        written = line.level1.value or ""
        yield {
            "line": number,
            "level1": canonical_level1(rules, written) or written,
            "level2": line.level2.value or "",
            "level3": line.level3.value or "",
            "relation": line.relation.value.value if line.relation.value else "",
            "target": line.target.text,
            "unit": line.unit.value or "",
            "actual": line.actual.text,
            "weight": line.weight.value,
            "points": score.points,
            "lost": _lost(line, score),
            "problem": cause,
            "measure": remedy,
        }


def finding_row(item: Finding) -> dict[str, Value]:
    """A finding, as text."""
    return {key: str(getattr(item, key)) for key in FINDING_KEYS}


def _losses(form: SelfEvaluation, scored: Scored) -> Iterator[Decimal | None]:
    for line, score in zip(form.indicators, scored.indicators, strict=True):
        yield _lost(line, score)


def _lost(line: IndicatorLine, score: IndicatorScore) -> Decimal | None:
    """The points that an indicator did not get; None where nobody knows its points."""
    return None if score.points is None else (line.weight.value or ZERO) - score.points
