"""Writes a compound file (MS-CFB, version 3): the little file system inside one file that holds VBA."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

_SECTOR: Final = 512
_MINI_SECTOR: Final = 64
#: Streams shorter than this lie in sectors of 64 bytes, within a stream of their own.
_MINI_LIMIT: Final = 4096
_HEADER_FAT_SLOTS: Final = 109
_ENTRY_SIZE: Final = 128

_FREE: Final = 0xFFFFFFFF
_END_OF_CHAIN: Final = 0xFFFFFFFE
_FAT_SECTOR: Final = 0xFFFFFFFD
_NONE: Final = 0xFFFFFFFF

_SIGNATURE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_NO_CLASS: Final = bytes(16)


class _Kind(IntEnum):
    """What an entry of the directory stands for (MS-CFB 2.6.1)."""

    STORAGE = 1
    STREAM = 2
    ROOT = 5


class _Color(IntEnum):
    """The siblings in a storage form a red-black tree."""

    RED = 0
    BLACK = 1


@dataclass(slots=True)
class _Entry:
    """One entry of the directory, while the file is being laid out."""

    name: str
    kind: _Kind
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    color: _Color = _Color.BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """The 128 bytes of MS-CFB 2.6.1; no class, no times."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        links = (self.left, self.right, self.child)
        head = struct.pack("<64sHBB3I", name, len(name), self.kind, self.color, *links)
        return head + _NO_CLASS + bytes(20) + struct.pack("<IQ", self.start, self.size)


#: What fills the last sector of the directory.
_UNUSED_ENTRY: Final = struct.pack("<64sHBB3I", b"", 0, 0, 0, _NONE, _NONE, _NONE) + bytes(48)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with the given streams.

    Args:
        streams: content by path; ``"VBA/dir"`` is the stream ``dir`` in the storage ``VBA``. Names have at
            most 31 characters.

    Returns:
        The file. The same streams in the same order give the same bytes.
    """
    entries = _directory(streams)
    for entry in entries:
        if entry.children:
            ordered = sorted(entry.children, key=lambda child: _sort_key(entries[child].name))
            entry.child = _tree(entries, ordered)
    sectors = _Sectors()
    mini_fat = _place_streams(entries, sectors)
    mini_start = sectors.put(_table(mini_fat)) if mini_fat else _END_OF_CHAIN
    directory = b"".join(entry.packed() for entry in entries)
    unused = -(len(directory) // _ENTRY_SIZE) % (_SECTOR // _ENTRY_SIZE)
    directory_start = sectors.put(directory + _UNUSED_ENTRY * unused)
    mini_sectors = len(_table(mini_fat)) // _SECTOR if mini_fat else 0
    return sectors.to_bytes(directory_start, mini_start, mini_sectors)


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    """The root, then every storage before what lies in it."""
    entries = [_Entry("Root Entry", _Kind.ROOT)]
    storages = {"": 0}
    for path, data in streams.items():
        storage, _, name = path.rpartition("/")
        if storage not in storages:
            storages[storage] = _add(entries, 0, _Entry(storage, _Kind.STORAGE))
        _add(entries, storages[storage], _Entry(name, _Kind.STREAM, data))
    return entries


def _add(entries: list[_Entry], parent: int, entry: _Entry) -> int:
    entries.append(entry)
    entries[parent].children.append(len(entries) - 1)
    return len(entries) - 1


def _sort_key(name: str) -> tuple[int, str]:
    """Siblings are ordered by length, then by capital letters (MS-CFB 2.6.4)."""
    return len(name), name.upper()


def _tree(entries: list[_Entry], ordered: Sequence[int]) -> int:
    """Link siblings into a balanced tree; its root.

    Only the lowest row is red, and only where it is not full: then every way down passes as many black
    entries, and no red entry has a red child.
    """
    full_rows = (len(ordered) + 1).bit_length() - 1
    return _subtree(entries, ordered, full_rows)


def _subtree(entries: list[_Entry], ordered: Sequence[int], rows_above_red: int) -> int:
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    root = entries[ordered[middle]]
    root.left = _subtree(entries, ordered[:middle], rows_above_red - 1)
    root.right = _subtree(entries, ordered[middle + 1 :], rows_above_red - 1)
    root.color = _Color.RED if rows_above_red == 0 else _Color.BLACK
    return ordered[middle]


class _Sectors:
    """The sectors of the file after its header, and the chains that they form."""

    def __init__(self) -> None:
        self._sectors: list[bytes] = []
        self._fat: list[int] = []

    def put(self, data: bytes) -> int:
        """Store data in a chain of sectors; the number of the first."""
        if not data:
            return _END_OF_CHAIN
        first = len(self._sectors)
        parts = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        self._sectors += parts
        self._fat += [*range(first + 1, first + len(parts)), _END_OF_CHAIN]
        return first

    def to_bytes(self, directory: int, mini_fat: int, mini_fat_sectors: int) -> bytes:
        """The whole file: header, sectors, and last the table of all chains, which counts itself too."""
        content = len(self._sectors)
        slots = _SECTOR // 4
        size = next(n for n in range(1, _HEADER_FAT_SLOTS + 1) if n * slots >= content + n)
        places = range(content, content + size)
        numbers = (0, size, directory, 0, _MINI_LIMIT, mini_fat, mini_fat_sectors, _END_OF_CHAIN, 0)
        header = _SIGNATURE + bytes(16) + struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, *numbers)
        where = _table(places, _HEADER_FAT_SLOTS)
        fat = _table([*self._fat, *[_FAT_SECTOR] * size])
        return b"".join([header, where, *self._sectors, fat])


def _place_streams(entries: Sequence[_Entry], sectors: _Sectors) -> list[int]:
    """Put long streams in sectors, short ones in the root's own stream; the chains of the short ones."""
    mini = bytearray()
    chains: list[int] = []
    for entry in entries:
        if entry.kind is not _Kind.STREAM:
            continue
        entry.size = len(entry.data)
        if not 0 < entry.size < _MINI_LIMIT:
            entry.start = sectors.put(entry.data)
            continue
        entry.start = len(chains)
        count = -(-entry.size // _MINI_SECTOR)
        chains += [*range(entry.start + 1, entry.start + count), _END_OF_CHAIN]
        mini += entry.data.ljust(count * _MINI_SECTOR, b"\0")
    root = entries[0]
    root.start, root.size = sectors.put(bytes(mini)), len(mini)
    return chains


def _table(numbers: Sequence[int], slots: int | None = None) -> bytes:
    """Numbers of 32 bits, filled up with "free" to ``slots``, or else to whole sectors."""
    packed = struct.pack(f"<{len(numbers)}I", *numbers)
    size = len(packed) + -len(packed) % _SECTOR if slots is None else slots * 4
    return packed.ljust(size, struct.pack("<I", _FREE)[:1])
