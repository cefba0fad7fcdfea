"""Filling the form: one workbook for one unit, one sheet for each project, prefilled and locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from xlperf.forms.blank import Blank, blank
from xlperf.forms.blocks import first_ref, row_refs
from xlperf.forms.layout import height_of
from xlperf.forms.locked_cells import digest_of
from xlperf.forms.names import Identity, Name
from xlperf.forms.printed_target import Answer, PrintedTarget, printed_targets
from xlperf.forms.selfcheck import SelfCheck
from xlperf.forms.sheet_titles import sheet_titles
from xlperf.forms.spec import INDICATOR_KEYS, FormSpec
from xlperf.forms.template import the_form
from xlperf.model.errors import UserError
from xlperf.model.ledger import LEDGER_SOURCES, ZERO, Column, LedgerEntry, Settings, Source, Target, Unit
from xlperf.model.rounding import ratio
from xlperf.ooxml.cells import Value
from xlperf.ooxml.prints import Print
from xlperf.ooxml.refs import Area, Range, parse_ref, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.scoring import execution_rate, rate_score

#: The shade of a locked cell in the indicator block, light enough for a black-and-white printer.
LOCKED_FILL = "F2F2F2"
#: The size of the form's text, by which the room for a long one is estimated.
FONT_SIZE = 10


@dataclass(frozen=True, slots=True)
class Assignment:
    """One project that a unit is to evaluate, and its approved indicators (none: the unit writes them)."""

    entry: LedgerEntry
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """What was printed and locked on one sheet: text by A1 address, and the digest of all that is locked."""

    project_code: str
    title: str
    locked: Mapping[str, str]
    digest: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class IssuedWorkbook:
    """A unit's workbook, ready to be handed out."""

    data: bytes
    sheets: tuple[IssuedSheet, ...]


def fill_workbook(
    template: bytes, spec: FormSpec, settings: Settings, unit: Unit, assignments: Sequence[Assignment]
) -> IssuedWorkbook:
    """A unit's workbook from the template, which may be the office's own edition of ours.

    Every part of the template that is not the form, 自检 or the identity is carried over byte for byte.

    Raises:
        UserError: the template lacks a name of the form, was made for other rules, or holds what cannot be
            copied (a pivot table).
        PackageError: the template is not a workbook.
    """
    prepared = blank(template, spec, settings.year)
    book = prepared.open()
    form = the_form(book)
    self_check = SelfCheck.of(book, spec, settings.year)
    copies = _copies(book, form, [assignment.entry.name for assignment in assignments])
    issued = tuple(
        _FormFiller(prepared, book, copy, spec, settings, unit, assignment).fill()
        for copy, assignment in zip(copies, assignments, strict=True)
    )
    book.remove_sheet(form)
    _identify(book, spec, settings, unit)
    self_check.complete(copies)
    if copies:
        book.activate(copies[0])
    sealed = (replace(each, digest=digest_of(book, copy)) for each, copy in zip(issued, copies, strict=True))
    filled = IssuedWorkbook(book.to_bytes(), tuple(sealed))
    book.close()
    return filled


def _copies(book: Workbook, form: Sheet, names: Sequence[str]) -> list[Sheet]:
    """One copy of the form for each project."""
    titles = sheet_titles(names, [sheet.title for sheet in book.sheets])
    try:
        return [book.clone_sheet(form, title) for title in titles]
    except ValueError as error:
        raise UserError(f"自评表模板不能用：工作表{error}。请从模板里去掉它。") from error


def _identify(book: Workbook, spec: FormSpec, settings: Settings, unit: Unit) -> None:
    values: dict[Identity, str] = {
        Identity.RULESET: spec.rules.id,
        Identity.MONEY_UNIT: spec.money_unit.value,
        Identity.TOWN: settings.town,
        Identity.YEAR: str(settings.year),
        Identity.UNIT_CODE: unit.code,
        Identity.UNIT_NAME: unit.name,
    }
    for name, value in values.items():
        area = book.names.area(name)
        if area is not None:
            book.sheet(area.sheet).set(first_ref(area), value)


