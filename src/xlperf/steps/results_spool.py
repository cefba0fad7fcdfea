"""What was read and found, put aside on the disk: memory holds where each piece lies, whatever their number.

The file has no name in any folder and is gone with the process. It is never state: everything in it can be
had again from the archive.
"""

import pickle
import tempfile
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, Final, overload

from xlperf.books.port import CellValue
from xlperf.model.errors import UserError, reason

#: A small round does not touch the disk at all: bytes.
_IN_MEMORY: Final = 4 * 1024 * 1024
_LENGTH: Final = 4


class Spool:
    """Pieces of bytes; each is known by the place that :meth:`put` gives for it."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        # SIM115: open as long as this object is
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(in_memory)  # noqa: SIM115
        self._end = 0
        weakref.finalize(self, self._file.close)

    def put(self, data: bytes) -> int:
        """Add a piece.

        Raises:
            UserError: the disk is full.
        """
        place = self._end
        try:
            self._file.seek(place)
            self._file.write(len(data).to_bytes(_LENGTH, "little") + data)
        except OSError as error:
            raise UserError(
                f"临时文件写不下了（“{tempfile.gettempdir()}”：{reason(error)}）。请腾出磁盘空间，再运行一次。"
            ) from error
        self._end += _LENGTH + len(data)
        return place

    def get(self, place: int) -> bytes:
        """The piece at a place."""
        self._file.seek(place)
        length = int.from_bytes(self._file.read(_LENGTH), "little")
        return self._file.read(length)


class SpooledFiles(Mapping[str, bytes]):
    """Files by name, each fetched when it is asked for; ``places`` are where the spool keeps them."""

    def __init__(self, spool: Spool, places: Mapping[str, int]) -> None:
        self._spool = spool
        self._places = places

    def __getitem__(self, name: str) -> bytes:
        return self._spool.get(self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


#: So many rows lie in the spool as one piece.
_BLOCK: Final = 200


class SpooledRows(Sequence[Mapping[str, CellValue]]):
    """The rows of a long table, put aside as they are made; to be gone through in order, and again."""

    def __init__(self, rows: Iterable[Mapping[str, CellValue]]) -> None:
        self._spool = Spool()
        self._places: list[int] = []
        self._length = 0
        waiting = iter(rows)
        while block := list(islice(waiting, _BLOCK)):
            self._places.append(self._spool.put(packed(block)))
            self._length += len(block)

    def __iter__(self) -> Iterator[Mapping[str, CellValue]]:
        for place in self._places:
            yield from unpacked(self._spool.get(place))

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Mapping[str, CellValue]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, CellValue]]: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._length))]
        number = range(self._length)[index]
        return unpacked(self._spool.get(self._places[number // _BLOCK]))[number % _BLOCK]


def packed(thing: object) -> bytes:
    """A thing as bytes; a form takes about a quarter of what it takes pickled."""
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def unpacked(data: bytes) -> Any:  # noqa: ANN401 (whatever was packed)
    """The thing that was :func:`packed` by this program."""
    return pickle.loads(zlib.decompress(data))  # noqa: S301 - our own bytes
