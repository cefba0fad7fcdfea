"""问题与措施: what units wrote about their deviations, cause and remedy apart."""

from collections.abc import Iterator

from xlperf.model.ledger import ZERO, Round
from xlperf.model.tables import ProblemRow
from xlperf.model.text import is_nothing_word
from xlperf.rules.reasons import split_reason
from xlperf.steps.results import Result


def problems(result: Result, round_: Round) -> Iterator[ProblemRow]:
    """One row for every indicator that lost points or about which something was written."""
    for line, score in zip(result.form.indicators, result.scored.indicators, strict=True):
        weight = line.weight.value or ZERO
        lost = weight - score.points if score.points is not None else ZERO
        reason = line.reason.value or ""
        if is_nothing_word(reason):
            reason = ""
        if lost > 0 or reason:
            cause, remedy = split_reason(reason)
            yield ProblemRow(
                result.entry.code,
                result.entry.name,
                round_.unit_name(result.entry.unit_code),
                line.level3.value or "",
                lost,
                cause,
                remedy,
            )
