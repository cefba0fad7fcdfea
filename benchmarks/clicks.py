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
    """Run this Python in UTF-8 mode."""
    command = [sys.executable, "-X", "utf8", *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8")  # noqa: S603


def first_sign(times: int = 5) -> tuple[float, list[tuple[int, str]]]:
    """Seconds from starting Python to the first word (the best of several), and what was imported."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        python("-c", CLICK, "sign", "collect")
        taken.append(time.perf_counter() - start)
    lines = python("-X", "importtime", "-c", CLICK, "sign", "collect").stderr.splitlines()
    found = [match for match in map(IMPORTED.fullmatch, lines) if match]
    return min(taken), sorted(((int(each[2]), each[4]) for each in found if not each[3][1:]), reverse=True)


def work(button: str, round_: Path) -> tuple[float, float, float, str]:
    """Seconds to the first word, to load what works, and to work; and the last word. On a fresh copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(round_, Path(folder) / "round")
        first, loaded, worked, said = json.loads(
            python("-c", CLICK, "work", button, str(copy), str(TESTS)).stdout.splitlines()[-1]
        )
    return first, loaded, worked, said


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        round_ = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "demo"
        if not round_.exists():
            python("-m", "xlperf", "demo", str(round_))
        seconds, modules = first_sign()
        print(f"from starting Python to the first word: {seconds * 1000:.0f} ms, of which imports:")
        for microseconds, module in modules[:8]:
            print(f"{module:32}{microseconds / 1000:8.1f} ms")
        print(f"\n{'button':14}{'first word':>12}{'loading':>10}{'work':>10}   ms; the last word")
        for button in BUTTONS:
            first, loaded, worked, said = work(button, round_)
            print(f"{button:14}{first * 1000:12.0f}{loaded * 1000:10.0f}{worked * 1000:10.0f}   {said}")


if __name__ == "__main__":
    main()
