"""The line between xlwings and the spreadsheet: what crosses it is counted, and refused as Excel refuses."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

#: HRESULTs of Excel: 1004 "application-defined error", and "the user is typing into a cell".
REFUSED = -2146827284
EDITING = -2146777998


class ComError(Exception):
    """Has the shape of ``pywintypes.com_error``."""

    def __init__(self, hresult: int, message: str) -> None:
        super().__init__(hresult, message, None, None)
        self.hresult = hresult
        self.strerror = message
        self.excepinfo = (0, "Microsoft Excel", message, None, 0, hresult)
        self.argerror = None


class Boundary:
    """Counts the calls of those who stand outside; calls that the engine makes to itself do not count."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.editing = False
        self._depth = 0

    @contextmanager
    def crossing(self, name: str) -> Iterator[None]:
        """One call named ``name``."""
        if self._depth == 0:
            self.calls[name] += 1
            if self.editing:
                raise ComError(EDITING, "应用程序正忙")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1


#: There is one spreadsheet program in a test run.
BOUNDARY = Boundary()


def crossing(function: Callable[P, R]) -> Callable[P, R]:
    """A method of the engine, or the reading of a property, that is one call into the spreadsheet program."""
    return _crossed(function, function.__qualname__)


def setting(function: Callable[P, R]) -> Callable[P, R]:
    """The setting of a property: one call, too, whose name ends in ``=``."""
    return _crossed(function, f"{function.__qualname__}=")


def _crossed(function: Callable[P, R], name: str) -> Callable[P, R]:
    @wraps(function)
    def crossed(*args: P.args, **kwargs: P.kwargs) -> R:
        with BOUNDARY.crossing(name):
            return function(*args, **kwargs)

    return crossed


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """The calls made inside the block, by name."""
    BOUNDARY.calls.clear()
    calls: Counter[str] = Counter()
    yield calls
    calls.update(BOUNDARY.calls)


@contextmanager
def editing() -> Iterator[None]:
    """Somebody is typing into a cell all the while."""
    BOUNDARY.editing = True
    try:
        yield
    finally:
        BOUNDARY.editing = False
