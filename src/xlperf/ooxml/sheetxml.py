"""One worksheet part: its grid of cells, and the skeleton of everything around the cells.

The two are parsed apart and only when asked for; what was only read goes back as it came.
"""

import re
from collections.abc import Hashable, Iterator
from functools import lru_cache

from lxml import etree

from xlperf.ooxml.extent import within_limits
from xlperf.ooxml.grid import LONG, Grid, NotNormal
from xlperf.ooxml.guard import DEFAULT_LIMITS, Limits, PackageError, damaged, strict_format
from xlperf.ooxml.markup import DECLARATION, MAIN, STRICT, Element, Q, decode, parse_xml, refuse_doctype
from xlperf.ooxml.normal import normal_rows
from xlperf.ooxml.refs import Range

_OPEN = re.compile(rb"<sheetData(?: [^<>]*)?(/?)>")
_CLOSE = "</sheetData>"
_SKELETON_DATA = re.compile(r"<((?:[\w.\-]+:)?)sheetData((?: [^<>]*)?)/>")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DIMENSION = re.compile(r'<dimension ref="([^"]*)"/>')
_UID = re.compile(r' \w+:uid="\{[-0-9A-Fa-f]{36}\}"')
#: What only one sheet of a workbook has: the name that macros know it by, the selected tab, revision ids.
_ONCE = (
    ("codeName=", re.compile(r' codeName="[^"]*"')),
    (" tabSelected=", re.compile(r' tabSelected="[^"]*"')),
    (":uid=", _UID),
)

_ROW = b'<row r="'
#: So many bytes of rows are text at a time.
_PIECE = 4 * 1024 * 1024
#: The order of a worksheet's children (CT_Worksheet, ECMA-376 part 1, 18.3.1.99).
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
    "extLst",
)


