"""What xlrd does not tell of an old Excel file: which cells hold formulas, and what they reach for.

A stream is a row of records: kind and length in two bytes each, then so many bytes ([MS-XLS] 2.1.4). Every
sheet has records of its own, which begin where a BOUNDSHEET record says.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from xlperf.containers.xls_tokens import holds_text
from xlperf.ooxml.contents import FileNote, NoteKind

_FORMULA: Final = frozenset({0x0006, 0x0206, 0x0406})
_BOF: Final = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_EOF: Final = 0x000A
_BOUNDSHEET: Final = 0x0085
_EXTERNAL_BOOK: Final = 0x01AE
#: A SUPBOOK record's length of name that means this workbook, or the functions of add-ins.
_OWN: Final = (0x0401, 0x3A01)
#: Kind of a BOUNDSHEET: a sheet of Excel 4.0 macros.
_MACRO_SHEET: Final = 0x01
_CONNECTIONS: Final = {0x0876: "数据连接", 0x01AD: "查询表", 0x00CD: "数据连接"}
#: Where the result of a formula of 8 bytes is 0, and where its tokens begin.
_NOUGHT: Final = bytes(8)
_TOKENS: Final = 22
_HEADER: Final = struct.Struct("<HH")


@dataclass(slots=True)
class Records:
    """What a scan of the stream found.

    ``cells`` are the formulas of each sheet by row and column from 0; True where a result of 0 may stand for
    a text (see :mod:`~xlperf.containers.xls_tokens`).
    """

    cells: list[dict[tuple[int, int], bool]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    macro_sheets: int = 0

    def formulas(self, sheet: int) -> Mapping[tuple[int, int], bool]:
        """The cells of a sheet, by its number, that hold formulas."""
        return self.cells[sheet] if sheet < len(self.cells) else {}

    def notes(self) -> Iterator[FileNote]:
        """What the file reaches for or runs, each told once."""
        if self.macro_sheets:
            yield FileNote(NoteKind.MACROS, "Excel 4.0 宏表")
        for words in dict.fromkeys(self.links):
            yield FileNote(NoteKind.LINKS, words)


def scan(stream: bytes) -> Records:
    """Go through the workbook's own records, and those of every sheet that they list."""
    found = Records()
    starts: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET and len(body) >= 6:
            found.macro_sheets += body[5] == _MACRO_SHEET
            starts.append(struct.unpack_from("<I", body)[0])
        else:
            found.links.extend(_link(kind, body))
    found.cells = [dict(_formulas(stream, start, found)) for start in starts]
    return found


def _formulas(stream: bytes, start: int, found: Records) -> Iterator[tuple[tuple[int, int], bool]]:
    for kind, body in _records(stream, start):
        if kind in _FORMULA and len(body) >= _TOKENS:
            row, col = struct.unpack_from("<HH", body)
            yield (row, col), body[6:14] == _NOUGHT and holds_text(body[_TOKENS:])
        else:
            found.links.extend(_link(kind, body))


def _link(kind: int, body: bytes) -> Iterator[str]:
    if kind in _CONNECTIONS:
        yield _CONNECTIONS[kind]
    elif kind == _EXTERNAL_BOOK and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] not in _OWN:
        # A name in two parts, parted by a character 3, is a program's and its topic's.
        yield "DDE 或 OLE 链接" if b"\3" in body[4:] else "外部工作簿链接"


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from one place to the end that belongs to it; charts in between are passed over."""
    depth = 0
    while start + _HEADER.size <= len(stream):
        kind, length = _HEADER.unpack_from(stream, start)
        start += _HEADER.size
        body = stream[start : start + length]
        start += length
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body
