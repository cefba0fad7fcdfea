"""``xlperf doctor``: what this computer and a round's folder can and cannot do."""

from argparse import Namespace

from xlperf.steps.doctor import examine


def run(arguments: Namespace) -> int:
    """Print one line for each thing looked at (✘ where a step cannot be done); 1 where there is such."""
    diagnoses = examine(arguments.dir)
    for diagnosis in diagnoses:
        print(f"{'✔' if diagnosis.good else '✘' if diagnosis.vital else '○'} {diagnosis.text}")
    return int(any(diagnosis.vital and not diagnosis.good for diagnosis in diagnoses))
