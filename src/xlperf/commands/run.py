"""``xlperf run``: collect, fill, summarise, report."""

from argparse import Namespace

from xlperf.commands.words import (
    bar,
    exit_code,
    say_copies,
    say_findings,
    say_notices,
    say_orphans,
    say_state,
    say_unread,
)
from xlperf.steps.collect import collect
from xlperf.steps.fill import fill
from xlperf.steps.office import open_office
from xlperf.steps.publish import publish
from xlperf.steps.summarise import summarise


def run(arguments: Namespace) -> int:
    """All steps after distribution in their order, and where everything is."""
    office = open_office(arguments.dir)
    collected = collect(office, bar)
    filled = fill(collected.assessment, collected=True)
    summarised = summarise(office, filled.tables)
    report = publish(office, filled.tables)
    findings = collected.assessment.findings.and_then(report.findings)
    say_unread(collected.unread)
    say_state(collected.assessment)
    say_findings(findings, office.catalogue)
    say_notices(collected.notices)
    say_copies(collected.copies)
    say_orphans((*collected.orphans, *filled.orphans, *summarised.orphans))
    print(f"控制工作簿：{office.folder.control}")
    print(f"汇总工作簿：{summarised.path}")
    print(f"报告：{report.path}")
    return exit_code(findings, collected.unread)
