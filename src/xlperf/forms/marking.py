"""The marked copy: a village's own workbook with the mistakes shown in it, and the same without the marks.

What is added: a first sheet 修改意见 with every finding; a colour and a note on each cell named; a very
hidden sheet that remembers the fills. Everything else stays as it came: what cells hold, locks, validations
and protection (no password is needed), other people's notes; and macros, pictures and every other part to
the byte.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from xlperf.forms.marking_colours import Palette, restore_fills
from xlperf.forms.marking_list import Remark, draw_list
from xlperf.forms.marking_notes import annotate, take_notes_away
from xlperf.forms.marking_traces import (
    LIST_SHEET,
    RECORD_HEADING,
    RECORD_SHEET,
    is_list,
    is_record,
    our_notes,
)
from xlperf.model.finding import Finding, Severity
from xlperf.ooxml.new_sheets import NewCell, NewRow, NewSheet, free_title
from xlperf.ooxml.refs import parse_ref, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.tabs import front_sheet
from xlperf.ooxml.workbook import Workbook

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class _Place:
    """A finding with the sheet and the cell that it names, where the workbook has them."""

    finding: Finding
    sheet: Sheet | None
    cell: str


def mark_copy(
    data: bytes, findings: Sequence[Finding], projects: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A workbook with these findings marked in it, and no older marks.

    The same findings marked twice give the same bytes; without findings nothing is marked.

    Args:
        data: the workbook as it was received, with or without marks of ours.
        findings: what was found in it, in the order in which it is to be listed. One without a sheet, or
            whose sheet or cell is not there, is listed only.
        projects: the names of projects by their codes.

    Raises:
        PackageError: the data are not a workbook, or a part that is to be marked is damaged.
    """
    clean = unmark(data)
    if not findings:
        return clean
    book = Workbook.load(clean)
    book.styles.require()
    places = [_place(book, finding) for finding in findings]
    kept = _mark_cells(book, places)
    remarks = [_remark(place, projects, kept) for place in places]
    _add_sheets(book, remarks, kept.palette)
    return book.to_bytes()


def unmark(data: bytes) -> bytes:
    """The workbook without our marks; the very same bytes where it has none.

    It does not matter which program has saved it since, nor where rows have moved.

    Raises:
        PackageError: the data are not a workbook.
    """
    book = Workbook.load(data)
    lists = [sheet for sheet in book.sheets if is_list(sheet)]
    records = [sheet for sheet in book.sheets if is_record(sheet)]
    rest = [sheet for sheet in book.sheets if sheet.is_worksheet and sheet not in (*lists, *records)]
    noted = [sheet for sheet in rest if our_notes(sheet)]
    if not (lists or records or noted):
        return data
    restore_fills(book.styles, rest, records)
    for sheet in noted:
        take_notes_away(sheet)
    _restore_front(book, records)
    _remove_sheets(book, [*lists, *records])
    return book.to_bytes()


@dataclass(frozen=True, slots=True)
class _Marked:
    """What marking the cells came to: the colours used, and the cells that keep a note of their own."""

    palette: Palette
    own_notes: frozenset[tuple[Sheet, str]]


def _mark_cells(book: Workbook, places: Iterable[_Place]) -> _Marked:
    """Colour every cell by the gravest finding about it, and put the notes there."""
    found: dict[Sheet, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for place in places:
        if place.sheet is not None and place.cell:
            found[place.sheet][place.cell].append(place.finding)
    palette = Palette(book.styles)
    own_notes: set[tuple[Sheet, str]] = set()
    for sheet, cells in found.items():
        palette.mark(
            sheet, {cell: min(_severities(about), key=_ORDER.index) for cell, about in cells.items()}
        )
        own_notes |= {(sheet, cell) for cell in annotate(sheet, cells)}
    return _Marked(palette, frozenset(own_notes))


def _severities(findings: Iterable[Finding]) -> list[Severity]:
    return [finding.severity for finding in findings]


def _place(book: Workbook, finding: Finding) -> _Place:
    titles = {sheet.title.casefold(): sheet for sheet in book.sheets}
    sheet = titles.get(finding.sheet.casefold()) if finding.sheet else None
    if sheet is None or not sheet.is_worksheet:
        return _Place(finding, sheet, "")
    try:
        row, col = parse_ref(finding.cell)
    except ValueError:
        return _Place(finding, sheet, "")
    area = next((area for area in sheet.merges if (row, col) in area), None)
    return _Place(finding, sheet, ref(area.first_row, area.first_col) if area else ref(row, col))


def _remark(place: _Place, projects: Mapping[str, str], marked: _Marked) -> Remark:
    sheet, project = place.sheet, projects.get(place.finding.project_code, "")
    if sheet is None:
        return Remark(place.finding, project)
    own_note = (sheet, place.cell) in marked.own_notes
    return Remark(place.finding, project, sheet.title, place.cell, own_note)


def _add_sheets(book: Workbook, remarks: Sequence[Remark], palette: Palette) -> None:
    """修改意见 in front, opened first; the record behind all others."""
    front = front_sheet(book)
    listed = book.add_sheet(draw_list(book.styles, free_title(book, LIST_SHEET), remarks), 0)
    heading = NewRow((NewCell(RECORD_HEADING), NewCell(front.title)), 15)
    samples = [NewRow((NewCell(colour, style),), 15) for colour, style in palette.samples.items()]
    record = NewSheet(free_title(book, RECORD_SHEET), (heading, *samples), (20.0, 40.0))
    book.add_sheet(record, len(book.sheets), "veryHidden")
    book.activate(listed)


def _restore_front(book: Workbook, records: Iterable[Sheet]) -> None:
    """Open the workbook again where its people had it; not if they have moved on since."""
    if not is_list(front_sheet(book)):
        return
    titles = {str(record.value("B1") or "") for record in records}
    for sheet in book.sheets:
        if sheet.title in titles and sheet.state == "visible":
            book.activate(sheet)


def _remove_sheets(book: Workbook, ours: Iterable[Sheet]) -> None:
    """Take our sheets out. The last visible one has to stay, empty of marks as the rest of the file is."""
    for sheet in ours:
        if any(other.state == "visible" for other in book.sheets if other is not sheet):
            book.remove_sheet(sheet)
