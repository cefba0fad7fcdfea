"""One measurement in a process of its own; says in a file what it took.

python -m benchmarks.child REPORT task NAME FOLDER UNITS
python -m benchmarks.child REPORT xlperf ARGUMENT ...
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def used() -> float:
    """CPU seconds of this process and of those that it has waited for (on Windows: of this one)."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import psutil  # noqa: PLC0415 - only where the system has no files that say it

    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 2**20


def task(name: str, folder: Path, units: int) -> tuple[float, float]:
    """Run a task; CPU and wall seconds of what comes after its preparation."""
    from benchmarks.tasks import TASKS  # noqa: PLC0415 - a command of the terminal goes without

    work = TASKS[name](folder, units)
    next(work)
    cpu, wall = used(), time.perf_counter()
    next(work, None)
    return used() - cpu, time.perf_counter() - wall


def xlperf(*arguments: str) -> tuple[float, float]:
    """Run a command of the terminal; CPU and wall seconds since Python was started, as far as it knows."""
    from xlperf.cli import main  # noqa: PLC0415 - loading is part of what is measured

    start = time.perf_counter()
    code = main(list(arguments))
    if code not in (0, 1):
        raise SystemExit(code)
    return used(), time.perf_counter() - start


def main() -> None:
    """Measure and report."""
    report, kind, *rest = sys.argv[1:]
    kinds: dict[str, Callable[[], tuple[float, float]]] = {
        "task": lambda: task(rest[0], Path(rest[1]), int(rest[2])),
        "xlperf": lambda: xlperf(*rest),
    }
    cpu, wall = kinds[kind]()
    own = time.process_time()
    told = {"cpu": cpu, "wall": wall, "own": own, "megabytes": peak_megabytes()}
    Path(report).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
