"""Filling many workbooks: what is remembered from one to the next changes nothing in any of them."""

import gc
import weakref
from collections.abc import Callable, Generator
from decimal import Decimal

import pytest

from xlperf.build.template import build_template
from xlperf.forms.filling import Assignment, fill_workbook
from xlperf.forms.names import SELF_CHECK_HELPERS, Name
from xlperf.forms.selfcheck import SelfCheck
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.grid import Grid
from xlperf.ooxml.package import Package
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.effective import catalogue_of
from xlperf.rules.expressions.seeing import SeenForm
from xlperf.rules.loading import load_ruleset
from xlperf.steps import filling
from xlperf.steps.filling import Filler, Share

RULES = load_ruleset("central_2020")
SPEC = FormSpec.from_rules(RULES, MoneyUnit.WAN)
SETTINGS = Settings("示范镇", 2021, RULES.id, "万元")


@pytest.fixture(scope="module")
def template() -> bytes:
    return build_template(RULES, MoneyUnit.WAN)


def share(unit: str, *indicators: int) -> Share:
    """A unit with a project for each number, which is that of the project's indicators."""
    projects = [
        Assignment(
            LedgerEntry(
                f"{unit}{place}",
                f"修路{unit}{place}",
                unit,
                ExpenditureKind.PROJECT,
                "2130126",
                Funding(Amounts(*[Decimal(1000 * place + 500)] * 3)),
            ),
            tuple(
                Target(
                    f"{unit}{place}", "产出指标", "数量指标", f"指标{n}", "≥", str(n), "公里", Decimal(90 - n)
                )
                for n in range(count)
            ),
        )
        for place, count in enumerate(indicators)
    ]
    return Unit(unit, f"{unit}村"), projects


def filled(template: bytes, share: Share, spec: FormSpec = SPEC) -> bytes:
    unit, projects = share
    return fill_workbook(template, spec, SETTINGS, unit, projects).data


def test_a_workbook_does_not_depend_on_those_filled_before_it(template: bytes) -> None:
    shares = [share("甲", 3, 0, 7), share("乙", 7, 3, 3), share("丙", 1)]
    one_way = [filled(template, each) for each in shares]
    other_way = [filled(template, each) for each in reversed(shares)]
    assert one_way == other_way[::-1]


def test_forms_of_one_length_keep_their_own_names_and_values(template: bytes) -> None:
    book = Workbook.load(filled(template, share("甲", 4, 4, 4)))
    forms = [sheet for sheet in book.sheets if "绩效指标" in book.names_of(sheet)]
    assert [sheet.value(book.names_of(sheet)["项目编码"].ref) for sheet in forms] == ["甲0", "甲1", "甲2"]
    assert {area.sheet for sheet in forms for area in book.names_of(sheet).values()} == {
        sheet.title for sheet in forms
    }
    assert {book.names_of(sheet)["绩效指标"].rows for sheet in forms} == {4}


def test_other_live_rules_give_another_workbook_from_the_same_template(template: bytes) -> None:
    fewer = {id_: rule for id_, rule in catalogue_of(RULES).items() if id_ != SPEC.live[0].id}
    spec = FormSpec.from_rules(RULES, MoneyUnit.WAN, fewer)
    assert filled(template, share("甲", 2), spec) != filled(template, share("甲", 2))


def test_children_fill_what_this_process_would(template: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = [share(name, 2, 3) for name in "甲乙丙丁"]
    alone = [filled(template, each) for each in shares]
    monkeypatch.setattr(filling, "_ALONE", 1)
    crew = Filler(template, SPEC, SETTINGS).fill_all(shares, workers=2)
    assert [issued.data for issued in crew] == alone


def test_what_was_known_while_filling_is_what_reading_the_file_finds(template: bytes) -> None:
    """自检, made from cells that were only just written, is the one made from the saved file."""
    data = filled(template, share("甲", 3, 0, 7, 12))
    book, part = Workbook.load(data), Workbook.load(data).sheet(SELF_CHECK_HELPERS).part
    check = SelfCheck.prepare(book, SPEC, SETTINGS.year)
    check.complete([sheet for sheet in book.sheets if Name.INDICATORS in book.names_of(sheet)])
    assert Package.load(book.to_bytes()).read(part) == Package.load(data).read(part)


def test_a_filled_workbook_leaves_nothing_to_the_garbage_collector(
    template: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[weakref.ref[object]] = []
    for kind in (Workbook, Sheet, Grid, SeenForm):
        monkeypatch.setattr(kind, "__init__", noting(kind.__init__, made))
    gc.disable()
    try:
        filled(template, share("甲", 3, 2))
        assert len(made) > 10
        assert [each() for each in made if isinstance(each(), Workbook | Sheet | SeenForm)] == []
    finally:
        gc.enable()


def noting(make: Callable[..., None], made: list[weakref.ref[object]]) -> Callable[..., None]:
    def noted(self: object, *args: object, **named: object) -> None:
        made.append(weakref.ref(self))
        make(self, *args, **named)

    return noted


@pytest.mark.parametrize("count", [1, 3])
def test_the_garbage_collector_works_as_before_afterwards(template: bytes, count: int) -> None:
    usual = gc.get_threshold()
    found = Filler(template, SPEC, SETTINGS).fill_all([share(name, 1) for name in "甲乙丙"], 0)
    assert len([each for _, each in zip(range(count), found, strict=False)]) == count
    assert isinstance(found, Generator)
    found.close()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
