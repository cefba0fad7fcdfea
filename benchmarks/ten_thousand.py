"""A whole round of many units, by the real commands: what it takes, and whether its figures are right.

    python -m benchmarks.ten_thousand [UNITS [FOLDER]]

Makes a round of so many units (10,000 unless told) with six projects each in the folder, which must not exist
(a temporary one unless told; it is removed), lets the villages answer, and runs collect, fill, summarise,
report and export, each in a process of its own; what the files came to is kept from one to the next. The
exported figures are compared with a calculation that knows nothing of xlperf (:mod:`benchmarks.expected`).
Exit: 0 they are the same, 1 they are not.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import making
from benchmarks.comparing import differences
from benchmarks.expected import figures
from benchmarks.measuring import Used, measure
from benchmarks.results import Say

COMMANDS = (
    ("collect",),
    ("fill",),
    ("summarise",),
    ("report",),
    ("export", "--csv"),
    ("export", "--parquet"),
    ("export", "--json"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What each command took, and what is wrong with the figures."""

    used: dict[str, Used]
    wrong: list[str]


def play(root: Path, units: int, say: Say) -> Outcome:
    """Make a round below ``root``, play it to its end and compare its figures; each command says its cost."""
    used: dict[str, Used] = {}

    def run(*command: str, options: Sequence[str] = (), **folders: Path) -> None:
        name = " ".join(command)
        used[name] = measure("xlperf", *command, root, *options, **folders)
        say(line(name, used[name]))

    run("new", options=making.options(making.wanted(root, units)))
    run("distribute")
    making.send_back(root, units)
    exported = root.parent / f"{root.name}.json"
    cache = root.parent / f"{root.name}.cache"
    for command in COMMANDS:
        run(*command, output=exported, cache=cache)
    return Outcome(used, differences(figures(units), json.loads(exported.read_text(encoding="utf-8"))))


def line(name: str, used: Used) -> str:
    """A row of the table."""
    return f"{name:24}{used.cpu:10.1f}{used.wall:10.1f}{used.megabytes:12.0f}{used.children:13.0f}"


def main() -> int:
    """Play and print."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    folder = (
        Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="xlperf-round-")) / "round"
    )
    start = time.perf_counter()
    print(f"{units} workbooks{'':8}{'CPU s':>10}{'wall s':>10}{'parent MB':>12}{'children MB':>13}")
    try:
        outcome = play(folder, units, partial(print, flush=True))
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(folder.parent)
    print(f"in all {time.perf_counter() - start:.0f} s, with the villages' part")
    print("\n".join(outcome.wrong) or "all figures are those of the independent calculation")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
