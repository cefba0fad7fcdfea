"""Comparing what came back with what was issued: by digest first, cell by cell where that differs."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Protocol

from xlperf.forms.changed_cells import Comparison
from xlperf.forms.locked_cells import LockedSheet, digest_of
from xlperf.model.evaluation import (
    FOREIGN_FORM,
    Entry,
    FundingLine,
    IndicatorLine,
    Remark,
    RemarkKind,
    SelfEvaluation,
)
from xlperf.model.text import match_key
from xlperf.ooxml.refs import Range, parse_ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """What a returned sheet says of itself; "" where it does not: any of it may have been changed."""

    unit_code: str
    project_code: str
    project_name: str
    title: str

    def means(self, sheet: LockedSheet) -> bool:
        """Whether it says that it is the form of the same project, by its code or its name."""
        same_name = match_key(sheet.project_name) == match_key(self.project_name) != ""
        return sheet.project_code == self.project_code or same_name


class IssuedSheets(Protocol):
    """What the office has issued in this round, earlier editions included."""

    @property
    def digests(self) -> Container[str]:
        """The digests of all sheets ever issued."""
        ...

    def editions(self, key: IssuedKey) -> Iterable[LockedSheet]:
        """The sheets that one may have been: those of the project, and those of the unit with the title."""
        ...


def untouched(book: Workbook, sheet: Sheet, issued: IssuedSheets | None) -> bool:
    """Whether nothing that was locked on an issued sheet has been changed or has moved."""
    return issued is not None and digest_of(book, sheet) in issued.digests


@dataclass(frozen=True, slots=True)
class Returned:
    """A sheet that came back: ``unit_code`` is its workbook's, ``alone`` says that no other form is on it."""

    book: Workbook
    sheet: Sheet
    unit_code: str
    alone: bool


def changed(returned: Returned, form: SelfEvaluation, issued: IssuedSheets) -> tuple[Remark, ...]:
    """What was changed on a form that was not to be changed; nothing of one that was never issued.

    Of several editions the one counts that the sheet is most like.
    """
    sheet, alone = returned.sheet, returned.alone
    code, name = form.project_code.value or "", form.project_name.value or ""
    editions = issued.editions(IssuedKey(returned.unit_code, code, name, sheet.title))
    window = None if alone else window_of(form)
    compared = [Comparison.of(each, sheet, window) for each in editions]
    named = alone or form.form != FOREIGN_FORM
    found = [each.remarks(returned.book, named=named) for each in compared if each.recognised]
    if compared and not found:
        detail = f"“{sheet.title}”和下发的表差别太大，没有逐格核对锁定的内容"
        return (Remark(RemarkKind.REWORDED, detail),)
    return min(found, key=len, default=())


def window_of(form: SelfEvaluation) -> Range:
    """The part of its sheet that a form covers: all cells that were read, and the labels around them."""
    spots = [parse_ref(entry.cell) for entry in _entries(form) if entry.cell]
    rows, columns = [row for row, _ in spots], [column for _, column in spots]
    return Range(max(min(rows) - 1, 1), max(min(columns) - 1, 1), max(rows), max(columns))


def _entries(form: SelfEvaluation) -> Iterator[Entry[object]]:
    parts: tuple[SelfEvaluation | FundingLine | IndicatorLine, ...] = (form, *form.funding, *form.indicators)
    for part in parts:
        values = (getattr(part, each.name) for each in fields(part))
        yield from (value for value in values if isinstance(value, Entry))
