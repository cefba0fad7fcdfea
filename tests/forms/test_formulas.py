"""The live formulas against the rules: LibreOffice and Python must give every row the same points.

Both judge the same rows: a workbook holds the values and the formulas, LibreOffice recalculates it,
and every result is compared with :mod:`xlperf.rules`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
import xlsxwriter

from support.office import Office
from xlperf.forms import formulas
from xlperf.forms.areas import at, cell
from xlperf.forms.fields import INDICATOR_KEYS, NOT_APPLICABLE
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import Amounts, Column, Funding, Source
from xlperf.model.rounding import round_half_up
from xlperf.ooxml.refs import Range
from xlperf.rules.execution import execution_rate, rate_applies, rate_score
from xlperf.rules.loading import load_ruleset
from xlperf.rules.ruleset import NotApplicable, RuleSet, ZeroBudget
from xlperf.rules.scoring import Indicator, score_indicator
from xlperf.rules.totals import Part, total_score

Written = Decimal | str | None
Result = Decimal | str | None

CENTRAL = load_ruleset("central_2020")
HUBEI = load_ruleset("hubei")
#: Nobody's rules, but rules that the data allow: far too much done costs points.
DEDUCTING = replace(
    CENTRAL,
    id="deducting",
    quantitative=replace(CENTRAL.quantitative, over_target="deduct", over_target_threshold=Decimal("1.2")),
)
SCORING = {rules.id: rules for rules in (CENTRAL, HUBEI, DEDUCTING)}

BANDED = replace(
    CENTRAL.execution,
    mode="bands",
    bands=tuple(
        (Decimal(low), Decimal(share)) for low, share in (("1", "1"), ("0.8", "0.7"), ("0.6", "0.5"))
    ),
)
EXECUTION = {
    "proportional over all funds": CENTRAL.execution,
    "fiscal funds only": HUBEI.execution,
    "over the initial budget": load_ruleset("beijing_2016").execution,
    "in bands": BANDED,
    "from a pass line": replace(CENTRAL.execution, mode="pass_line", pass_line=Decimal("0.6")),
    "capped above one": replace(CENTRAL.execution, cap=Decimal("1.05")),
    "full marks without a budget": replace(CENTRAL.execution, zero_budget="full"),
    "not counted without a budget": replace(CENTRAL.execution, zero_budget="not_applicable"),
}


class Sheet:
    """A workbook of values and formulas, to be recalculated; all text stays text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
        self._sheet = self._book.add_worksheet("表")

    def write(self, area: Range, value: Written) -> None:
        if isinstance(value, Decimal):
            self._sheet.write_number(area.ref, float(value))
        elif value:
            self._sheet.write_string(area.ref, value)

    def formula(self, area: Range, formula: str) -> str:
        assert len(formula) < 1024, "older readers stop there"
        self._sheet.write_formula(area.ref, formula, None, "not calculated")
        return area.ref

    def results(self, office: Office) -> dict[str, Result]:
        self._book.close()
        (stored,) = office.recalculate(self._path)
        return {
            ref: round_half_up(Decimal(str(value)), 9) if isinstance(value, float) else value
            for (_, ref), value in stored.items()
        }


def same(live: Result, due: Decimal | None) -> bool:
    """Whether a live result is the due one; where nothing is due the formula shows nothing."""
    if due is None or live is None:
        return live is None and due is None
    return isinstance(live, Decimal) and abs(live - due) < Decimal("1e-8")


def decimals(texts: str) -> list[Written]:
    return [Decimal(text) for text in texts.split()]


# -- one indicator -----------------------------------------------------------------------------------

SIGNS = tuple(Relation)
TARGETS = [*decimals("0 0.3 1 3 16 95 320.5 -5"), "12月底前", None]
ACTUALS = [*decimals("-1 0 0.1 0.29 1 1.5 2.8625 3 3.6 15.99 69 95 96.2 114 130 191 320.51"), "不适用", None]
WEIGHTS = [*decimals("10 7.5 12.345"), None]


@pytest.mark.parametrize("rules", SCORING.values(), ids=SCORING)
def test_the_form_gives_every_indicator_the_points_that_are_due(
    rules: RuleSet, office: Office, tmp_path: Path
) -> None:
    cases = list(product(SIGNS, TARGETS, ACTUALS, WEIGHTS))
    sheet = Sheet(tmp_path / "rows.xlsx")
    for number, (sign, target, actual, weight) in enumerate(cases, 1):
        row = Range(number, 2, number, 11)
        values = {"relation": str(sign), "target": target, "actual": actual, "weight": weight}
        for key, value in values.items():
            sheet.write(at(row, 0, INDICATOR_KEYS.index(key)), value)
        sheet.formula(at(row, 0, INDICATOR_KEYS.index("score")), formulas.indicator_score(rules, row))
    live = sheet.results(office)
    due = [_due(rules, *case) for case in cases]
    wrong = [
        (case, live[f"J{number}"], points)
        for number, (case, points) in enumerate(zip(cases, due, strict=True), 1)
        if not same(live[f"J{number}"], points)
    ]
    assert wrong == []
    assert len({points for points in due if points is not None}) > 100


