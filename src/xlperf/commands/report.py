"""``xlperf report``: the report for publication."""

from argparse import Namespace

from xlperf.commands.words import bar, exit_code, say_findings
from xlperf.steps.assessing import assess
from xlperf.steps.office import open_office
from xlperf.steps.publish import publish
from xlperf.steps.tabulating import tabulate


def run(arguments: Namespace) -> int:
    """Write the report, and say where it is and what it still lacks."""
    office = open_office(arguments.dir)
    result = publish(office, tabulate(assess(office, bar)))
    print(f"报告：{result.path}")
    say_findings(result.findings)
    return exit_code(result.findings)
