"""Every check by the id of its rule: one small function for each rule, one module for each subject."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final

from xlperf.rules.case import FormCase, Hit, RoundCase, RoundHit
from xlperf.rules.checks import (
    budget,
    changes,
    copies,
    indicators,
    kinds,
    layout,
    ledger,
    measures,
    misreckoned,
    names,
    numbers,
    plausible,
    reasons,
    reports,
    rounds,
    scores,
    sources,
    structure,
    values,
    writing,
)
from xlperf.rules.report_case import ReportCase

FormCheck = Callable[[FormCase], Iterable[Hit]]
RoundCheck = Callable[[RoundCase], Iterable[RoundHit]]
ReportCheck = Callable[[ReportCase], Iterable[RoundHit]]
TextCheck = Callable[[copies.Texts, Decimal], Iterable[tuple[int, Hit]]]

#: Checks of one form by rule id.
FORM_CHECKS: Final[Mapping[str, FormCheck]] = {
    **layout.CHECKS,
    **structure.CHECKS,
    **changes.CHECKS,
    **numbers.CHECKS,
    **budget.CHECKS,
    **sources.CHECKS,
    **ledger.CHECKS,
    **indicators.CHECKS,
    **kinds.CHECKS,
    **values.CHECKS,
    **measures.CHECKS,
    **plausible.CHECKS,
    **scores.CHECKS,
    **misreckoned.CHECKS,
    **reasons.CHECKS,
    **writing.CHECKS,
}

#: Checks of the ledger and the returns as a whole by rule id.
ROUND_CHECKS: Final[Mapping[str, RoundCheck]] = {**rounds.CHECKS, **names.CHECKS}

#: Checks that compare the texts of all forms of a round by rule id; what they find is told on its form.
TEXT_CHECKS: Final[Mapping[str, TextCheck]] = copies.CHECKS

#: Checks of the report before it is published by rule id.
REPORT_CHECKS: Final[Mapping[str, ReportCheck]] = reports.CHECKS
