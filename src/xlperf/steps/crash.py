"""What is left of a mistake of the program's own: for users a sentence, for whoever mends it a file."""

import platform
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xlperf import __version__
from xlperf.model.errors import reason
from xlperf.steps.folder import RoundFolder

LOG_NAME: Final = "程序错误.txt"


def refusal(error: OSError) -> str:
    """What the system refused; the caller adds what to do."""
    place = f"“{error.filename}”：" if error.filename else ""
    return f"{place}{reason(error)}。"


def write_log(error: BaseException, doing: str, root: Path | None) -> Path:
    """Write down what happened: into 成果/ of the round at ``root``, else among temporary files.

    ``doing`` says what was asked for (a command, a button).

    Raises:
        OSError: it can be written to neither.
    """
    lines = (
        f"xlperf {__version__}，Python {platform.python_version()}，{platform.platform()}",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        doing,
        "".join(traceback.format_exception(error)),
    )
    text = "\n".join(lines)
    results = RoundFolder(root).results if root is not None else None
    if results is not None and results.is_dir():
        try:
            return _written(results / LOG_NAME, text)
        except OSError:
            pass
    return _written(Path(tempfile.gettempdir()) / f"xlperf-{LOG_NAME}", text)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", errors="replace")
    return path
