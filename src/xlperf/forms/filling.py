"""Filling the form: one workbook for one unit, one sheet for each project, prefilled and locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlperf.forms.blocks import first_ref, row_refs
from xlperf.forms.layout import height_of
from xlperf.forms.names import Identity, Name
from xlperf.forms.sheet_titles import sheet_titles
from xlperf.forms.spec import INDICATOR_KEYS, FormSpec, level1_text
from xlperf.forms.template import form_sheet
from xlperf.model.errors import UserError
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import Column, LedgerEntry, Settings, Source, Target, Unit
from xlperf.model.rounding import ratio
from xlperf.model.targets import read_measure, read_relation
from xlperf.ooxml.cells import Value
from xlperf.ooxml.refs import Area, Range, parse_ref, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.levels import canonical_level1
from xlperf.rules.scoring import execution_rate, rate_score

#: The shade of a locked cell in the indicator block, light enough for a black-and-white printer.
LOCKED_FILL = "F2F2F2"
#: The size of the form's text, by which the room for a long one is estimated.
FONT_SIZE = 10
#: What the office has approved, and a unit may not change, once an indicator is given.
APPROVED = ("level1", "level2", "level3", "relation", "target", "unit", "weight")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One project that a unit is to evaluate, and its approved indicators (none: the unit writes them)."""

    entry: LedgerEntry
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """What was printed and locked on one sheet: text by A1 address."""

    project_code: str
    title: str
    locked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IssuedWorkbook:
    """A unit's workbook, ready to be handed out."""

    data: bytes
    sheets: tuple[IssuedSheet, ...]


