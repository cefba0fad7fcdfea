"""Killing any step half way and running it again loses nothing and repeats nothing."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support import second_town as town
from support import small_town
from support.crashing import snapshot
from xlperf.books import atomic
from xlperf.cli import main
from xlperf.demo.village import Mistake, fill_in
from xlperf.steps import receiving
from xlperf.steps.journal import Journal
from xlperf.steps.manifest import MANIFEST

SAVED = "2024-02-01T08:00:00Z"
TESTS = Path(__file__).parents[1]
LATER = datetime(2024, 2, 2, 8, tzinfo=UTC)


class Killed(BaseException):
    """Stands for the power going off: nothing catches it on the way."""


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose workbooks have all come back, before anything was collected."""
    base = tmp_path_factory.mktemp("停电")
    options = [text for name, path in town.write_files(base).items() for text in (f"--{name}", str(path))]
    root = base / "round"
    new = ["new", str(root), "--town", town.TOWN, "--year", str(town.YEAR), "--ruleset", town.RULESET]
    assert main([*new, *options]) == 0
    assert main(["distribute", str(root)]) == 0
    for issued in sorted((root / "下发").glob("*.xlsx")):
        fill_in(issued, root / "回收" / issued.name, town.answers(), (), SAVED)
    return root


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "now", lambda: LATER)


@pytest.fixture(scope="module")
def uninterrupted(returned: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("没停电") / "round"
    shutil.copytree(returned, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receiving, "now", lambda: LATER)
        assert main(["run", str(root)]) == 0
    return snapshot(root)


def dying(writes: int, original: Callable[..., None], *, after: bool) -> Callable[..., None]:
    """``original``, but the power goes off at the given call of it, before or after it has worked."""
    counter: Iterator[int] = iter(range(1_000_000))

    def write(*arguments: object) -> None:
        last = next(counter) == writes
        if last and not after:
            raise Killed
        original(*arguments)
        if last:
            raise Killed

    return write


def replace_every_writer(patch: pytest.MonkeyPatch, writer: Callable[..., None]) -> None:
    """Whatever writes a file does it by ``writer``."""
    for module in ("books.atomic", "books.file", "steps.folder"):
        patch.setattr(f"xlperf.{module}.replace_by_pieces", writer)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(0, 10, 2))
@pytest.mark.parametrize("victim", ["file", "journal"])
def test_a_run_cut_off_at_any_write_ends_as_if_it_had_not_been(
    returned: Path,
    uninterrupted: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    victim: str,
    write: int,
    after: bool,
) -> None:
    root = tmp_path / "round"
    shutil.copytree(returned, root)
    with monkeypatch.context() as patch:
        if victim == "file":
            replace_every_writer(patch, dying(write, atomic.replace_by_pieces, after=after))
        else:
            patch.setattr(receiving, "_TOGETHER", 1)
            patch.setattr(Journal, "append", dying(write, Journal.append, after=after))
        try:
            main(["run", str(root)])
        except Killed:
            pass
        else:
            assert victim == "journal", "a run writes more files than are tried here"
            assert write >= 6, "a run enters six files"
    assert main(["run", str(root)]) == 0
    assert snapshot(root) == uninterrupted


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", [0, 3, 6])
def test_distributing_cut_off_at_any_write_ends_as_if_it_had_not_been(
    returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: int, after: bool
) -> None:
    root, whole = tmp_path / "round", snapshot(returned)
    shutil.copytree(returned, root)
    shutil.rmtree(root / "下发")
    (root / "归档" / MANIFEST).unlink()
    with monkeypatch.context() as patch:
        replace_every_writer(patch, dying(write, atomic.replace_by_pieces, after=after))
        with pytest.raises(Killed):
            main(["distribute", str(root)])
    assert main(["distribute", str(root)]) == 0
    assert snapshot(root) == whole


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A smaller round, nothing collected yet: a right form, a wrong one, a zip, and what is no workbook."""
    root = small_town.issue(tmp_path_factory.mktemp("小镇") / "round")
    small_town.send_back(root, "002")
    small_town.send_back(root, "001", "", Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90"))
    inside = small_town.send_back(root, "003")
    with zipfile.ZipFile(root / "回收" / "邮箱.zip", "w") as package:
        package.write(inside, inside.name)
    inside.unlink()
    (root / "回收" / "坏.xlsx").write_bytes(b"no workbook")
    return root


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a hundred runs need forking")
def test_collect_killed_at_a_hundred_moments_ends_as_if_it_had_not_been(small: Path, tmp_path: Path) -> None:
    arguments = [str(small), str(tmp_path / "round"), "2021", "100"]
    program = [sys.executable, "-m", "support.crashing", *arguments]
    done = subprocess.run(program, cwd=TESTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kills = json.loads(done.stdout)
    assert len(kills) == 100
    assert [kill for kill in kills if kill["differing"]] == []
    died = [kill for kill in kills if kill["code"] < 0]
    assert len(died) >= 40, "most moments lie within a run"
    assert {kill["receipts"] for kill in died} >= {0, 5}, "they lie before the journal is written, and after"


@pytest.mark.slow
def test_a_whole_run_killed_several_times_ends_as_if_it_had_not_been(
    returned: Path, uninterrupted: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "round"
    shutil.copytree(returned, root)
    moments = random.Random(2021)  # noqa: S311 - a fixed sequence, not a secret
    code = (
        "import sys; from datetime import UTC, datetime; from xlperf.steps import receiving;"
        f"receiving.now = lambda: datetime.fromisoformat('{LATER.isoformat()}');"
        "from xlperf.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = os.environ | {"XLPERF_WORKERS": "2"}
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", code, "run", str(root)], stdout=subprocess.DEVNULL, env=environment
        )
        time.sleep(0.4 + moments.random() * 1.6)
        os.kill(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
    assert main(["run", str(root)]) == 0
    assert snapshot(root) == uninterrupted
