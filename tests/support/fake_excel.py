"""As much of Excel, as xlwings shows it, as the add-in's commands touch; the workbook lies in openpyxl.

Nothing is calculated. A protected sheet refuses what Excel refuses: writing into locked cells, colours,
notes. For the buttons of the control workbook there is a workbook that is a closed file at heart.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from support.small_town import opened
from xlperf.books.file import FileBook
from xlperf.books.port import CellValue, Orphan


class ExcelError(Exception):
    """What pywin32 raises when Excel refuses."""

    hresult = -2147352567
    excepinfo: tuple[object, ...] | None = None


class FakeApp:
    """Excel itself."""

    def __init__(self) -> None:
        self.books = FakeBooks()
        self.screen_updating = True
        self.enable_events = True
        self.display_alerts = True
        self.calculation = "automatic"
        self.status_bar: str | bool = False
        self.selected: list[str] = []
        self.api = object()

    def calculate(self) -> None:
        """Nothing is calculated."""


class FakeBooks(list["FakeBook"]):
    """The open workbooks; the last one opened is in front."""

    @property
    def active(self) -> "FakeBook | None":
        return self[-1] if self else None


class FakeBook:
    """An open workbook."""

    def __init__(self, app: FakeApp, path: Path) -> None:
        self.app, self.path, self.name, self.fullname = app, path, path.name, str(path)
        self.book: Workbook = opened(path, keep_vba=path.suffix == ".xlsm")
        self.api = self
        self.protected_with: dict[str, bool] = {}
        app.books.append(self)

    def SaveCopyAs(self, Filename: str) -> None:  # noqa: N802, N803 - Excel's names
        """Write a copy."""
        self.book.save(Filename)

    @property
    def sheets(self) -> "FakeSheets":
        return FakeSheets(self)


@dataclass
class FakeSheets:
    book: FakeBook

    def __len__(self) -> int:
        return len(self.book.book.worksheets)

    def __iter__(self) -> Iterator["FakeSheet"]:
        return (FakeSheet(self.book, sheet) for sheet in self.book.book.worksheets)

    def __getitem__(self, key: str | int) -> "FakeSheet":
        names = [sheet.name for sheet in self]
        return list(self)[key if isinstance(key, int) else names.index(key)]

    def add(self, name: str, after: "FakeSheet") -> "FakeSheet":
        if self.book.book.security is not None and self.book.book.security.lockStructure:
            raise ExcelError("工作簿受保护")
        place = self.book.book.index(after.sheet) + 1
        return FakeSheet(self.book, self.book.book.create_sheet(name, place))


class Protection:
    """What a protection allows; asked for by Excel's names, answered from those of the file format."""

    _WORDS: Final = {"Formatting": "format", "Inserting": "insert", "Deleting": "delete"}
    _OTHERS: Final = {
        "AllowSorting": "sort",
        "AllowFiltering": "autoFilter",
        "AllowUsingPivotTables": "pivotTables",
    }

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet

    def __getattr__(self, name: str) -> bool:
        own = self._OTHERS.get(name, name.removeprefix("Allow"))
        for theirs, stored in self._WORDS.items():
            own = own.replace(theirs, stored)
        return not getattr(self._sheet.protection, own)


