"""One at a time: two real processes, one round."""

import errno
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from support.desks_held import held_elsewhere
from support.small_town import issue, return_all
from support.terminal import xlperf
from xlperf.addin.actions import ACTIONS
from xlperf.commands import CHANGING
from xlperf.model.errors import UserError
from xlperf.steps import round_lock
from xlperf.steps.folder import RoundFolder
from xlperf.steps.round_lock import NAME, hold


@pytest.fixture
def folder(tmp_path: Path) -> RoundFolder:
    return RoundFolder(tmp_path).make()


def test_who_comes_second_is_told_who_holds_it_where_since_when_and_what_for(folder: RoundFolder) -> None:
    with held_elsewhere(folder):
        words = json.loads((folder.archive / NAME).read_text(encoding="utf-8"))
        with pytest.raises(UserError) as caught, hold(folder, patience=0):
            pytest.fail("both hold it")
    told = f"{words['user']}在电脑“{words['computer']}”上运行 xlperf collect，{words['since']} 开始"
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"“{folder.root}”正在被使用（")


def test_who_comes_second_waits_a_little(folder: RoundFolder) -> None:
    with held_elsewhere(folder) as other:
        assert other.stdin is not None
        started = time.monotonic()
        other.stdin.close()
        with hold(folder, patience=30):
            assert time.monotonic() - started < 30


def test_a_process_that_was_killed_holds_nothing(folder: RoundFolder) -> None:
    with held_elsewhere(folder) as other:
        other.kill()
        other.wait()
        assert (folder.archive / NAME).read_bytes(), "its words are still there"
        with hold(folder, patience=5):
            pass
    assert (folder.archive / NAME).read_bytes() == b""


def test_a_step_may_call_another(folder: RoundFolder) -> None:
    with hold(folder):
        with hold(folder), hold(RoundFolder(folder.root / "下发" / "..")):
            pass
        assert json.loads((folder.archive / NAME).read_bytes())["process"] == os.getpid()
    with held_elsewhere(folder):
        pass


def test_a_child_process_holds_nothing_of_its_parent(folder: RoundFolder) -> None:
    with hold(folder):
        child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
        child.start()
    try:
        with held_elsewhere(folder):
            pass
    finally:
        child.kill()
        child.join()


@pytest.mark.parametrize("words", [b"", b"{", b"[]", b'{"user": 1}', b"\xff", b"null"])
def test_a_holder_whose_words_cannot_be_read_is_somebody(folder: RoundFolder, words: bytes) -> None:
    with held_elsewhere(folder):
        (folder.archive / NAME).write_bytes(words)
        with pytest.raises(UserError, match="另一个人或另一个窗口"), hold(folder, patience=0):
            pass


def test_what_a_killed_process_left_half_written_is_swept_away(folder: RoundFolder) -> None:
    left = [place / ".xlperf-abc.tmp" for place in (folder.root, *folder.folders())]
    others = [folder.issued / "a.tmp", folder.issued / ".xlperf-note.txt"]
    for path in (*left, *others):
        path.touch()
    with hold(folder):
        assert [path for path in (*left, *others) if path.exists()] == others


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_to_is_told(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UserError, match=r"归档”不能写：(磁盘是只读的|没有权限|磁盘已满)"), hold(folder):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_where_there_are_no_locks_work_goes_on(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def none(_file: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(round_lock, "_lock", none)
    with hold(folder, patience=0):
        pass


def test_a_lock_that_fails_is_told(folder: RoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_file: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(round_lock, "_lock", broken)
    with pytest.raises(UserError, match="锁不住：磁盘或网络读写出错"), hold(folder, patience=0):
        pass


def test_on_windows_a_byte_behind_the_words_is_locked(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int, int, int]] = []

    def locking(number: int, how: int, count: int) -> None:
        calls.append((os.lseek(number, 0, os.SEEK_CUR), how, count))

    monkeypatch.setitem(
        sys.modules,
        "msvcrt",
        SimpleNamespace(locking=locking, LK_NBLCK=2, LK_UNLCK=0),
    )
    monkeypatch.setattr("xlperf.steps.round_lock.sys", SimpleNamespace(platform="win32"))
    lock, unlock = round_lock._system()
    monkeypatch.setattr(round_lock, "_lock", lock)
    monkeypatch.setattr(round_lock, "_unlock", unlock)
    with hold(folder):
        assert json.loads((folder.archive / NAME).read_bytes())["process"] == os.getpid()
    assert calls == [(1 << 30, 2, 1), (1 << 30, 0, 1)]
    assert (folder.archive / NAME).stat().st_size == 0


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose workbooks have all come back."""
    root = issue(tmp_path_factory.mktemp("两个人") / "2022年度")
    return_all(root)
    return root


class TestEveryStepThatChangesTheRound:
    """Commands and buttons hold the round, in one place each."""

    @pytest.mark.parametrize("command", sorted(CHANGING))
    def test_a_command_is_told_and_changes_nothing(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        monkeypatch.setattr(hold.__wrapped__, "__defaults__", ("", 0.0))  # type: ignore[attr-defined]
        before = {
            path: path.stat().st_mtime_ns for path in root.rglob("*") if path.name not in {"归档", NAME}
        }
        options = ["--json"] if command == "export" else []
        with held_elsewhere(RoundFolder(root)):
            outcome = xlperf(command, root, *options)
        assert (outcome.code, outcome.out) == (2, "")
        assert "正在被使用" in outcome.err
        assert {path: path.stat().st_mtime_ns for path in before} == before

    def test_the_commands_that_change_a_round_are_all_among_them(self) -> None:
        assert {"distribute", "collect", "fill", "summarise", "report", "run", "export"} == CHANGING
        buttons = set(ACTIONS) - {"check", "unevaluated", "undo"}
        assert buttons <= CHANGING

    def test_two_that_collect_at_once_end_as_if_one_had_come_after_the_other(self, root: Path) -> None:
        command = [sys.executable, "-m", "xlperf", "collect", str(root)]
        both = [
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)
        ]
        said = [process.communicate(timeout=120)[1].decode() for process in both]
        codes = [process.returncode for process in both]
        assert 0 in codes
        for code, words in zip(codes, said, strict=True):
            assert code == 0 or (code == 2 and "正在被使用" in words)
        lines = (root / "归档" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        names = [json.loads(line)["name"] for line in lines]
        assert len(names) == len(set(names)) == len(list((root / "回收").iterdir()))
