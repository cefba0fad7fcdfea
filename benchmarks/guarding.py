"""The guard against growing slow: a few ratios within one process, beside those that are committed.

    python -m benchmarks.guarding [--renew]

Takes some ten seconds of CPU time. Each ratio is of the least CPU time of several rounds, in which both sides
take turns, so that a busy machine slows both. ``--renew`` writes what was measured into ``ratios.toml``: do
so on a quiet machine, after something became faster, or slower for a reason that the change explains. Exit: 1
when a ratio has fallen behind by more than its margin.
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import making, others
from benchmarks.clicks import CLICK
from xlperf.forms.spec import FormSpec
from xlperf.steps.answers import Question
from xlperf.steps.collecting import Intake, collect_forms
from xlperf.steps.distribute import assignments
from xlperf.steps.examining import Context, examine
from xlperf.steps.filling import Filler
from xlperf.steps.journal import Journal
from xlperf.steps.kept_answers import SETTING
from xlperf.steps.office import Office, open_office
from xlperf.steps.receiving import read_archived, receive
from xlperf.steps.results_spool import Spool

COMMITTED: Final = Path(__file__).with_name("ratios.toml")
_VILLAGES, _ROUNDS = 4, 6
#: The same files so many times over, so that what is done once per step hardly counts.
_OVER_AND_OVER: Final = 12
#: How much slower than others' reading a ratio is measured: openpyxl gets fewer rounds.
_SLOW_ROUNDS: Final = 3

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Bound:
    """A committed ratio, and by which part of it a measured one may be worse (0.6: by 60 %)."""

    committed: float
    margin: float

    def complaint(self, name: str, measured: float) -> str:
        """What is wrong with a measured ratio, or ""."""
        most = self.committed * (1 + self.margin)
        told = f"{name}: {measured:.2f}, committed are {self.committed:.2f}, at most {most:.2f} is let pass"
        return told if measured > most else ""


def bounds(path: Path = COMMITTED) -> dict[str, Bound]:
    """The committed ratios by name; of each, less is better."""
    return {name: Bound(**each) for name, each in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def complaints(measured: Mapping[str, float], known: Mapping[str, Bound]) -> list[str]:
    """Which ratios have fallen behind; one that is not committed, or not measured, is told too."""
    told = [f"{name}: measured, but not committed" for name in measured.keys() - known.keys()]
    told += [f"{name}: committed, but not measured" for name in known.keys() - measured.keys()]
    both = (known[name].complaint(name, value) for name, value in measured.items() if name in known)
    return sorted([*told, *filter(None, both)])


def ratios(folder: Path) -> dict[str, float]:
    """Measure; ``folder`` is empty."""
    office = _round(folder / "round")
    filler = Filler(
        office.folder.form_template.read_bytes(),
        FormSpec.from_rules(office.rules, office.money_unit, office.catalogue),
        office.settings,
    )
    shares = list(assignments(office.round))
    issued = [filler.fill(share).data for share in shares]
    receipts = Journal(office.folder.archive).receipts()
    returned = [(each, read_archived(office.folder, each)) for each in receipts]
    context = Context.of(office)
    best = _least(
        {
            "rezip": lambda: [others.rezip(data) for data in issued],
            "fill": lambda: [filler.fill(share) for share in shares],
            "unzip": lambda: [others.unzip(data) for _, data in returned],
            "examine": lambda: [examine(context, receipt, data) for receipt, data in returned],
        },
        {
            "openpyxl fill": lambda: others.openpyxl_fill(issued[0]),
            "fill one": lambda: filler.fill(shares[0]),
            "openpyxl read": lambda: others.openpyxl_read(returned[0][1]),
            "examine one": lambda: examine(context, *returned[0]),
        },
    )
    intake = Intake(Question(office.folder, context, workers=1), {}, Spool())
    parent = _own_seconds(lambda: collect_forms(intake, receipts * _OVER_AND_OVER))
    return {
        "filling-by-rezip": best["fill"] / best["rezip"],
        "filling-by-openpyxl": best["fill one"] / best["openpyxl fill"],
        "examining-by-unzip": best["examine"] / best["unzip"],
        "examining-by-openpyxl": best["examine one"] / best["openpyxl read"],
        "parent-by-examining": parent / (best["examine"] * _OVER_AND_OVER),
        "modules-at-first-word": _modules_at_first_word(),
    }


def _round(root: Path) -> Office:
    making.new(root, _VILLAGES)
    making.issue(root)
    making.send_back(root, _VILLAGES, workers=0)
    office = open_office(root)
    receive(office.folder)
    return office


def _least(quick: Mapping[str, Action], slow: Mapping[str, Action]) -> dict[str, float]:
    """The least CPU seconds of each action; all take turns."""
    best: dict[str, float] = {}
    gc.collect()
    gc.freeze()
    for number in range(_ROUNDS):
        actions = {**quick, **slow} if number < _SLOW_ROUNDS else quick
        for name, action in actions.items():
            best[name] = min(_own_seconds(action), best.get(name, float("inf")))
    gc.unfreeze()
    return best


def _own_seconds(action: Action) -> float:
    """CPU seconds of this process, its children aside."""
    start = time.process_time()
    action()
    return time.process_time() - start


def _modules_at_first_word() -> float:
    """How many times as many modules a click has loaded at its first word as a bare Python has."""
    count = "import sys; print(len(sys.modules))"
    words = (count, f"import atexit, sys; atexit.register(lambda: print(len(sys.modules)))\n{CLICK}")
    bare, click = (_printed(["-c", program, "sign", "collect"]) for program in words)
    return click / bare


def _printed(arguments: Iterable[str]) -> int:
    command = [sys.executable, "-X", "utf8", *arguments]
    return int(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)  # noqa: S603


_HEAD = """\
# What the guard lets pass: of each ratio less is better; one may be worse by the margin (0.6: 60 %).
# A margin leaves room for busy machines (they slow Python by up to 40 %, zlib hardly) and catches a doubling.
# Renewed by `python -m benchmarks.guarding --renew` on a quiet machine; say in the change why.
"""


def renewed(measured: Mapping[str, float], known: Mapping[str, Bound]) -> str:
    """The file with new ratios and the margins that it had."""
    margin = {name: each.margin for name, each in known.items()}
    return _HEAD + "".join(
        f"\n[{name}]\ncommitted = {value:.3f}\nmargin = {margin.get(name, 0.6)}\n"
        for name, value in measured.items()
    )


def main() -> int:
    """Measure, print, and complain or renew."""
    os.environ.pop("XLPERF_WORKERS", None)
    with tempfile.TemporaryDirectory(prefix="xlperf-guard-") as folder:
        os.environ[SETTING] = str(Path(folder) / "cache")
        measured = ratios(Path(folder))
    known = bounds() if COMMITTED.exists() else {}
    if sys.argv[1:] == ["--renew"]:
        COMMITTED.write_text(renewed(measured, known), encoding="utf-8")
        known = bounds()
    for name, value in measured.items():
        print(f"{name:28}{value:8.3f}   committed {known[name].committed if name in known else 0:.3f}")
    found = complaints(measured, known)
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
