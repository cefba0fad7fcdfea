"""What in a written file is more than text: formulas, links, fields, elements, signs that steer a terminal.

Each of these is told by its shape (literals and numbers left out), so that two files that differ in their
words only have the same shapes.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

#: A link of ours leads into the archive, under the name of a digest, or to a sheet of the same workbook.
_OWN_LINK: Final = re.compile(
    r'HYPERLINK\("(?:归档/[0-9a-f]{64}(?:\.[a-z0-9]{1,5})?(?:#.*)?|#.*)",".*"\)', re.DOTALL
)
_WORDS: Final = re.compile(r"""("|')(?:(?!\1).|\1\1)*\1""", re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]+")
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_FORMULA_START: Final = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
#: What a cell of Excel holds, in UTF-16 units.
_LONGEST: Final = 32_767


def live(data: bytes) -> set[str]:
    """The shapes of what a workbook or a Word file holds beside text: ``kind shape``, the same ones once."""
    found: set[str] = set()
    for name, root in parts(data):
        found.update(_of_part(name, root))
    return found


def parts(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Every XML part of an OOXML file, which must be well formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                yield name, etree.fromstring(package.read(name))


def _of_part(name: str, root: etree._Element) -> Iterator[str]:
    kind = _NUMBER.sub("", name)
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        yield f"element {kind} {tag}"
        if tag in {"f", "formula", "definedName", "formula1", "formula2"}:
            yield f"formula {shape(element.text or '')}"
        if element.get("TargetMode") == "External":
            yield f"outside {element.get('Target')}"
        if tag in {"instrText", "fldSimple"}:
            yield f"field {(element.text or '').strip()} {sorted(element.attrib.values())}"


def shape(formula: str) -> str:
    """A formula without its literals, sheet names and numbers; a link that leads elsewhere as it is."""
    if formula.startswith("HYPERLINK(") and not _OWN_LINK.fullmatch(formula):
        return formula
    return _NUMBER.sub("0", _WORDS.sub(r"\1\1", formula))


def too_long(data: bytes) -> list[str]:
    """The texts of a workbook's cells that no cell can hold."""
    texts = (
        "".join(map(str, item.itertext()))
        for name, root in parts(data)
        if name == "xl/sharedStrings.xml" or "/worksheets/" in name
        for item in root.iter("{*}si", "{*}is")
    )
    return [text[:40] for text in texts if len(text.encode("utf-16-le")) > 2 * _LONGEST]


def cells_that_calculate(text: str) -> list[str]:
    """The cells of a CSV file that a spreadsheet program would take for formulas; numbers are none."""
    number = re.compile(r"-?[0-9]+(\.[0-9]+)?")
    return [
        cell
        for row in csv.reader(io.StringIO(text, newline=""))
        for cell in row
        if _FORMULA_START.match(cell) and not number.fullmatch(cell)
    ]


def steering(text: str) -> list[str]:
    """The signs in a text that a terminal would obey, or that nobody would see."""
    return _STEERING.findall(text)
