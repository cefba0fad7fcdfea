"""Where a round stands: project by project, and counted."""

from dataclasses import dataclass
from typing import Final

from xlperf.model.finding import Severity
from xlperf.model.ledger import LedgerEntry
from xlperf.steps.assessing import Assessment

MISSING: Final = "未报"
TO_MEND: Final = "需修改"


@dataclass(frozen=True, slots=True)
class RoundState:
    """How many units and projects are to report, how far they are, and what was found."""

    units: int
    returned_units: int
    projects: int
    passed: int
    to_mend: int
    missing: int
    errors: int
    warnings: int


def project_state(assessment: Assessment, entry: LedgerEntry) -> str | None:
    """未报, 需修改, or None where an accepted form is there."""
    result = assessment.results.get(entry.code)
    if result is None:
        return MISSING
    return None if result.accepted else TO_MEND


def round_state(assessment: Assessment) -> RoundState:
    """The projects that are to be evaluated, counted by their state."""
    expected = assessment.expected()
    states = [project_state(assessment, entry) for entry in expected]
    returned = [entry for entry, state in zip(expected, states, strict=True) if state != MISSING]
    severities = [item.severity for item in assessment.findings]
    return RoundState(
        units=len({entry.unit_code for entry in expected}),
        returned_units=len({entry.unit_code for entry in returned}),
        projects=len(expected),
        passed=states.count(None),
        to_mend=states.count(TO_MEND),
        missing=states.count(MISSING),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
    )
