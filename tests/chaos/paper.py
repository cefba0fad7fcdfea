"""A workbook on somebody's desk, what is truly written on it, and the moves that keep track of both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from xlperf.ooxml.cells import Value
from xlperf.ooxml.formula_tokens import Name as FormulaName
from xlperf.ooxml.formula_tokens import Reference, Token, rewrite
from xlperf.ooxml.refs import Range, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.spots import rewrite_others, rewrite_tail
from xlperf.ooxml.workbook import Workbook

#: Where a row (or a column) goes; None: it is deleted.
Moves = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of a sheet."""

    sheet: str
    row: int
    column: int

    @property
    def ref(self) -> str:
        return ref(self.row, self.column)


@dataclass(slots=True)
class Field:
    """What is truly said in one field: ``value`` as the reader should have it (None: nothing).

    ``told``: whatever is read, the village must be told of it, since it changed what it was not to change
    (or wrote what means nothing). ``gone``: nothing is left of it, unless it can be computed. ``locked``:
    printed by the office, or a formula of the form.
    """

    value: object
    place: Place
    locked: bool = False
    told: bool = False
    gone: bool = False


@dataclass(slots=True)
class Form:
    """What is truly said on the form of one project: single fields, and the indicators by key."""

    sheet: str
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[dict[str, Field]] = field(default_factory=list)

    def copy(self) -> "Form":
        """One that can be changed alone."""
        fields = {key: replace(each) for key, each in self.fields.items()}
        lines = [{key: replace(each) for key, each in line.items()} for line in self.lines]
        return Form(self.sheet, fields, lines)

    def all(self) -> Iterator[tuple[str, Field]]:
        """Every field with its key; those of the indicators begin with 三级指标 as first typed."""
        yield from self.fields.items()
        for number, line in enumerate(self.lines):
            for key, each in line.items():
                yield f"{number}.{key}", each


@dataclass(slots=True)
class Paper:
    """A workbook, and the truth by project code. ``done`` is what was done to it.

    Each of ``expected`` names rules of which one must speak, whatever was read.
    """

    data: bytes
    truth: dict[str, Form]
    done: list[str] = field(default_factory=list)
    expected: list[tuple[str, Form]] = field(default_factory=list)
    opened: Workbook | None = None

    def expect(self, rules: str, place: "Place | Form") -> None:
        """One of these rules must speak about the form at a place."""
        title = place.sheet
        self.expected += [(rules, form) for form in self.truth.values() if form.sheet == title]

    @property
    def book(self) -> Workbook:
        """It, opened."""
        if self.opened is None:
            self.opened = Workbook.load(self.data)
        return self.opened

    def close(self) -> bytes:
        """Save what was changed."""
        if self.opened is not None:
            self.data, self.opened = self.opened.to_bytes(), None
        return self.data

    def rewrite(self, change: Callable[[bytes], bytes]) -> None:
        """Let another program save it."""
        self.data = change(self.close())

    def sheet(self, form: Form) -> Sheet:
        """The sheet of a form."""
        return self.book.sheet(form.sheet)

    def put(self, place: Place, value: Value) -> None:
        """Type a literal."""
        self.book.sheet(place.sheet).set(place.ref, value)

    def put_formula(self, place: Place, formula: str, shown: Value) -> None:
        """Type a formula."""
        self.book.sheet(place.sheet).set_formula(place.ref, formula, shown)

    def places(self, title: str) -> Iterator[tuple[Field, list[Field]]]:
        """The fields on a sheet with the group that they go with when their row is deleted."""
        for form in self.truth.values():
            if form.sheet == title:
                for each in form.fields.values():
                    yield each, [each]
                for line in form.lines:
                    yield from ((each, list(line.values())) for each in line.values())

    def rename(self, old: str, new: str) -> None:
        """Give a sheet another title."""
        self.book.rename_sheet(self.book.sheet(old), new)
        for form in self.truth.values():
            if form.sheet == old:
                form.sheet = new
                for _, each in form.all():
                    each.place = replace(each.place, sheet=new)

    def move(self, title: str, *, rows: Moves | None = None, columns: Moves | None = None) -> None:
        """Let rows and columns of a sheet go elsewhere, or go, and everything follow as it does in Excel."""
        by_row, by_column = rows or (lambda row: row), columns or (lambda column: column)
        sheet = self.book.sheet(title)
        _move_cells(self.book, sheet, by_row, by_column)
        for form in self.truth.values():
            if form.sheet == title:
                _move_truth(form, by_row, by_column)


