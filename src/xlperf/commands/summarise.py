"""``xlperf summarise``: the summary sheets and the summary workbook."""

from argparse import Namespace

from xlperf.commands.words import bar, say_orphans
from xlperf.steps.assessing import assess
from xlperf.steps.office import open_office
from xlperf.steps.summarise import summarise
from xlperf.steps.tabulating import tabulate


def run(arguments: Namespace) -> int:
    """Summarise, and say where the workbook is."""
    office = open_office(arguments.dir)
    result = summarise(office, tabulate(assess(office, bar)))
    print(f"汇总工作簿：{result.path}")
    say_orphans(result.orphans)
    return 0
