"""A disk that fails: the system refuses a file of one folder, at one moment or from then on.

Python tells its audit hooks before it opens, renames, lists or removes a file, and a hook that raises keeps
it from doing so. Hooks stay for the life of a process, so there is one, and it mostly does nothing.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_WRITES: Final = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "tempfile.mkstemp"}
)
_READS: Final = frozenset({"os.listdir", "os.scandir"})


@dataclass(slots=True)
class Fault:
    """What goes wrong, where, and when.

    Attributes:
        root: only files in this folder are refused.
        error: what the system says; its class and number are kept.
        at: which of the calls that count is refused, from 0; a large number refuses none.
        forever: whether all calls after it are refused too.
        reads: whether reading counts; else only what changes the disk.
        calls: how many have been counted.
    """

    root: Path
    error: OSError
    at: int
    forever: bool = False
    reads: bool = False
    calls: int = field(default=0, init=False)

    def look(self, event: str, arguments: tuple[object, ...]) -> None:
        """Refuse the call that is about to be made, or let it pass."""
        if not self._counts(event, arguments) or not str(arguments[0]).startswith(str(self.root)):
            return
        number, self.calls = self.calls, self.calls + 1
        if number == self.at or (self.forever and number > self.at):
            raise type(self.error)(*self.error.args, str(arguments[0]))

    def _counts(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open":
            flags = arguments[2]
            writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
            return writes or self.reads
        return event in _WRITES or (self.reads and event in _READS)


_present: list[Fault] = []
_installed: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for fault in _present:
        fault.look(event, arguments)


@contextmanager
def failing(fault: Fault) -> Iterator[Fault]:
    """Meanwhile the fault is there."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)
    _present.append(fault)
    try:
        yield fault
    finally:
        _present.remove(fault)
