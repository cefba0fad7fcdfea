"""``xlperf export``: the round's figures for other programs."""

import sys
from argparse import Namespace

from xlperf.steps.assessing import assess
from xlperf.steps.export import cautions, json_text, round_data
from xlperf.steps.export_tables import write_tables
from xlperf.steps.office import open_office
from xlperf.steps.tabulating import tabulate


def run(arguments: Namespace) -> int:
    """Print JSON, or write CSV or Parquet files and print their paths."""
    assessment = assess(open_office(arguments.dir))
    data = round_data(assessment, tabulate(assessment))
    if arguments.kind == "json":
        print(json_text(data))
        return 0
    for sentence in cautions(assessment):
        print(sentence, file=sys.stderr)
    for path in write_tables(data, assessment.office.folder.results / "导出", arguments.kind):
        print(path)
    return 0
