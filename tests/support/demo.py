"""The finished example round, played once for all tests that look at it."""

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class DemoRound:
    """What ``xlperf demo`` left behind: its folder, its exit code, and the lines that it printed."""

    root: Path
    code: int
    lines: tuple[str, ...]


def play(root: Path) -> DemoRound:
    """Run ``xlperf demo`` in a folder."""
    code, lines = command("demo", str(root))
    return DemoRound(root, code, lines)


def command(*arguments: str) -> tuple[int, tuple[str, ...]]:
    """Run a command of the terminal; its exit code and the lines that it printed."""
    from xlperf.cli import main  # noqa: PLC0415 - every session loads this module, few play a round

    output = StringIO()
    with redirect_stdout(output):
        code = main(arguments)
    return code, tuple(output.getvalue().splitlines())


@pytest.fixture(scope="session")
def demo_round(tmp_path_factory: pytest.TempPathFactory) -> DemoRound:
    """The example round of 王平镇 2021 from ledger to report. Tests leave its folder as it is."""
    return play(tmp_path_factory.mktemp("示例") / "demo")
