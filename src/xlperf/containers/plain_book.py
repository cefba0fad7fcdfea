"""A workbook in memory with what was taken from another kind of file, for the readers of workbooks."""

from collections.abc import Iterable, Iterator
from typing import Final

from xlperf.containers.contents import PlainBook, PlainCell, PlainSheet
from xlperf.ooxml.archive import store
from xlperf.ooxml.cellxml import formula_xml
from xlperf.ooxml.formulas import quote_sheet
from xlperf.ooxml.markup import DECLARATION, MAIN, RELATION, encode_xstring, escape, escape_attribute
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import Area, column_letters, ref
from xlperf.ooxml.refusals import Limits
from xlperf.ooxml.saving import CORE, stamp
from xlperf.ooxml.values import write_result
from xlperf.ooxml.workbook import Workbook

_OFFICE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>{{}}</Types>'
)
_FIRST_FORMAT: Final = 164


def to_workbook(book: PlainBook, limits: Limits) -> Workbook:
    """The workbook; its sheets have the same titles, its cells the same addresses, values and formats."""
    formats = _Formats()
    sheets = [_sheet_xml(sheet, formats) for sheet in book.sheets]
    parts = {
        "[Content_Types].xml": _TYPES.format("".join(_overrides(len(sheets)))),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook_xml(book),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in _numbers(sheets)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": formats.xml(),
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(_numbers(sheets), sheets, strict=True)},
    }
    entries = [store(name, DECLARATION + text.encode()) for name, text in parts.items()]
    if book.saved is not None:
        entries.append(store(CORE, stamp(book.saved)))
    return Workbook(Package({entry.name: entry for entry in entries}, limits=limits))


def _numbers(sheets: list[str]) -> range:
    return range(1, len(sheets) + 1)


def _overrides(sheets: int) -> Iterator[str]:
    for number in range(1, sheets + 1):
        yield f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_OFFICE}.worksheet+xml"/>'


def _relations(edges: Iterable[tuple[str, str]]) -> str:
    found = (
        f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(edges, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(found)}</Relationships>'


def _workbook_xml(book: PlainBook) -> str:
    sheets = (
        f'<sheet name="{_attribute(sheet.title)}" sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(book.sheets, 1)
    )
    dates = '<workbookPr date1904="1"/>' if book.date1904 else ""
    names = "".join(_names(book))
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    head = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">'
    return f"{head}{dates}<sheets>{''.join(sheets)}</sheets>{defined}</workbook>"


def _names(book: PlainBook) -> Iterator[str]:
    yield from (_name(name, area) for name, area in book.names.items())
    for number, sheet in enumerate(book.sheets):
        yield from (_name(name, area, f' localSheetId="{number}"') for name, area in sheet.names.items())


def _name(name: str, area: Area, scope: str = "") -> str:
    first = f"${column_letters(area.first_col)}${area.first_row}"
    last = f"${column_letters(area.last_col)}${area.last_row}"
    text = escape(f"{quote_sheet(area.sheet)}!{first}:{last}")
    return f'<definedName name="{_attribute(name)}"{scope}>{text}</definedName>'


def _attribute(text: str) -> str:
    return escape_attribute(encode_xstring(text))


def _sheet_xml(sheet: PlainSheet, formats: "_Formats") -> str:
    rows = "".join(_row(number, cells, sheet, formats) for number, cells in sheet.rows())
    columns = "".join(
        f'<col min="{first}" max="{last}" width="9" hidden="1"/>' for first, last in sheet.hidden_columns
    )
    merges = "".join(f'<mergeCell ref="{area.ref}"/>' for area in sheet.merges)
    return (
        f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}'
        f"<sheetData>{rows}</sheetData>{f'<mergeCells>{merges}</mergeCells>' if merges else ''}</worksheet>"
    )


def _row(number: int, cells: list[tuple[int, PlainCell]], sheet: PlainSheet, formats: "_Formats") -> str:
    hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
    written = "".join(_cell(ref(number, col), cell, formats) for col, cell in cells)
    return f'<row r="{number}"{hidden}>{written}</row>'


def _cell(address: str, cell: PlainCell, formats: "_Formats") -> str:
    kind, text = write_result(cell.value)
    style = formats.style(cell.format)
    formula = "" if cell.formula is None else formula_xml(cell.formula)
    value = "" if text is None else f"<v>{text}</v>"
    look = f' s="{style}"' if style else ""
    type_ = "" if kind == "n" else f' t="{kind}"'
    return f'<c r="{address}"{look}{type_}>{formula}{value}</c>'


class _Formats:
    """The number formats met so far; each is a style of its own, 0 is General."""

    def __init__(self) -> None:
        self._styles = {"General": 0}

    def style(self, code: str) -> int:
        """The style with that number format."""
        return self._styles.setdefault(code, len(self._styles))

    def xml(self) -> str:
        """The style sheet."""
        codes = [code for code in self._styles if code != "General"]
        formats = "".join(
            f'<numFmt numFmtId="{number}" formatCode="{_attribute(code)}"/>'
            for number, code in enumerate(codes, _FIRST_FORMAT)
        )
        looks = "".join(f'<xf numFmtId="{_FIRST_FORMAT + number}"/>' for number in range(len(codes)))
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{looks}</cellXfs></styleSheet>'
        )
