"""OpenDocument spreadsheets: cells with the types that the file itself states.

Why not python-calamine: docs/decisions/0009-other-containers.md.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from xlperf.containers.contents import Count, PlainBook, PlainSheet
from xlperf.containers.ods_cells import OFFICE, STYLE, TABLE, plain_cell
from xlperf.ooxml.archive import Entry
from xlperf.ooxml.contents import FileNote, NoteKind
from xlperf.ooxml.markup import Element, parse_xml
from xlperf.ooxml.refs import MAX_COL, MAX_ROW, Area, Range, parse_ref, ref
from xlperf.ooxml.refusals import UNLOCK, Limits, PackageError, damaged, too_many

MIMETYPE: Final = "mimetype"
_CONTENT, _META, _MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
_SPREADSHEET: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ENCRYPTED: Final = b"encryption-data"
_DATE: Final = "{http://purl.org/dc/elements/1.1/}date"
#: $'自评表'.$A$1, .B2 (the sheet is the one before): in quotes, a quote is doubled.
_ADDRESS: Final = re.compile(r"(?:\$?(?:'((?:[^']|'')*)'|([^.'$]+))?\.)?\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_HIDDEN: Final = frozenset({"collapse", "filter"})
#: Where a package keeps what no form needs, by the beginning of a name.
_BY_NAME: Final = (
    ("Basic/", NoteKind.MACROS, "宏（Basic）"),
    ("Scripts/", NoteKind.MACROS, "宏（脚本）"),
    ("Object ", NoteKind.EMBEDDED, "嵌入对象"),
)
#: What in the content is told, by its element.
_BY_ELEMENT: Final = (
    (f"{OFFICE}dde-source", NoteKind.LINKS, "DDE 链接"),
    (f"{TABLE}dde-link", NoteKind.LINKS, "DDE 链接"),
    (f"{TABLE}table-source", NoteKind.LINKS, "取自别的文件的工作表"),
    (f"{TABLE}cell-range-source", NoteKind.LINKS, "取自别的文件的区域"),
)


def is_spreadsheet(entries: Mapping[str, Entry]) -> bool:
    """Whether a package says that it is an OpenDocument spreadsheet (or a template for one)."""
    entry = entries.get(MIMETYPE)
    return entry is not None and entry.beginning(100).decode("ascii", "replace").startswith(_SPREADSHEET)


def read_ods(entries: Mapping[str, Entry], limits: Limits) -> tuple[PlainBook, tuple[FileNote, ...]]:
    """What an OpenDocument spreadsheet holds, by its parts, and notes about what it brings along.

    Raises:
        PackageError: it is encrypted, damaged, or larger than ``limits`` allow.
    """
    if _MANIFEST in entries and _ENCRYPTED in entries[_MANIFEST].inflate():
        raise PackageError("encrypted", "文件设置了打开密码", UNLOCK)
    if _CONTENT not in entries:
        raise damaged()
    root = parse_xml(entries[_CONTENT].inflate(), _CONTENT, limits)
    body = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        raise damaged()
    book = PlainBook(saved=_saved(entries, limits))
    tables, count, hidden = list(_tables(body)), Count(limits), _hidden_styles(root)
    for table in tables:
        state = "hidden" if table.get(f"{TABLE}style-name") in hidden else "visible"
        sheet = PlainSheet(table.get(f"{TABLE}name", ""), state)
        _Rows(sheet, count, limits).read(table)
        sheet.names.update(_names(table))
        book.sheets.append(sheet)
    if not book.sheets:
        raise damaged("工作簿里没有工作表")
    book.names.update(_names(body))
    return book, tuple(_notes(entries, root))


def _tables(body: Element) -> Iterator[Element]:
    """The sheets in tab order; the tables of a change record or of a DDE cache are none."""
    return body.iterchildren(f"{TABLE}table")


class _Rows:
    """The rows of one sheet, each written down once however often it is repeated."""

    def __init__(self, sheet: PlainSheet, count: Count, limits: Limits) -> None:
        self._sheet = sheet
        self._count = count
        self._limits = limits
        self._row = 0

    def read(self, table: Element) -> None:
        """Take in all rows and columns of a table, those in groups and headers too."""
        self._hide_columns(table)
        for row in table.iterdescendants(f"{TABLE}table-row"):
            if _owner(row) is table:
                self._take(row)

    def _take(self, row: Element) -> None:
        repeated = _times(row, "number-rows-repeated")
        first, self._row = self._row + 1, min(self._row + repeated, MAX_ROW)
        cells = list(self._cells(row))
        if not cells and row.get(f"{TABLE}visibility") not in _HIDDEN:
            return
        if not cells and repeated > self._limits.rows:
            return  # everything below is hidden, and nothing is there
        if repeated > self._limits.rows:
            raise too_many("rows", f"工作表“{self._sheet.title}”", "行", repeated, self._limits.rows)
        for number in range(first, self._row + 1):
            if row.get(f"{TABLE}visibility") in _HIDDEN:
                self._sheet.hidden_rows.add(number)
            for col, cell in cells:
                self._put(number, col, cell)

    def _cells(self, row: Element) -> Iterator[tuple[range, Element]]:
        """The cells of a row that hold something or are merged, with the columns that each stands for."""
        col = 0
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            repeated = min(_times(cell, "number-columns-repeated"), MAX_COL - col)
            if repeated > 0 and _holds_something(cell):
                yield range(col + 1, col + 1 + repeated), cell
            col += repeated

    def _put(self, row: int, columns: range, element: Element) -> None:
        cell = plain_cell(element)
        rows, cols = _spans(element)
        for col in columns:
            self._count.add()
            if cell is not None:
                self._sheet.cells[row, col] = cell
            if (rows, cols) != (1, 1):
                area = Range(row, col, min(row + rows - 1, MAX_ROW), min(col + cols - 1, MAX_COL))
                self._sheet.merges.append(area)

    def _hide_columns(self, table: Element) -> None:
        first = 1
        for column in table.iterdescendants(f"{TABLE}table-column"):
            if _owner(column) is not table:
                continue
            repeated = min(_times(column, "number-columns-repeated"), MAX_COL + 1 - first)
            if column.get(f"{TABLE}visibility") in _HIDDEN and repeated > 0:
                self._sheet.hidden_columns.append((first, first + repeated - 1))
            first += repeated


def _owner(element: Element) -> Element | None:
    """The table that a row or column belongs to: cells may hold tables of their own."""
    return next(element.iterancestors(f"{TABLE}table"), None)


def _times(element: Element, name: str) -> int:
    """How often an element is repeated; at least once."""
    text = element.get(f"{TABLE}{name}", "1")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 8 else 1


def _holds_something(cell: Element) -> bool:
    """Whether a cell has words, a value, a formula, or is the first of a merged area."""
    stated = cell.get(f"{OFFICE}value-type") or cell.get(f"{TABLE}formula")
    return bool(len(cell) or stated) or _spans(cell) != (1, 1)


def _spans(cell: Element) -> tuple[int, int]:
    return _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")


def _hidden_styles(root: Element) -> frozenset[str]:
    """The names of the table styles that are not displayed."""
    hidden = (
        properties.getparent()
        for properties in root.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    )
    return frozenset(style.get(f"{STYLE}name", "") for style in hidden if style is not None)


def _names(scope: Element) -> dict[str, Area]:
    """The names of one rectangle each that are defined right in a table, or for all of them."""
    found = {}
    for holder in scope.iterchildren(f"{TABLE}named-expressions"):
        for name in holder.iterchildren(f"{TABLE}named-range"):
            area = _area(name.get(f"{TABLE}cell-range-address", ""))
            if area is not None:
                found[name.get(f"{TABLE}name", "")] = area
    return found


def _area(text: str) -> Area | None:
    match = re.fullmatch(rf"({_ADDRESS.pattern})(?::({_ADDRESS.pattern}))?", text)
    if match is None:
        return None
    corners = [_ADDRESS.fullmatch(part) for part in (match[1], match[6] or match[1])]
    first, last = (corner for corner in corners if corner is not None)
    title = (first[1] or "").replace("''", "'") or first[2] or ""
    with suppress(ValueError):
        area = Range.parse(f"{ref(*parse_ref(first[3] + first[4]))}:{last[3]}{last[4]}")
        return area.on(title) if title else None
    return None


def _saved(entries: Mapping[str, Entry], limits: Limits) -> datetime | None:
    """The last save that the file tells of, in UTC; LibreOffice keeps the time of day of its own place."""
    if _META not in entries:
        return None
    element = parse_xml(entries[_META].inflate(), _META, limits).find(f".//{_DATE}")
    with suppress(ValueError):
        moment = datetime.fromisoformat((element.text or "") if element is not None else "")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _notes(entries: Mapping[str, Entry], root: Element) -> Iterator[FileNote]:
    for beginning, kind, words in _BY_NAME:
        if any(name.startswith(beginning) and not name.endswith(_EMPTY_LIBRARIES) for name in entries):
            yield FileNote(kind, words)
    for tag, kind, words in _BY_ELEMENT:
        if next(root.iter(tag), None) is not None:
            yield FileNote(kind, words)


#: Lists of macro libraries, which are there without any macro.
_EMPTY_LIBRARIES: Final = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")
