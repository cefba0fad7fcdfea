"""One cell of an OpenDocument spreadsheet: its value by the type that it states, and how that is shown."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Final

from xlperf.containers.contents import PlainCell
from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.cellxml import read_number
from xlperf.ooxml.dates import serial_of_iso
from xlperf.ooxml.markup import Element

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_VALUE: Final = f"{OFFICE}value"
_TIME: Final = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_ERROR: Final = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!)|(?:Err|错误)[:：]\d{3}")
#: What is written beside a cell's text, and is none of it.
_ASIDE: Final = frozenset({f"{OFFICE}annotation", f"{TABLE}table", f"{TABLE}detective"})
_DAY_FORMAT, _MOMENT_FORMAT, _TIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "[h]:mm:ss"


def plain_cell(cell: Element) -> PlainCell | None:
    """The cell; None where it holds nothing at all."""
    formula = _formula(cell)
    kind = cell.get(f"{OFFICE}value-type") or cell.get(f"{CALC}value-type") or ""
    value, format_ = _typed(cell, kind)
    if value is None:
        shown = _text(cell)
        value = _error(cell, shown) or shown or None
    if value is None and formula is None:
        return None
    return PlainCell(value, format_, formula)


def _typed(cell: Element, kind: str) -> tuple[Value, str]:
    """The stated value and a number format that shows its kind; None where it is text, or states none."""
    number = cell.get(_VALUE)
    if kind in ("float", "percentage", "currency") and number is not None:
        return read_number(number), "0.00%" if kind == "percentage" else "General"
    if kind == "date":
        text = cell.get(f"{OFFICE}date-value", "")
        with suppress(ValueError):
            return serial_of_iso(text), _MOMENT_FORMAT if "T" in text else _DAY_FORMAT
    if kind == "time":
        return _time(cell.get(f"{OFFICE}time-value", "")), _TIME_FORMAT
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell.get(f"{OFFICE}boolean-value", "")), "General"
    return None, "General"


def _time(text: str) -> Decimal | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (Decimal(part or 0) for part in match.groups())
    return read_number(repr(float((hours * 3600 + minutes * 60 + seconds) / 86_400)))


def _error(cell: Element, shown: str) -> ErrorValue | None:
    """An error that a formula shows; a text that somebody typed is none, whatever it says."""
    stated = cell.get(f"{CALC}value-type") == "error"
    if stated or (cell.get(f"{TABLE}formula") and _ERROR.fullmatch(shown)):
        return ErrorValue(shown if shown.startswith("#") else "#VALUE!")
    return None


def _formula(cell: Element) -> str | None:
    """The formula in OpenDocument's own spelling, without ``of:=``; None where the cell holds none."""
    text = cell.get(f"{TABLE}formula")
    return None if text is None else re.sub(r"^(?:\w+:)?=?", "", text, count=1)


def _text(cell: Element) -> str:
    """The cell's paragraphs, one a line."""
    stated = cell.get(f"{OFFICE}string-value")
    if stated is not None and cell.find(f"{TEXT}p") is None:
        return stated
    return "\n".join("".join(_runs(paragraph)) for paragraph in cell.iterchildren(f"{TEXT}p"))


def _runs(element: Element) -> list[str]:
    """The words within an element, with the blanks and line breaks that are elements of their own."""
    found = [_collapsed(element.text)]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _ASIDE:
            found += _SPECIAL[child.tag](child) if child.tag in _SPECIAL else _runs(child)
        found.append(_collapsed(child.tail))
    return found


def _collapsed(text: str | None) -> str:
    """A piece of text as it is shown: blanks and line ends in a row are one (OpenDocument 1.2, 6.1.2)."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _blanks(element: Element) -> list[str]:
    count = element.get(f"{TEXT}c", "1")
    return [" " * min(int(count), 1000) if count.isascii() and count.isdecimal() and len(count) < 8 else " "]


_SPECIAL: Final[Mapping[str, Callable[[Element], list[str]]]] = {
    f"{TEXT}s": _blanks,
    f"{TEXT}tab": lambda _: ["\t"],
    f"{TEXT}line-break": lambda _: ["\n"],
}
