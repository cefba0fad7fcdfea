"""A sheet without a table is known again by its bytes, and by the texts that those name."""

import re

import pytest

from support.returned import filled_form
from xlperf.forms.known_guides import is_known, remember
from xlperf.forms.label_words import Words
from xlperf.forms.spec import FormSpec
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.package import Package
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

TEXTS = "xl/sharedStrings.xml"


def words(ruleset: str = "central_2020") -> Words:
    return Words.of(FormSpec.from_rules(load_ruleset(ruleset), MoneyUnit.WAN))


def guide(old: str = "", new: str = "") -> Sheet:
    """The guide of an issued workbook; among its texts, not in its part, ``old`` has become ``new``."""
    package = Package.load(filled_form())
    if old:
        texts = package.read(TEXTS).decode()
        assert re.search(old, texts)
        package.write(TEXTS, re.sub(old, new, texts, flags=re.DOTALL).encode())
    return next(sheet for sheet in Workbook.load(package.to_bytes()).sheets if sheet.title == "填报说明")


@pytest.fixture(autouse=True)
def seen() -> None:
    """One has been seen before."""
    remember(guide(), words())


def test_the_same_sheet_in_another_workbook_is_known() -> None:
    assert is_known(guide(), words())


def test_with_another_text_at_the_same_number_it_is_not() -> None:
    other = guide(">《项目支出绩效自评表》填报说明<", ">项目支出绩效自评表<")
    assert other.book.package.read(other.part) == guide().book.package.read(guide().part)
    assert not is_known(other, words())


def test_with_fewer_texts_than_it_names_it_is_not() -> None:
    assert not is_known(guide("<si>.*</si>", ""), words())


def test_by_other_words_it_is_not() -> None:
    assert not is_known(guide(), words("hebei_2020"))


def test_changed_in_memory_it_is_not() -> None:
    changed = guide()
    changed.set("A1", "项目支出绩效自评表")
    assert not is_known(changed, words())
    remember(changed, words())
    assert is_known(guide(), words())
