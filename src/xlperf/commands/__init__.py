"""What each command of the terminal does: one module each, imported when it is asked for.

Some of them need libraries that take a quarter of a second to load; the others do not wait for those.
"""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Final

#: The commands that change a round: nobody else may meanwhile. All but the first read what came back.
CHANGING: Final = frozenset({"distribute", "collect", "fill", "summarise", "report", "run", "export"})

#: Those that also know places of Parquet tables, which are told by a file of this name.
AT_SCALE: Final = frozenset({"collect", "summarise", "export"})
RESULT: Final = "round.json"
CONTROL: Final = "绩效评价.xlsm"


def perform(command: str, arguments: Namespace) -> int:
    """Run a command; returns the exit code (0 done, 1 findings that are errors).

    Raises:
        UserError: the command cannot do its work; nothing has been printed on stdout.
    """
    if command in AT_SCALE and _is_at_scale(arguments):
        at_scale = import_module(f"{__name__}.at_scale")
        done: int = getattr(at_scale, command)(arguments)
        return done
    with _changing(arguments.dir, command) if command in CHANGING else nullcontext():
        code: int = import_module(f"{__name__}.{command}").run(arguments)
    return code


def _is_at_scale(arguments: Namespace) -> bool:
    """Whether a command is about a place of Parquet tables, not about a township's folder alone."""
    if any(getattr(arguments, each, None) for each in ("out", "scheduler", "processes", "batch")):
        return True
    folder = Path(arguments.dir)
    return "://" in str(arguments.dir) or ((folder / RESULT).is_file() and not (folder / CONTROL).exists())


@contextmanager
def _changing(root: Path, command: str) -> Iterator[None]:
    """Hold the round; where files are read for the first time, a child meanwhile loads what reads them."""
    from xlperf.steps.folder import RoundFolder  # noqa: PLC0415 - not for those that change nothing
    from xlperf.steps.round_lock import hold  # noqa: PLC0415
    from xlperf.steps.workers import READER, early_child  # noqa: PLC0415

    reading = early_child(READER) if command == "collect" else nullcontext()
    with hold(RoundFolder(root).require(), f"运行 xlperf {command}"), reading:
        yield