def fill_workbook(
    template: bytes, spec: FormSpec, settings: Settings, unit: Unit, assignments: Sequence[Assignment]
) -> IssuedWorkbook:
    """A unit's workbook from the template, which may be the office's own edition of ours.

    Every part of the template that is not the form or the identity is carried over byte for byte.

    Raises:
        UserError: the template lacks a name of the form, was made for other rules, or holds what cannot be
            copied (a pivot table).
        PackageError: the template is not a workbook.
    """
    book = Workbook.load(template)
    form = form_sheet(book, spec)
    copies = _copies(book, form, [assignment.entry.name for assignment in assignments])
    issued = tuple(
        _FormFiller(book, copy, spec, settings, unit, assignment).fill()
        for copy, assignment in zip(copies, assignments, strict=True)
    )
    book.remove_sheet(form)
    _identify(book, spec, settings, unit)
    if copies:
        book.activate(copies[0])
    return IssuedWorkbook(book.to_bytes(), issued)


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
    """Fills one sheet; ``locked`` collects what was printed and locked."""

    book: Workbook
    sheet: Sheet
    spec: FormSpec
    settings: Settings
    unit: Unit
    assignment: Assignment

    def fill(self) -> IssuedSheet:
        locked = self._heading() | self._funds() | self._indicators()
        return IssuedSheet(self.assignment.entry.code, self.sheet.title, locked)

    def _area(self, name: Name) -> Area:
        """Looked up each time: rows move while the form is being filled."""
        return self.book.names.names_of(self.sheet)[name]

    def _heading(self) -> dict[str, str]:
        values: dict[Name, Value] = {
            Name.YEAR: Decimal(self.settings.year),
            Name.PROJECT_NAME: self.assignment.entry.name,
            Name.PROJECT_CODE: self.assignment.entry.code,
            Name.DEPARTMENT: self.settings.government,
            Name.UNIT: self.unit.name,
        }
        return dict(self._print(first_ref(self._area(name)), value) for name, value in values.items())

    def _funds(self) -> dict[str, str]:
        funding = self.assignment.entry.funding
        locked: dict[str, str] = {}
        for source, refs in zip(Source, row_refs(self._area(Name.FUNDS)), strict=True):
            for column, cell in zip(Column, refs, strict=True):
                amount = self.spec.money_unit.from_yuan(funding.of(source).get(column))
                if source is Source.TOTAL:
                    self.sheet.set_cached(cell, amount)
                else:
                    locked |= [self._print(cell, amount)]
        self._rates()
        return locked

    def _rates(self) -> None:
        funding, rules = self.assignment.entry.funding, self.spec.rules
        rate = execution_rate(rules.execution, funding)
        self._cache(Name.RATE, rate)
        self._cache(Name.RATE_SCORE, rate_score(rules.execution, rate, places=rules.score_decimals))
        details = self.book.names.names_of(self.sheet).get(Name.SOURCE_RATES)
        base = rules.execution.base
        for source, refs in zip(list(Source)[1:], row_refs(details) if details else (), strict=False):
            amounts = funding.of(source)
            self.sheet.set_cached(refs[0], _or_blank(ratio(amounts.actual, amounts.get(base))))

    def _indicators(self) -> dict[str, str]:
        targets = self.assignment.targets
        if not targets:
            return {}
        area = self._area(Name.INDICATORS)
        self._rescue_validations(area)
        self.sheet.resize_rows(area.first_row, area.rows, len(targets))
        rows = row_refs(self._area(Name.INDICATORS))
        locked: dict[str, str] = {}
        kinds: dict[str, list[str]] = {"number": [], "choice": []}
        for target, refs in zip(targets, rows, strict=True):
            cells = dict(zip(INDICATOR_KEYS, refs, strict=True))
            locked |= self._indicator(target, cells)
            kinds.setdefault(_answer_kind(target, self.settings.year), []).append(cells["actual"])
        self._validate(kinds, [refs[INDICATOR_KEYS.index("actual")] for refs in rows])
        total = sum((target.weight or Decimal(0) for target in targets), self.spec.rules.execution.weight)
        self._cache(Name.WEIGHT_TOTAL, total)
        return locked

    def _indicator(self, target: Target, cells: Mapping[str, str]) -> dict[str, str]:
        rules = self.spec.rules
        level1 = canonical_level1(rules, target.level1)
        values: dict[str, Value] = {
            "level1": level1_text(rules, level1) if level1 else target.level1,
            "level2": target.level2,
            "level3": target.level3,
            "relation": target.relation,
            "target": _target_value(target, self.settings.year),
            "unit": target.unit,
            "weight": target.weight,
        }
        if _answer_kind(target, self.settings.year) != "number":
            self.sheet.clear(cells["score"])
        else:
            self.sheet.set_cached(cells["score"], "")
        self._fit_height(values, cells)
        return dict(self._print(cells[key], value) for key, value in values.items() if key in APPROVED)

    def _fit_height(self, values: Mapping[str, Value], cells: Mapping[str, str]) -> None:
        """Make room for long texts; the program goes on fitting the row to what is typed."""
        needed = max(
            height_of(Range.parse(cells[key]), value, FONT_SIZE)
            for key, value in values.items()
            if isinstance(value, str)
        )
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

    def _validate(self, kinds: Mapping[str, list[str]], column: list[str]) -> None:
        """Give each answer the validation of its kind: a drop-down or a number."""
        for validation in self.sheet.validations:
            refs = [ref for area in validation.areas for ref in area.cells()]
            if any(ref in column for ref in refs):
                kind = "choice" if validation.type == "list" else "number"
                rest = [ref for ref in refs if ref not in column]
                self.sheet.set_validation_areas(validation, rest + kinds[kind])

    def _print(self, ref: str, value: Value) -> tuple[str, str]:
        """Write a value that the office answers for and lock its cell."""
        style = self.sheet.style(ref)
        if not self.book.is_locked(style):
            style = self.book.style_variant(style, locked=True, fill=LOCKED_FILL)
        self.sheet.set(ref, value, style=style)
        return ref, "" if value is None else str(value)

    def _cache(self, name: Name, value: Decimal | None) -> None:
        area = self.book.names.names_of(self.sheet).get(name)
        if area is not None and self.sheet.cell(first_ref(area)).formula is not None:
            self.sheet.set_cached(first_ref(area), _or_blank(value))


def _or_blank(value: Decimal | None) -> Value:
    return "" if value is None else value


def _target_value(target: Target, year: int) -> Value:
    """A number where the target is one (so that formulas can compare it), else its words."""
    relation = read_relation(target.relation)
    if relation is None or relation is Relation.QUALITATIVE:
        return target.value
    measure = read_measure(target.value, target.unit, relation, year=year).value
    return measure if isinstance(measure, Decimal) else target.value


def _answer_kind(target: Target, year: int) -> str:
    """How the actual value is answered: "choice" (three labels), "number", or "words" (a day)."""
    if read_relation(target.relation) is Relation.QUALITATIVE:
        return "choice"
    return "number" if isinstance(_target_value(target, year), Decimal) else "words"
