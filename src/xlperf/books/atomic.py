"""Replacing a file as a whole: either the old content is there or the new, never a part of it."""

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, then put it in its place.

    Raises:
        OSError: the disk or another program (an open Excel) refuses; ``path`` is then as it was.
    """
    handle, name = tempfile.mkstemp(prefix=".xlperf-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
