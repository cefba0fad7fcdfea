"""``python3 run.py benchmark``: everything that ``docs/performance.md`` shows, measured on this machine.

    python -m benchmarks [--units 10,100,1000] [--round UNITS] [--write] [--only tasks|clicks|round]

Without ``--write`` the page is printed; with it, the results, the chart and the page's tables are renewed.
The units of ``--round`` go through the whole round by the real commands (10000 for the acceptance; 0: left
out). ``--page`` measures nothing and makes page and chart of the results that are kept; ``--check`` says
whether they are so.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import clicks, making, page, ten_thousand
from benchmarks.results import KEPT, Results, run_tasks
from benchmarks.tasks import round_size
from xlperf.steps.office import open_office
from xlperf.steps.receiving import receive


def say(text: str) -> None:
    """Tell what goes on."""
    print(text, file=sys.stderr, flush=True)


def measured(wanted: argparse.Namespace) -> Results:
    """Measure what is wanted; the rest stays as it was kept."""
    sizes = sorted(int(each) for each in wanted.units.split(","))
    with tempfile.TemporaryDirectory(prefix="xlperf-benchmark-") as folder:
        if wanted.only in (None, "tasks"):
            root = Path(folder) / "tasks"
            found = run_tasks(page.TASKS, {units: _round(root / str(units), units) for units in sizes}, say)
            kept = Results.load() if KEPT.exists() else found
            found = replace(found, clicks=kept.clicks, round=kept.round)
        else:
            found = Results.load()
        if wanted.only in (None, "clicks"):
            say("clicks …")
            found = replace(found, clicks=clicks.measured(Path(folder) / "demo"))
        if wanted.round:
            say(f"a round of {wanted.round} …")
            outcome = ten_thousand.play(Path(folder) / "round", wanted.round, say)
            used = {name: asdict(each) for name, each in outcome.used.items()}
            found = replace(found, round={"units": wanted.round, "used": used, "wrong": outcome.wrong})
    return found


def _round(root: Path, units: int) -> Path:
    """A round of which so many workbooks have come back whole, taken in."""
    size = round_size(units)
    say(f"making a round of {size} …")
    making.new(root, size)
    making.issue(root)
    making.send_back(root, size)
    receive(open_office(root).folder)
    return root


def write(results: Results) -> None:
    """Renew chart and page."""
    page.CHART.write_text(page.drawn(results), encoding="utf-8")
    page.PAGE.write_text(page.printed(page.PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


def stale(results: Results) -> list[str]:
    """Which of the two is not what the results make."""
    text = page.PAGE.read_text(encoding="utf-8")
    pairs = {
        page.PAGE.name: (text, page.printed(text, results)),
        page.CHART.name: (page.CHART.read_text(encoding="utf-8"), page.drawn(results)),
    }
    return [name for name, (is_so, should) in pairs.items() if is_so != should]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; see above."""
    parser = argparse.ArgumentParser(prog="run.py benchmark", description=__doc__.split("\n")[0])
    parser.add_argument("--units", default="10,100,1000")
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--only", choices=("tasks", "clicks", "round"))
    for option in ("--write", "--page", "--check"):
        parser.add_argument(option, action="store_true")
    wanted = parser.parse_args(arguments)
    if wanted.check:
        found = stale(Results.load())
        print("\n".join(f"{name} is not what benchmarks/results.json makes" for name in found))
        return 1 if found else 0
    results = Results.load() if wanted.page else measured(wanted)
    if wanted.write:
        results.save()
    if wanted.write or wanted.page:
        write(Results.load())
    else:
        print(page.printed(page.PAGE.read_text(encoding="utf-8"), results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
