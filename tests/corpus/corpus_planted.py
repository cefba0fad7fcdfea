"""A reader that fails in every way there is, to see whether the script that watches readers notices."""

import os
import time
from pathlib import Path

from corpus_verdict import Verdict


def planted(_: None, path: Path) -> Verdict:
    """A reader with one flaw for each file."""
    match path.stem.partition(" ")[2]:
        case "abort":
            os.abort()
        case "loop":
            time.sleep(60)
        case "swell":
            return Verdict(str(len(bytearray(2**32))), (), 0, 0, 0, 0)
        case "raise":
            raise KeyError("旗")
    return Verdict("forms", (), 1, seconds=0.5, megabytes=60, size=9)
