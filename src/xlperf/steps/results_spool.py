"""What was read and found, put aside on the disk: memory holds where each piece lies, whatever their number.

The file has no name in any folder and is gone with the process. It is never state: everything in it can be
had again from the archive.
"""

import pickle
import tempfile
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Final, TypeVar, overload

from xlperf.model.errors import UserError, reason

T = TypeVar("T")

#: A small round does not touch the disk at all: bytes.
_IN_MEMORY: Final = 4 * 1024 * 1024
_LENGTH: Final = 4


def no_room(error: OSError) -> UserError:
    """The sentence about a temporary file that the disk did not take."""
    return UserError(
        f"临时文件写不下了（“{tempfile.gettempdir()}”：{reason(error)}）。请腾出磁盘空间，再运行一次。"
    )


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
            raise no_room(error) from error
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
#: From so many rows on a table is put aside.
_LONG: Final = 5_000


class SpooledRows(Sequence[T]):
    """The rows of a long table, put aside as they are made; to be gone through in order, and again."""

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._spool = Spool()
        self._places: list[int] = []
        self._last: list[T] = []
        #: The block that was asked for last, and its number.
        self._open: tuple[int, list[T]] = (-1, [])
        for row in rows:
            self.append(row)

    def append(self, row: T) -> None:
        """One more row."""
        self._last.append(row)
        if len(self._last) == _BLOCK:
            self._places.append(self._spool.put(packed(self._last)))
            self._last = []

    def settled(self) -> Sequence[T]:
        """A short table as a tuple in memory, a long one as it is."""
        return tuple(self) if len(self) < _LONG else self

    def __iter__(self) -> Iterator[T]:
        for place in self._places:
            yield from unpacked(self._spool.get(place))
        yield from self._last

    def __len__(self) -> int:
        return len(self._places) * _BLOCK + len(self._last)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        block, place = divmod(range(len(self))[index], _BLOCK)
        if block == len(self._places):
            return self._last[place]
        if self._open[0] != block:
            self._open = block, unpacked(self._spool.get(self._places[block]))
        return self._open[1][place]


def put_aside(rows: Iterable[T]) -> Sequence[T]:
    """Rows that few ever ask for: a short table stays in memory, of a long one nothing does."""
    return SpooledRows(rows).settled()


def packed(thing: object) -> bytes:
    """A thing as bytes; a form takes about a quarter of what it takes pickled."""
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def unpacked(data: bytes) -> Any:  # noqa: ANN401 (whatever was packed)
    """The thing that was :func:`packed` by this program."""
    return pickle.loads(zlib.decompress(data))  # noqa: S301 - our own bytes
