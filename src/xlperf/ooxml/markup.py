"""XML as the package needs it: namespaces, a parser that trusts nobody, text in and out."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element

from xlperf.ooxml.prolog import doctype
from xlperf.ooxml.refusals import DEFAULT_LIMITS, Limits, damaged, too_many

Element: TypeAlias = _Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
XR = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"

#: ``Q + "row"`` is the qualified name of a SpreadsheetML element.
Q = f"{{{MAIN}}}"
RELATION_ID = f"{{{RELATION}}}id"

# The prefix of an attribute that is put where none is declared; else it depended on who else uses lxml.
etree.register_namespace("r", RELATION)

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

#: One for all parts: to make another takes as long as to read a small one.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
#: libxml2 calls it an error of syntax where memory runs out: the file is not to blame then.
_NO_MEMORY = 2
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(\w+));|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
# An escaped half of a surrogate pair stays as written: alone it is no character.
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def parse_xml(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Element:
    """The root of an XML part.

    Raises:
        PackageError: where the part is malformed, has more tags than ``limits`` allow, or carries a document
            type (entities, outside files).
    """
    refuse_doctype(data, name)
    tags = data.count(b"<")
    if tags > limits.tags:
        raise too_many("tags", f"部件“{name}”", "个标记", tags, limits.tags)
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError from error
        raise damaged(f"部件“{name}”不是完整的 XML") from error
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None:
        raise doctype(name)
    return root


def refuse_doctype(data: bytes, name: str) -> None:
    """PackageError where the bytes of a part declare a document type."""
    if b"<!DOCTYPE" in data:
        raise doctype(name)


def to_xml(root: Element) -> bytes:
    """A part's bytes: UTF-8, standalone, as Excel declares it."""
    return DECLARATION + etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def decode(data: bytes, name: str) -> str:
    """A UTF-8 part's text with XML's line ends; PackageError where a character is not allowed in XML."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise damaged(f"部件“{name}”的文字编码不是 UTF-8") from error
    if len(data.translate(None, _CONTROL)) != len(data):
        raise damaged(f"部件“{name}”含有不允许的控制字符")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def unescape(text: str) -> str:
    """XML character data as text; PackageError where a reference names nothing XML allows."""
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    hexadecimal, decimal, named = match.groups()
    if named is not None and named in _NAMED:
        return _NAMED[named]
    if hexadecimal or decimal:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        allowed = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
        if allowed or 0x10000 <= code <= 0x10FFFF:
            return chr(code)
    raise damaged(f"XML 文本里有无法识别的引用“{match[0]}”")


def escape(text: str) -> str:
    """Text as XML character data; a carriage return would not survive raw."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def escape_attribute(text: str) -> str:
    """Text as a double-quoted attribute's value."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def decode_xstring(text: str) -> str:
    """Undo the ``_xHHHH_`` escapes of ST_Xstring (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def encode_xstring(text: str) -> str:
    """Write what XML cannot hold as ``_xHHHH_``, and an underscore that would be read as such an escape."""
    if _NEEDS_ESCAPE.search(text) is None:
        return text
    return _NEEDS_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def whole_number(element: Element, name: str, default: int = 0) -> int:
    """An attribute that counts or numbers something; PackageError where it does not."""
    text = element.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise damaged(f"无法识别的编号“{text[:20]}”（{etree.QName(element).localname}/{name}）")
    return int(text)


def drop_attribute(element: Element, name: str) -> None:
    """Take an attribute away, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


def same_element(one: Element, other: Element) -> bool:
    """Whether two elements without text say the same: name, attributes and children in order."""
    return (
        one.tag == other.tag
        and sorted(one.attrib.items()) == sorted(other.attrib.items())
        and len(one) == len(other)
        and all(same_element(*pair) for pair in zip(one, other, strict=True))
    )


def insert_in_order(parent: Element, child: Element, order: Sequence[str]) -> None:
    """Put ``child`` among its siblings where the schema's ``order`` of local names wants it."""
    after = set(order[order.index(etree.QName(child).localname) + 1 :])
    for position, sibling in enumerate(parent):
        if isinstance(sibling.tag, str) and etree.QName(sibling).localname in after:
            parent.insert(position, child)
            return
    parent.append(child)
