"""Values in and out of a cell's XML."""

from contextlib import suppress
from decimal import Decimal

from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.cellxml import CellXml, inline_text, read_number, write_number, write_text
from xlperf.ooxml.dates import serial_of_iso
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import decode_xstring
from xlperf.ooxml.shared_strings import SharedStrings

_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


def read_value(cell: CellXml, strings: SharedStrings, *, date1904: bool) -> Value:
    """The stored value of a cell; PackageError where type and text do not fit."""
    kind, text = cell.type, cell.value
    if kind == "inlineStr":
        return inline_text(cell.inline or "")
    if text is None:
        return None
    if kind == "str":
        return decode_xstring(text)
    text = text.strip(" \t\n")
    return _read_plain(kind, text, strings, date1904=date1904) if text else None


def _read_plain(kind: str, text: str, strings: SharedStrings, *, date1904: bool) -> Value:
    value: Value = None
    if kind == "n":
        value = read_number(text)
    elif kind == "s" and text.isdecimal() and text.isascii():
        value = strings.text(int(text))
    elif kind == "b":
        value = _BOOLEANS.get(text)
    elif kind == "e":
        value = ErrorValue(text)
    elif kind == "d":
        with suppress(ValueError):
            value = serial_of_iso(text, date1904=date1904)
    if value is None:
        raise damaged(f"有无法识别的值“{text[:40]}”（类型 {kind[:20]}）")
    return value


def write_literal(value: Value, strings: SharedStrings) -> tuple[str, str | None]:
    """The type and the XML text of a literal; a None text is an empty cell, and so is an empty string."""
    if type(value) is str:
        return ("s", str(strings.add(value))) if value else ("n", None)
    return write_result(value)


def write_result(value: Value) -> tuple[str, str | None]:
    """The type and the XML text of a formula's cached result."""
    if value is None:
        return "n", None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, ErrorValue):
        return "e", write_text(value)
    if isinstance(value, Decimal):
        return "n", write_number(value)
    if isinstance(value, str):
        return "str", write_text(value)
    raise TypeError(f"单元格不能存放 {type(value).__name__}")
