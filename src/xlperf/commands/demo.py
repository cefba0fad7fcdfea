"""``xlperf demo``: a whole round, first with mistakes, then mended."""

from argparse import Namespace

from xlperf.commands.words import bar
from xlperf.demo.round import run_demo_round


def run(arguments: Namespace) -> int:
    """Play the example round, telling what happens."""
    return run_demo_round(arguments.dir, say=print, progress=bar)
