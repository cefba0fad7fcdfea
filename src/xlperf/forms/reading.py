"""Reading a returned workbook: who issued it, and every form in it, by its names, else by its labels."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from xlperf.forms import names
from xlperf.forms.blocks import first_ref
from xlperf.forms.entries import printed
from xlperf.forms.label_words import Words
from xlperf.forms.labels import read_by_labels
from xlperf.forms.marking_traces import is_list
from xlperf.forms.named import NamedForm, form_areas
from xlperf.forms.remarks import MOVED, early
from xlperf.forms.selfcheck_marks import is_self_check
from xlperf.forms.spec import FormSpec
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.saving import CORE, saved_since_made
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Identity:
    """What the very hidden sheet says; "" where it says nothing."""

    template: str = ""
    version: str = ""
    ruleset: str = ""
    money_unit: str = ""
    town: str = ""
    year: str = ""
    unit_code: str = ""
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class FormWorkbook:
    """A returned workbook: its identity (None: not issued by us) and the forms found in it."""

    identity: Identity | None
    forms: tuple[SelfEvaluation, ...]


def read_workbook(data: bytes, rules: RuleSet) -> FormWorkbook:
    """Every form on the visible sheets of a workbook, in tab order.

    Args:
        data: the file.
        rules: the rule set whose form is expected: its words are the labels that are looked for, and
            its money unit holds where neither an identity sheet nor a label names one.

    Raises:
        PackageError: the file cannot be opened as a workbook.
    """
    book = Workbook.load(data)
    identity = _identity(book)
    return FormWorkbook(identity, tuple(_forms(book, identity, rules)))


def _forms(book: Workbook, identity: Identity | None, rules: RuleSet) -> Iterator[SelfEvaluation]:
    template = identity.template if identity else names.TEMPLATE_ID
    unit = _money_unit(identity, rules)
    year = int(identity.year) if identity and identity.year.isdigit() else 0
    spec = FormSpec.from_rules(rules, unit)
    words, saved = Words.of(spec), _saved(book)
    for sheet in book.sheets:
        if sheet.state != "visible" or not sheet.is_worksheet or is_list(sheet) or is_self_check(sheet):
            continue
        areas = form_areas(book, sheet)
        if areas is not None:
            yield NamedForm(book, sheet, areas, words, template, unit, year).read()
        elif (form := read_by_labels(book, sheet, spec, year)) is not None:
            more = (MOVED,) if identity else tuple(early(form, saved))
            yield replace(form, remarks=(*more, *form.remarks))


def _saved(book: Workbook) -> datetime | None:
    return saved_since_made(book.package.read(CORE)) if CORE in book.package else None


def _identity(book: Workbook) -> Identity | None:
    values = {}
    for field in names.Identity:
        area = book.area(field)
        if area is not None:
            cell = book.sheet(area.sheet).cell(first_ref(area))
            values[field.name.lower()] = printed(book, cell).strip()
    return Identity(**values) if values.get("template") else None


def _money_unit(identity: Identity | None, rules: RuleSet) -> MoneyUnit:
    units = {unit.value: unit for unit in MoneyUnit}
    return units.get(identity.money_unit if identity else "", rules.money_unit)
