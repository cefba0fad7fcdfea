"""Whether a formula of an old Excel file holds a text, by its tokens ([MS-XLS] 2.5.198).

LibreOffice writes the result of a formula that shows a text as the number 0, and not the text. A formula
without any text in it never shows one.
"""

import struct
from typing import Final

#: The length of each kind of token, its own number included; those of 0x40 and 0x60 on are as from 0x20 on.
_LENGTHS: Final = dict.fromkeys(range(0x03, 0x17), 1) | {
    token: length
    for length, tokens in (
        (2, (0x1C, 0x1D)),
        (3, (0x1E, 0x21, 0x29)),
        (4, (0x22,)),
        (5, (0x01, 0x02, 0x23, 0x24, 0x2A, 0x2C)),
        (7, (0x26, 0x27, 0x28, 0x39, 0x3A, 0x3C)),
        (8, (0x20,)),
        (9, (0x1F, 0x25, 0x2B, 0x2D)),
        (11, (0x3B, 0x3D)),
    )
    for token in tokens
}
_TEXT, _ATTRIBUTE, _CHOOSE = 0x17, 0x19, 0x04


def holds_text(tokens: bytes) -> bool:
    """Whether a text stands among the tokens of a formula; False where they cannot be followed."""
    at = 0
    while at < len(tokens):
        kind = tokens[at] if tokens[at] < 0x40 else 0x20 + (tokens[at] & 0x1F)
        if kind == _TEXT:
            return True
        length = _attribute_length(tokens[at:]) if kind == _ATTRIBUTE else _LENGTHS.get(kind, 0)
        if length == 0:
            return False
        at += length
    return False


def _attribute_length(tokens: bytes) -> int:
    """An attribute's length; that of CHOOSE has a table behind it."""
    if len(tokens) < 4:
        return 0
    choices = struct.unpack_from("<H", tokens, 2)[0]
    return 4 + (2 * (choices + 1) if tokens[1] & _CHOOSE else 0)
