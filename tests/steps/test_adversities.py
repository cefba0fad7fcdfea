"""Full disks, open workbooks, shares that vanish: a sentence, whole files, and the next run goes on."""

import errno
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.crashing import snapshot
from support.failing_disk import Fault, failing
from support.small_town import issue, return_all
from support.terminal import Outcome, xlperf
from xlperf.model.errors import reason
from xlperf.steps import receiving
from xlperf.steps.folder import CONTROL
from xlperf.steps.round_lock import NAME

LATER = datetime(2024, 2, 2, 8, tzinfo=UTC)
NEVER = 1 << 60
_CHINESE = re.compile(r"^xlperf：[^\x00-\x7f].*。$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "now", lambda: LATER)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose workbooks have come back; nothing was collected."""
    root = issue(tmp_path_factory.mktemp("不顺") / "round")
    return_all(root)
    return root


@pytest.fixture(scope="module")
def whole(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run leaves where nothing goes wrong."""
    root = tmp_path_factory.mktemp("顺利") / "round"
    shutil.copytree(before, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receiving, "now", lambda: LATER)
        assert xlperf("run", root).code == 0
    return snapshot(root)


@pytest.fixture
def root(before: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "round"
    shutil.copytree(before, copy)
    return copy


def told(outcome: Outcome, words: str) -> None:
    """The command could not go on and says why, for people."""
    assert outcome.code == 2, outcome.out + outcome.err
    assert words in outcome.err
    assert _CHINESE.match(outcome.err), outcome.err
    assert "Traceback" not in outcome.err


def every_file_is_whole(root: Path, before: Path, whole: dict[str, bytes]) -> None:
    """Each file is as it was, as it is to become, or as a step in between has left it: never a part."""
    first = snapshot(before)
    journal = whole["归档/journal.jsonl"]
    for name, data in snapshot(root).items():
        if name == "归档/journal.jsonl":
            assert journal.startswith(data)
        elif not name.endswith((NAME, ".tmp")):
            assert data in (first.get(name), whole.get(name)) or is_whole(name, data), name


def is_whole(name: str, data: bytes) -> bool:
    """Whether the control workbook, or a record of what was written, can be read to its end."""
    if name == CONTROL:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.testzip() is None
    return name.endswith(".json") and bool(json.loads(data))


@pytest.fixture(scope="module")
def calls(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, int]:
    """How often a run asks the system to change something (False), and for anything (True)."""
    counted = {}
    for reads in (False, True):
        root = tmp_path_factory.mktemp("数一数") / "round"
        shutil.copytree(before, root)
        with failing(Fault(root, OSError(), NEVER, reads=reads)) as fault:
            assert xlperf("run", root).code == 0
        counted[reads] = fault.calls
    return counted


FULL = {
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "over quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "read-only": OSError(errno.EROFS, "Read-only file system"),
    "no permission": PermissionError(errno.EACCES, "Permission denied"),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("error", FULL.values(), ids=FULL)
def test_a_disk_that_takes_no_more_from_some_write_on(
    root: Path, before: Path, whole: dict[str, bytes], calls: dict[bool, int], error: OSError, seed: int
) -> None:
    at = random.Random(seed).randrange(calls[False])  # noqa: S311 - not a secret
    with failing(Fault(root, error, at, forever=True)):
        told(xlperf("run", root), reason(error))
    every_file_is_whole(root, before, whole)
    assert xlperf("run", root).code == 0
    assert snapshot(root) == whole


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EIO, errno.ESTALE, errno.EHOSTDOWN], ids=["gone", "io", "stale", "down"]
)
def test_a_share_that_vanishes_at_some_call(
    root: Path, before: Path, whole: dict[str, bytes], calls: dict[bool, int], number: int, seed: int
) -> None:
    at = random.Random(seed).randrange(calls[True])  # noqa: S311 - not a secret
    with failing(Fault(root, OSError(number, os.strerror(number)), at, forever=True, reads=True)):
        outcome = xlperf("run", root)
    told(outcome, "")
    every_file_is_whole(root, before, whole)
    assert xlperf("run", root).code == 0
    assert snapshot(root) == whole


def test_a_control_workbook_that_is_open_elsewhere(
    root: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    original, was = Path.replace, (root / CONTROL).read_bytes()

    def replace(path: Path, target: Path) -> Path:
        if Path(target).name == CONTROL:
            raise PermissionError(errno.EACCES, "Permission denied", str(path), 32, str(target))
        return original(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        told(xlperf("run", root), CONTROL)
    assert (root / CONTROL).read_bytes() == was
    assert (root / "归档" / "journal.jsonl").read_bytes() == whole["归档/journal.jsonl"]
    assert xlperf("run", root).code == 0
    assert snapshot(root) == whole


def test_a_file_that_is_open_elsewhere_is_named_and_taken_in_the_next_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.read_bytes
    held = sorted((root / "回收").iterdir())[1]

    def read(path: Path) -> bytes:
        if path == held:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return original(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", read)
        outcome = xlperf("collect", root)
    assert outcome.code == 1
    assert (
        f"注意：回收/{held.name} 这次没有收进来：没有权限，或者文件正在 Excel 或 WPS 里打开。" in outcome.out
    )
    assert held.name not in (root / "归档" / "journal.jsonl").read_text(encoding="utf-8")
    outcome = xlperf("collect", root)
    assert (outcome.code, "没有收进来" in outcome.out) == (0, False)
    assert held.name in (root / "归档" / "journal.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (32, "文件正在 Excel、WPS 或别的程序里打开"),
        (33, "文件正被别的程序锁定"),
        (53, "网络连接断开了"),
        (59, "网络连接断开了"),
        (64, "网络连接断开了"),
        (112, "磁盘已满"),
    ],
)
def test_what_windows_says_by_a_number_of_its_own_is_told_in_its_words(number: int, words: str) -> None:
    error = OSError(errno.EINVAL, "whatever language this Windows speaks")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    assert reason(error).startswith(words)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system's")
def test_a_system_that_really_refuses_large_files(root: Path, before: Path) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    size = (root / CONTROL).stat().st_size - 1000
    assert max(path.stat().st_size for path in (root / "回收").iterdir()) < size, "they can be archived"
    done = subprocess.run(
        [sys.executable, "-m", "xlperf", "collect", str(root)],
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        timeout=60,
        check=False,
    )
    told(Outcome(done.returncode, done.stdout.decode(), done.stderr.decode()), "文件太大，磁盘或系统不让写")
    assert (root / CONTROL).read_bytes() == (before / CONTROL).read_bytes()
    assert not list(root.rglob("*.tmp"))
    assert xlperf("run", root).code == 0
