"""Links as formulas: what a spreadsheet program is given to follow."""

import re

import pytest

from xlperf.books.links import link_formula, place
from xlperf.books.port import Link


@pytest.mark.parametrize(
    ("link", "formula"),
    [
        (Link("H7", "归档/a.xlsx#'1.村道'!H7"), """HYPERLINK("归档/a.xlsx#'1.村道'!H7","H7")"""),
        (Link('"&A1&"', "a.xlsx"), 'HYPERLINK("a.xlsx","""&A1&""")'),
        (Link("=1+1", "#标题_参数"), 'HYPERLINK("#标题_参数","=1+1")'),
        (Link("", "a.xlsx"), 'HYPERLINK("a.xlsx","")'),
        (
            Link("长" * 128, "a.xlsx"),
            'HYPERLINK("a.xlsx","{}"&"长")'.format("长" * 127),
        ),
    ],
)
def test_words_of_others_are_literals_and_nothing_else(link: Link, formula: str) -> None:
    assert link_formula(link) == formula


def test_no_literal_is_longer_than_excel_takes_even_if_all_of_it_are_quotes() -> None:
    formula = link_formula(Link('"' * 1000, "a.xlsx"))
    assert formula is not None
    literals = re.findall('"((?:[^"]|"")*)"', formula)
    assert max(map(len, literals)) <= 255


def test_what_is_too_long_for_a_formula_has_none() -> None:
    assert link_formula(Link("长" * 9000, "a.xlsx")) is None


@pytest.mark.parametrize(
    ("sheet", "named"), [("1.村道 硬化", "'1.村道 硬化'!H7"), ("张三's", "'张三''s'!H7")]
)
def test_a_sheet_is_named_in_quotes(sheet: str, named: str) -> None:
    assert place(sheet, "H7") == named
