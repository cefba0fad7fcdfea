"""From a form as read to what it should score: the step between reader and rules."""

from xlperf.model.evaluation import IndicatorLine, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Amounts, Column, Funding, Source
from xlperf.rules.indicators import NOT_APPLICABLE
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Indicator, Scored, score_project


def score_form(form: SelfEvaluation, rules: RuleSet, funding: Funding | None = None) -> Scored:
    """Recompute a form from what it says; nothing computed on the form itself is believed.

    Args:
        form: the form as read.
        rules: the rule set of the round.
        funding: the ledger's amounts where they are known; else the form's own are used.
    """
    return score_project(
        rules, funding or form_funding(form), [indicator_of(line) for line in form.indicators]
    )


def form_funding(form: SelfEvaluation) -> Funding:
    """The amounts printed on the form by source, in 元; what is blank or unreadable counts as none.

    (Unreadable amounts are findings of their own, and keep the form from being accepted.) On a form
    without rows for the sources, as some provinces have it, the total stands for 当年财政拨款.
    """
    if not has_source_rows(form):
        return Funding(appropriation=_amounts(form, Source.TOTAL))
    return Funding(*(_amounts(form, source) for source in LEDGER_SOURCES))


def has_source_rows(form: SelfEvaluation) -> bool:
    """Whether the form breaks the total down by source."""
    cells = (form.line(source).get(column) for source in LEDGER_SOURCES for column in Column)
    return any(entry.cell or not entry.blank for entry in cells)


def _amounts(form: SelfEvaluation, source: Source) -> Amounts:
    row = form.line(source)
    return Amounts(*(row.get(column).value or ZERO for column in Column))


def indicator_of(line: IndicatorLine) -> Indicator:
    """The plain indicator of one row. A blank weight counts for nothing (and is a finding)."""
    return Indicator(
        relation=line.relation.value,
        target=line.target.value,
        actual=line.actual.value,
        weight=line.weight.value or ZERO,
        score=line.score.value,
        applicable=line.actual.value != NOT_APPLICABLE,
    )
