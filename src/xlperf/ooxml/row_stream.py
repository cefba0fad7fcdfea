"""The rows of a long sheet one after the other, without taking the sheet apart as a whole.

A grid of a hundred thousand rows takes several times the memory of their text. Whoever only goes through
the rows once, as one reads a table, needs neither, nor the text itself: it is inflated piece by piece, once
to see whether it can be read so, and once to be read.
"""

import re
from collections.abc import Callable, Iterator

from xlperf.ooxml.grid import cut_cells
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import decode
from xlperf.ooxml.refs import MAX_ROW

_ROW = re.compile(rb'<row r="([0-9]{1,7})"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_OPEN = b"<sheetData>"
_CLOSE = b"</sheetData>"
_START = b"<row "
#: What stands before the rows is shorter, in bytes.
_HEAD = 4 * 1024 * 1024

#: Gives the bytes of a part from its beginning, whenever it is asked.
Pieces = Callable[[], Iterator[bytes]]


class _NotPlainError(Exception):
    """The part is not in Excel's own form."""


def stream_rows(pieces: Pieces, name: str) -> Iterator[tuple[int, dict[int, str]]] | None:
    """Row numbers with the tails of their cells by column; None where the part is not in Excel's own form.

    (Then it can be read as a grid all the same.)
    """
    try:
        plain = all(map(_is_plain, _segments(pieces())))
    except _NotPlainError:
        return None
    return _rows(pieces, name) if plain else None


def _segments(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What stands between the tags of ``<sheetData>``, cut where a row begins."""
    held = b""
    for piece in pieces:
        held += piece
        if _OPEN in held or len(held) > _HEAD:
            break
    before, opened, held = held.partition(_OPEN)
    if not opened or (b"encoding=" in before[:200] and b"utf-8" not in before[:200].lower()):
        raise _NotPlainError
    end = held.find(_CLOSE)
    while end < 0:
        cut = max(held.rfind(_START), 0)
        yield held[:cut]
        piece = next(pieces, b"")
        if not piece:
            raise _NotPlainError
        held = held[cut:] + piece
        end = held.find(_CLOSE)
    yield held[:end]
    for _ in pieces:  # to the end: only then is it known whether the part is whole
        pass


def _is_plain(data: bytes) -> bool:
    """Whether every tag of a row and a cell begins as Excel begins it, and nothing else stands among them."""
    cells = data.count(b"<c") - data.count(b"<cell")
    return (
        data.count(b"<row") == data.count(b'<row r="')
        and cells == data.count(b'<c r="')
        and b"<!" not in data
        and b"<?" not in data
    )


def _rows(pieces: Pieces, name: str) -> Iterator[tuple[int, dict[int, str]]]:
    last = 0
    for data in _segments(pieces()):
        position = 0
        for match in _ROW.finditer(data):
            number = int(match[1])
            if match.start() != position or not last < number <= MAX_ROW:
                raise damaged(f"工作表里第 {number} 行的位置不对，或出现了两次")
            last, position = number, match.end()
            yield number, cut_cells(decode(match[2] or b"", name), number)
        if position != len(data):
            raise damaged(f"部件“{name}”里有无法识别的行")
