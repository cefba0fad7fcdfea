"""One sheet: its cells, rows, merged areas and validations."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlperf.ooxml import areas, cellxml, row_attributes
from xlperf.ooxml.areas import Validation
from xlperf.ooxml.cells import Cell, Value
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.markup import Element, Q
from xlperf.ooxml.read_cells import ReadCells, remember_literal, remember_result
from xlperf.ooxml.refs import Range, parse_ref, ref
from xlperf.ooxml.resizing import resize_rows
from xlperf.ooxml.shared_formulas import SharedFormulas
from xlperf.ooxml.sheetxml import SheetXml
from xlperf.ooxml.values import read_value, write_literal, write_result

if TYPE_CHECKING:
    from xlperf.ooxml.workbook import Workbook


class Sheet:
    """A sheet of a workbook. Addresses are A1 texts such as ``"B3"``; a malformed one is a ValueError.

    Chart sheets are listed too; they have no cells (``is_worksheet`` is False).
    """

    def __init__(self, book: "Workbook", element: Element, part: str, *, is_worksheet: bool) -> None:
        state = element.get("state", "visible")
        self.book = book
        self.element = element
        self.part = part
        self.title = element.get("name", "")
        self.state = state if state in {"hidden", "veryHidden"} else "visible"
        self.is_worksheet = is_worksheet
        self.loaded: SheetXml | None = None
        self._shared: SharedFormulas | None = None
        #: The cells looked at so far, each with the tail that it was read from.
        self._read: ReadCells = {}

    def __repr__(self) -> str:
        return f"Sheet({self.title!r})"

    @property
    def index(self) -> int:
        """The tab's position, from 0."""
        return self.book.sheets.index(self)

    @property
    def xml(self) -> SheetXml:
        """The part, cut on first use."""
        if self.loaded is None:
            if not self.is_worksheet:
                raise ValueError(f"“{self.title}”不是普通工作表，没有单元格")
            package = self.book.package
            try:
                self.loaded = SheetXml.parse(package.read(self.part), self.part, package.limits)
            except PackageError as error:
                raise error.at(f"工作表“{self.title}”：") from error
            if self.loaded.is_long:
                package.forget(self.part)
        return self.loaded

    # -- reading ---------------------------------------------------------------------------------

    def cell(self, ref: str) -> Cell:
        """The cell at an address; an empty :class:`Cell` where the sheet has none."""
        return self.at(*parse_ref(ref))

    def at(self, row: int, col: int) -> Cell:
        """The cell in a row and a column, both from 1."""
        tail, known = self.xml.grid.tail(row, col), self._read.get((row, col))
        if tail is None:
            return Cell(ref(row, col))
        return known[1] if known is not None and known[0] is tail else self._cell(row, col, tail)

    def value(self, ref: str) -> Value:
        """The literal or cached value at an address."""
        return self.cell(ref).value

    def cells(self) -> Iterator[Cell]:
        """The cells that hold a value or a formula, in reading order."""
        return (cell for _, cell in self.filled())

    def filled(self) -> Iterator[tuple[tuple[int, int], Cell]]:
        """The same cells, each after its row and column."""
        if self.is_worksheet:
            for number, _ in list(self.xml.grid.rows()):
                for col, cell in self.filled_in(number):
                    yield (number, col), cell

    def filled_in(self, row: int) -> Iterator[tuple[int, Cell]]:
        """The cells of a row that hold a value or a formula, each after its column."""
        found, read = self.xml.grid.row(row), self._read
        for col, tail in found.cells.items() if found is not None else ():
            if not tail.endswith("/>") or tail.endswith("/></c>"):
                known = read.get((row, col))
                cell = known[1] if known is not None and known[0] is tail else self._cell(row, col, tail)
                if cell.value is not None or cell.formula is not None:
                    yield col, cell

    def style(self, ref: str) -> int:
        """The style of a cell; that of its row or column where the cell is not in the file."""
        row, col = parse_ref(ref)
        tail = self.xml.grid.tail(row, col)
        return self.default_style(row, col) if tail is None else cellxml.style_of(tail)

    # -- writing ---------------------------------------------------------------------------------

    def set(self, ref: str, value: Value, *, style: int | None = None) -> None:
        """Put a literal into a cell; a formula there goes, the style stays unless given.

        Text stays text whatever it begins with; ``None`` and ``""`` empty the cell.
        """
        row, col = parse_ref(ref)
        type_, text = write_literal(value, self.book.strings)
        number = self._release(row, col, style)
        tail = cellxml.blank_tail(number) if text is None else cellxml.literal_tail(number, type_, text)
        self._put(row, col, tail)
        remember_literal(self._read, (row, col), tail, value, number)

    def clear(self, ref: str) -> None:
        """Empty a cell; its style stays."""
        self.set(ref, None)

    def set_formula(self, ref: str, formula: str, cached: Value, *, style: int | None = None) -> None:
        """Put a formula (without ``=``) and its result into a cell; None: not calculated yet."""
        row, col = parse_ref(ref)
        type_, text = write_result(cached)
        element = cellxml.formula_xml(formula.removeprefix("="))
        number = self._release(row, col, style)
        self._put(row, col, cellxml.formula_tail(number, element, type_, text))
        self.xml.mentioned = None
        self.book.formulas_changed()

    def set_cached(self, ref: str, value: Value) -> None:
        """Set the result that a cell's formula shows until it is calculated again; the formula stays.

        Raises:
            ValueError: where the cell holds no formula.
        """
        row, col = parse_ref(ref)
        tail = self.xml.grid.tail(row, col)
        if tail is None or not cellxml.has_formula(tail):
            raise ValueError(f"“{self.title}”{ref} 没有公式")
        new = cellxml.with_cached(tail, *write_result(value))
        self._put(row, col, new)
        remember_result(self._read, (row, col), tail, new, value)

    def set_style(self, ref: str, style: int) -> None:
        """Give a cell another style; what it holds stays."""
        row, col = parse_ref(ref)
        tail = self.xml.grid.tail(row, col)
        self._put(row, col, cellxml.with_style(cellxml.EMPTY if tail is None else tail, style))

    # -- rows ------------------------------------------------------------------------------------

    def row_height(self, row: int) -> float | None:
        """A row's height in points; None where the file states none."""
        return row_attributes.height(self.xml, row)

    def set_row_height(self, row: int, points: float | None, *, fixed: bool = True) -> None:
        """Give a row a height in points, or leave it to the program (None).

        A height that is not ``fixed`` is shown until somebody types in the row; then the program fits it.
        """
        row_attributes.set_height(self.xml, row, points, fixed=fixed)

    def resize_rows(self, first_row: int, count: int, new_count: int) -> None:
        """Make the block of ``count`` rows from ``first_row`` on ``new_count`` rows long.

        New rows come in below the block's last row, as copies of it: styles, height and formulas (adjusted as
        when filling down), no literal values; rows go from the block's end. Everything else, anywhere in the
        workbook, follows as when Excel inserts or deletes rows, and what covers the block's last row goes on
        covering the whole block.

        Raises:
            ValueError: where the block is empty or the sheet would be too long.
        """
        resize_rows(self.book, self, first_row, count, new_count)

    def take(self, xml: SheetXml, read: ReadCells) -> None:
        """Put another part's XML in the place of all that the sheet holds; ``read`` is what it says."""
        self.loaded, self._shared = xml, None
        self._read = dict(read)

    def replace_rows(self, rows: bytes, area: Range) -> None:
        """Put other rows in the place of all that the sheet has; what surrounds them stays.

        Args:
            rows: their XML as Excel writes it: ``<row r="1"><c r="A1"><v>5</v></c></row>…``. They are cut
                when somebody asks for a cell, and until then kept as given.
            area: what they cover.
        """
        self.xml.replace_grid(rows, area)
        self._shared = None
        self._read.clear()
        self.book.formulas_changed()

    def let_go(self) -> None:
        """Forget what is in memory: all of it has been written."""
        self.loaded, self._shared = None, None
        self._read.clear()

    # -- merged areas, validations, protection ---------------------------------------------------

    @property
    def merges(self) -> tuple[Range, ...]:
        """The merged areas."""
        return areas.merges(self.xml) if self.is_worksheet else ()

    def merge(self, ref: str) -> None:
        """Merge an area such as ``"B3:D4"``; ValueError where it is one cell or overlaps another."""
        areas.merge(self.xml, Range.parse(ref))

    def unmerge(self, ref: str) -> None:
        """Take a merged area apart; ValueError where that very area is not merged."""
        areas.unmerge(self.xml, Range.parse(ref))

    @property
    def validations(self) -> tuple[Validation, ...]:
        """The data validations, those of Excel 2010's extension included."""
        return areas.validations(self.xml) if self.is_worksheet else ()

    def set_validation_areas(self, validation: Validation, refs: Sequence[str]) -> None:
        """Let a validation cover exactly these areas; without any it goes."""
        areas.set_validation_areas(self.xml, validation, [Range.parse(text) for text in refs])

    @property
    def protected(self) -> bool:
        """Whether the sheet refuses typing into locked cells."""
        if not self.is_worksheet or not self.may_hold("sheetProtection"):
            return False
        element = self.xml.skeleton.find(Q + "sheetProtection")
        return element is not None and element.get("sheet") in {"1", "true"}

    # -- for the rooms beside --------------------------------------------------------------------

    @property
    def shared_formulas(self) -> SharedFormulas:
        """The formulas that several cells of the grid share."""
        if self._shared is None:
            self._shared = SharedFormulas(self.xml.grid)
        return self._shared

    def may_hold(self, text: str) -> bool:
        """Whether an ASCII text stands outside the cells, as far as can be told without parsing."""
        if self.loaded is None:
            return text.encode() in self.book.package.read(self.part)
        return self.loaded.may_hold(text)

    def read_cells(self) -> ReadCells:
        """All cells, for a sheet that takes the same rows."""
        for number, row in self.xml.grid.rows():
            for col, tail in row.cells.items():
                self._cell(number, col, tail)
        return dict(self._read)

    def _cell(self, row: int, col: int, tail: str) -> Cell:
        known = self._read.get((row, col))
        if known is not None and known[0] is tail:  # as long as the very same text stands there
            return known[1]
        cell, lasting = self.parsed(row, col, tail)
        if lasting:
            self._read[row, col] = tail, cell
        return cell

    def parsed(self, row: int, col: int, tail: str) -> tuple[Cell, bool]:
        """A cell, and whether its tail alone says what it holds."""
        address = ref(row, col)
        try:
            parsed = cellxml.split_tail(tail)
            formula = parsed.formula
            if formula is not None and parsed.formula_attributes:
                formula = self.shared_formulas.formula(row, col, formula, parsed.formula_attributes)
            value = read_value(parsed, self.book.strings, date1904=self.book.date1904)
        except PackageError as error:
            raise error.at(f"工作表“{self.title}”的 {address}：") from error
        return Cell(address, value, formula, parsed.style), not parsed.formula_attributes

    def _release(self, row: int, col: int, style: int | None = None) -> int:
        """Make a cell ready for new content; the style to write."""
        tail = self.xml.grid.tail(row, col)
        if tail is None:
            return self.default_style(row, col) if style is None else style
        if "<f" in tail:
            if 't="shared"' in tail:
                self.shared_formulas.expand()
            self.book.formulas_changed()
        return cellxml.style_of(tail) if style is None else style

    def _put(self, row: int, col: int, tail: str) -> None:
        xml = self.xml
        xml.changed = True
        if xml.grid.put(row, col, tail):
            xml.stretch_dimension(row, col)

    def default_style(self, row: int, col: int) -> int:
        """The style of a cell that is not in the file: that of its row, else of its column."""
        return row_attributes.default_style(self.xml, row, col)