class SheetXml:
    """The text of a worksheet part, cut into head, grid and foot."""

    def __init__(self, head: str, grid: Grid, foot: str, name: str) -> None:
        self.name = name
        self.changed = False
        #: Casefolded titles that the sheet's formulas name; None while nobody has looked.
        self.mentioned: frozenset[str] | None = None
        self._head = head
        self._foot = foot
        self._grid: Grid | None = grid
        self._rows = b""
        self._skeleton: Element | None = None
        self._skeleton_changed = False

    @classmethod
    def parse(cls, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> "SheetXml":
        """Cut a worksheet part; PackageError where it is none, or holds more than ``limits`` allow."""
        refuse_doctype(data, name)
        try:
            head, start, end, foot = _cut(data, name)
            return cls(head, _grid(data, start, within_limits(data, start, end, limits), name), foot, name)
        except NotNormal:
            pass
        head, rows, foot = _normalise(data, name, limits)
        try:
            return cls(head, _grid(rows, 0, within_limits(rows, 0, len(rows), limits), name), foot, name)
        except NotNormal as error:
            raise damaged(f"工作表“{name}”里有无法识别的行") from error

    def copy(self, name: str) -> "SheetXml":
        """The XML for a copy of the sheet: the same, without what may be in a workbook once only.

        The rows are shared until one side changes them.
        """
        self._write_skeleton()
        head, foot = self._head, self._foot
        for mark, pattern in _ONCE:
            head = pattern.sub("", head) if mark in head else head
        foot = _UID.sub("", foot) if ":uid=" in foot else foot
        twin = SheetXml(head, self.grid.copy(), foot, name)
        twin.mentioned = self.mentioned
        twin.changed = True
        return twin

    @property
    def grid(self) -> Grid:
        """The cells."""
        if self._grid is None:
            self._grid = _grid(self._rows, 0, len(self._rows), self.name)
        return self._grid

    @property
    def skeleton(self) -> Element:
        """The worksheet's root with an empty ``sheetData``. Say :meth:`touch_skeleton` after changing it."""
        if self._skeleton is None:
            self._skeleton = parse_xml((self._head + self._foot).encode(), self.name)
        return self._skeleton

    def touch_skeleton(self) -> None:
        """The skeleton's tree has been changed."""
        self._skeleton_changed = self.changed = True

    def may_hold(self, text: str) -> bool:
        """Whether an ASCII text stands anywhere outside the grid."""
        self._write_skeleton()
        return text in self._head or text in self._foot

    def foot_alone(self, *texts: str) -> tuple[Hashable, str] | None:
        """What decides about elements that stand after the rows: the text there, and its namespaces.

        None where an element may stand before the rows (its name is one of ``texts``), or where that part is
        not sound by itself.
        """
        self._write_skeleton()
        if any(text in self._head for text in texts):
            return None
        namespaces = _namespaces(self._head)
        return None if namespaces is None else (namespaces, self._foot)

    def render(self) -> bytes:
        """The part's bytes."""
        self._write_skeleton()
        if self._grid is None:
            return b"".join([self._head.encode(), self._rows, self._foot.encode()])
        return "".join([self._head, self._grid.render(), self._foot]).encode()

    @property
    def is_long(self) -> bool:
        """Whether the part is better written row by row, and not kept."""
        return self._grid is not None and len(self._grid) > LONG

    def pieces(self) -> Iterator[bytes]:
        """The part's bytes one piece after the other."""
        self._write_skeleton()
        yield self._head.encode()
        yield from (row.render(number).encode() for number, row in self.grid.rows())
        yield self._foot.encode()

    def replace_grid(self, rows: bytes, area: Range) -> None:
        """Take other rows, as XML in the grid's own grammar; ``area`` is what they cover."""
        self._grid, self._rows = None, rows
        self.mentioned = None
        self.changed = True
        if self._skeleton is None:
            self._head = _DIMENSION.sub(f'<dimension ref="{area.ref}"/>', self._head, count=1)
            return
        element = self.skeleton.find(Q + "dimension")
        if element is not None:
            element.set("ref", area.ref)
            self.touch_skeleton()

    def stretch_dimension(self, row: int, col: int) -> None:
        """Take a new cell into the sheet's stated extent; a sheet that states none keeps none."""
        if not self._skeleton_changed:
            match = _DIMENSION.search(self._head)
            if match is None or _stretched(match[1], row, col) == match[1]:
                return
        element = self.skeleton.find(Q + "dimension")
        if element is not None:
            element.set("ref", _stretched(element.get("ref", ""), row, col))
            self.touch_skeleton()

    def _write_skeleton(self) -> None:
        if self._skeleton_changed:
            self._head, self._foot = _split_skeleton(self.skeleton)
            self._skeleton_changed = False


@lru_cache(maxsize=32)
def _namespaces(head: str) -> Hashable | None:
    """The namespaces that hold below a head; None where it is not sound alone. Most forms have the same."""
    try:
        root = parse_xml(f"{head}{_CLOSE}</worksheet>".encode(), "")
    except PackageError:
        return None
    return frozenset(root.nsmap.items())


def _stretched(stated: str, row: int, col: int) -> str:
    try:
        area = Range.parse(stated)
    except ValueError:
        return stated
    return Range(
        min(area.first_row, row), min(area.first_col, col), max(area.last_row, row), max(area.last_col, col)
    ).ref


def _grid(data: bytes, start: int, end: int, name: str) -> Grid:
    """The grid in what stands between two places; of very many rows a few at a time are whole text."""
    return Grid.parse(decode(piece, name) for piece in _in_pieces(data, start, end))


def _in_pieces(data: bytes, start: int, end: int) -> Iterator[bytes]:
    """Cut where rows begin."""
    while end - start > 2 * _PIECE:
        cut = data.find(_ROW, start + _PIECE, end)
        if cut < 0:
            break
        yield data[start:cut]
        start = cut
    yield data[start:end]


def _cut(data: bytes, name: str) -> tuple[str, int, int, str]:
    """Head of a part in Excel's form, where its rows begin and end, and its foot; NotNormal for any other."""
    declaration = data[:200].lower()
    if declaration.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")):
        raise NotNormal
    if b"encoding=" in declaration.partition(b"?>")[0] and b"utf-8" not in declaration.partition(b"?>")[0]:
        raise NotNormal
    start = _OPEN.search(data)
    if start is None:
        raise NotNormal
    head = decode(data[: start.start()], name)
    end = start.end() if start[1] else data.find(_CLOSE.encode(), start.end())
    if end < 0 or MAIN not in head or data.find(b"<!", 0, end) >= 0 or head.count("<?") > 1:
        raise NotNormal
    if data.find(b"<?", start.end(), end) >= 0:
        raise NotNormal
    foot = decode(data[end if start[1] else end + len(_CLOSE) :], name)
    opening = start[0].replace(b"/>", b">") if start[1] else start[0]
    return head + decode(opening, name), start.end(), end, _CLOSE + foot


def _normalise(data: bytes, name: str, limits: Limits) -> tuple[str, bytes, str]:
    root = parse_xml(data, name, limits)
    if root.tag == f"{{{STRICT}}}worksheet":
        raise strict_format()
    sheet_data = root.find(Q + "sheetData")
    if root.tag != Q + "worksheet" or sheet_data is None:
        raise damaged(f"部件“{name}”不是工作表")
    rows = normal_rows(sheet_data)
    del sheet_data[:]
    sheet_data.text = None
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    head, foot = _split_skeleton(root)
    return head, rows.encode(), foot


def _split_skeleton(root: Element) -> tuple[str, str]:
    text = DECLARATION.decode() + etree.tostring(root, encoding="unicode")
    match = _SKELETON_DATA.search(text)
    if match is None:
        raise damaged("工作表里没有单元格区")
    prefix, attributes = match[1], match[2]
    if prefix and " xmlns=" not in attributes:
        attributes += f' xmlns="{MAIN}"'
    head = f"{text[: match.start()]}<{prefix}sheetData{attributes}>"
    return head, f"</{prefix}sheetData>{text[match.end() :]}"