class FakeSheet:
    """One sheet."""

    def __init__(self, book: FakeBook, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.api = self

    name = property(lambda self: self.sheet.title)
    ProtectContents = property(lambda self: bool(self.sheet.protection.sheet))
    Protection = property(lambda self: Protection(self.sheet))

    def Unprotect(self, Password: str) -> None:  # noqa: N802, N803 - Excel's names
        """Only one without a password opens for just any word."""
        if self.sheet.protection.password:
            raise ExcelError(f"密码不对：{Password}")
        self.sheet.protection.sheet = False

    def Protect(self, **options: bool) -> None:  # noqa: N802 - Excel's name
        """Protect it again; what is allowed is remembered for a test to see."""
        self.sheet.protection.sheet = True
        self.book.protected_with = options

    def range(self, address: str) -> "FakeRange":
        return FakeRange(self, address)

    @property
    def used_range(self) -> "FakeRange":
        return FakeRange(self, self.sheet.dimensions)

    def activate(self) -> None:
        self.book.book.active = self.book.book.index(self.sheet)

    def delete(self) -> None:
        self.book.book.remove(self.sheet)


@dataclass
class FakeNote:
    cell: Cell

    @property
    def text(self) -> str:
        return str(self.cell.comment.text) if self.cell.comment else ""

    def delete(self) -> None:
        self.cell.comment = None


@dataclass
class FakeRange:
    """An area of cells."""

    sheet: FakeSheet
    asked: str
    number_format: str = "General"
    api: Any = field(default=None)

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        left, top, right, bottom = (side or 1 for side in range_boundaries(self.asked))
        return left, top, right, bottom

    @property
    def address(self) -> str:
        return self.asked if self.asked.startswith("$") else f"${self.cell.column_letter}${self.cell.row}"

    @property
    def cell(self) -> Cell:
        left, top, _, _ = self.bounds
        found = self.sheet.sheet.cell(top, left)
        assert isinstance(found, Cell)
        return found

    @property
    def row(self) -> int:
        return self.cell.row

    @property
    def last_cell(self) -> "FakeRange":
        _, _, right, bottom = self.bounds
        return FakeRange(self.sheet, f"{self.sheet.sheet.cell(bottom, right).coordinate}")

    def options(self, *, ndim: int) -> "FakeRange":
        assert ndim == 2
        return self

    def _table(self) -> list[list[object]]:
        left, top, right, bottom = self.bounds
        rows = self.sheet.sheet.iter_rows(top, bottom, left, right, values_only=True)
        return [list(row) for row in rows]

    @property
    def value(self) -> Any:  # noqa: ANN401 - whatever is there
        table = self._table()
        return table if ":" in self.asked else table[0][0]

    @value.setter
    def value(self, value: object) -> None:
        rows = value if isinstance(value, list) else [[value]]
        rows = rows if isinstance(rows[0], list | tuple) else [rows]
        for row, line in enumerate(rows):
            for column, each in enumerate(line):
                self._put(row, column, each)

    @property
    def formula(self) -> Any:  # noqa: ANN401 - one text, or rows of them
        table = tuple(tuple("" if each is None else each for each in row) for row in self._table())
        return table if ":" in self.asked else table[0][0]

    def _put(self, row: int, column: int, value: object) -> None:
        left, top, _, _ = self.bounds
        cell = self.sheet.sheet.cell(top + row, left + column)
        if self.sheet.ProtectContents and cell.protection.locked:
            raise ExcelError(f"{cell.coordinate} 受保护")
        cell.value = None if value == "" else value  # type: ignore[assignment]  # what a cell can hold

    def _require_open(self) -> None:
        if self.sheet.ProtectContents:
            raise ExcelError("工作表受保护")

    def _columns(self) -> list[ColumnDimension]:
        left, _, right, _ = self.bounds
        columns = self.sheet.sheet.column_dimensions
        return [columns[get_column_letter(number)] for number in range(left, right + 1)]

    @property
    def column_width(self) -> float:
        return 0 if self._columns()[0].hidden else self._columns()[0].width

    @column_width.setter
    def column_width(self, width: float) -> None:
        for column in self._columns():
            column.width, column.hidden = width, width == 0

    @property
    def wrap_text(self) -> bool:
        return bool(self.cell.alignment.wrap_text)

    @wrap_text.setter
    def wrap_text(self, wrap: bool) -> None:
        left, top, right, bottom = self.bounds
        for row in self.sheet.sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                cell.alignment = Alignment(wrap_text=wrap, vertical="top")

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = self.cell.fill
        if fill.patternType != "solid":
            return None
        red, green, blue = bytes.fromhex(str(fill.fgColor.rgb)[-6:])
        return red, green, blue

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self._require_open()
        left, top, right, bottom = self.bounds
        for row in self.sheet.sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                cell.fill = (
                    PatternFill("solid", "{:02X}{:02X}{:02X}".format(*value)) if value else PatternFill()
                )

    @property
    def note(self) -> FakeNote | None:
        return FakeNote(self.cell) if self.cell.comment else None

    def add_note(self, text: str) -> FakeNote:
        self._require_open()
        self.cell.comment = Comment(text, "xlperf")
        return FakeNote(self.cell)

    def select(self) -> None:
        self.sheet.book.app.selected.append(f"{self.sheet.name}!{self.cell.coordinate}")


class FakeControl(FakeBook):
    """The control workbook: what a step does to it goes into the file (see :class:`FiledBook`)."""

    def SaveCopyAs(self, Filename: str) -> None:  # noqa: N802, N803 - Excel's names
        """Copy the file, in which everything is."""
        Path(Filename).write_bytes(self.path.read_bytes())

    @property
    def names(self) -> "FakeNames":
        return FakeNames(self)


@dataclass
class FakeNames:
    book: FakeControl

    def __iter__(self) -> Iterator["FakeName"]:
        return (FakeName(self.book, name) for name in self.book.book.defined_names)

    def __getitem__(self, name: str) -> "FakeName":
        return FakeName(self.book, name)


@dataclass
class FakeName:
    book: FakeControl
    name: str

    @property
    def refers_to_range(self) -> FakeRange:
        sheet, _, address = str(self.book.book.defined_names[self.name].attr_text).rpartition("!")
        return self.book.sheets[sheet.strip("'")].range(address.replace("$", ""))


class FiledBook(FileBook):
    """Stands in for ``LiveBook``: the same port, over the closed file."""

    def __init__(self, book: FakeControl, *, on_first_write: Callable[[], object] | None = None) -> None:
        super().__init__(book.path)
        self.book, self._on_first_write = book, on_first_write

    def write_table(self, *args: Any, **options: Any) -> tuple[Orphan, ...]:  # noqa: ANN401
        self._begin()
        return super().write_table(*args, **options)

    def set_values(self, values: Mapping[str, CellValue]) -> None:
        self._begin()
        super().set_values(values)

    def _begin(self) -> None:
        if self._on_first_write is not None:
            self._on_first_write()
            self._on_first_write = None
