"""Children: what hangs, swells or dies costs itself alone; nothing of the parent gets into them."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path
from types import SimpleNamespace

import pytest

from support import jobs
from xlperf.model.errors import UserError
from xlperf.steps import child as child_module
from xlperf.steps.child_limits import Job
from xlperf.steps.workers import Done, Kind, Limits, Misfortune, default_workers, early_child, in_children

TESTS = Path(__file__).parents[1]
BRIEF = Limits(seconds=1, megabytes=200)
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks into /proc")


def told(outcomes: Iterator[Done[str] | Misfortune]) -> list[str]:
    """Results as they are, misfortunes by their kind in capitals."""
    return [each.result() if isinstance(each, Done) else each.kind.upper() for each in outcomes]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon(condition: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    outcomes = in_children(jobs.times, 3, range(40), workers=workers)
    assert [each.result() for each in outcomes if isinstance(each, Done)] == [3 * n for n in range(40)]


def test_one_bad_item_of_each_kind_costs_itself_alone() -> None:
    items = ["a", "hang", "b", "kill", "c", "swell", "d", "raise", "crash", "leave", "e", "spin", "f"]
    expected = ["a", "TIME", "b", "DIED", "c", "MEMORY", "d", "RAISED", "DIED", "DIED", "e", "TIME", "f"]
    assert told(in_children(jobs.obey, None, items, workers=2, limits=BRIEF)) == expected


def test_a_misfortune_says_what_was_found() -> None:
    outcomes = list(in_children(jobs.obey, None, ["raise", "leave"], workers=1))
    assert [each.kind for each in outcomes if isinstance(each, Misfortune)] == [Kind.RAISED, Kind.DIED]
    details = [each.detail for each in outcomes if isinstance(each, Misfortune)]
    assert "ValueError: 无法识别" in details[0]
    assert details[1] == "exit code 3"


def test_nobody_pays_for_the_memory_that_others_left_behind() -> None:
    items = ["leak"] * 8
    limits = Limits(seconds=20, megabytes=200)
    assert told(in_children(jobs.obey, None, items, workers=1, limits=limits)) == items


def test_an_item_is_drawn_only_when_it_can_soon_be_looked_at() -> None:
    drawn = itertools.count()
    items = (next(drawn) for _ in range(100_000))
    with closing(in_children(jobs.times, 1, items, workers=2)) as outcomes:
        for _ in range(50):
            next(outcomes)
        assert next(drawn) <= 50 + 2 * 16 + 2


def test_a_slow_item_does_not_make_the_answers_of_all_others_pile_up() -> None:
    drawn = itertools.count()
    items = ("hang" if next(drawn) == 20 else "x" for _ in range(100_000))
    limits = Limits(seconds=2)
    with closing(in_children(jobs.obey, None, items, workers=2, limits=limits)) as outcomes:
        assert "TIME" in [*told(itertools.islice(outcomes, 21))]
        assert next(drawn) <= 21 + 2 * 16 + 2


def test_a_small_round_needs_one_child_and_a_large_one_gets_more() -> None:
    few = [
        each.result() for each in in_children(jobs.who, None, range(3), workers=2) if isinstance(each, Done)
    ]
    many = {
        each.result()
        for each in in_children(jobs.who, None, range(4000), workers=2)
        if isinstance(each, Done)
    }
    assert len(set(few)) == 1
    assert len(many) == 2
    assert os.getpid() not in {*few, *many}


@pytest.mark.parametrize(
    ("items", "at_once"), [(list(range(16)), 2), (list(range(15)), 1), (iter(range(16)), 2)]
)
def test_children_that_will_be_needed_load_together(items: Iterable[int], at_once: int) -> None:
    with closing(in_children(jobs.who, None, items, workers=2)) as outcomes:
        next(outcomes)
        assert len(active_children()) == at_once


def test_items_that_cannot_be_counted_begin_with_one_child() -> None:
    with closing(in_children(jobs.who, None, (n for n in range(16)), workers=2)) as outcomes:
        next(outcomes)
        assert len(active_children()) == 1


def test_a_child_has_the_next_item_before_anybody_looks_at_its_answer() -> None:
    drawn = itertools.count()
    items = (next(drawn) for _ in range(100))
    with closing(in_children(jobs.times, 1, items, workers=1)) as outcomes:
        next(outcomes)
        assert next(drawn) == len(["answered", "under way", "ahead"])


def test_the_context_is_sent_to_a_child_once() -> None:
    outcomes = in_children(jobs.arrivals, jobs.Counted(), range(20), workers=1)
    assert {each.result() for each in outcomes if isinstance(each, Done)} == {1}


@needs_proc
def test_a_child_inherits_no_open_file(tmp_path: Path) -> None:
    with (tmp_path / "绩效评价.xlsm").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        (outcome,) = in_children(jobs.handles, None, [0], workers=1)
    assert isinstance(outcome, Done)
    assert not [name for name in outcome.result() if str(tmp_path) in name]


def test_a_child_loads_nothing_that_its_function_does_not_need() -> None:
    (outcome,) = in_children(jobs.modules, None, [0], workers=1)
    assert isinstance(outcome, Done)
    loaded = set(outcome.result())
    assert not loaded & {"pandas", "numpy", "openpyxl", "xlwings", "lxml", "docx", "pytest"}


def test_what_a_library_prints_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    assert told(in_children(jobs.obey, None, ["shout"], workers=1)) == ["shout"]
    assert capfd.readouterr() == ("", "")


WORK = "from support import jobs; from xlperf.steps.workers import in_children;"
COUNT = f"{WORK} print([each.result() for each in in_children(jobs.times, 2, [1, 2, 3], workers=2)])"


@pytest.mark.parametrize("way", ["script without a guard", "module", "text", "standard input"])
def test_it_works_however_the_parent_was_started(way: str, tmp_path: Path) -> None:
    script = tmp_path / "无保护.py"
    script.write_text(COUNT, encoding="utf-8")
    options = {
        "script without a guard": [str(script)],
        "module": ["-m", script.stem],
        "text": ["-c", COUNT],
        "standard input": ["-"],
    }[way]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), str(tmp_path)]), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *options],
        input=COUNT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[2, 4, 6]\n", "")


def parent_at_work(folder: Path, item: str, seconds: float = 60) -> tuple["subprocess.Popen[bytes]", int]:
    """A process whose child is busy, and that child's number.

    A shell that runs the tests in the background has Ctrl-C ignored in everything below it.
    """
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"{WORK} from xlperf.steps.workers import Limits;"
        f"list(in_children(jobs.announce, {str(folder)!r}, [{item!r}], workers=1, limits=Limits({seconds})))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(TESTS)}, stderr=subprocess.DEVNULL
    )
    assert soon(lambda: any(folder.iterdir()))
    return parent, int(next(folder.iterdir()).name)


@needs_proc
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
@pytest.mark.parametrize("item", ["hang", "spin"])
def test_when_the_parent_ends_its_children_end(tmp_path: Path, end: signal.Signals, item: str) -> None:
    parent, child = parent_at_work(tmp_path, item)
    assert alive(child)
    parent.send_signal(end)
    assert parent.wait(20) != 0
    assert soon(lambda: not alive(child))


@needs_proc
def test_the_system_ends_a_child_whose_parent_has_stopped_watching(tmp_path: Path) -> None:
    parent, child = parent_at_work(tmp_path, "spin", seconds=0.5)
    parent.send_signal(signal.SIGSTOP)
    try:
        assert soon(lambda: not alive(child))
    finally:
        parent.kill()
        parent.wait()


@needs_proc
def test_children_end_with_the_last_answer_and_when_nobody_wants_any_more() -> None:
    whole = [
        each.result() for each in in_children(jobs.who, None, range(3), workers=1) if isinstance(each, Done)
    ]
    with closing(in_children(jobs.who, None, range(100), workers=1)) as outcomes:
        first = next(outcomes)
    assert isinstance(first, Done)
    assert not any(alive(pid) for pid in (*whole, first.result()))


@needs_proc
def test_a_child_that_was_started_early_is_the_first_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLPERF_WORKERS", "1")
    with early_child("support.sheets"):
        (early,) = active_children()
        (outcome,) = in_children(jobs.modules, None, [0], workers=1)
        assert isinstance(outcome, Done)
        assert "support.sheets" in outcome.result()
    assert not alive(early.pid or 0)


@needs_proc
def test_a_child_that_nobody_needed_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLPERF_WORKERS", "1")
    with early_child("support.sheets"):
        (early,) = active_children()
    assert not alive(early.pid or 0)


@pytest.mark.parametrize("module", ["no.such.module", "support.jobs"])
def test_a_child_that_has_died_early_costs_nothing(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setenv("XLPERF_WORKERS", "1")
    with early_child(module):
        (early,) = active_children()
        if module == "support.jobs":
            early.kill()
            early.join()
        assert told(in_children(jobs.obey, None, ["a"], workers=1)) == ["a"]


def test_no_child_is_started_early_where_there_are_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLPERF_WORKERS", "0")
    with early_child("support.jobs"):
        assert not active_children()


def test_setting_the_clock_ends_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(0, 10_000)
    monkeypatch.setattr(time, "time", lambda: next(clock))
    assert told(in_children(jobs.obey, None, ["a", "b"], workers=1, limits=BRIEF)) == ["a", "b"]


def test_without_children_misfortunes_that_can_be_caught_are_told_the_same_way() -> None:
    assert told(in_children(jobs.obey, None, ["a", "raise", "swell", "b"], workers=0)) == [
        "a",
        "RAISED",
        "MEMORY",
        "b",
    ]


def test_a_system_that_starts_no_process_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(child_module._SPAWN.Process, "start", refuse)
    with pytest.raises(UserError, match=r"启动不了读取文件用的子进程（没有权限.*XLPERF_WORKERS"):
        list(in_children(jobs.times, 1, [1], workers=1))


def test_a_child_that_ends_before_it_begins_is_told_in_a_sentence() -> None:
    with pytest.raises(UserError, match=r"启动不了读取文件用的子进程（exit code 3）"):
        list(in_children(jobs.who, jobs.Deadly(), [1], workers=1))


def test_a_context_that_cannot_be_rebuilt_is_a_mistake_with_its_cause() -> None:
    with pytest.raises(RuntimeError, match="invalid literal for int"):
        list(in_children(jobs.who, jobs.Unloadable(), [1], workers=1))


def test_a_function_that_a_child_cannot_import_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.times, "__module__", "__main__")
    with pytest.raises(ValueError, match="cannot import times"):
        in_children(jobs.times, 1, [1], workers=1)


@pytest.mark.parametrize(("told_", "expected"), [("0", 0), ("3", 3), ("viele", None), ("", None)])
def test_the_number_of_children_can_be_set(
    monkeypatch: pytest.MonkeyPatch, told_: str, expected: int | None
) -> None:
    monkeypatch.setenv("XLPERF_WORKERS", told_)
    count = default_workers()
    assert count == expected if expected is not None else 1 <= count <= 8


class FakeWindows:
    """As much of pywin32 as a job needs, remembering what it was asked for."""

    error = OSError

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.taken, self.limits = refuses, list[int](), dict[str, object]()
        self.PROCESS_SET_QUOTA, self.PROCESS_TERMINATE = 0x100, 1
        self.JobObjectExtendedLimitInformation = 9
        self.JOB_OBJECT_LIMIT_PROCESS_MEMORY, self.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE = 0x100, 0x2000

    def CreateJobObject(self, *_: object) -> object:  # noqa: N802 - its name there
        return self

    def QueryInformationJobObject(self, *_: object) -> dict[str, object]:  # noqa: N802 - its name there
        return {"BasicLimitInformation": {"LimitFlags": 0}, "ProcessMemoryLimit": 0}

    def SetInformationJobObject(self, _job: object, _kind: int, limits: dict[str, object]) -> None:  # noqa: N802 - its name there
        self.limits = limits

    def OpenProcess(self, _rights: int, _inherit: bool, pid: int) -> int:  # noqa: N802 - its name there
        return pid

    def AssignProcessToJobObject(self, _job: object, process: int) -> None:  # noqa: N802 - its name there
        if self.refuses:
            raise self.error(5, "AssignProcessToJobObject", "Access is denied.")
        self.taken.append(process)


@pytest.mark.parametrize("refuses", [False, True], ids=["takes it", "refuses"])
def test_on_windows_a_job_holds_the_children(monkeypatch: pytest.MonkeyPatch, refuses: bool) -> None:
    windows = FakeWindows(refuses=refuses)
    for name in ("win32api", "win32con", "win32job"):
        monkeypatch.setitem(sys.modules, name, windows)
    monkeypatch.setattr("xlperf.steps.child_limits.sys", SimpleNamespace(platform="win32"))
    Job(300).take(4711)
    assert windows.limits == {
        "BasicLimitInformation": {"LimitFlags": 0x2100},
        "ProcessMemoryLimit": 500 * 1024 * 1024,
    }
    assert windows.taken == ([] if refuses else [4711])
