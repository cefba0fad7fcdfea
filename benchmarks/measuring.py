"""Measurements, each in a process of its own, so that none inherits another's memory or warm caches."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from xlperf.steps.kept_answers import SETTING

ROOT: Final = Path(__file__).resolve().parents[1]
#: So often the memory of the children is looked at, in seconds.
_LOOK: Final = 0.1


@dataclass(frozen=True, slots=True)
class Used:
    """What something took: seconds, and the most megabytes of the process itself and of all its children.

    ``cpu`` counts all processes, ``own`` only the first of them and from its very start.
    """

    cpu: float
    wall: float
    own: float
    megabytes: float
    children: float


def without_kept_answers() -> dict[str, str]:
    """The environment of a process that keeps nothing between steps, and finds nothing kept."""
    return {**os.environ, SETTING: "0"}


def measure(*arguments: str | Path, output: Path | None = None, cache: Path | None = None) -> Used:
    """Measure what :mod:`benchmarks.child` is told to do; its output goes to a file or nowhere.

    What files came to is kept in the folder ``cache``; without one nothing is kept, nor found.

    Raises:
        subprocess.CalledProcessError: it failed; its own words are on stderr.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-X", "utf8", "-m", "benchmarks.child", str(report), *map(str, arguments)]
        environment = {**os.environ, SETTING: str(cache)} if cache else without_kept_answers()
        with (output or Path(folder) / "output").open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own module
                command, cwd=ROOT, env=environment, stdout=said
            )
            children = _watch(process)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return Used(**json.loads(report.read_text(encoding="utf-8")), children=children)


def _watch(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end; the most megabytes that its children had at any look."""
    most = 0
    watched = psutil.Process(process.pid)
    while True:
        now = 0
        with suppress(psutil.Error):
            for child in watched.children(recursive=True):
                with suppress(psutil.Error):
                    now += child.memory_info().rss
        most = max(most, now)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
            return most / 2**20
