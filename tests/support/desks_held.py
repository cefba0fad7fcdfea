"""A round that another process holds."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from xlperf.steps.folder import RoundFolder

#: Holds a round until somebody closes its standard input.
HOLDER: Final = (
    "import sys; from pathlib import Path; from xlperf.steps.folder import RoundFolder;"
    "from xlperf.steps.round_lock import hold\n"
    "with hold(RoundFolder(Path(sys.argv[1])), '运行 xlperf collect'):\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


@contextmanager
def held_elsewhere(folder: RoundFolder) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the round."""
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", HOLDER, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
