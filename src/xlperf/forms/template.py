"""The template of a round, ours or the office's own edition of it: its form, and what it may lack."""

from collections.abc import Iterator
from typing import Final

from xlperf.forms.blocks import first_ref
from xlperf.forms.names import OPTIONAL_NAMES, Identity, Name
from xlperf.forms.spec import INDICATOR_KEYS, FormSpec
from xlperf.model.errors import UserError
from xlperf.model.ledger import Column, Source
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: Rows (0: any number) and columns of the blocks.
_SHAPES: Final = {Name.FUNDS: (len(Source), len(Column)), Name.INDICATORS: (0, len(INDICATOR_KEYS))}


def form_sheet(book: Workbook, spec: FormSpec) -> Sheet:
    """The sheet with the form; :class:`UserError` names everything that the template lacks."""
    problems = template_problems(book, spec)
    if problems:
        raise UserError("自评表模板不能用：", problems)
    return the_form(book)


def the_form(book: Workbook) -> Sheet:
    """The sheet with the form in a template that is known to be fit."""
    return _forms(book)[0]


def template_problems(book: Workbook, spec: FormSpec) -> tuple[str, ...]:
    """Why a template cannot be filled for a round with this form, a sentence each; empty where it can."""
    forms = _forms(book)
    if len(forms) != 1:
        found = f"有 {len(forms)} 张" if forms else "没有"
        return (f"应有一张工作表带名称“{Name.INDICATORS}”（作用范围为该工作表），现在{found}。",)
    return (*_missing_names(book, forms[0]), *_wrong_shapes(book, forms[0]), *_other_rules(book, spec))


def _forms(book: Workbook) -> list[Sheet]:
    return [sheet for sheet in book.sheets if Name.INDICATORS in book.names_of(sheet)]


def _missing_names(book: Workbook, form: Sheet) -> Iterator[str]:
    areas = book.names_of(form)
    for name in Name:
        if name not in areas and name not in OPTIONAL_NAMES:
            yield (
                f"工作表“{form.title}”缺少名称“{name}”，请在“公式-名称管理器”里补上，作用范围选这张工作表。"
            )


def _wrong_shapes(book: Workbook, form: Sheet) -> Iterator[str]:
    areas = book.names_of(form)
    for name, (rows, columns) in _SHAPES.items():
        area = areas.get(name)
        if area is not None and (area.cols != columns or (rows and area.rows != rows)):
            shape = f"{rows} 行 {columns} 列" if rows else f"{columns} 列"
            yield f"工作表“{form.title}”的名称“{name}”应为 {shape}，现在是 {area.ref}。"


def _other_rules(book: Workbook, spec: FormSpec) -> Iterator[str]:
    """A template made for other rules has other formulas, whatever is printed into it."""
    wanted = {
        Identity.RULESET: ("规则集", spec.rules.id),
        Identity.MONEY_UNIT: ("金额单位", spec.money_unit.value),
    }
    for name, (label, value) in wanted.items():
        area = book.area(name)
        made_for = str(book.sheet(area.sheet).value(first_ref(area)) or "") if area is not None else ""
        if made_for and made_for != value:
            yield (
                f"模板的{label}是“{made_for}”，参数里是“{value}”：公式和表样对不上。"
                f"请改回参数，或用 xlperf new 按“{value}”另建一个评价年度，取用其中的模板。"
            )
