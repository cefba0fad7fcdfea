"""Which unit a returned file is from."""

from xlperf.steps.assessing import Assessment
from xlperf.steps.collecting import ReturnedFile


def unit_of(assessment: Assessment, file: ReturnedFile) -> str:
    """The unit's code by the workbook's identity, else by the ledger rows of its projects; "" unknown."""
    identity = file.identity
    if (
        identity is not None
        and assessment.office.round.has_unit(identity.unit_code)
        and not assessment.collection.is_foreign(file)
    ):
        return identity.unit_code
    entries = (form.entry for form in assessment.collection.forms_of(file))
    return next((entry.unit_code for entry in entries if entry is not None), "")
