"""One child process, as its parent sees it: started, given an item, asked for the answer, ended."""

import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from types import ModuleType
from typing import Final

from xlperf.model.errors import UserError, reason
from xlperf.steps.child_limits import Job
from xlperf.steps.child_main import READY, Limits, serve

#: The environment variable that says how many children there may be; 0: none, all is read in the parent.
SETTING: Final = "XLPERF_WORKERS"
#: The only way to start a process that inherits nothing and works alike on every system.
_SPAWN: Final = get_context("spawn")
#: A child that has not loaded its modules by then never will: seconds.
_START: Final = 120.0
_END: Final = 5.0


class GoneError(Exception):
    """The child does not answer any more; ``str`` says how it ended."""


class Child:
    """A process that answers one item at a time.

    ``fresh`` until it has answered an item (its master notes that), ``ready`` once it has loaded everything;
    ``deadline`` is when what it is doing has taken too long, by a clock that nobody can set
    (:func:`time.monotonic`).

    Args:
        preload: a module that it is to load while nobody has told it yet what to do.

    Raises:
        UserError: the system lets no process be started.
    """

    def __init__(self, preload: str = "") -> None:
        self.link, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(theirs, preload), daemon=True, name="xlperf")
        self._limits = Limits()
        self.ready, self.fresh = False, True
        self.deadline = time.monotonic() + _START
        try:
            with _nameless_main():
                self._process.start()
            theirs.close()
        except OSError as error:
            raise cannot_start(reason(error)) from error

    def begin(self, task: bytes, limits: Limits, job: Job) -> None:
        """Tell it what to do with every item: a pickled :class:`~xlperf.steps.child_main.Task`.

        One that has ended does not listen; that shows when it is asked for its answer.
        """
        self._limits, self.deadline = limits, time.monotonic() + _START
        job.take(self._process.pid or 0)
        with suppress(OSError):
            self.link.send_bytes(task)

    def give(self, item: object) -> None:
        """Hand over an item; the clock begins to run.

        Raises:
            GoneError: the child has ended.
        """
        self.deadline = time.monotonic() + self._limits.seconds
        try:
            self.link.send_bytes(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            raise self._gone() from error

    def answer(self) -> tuple[bytes, bytes]:
        """What it answers: a tag and what belongs to it.

        Raises:
            GoneError: the child has ended without an answer.
        RuntimeError: it could not load what it is to do.
        """
        try:
            message = self.link.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        tag, rest = message[:1], message[1:]
        if not self.ready and tag != READY:
            raise RuntimeError(f"a child cannot begin:\n{rest.decode()}")
        self.ready = True
        return tag, rest

    def require_ready(self) -> None:
        """UserError where it has not even begun, after all the time that it had."""
        if not self.ready:
            raise cannot_start(f"{_START:g} 秒内没有响应")

    def kill(self) -> None:
        """End it now, whatever it is doing."""
        with suppress(OSError, ValueError):
            self._process.kill()
            self._process.join(_END)
        self.link.close()

    def _gone(self) -> GoneError:
        self._process.join(_END)
        return GoneError(f"exit code {self._process.exitcode}")


@contextmanager
def _nameless_main() -> Iterator[None]:
    """Meanwhile the program that runs has no file, so that a child does not run it once more.

    A child of :mod:`multiprocessing` imports its parent's main module, and a script without a guard would
    start all over in it. Ours needs nothing from there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def cannot_start(why: str) -> UserError:
    """What is told where no child comes up."""
    return UserError(
        f"启动不了读取文件用的子进程（{why}）。请检查杀毒软件是否拦截了 Python，或腾出内存后再试。"
        f"仍然不行时，可把环境变量 {SETTING} 设为 0，在主进程里读取（少一层防护）。"
    )