def _due(rules: RuleSet, sign: Relation, target: Written, actual: Written, weight: Written) -> Decimal | None:
    if not isinstance(weight, Decimal) or actual == NOT_APPLICABLE:
        return None
    return score_indicator(rules, Indicator(sign, target, actual, weight)).expected


# -- 预算执行率 ----------------------------------------------------------------------------------------

#: 当年财政拨款 | 上年结转资金 | 其他资金, each as 年初预算数 全年预算数 全年执行数.
FUNDS = """
100 100 86.25        | 0 0 0        | 0 0 0
100 100 79.995       | 0 0 0        | 0 0 0
100 100 80           | 0 0 0        | 0 0 0
100 100 60           | 0 0 0        | 0 0 0
100 100 59.999999    | 0 0 0        | 0 0 0
0.1 0.1 0.1          | 0.2 0.2 0.2  | 0 0 0
300 310.25 300.123456| 0 10.5 10.5  | 20 20 20
90 89.974 89.974     | 0 0 0        | 5 5 0
100 100 102.59       | 0 0 0        | 0 0 0
100 100 120          | 0 0 0        | 0 0 0
100 100 -5           | 0 0 0        | 0 0 0
0 0 0                | 0 0 0        | 50 50 40
0 0 0                | 0 0 0        | 0 0 0
0 0 12               | 0 0 0        | 0 0 0
0 50 12              | 0 0 0        | 0 0 0
70 0 12              | 0 30 0.00375 | 0 0 0
3 3 1                | 0 0 0        | 0 0 0
"""


def funding(line: str) -> Funding:
    return Funding(*(Amounts(*map(Decimal, source.split())) for source in line.split("|")))


@pytest.mark.parametrize("kind", EXECUTION)
def test_the_form_gives_the_rate_and_its_points_as_the_rules_do(
    kind: str, office: Office, tmp_path: Path
) -> None:
    rules = replace(CENTRAL, execution=EXECUTION[kind])
    cases = [funding(line) for line in FUNDS.strip().splitlines()]
    sheet = Sheet(tmp_path / "funds.xlsx")
    cells = [_write_funds(sheet, rules, case, 4 * number + 1) for number, case in enumerate(cases)]
    live = sheet.results(office)
    for case, (total, rate, points) in zip(cases, cells, strict=True):
        due = execution_rate(rules.execution, case)
        assert same(live[total], case.total.budget), case
        assert same(live[rate], due), case
        assert same(live[points], _due_points(rules, due)), case


def _due_points(rules: RuleSet, rate: Decimal | None) -> Decimal | None:
    if not rate_applies(rules.execution, rate):
        return None
    return rate_score(rules.execution, rate, places=rules.score_decimals)


def _write_funds(sheet: Sheet, rules: RuleSet, case: Funding, top: int) -> tuple[str, str, str]:
    """资金 in A..C from row ``top`` on, the weight in D, the rate in E, its points in F."""
    funds = Range(top, 1, top + 3, 3)
    for column, which in enumerate(Column):
        for row, source in enumerate(tuple(Source)[1:], 1):
            sheet.write(at(funds, row, column), case.of(source).get(which))
    totals = [
        sheet.formula(
            at(funds, 0, column), formulas.fund_total(Range(top + 1, column + 1, top + 3, column + 1))
        )
        for column in range(3)
    ]
    weight, rate = cell(top, 4), cell(top, 5)
    sheet.write(weight, rules.execution.weight)
    sheet.formula(rate, formulas.execution_rate(rules.execution, funds))
    points = sheet.formula(cell(top, 6), formulas.execution_score(rules, funds, rate, weight))
    return totals[1], rate.ref, points


def test_nothing_is_shown_before_an_amount_is_typed(office: Office, tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "blank.xlsx")
    rules, funds = replace(CENTRAL, execution=EXECUTION["full marks without a budget"]), Range(1, 1, 4, 3)
    rate = sheet.formula(cell(1, 5), formulas.execution_rate(rules.execution, funds))
    points = sheet.formula(cell(1, 6), formulas.execution_score(rules, funds, cell(1, 5), cell(1, 4)))
    each = sheet.formula(cell(2, 5), formulas.source_rate(cell(2, 2), cell(2, 3)))
    live = sheet.results(office)
    assert [live[ref] for ref in (rate, points, each)] == [None, None, None]


