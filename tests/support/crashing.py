"""Kills ``xlperf collect`` again and again, and looks at what a second run makes of it.

Run as a program of its own: a process without threads that has loaded everything forks for each run, so that
a run takes a fraction of a second and dies like any other process, its children with it.
"""

import io
import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from xlperf.cli import main
from xlperf.steps import child, receiving

LATER: Final = datetime(2024, 2, 2, 8, tzinfo=UTC)
#: What a run does to the round's files, by the name that Python's audit events have for it.
TOUCHES: Final = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate"})


@dataclass(frozen=True, slots=True)
class Kill:
    """What came of one run.

    Attributes:
        way: how it was killed: as it touched a file, by the clock, or one of its children.
        code: its exit code, or below zero the signal that ended it.
        receipts: how many lines the journal had then.
        differing: the files that are not, after a second run where it died, as a run leaves them that
            nobody killed.
    """

    way: str
    code: int
    receipts: int
    differing: list[str]


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a round, half-written ones included."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def collect(root: Path) -> int:
    """The command itself, in this process."""
    return main(["collect", str(root)])


def start(action: Callable[[], int]) -> int:
    """Do something in a process of its own, unheard; its number."""
    process = os.fork()
    if process:
        return process
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os._exit(action())
    finally:
        os._exit(99)


def finish(process: int) -> int:
    """Wait for it; its exit code, or below zero the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def on_touch(root: Path, act: Callable[[int], None]) -> None:
    """Have this process do something whenever it is about to touch a file of the round."""
    place, count = str(root), itertools.count()

    def look(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and str(arguments[0]).startswith(place):
            act(next(count))

    sys.addaudithook(look)


def collect_and_die(root: Path, touch: int) -> int:
    """Collect, and be killed at the given touch of a file."""
    on_touch(root, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == touch else None)
    return collect(root)


def collect_and_count(root: Path, answer: int) -> int:
    """Collect, and say into a pipe how often files were touched."""
    numbers: list[int] = []
    on_touch(root, numbers.append)
    code = collect(root)
    os.write(answer, str(len(numbers)).encode())
    return code


def children(process: int) -> list[int]:
    """The processes that one has started."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(each) for each in listed.split()]


class Crashes:
    """Runs on copies of one round, made at ``root``, where workbooks lie in 回收/ that were not collected."""

    def __init__(self, base: Path, root: Path) -> None:
        self._base, self._root = base, root
        hear, say = os.pipe()
        self._renew()
        collect(root)  # what is loaded and remembered here, every run has from the start
        self._renew()
        began = time.monotonic()
        assert finish(start(lambda: collect_and_count(root, say))) in {0, 1}
        self._duration = time.monotonic() - began
        self._touches = int(os.read(hear, 20))
        self._whole = snapshot(root)

    def kills(self, seed: int, count: int) -> Iterator[Kill]:
        """Kill so many runs, a third in each way, and let those that died run once more."""
        chance = random.Random(seed)  # noqa: S311 - a fixed sequence, not a secret
        for way in itertools.islice(itertools.cycle(("touch", "clock", "child")), count):
            self._renew()
            code = self._killed(way, chance.random())
            receipts = snapshot(self._root).get("归档/journal.jsonl", b"").count(b"\n")
            if code < 0:
                assert finish(start(lambda: collect(self._root))) in {0, 1}
            yield Kill(way, code, receipts, self._differing())

    def _killed(self, way: str, moment: float) -> int:
        """Run once, and kill it at a moment between 0 and 1; how it ended."""
        if way == "touch":
            return finish(start(lambda: collect_and_die(self._root, int(moment * self._touches))))
        process = start(lambda: collect(self._root))
        time.sleep(moment * self._duration)
        for victim in [process] if way == "clock" else children(process)[:1]:
            os.kill(victim, signal.SIGKILL)
        return finish(process)

    def _renew(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)
        shutil.copytree(self._base, self._root)

    def _differing(self) -> list[str]:
        now, names = snapshot(self._root), self._whole.keys()
        return sorted(name for name in now.keys() | names if now.get(name) != self._whole.get(name))


def program(base: str, root: str, seed: str, count: str) -> None:
    """Print what came of every kill, as JSON."""
    receiving.now = lambda: LATER
    vars(child)["_SPAWN"] = get_context("fork")
    os.environ["XLPERF_WORKERS"] = "2"
    vars(os)["fsync"] = lambda _: None  # what a killed process has written, the system has
    said, sys.stdout = sys.stdout, io.StringIO()  # a run in this process speaks too
    told = [asdict(kill) for kill in Crashes(Path(base), Path(root)).kills(int(seed), int(count))]
    json.dump(told, said)


if __name__ == "__main__":
    program(*sys.argv[1:])
