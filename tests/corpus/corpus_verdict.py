"""What is said of one file: light, so that a child without the reader can say it too."""

from dataclasses import dataclass
from typing import Final

READ: Final = "forms"
NO_FORM: Final = "no form"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a file.

    ``outcome`` is :data:`READ`, :data:`NO_FORM` or the kind of the refusal; ``codes`` those of the findings
    about the file itself; ``seconds`` of computing, and ``megabytes`` at the peak beyond what the process
    held before, are those of reading and checking alone; ``size`` is in bytes. ``lost`` says what a change to
    one cell lost, else "".
    """

    outcome: str
    codes: tuple[str, ...]
    forms: int
    seconds: float
    megabytes: float
    size: int
    lost: str = ""
