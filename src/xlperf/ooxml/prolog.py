"""The first words of an XML part: how it is encoded, and that it brings no document type.

A document type (DOCTYPE) can only stand before the root element, so that the beginning of a part tells, and a
part need not be inflated for it. Entities, and with them references to files and addresses outside, can only
be declared there.
"""

import re
from typing import Final

from xlperf.ooxml.refusals import REFILL, PackageError

#: A root element that begins later than this is no honest part's.
LONGEST: Final = 65_536

#: Encodings in which an ASCII character is its own byte and no other's (ECMA-376 part 2, 8.1.4:
#: UTF-8 and UTF-16; some programs write others).
_ASCII_LIKE: Final = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "gb2312", "gbk", "gb18030"}
)
_UTF16: Final = frozenset({"utf-16", "utf-16le", "utf-16be", "ucs-2", "iso-10646-ucs-2"})
#: How a part in an encoding of two or four bytes begins, and how it is decoded; None: not at all.
_WIDE: Final = (
    (b"\xff\xfe\0\0", None),
    (b"\0\0\xfe\xff", None),
    (b"\0\0\0<", None),
    (b"<\0\0\0", None),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", None),
)
_DECLARED: Final = re.compile(r"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"'>]*)[\"']", re.IGNORECASE)
#: Instructions, comments and blanks before the root element.
_PROLOG: Final = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
#: How something of the prolog begins whose end is not in sight.
_UNFINISHED: Final = ("<?", "<!--")


def check_prolog(beginning: bytes, name: str, *, whole: bool = False) -> bool:
    """Look at the beginning of a part; True where it has been told, False where more of it is needed.

    What does not begin like XML is none, and passes. ``whole``: there is no more of it.

    Raises:
        PackageError: it declares a document type, or is in an encoding in which that could not be told.
    """
    text, wide = _decoded(beginning, name)
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return True
    text = text.lstrip("\ufeff")
    declared = _DECLARED.match(text)
    if declared is not None and declared[1].lower() not in (_UTF16 if wide else _ASCII_LIKE):
        raise _unknown_encoding(name, declared[1])
    prolog = _PROLOG.match(text)
    following = text[prolog.end() if prolog else 0 :][:4]
    if following.startswith(_UNFINISHED) or len(following) < 4:
        return whole
    if following.startswith("<!"):
        raise doctype(name)
    return True


def doctype(name: str) -> PackageError:
    """The error for a part with a document type."""
    return PackageError("doctype", f"部件“{name}”带有文档类型声明（DOCTYPE），可能藏有恶意内容", REFILL)


def late_root(name: str) -> PackageError:
    """The error for a part whose root element does not begin where any honest one does."""
    return PackageError("doctype", f"部件“{name}”开头有异常长的说明，可能藏有恶意内容", REFILL)


def _decoded(beginning: bytes, name: str) -> tuple[str, bool]:
    """The beginning as text in which ASCII is right, and whether it is in UTF-16."""
    for mark, encoding in _WIDE:
        if beginning.startswith(mark):
            if encoding is None:
                raise _unknown_encoding(name, "UTF-32" if b"\0" in mark else "EBCDIC")
            return beginning.decode(encoding, "replace"), True
    return beginning.removeprefix(b"\xef\xbb\xbf").decode("latin-1"), False


def _unknown_encoding(name: str, encoding: str) -> PackageError:
    return PackageError(
        "encoding", f"部件“{name}”的文字编码“{encoding[:20]}”不是 Excel 和 WPS 使用的", REFILL
    )
