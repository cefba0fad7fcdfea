"""The rows of a long sheet one after the other, without taking the sheet apart as a whole.

A grid of a hundred thousand rows takes several times the memory of their text. Whoever only goes through
the rows once, as one reads a table, needs neither.
"""

import re
from collections.abc import Iterator

from xlperf.ooxml.grid import cut_cells
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import decode
from xlperf.ooxml.refs import MAX_ROW

_ROW = re.compile(rb'<row r="([0-9]{1,7})"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_OPEN = b"<sheetData>"
_CLOSE = b"</sheetData>"


def stream_rows(data: bytes, name: str) -> Iterator[tuple[int, dict[int, str]]] | None:
    """Row numbers with the tails of their cells by column; None where the part is not in Excel's own form.

    (Then it can be read as a grid all the same.)
    """
    start = data.find(_OPEN)
    end = data.find(_CLOSE, start)
    return _rows(data, name, start, end) if 0 <= start < end and _is_plain(data, start, end) else None


def _is_plain(data: bytes, start: int, end: int) -> bool:
    """Whether every tag of a row and a cell begins as Excel begins it, and nothing else stands among them."""
    if b"encoding=" in data[:200] and b"utf-8" not in data[:200].lower():
        return False
    cells = data.count(b"<c", start, end) - data.count(b"<cell", start, end)
    return (
        data.count(b"<row", start, end) == data.count(b'<row r="', start, end)
        and cells == data.count(b'<c r="', start, end)
        and data.find(b"<!", start, end) < 0
        and data.find(b"<?", start, end) < 0
    )


def _rows(data: bytes, name: str, start: int, end: int) -> Iterator[tuple[int, dict[int, str]]]:
    last, position = 0, start + len(_OPEN)
    for match in _ROW.finditer(data, position, end):
        number = int(match[1])
        if match.start() != position or not last < number <= MAX_ROW:
            raise damaged(f"工作表里第 {number} 行的位置不对，或出现了两次")
        last, position = number, match.end()
        yield number, cut_cells(decode(match[2] or b"", name), number)
    if position != end:
        raise damaged(f"部件“{name}”里有无法识别的行")
