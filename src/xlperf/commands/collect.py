"""``xlperf collect``: take in and check what came back."""

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
from xlperf.steps.office import open_office


def run(arguments: Namespace) -> int:
    """Collect, and say where the round stands and what was found."""
    result = collect(open_office(arguments.dir), bar)
    say_unread(result.unread)
    say_state(result.assessment)
    say_findings(result.assessment.findings, result.assessment.office.catalogue)
    say_notices(result.notices)
    say_copies(result.copies)
    say_orphans(result.orphans)
    return exit_code(result.assessment.findings, result.unread)