def inserted(at: int, count: int = 1) -> Moves:
    """``count`` new ones before ``at``."""
    return lambda each: each + count if each >= at else each


def deleted(at: int, count: int = 1) -> Moves:
    """``count`` from ``at`` on go."""
    return lambda each: each if each < at else None if each < at + count else each - count


def arranged(order: Iterable[int]) -> Moves:
    """Those named change places: the first of them comes to stand where the uppermost was, and so on."""
    listed = list(order)
    targets = dict(zip(listed, sorted(listed), strict=True))
    return lambda each: targets.get(each, each)


def _move_truth(form: Form, rows: Moves, columns: Moves) -> None:
    for fields in (form.fields, *form.lines):
        for each in fields.values():
            row, column = rows(each.place.row), columns(each.place.column)
            if row is not None and column is not None:
                each.place = replace(each.place, row=row, column=column)


def _move_cells(book: Workbook, sheet: Sheet, rows: Moves, columns: Moves) -> None:
    sheet.shared_formulas.expand()
    merges = sheet.merges
    validations = [(each, each.areas) for each in sheet.validations]

    def change(formula: str, *, home: bool) -> str:
        return rewrite(formula, lambda token: _moved(token, sheet.title, rows, columns, home=home))

    kept: dict[int, tuple[str, dict[int, str]]] = {}
    for number, row in sheet.xml.grid.rows():
        target = rows(number)
        if target is None:
            continue
        tails = {}
        for column, tail in row.cells.items():
            place = columns(column)
            if place is not None:
                tails[place] = rewrite_tail(tail, lambda text: change(text, home=True))
        attributes = row.attributes.split(' spans="')[0] if ' spans="' in row.attributes else row.attributes
        kept[target] = attributes, tails
    for area in merges:
        sheet.unmerge(area.ref)
    text, whole = _render(kept)
    sheet.replace_rows(text.encode(), whole)
    for area in merges:
        new = _area(area, rows, columns)
        free = new is not None and not any(new.overlaps(other) for other in sheet.merges)
        if new is not None and free and new.rows * new.cols > 1:
            sheet.merge(new.ref)
    for validation, areas in validations:
        new_areas = [_area(area, rows, columns) for area in areas]
        sheet.set_validation_areas(validation, [each.ref for each in new_areas if each is not None])
    rewrite_others(book, sheet, lambda formula: change(formula, home=False))


def _render(kept: dict[int, tuple[str, dict[int, str]]]) -> tuple[str, Range]:
    lines = []
    for number in sorted(kept):
        attributes, tails = kept[number]
        cells = "".join(f'<c r="{ref(number, column)}{tails[column]}' for column in sorted(tails))
        lines.append(f'<row r="{number}"{attributes}>{cells}</row>')
    last = max((column for _, tails in kept.values() for column in tails), default=1)
    return "".join(lines), Range(1, 1, max(kept, default=1), last)


def _area(area: Range, rows: Moves, columns: Moves) -> Range | None:
    down = _span(area.first_row, area.last_row, rows)
    across = _span(area.first_col, area.last_col, columns)
    return Range(down[0], across[0], down[1], across[1]) if down and across else None


def _span(first: int, last: int, moves: Moves) -> tuple[int, int] | None:
    """Where the ends of a range come to stand; the inner neighbours of those that are gone.

    Whatever moves within the range leaves it as it is: sorting rows changes no sum.
    """
    if last - first > 10_000:
        return first, last
    found = [place for place in map(moves, range(first, last + 1)) if place is not None]
    return (min(found), max(found)) if found else None


def _moved(token: Token, title: str, rows: Moves, columns: Moves, *, home: bool) -> str | None:
    if isinstance(token, FormulaName) or None in (token.first.row, token.first.col):
        return None
    if not (home if token.prefix is None else token.prefix.names(title)):
        return None
    end = token.last or token.first
    down = _span(token.first.row or 0, end.row or 0, rows)
    across = _span(token.first.col or 0, end.col or 0, columns)
    if not down or not across:
        return "#REF!"
    first = replace(token.first, row=down[0], col=across[0])
    last = None if token.last is None else replace(token.last, row=down[1], col=across[1])
    return str(Reference(token.prefix, first, last))
