"""What runs in a child process: told function and context once, it answers item after item.

Every message is bytes; an answer's first byte is one of the tags below. Nothing heavy is imported here:
a child loads what its function needs, and no more.
"""

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Final

from xlperf.steps.child_limits import end_with_parent, limit_memory, set_alarm

READY: Final = b"r"
RESULT: Final = b"="
FAILED: Final = b"x"
NO_MEMORY: Final = b"m"

#: By how much the alarm in the child is later than the parent's own: the parent is to find out first.
_GRACE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may cost: seconds of waiting, and megabytes beyond what a ready child has."""

    seconds: float = 20
    megabytes: int = 400


@dataclass(frozen=True, slots=True)
class Task:
    """What a child does with every item that it is given."""

    function: Callable[[Any, Any], Any]
    context: Any
    limits: Limits


def serve(link: Connection, preload: str = "") -> None:
    """Load a module that will be needed, then answer items until the parent ends or closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_quiet()
    end_with_parent()
    with suppress(Exception):  # it is loaded once more with what needs it, and then told
        import_module(preload or __name__)
    with suppress(EOFError, OSError):
        task = _begin(link)
        while task is not None and _answer(link, task):
            pass


def _begin(link: Connection) -> Task | None:
    """Load what is to be done and say so; None, and why, where that cannot be loaded."""
    received = link.recv_bytes()
    try:
        task: Task = pickle.loads(received)  # noqa: S301 - from our own parent
        limit_memory(task.limits.megabytes)
        gc.freeze()  # the context stays as long as the child: it need not be walked through again and again
    except Exception:
        link.send_bytes(_failure())
        return None
    link.send_bytes(READY)
    return task


def _answer(link: Connection, task: Task) -> bool:
    """Take one item and answer it; False where no other may follow (nothing works without memory)."""
    try:
        received = link.recv_bytes()
    except MemoryError:
        answer = NO_MEMORY
    else:
        set_alarm(task.limits.seconds + _GRACE)
        answer = _work(task, received)
        set_alarm(0)
    link.send_bytes(answer)
    return answer != NO_MEMORY


def _work(task: Task, received: bytes) -> bytes:
    try:
        result = task.function(task.context, pickle.loads(received))  # noqa: S301 - from our own parent
        return RESULT + pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return NO_MEMORY
    except Exception:
        return _failure()


def _failure() -> bytes:
    return FAILED + traceback.format_exc().encode("utf-8", "replace")


def _be_quiet() -> None:
    """What a library prints about a strange file is for nobody's eyes."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nothing, number)
    sys.stdout = sys.stderr = os.fdopen(nothing, "w", encoding="utf-8")
