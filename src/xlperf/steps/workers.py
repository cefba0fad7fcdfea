"""Work on foreign bytes in child processes: what hangs, swells or kills its reader costs itself alone.

The answers come in the order of the items and are pickled bytes, so that the parent may store them without
building them. Few answers wait at any time, so memory stays flat however many items there are.

Why no pool of a library: concurrent.futures cannot end a child; pebble keeps time by a clock that can be set,
takes in all items at once, lets children share one pipe and its lock, and unpickles every answer.
"""

import os
import pickle
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import connection
from operator import length_hint
from typing import Any, Final, Generic, TypeVar

from xlperf.model.errors import UserError
from xlperf.steps.child import SETTING, Child, GoneError, cannot_start
from xlperf.steps.child_limits import Job
from xlperf.steps.child_main import NO_MEMORY, READY, RESULT, Limits, Task

__all__ = ["READER", "Done", "Kind", "Limits", "Misfortune", "early_child", "in_children"]

C = TypeVar("C")
I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")

#: The module of what a round's children do with a file.
READER: Final = "xlperf.steps.packing"
#: More children than this have the disk to wait for.
_MOST: Final = 8
#: A further child is started when those at work have answered so many each: a small round needs but one.
#: Where the items can be counted, it is started at once when each would get twice as many.
_WORTH_ONE_MORE: Final = 4
#: So many items for each child may be finished or under way before the oldest of them has been fetched.
_AHEAD: Final = 16
#: So many children in a row may end before they have begun.
_FALSE_STARTS: Final = 2


#: A child that has been started before it was known what it is to do.
_early: list[Child] = []


class Kind(StrEnum):
    """What became of an item that has no result."""

    TIME = "time"
    MEMORY = "memory"
    DIED = "died"
    #: The function raised: a mistake of the program's own.
    RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """The result of one item, pickled."""

    pickled: bytes

    def result(self) -> R:
        """The result itself."""
        result: R = pickle.loads(self.pickled)  # noqa: S301 - written by our own child
        return result


@dataclass(frozen=True, slots=True)
class Misfortune:
    """An item without a result; ``detail`` is for whoever looks into it (an exit code, a traceback)."""

    kind: Kind
    detail: str = ""


@dataclass(slots=True)
class _Slot:
    """An item on its way, and what came of it."""

    item: Any
    outcome: Done[Any] | Misfortune | None = None
    again: bool = False


def default_workers() -> int:
    """One child for each processor that we may use, or what the environment variable says."""
    told = os.environ.get(SETTING, "").strip()
    if told.isdecimal():
        return int(told)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


@contextmanager
def early_child(module: str) -> Iterator[None]:
    """Have a child load a module while the parent is still busy with other things.

    The next :func:`in_children` begins with that child; on leaving, it ends if nobody needed it.
    """
    if not _early and default_workers():
        with suppress(UserError):  # told when it is needed
            _early.append(Child(module))
    try:
        yield
    finally:
        while _early:
            _early.pop().kill()


def in_children(
    function: Callable[[C, I], R],
    context: C,
    items: Iterable[I],
    *,
    workers: int | None = None,
    limits: Limits | None = None,
) -> Generator[Done[R] | Misfortune, None, None]:
    """``function(context, item)`` for every item, in child processes; what came of each, in order.

    One that takes too long, needs too much memory or ends its child is a :class:`Misfortune`. An item that
    ends its child is tried once more in a new one (the system may have killed that for its own reasons); so
    is one for which the memory does not suffice that others have left; a time-out is not repeated.

    Args:
        function: importable by its name, from a module that is not the program's main one.
        context: sent to each child once.
        items: drawn one by one, at most one ahead of the children that are free. If they can be counted
            beforehand (:func:`operator.length_hint`), all the children that they are worth load together.
        workers: how many children at most; 0 works in this process without limits; None takes
            :func:`default_workers`.
        limits: for one item; None takes the defaults.

    Raises:
        UserError: no child can be started.
    """
    count = default_workers() if workers is None else workers
    task = Task(function, context, limits or Limits())
    if count == 0:
        return (_here(task, item) for item in items)
    if function.__module__ == "__main__":
        raise ValueError(f"a child cannot import {function.__qualname__} from the main module")
    return _Crew(task, count).work(items, length_hint(items))


