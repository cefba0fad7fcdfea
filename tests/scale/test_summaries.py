"""Summaries by SQL are those of the small path, on rounds that nobody has thought of."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlperf.model.ledger import (
    Amounts,
    ExecutionRow,
    ExpenditureKind,
    Funding,
    LedgerEntry,
    Round,
    Settings,
    Unit,
)
from xlperf.rules.loading import load_ruleset
from xlperf.rules.scoring import Scored, score_project
from xlperf.scale.arrow import Row, arrow_table, parquet_bytes
from xlperf.scale.engine import Engine
from xlperf.scale.facts import counted_amounts, ledger_row
from xlperf.scale.places import Place
from xlperf.scale.preparing import prepare
from xlperf.scale.schema import FACTS, PROJECTS
from xlperf.scale.sources import Source
from xlperf.scale.summaries import Summary, open_result, save_summaries, summarise
from xlperf.steps.assessing import Assessment
from xlperf.steps.tabulating import NOTABLE_RATE, bands, by_function, by_source, by_unit, missing, unevaluated

RULES = load_ruleset("hubei")
SETTINGS = Settings("示范省", 2021, RULES.id, "元")
UNITS = tuple(Unit(f"{number:03d}", f"单位{number}") for number in (3, 1, 2))

money = st.integers(0, 10**13).map(lambda fen: Decimal(fen).scaleb(-2))
amounts = st.builds(Amounts, money, st.one_of(money, st.just(Decimal(0))), money)
#: Just under, at, and over nine tenths.
nearly = st.integers(1, 10**10).flatmap(
    lambda fen: st.sampled_from((-1, 0, 1)).map(
        lambda step: Amounts(
            Decimal(fen) / 10, Decimal(fen) / 10, Decimal(fen * 9) / 100 + Decimal(step) / 100
        )
    )
)
funding = st.builds(
    Funding, st.one_of(amounts, nearly), st.one_of(st.just(Amounts()), amounts), st.just(Amounts())
)


@dataclass(frozen=True)
class Case:
    """A project, and what came of it: None nothing, else whether it was accepted, and its total."""

    entry: LedgerEntry
    returned: bool
    accepted: bool
    scored: Scored


@st.composite
def case(draw: st.DrawFn) -> Case:
    entry = LedgerEntry(
        code="",
        name=draw(st.sampled_from(("村道硬化", "=1+1", "垃圾清运（二期）"))),
        unit_code=draw(st.sampled_from(UNITS)).code,
        kind=draw(st.sampled_from((*[ExpenditureKind.PROJECT] * 4, ExpenditureKind.BASIC))),
        function_code=draw(st.sampled_from(("2130126", "201", "2120501", "2300000"))),
        funding=draw(funding),
        evaluate=draw(st.booleans()),
        unevaluated_reason=draw(st.sampled_from(("", "年底下达"))),
    )
    project = entry.kind is ExpenditureKind.PROJECT
    total = draw(st.sampled_from(("89.995", "90", "59.999", "80", "0", "100")))
    scored = replace(
        score_project(RULES, entry.funding, []), total=Decimal(total), grade=RULES.grade(Decimal(total))
    )
    returned = project and draw(st.booleans())
    return Case(entry, returned, returned and draw(st.booleans()), scored)


rounds = st.lists(case(), max_size=25).map(
    lambda cases: [replace(each, entry=replace(each.entry, code=f"P{n}")) for n, each in enumerate(cases)]
)
executions = st.lists(st.builds(ExecutionRow, st.sampled_from(("2130126", "201")), money, money), max_size=3)


def assessment(round_: Round, cases: list[Case]) -> Assessment:
    """What the small path's tables ask of an assessed round."""
    results = {
        each.entry.code: SimpleNamespace(entry=each.entry, scored=each.scored, accepted=each.accepted)
        for each in cases
        if each.returned
    }
    expected = tuple(e for e in round_.ledger if e.kind is ExpenditureKind.PROJECT and e.evaluate)
    stand_in: Any = SimpleNamespace(
        office=SimpleNamespace(round=round_, rules=RULES),
        results=results,
        accepted=lambda: tuple(each for each in results.values() if each.accepted),
        accepted_codes=frozenset(code for code, each in results.items() if each.accepted),
        expected=lambda: expected,
    )
    return cast("Assessment", stand_in)


def project_row(each: Case, number: int, round_: Round) -> Row:
    state = (
        "通过" if each.accepted
        else "需修改" if each.returned
        else "基本支出" if each.entry.kind is ExpenditureKind.BASIC
        else "未报" if each.entry.evaluate
        else "不自评"
    )  # fmt: skip
    scored: Row = dict.fromkeys(("rate", "rate_score", "score", "grade", "deviations", "file", "sheet"))
    if each.returned:
        scored = {**scored, "rate": each.scored.rate, "grade": each.scored.grade, "score": each.scored.score}
    return {
        **ledger_row(each.entry, number, round_.unit_name(each.entry.unit_code)),
        **counted_amounts(each.entry, RULES),
        **scored,
        "errors": 0,
        "warnings": 0,
        "state": state,
    }


def lay_down(target: Place, round_: Round, cases: list[Case]) -> None:
    """A result as a run would leave it."""
    prepare(Source(SETTINGS, RULES, {}, UNITS, round_.ledger, round_.execution, target, ()), target)
    rows = [project_row(each, number, round_) for number, each in enumerate(cases, 1)]
    for table in FACTS:
        data = parquet_bytes(arrow_table(table, rows if table is PROJECTS else []))
        target.write(f"tables/{table.name}.parquet", data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("result")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds, executions)
def test_every_table_is_that_of_the_small_path(
    folder: Path, cases: list[Case], execution: list[ExecutionRow]
) -> None:
    round_ = Round(SETTINGS, UNITS, tuple(each.entry for each in cases), (), tuple(execution))
    target = Place(str(folder))
    lay_down(target, round_, cases)
    small = assessment(round_, cases)
    with Engine(target) as engine:
        open_result(engine)
        found = summarise(engine, RULES)
        save_summaries(target, engine, found)
    assert found.functions == by_function(round_)
    assert found.by_unit == by_unit(round_)
    assert found.by_source == (by_source(round_) if cases else ())
    assert found.bands == bands(small)
    accepted = [each.entry for each in cases if each.accepted]
    assert (found.evaluated, found.amount) == (
        len(accepted),
        sum((e.funding.total.budget for e in accepted), Decimal(0)),
    )

    def listed(name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(folder / "tables" / f"{name}.parquet").to_pylist()
        return rows

    assert [(row["code"], row["budget"], row["reason"]) for row in listed("unevaluated")] == [
        (row.code, row.budget, row.reason) for row in unevaluated(small)
    ]
    assert [(row["code"], row["state"]) for row in listed("missing")] == [
        (row.code, row.state) for row in missing(small)
    ]
    low = [
        each
        for each in cases
        if each.accepted and each.scored.rate is not None and each.scored.rate < NOTABLE_RATE
    ]
    assert [row["code"] for row in listed("low_rates")] == [each.entry.code for each in low]


def test_a_result_without_projects_has_no_rates(folder: Path) -> None:
    target = Place(str(folder))
    lay_down(target, Round(SETTINGS, UNITS), [])
    with Engine(target) as engine:
        open_result(engine)
        found: Summary = summarise(engine, RULES)
    assert (found.functions, found.by_source, found.evaluated) == ((), (), 0)
    assert [(band.count, band.share) for band in found.bands] == [(0, None)] * 4
