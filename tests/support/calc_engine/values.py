"""Reading and writing the values of a block of cells as Excel's ``Range.Value`` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from support.calc_engine.bridge import UNO, Untyped, constant, each
from support.calc_engine.formulas import Formulas
from support.calc_engine.typed import Kind, Typed, moment_of, typed

_ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#REF!",
    508: "#NAME?",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
Block = list[list[Untyped]]
Place = tuple[int, int]


class ErrorCode(str):
    """An error value; Windows hands it over as a number that xlwings knows."""

    __slots__ = ()


class NumberFormats:
    """The number formats of one workbook, in Excel's English notation."""

    def __init__(self, document: Untyped) -> None:
        self._formats = document.NumberFormats
        self._codes: dict[int, str] = {}
        self._kinds: dict[int, int] = {}
        self._english = UNO.createUnoStruct("com.sun.star.lang.Locale")
        self._english.Language, self._english.Country = "en", "US"

    def code(self, key: int) -> str:
        """``General``, ``@``, ``0.00%`` …"""
        if key not in self._codes:
            self._codes[key] = str(self._formats.getByKey(key).FormatString) if key else "General"
        return self._codes[key]

    def kind(self, key: int) -> int:
        """LibreOffice's flags for what the format shows."""
        if key not in self._kinds:
            self._kinds[key] = int(self._formats.getByKey(key).Type)
        return self._kinds[key]

    def key(self, code: str) -> int:
        """The number by which the workbook knows a format."""
        found = self._formats.queryKey(code, self._english, False)
        return int(found if found != -1 else self._formats.addNew(code, self._english))


def read_block(document: Untyped, uno: Untyped) -> Block:
    """The values of a block: floats, texts, moments, booleans, error values, None."""
    block = [[None if value == "" else value for value in row] for row in uno.getDataArray()]
    formats = NumberFormats(document)
    moment, truth = constant("util.NumberFormat.DATETIME"), constant("util.NumberFormat.LOGICAL")
    for row, column, key in _formatted(uno):
        kind, value = formats.kind(key), block[row][column]
        if isinstance(value, float) and kind & moment:
            block[row][column] = moment_of(value)
        elif isinstance(value, float) and kind & truth:
            block[row][column] = bool(value)
    for row, column, cell in _failed(uno):
        block[row][column] = ErrorCode(_ERRORS.get(cell.getError(), "#VALUE!"))
    return block


def read_formulas(document: Untyped, uno: Untyped) -> Block:
    """What the formula bar shows: a formula with ``=``, else the value as text, "" for nothing."""
    block = [list(row) for row in uno.getFormulaArray()]
    formulas = Formulas(document)
    first_row, first_column = _corner(uno)
    ranges = uno.queryContentCells(constant("sheet.CellFlags.FORMULA"))
    for area in ranges.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                cell = uno.getCellByPosition(column - first_column, row - first_row)
                block[row - first_row][column - first_column] = formulas.text(cell)
    # LibreOffice shows a text that looks like a number or a formula with an apostrophe.
    texts = uno.getDataArray()
    return [
        [
            texts[i][j] if isinstance(value, str) and value.startswith("'") else value
            for j, value in enumerate(row)
        ]
        for i, row in enumerate(block)
    ]


def write_block(document: Untyped, uno: Untyped, rows: Sequence[Sequence[object]]) -> None:
    """Set the values of a block, each as if typed (see :mod:`~support.calc_engine.typed`)."""
    formats = NumberFormats(document)
    codes = dict(_codes(uno, formats))
    block = [
        [typed(value, text_cell=codes.get((i, j)) == "@") for j, value in enumerate(row)]
        for i, row in enumerate(rows)
    ]
    uno.setDataArray(tuple(tuple(_stored(cell) for cell in row) for row in block))
    formulas = Formulas(document)
    for row, column in _places(block, lambda cell: cell.kind is Kind.FORMULA):
        formulas.put(uno.getCellByPosition(column, row), str(block[row][column].value))
    for row, column in _places(block, lambda cell: cell.number_format or cell.kind is Kind.BOOLEAN):
        if codes.get((row, column), "General") == "General":
            code = block[row][column].number_format or "BOOLEAN"
            uno.getCellByPosition(column, row).NumberFormat = formats.key(code)


def _stored(cell: Typed) -> object:
    return "" if cell.kind in {Kind.EMPTY, Kind.FORMULA} else cell.value


def _places(block: list[list[Typed]], wanted: Callable[[Typed], object]) -> list[Place]:
    return [(i, j) for i, row in enumerate(block) for j, cell in enumerate(row) if wanted(cell)]


def _corner(uno: Untyped) -> Place:
    address = uno.RangeAddress
    return address.StartRow, address.StartColumn


def _formatted(uno: Untyped) -> Iterator[tuple[int, int, int]]:
    """Row, column, number format of every cell that has one of its own."""
    first_row, first_column = _corner(uno)
    for part in each(uno.CellFormatRanges):
        if key := part.NumberFormat:
            area = part.RangeAddress
            columns = range(area.StartColumn - first_column, area.EndColumn - first_column + 1)
            for row in range(area.StartRow - first_row, area.EndRow - first_row + 1):
                yield from ((row, column, key) for column in columns)


def _codes(uno: Untyped, formats: NumberFormats) -> Iterator[tuple[Place, str]]:
    for row, column, key in _formatted(uno):
        yield (row, column), formats.code(key)


def _failed(uno: Untyped) -> Iterator[tuple[int, int, Untyped]]:
    first_row, first_column = _corner(uno)
    for area in uno.queryFormulaCells(constant("sheet.FormulaResult.ERROR")).RangeAddresses:
        for row in range(area.StartRow - first_row, area.EndRow - first_row + 1):
            for column in range(area.StartColumn - first_column, area.EndColumn - first_column + 1):
                yield row, column, uno.getCellByPosition(column, row)
