"""Replacing a file as a whole: either the old content is there or the new, never a part of it."""

import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

#: How the names of files begin and end that are not yet, or no longer, in their place.
UNFINISHED: Final = ".xlperf-", ".tmp"


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, then put it in its place.

    Its content is on the disk before it gets the name. That the name is on the disk too is a matter of
    :func:`sync_folder`, which many files can share.

    Raises:
        OSError: the disk or another program (an open Excel) refuses; ``path`` is then as it was.
    """
    replace_by_pieces(path, (data,))


def replace_by_pieces(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """The same with a content that is never in memory as a whole; where making it fails, nothing changes."""
    handle, name = tempfile.mkstemp(prefix=UNFINISHED[0], suffix=UNFINISHED[1], dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):  # what refused the one may refuse the other
            temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have the folder's list of files on the disk: a new name is lost with the power otherwise.

    Windows has and needs no such thing; a file system that knows none (some network shares) is left alone.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
