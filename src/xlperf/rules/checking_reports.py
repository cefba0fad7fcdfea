"""Running the rules about the report."""

from xlperf.model.finding import Finding
from xlperf.rules.case import RoundHit
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.checks import REPORT_CHECKS
from xlperf.rules.report_case import ReportCase


def check_report(case: ReportCase) -> tuple[Finding, ...]:
    """All findings about one report, as the packaged catalogue has them."""
    rules = load_catalogue()
    return tuple(
        _finding(rules[rule_id], hit) for rule_id, check in REPORT_CHECKS.items() for hit in check(case)
    )


def _finding(rule: Rule, hit: RoundHit) -> Finding:
    return Finding(
        code=rule.id,
        severity=rule.severity,
        message=rule.message.format_map(hit.values),
        fix=rule.fix.format_map(hit.values),
        sheet=hit.sheet,
        field=hit.field,
        value=hit.value,
        project_code=hit.project_code,
    )