def _here(task: Task, item: object) -> Done[Any] | Misfortune:
    try:
        return Done(pickle.dumps(task.function(task.context, item), pickle.HIGHEST_PROTOCOL))
    except MemoryError:
        return Misfortune(Kind.MEMORY)
    except Exception:
        return Misfortune(Kind.RAISED, traceback.format_exc())


class _Crew:
    """The children at work on one task, and what each has in its hands."""

    def __init__(self, task: Task, count: int) -> None:
        self._task = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        self._module = task.function.__module__
        self._limits, self._count = task.limits, count
        self._job = Job(task.limits.megabytes)
        self._loading: list[Child] = []
        self._idle: list[Child] = []
        self._busy: dict[Child, _Slot] = {}
        self._answered = 0
        self._false_starts = 0

    def work(self, items: Iterable[Any], known: int) -> Generator[Done[Any] | Misfortune, None, None]:
        """See :func:`in_children`; there are at least so many items as are known."""
        slots = map(_Slot, items)
        waiting: deque[_Slot] = deque()
        try:
            self._call(known)
            slot = next(slots, None)
            while slot or waiting:
                # first work for the children: what the caller does with an answer may take a while
                while slot and len(waiting) < _AHEAD * self._count and self._take_on(slot):
                    waiting.append(slot)
                    slot = next(slots, None)
                while waiting and (outcome := waiting[0].outcome) is not None:
                    waiting.popleft()
                    yield outcome
                if self._busy:
                    self._listen()
        finally:
            for child in (*self._loading, *self._idle, *self._busy):
                child.kill()

    def _call(self, known: int) -> None:
        """Have children load together: each is told its task, which may be large, only when it listens."""
        worth = min(self._count, known // (2 * _WORTH_ONE_MORE))
        while len(_early) + len(self._loading) < worth:
            self._loading.append(Child(self._module))

    def _take_on(self, slot: _Slot) -> bool:
        """Find a child for an item, perhaps a new one; False where it must wait."""
        children = len(self._idle) + len(self._busy)
        if self._idle:
            child = self._idle.pop()
            self._busy[child] = slot
            self._give(child)
        elif (
            not children
            or self._loading
            or (children < self._count and self._answered >= _WORTH_ONE_MORE * children)
        ):
            self._start(slot)
        else:
            return False
        return True

    def _start(self, slot: _Slot) -> None:
        """A new child; it gets the item when it is ready."""
        loading = _early or self._loading
        child = loading.pop() if loading else Child()
        child.begin(self._task, self._limits, self._job)
        self._busy[child] = slot

    def _give(self, child: Child) -> None:
        try:
            child.give(self._busy[child].item)
        except GoneError as gone:
            self._lose(child, Misfortune(Kind.DIED, str(gone)))

    def _listen(self) -> None:
        """Wait until a child answers or has taken too long, and act on it."""
        soonest = min(child.deadline for child in self._busy)
        answering = connection.wait([child.link for child in self._busy], max(0, soonest - time.monotonic()))
        for child in [child for child in self._busy if child.link in answering]:
            self._hear(child)
        if not answering:
            now = time.monotonic()
            for child in [child for child in self._busy if child.deadline <= now]:
                child.require_ready()
                self._lose(child, Misfortune(Kind.TIME, f"{self._limits.seconds:g} s"))

    def _hear(self, child: Child) -> None:
        try:
            tag, rest = child.answer()
        except GoneError as gone:
            self._lose(child, Misfortune(Kind.DIED, str(gone)))
            return
        if tag == READY:
            self._false_starts = 0
            self._give(child)
        elif tag == NO_MEMORY:
            self._lose(child, Misfortune(Kind.MEMORY, f"{self._limits.megabytes} MB"))
        else:
            slot = self._busy.pop(child)
            slot.outcome = Done(rest) if tag == RESULT else Misfortune(Kind.RAISED, rest.decode())
            child.fresh = False
            self._idle.append(child)
            self._answered += 1

    def _lose(self, child: Child, misfortune: Misfortune) -> None:
        """End a child; its item gets a second chance where something else may be to blame."""
        slot = self._busy.pop(child)
        child.kill()
        if not child.ready:
            self._false_starts += 1
            if self._false_starts > _FALSE_STARTS:
                raise cannot_start(misfortune.detail)
            self._start(slot)
        elif slot.again or misfortune.kind is Kind.TIME or (misfortune.kind is Kind.MEMORY and child.fresh):
            slot.outcome = misfortune
        else:
            slot.again = True
            self._start(slot)
