"""``xlperf export``: the round's figures for other programs."""

import sys
from argparse import Namespace

from xlperf.model.text import seen
from xlperf.steps.assessing import assess
from xlperf.steps.export import cautions, json_pieces, round_data
from xlperf.steps.export_tables import write_csv
from xlperf.steps.office import open_office
from xlperf.steps.tabulating import tabulate


def run(arguments: Namespace) -> int:
    """Print JSON, or write CSV or Parquet files and print their paths."""
    assessment = assess(open_office(arguments.dir))
    tables = tabulate(assessment)
    data = round_data(assessment, tables)
    if arguments.kind == "json":
        for piece in json_pieces(data):
            sys.stdout.write(piece)
        print()
        return 0
    for sentence in cautions(assessment):
        print(seen(sentence), file=sys.stderr)
    folder = assessment.office.folder.results / "导出"
    if arguments.kind == "csv":
        paths = write_csv(data, folder)
    else:
        from xlperf.scale.small import write_parquet  # noqa: PLC0415 - needs pyarrow

        paths = write_parquet(assessment, tables, folder)
    for path in paths:
        print(path)
    return 0
