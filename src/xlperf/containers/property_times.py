"""When an old Office file was made and last saved, out of its stream SummaryInformation ([MS-OLEPS] 2.21).

olefile reads all properties of the stream, and believes a forged one that says it has four thousand million
values; these two are all that we ask for.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

STREAM: Final = "\x05SummaryInformation"
#: Property ids, and the type of a point in time ([MS-OLEPS] 2.15: 100 ns since 1601).
_MADE, _SAVED, _FILETIME = 12, 13, 0x40
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
#: No honest stream lists more properties.
_MOST: Final = 1000


def times(stream: bytes) -> tuple[datetime | None, datetime | None]:
    """When the file was made and when it was last saved; None for what the stream does not say."""
    with suppress(struct.error):
        found = dict(_times(stream))
        return found.get(_MADE), found.get(_SAVED)
    return None, None


def _times(stream: bytes) -> Iterator[tuple[int, datetime]]:
    (section,) = struct.unpack_from("<L", stream, 44)
    (count,) = struct.unpack_from("<L", stream, section + 4)
    for number in range(min(count, _MOST)):
        id_, place = struct.unpack_from("<2L", stream, section + 8 + 8 * number)
        if id_ in {_MADE, _SAVED}:
            kind, moment = struct.unpack_from("<LQ", stream, section + place)
            with suppress(OverflowError):
                if kind == _FILETIME and moment:
                    yield id_, _EPOCH + timedelta(microseconds=moment // 10)
