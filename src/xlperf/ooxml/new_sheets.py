"""A worksheet that was not there before: texts in a grid, links into the workbook, set up for A4.

Texts are kept in the cells themselves (inline), so that the workbook's shared texts stay as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml import formulas
from xlperf.ooxml.cellxml import write_text
from xlperf.ooxml.markup import (
    DECLARATION,
    MAIN,
    RELATION,
    RELATION_ID,
    Q,
    encode_xstring,
    escape_attribute,
    whole_number,
)
from xlperf.ooxml.names import DefinedName
from xlperf.ooxml.refs import column_letters, ref
from xlperf.ooxml.shared_strings import fitting
from xlperf.ooxml.tabs import check_title, front_sheet, set_front, set_state, sheets_changed

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook

PRINT_TITLES = "_xlnm.Print_Titles"

_TYPE = f"{RELATION}/worksheet"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True, slots=True)
class NewCell:
    """One cell: its text (always text, whatever it begins with), its style, and where a click leads.

    ``link`` is a place in the workbook as a formula has it (``'一 村'!B3``); "" is none.
    """

    text: str = ""
    style: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row from column A on. ``height`` is in points; a merged row is one cell over all columns."""

    cells: tuple[NewCell, ...]
    height: float
    merged: bool = False


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A worksheet to be.

    ``widths`` are in characters; the first ``head`` rows stay in sight and are printed on every page;
    ``tab`` is the colour of its tab as ``RRGGBB``.
    """

    title: str
    rows: Sequence[NewRow]
    widths: tuple[float, ...]
    head: int = 0
    tab: str = ""


def free_title(book: "Workbook", title: str) -> str:
    """``title``, or with a number behind it where a sheet has that already."""
    taken = {sheet.title.casefold() for sheet in book.sheets}
    wanted, number = title, 2
    while wanted.casefold() in taken:
        wanted, number = f"{title}({number})", number + 1
    return wanted


def add_sheet(book: "Workbook", new: NewSheet, index: int, state: str = "visible") -> "Sheet":
    """Put a new worksheet at a tab position, from 0; the sheet that opens in front stays the same.

    Raises:
        ValueError: where Excel would refuse the title.
    """
    sheet = add_worksheet(book, new.title, _xml(new), index, state)
    if new.head:
        repeat_rows(sheet, 1, new.head)
    return sheet


def add_worksheet(book: "Workbook", title: str, xml: bytes, index: int, state: str = "visible") -> "Sheet":
    """Put a worksheet at a tab position, from 0, whose part is written already.

    Raises:
        ValueError: where Excel would refuse the title.
    """
    check_title(book, title)
    front = front_sheet(book)
    part = book.package.free_name("xl/worksheets/sheet{}.xml")
    book.package.add(part, xml, _CONTENT_TYPE)
    sheet = _register(book, title, part, index)
    sheets_changed(book)
    set_front(book, front)
    if state != "visible":
        set_state(book, sheet, state)
    return sheet


def repeat_rows(sheet: "Sheet", first: int, last: int) -> None:
    """Print these rows on every page."""
    title = formulas.quote_sheet(sheet.title)
    sheet.book.names.add(DefinedName(PRINT_TITLES, f"{title}!${first}:${last}", sheet))


def _register(book: "Workbook", title: str, part: str, index: int) -> "Sheet":
    """Enter the sheet into the workbook's list."""
    number = 1 + max(whole_number(sheet.element, "sheetId") for sheet in book.sheet_list)
    element = etree.Element(Q + "sheet", name=title, sheetId=str(number))
    element.set(RELATION_ID, book.package.relate(book.part, _TYPE, part))
    before = book.sheet_list[index] if index < len(book.sheet_list) else None
    if before is not None:
        before.element.addprevious(element)
    else:
        book.sheet_list[-1].element.addnext(element)
    return book.enter_sheet(element, part, index)


def _xml(new: NewSheet) -> bytes:
    return DECLARATION + "".join(_parts(new)).encode()


def _parts(new: NewSheet) -> Iterator[str]:
    last = column_letters(len(new.widths))
    yield f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATION}"><sheetPr>'
    yield f'<tabColor rgb="FF{new.tab}"/>' if new.tab else ""
    yield f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}{max(len(new.rows), 1)}"/>'
    yield f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{_pane(new.head)}</sheetView>'
    yield '</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, width in enumerate(new.widths, 1):
        yield f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield from (_row(number, row) for number, row in enumerate(new.rows, 1))
    yield "</sheetData>"
    yield _list("mergeCell", [f'ref="A{n}:{last}{n}"' for n, row in enumerate(new.rows, 1) if row.merged])
    yield _list("hyperlink", list(_links(new.rows)), counted=False)
    yield '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    yield "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"


def _pane(head: int) -> str:
    if not head:
        return ""
    below = f"A{head + 1}"
    return (
        f'<pane ySplit="{head}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
    )


def _row(number: int, row: NewRow) -> str:
    cells = "".join(_cell(ref(number, place), cell) for place, cell in enumerate(row.cells, 1))
    return f'<row r="{number}" ht="{row.height:g}" customHeight="1">{cells}</row>'


def _cell(address: str, cell: NewCell) -> str:
    style = f' s="{cell.style}"' if cell.style else ""
    if not cell.text:
        return f'<c r="{address}"{style}/>'
    text = write_text(fitting(cell.text))
    return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _links(rows: Sequence[NewRow]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row.cells, 1):
            if cell.link:
                location = escape_attribute(encode_xstring(cell.link))
                yield f'ref="{ref(number, place)}" location="{location}"'


def _list(name: str, items: Sequence[str], *, counted: bool = True) -> str:
    if not items:
        return ""
    count = f' count="{len(items)}"' if counted else ""
    return f"<{name}s{count}>{''.join(f'<{name} {item}/>' for item in items)}</{name}s>"