# -- 总分 and 等级 -------------------------------------------------------------------------------------

Rate = Literal["scored", "zero", "left out"]


@dataclass(frozen=True)
class Line:
    """One indicator of a total: named or a blank row, what was done, its weight and points."""

    weight: str
    points: str | None
    actual: str = "1"
    name: str = "指标"

    @property
    def applies(self) -> bool:
        return self.actual != NOT_APPLICABLE


FIRST = (Line("50", "45"), Line("50", "44.995"), Line("50", "50"))
SECOND = (
    Line("30", "29.99"),
    Line("30", None),
    Line("30", None, NOT_APPLICABLE),
    Line("30", "9", NOT_APPLICABLE),
)
THIRD = (Line("10", "5"), Line("10", "0"), Line("10", None, NOT_APPLICABLE), Line("0", None, "", ""))
RATES: dict[Rate, str | None] = {"scored": "10", "zero": "0", "left out": None}

MODES: list[tuple[NotApplicable, ZeroBudget]] = list(
    product(("rescale", "full", "transfer"), ("score0", "not_applicable"))
)


@pytest.mark.parametrize(("mode", "zero"), MODES)
def test_the_form_adds_up_to_the_total_and_the_grade_that_the_rules_give(
    mode: NotApplicable, zero: ZeroBudget, office: Office, tmp_path: Path
) -> None:
    rules = replace(CENTRAL, not_applicable=mode, execution=replace(CENTRAL.execution, zero_budget=zero))
    rates: Iterable[Rate] = RATES if zero == "not_applicable" else ("scored", "zero")
    cases = list(product(product(FIRST, SECOND, THIRD), rates))
    sheet = Sheet(tmp_path / "totals.xlsx")
    cells = [
        _write_form(sheet, rules, lines, RATES[rate], 4 * number + 1)
        for number, (lines, rate) in enumerate(cases)
    ]
    live = sheet.results(office)
    for (lines, rate), (total, grade, weights) in zip(cases, cells, strict=True):
        due = _due_total(rules, lines, RATES[rate])
        assert same(live[total], due), (lines, rate, live[total], due)
        assert live[grade] == (None if due is None else rules.grade(due)), (lines, rate)
        assert live[weights] == sum(Decimal(line.weight) for line in lines) + 10


def _due_total(rules: RuleSet, lines: Sequence[Line], rate: str | None) -> Decimal | None:
    parts = [
        Part(Decimal(line.weight), Decimal(line.points) if line.points else None, line.applies)
        for line in lines
        if line.name
    ]
    own = Part(rules.execution.weight, Decimal(rate or 0), rate is not None)
    return total_score(rules.not_applicable, rules.weights_total, own, parts)


def _write_form(
    sheet: Sheet, rules: RuleSet, lines: Sequence[Line], rate: str | None, top: int
) -> tuple[str, str, str]:
    """绩效指标 in B..K from row ``top`` on; weight and points of the rate in L and M, results in N..P."""
    rows = Range(top, 2, top + len(lines) - 1, 11)
    for number, line in enumerate(lines):
        values: dict[str, Written] = {
            "level3": line.name,
            "actual": line.actual,
            "weight": Decimal(line.weight),
            "score": Decimal(line.points) if line.points else None,
        }
        for key, value in values.items():
            sheet.write(at(rows, number, INDICATOR_KEYS.index(key)), value)
    weight, points, total = cell(top, 12), cell(top, 13), cell(top, 14)
    sheet.write(weight, rules.execution.weight)
    sheet.write(points, Decimal(rate) if rate is not None else None)
    sheet.formula(total, formulas.total_score(rules, rows, weight, points))
    grade = sheet.formula(cell(top, 15), formulas.grade(rules, total))
    weights = Range(top, 9, rows.last_row, 9)
    return total.ref, grade, sheet.formula(cell(top, 16), formulas.weight_total(weights, weight))


def test_the_grade_is_decided_before_rounding(office: Office, tmp_path: Path) -> None:
    wanted = "100 优, 90 优, 89.995 良, 89.9999 良, 80 良, 79.99 中, 60 中, 59.995 差, 0 差"
    cases = [(Decimal(score), grade) for score, grade in (each.split() for each in wanted.split(", "))]
    sheet = Sheet(tmp_path / "grades.xlsx")
    for row, (score, _) in enumerate(cases, 1):
        sheet.write(cell(row, 1), score)
        sheet.formula(cell(row, 2), formulas.grade(CENTRAL, cell(row, 1)))
    live = sheet.results(office)
    assert [(score, live[f"B{row}"]) for row, (score, _) in enumerate(cases, 1)] == cases
    assert [(score, CENTRAL.grade(score)) for score, _ in cases] == cases
