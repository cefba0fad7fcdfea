"""The control workbook as a closed file: every change in memory, one atomic write at the end.

What a step does not mean to change, be it a logo, a chart, a sheet of the clerk's own or a ribbon, is
copied byte for byte. Tables and cells are found by their names, so that a renamed sheet, a moved table or
columns in another order make no difference.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from xlperf.books.atomic import replace_by_pieces
from xlperf.books.file_rows import replace_rows
from xlperf.books.file_table import FileTable
from xlperf.books.file_values import from_cell, put_literal, put_result
from xlperf.books.port import BookError, CellValue, Orphan, TableData
from xlperf.books.refusals import no_name, no_table, require_columns
from xlperf.books.sheets import step_columns
from xlperf.model.errors import reason
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.guard import Limits, PackageError
from xlperf.ooxml.markup import Q
from xlperf.ooxml.refs import MAX_ROW, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

_MB: Final = 1024 * 1024
#: The office's own workbook may be as large as Excel can make it; it is not a stranger's.
_LIMITS: Final = Limits(
    file=1024 * _MB,
    entries=5_000,
    part=1024 * _MB,
    total=4096 * _MB,
    ratio=2_000,
    rows=MAX_ROW,
    cells=50_000_000,
    tags=50_000_000,
)
#: What was read of a larger workbook is let go of when it is saved, also where nothing has changed: bytes.
_LARGE: Final = 2 * _MB
_OPEN_ELSEWHERE = "文件可能正在 Excel 或 WPS 里打开，请关闭后重试。"


class FileBook:
    """A :class:`~xlperf.books.port.ControlBook` over a workbook file that no program has open."""

    def __init__(self, path: Path, *, data: bytes | None = None) -> None:
        """Open the file at ``path``, or ``data`` that is to be saved there.

        Raises:
            BookError: the file is not there, cannot be read, or is no workbook.
        """
        self.path = path
        content = _read(path) if data is None else data
        self._saved = _Seal.of((content,)).digest if data is None else None
        try:
            self._book = Workbook.load(content, _LIMITS)
        except PackageError as error:
            raise BookError(
                f"“{path.name}”打不开：{error.message}。请用 Excel 打开检查，或从备份恢复。"
            ) from error

    @classmethod
    def of_bytes(cls, path: Path, data: bytes) -> "FileBook":
        """A workbook that is yet to be saved at ``path``."""
        return cls(path, data=data)

    # -- tables ----------------------------------------------------------------------------------

    def tables(self) -> tuple[str, ...]:
        """See :class:`~xlperf.books.port.ControlBook`, here and below."""
        return tuple(self._book.tables)

    def read_table(self, name: str) -> TableData:
        """All rows of a table."""
        return self.table(name).read()

    def write_table(
        self,
        name: str,
        rows: Sequence[Mapping[str, CellValue]],
        *,
        key: str | Sequence[str] = (),
        totals: Mapping[str, CellValue] | None = None,
        columns: Sequence[str] = (),
    ) -> tuple[Orphan, ...]:
        """Replace a table's rows; what clerks had written in rows that are gone comes back."""
        table = self.table(name)
        keys = (key,) if isinstance(key, str) else tuple(key)
        mentioned = dict.fromkeys(header for row in rows for header in row)
        self._require_columns(table, (*mentioned, *columns, *keys, *(totals or {})))
        own = {*mentioned, *columns, *step_columns(name)}
        orphans = replace_rows(table, rows, [header for header in table.columns if header in own], keys)
        self.table(name).tell_totals(totals or {})
        return orphans

    def table(self, name: str) -> FileTable:
        """A table with its cells; :class:`BookError` where there is no such table."""
        table = self._book.tables.get(name)
        if table is None:
            raise no_table(self.path.name, name)
        return FileTable.of(self._book, table)

    def _require_columns(self, table: FileTable, headers: Iterable[str]) -> None:
        require_columns(self.path.name, table.sheet.title, table.table.name, table.columns, headers)

    # -- named cells -----------------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """The names of all named cells."""
        return tuple(
            name.name for name in self._book.names if name.sheet is None and self._book.area(name.name)
        )

    def read_value(self, name: str) -> CellValue:
        """The value of a named cell."""
        _, cell = self._named(name)
        return from_cell(self._book, cell)

    def set_values(self, values: Mapping[str, CellValue]) -> None:
        """Set named cells; formulas stay."""
        found = {name: self._named(name) for name in values}
        for name, (sheet, cell) in found.items():
            put = put_literal if cell.formula is None else put_result
            put(sheet, cell, values[name])

    def set_results(self, results: Mapping[str, CellValue]) -> None:
        """Tell what the formulas of named cells come to."""
        present = set(self.names())
        found = {name: self._named(name) for name in results if name in present}
        for name, (sheet, cell) in found.items():
            if cell.formula is not None:
                put_result(sheet, cell, results[name])

    def _named(self, name: str) -> tuple[Sheet, Cell]:
        area = self._book.area(name)
        if area is None:
            raise no_name(self.path.name, name)
        sheet = self._book.sheet(area.sheet)
        return sheet, sheet.cell(ref(area.first_row, area.first_col))

    # -- saving ----------------------------------------------------------------------------------

    def save(self) -> bool:
        """Replace the file; False where it holds just that already.

        Raises:
            BookError: the file is open in Excel or WPS, or the disk refuses; it is then as it was.
        """
        found = _Seal.of(self._book.to_pieces())
        if found.digest == self._saved:
            self._let_go(found.size)
            return False
        self._recalculate_on_opening()
        try:
            written = _Seal()
            replace_by_pieces(self.path, written.over(self._book.to_pieces()))
        except PermissionError as error:
            raise BookError(f"写不了“{self.path.name}”：{_OPEN_ELSEWHERE}") from error
        except OSError as error:
            raise BookError(
                f"写不了“{self.path.name}”：{reason(error)}。请检查磁盘空间和文件夹权限。"
            ) from error
        self._saved = written.digest
        self._let_go(written.size)
        return True

    def _let_go(self, size: int) -> None:
        if size > _LARGE:
            self._book = self._book.let_go()

    def _recalculate_on_opening(self) -> None:
        """Clerks' own formulas may look at what has changed; only a spreadsheet program can tell."""
        properties = self._book.root.find(Q + "calcPr")
        if properties is None or properties.get("fullCalcOnLoad") != "1":
            self._book.force_recalculation()


class _Seal:
    """What a content is known by: two contents of a large workbook at once would be half of all memory."""

    def __init__(self) -> None:
        self.size = 0
        self._hash = hashlib.sha256()

    @classmethod
    def of(cls, pieces: Iterable[bytes | memoryview]) -> "_Seal":
        """That of a content."""
        seal = cls()
        for _ in seal.over(pieces):
            pass
        return seal

    def over(self, pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
        """The pieces, each taken into account on its way."""
        for piece in pieces:
            self.size += len(piece)
            self._hash.update(piece)
            yield piece

    @property
    def digest(self) -> bytes:
        """Of all that went by."""
        return self._hash.digest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BookError(f"找不到“{path}”。请检查文件名和所在文件夹。") from error
    except PermissionError as error:
        raise BookError(f"打不开“{path.name}”：{_OPEN_ELSEWHERE}") from error
    except OSError as error:
        raise BookError(f"打不开“{path.name}”：{reason(error)}。") from error
