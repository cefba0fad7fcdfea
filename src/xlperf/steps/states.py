"""Where a round stands: project by project, and counted."""

from dataclasses import dataclass
from typing import Final

from xlperf.model.finding import Severity
from xlperf.model.ledger import LedgerEntry
from xlperf.steps.assessing import Assessment
from xlperf.steps.manifest import issued_files

MISSING: Final = "未报"
TO_MEND: Final = "需修改"


@dataclass(frozen=True, slots=True)
class RoundState:
    """How many units and projects are to report, how far they are, and what was found."""

    units: int
    issued_units: int
    returned_units: int
    projects: int
    passed: int
    to_mend: int
    missing: int
    errors: int
    warnings: int


def project_state(assessment: Assessment, entry: LedgerEntry) -> str | None:
    """未报, 需修改, or None where an accepted form is there."""
    if entry.code not in assessment.results:
        return MISSING
    return None if entry.code in assessment.accepted_codes else TO_MEND


def issued_projects(assessment: Assessment) -> frozenset[str]:
    """The codes of the projects whose form has gone out, whatever its edition."""
    files = issued_files(assessment.office.folder)
    return frozenset(sheet.project_code for _, file in files for sheet in file.sheets)


def round_state(assessment: Assessment) -> RoundState:
    """The projects that are to be evaluated, counted by their state."""
    expected = assessment.expected()
    issued = issued_projects(assessment)
    states = [project_state(assessment, entry) for entry in expected]
    returned = [entry for entry, state in zip(expected, states, strict=True) if state != MISSING]
    severities = [item.severity for item in assessment.findings]
    return RoundState(
        units=len({entry.unit_code for entry in expected}),
        issued_units=len({entry.unit_code for entry in expected if entry.code in issued}),
        returned_units=len({entry.unit_code for entry in returned}),
        projects=len(expected),
        passed=states.count(None),
        to_mend=states.count(TO_MEND),
        missing=states.count(MISSING),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
    )
