"""What the macro, the Python that it starts, and the test have to tell each other."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

#: The variables that ``xlwings.bas`` and the started Python read.
PYTHON, CALLED, DONE, HEARD = (f"XLPERF_TEST_{name}" for name in ("PYTHON", "CALLED", "DONE", "HEARD"))
#: The file that lies beside them while somebody is supposed to be typing into a cell.
_TYPING: Final = "typing"


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody typing, who stops when the spreadsheet was asked ``looks`` times whether it is ready.

    ``impatient``: the step does not wait for that.
    """

    looks: int
    impatient: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the status bar (``False`` where it was given back), and when, by the system's clock."""

    moment: float
    text: object


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call of Python ended: its traceback, "" where there was none, and what the status bar said."""

    error: str
    said: tuple[Said, ...]


def variables(folder: Path) -> dict[str, str]:
    """The environment of an office whose macros call Python; ``folder`` is where the two talk."""
    return {
        PYTHON: sys.executable,
        CALLED: str(Path(__file__).with_name("called.py")),
        DONE: str(folder / "done"),
        HEARD: str(folder / "heard"),
    }


def send(answer: Answer) -> None:
    """Tell the macro, whole or not at all: -1 is what xlwings returns after an exception."""
    path = Path(os.environ[DONE])
    draft = path.with_suffix(".draft")
    code = "-1" if answer.error else "0"
    draft.write_text(f"{code}\n{json.dumps(asdict(answer))}", encoding="ascii")
    draft.replace(path)


def receive(path: Path) -> Answer:
    """What was sent."""
    sent = json.loads(path.read_text(encoding="ascii").partition("\n")[2])
    return Answer(sent["error"], tuple(Said(**each) for each in sent["said"]))


def typing_file(environment: Mapping[str, str]) -> Path:
    """Where somebody who types is announced."""
    return Path(environment[DONE]).with_name(_TYPING)


def now() -> float:
    """The system's clock, which two processes share."""
    return time.time()
