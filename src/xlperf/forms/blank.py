"""The template of a round made ready for its workbooks: what is the same for all of them is done once."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from xlperf.forms.printed_target import Answer
from xlperf.forms.selfcheck import SelfCheck
from xlperf.forms.spec import FormSpec
from xlperf.forms.template import form_sheet
from xlperf.ooxml.archive import Entry, read_entries
from xlperf.ooxml.package import Package
from xlperf.ooxml.prints import Print
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.catalogue import Rule

#: So many different forms are remembered.
_KEPT: Final = 128
#: Forms are alike up to the number of their indicators, or up to the kinds of answers these want.
Likeness = int | tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A template that has been found fit, its 自检 emptied.

    ``prints`` are copies of its form, with nothing filled in, that are made ready for some indicators.
    """

    data: bytes
    entries: tuple[Entry, ...]
    prints: dict[Likeness, Print] = field(default_factory=dict)

    def open(self) -> Workbook:
        """The template for one more workbook; that its file is sound has been found out already."""
        return Workbook(Package.of(self.entries, self.data))

    def keep(self, likeness: Likeness, found: Print | None) -> None:
        """Remember a copy for others like it."""
        if found is not None and len(self.prints) < _KEPT:
            self.prints[likeness] = found


def blank(template: bytes, spec: FormSpec, year: int) -> Blank:
    """Make a template ready; an office has one, and fills it for every unit.

    Raises:
        UserError: it lacks a name of the form, or was made for other rules.
        PackageError: it is no workbook.
    """
    return _blank(template, spec, spec.live, year)


@lru_cache(maxsize=4)
def _blank(template: bytes, spec: FormSpec, live: tuple[Rule, ...], year: int) -> Blank:  # noqa: ARG001
    """``live`` stands beside ``spec`` since two forms are equal whatever rules are live in them."""
    book = Workbook.load(template)
    form_sheet(book, spec)
    SelfCheck.prepare(book, spec, year)
    data = book.to_bytes()
    return Blank(data, tuple(read_entries(data)))
