"""The items of a table of shared texts, as XML: by index, appended to, never reordered.

A short table is taken apart. Half a million items as objects of their own would take several times the
memory of the part, and a dictionary of them as much again: a long table stays the bytes that it came in, and
an item takes eight more, another eight where somebody looks for texts.
"""

import codecs
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

_ITEM: Final = re.compile(rb"<si>.*?</si>|<si/>", re.DOTALL)
_STEP: Final = 1024 * 1024
#: So many bits of a number are an item's index; as many as are left, up to 64, are of its hash.
_INDEX_BITS: Final = 26
_HASH_MASK: Final = (1 << (64 - _INDEX_BITS)) - 1


class Items:
    """The items of a short table."""

    def __init__(self, items: list[str]) -> None:
        self._items = items
        self._index: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> str:
        return self._items[index]

    def number(self, item: str) -> int | None:
        """The index of an item, of several the last one; None where there is none."""
        if self._index is None:
            self._index = {each: number for number, each in enumerate(self._items)}
        return self._index.get(item)

    def append(self, item: str) -> int:
        """Add an item that has been looked for; its index."""
        index = len(self._items)
        self._items.append(item)
        if self._index is not None:
            self._index[item] = index
        return index

    def pieces(self) -> Iterator[bytes]:
        """All items as a part holds them."""
        yield "".join(self._items).encode()


class LongItems:
    """The same of a long table; ``data`` is its part in UTF-8."""

    def __init__(self, data: bytes, starts: "array[int]") -> None:
        self._data = data
        self._starts = starts
        self._known: array[int] = array("Q")
        self._added = Items([])

    @classmethod
    def of(cls, data: bytes, start: int, end: int) -> "LongItems | None":
        """The items between two places of a part; None where it can only be read as a whole."""
        starts = array("Q")
        place = start
        for found in _ITEM.finditer(data, start, end):
            if found.start() != place:
                return None
            starts.append(place)
            place = found.end()
        starts.append(place)
        whole = place == end and len(starts) < 1 << _INDEX_BITS
        return cls(data, starts) if whole and _is_utf8(data) else None

    def __len__(self) -> int:
        return len(self._starts) - 1 + len(self._added)

    def __getitem__(self, index: int) -> str:
        place = index - len(self._starts) + 1
        return self._added[place] if place >= 0 else self._stored(index).decode()

    def number(self, item: str) -> int | None:
        """The index of an item, of several the last one; None where there is none."""
        added = self._added.number(item)
        if added is not None:
            return added + len(self._starts) - 1
        if not self._known:
            self._learn()
        wanted = item.encode()
        key, found = hash(wanted) & _HASH_MASK, None
        place = bisect_left(self._known, key << _INDEX_BITS)
        while place < len(self._known) and self._known[place] >> _INDEX_BITS == key:
            index = self._known[place] & ((1 << _INDEX_BITS) - 1)
            found = index if self._stored(index) == wanted else found
            place += 1
        return found

    def append(self, item: str) -> int:
        """Add an item that has been looked for; its index."""
        return self._added.append(item) + len(self._starts) - 1

    def pieces(self) -> Iterator[bytes | memoryview]:
        """All items as a part holds them; the stored ones are not copied."""
        yield memoryview(self._data)[self._starts[0] : self._starts[-1]]
        yield from self._added.pieces()

    def _stored(self, index: int) -> bytes:
        return self._data[self._starts[index] : self._starts[index + 1]]

    def _learn(self) -> None:
        """Put hashes, each with the index of its item, in order."""
        count = len(self._starts) - 1
        keys = ((hash(self._stored(each)) & _HASH_MASK) << _INDEX_BITS | each for each in range(count))
        self._known = array("Q", sorted(keys))


def _is_utf8(data: bytes) -> bool:
    """Whether that is what all of it is; found out in steps, for the text would take twice its memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(data[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
