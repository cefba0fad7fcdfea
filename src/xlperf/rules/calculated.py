"""What a form's formulas come to where no program has calculated them yet.

A workbook that was filled in by a program other than Excel or WPS may hold formulas without results.
"""

from dataclasses import replace
from typing import TypeVar

from xlperf.model.evaluation import Entry, FundingLine, IndicatorLine, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.rules.recompute import form_funding
from xlperf.rules.scoring import IndicatorScore, Scored

T = TypeVar("T")


def calculated(form: SelfEvaluation, scored: Scored) -> SelfEvaluation:
    """The same form with a value in every formula that has none; what is printed stays as it is.

    Args:
        form: the form as read.
        scored: what it scores by its own amounts (:func:`~xlperf.rules.recompute.score_form`).
    """
    return replace(
        form,
        funding=tuple(_line(form, line) for line in form.funding),
        rate=_filled(form.rate, scored.rate),
        rate_score=_filled(form.rate_score, scored.rate_score),
        indicators=tuple(map(_indicator, form.indicators, scored.indicators)),
        total_score=_filled(form.total_score, scored.score),
        grade=_filled(form.grade, scored.grade),
    )


def _line(form: SelfEvaluation, line: FundingLine) -> FundingLine:
    if line.source is not Source.TOTAL:
        return line
    total = form_funding(form).total
    amounts = (_filled(line.get(column), total.get(column)) for column in Column)
    return FundingLine(Source.TOTAL, *amounts)


def _indicator(line: IndicatorLine, score: IndicatorScore) -> IndicatorLine:
    return replace(line, score=_filled(line.score, score.expected))


def _filled(entry: Entry[T], value: T | None) -> Entry[T]:
    nobody_calculated = entry.formula and entry.value is None and not entry.text and not entry.error
    return replace(entry, value=value) if nobody_calculated else entry
