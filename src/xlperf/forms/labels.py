"""Reading forms by their labels, wherever they stand: a copy that lost its names, or a form not of ours.

DOMAIN §1: real forms have 8 to 14 columns and are merged at will; what they have in common are the
words. A value stands right of its label, in the column of its header, or under the heading of a goal.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from xlperf.forms import known_guides
from xlperf.forms.label_form import LabelledForm
from xlperf.forms.label_funds import FundsTable, find_funds
from xlperf.forms.label_grid import Grid
from xlperf.forms.label_heading import find_heading
from xlperf.forms.label_indicators import find_indicators
from xlperf.forms.label_others import kind_of, other_tables, overlooked, unreached
from xlperf.forms.label_regions import find_regions
from xlperf.forms.label_words import Words, label_key
from xlperf.forms.remarks import hidden_remarks
from xlperf.forms.spec import FormSpec
from xlperf.model.evaluation import Remark, RemarkKind, SelfEvaluation
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: What stands on sheets without any table, by which words none was found: every issued workbook brings the
#: same guide (填报说明) along.
_NO_TABLE: Final[dict[Hashable, Words]] = {}
_MOST_KEPT, _MOST_CELLS, _LONGEST = 16, 1_000, 100_000


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The forms on a worksheet; ``others`` are remarks on what is a table but no form that could be read."""

    forms: tuple[SelfEvaluation, ...] = ()
    others: tuple[Remark, ...] = ()


def read_sheet(book: Workbook, sheet: Sheet, spec: FormSpec, year: int = 0) -> SheetReading:
    """Every form on a worksheet, found by its labels, wherever on the sheet it stands.

    A form has a header of 绩效指标 and besides a funds table, or 项目名称 and 实际完成值. ``missing`` lists
    what else the spec knows and the form does not have. A table of another kind (整体支出), and one
    that is a form by its title of which a part was not found, is told in ``others`` and not read.

    Args:
        book: the workbook.
        sheet: one of its worksheets.
        spec: the form that is expected: its labels and their synonyms; its money unit holds where
            the sheet names none.
        year: the year that holds where the sheet states none; 0 where that is not known either.
    """
    words = Words.of(spec)
    if known_guides.is_known(sheet, words):
        return SheetReading()
    grid = Grid(sheet)
    contents = grid.contents()
    if _NO_TABLE.get(contents) is words:
        known_guides.remember(sheet, words)
        return SheetReading()
    if not any(words.is_label(text) or label_key(text).endswith("表") for text in grid.texts()):
        return SheetReading()  # a long list of something else
    found = [(region, _form(book, sheet, spec, words, region)) for region in find_regions(grid, words)]
    forms = [form for _, form in found if form is not None]
    unread = [region for region, form in found if form is None]
    others = list(other_tables(grid, words, unread)) if unread or not forms else []
    tables = [form.indicators for form in forms]
    others += overlooked(grid, words, tables, unread)
    if all(other.kind is not RemarkKind.LOST_FORM for other in others):
        others += unreached(grid, words, tables, unread)
    if not (found or others):
        _keep(contents, words)
    hidden = tuple(hidden_remarks(sheet)) if forms else ()
    return SheetReading(tuple(form.read(year, hidden) for form in forms), tuple(others))


def _keep(contents: tuple[Hashable, ...], words: Words) -> None:
    """Remember a sheet, unless it is large: the guide has some 110 cells and 10,000 characters."""
    if len(contents) > _MOST_CELLS or len(repr(contents)) > _LONGEST:
        return
    if len(_NO_TABLE) >= _MOST_KEPT:
        _NO_TABLE.clear()
    _NO_TABLE[contents] = words


def read_by_labels(book: Workbook, sheet: Sheet, spec: FormSpec, year: int = 0) -> SelfEvaluation | None:
    """The first form on a worksheet; None where it has none."""
    return next(iter(read_sheet(book, sheet, spec, year).forms), None)


def _form(book: Workbook, sheet: Sheet, spec: FormSpec, words: Words, grid: Grid) -> LabelledForm | None:
    """The form in a window of the sheet; None where it is none, or another kind of table."""
    indicators = find_indicators(grid, words)
    if indicators is None:
        return None
    heading = find_heading(book, grid, words, indicators.first_row)
    funds = find_funds(grid, words, indicators.first_row)
    complete = "project_name" in heading.labels and "actual" in indicators.columns
    if not complete and (funds is None or kind_of(grid, words) is not None):
        return None
    return LabelledForm(book, sheet, spec, words, heading, funds or FundsTable(grid, {}, {}, {}), indicators)
