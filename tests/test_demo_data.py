"""The demo round's ledger adds up to what 王平镇 published.

The published figures are read from tests/demo_round/published; everything else from the committed
files, with Decimal, independently of the generator that wrote them.
"""

import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from demo_round import generate
from demo_round.corrections import Correction, corrections, mended, slips
from demo_round.reading import (
    SOURCES,
    STAGES,
    amount,
    printed_report,
    problem_projects,
    published_bands,
    published_key_project,
    published_rows,
    rows,
    similar,
)
from xlperf.model.rounding import round_half_up

SIMILAR_NAMES = 0.8

BANDS = published_bands()
LEDGER = rows("ledger.csv")
EVALUATED = [row for row in LEDGER if row["是否自评"] == "是"]
UNEVALUATED = [row for row in LEDGER if row["支出类型"] == "项目支出" and row["是否自评"] == "否"]


def total(entries: list[dict[str, str]], stage: str) -> Decimal:
    return sum((amount(row, stage) for row in entries), Decimal(0))


class TestTheCommittedFiles:
    def test_are_what_the_generator_writes(self) -> None:
        for name, data in generate.files().items():
            assert (generate.OUTPUT / name).read_bytes() == data, f"run tests/demo_round/generate.py: {name}"

    def test_are_all_explained(self) -> None:
        explained = (generate.OUTPUT / "README.md").read_text(encoding="utf-8")
        written = {path.name for path in generate.OUTPUT.glob("*.csv")}
        assert written == set(generate.HEADERS)
        assert all(f"`{name}`" in explained for name in written)

    def test_name_no_real_person(self) -> None:
        units = rows("units.csv")
        assert {unit["联系人"] for unit in units} == {"（示例）财务专干"}
        assert all(re.fullmatch(r"010-000000\d\d", unit["联系电话"]) for unit in units)

    def test_and_the_program_know_no_published_sum(self, root: Path) -> None:
        sums = ("14066.33", "11632.73", "11208.5", "6196319.02", "619.631902")
        texts = [path for path in (root / "src").rglob("*") if path.suffix in {".py", ".toml", ".csv", ".md"}]
        assert len(texts) > 20
        assert not [path for path in texts if any(each in path.read_text("utf-8") for each in sums)]


class TestTheCorrections:
    """The report's slips: each is one that is printed, is explained, and is nowhere in the data."""

    @pytest.mark.parametrize("correction", corrections(), ids=lambda each: each.printed)
    def test_mend_what_is_printed_once(self, correction: Correction) -> None:
        assert printed_report().count(correction.printed) == 1

    @pytest.mark.parametrize("correction", corrections(), ids=lambda each: each.printed)
    def test_are_explained(self, correction: Correction) -> None:
        explained = (generate.OUTPUT / "README.md").read_text(encoding="utf-8")
        instead = f"`{correction.mended}`" if correction.mended else "不再出现"
        assert f"| `{correction.printed}` | {instead} |" in explained

    @pytest.mark.parametrize("name", generate.HEADERS)
    def test_leave_no_slip_in_the_data(self, name: str) -> None:
        assert slips((generate.OUTPUT / name).read_text(encoding="utf-8-sig")) == []

    def test_know_a_slip_from_what_is_right(self) -> None:
        assert slips("印作 生健康支出，打到90%以上") == ["生健康支出", "打到90%以上"]
        assert slips("卫生健康支出，达到90%以上") == []
        assert set(slips(printed_report())) == {each.printed for each in corrections()}
        assert slips(mended(printed_report())) == []


