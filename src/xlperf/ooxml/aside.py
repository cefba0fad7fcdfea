"""Texts put aside on the disk: memory holds where each lies.

The file has no name in any folder and is gone with what it was made for.
"""

import tempfile
import weakref
from io import FileIO
from typing import Final

#: Where a text lies: its place, and in the last 32 bits its length (half a million times, one number takes a
#: third of what two take); or its bytes, where the disk had no room for them.
Place = int | bytes

_UNBUFFERED: Final = 0
_BITS: Final = 32
_LENGTH: Final = 2**_BITS - 1


class Aside:
    """Texts, each known by the place that :meth:`put` gives for it."""

    def __init__(self) -> None:
        self._file: FileIO | None = None
        self._end = 0

    def put(self, text: str) -> Place:
        """Put a text aside; one that the disk does not take stays in memory."""
        data, place = text.encode(), self._end
        try:
            file = self._file or self._open()
            file.seek(place)
            if file.write(data) != len(data):
                return data
        except OSError:
            return data
        self._end += len(data)
        return place << _BITS | len(data)

    def get(self, place: Place) -> str:
        """The text at a place."""
        if isinstance(place, bytes):
            return place.decode()
        file = self._file or self._open()
        file.seek(place >> _BITS)
        return file.read(place & _LENGTH).decode()

    def _open(self) -> FileIO:
        # what waits in a buffer would be lost where the disk has no room for it after all
        file = tempfile.TemporaryFile(buffering=_UNBUFFERED)  # noqa: SIM115 - open as long as this
        weakref.finalize(self, file.close)
        self._file = file
        return file