@dataclass(slots=True)
class _FormFiller:
    """Fills one sheet.

    ``locked`` collects what was printed and locked, text by A1 address; ``styles`` are those of locked cells
    by the styles that they had.
    """

    blank: Blank
    book: Workbook
    sheet: Sheet
    spec: FormSpec
    settings: Settings
    unit: Unit
    assignment: Assignment
    locked: dict[str, str] = field(default_factory=dict)
    styles: dict[int, int] = field(default_factory=dict)

    def fill(self) -> IssuedSheet:
        """Indicators first: they need more or fewer rows, and all that stands below them moves."""
        self._indicators()
        self._heading()
        self._funds()
        self._rates()
        entry = self.assignment.entry
        return IssuedSheet(entry.code, self.sheet.title, self.locked, project_name=entry.name)

    def _area(self, name: Name) -> Area:
        return self.book.names_of(self.sheet)[name]

    def _heading(self) -> None:
        values: dict[Name, Value] = {
            Name.YEAR: Decimal(self.settings.year),
            Name.PROJECT_NAME: self.assignment.entry.name,
            Name.PROJECT_CODE: self.assignment.entry.code,
            Name.DEPARTMENT: self.settings.government,
            Name.UNIT: self.unit.name,
        }
        for name, value in values.items():
            self._print(first_ref(self._area(name)), value)

    def _funds(self) -> None:
        funding, unit = self.assignment.entry.funding, self.spec.money_unit
        for source, refs in zip(Source, row_refs(self._area(Name.FUNDS)), strict=True):
            for column, cell in zip(Column, refs, strict=True):
                put = self._compute if source is Source.TOTAL else self._print
                put(cell, unit.from_yuan(funding.of(source).get(column)))

    def _rates(self) -> None:
        funding, rules = self.assignment.entry.funding, self.spec.rules.execution
        rate = execution_rate(rules, funding)
        points = rate_score(rules, rate, places=self.spec.rules.score_decimals)
        self._compute_named(Name.RATE, rate)
        self._compute_named(Name.RATE_SCORE, points)
        details = self.book.names_of(self.sheet).get(Name.SOURCE_RATES)
        for source, refs in zip(LEDGER_SOURCES, row_refs(details) if details else (), strict=False):
            amounts = funding.of(source)
            self._compute(refs[0], ratio(amounts.actual, amounts.get(rules.base)))

    def _indicators(self) -> None:
        if self.assignment.targets:
            self._targets()
        weights = (self.sheet.value(cells["weight"]) for cells in self._rows())
        own = sum((weight for weight in weights if isinstance(weight, Decimal)), ZERO)
        self._compute_named(Name.WEIGHT_TOTAL, self.spec.rules.execution.weight + own)

    def _targets(self) -> None:
        """One row for each approved indicator; without any, the blank rows stay for the unit to fill."""
        targets = printed_targets(self.assignment.targets, self.spec, self.settings.year)
        self._make_room(tuple(printed.answer for printed in targets))
        for printed, cells in zip(targets, self._rows(), strict=True):
            self._indicator(printed, cells)

    def _make_room(self, answers: tuple[Answer, ...]) -> None:
        """A row for each indicator, ready for its kind of answer; most often that has been done before."""
        known = self.blank.prints.get(answers)
        if known is not None:
            known.give(self.sheet)
            return
        self._resize(len(answers))
        self._validate(answers)
        self.blank.keep(answers, Print.of(self.sheet))

    def _resize(self, rows: int) -> None:
        """Give the form as many rows."""
        known = self.blank.prints.get(rows)
        if known is not None:
            known.give(self.sheet)
            return
        area = self._area(Name.INDICATORS)
        self._rescue_validations(area)
        self.sheet.resize_rows(area.first_row, area.rows, rows)
        self.blank.keep(rows, Print.of(self.sheet))

    def _rows(self) -> list[dict[str, str]]:
        """The addresses of each row of 绩效指标 by their keys."""
        lines = row_refs(self._area(Name.INDICATORS))
        return [dict(zip(INDICATOR_KEYS, line, strict=True)) for line in lines]

    def _indicator(self, printed: PrintedTarget, cells: Mapping[str, str]) -> None:
        self._fit_height(printed.values, cells)
        if printed.answer is not Answer.NUMBER:
            self.sheet.clear(cells["score"])
        elif self.sheet.cell(cells["score"]).formula is not None:
            self.sheet.set_cached(cells["score"], "")
        for key, value in printed.values.items():
            if key in printed.open:
                self.sheet.clear(cells[key])
            else:
                self._print(cells[key], value)

    def _fit_height(self, values: Mapping[str, Value], cells: Mapping[str, str]) -> None:
        """Make room for long texts; the program goes on fitting the row to what is typed."""
        needed = height_of({key: text for key, text in values.items() if isinstance(text, str)}, FONT_SIZE)
        row, _ = parse_ref(cells["level3"])
        if needed > (self.sheet.row_height(row) or 0):
            self.sheet.set_row_height(row, needed, fixed=False)

    def _rescue_validations(self, block: Area) -> None:
        """Rows that go take their validations along: let those of the answers hold on to the first row."""
        column = block.first_col + INDICATOR_KEYS.index("actual")
        answers = Range(block.first_row, column, block.last_row, column)
        for validation in self.sheet.validations:
            if any(area.overlaps(answers) for area in validation.areas):
                self.sheet.set_validation_areas(validation, [ref(block.first_row, column)])

    def _validate(self, answers: Sequence[Answer]) -> None:
        """Give each answer the validation of its kind: a drop-down, a number, or none for a day."""
        column = {cells["actual"]: answer for cells, answer in zip(self._rows(), answers, strict=True)}
        for validation in self.sheet.validations:
            refs = [ref for area in validation.areas for ref in area.cells()]
            if any(ref in column for ref in refs):
                kind = Answer.CHOICE if validation.type == "list" else Answer.NUMBER
                rest = [ref for ref in refs if ref not in column]
                own = [ref for ref, answer in column.items() if answer is kind]
                self.sheet.set_validation_areas(validation, rest + own)

    def _print(self, ref: str, value: Value) -> None:
        """Write a value that the office answers for and lock its cell."""
        style = self.sheet.style(ref)
        locked = self.styles.get(style)
        if locked is None:
            locked = self.styles[style] = self._locked(style)
        self.sheet.set(ref, value, style=locked)
        self.locked[ref] = "" if value is None else str(value)

    def _locked(self, style: int) -> int:
        if self.book.is_locked(style):
            return style
        return self.book.style_variant(style, locked=True, fill=LOCKED_FILL)

    def _compute(self, ref: str, value: Decimal | None) -> None:
        """Tell a formula its result; where the office's template has none, print the result itself."""
        shown: Value = "" if value is None else value
        if self.sheet.cell(ref).formula is None:
            self._print(ref, shown)
        else:
            self.sheet.set_cached(ref, shown)

    def _compute_named(self, name: Name, value: Decimal | None) -> None:
        area = self.book.names_of(self.sheet).get(name)
        if area is not None:
            self._compute(first_ref(area), value)
