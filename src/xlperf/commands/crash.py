"""What a terminal says of a mistake of the program's own, or of what the system refused."""

from argparse import Namespace
from pathlib import Path

from xlperf.steps import crash


def refusal(error: OSError) -> str:
    """One sentence about what the system refused."""
    return f"{crash.refusal(error)}请处理后再运行一次同样的命令。"


def write_log(error: Exception, arguments: Namespace) -> Path:
    """Write down what happened, for whoever mends it.

    Raises:
        OSError: it can be written nowhere.
    """
    folder = getattr(arguments, "dir", None)
    return crash.write_log(error, f"命令：{vars(arguments)}", folder if isinstance(folder, Path) else None)
