"""One at a time: whoever changes a round holds it, and everybody else is told who that is.

What holds it is a lock of the system's on a file in 归档/, across the network too; it goes with the process
that took it, however that ends. What the file says is for people only.

Why no library: the lock itself is two lines on each system, and the locked byte must lie behind the words,
for Windows lets nobody read a locked one (filelock locks the first byte, and takes 80 ms to load).
"""

import errno
import getpass
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

from xlperf.books.atomic import UNFINISHED
from xlperf.model.errors import UserError, reason
from xlperf.steps.folder import RoundFolder

NAME: Final = "占用.lock"
#: How long another one is waited for, in seconds: as long as a small step takes.
PATIENCE: Final = 5.0
_PAUSE: Final = 0.1
#: The byte that is locked, far behind whatever the file says.
_BYTE: Final = 1 << 30
#: What says that somebody else has it.
_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
#: What says that there are no locks in this place (some network shares): then there is nothing to hold.
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})

#: The rounds that this process holds, and how often: a step may call another.
_held: dict[Path, int] = {}


@contextmanager
def hold(folder: RoundFolder, doing: str = "", patience: float = PATIENCE) -> Iterator[None]:
    """Be the only one who changes this round; what a crash has left half written is swept away first.

    Args:
        folder: the round; 归档/ is there.
        doing: what is being done, for whoever comes second.
        patience: how many seconds to wait for another one.

    Raises:
        UserError: another process holds it, on this computer or another one; or 归档/ cannot be written to.
    """
    key = folder.archive.resolve()
    if key in _held:
        _held[key] += 1
        try:
            yield
        finally:
            _held[key] -= 1
        return
    with _opened(folder.archive / NAME) as file:
        _take(file, folder, time.monotonic() + patience)
        _held[key] = 1
        try:
            _say(file, _words(doing))
            _sweep(folder)
            yield
        finally:
            del _held[key]
            _say(file, b"")
            with suppress(OSError):  # it goes with the file in any case
                _unlock(file)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The lock's file, never removed: removing it would let two hold two of the same name."""
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b", 0)
    except OSError as error:
        raise UserError(
            f"“{path.parent}”不能写：{reason(error)}。什么都没有改动；请处理后再运行一次。"
        ) from error
    try:
        yield file
    finally:
        with suppress(OSError):
            file.close()


def _take(file: IO[bytes], folder: RoundFolder, until: float) -> None:
    while True:
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return
            if error.errno not in _TAKEN:
                raise UserError(f"“{folder.archive}”锁不住：{reason(error)}。请处理后再运行一次。") from error
            if time.monotonic() >= until:
                raise UserError(_who(file, folder)) from error
            time.sleep(_PAUSE)
        else:
            return


def _who(file: IO[bytes], folder: RoundFolder) -> str:
    """Who holds it, in a sentence."""
    try:
        file.seek(0)
        words = json.loads(file.read(10_000))
        whom = f"{words['user']}在电脑“{words['computer']}”上{words['doing']}，{words['since']} 开始"
    except (OSError, ValueError, KeyError, TypeError):
        whom = "另一个人或另一个窗口"
    return f"“{folder.root}”正在被使用（{whom}）。请等那边做完再运行一次；这次什么都没有改动。"


def _words(doing: str) -> bytes:
    return json.dumps(
        {
            "user": _user(),
            "computer": platform.node(),
            "doing": doing or "运行 xlperf",
            "since": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
            "process": os.getpid(),
        },
        ensure_ascii=False,
    ).encode()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has told the system
        return "有人"


def _say(file: IO[bytes], words: bytes) -> None:
    """Write it for others to read; what cannot be said changes nothing."""
    with suppress(OSError):
        file.seek(0)
        file.truncate()
        file.write(words)


def _sweep(folder: RoundFolder) -> None:
    """Remove what a killed process has left half written; nobody else is writing now."""
    before, after = UNFINISHED
    for place in (folder.root, *folder.folders()):
        with suppress(OSError):
            for path in [each for each in place.iterdir() if each.name.startswith(before)]:
                if path.name.endswith(after):
                    path.unlink(missing_ok=True)


def _system() -> tuple[Callable[[IO[bytes]], None], Callable[[IO[bytes]], None]]:
    """How this system locks and unlocks that byte, without waiting."""
    if sys.platform == "win32":
        api: Any = import_module("msvcrt")
        return (
            lambda file: _at_byte(file, api.locking, api.LK_NBLCK),
            lambda file: _at_byte(file, api.locking, api.LK_UNLCK),
        )
    import fcntl  # noqa: PLC0415 - there is none on Windows

    return (
        lambda file: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _BYTE),
        lambda file: fcntl.lockf(file, fcntl.LOCK_UN, 1, _BYTE),
    )


def _at_byte(file: IO[bytes], locking: Callable[[int, int, int], None], how: int) -> None:
    file.seek(_BYTE)
    locking(file.fileno(), how, 1)


_lock, _unlock = _system()
