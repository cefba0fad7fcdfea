"""X family: names and amounts of the ledger that look like one another."""

import pytest
from test_checks_rounds import round_of

from support.rule_pairs import RoundPair, Told, codes
from xlperf.model.ledger import Unit
from xlperf.rules.case import RoundCase

ROW = "| {} | {} | 项目支出 | {} | 0 | 是 | |\n"
RETURNED = "P1 P4 P5"


def two(names: tuple[str, str], budgets: tuple[str, str] = ("10000", "20000")) -> RoundCase:
    """A round with two more projects of the unit, which came back."""
    rows = (
        ROW.format(code, name, budget)
        for code, name, budget in zip(("P4", "P5"), names, budgets, strict=True)
    )
    return round_of("".join(rows), returned=RETURNED, accepted=RETURNED)


PAIRS = (
    RoundPair(
        Told(
            "X04",
            "",
            "项目名称",
            "“西山人行步道修缮”与“西山人行步道修缮工程”名称相近，是不是同一个项目",
            "是同一个就合并；不是，请改成能区分的名称",
        ),
        caught=two(("西山人行步道修缮工程", "西山人行步道修缮")),
        passed=two(("西山人行步道修缮（一期）", "西山人行步道修缮（二期）")),
    ),
    RoundPair(
        Told(
            "X13",
            "",
            "全年预算数",
            "“农田灌溉”的预算是 258802 元，“村史馆布展”是 248802 元，几乎一样",
            "请核对是否重复录入或看错一位",
        ),
        caught=two(("村史馆布展", "农田灌溉"), ("248802", "258802")),
        passed=two(("村史馆布展", "农田灌溉"), ("248802", "259802")),
    ),
)


@pytest.mark.parametrize(
    ("first", "second"),
    [("2022年道路养护费", "2023年道路养护费"), ("东山造林养护", "西山造林养护"), ("农田灌溉", "村史馆布展")],
)
def test_years_phases_and_directions_tell_projects_apart(first: str, second: str) -> None:
    assert codes(two((first, second))) == []


def test_round_amounts_are_alike_by_chance() -> None:
    assert codes(two(("村史馆布展", "农田灌溉"), ("250000", "250000"))) == []


def test_two_spellings_of_one_unit_are_told() -> None:
    assert codes(round_of(units=(Unit("002", "东村"), Unit("003", "东村村民委员会")))) == ["X04"]
    assert codes(round_of(units=(Unit("002", "东村"), Unit("003", "西村村民委员会")))) == []