class TestTheLedger:
    def test_has_120_evaluated_and_13_other_projects(self) -> None:
        assert (len(EVALUATED), len(UNEVALUATED)) == (120, 13)
        assert len(EVALUATED) == sum(BANDS.counts)

    def test_adds_up_to_every_published_functional_class(self) -> None:
        table = published_rows("t1_function_class_execution")
        sums = {
            line["class_code"]: (total(own, "全年预算数"), total(own, "全年执行数"))
            for line in table
            for own in [[row for row in LEDGER if row["功能分类编码"].startswith(line["class_code"])]]
        }
        expected = {
            row["class_code"]: (Decimal(row["budget_wan"]), Decimal(row["exec_wan"])) for row in table
        }
        assert sums == expected
        assert {row["功能分类编码"][:3] for row in LEDGER} == expected.keys()

    def test_gives_the_evaluated_projects_the_published_amount(self) -> None:
        assert total(EVALUATED, "全年预算数") == BANDS.amount

    def test_lists_the_unevaluated_projects_as_printed(self) -> None:
        units = {row["单位编码"]: row["单位名称"] for row in rows("units.csv")}
        found = [
            (units[row["单位编码"]], row["项目名称"], amount(row, "全年预算数") * 10_000, row["未自评原因"])
            for row in UNEVALUATED
        ]
        expected = [
            (row["unit_name"], row["project"], Decimal(row["budget_yuan"]), row["reason"])
            for row in published_rows("t2_unevaluated_projects")
        ]
        assert found == expected
        assert total(UNEVALUATED, "全年执行数") == 0

    def test_has_the_one_key_project_with_the_published_amounts(self) -> None:
        table = published_key_project()
        (key,) = [row for row in LEDGER if row["是否重点"] == "是"]
        assert key["项目名称"] == table["project"]
        assert amount(key, "全年预算数") == Decimal(table["budget_wan"])
        assert Decimal(key["全年预算数-当年财政拨款"]) == Decimal(table["budget_fiscal_wan"])
        assert amount(key, "全年执行数") == Decimal(table["exec_wan"])
        assert [row["项目编码"] for row in rows("key_projects.csv")] == [key["项目编码"]]

    def test_spends_from_no_source_more_than_it_has(self) -> None:
        for row in LEDGER:
            for source in SOURCES:
                budget, actual = (Decimal(row[f"{stage}-{source}"]) for stage in STAGES[1:])
                assert 0 <= actual <= budget, (row["项目名称"], source)
                assert Decimal(row[f"年初预算数-{source}"]) >= 0

    def test_shows_carryover_other_funds_and_changed_budgets(self) -> None:
        assert sum(Decimal(row["全年预算数-上年结转资金"]) > 0 for row in EVALUATED) >= 8
        assert sum(Decimal(row["全年预算数-其他资金"]) > 0 for row in EVALUATED) >= 5
        assert sum(amount(row, "年初预算数") != amount(row, "全年预算数") for row in EVALUATED) >= 12

    def test_has_whole_cents_of_wan_in_the_forms_and_cents_of_yuan_elsewhere(self) -> None:
        for row in LEDGER:
            places = 2 if row["是否自评"] == "是" else 6
            for stage in STAGES:
                value = amount(row, stage)
                assert value == round_half_up(value, places), row["项目名称"]

    def test_gives_every_unit_something_to_evaluate(self) -> None:
        units = {row["单位编码"] for row in rows("units.csv")}
        assert {row["单位编码"] for row in EVALUATED} == units
        assert {row["单位编码"] for row in LEDGER} == units
        assert len(units) == 26

    def test_has_no_code_twice_and_no_two_names_to_be_confused(self) -> None:
        assert len({row["项目编码"] for row in LEDGER}) == len(LEDGER)
        known = {*problem_projects(), *(row["项目名称"] for row in UNEVALUATED)}
        confusing = [
            pair
            for pair in combinations([row["项目名称"] for row in LEDGER], 2)
            if not known.issuperset(pair) and similar(*pair, SIMILAR_NAMES)
        ]
        assert confusing == []


class TestTheProblemList:
    def test_has_sixteen_projects_all_of_them_evaluated_and_underspent(self) -> None:
        names = problem_projects()
        assert len(names) == 16
        by_name = {row["项目名称"]: row for row in LEDGER}
        for name in names:
            row = by_name[name]
            assert row["是否自评"] == "是"
            assert amount(row, "全年执行数") < amount(row, "全年预算数"), name
