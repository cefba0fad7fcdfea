"""Reading a returned workbook: who issued it, and every form in it, by its names, else by its labels."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from xlperf.containers.kinds import Container
from xlperf.containers.opening import open_book
from xlperf.forms import names
from xlperf.forms.blocks import first_ref
from xlperf.forms.entries import printed
from xlperf.forms.issued import IssuedSheets, Returned, changed, untouched
from xlperf.forms.label_words import Words
from xlperf.forms.labels import SheetReading, read_sheet
from xlperf.forms.marking_traces import is_list
from xlperf.forms.named import NamedForm, form_areas
from xlperf.forms.named_order import fit
from xlperf.forms.own_sheets import is_ours
from xlperf.forms.remarks import MOVED, early
from xlperf.forms.selfcheck_marks import is_self_check
from xlperf.forms.spec import FormSpec
from xlperf.model.evaluation import FOREIGN_FORM, Remark, RemarkKind, SelfEvaluation
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.contents import FileNote
from xlperf.ooxml.refs import Area, parse_ref
from xlperf.ooxml.refusals import DEFAULT_LIMITS, Limits, PackageError
from xlperf.ooxml.saving import CORE, saved_since_made
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.ruleset import RuleSet

#: The forms on a sheet, and what else is to be told of it.
_OnSheet = tuple[tuple[SelfEvaluation, ...], tuple[Remark, ...]]
#: A form's title, and the line with the year, stand above the first cell that has a name.
_TITLE_ROWS: Final = 2
#: A name that only the control workbook has.
_CONTROL: Final = "状态_消息"


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
class OtherTable:
    """A table that was not read as a form: the title of its sheet, and what it is instead."""

    sheet: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class FormWorkbook:
    """A returned workbook: its identity (None: not issued by us) and the forms found in it.

    ``others`` are tables that are no 项目支出绩效自评表, or one of which a part was not found.
    ``container`` is the kind of file that it came in, ``contents`` what else that brought along.
    """

    identity: Identity | None
    forms: tuple[SelfEvaluation, ...]
    others: tuple[OtherTable, ...] = ()
    container: Container = Container.XLSX
    contents: tuple[FileNote, ...] = ()


def read_workbook(
    data: bytes, rules: RuleSet, issued: IssuedSheets | None = None, limits: Limits = DEFAULT_LIMITS
) -> FormWorkbook:
    """Every form on the visible sheets of a workbook, in tab order.

    Args:
        data: the file.
        rules: the rule set whose form is expected: its words are the labels that are looked for, and
            its money unit holds where neither an identity sheet nor a label names one.
        issued: what the office has handed out: forms that have been changed since say so in their remarks.
            Other kinds of files than Excel's own do not show what was locked, and are not compared.
        limits: how large the file may be.

    Raises:
        PackageError: the file cannot be opened as a workbook, or is the office's own control workbook.
    """
    opened = open_book(data, limits, is_ours)
    if opened.book.area(_CONTROL) is not None:
        raise PackageError(
            "control",
            "这是财政所自己的控制工作簿（操作台），不是自评表",
            "请打开填报单位的自评表再校验；控制工作簿不要放进“回收”",
        )
    identity = _identity(opened.book)
    comparable = issued if opened.container.shows_formulas else None
    found = list(_forms(opened.book, identity, rules, comparable))
    opened.book.close()  # its memory is free for the next one at once
    forms = tuple(each for each in found if isinstance(each, SelfEvaluation))
    others = tuple(each for each in found if isinstance(each, OtherTable))
    return FormWorkbook(identity, forms, others, opened.container, opened.notes)


def _forms(
    book: Workbook, identity: Identity | None, rules: RuleSet, issued: IssuedSheets | None
) -> Iterator[SelfEvaluation | OtherTable]:
    unit = _money_unit(identity, rules)
    spec = FormSpec.from_rules(rules, unit)
    words, saved = Words.of(spec), _saved(book)
    template = identity.template if identity else names.TEMPLATE_ID
    for sheet in book.sheets:
        if sheet.state != "visible" or not sheet.is_worksheet or is_self_check(sheet) or is_list(sheet):
            continue
        areas = form_areas(book, sheet)
        same = areas is not None and untouched(book, sheet, issued)
        if areas is not None and (same or fit(sheet, words, areas)):
            named = NamedForm(book, sheet, areas, words, template, unit, _year(identity))
            forms, others = _named(named, spec, alone=same)
        else:
            forms, others = _labelled(book, sheet, spec, identity)
        for form in forms:
            told = tuple(early(form, saved)) if identity is None and form.form == FOREIGN_FORM else ()
            differs: tuple[Remark, ...] = ()
            if issued is not None and not same:
                code = identity.unit_code if identity else ""
                differs = changed(Returned(book, sheet, code, len(forms) == 1), form, issued)
            yield replace(form, remarks=(*told, *form.remarks, *differs))
        yield from (OtherTable(sheet.title, remark) for remark in others)


def _named(named: NamedForm, spec: FormSpec, *, alone: bool) -> _OnSheet:
    """The forms on a sheet of which one has names; ``alone``: there is certainly but one."""
    form = named.read()
    if alone or not _has_others(named.sheet, named.words):
        return (form,), ()
    reading = read_sheet(named.book, named.sheet, spec, named.year)
    others = tuple(_beside(reading, form))
    return (_knowing(form, others), *others), tuple(_outside(reading.others, named.areas.values()))


def _labelled(book: Workbook, sheet: Sheet, spec: FormSpec, identity: Identity | None) -> _OnSheet:
    """The forms on a sheet without names."""
    reading = read_sheet(book, sheet, spec, _year(identity))
    moved = (MOVED,) if identity else ()
    return tuple(replace(form, remarks=(*moved, *form.remarks)) for form in reading.forms), reading.others


def _year(identity: Identity | None) -> int:
    return int(identity.year) if identity and identity.year.isdigit() else 0


def _has_others(sheet: Sheet, words: Words) -> bool:
    """Whether 项目名称, or the header of 绩效指标, stands more than once on a sheet."""
    texts = [cell.value for cell in sheet.cells() if isinstance(cell.value, str)]
    headers = sum(words.indicator_column(text) == "level3" for text in texts)
    return headers > 1 or sum(words.field(text) == "project_name" for text in texts) > 1


def _beside(reading: SheetReading, form: SelfEvaluation) -> Iterator[SelfEvaluation]:
    """The forms of other projects that somebody has put onto the sheet of an issued one."""
    own = {line.level3.cell for line in form.indicators}
    for other in reading.forms:
        if own.isdisjoint(line.level3.cell for line in other.indicators):
            yield replace(other, remarks=(MOVED, *other.remarks))


def _outside(remarks: Iterable[Remark], areas: Collection[Area]) -> Iterator[Remark]:
    """The remarks on tables that are not the issued form itself, whose title stands above its names."""
    first = min(area.first_row for area in areas) - _TITLE_ROWS
    last, right = max(area.last_row for area in areas), max(area.last_col for area in areas)
    for remark in remarks:
        row, column = parse_ref(remark.cell)
        if not first <= row <= last or column > right:
            yield remark


def _knowing(form: SelfEvaluation, others: Sequence[SelfEvaluation]) -> SelfEvaluation:
    """A form without the remarks that what stands in other forms was not read."""
    cells = {line.level3.cell for other in others for line in other.indicators}
    kept = (
        remark
        for remark in form.remarks
        if not others or (remark.kind is not RemarkKind.SECOND_FORM and remark.cell not in cells)
    )
    return replace(form, remarks=tuple(kept))


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
