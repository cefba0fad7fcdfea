"""Excel itself while a step runs: quiet, with progress in the status bar, and restored whatever comes."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import attrgetter
from typing import Final, NamedTuple, Protocol, TypeVar

import xlwings as xw

from xlperf.books.live_refusals import busy

T = TypeVar("T")


class _Switch(NamedTuple):
    """A setting of Excel's, by the path to it, and what it is while a step writes."""

    path: str
    value: object


#: What is switched while a step writes; put back in the opposite order. Excel's habit of filling a formula
#: down its table's column would overwrite cells that a step leaves empty. The mode of calculation is left
#: alone: Excel stores it in every file that it saves, and takes it over from the first file that it opens.
_QUIET: Final = (
    _Switch("screen_updating", False),
    _Switch("enable_events", False),
    _Switch("display_alerts", False),
    _Switch("api.AutoCorrect.AutoFillFormulasInLists", False),
)
#: Seconds between two texts in the status bar: each costs a call into Excel.
_PAUSE: Final = 0.1
#: Seconds for which a step waits until somebody has typed to the end, and from one look to the next.
PATIENCE: Final = 30.0
_LOOK: Final = 0.2


class Progress(Protocol):
    """The shape of :class:`xlperf.steps.progress.Progress`."""

    def __call__(self, items: Sequence[T], label: str) -> Iterator[T]:
        """The same items, one by one."""
        ...


@contextmanager
def quiet(app: xw.App) -> Iterator[xw.App]:
    """Excel neither draws, asks nor runs macros inside; afterwards everything is as it was.

    Raises:
        BookError: somebody goes on typing into a cell, or leaves a box open.
    """
    _await_ready(app)
    before: list[_Switch] = []
    try:
        for switch in _QUIET:
            # A Mac lacks some of them.
            with suppress(Exception):
                before.append(_Switch(switch.path, _turned(app, switch)))
        yield app
    finally:
        say(app, None)
        for switch in reversed(before):
            with suppress(Exception):
                _turned(app, switch)


def _turned(app: xw.App, switch: _Switch) -> object:
    """Turn one setting, and tell what it was."""
    path, _, name = switch.path.rpartition(".")
    owner: object = attrgetter(path)(app) if path else app
    was: object = getattr(owner, name)
    setattr(owner, name, switch.value)
    return was


def calculate(app: xw.App) -> None:
    """Bring formulas up to date where the user has switched that off."""
    if app.calculation != "automatic":
        app.calculate()


def say(app: xw.App, text: str | None) -> None:
    """Show a text in the status bar; None gives the bar back to Excel."""
    with suppress(Exception):  # the bar is a courtesy: no step fails for it
        app.status_bar = False if text is None else text


def status_progress(app: xw.App, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Tells in the status bar how far a step is: “③ 校验：12/26”."""

    def progress(items: Sequence[T], label: str) -> Iterator[T]:
        said = float("-inf")
        for number, item in enumerate(items, start=1):
            if number == len(items) or clock() - said >= _PAUSE:
                said = clock()
                say(app, f"{label}：{number}/{len(items)}")
            yield item

    return progress


def _await_ready(app: xw.App) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(app):
        if time.monotonic() > deadline:
            raise busy()
        time.sleep(_LOOK)


def _is_ready(app: xw.App) -> bool:
    """Whether Excel listens: Windows tells, a Mac does not."""
    return bool(getattr(app.api, "Ready", True))
