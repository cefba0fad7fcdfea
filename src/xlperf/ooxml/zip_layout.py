"""How the parts lie in a zip file: what the directory at its end says must be what stands there.

A file in which the two differ shows one program other content than another; one in which parts overlap
inflates to far more than it holds.
"""

import struct
import zipfile
from collections.abc import Sequence
from typing import Final

from xlperf.ooxml.refusals import REFILL, PackageError, damaged

#: Version, flags, method, time, date; CRC, packed and inflated size; lengths of name and extra field.
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
#: The sizes stand behind the data, not before it.
_SIZES_LATER: Final = 0x8
#: The size stands in the extra field (zip64).
_ELSEWHERE: Final = 0xFFFFFFFF


def packed_spans(
    data: bytes, entries: Sequence[zipfile.ZipInfo], directory: int
) -> tuple[tuple[int, int], ...]:
    """Where the packed bytes of each entry begin and end.

    Args:
        data: the file.
        entries: what its directory lists.
        directory: where the directory begins.

    Raises:
        PackageError: an entry is not what the directory says, or reaches into another one.
    """
    spans = tuple(_span(data, entry) for entry in entries)
    end = 0
    for start, stop, header in sorted(
        (*span, e.header_offset) for span, e in zip(spans, entries, strict=True)
    ):
        if header < end or start > stop:
            raise PackageError("overlap", "压缩包里的部件互相重叠，疑似压缩炸弹", REFILL)
        end = stop
    if end > directory:
        raise damaged()
    return spans


def _span(data: bytes, entry: zipfile.ZipInfo) -> tuple[int, int]:
    start = entry.header_offset
    if start < 0 or len(data) < start + _LOCAL.size:
        raise damaged()
    magic, _, flags, method, _, _, *sizes, name, extra = _LOCAL.unpack_from(data, start)
    if magic != b"PK\3\4":
        raise damaged()
    start += _LOCAL.size
    known = (entry.CRC, entry.compress_size, entry.file_size)
    same = (
        data[start : start + name] == _stored_name(entry)
        and method == entry.compress_type
        and not flags & _ENCRYPTED
        and all(_agrees(here, there, flags) for here, there in zip(sizes, known, strict=True))
    )
    if not same:
        what = f"压缩包里部件“{entry.filename[:80]}”与目录所说的不一致，不同的程序会读出不同的内容"
        raise PackageError("headers", what, REFILL)
    start += name + extra
    if start + entry.compress_size > len(data):
        raise damaged()
    return start, start + entry.compress_size


def _stored_name(entry: zipfile.ZipInfo) -> bytes:
    """The name as the directory spells it, in bytes; zipfile decodes as UTF-8 where a flag says so."""
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")


def _agrees(here: int, there: int, flags: int) -> bool:
    return here in (there, _ELSEWHERE) or bool(flags & _SIZES_LATER and here == 0)
