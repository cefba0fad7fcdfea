"""Entries of cells that say the same are one object; those of cells that a form does not have never are."""

from collections.abc import Callable

import pytest

from xlperf.build.template import build_template
from xlperf.forms.entries import NO_CELL, amount_entry, measure_entry, number_entry, rate_entry, text_entry
from xlperf.model.evaluation import Entry
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

READERS: dict[str, Callable[[Workbook, Cell], Entry[object]]] = {
    "words": text_entry,
    "a number": number_entry,
    "a rate": rate_entry,
    "an amount": lambda book, cell: amount_entry(book, cell, MoneyUnit.WAN),
    "a measure": lambda book, cell: measure_entry(book, cell, "%", None, 2021),
}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(build_template(load_ruleset("central_2020"), MoneyUnit.WAN))


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("formula", [None, "A1+1"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_blank_cell_says_where_it_is_and_whether_it_is_computed(
    book: Workbook, read: Callable[[Workbook, Cell], Entry[object]], formula: str | None, value: str | None
) -> None:
    assert read(book, Cell("B7", value, formula)) == Entry(None, "", "B7", (), formula is not None)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_broken_formula_is_no_blank(
    book: Workbook, read: Callable[[Workbook, Cell], Entry[object]]
) -> None:
    assert read(book, Cell("B7", None, "#REF!+1")).error == "#REF!"


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_two_cells_that_a_form_lacks_are_told_apart(
    book: Workbook, read: Callable[[Workbook, Cell], Entry[object]]
) -> None:
    assert read(book, NO_CELL) is not read(book, NO_CELL)
