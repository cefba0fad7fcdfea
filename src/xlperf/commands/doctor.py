"""``xlperf doctor``: what this computer and a round's folder can and cannot do."""

from argparse import Namespace

from xlperf.steps.doctor import examine


def run(arguments: Namespace) -> int:
    """Print one line for each thing looked at (✘ where a step cannot be done); 1 where there is such."""
    diagnoses = examine(arguments.dir)
    for diagnosis in diagnoses:
        print(diagnosis)
    return int(any(diagnosis.fatal for diagnosis in diagnoses))
