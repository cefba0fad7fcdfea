"""The example round at the two moments that a clerk knows: mistakes found, and finished."""

import shutil
from pathlib import Path

from xlperf.demo.round import run_demo_round

#: The round's folder as the guide calls it, in each of the two states.
ROUND = "2021年度"
FIRST, FINISHED = "first", "finished"
#: How the demo announces that the mistakes of the first collection are being mended.
MENDING = "④"
#: Where the demo's villages put what they return the second time.
MENDED = Path("回收") / "更正"


def play(base: Path) -> None:
    """Play the example round: ``base/first/2021年度`` and ``base/finished/2021年度`` are its two states."""
    first, finished = (base / state / ROUND for state in (FIRST, FINISHED))

    def say(message: str) -> None:
        if message.startswith(MENDING):
            shutil.copytree(finished, first)
            shutil.rmtree(first / MENDED)

    run_demo_round(finished, say)
