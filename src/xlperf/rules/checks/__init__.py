"""Every check by the id of its rule: one small function for each rule, one module for each subject."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from xlperf.rules.case import FormCase, Hit, RoundCase, RoundHit
from xlperf.rules.checks import (
    budget,
    execution,
    indicators,
    ledger,
    numbers,
    reasons,
    rounds,
    scores,
    structure,
    totals,
    values,
)

FormCheck = Callable[[FormCase], Iterable[Hit]]
RoundCheck = Callable[[RoundCase], Iterable[RoundHit]]

#: Checks of one form by rule id.
FORM_CHECKS: Final[Mapping[str, FormCheck]] = {
    **structure.CHECKS,
    **numbers.CHECKS,
    **execution.CHECKS,
    **budget.CHECKS,
    **ledger.CHECKS,
    **indicators.CHECKS,
    **values.CHECKS,
    **scores.CHECKS,
    **totals.CHECKS,
    **reasons.CHECKS,
}

#: Checks of the ledger and the returns as a whole by rule id.
ROUND_CHECKS: Final[Mapping[str, RoundCheck]] = rounds.CHECKS
