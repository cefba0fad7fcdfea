"""``xlperf`` as it is typed into a terminal: what it says, where it says it, and its exit code."""

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from xlperf.cli import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code, and what went to stdout and to stderr."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on stderr without the bullets before details."""
        return [line.removeprefix("  · ") for line in self.err.splitlines()]


def xlperf(*arguments: str | Path) -> Outcome:
    """Run a command."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Outcome(code, out.getvalue(), err.getvalue())
