"""How a cell of a new sheet looks, in plain words; the workbook's own font goes on being used."""

import copy
from dataclasses import dataclass

from lxml import etree

from xlperf.ooxml.markup import Element, Q, insert_in_order
from xlperf.ooxml.styles import Styles

#: The order in which Excel writes what a font is made of (CT_Font, ECMA-376 part 1, 18.8.22).
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color"),
    *("name", "family", "charset", "scheme"),
)
_KEPT = frozenset(Q + name for name in ("name", "family", "charset", "scheme"))
_EDGES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Look:
    """A cell's look. Colours are ``RRGGBB``, "" the default; ``size`` is in points.

    ``text`` makes what is typed there later stay text.
    """

    size: float = 10.5
    bold: bool = False
    underline: bool = False
    colour: str = ""
    fill: str = ""
    edge: str = ""
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    text: bool = False


def look_style(styles: Styles, look: Look) -> int:
    """The index of a style with that look, added to the workbook where it is new."""
    styles.require()
    font = styles.index_of("fonts", _font(styles, look))
    border = styles.index_of("borders", _border(look))
    xf = etree.Element(Q + "xf", numFmtId="49" if look.text else "0", fontId=str(font), fillId="0")
    xf.attrib.update({"borderId": str(border), "xfId": "0", "applyFont": "1", "applyBorder": "1"})
    xf.attrib.update({"applyAlignment": "1", **({"applyNumberFormat": "1"} if look.text else {})})
    alignment = {"horizontal": look.horizontal, "vertical": look.vertical}
    etree.SubElement(xf, Q + "alignment", {**alignment, **({"wrapText": "1"} if look.wrap else {})})
    style = styles.index_of("cellXfs", xf)
    return styles.variant(style, fill=look.fill) if look.fill else style


def _font(styles: Styles, look: Look) -> Element:
    base = styles.base_font()
    font = etree.Element(Q + "font")
    for child in base if base is not None else ():
        if child.tag in _KEPT:
            font.append(copy.deepcopy(child))
    for name, attributes in _font_parts(look):
        insert_in_order(font, etree.Element(Q + name, attributes), _FONT_ORDER)
    return font


def _font_parts(look: Look) -> list[tuple[str, dict[str, str]]]:
    parts: list[tuple[str, dict[str, str]]] = [("sz", {"val": f"{look.size:g}"})]
    if look.bold:
        parts.append(("b", {}))
    if look.underline:
        parts.append(("u", {}))
    if look.colour:
        parts.append(("color", {"rgb": f"FF{look.colour}"}))
    return parts


def _border(look: Look) -> Element:
    border = etree.Element(Q + "border")
    for name in _EDGES:
        edge = etree.SubElement(border, Q + name)
        if look.edge:
            edge.set("style", "thin")
            etree.SubElement(edge, Q + "color", rgb=f"FF{look.edge}")
    etree.SubElement(border, Q + "diagonal")
    return border
