"""``xlperf report``: 成果/…部门绩效评价情况.docx from the round's tables."""

from dataclasses import dataclass
from pathlib import Path

from xlperf.model.errors import UserError
from xlperf.model.finding import Finding
from xlperf.model.tables import Tables
from xlperf.rules.effective import reweighed
from xlperf.steps.folder import name_part, read_file, write_file
from xlperf.steps.office import Office
from xlperf.steps.report import render_report, template_problems
from xlperf.steps.tabulating import publishable


@dataclass(frozen=True, slots=True)
class Published:
    """Where the report is, and what it still lacks."""

    path: Path
    findings: tuple[Finding, ...]


def publish(office: Office, tables: Tables) -> Published:
    """Write the report; what is still missing in it is marked there and returned as findings.

    Raises:
        UserError: the report's template lacks something.
    """
    template = read_file(office.folder.report_template)
    problems = template_problems(template)
    if problems:
        raise UserError(f"报告模板“{office.folder.report_template.name}”不能用：", problems)
    shown = publishable(tables, office.round)
    secret = [word for entry in office.round.ledger if entry.secret for word in (entry.name, entry.code)]
    data, findings = render_report(template, shown, office.settings, office.rules, secret)
    path = report_path(office)
    write_file(path, data)
    counting = (item for found in findings for item in reweighed(found, office.catalogue))
    return Published(path, tuple(counting))


def report_path(office: Office) -> Path:
    """Where the report goes."""
    settings = office.settings
    return office.folder.results / f"{settings.year}年度{name_part(settings.government)}部门绩效评价情况.docx"
