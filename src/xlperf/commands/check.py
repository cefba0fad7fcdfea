"""``xlperf check``: what is wrong in any workbook, issued by us or not."""

from argparse import Namespace

from xlperf.commands.words import exit_code, print_groups, told
from xlperf.steps.export import finding_data, json_text
from xlperf.steps.reading import read_apart, workbooks
from xlperf.steps.telling import counts


def run(arguments: Namespace) -> int:
    """Check the files, and those in the folders, that were named."""
    readings = list(read_apart(workbooks(arguments.files), arguments.ruleset))
    findings = [item for reading in readings for item in reading.all_findings()]
    if arguments.json:
        print(json_text(finding_data(findings)))
    else:
        print_groups(told(findings))
        forms = sum(len(reading.forms) for reading in readings)
        print(f"{len(readings)} 个文件，{forms} 张自评表：{counts(findings)}。")
    return exit_code(findings)
