"""What a click costs: until the status bar speaks, and until the button's work is done, on the demo round.

    python benchmarks/clicks.py [ROUND]

Every click starts a Python of its own, as in Excel. The control workbook is a closed file behind the port
(tests/support/fake_excel.py), so that what Excel itself takes is left out. ROUND is the folder of a finished
round (it is copied, not changed); without it the demo is played first.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import without_kept_answers

BUTTONS = (
    "distribute",
    "collect",
    "check",
    "fill",
    "unevaluated",
    "summarise",
    "report",
    "run_all",
)
TESTS = Path(__file__).resolve().parents[1] / "tests"
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( *)(\S+)")

#: What VBA starts; the status bar and the end of the work are timed inside.
CLICK = """
import json, sys, time
started = time.perf_counter()
from xlperf.addin import calling, round_actions
with calling.without_unneeded():
    import xlwings
spoken = []

class Silent:
    def __setattr__(self, name, value):
        spoken.append(time.perf_counter() - started)
        raise SystemExit

class Book:
    app = Silent()

try:
    getattr(round_actions, sys.argv[2])(Book())
except SystemExit:
    pass
first = spoken[0]
if sys.argv[1] == "work":
    sys.path.insert(0, sys.argv[4])
    from support.fake_excel import FakeApp, FakeControl, FiledBook
    started = time.perf_counter()
    from xlperf.addin import performing
    performing.LiveBook = FiledBook
    loaded = time.perf_counter() - started
    from pathlib import Path
    book = FakeControl(FakeApp(), Path(sys.argv[3]) / "绩效评价.xlsm")
    started = time.perf_counter()
    getattr(round_actions, sys.argv[2])(book)
    print(json.dumps([first, loaded, time.perf_counter() - started, str(book.app.status_bar)]))
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in UTF-8 mode; what files came to is not kept between clicks."""
    command = [sys.executable, "-X", "utf8", *arguments]
    return subprocess.run(  # noqa: S603 - our own program
        command, check=True, capture_output=True, encoding="utf-8", env=without_kept_answers()
    )


def imports(how: str, *arguments: str) -> list[tuple[str, float]]:
    """Milliseconds of each module that is loaded by name, with all that it loads itself; slowest first.

    The stand-in for Excel is left out; of a module that children load, too, the slowest counts.
    """
    lines = python("-X", "importtime", "-c", CLICK, how, *arguments).stderr.splitlines()
    found = [match for match in map(IMPORTED.fullmatch, lines) if match]
    outer = sorted((int(each[2]) / 1000, each[4]) for each in found if not each[3][1:])
    slowest = {module: took for took, module in outer if not module.startswith("support.")}
    return sorted(slowest.items(), key=lambda pair: -pair[1])[:10]


def first_sign(times: int = 5) -> float:
    """Milliseconds from starting Python to the first word: the best of several."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        python("-c", CLICK, "sign", "collect")
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


def work(button: str, round_: Path) -> dict[str, float]:
    """Milliseconds to the first word, to load what works, and to work; on a fresh copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(round_, Path(folder) / "round")
        lines = python("-c", CLICK, "work", button, str(copy), str(TESTS)).stdout.splitlines()
        seconds = json.loads(lines[-1])[:3]
    return dict(zip(("first", "loading", "work"), (each * 1000 for each in seconds), strict=True))


def measured(round_: Path) -> dict[str, Any]:
    """All of it as data; the demo is played in ``round_`` where nothing lies there."""
    if not round_.exists():
        python("-m", "xlperf", "demo", str(round_))
    buttons = {button: work(button, round_) for button in BUTTONS}
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(round_, Path(folder) / "round")
        loaded = imports("work", "collect", str(copy), str(TESTS))
    return {
        "sign": first_sign(),
        "imports": imports("sign", "collect"),
        "imports_work": loaded,
        "buttons": buttons,
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "demo")
    print(f"from starting Python to the first word: {found['sign']:.0f} ms, of which imports:")
    for module, milliseconds in found["imports"]:
        print(f"{module:32}{milliseconds:8.1f} ms")
    print(f"\n{'button':14}{'first word':>12}{'loading':>10}{'work':>10}   ms")
    for button, each in found["buttons"].items():
        print(f"{button:14}{each['first']:12.0f}{each['loading']:10.0f}{each['work']:10.0f}")


if __name__ == "__main__":
    main()
