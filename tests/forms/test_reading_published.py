"""Published forms of four provinces, read by their labels, however their rows and columns were moved."""

from decimal import Decimal

import pytest

from support.published_cases import EVERYWHERE, RULE_SETS, checked, fields, laid, published, reading
from support.published_layouts import BESIDE, Laid, Layout, laid_out
from support.published_moves import twice
from support.published_provinces import TARGETS
from xlperf.forms.reading import read_workbook
from xlperf.model.evaluation import Measure
from xlperf.model.ledger import Column
from xlperf.model.money import plain
from xlperf.rules.loading import load_ruleset

#: What the printed form does not have.
MISSING = {
    "01": {"项目编码"},
    "05": {"项目编码"},
    "06": {"项目编码"},
    "13": {"项目编码", "资金-上年结转资金", "资金-其他资金"},
    "17": {"项目编码", "资金-上年结转资金"},
    "20": {
        *("项目编码", "执行率分值", "执行率得分", "总分", "等级", "绩效指标-分值", "绩效指标-得分"),
        *("资金-年初预算数", "资金-上年结转资金", "资金-其他资金"),
    },
    "21": {"项目编码", "资金-上年结转资金", "资金-全年预算数"},
}

DEADLINES = {"2023年12月": "2023-12-31"}


def places(laid: Laid) -> dict[str, tuple[str, str]]:
    """Where the fields of the form must be found, and what is printed there."""
    return {key: place for key, place in laid.places.items() if not key.startswith(BESIDE)}


def shown(value: Measure | None) -> str:
    return f"{plain(value):f}" if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize(("number", "layout"), EVERYWHERE)
def test_every_field_is_read_where_it_stands(number: str, layout: str) -> None:
    read = fields(reading(number, layout).form)
    assert {key: (entry.cell, entry.text) for key, entry in read.items()} == places(laid(number, layout))


@pytest.mark.parametrize(("number", "layout"), EVERYWHERE)
def test_what_the_form_does_not_have_is_missing(number: str, layout: str) -> None:
    form = reading(number, layout).form
    assert set(form.missing) == MISSING[number]


@pytest.mark.parametrize("number", RULE_SETS)
def test_nobody_has_to_know_whose_form_it_is(number: str) -> None:
    """Under the default rule set every cell is found just the same."""
    default = checked(laid(number, "as printed").data, None).form
    assert fields(default) == fields(reading(number, "as printed").form)


@pytest.mark.parametrize(("number", "layout"), EVERYWHERE)
def test_a_target_means_the_same_in_one_cell_and_in_three(number: str, layout: str) -> None:
    lines = zip(reading(number, layout).form.indicators, published(number)["indicators"], strict=True)
    for line, printed in lines:
        target = TARGETS[printed["target"]]
        relation = line.relation.value.value if line.relation.value else ""
        assert (relation, line.unit.value or "") == (target.relation, target.unit)
        assert shown(line.target.value) == DEADLINES.get(target.value, target.value)


@pytest.mark.parametrize(("number", "layout"), EVERYWHERE)
def test_money_is_read_in_ten_thousands(number: str, layout: str) -> None:
    form = reading(number, layout).form
    amounts = [line.get(column) for line in form.funding for column in Column]
    printed = [(entry.value, entry.text.removesuffix("万")) for entry in amounts if not entry.blank]
    assert [value for value, _ in printed] == [Decimal(text) * 10_000 for _, text in printed]


@pytest.mark.parametrize("number", RULE_SETS)
def test_a_second_form_below_the_first_is_read_as_well(number: str) -> None:
    once, again = laid(number, "as printed"), laid_out(published(number), Layout(twice))
    first, second = read_workbook(again.data, load_ruleset(RULE_SETS[number])).forms
    assert {key: (entry.cell, entry.text) for key, entry in fields(first).items()} == places(once)
    assert [entry.text for entry in fields(second).values()] == [e.text for e in fields(first).values()]
    assert fields(first).keys() == fields(second).keys()
