"""Old Excel files (BIFF in a compound file), .et files among them: cells with their formats, by xlrd.

Why not python-calamine: docs/decisions/0009-other-containers.md.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

import olefile
import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book, Name
from xlrd.formula import oREF
from xlrd.sheet import Cell, Sheet

from xlperf.containers.contents import Count, PlainBook, PlainCell, PlainSheet
from xlperf.containers.property_times import STREAM, times
from xlperf.containers.xls_records import Records, scan
from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.cellxml import read_number
from xlperf.ooxml.contents import FileNote, NoteKind
from xlperf.ooxml.refs import Area, Range
from xlperf.ooxml.refusals import UNLOCK, Limits, PackageError, damaged, too_many

_STREAMS: Final = ("Workbook", "Book")
_STATES: Final = ("visible", "hidden", "veryHidden")
#: Storages that tell what the file brings along.
_STORAGES: Final = (
    ("_VBA_PROJECT_CUR", NoteKind.MACROS, "宏（VBA）"),
    ("Ctls", NoteKind.EMBEDDED, "ActiveX 控件"),
)
_EMBEDDED: Final = "MBD"


def read_xls(data: bytes, limits: Limits) -> tuple[PlainBook, tuple[FileNote, ...]]:
    """What an old Excel file holds, and notes about what it brings along.

    Raises:
        PackageError: it is encrypted, damaged, or larger than ``limits`` allow.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            name = next(name for name in _STREAMS if container.exists(name))
            stream = _stream(container, name, len(data))
            records = scan(stream)
            notes = tuple(_notes(container, records))
            saved = _saved(container, len(data))
        # The stream and not the file: of the compound file around it, xlrd would follow a chain that bites
        # its own tail without end, and might find another stream than we did.
        book = xlrd.open_workbook(
            file_contents=stream,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            logfile=io.StringIO(),
        )
        return _book(book, records, limits, saved), notes
    except PackageError:
        raise
    except XLRDError as error:
        if "encrypted" in str(error):
            raise PackageError("encrypted", "文件设置了打开密码", UNLOCK) from error
        raise damaged() from error
    except MemoryError:
        raise
    except Exception as error:  # the libraries leak index, struct, assertion and other errors
        raise damaged() from error


def _book(book: Book, records: Records, limits: Limits, saved: datetime | None) -> PlainBook:
    count = Count(limits)
    plain = PlainBook(date1904=bool(book.datemode), saved=saved)
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        plain.sheets.append(_sheet(book, sheet, records.formulas(number), count, limits))
        book.unload_sheet(number)
    for name in book.name_obj_list:
        area = _area(book, name)
        if area is not None and 0 <= name.scope < len(plain.sheets):
            plain.sheets[name.scope].names[name.name] = area
        elif area is not None and name.scope == -1:
            plain.names[name.name] = area
    return plain


def _sheet(
    book: Book, sheet: Sheet, formulas: Mapping[tuple[int, int], bool], count: Count, limits: Limits
) -> PlainSheet:
    plain = PlainSheet(sheet.name, _STATES[min(sheet.visibility, 2)])
    if sheet.nrows > limits.rows:
        raise too_many("rows", f"工作表“{sheet.name}”", "行", sheet.nrows, limits.rows)
    for row in range(sheet.nrows):
        for col, cell in enumerate(sheet.row(row)):
            is_formula = (row, col) in formulas
            if is_formula or cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                count.add()
                value = None if formulas.get((row, col)) else _value(cell)
                formula = "" if is_formula else None
                plain.cells[row + 1, col + 1] = PlainCell(value, _format(book, cell), formula)
    for first_row, end_row, first_col, end_col in sheet.merged_cells:
        if first_row < end_row and first_col < end_col:
            count.add()
            plain.merges.append(Range(first_row + 1, first_col + 1, end_row, end_col))
    plain.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    hidden = sorted(col + 1 for col, info in sheet.colinfo_map.items() if info.hidden)
    plain.hidden_columns.extend((col, col) for col in hidden if col <= 256)
    return plain


def _value(cell: Cell) -> Value:
    """The value as stored; an uncalculated text formula and an empty text are nothing."""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return read_number(repr(float(cell.value)))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ErrorValue(xlrd.error_text_from_code.get(int(cell.value), "#VALUE!"))
    return str(cell.value) or None


def _format(book: Book, cell: Cell) -> str:
    if cell.xf_index is None or not 0 <= cell.xf_index < len(book.xf_list):
        return "General"
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(found.format_str) if found is not None and found.format_str else "General"


def _area(book: Book, name: Name) -> Area | None:
    """The one rectangle on one sheet that a name means; None for any other name."""
    result = name.result
    references = result.value if result is not None and result.kind == oREF else None
    if not isinstance(references, list) or len(references) != 1:
        return None
    first_sheet, end_sheet, first_row, end_row, first_col, end_col = references[0].coords
    if end_sheet != first_sheet + 1 or not 0 <= first_sheet < book.nsheets:
        return None
    if not (0 <= first_row < end_row and 0 <= first_col < end_col):
        return None
    return Area(book.sheet_names()[first_sheet], first_row + 1, first_col + 1, end_row, end_col)


def _notes(container: olefile.OleFileIO, records: Records) -> Iterator[FileNote]:
    storages = {path[0] for path in container.listdir(storages=True)}
    for storage, kind, words in _STORAGES:
        if storage in storages:
            yield FileNote(kind, words)
    if any(storage.startswith(_EMBEDDED) for storage in storages):
        yield FileNote(NoteKind.EMBEDDED, "嵌入对象")
    yield from records.notes()


def _stream(container: olefile.OleFileIO, name: str, most: int) -> bytes:
    """A stream of the compound file.

    Raises:
        PackageError: it says that it has more than ``most`` bytes, which olefile would go on reading for.
    """
    if max(container.get_size(name), container.root.size) > most:
        raise damaged()
    content: bytes = container.openstream(name).read()
    return content


def _saved(container: olefile.OleFileIO, most: int) -> datetime | None:
    """The last save that the file tells of, where it is later than its making."""
    # A stream that cannot be read says nothing.
    with suppress(PackageError, OSError, ValueError, IndexError, TypeError):
        made, saved = times(_stream(container, STREAM, most))
        return saved if saved and (made is None or saved > made) else None
    return None
