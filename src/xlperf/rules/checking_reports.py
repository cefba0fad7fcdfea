"""Running the rules about the report."""

from xlperf.model.finding import Finding
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.checking import office_finding
from xlperf.rules.checks import REPORT_CHECKS
from xlperf.rules.report_case import ReportCase


def check_report(case: ReportCase) -> tuple[Finding, ...]:
    """All findings about one report, as the packaged catalogue has them."""
    rules = load_catalogue()
    return tuple(
        office_finding(rules[rule_id], hit) for rule_id, check in REPORT_CHECKS.items() for hit in check(case)
    )
