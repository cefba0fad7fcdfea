"""``xlperf distribute``: a workbook for each unit."""

from argparse import Namespace

from xlperf.commands.words import bar, say
from xlperf.steps.distribute import distribute
from xlperf.steps.office import open_office
from xlperf.steps.telling import issue_advice, issue_sentence


def run(arguments: Namespace) -> int:
    """Issue the workbooks, and say which are new, which have changed, and what the office should do."""
    result = distribute(open_office(arguments.dir), bar)
    for label, names in (("新下发", result.created), ("有变化，已重新下发", result.changed)):
        for name in names:
            print(f"{label}：{name}")
    print(issue_sentence(result))
    say(issue_advice(result))
    return 0
