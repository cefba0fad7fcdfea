"""Rows and cells written otherwise than Excel writes them, brought into the form that a grid reads.

Namespace prefixes (Open XML SDK), rows and cells without addresses (some web exporters), white space,
comments, CDATA and single quotes (hand-made files) all mean the same sheet.
"""

from lxml import etree

from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import MAIN, Element, Q, escape, escape_attribute
from xlperf.ooxml.refs import parse_ref, ref

_TEXT_ELEMENTS = frozenset({Q + "t", Q + "v", Q + "f"})


def normal_rows(sheet_data: Element) -> str:
    """The rows of a ``sheetData`` element in the grid's grammar, every address spelt out."""
    last = 0
    rows: list[str] = []
    for row in sheet_data.iterchildren(Q + "row"):
        number = _number(row.get("r"), last + 1)
        cells = "".join(_cells(row, number))
        rows.append(f'<row r="{number}"{_attributes(row)}>{cells}</row>')
        last = number
    return "".join(rows)


def _cells(row: Element, number: int) -> list[str]:
    cells: list[str] = []
    last = 0
    for cell in row.iterchildren(Q + "c"):
        address = cell.get("r")
        try:
            at_row, last = (number, last + 1) if address is None else parse_ref(address)
            cells.append(f'<c r="{ref(at_row, last)}"{_attributes(cell)}>{_children(cell)}</c>')
        except ValueError as error:
            raise damaged(f"第 {number} 行里有无法识别的单元格地址“{address}”") from error
    return cells


def _number(text: str | None, implied: int) -> int:
    if text is None:
        return implied
    if not (text.isascii() and text.isdecimal()):
        raise damaged(f"工作表里有无法识别的行号“{text[:20]}”")
    return int(text)


def _attributes(element: Element) -> str:
    written = []
    for key, value in element.attrib.items():
        name = etree.QName(str(key))
        if name.namespace is None:
            if name.localname != "r":
                written.append(f' {name.localname}="{escape_attribute(str(value))}"')
            continue
        root = element.getroottree().getroot()
        prefixes = [prefix for prefix, uri in root.nsmap.items() if prefix and uri == name.namespace]
        if prefixes:
            written.append(f' {prefixes[0]}:{name.localname}="{escape_attribute(str(value))}"')
    return "".join(written)


def _children(element: Element) -> str:
    return "".join([plain(child) for child in element.iterchildren(etree.Element)])


def plain(element: Element) -> str:
    """An element's XML without prefixes; white space between elements is left out."""
    name = etree.QName(element)
    if name.namespace != MAIN:
        return etree.tostring(element, encoding="unicode", with_tail=False)
    attributes = _attributes(element)
    space = element.get("{http://www.w3.org/XML/1998/namespace}space")
    if space is not None:
        attributes += f' xml:space="{escape_attribute(space)}"'
    reference = element.get("r")
    if reference is not None:
        attributes += f' r="{escape_attribute(reference)}"'
    if element.tag in _TEXT_ELEMENTS:
        body = escape("".join(str(part) for part in element.itertext(etree.Element)))
    else:
        body = _children(element)
    return f"<{name.localname}{attributes}>{body}</{name.localname}>"
