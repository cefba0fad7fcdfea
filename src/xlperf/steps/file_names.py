"""Names under which files arrive, as text that can be shown: whatever wrote them, in whatever encoding.

Such a name is only ever shown and compared. Where a file is kept is decided by its content; names for files
of our own are made by :func:`xlperf.steps.folder.name_part`.
"""

import base64
import binascii
import os
import quopri
import re
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import unquote_to_bytes
from zipfile import ZipInfo

from xlperf.model.text import seen

#: Flag of a zip entry whose name is UTF-8; the extra field with the name in UTF-8 (APPNOTE 4.4.4, 4.6.9).
_UTF8_NAME: Final = 0x800
_UNICODE_PATH: Final = 0x7075

#: Files that programs leave beside the real ones.
_LEFTOVERS = re.compile(r"~\$|\.|Thumbs\.db$|desktop\.ini$", re.IGNORECASE)

_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

#: Ways in which programs that know seven bits only write other letters.
_UNZIP_ESCAPE = re.compile("#U([0-9a-fA-F]{4})|#L([0-9a-fA-F]{6})")
_PERCENT = re.compile("(?:%[0-9a-fA-F]{2})+")
_MAIL_WORD = re.compile(r"=\?([\w-]+)\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?", re.IGNORECASE)


def is_leftover(name: str) -> bool:
    """Whether a file's own name says that nobody sent it."""
    return _LEFTOVERS.match(name) is not None


def readable(name: str) -> str:
    """A name on this disk as text: one that was unpacked from a Chinese zip may not be UTF-8."""
    with suppress(UnicodeEncodeError):
        name.encode()
        return _seen(name)
    return _seen(_decoded(os.fsencode(name)))


def member_name(info: ZipInfo) -> str:
    """The name of a file in a zip, with ``/`` between its folders.

    Chinese Windows writes cp936 without saying so, macOS UTF-8 without saying so, other programs say it in an
    extra field, and some have only seven bits to write it in.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        name = _unicode_path(info.extra, raw) or _decoded(raw)
    return _seen(_mended(name).replace("\\", "/"))


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """What the extra field says, where it was written for this very name; else empty."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<L", zlib.crc32(raw)):
            with suppress(UnicodeDecodeError):
                return field[5:].decode()
    return ""


def _decoded(raw: bytes) -> str:
    """Bytes as the text that they most probably are: Chinese, in UTF-8 or else in GB 18030; else Western."""
    for encoding in ("ascii", "utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = raw.decode(encoding)
            if encoding == "ascii" or _CHINESE.search(text):
                return text
    with suppress(UnicodeDecodeError):
        return raw.decode()
    return raw.decode("cp437")


def _mended(name: str) -> str:
    """The name before somebody wrote it in seven bits, or read it in the wrong encoding."""
    if not name.isascii():
        return _misread(name)
    for pattern, letters in _ESCAPES:
        with suppress(ValueError, LookupError, binascii.Error):
            if _CHINESE.search(text := pattern.sub(letters, name)):
                return text
    return name


def _misread(name: str) -> str:
    """A name of cp936 bytes that was read as Western letters; others stay as they are."""
    if not _CHINESE.search(name):
        for encoding in ("cp437", "latin-1", "cp1252"):
            with suppress(UnicodeError):
                return name.encode(encoding).decode("gb2312")
    return name


def _from_unzip(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _from_percent(found: re.Match[str]) -> str:
    return _decoded(unquote_to_bytes(found[0]))


def _from_mail(found: re.Match[str]) -> str:
    decode = base64.b64decode if found[2].lower() == "b" else _from_quoted
    encoding = "gb18030" if found[1].lower().startswith(("gb", "cp936")) else found[1]
    return decode(found[3]).decode(encoding)


def _from_quoted(text: str) -> bytes:
    return quopri.decodestring(text.encode(), header=True)


_ESCAPES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_UNZIP_ESCAPE, _from_unzip),
    (_PERCENT, _from_percent),
    (_MAIL_WORD, _from_mail),
)


def _seen(name: str) -> str:
    """The name without what is not seen in it; lone halves of a letter become a mark."""
    return seen(name.encode("utf-8", "replace").decode())
