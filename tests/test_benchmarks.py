"""The benchmark: its guard against growing slow, its round with a second opinion, and the page made of it."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks import guarding, page, ten_thousand
from benchmarks.__main__ import stale
from benchmarks.comparing import differences
from benchmarks.expected import figures
from benchmarks.results import Results

#: Enough for each fate and each mistake to occur.
UNITS = 62


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole round by the real commands; beside it what was exported. Its outcome is in outcome.json."""
    folder = tmp_path_factory.mktemp("large") / "round"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLPERF_WORKERS", "2")
        outcome = ten_thousand.play(folder, UNITS, print)
    told = {"wrong": outcome.wrong, "parent": {name: each.megabytes for name, each in outcome.used.items()}}
    (folder.parent / "outcome.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.mark.slow
class TestARoundOfManyUnits:
    """Every figure is that of a calculation that knows nothing of xlperf."""

    def test_all_figures_are_those_of_the_independent_calculation(self, played: Path) -> None:
        assert json.loads((played.parent / "outcome.json").read_text(encoding="utf-8"))["wrong"] == []

    def test_no_command_needs_as_much_memory_as_ten_thousand_workbooks_may(self, played: Path) -> None:
        told = json.loads((played.parent / "outcome.json").read_text(encoding="utf-8"))
        assert max(told["parent"].values()) < 500

    def test_one_wrong_amount_grade_or_finding_is_noticed(self, played: Path) -> None:
        exported = json.loads((played.parent / "round.json").read_text(encoding="utf-8"))
        assert differences(figures(UNITS), exported) == []
        exported["functions"][0]["actual"] = "1"
        exported["projects"][3]["grade"] = "差"
        exported["findings"].pop()
        told = differences(figures(UNITS), exported)
        assert [sentence.split()[0] for sentence in told] == ["functions", "projects", "findings"]


class TestTheTown:
    """The made-up town has everything that the figures are to be right about."""

    def test_each_mistake_and_each_fate_occurs_and_is_known_by_its_rule(self) -> None:
        found = figures(UNITS).findings
        assert set(found) == {"B11", "F01", "F13", "I05", "R01", "R02", "R07", "S01", "S13", "V02"}

    def test_the_grades_differ(self) -> None:
        assert {"优", "良", "中"} <= set(figures(UNITS).bands)

    def test_what_is_spent_is_not_what_was_to_be_spent(self) -> None:
        sums = figures(UNITS).functions.values()
        assert all(Decimal(0) < actual < budget for budget, actual in sums)


class TestTheGuard:
    """A ratio that has fallen behind fails the tests."""

    @pytest.mark.slow
    def test_nothing_has_grown_slow(self, root: Path) -> None:
        command = [sys.executable, "-X", "utf8", "-m", "benchmarks.guarding"]
        done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_twice_as_slow_is_noticed_whatever_the_ratio(self) -> None:
        known = guarding.bounds()
        for name, bound in known.items():
            doubled = {each: other.committed for each, other in known.items()} | {name: bound.committed * 2}
            (told,) = guarding.complaints(doubled, known)
            assert told.startswith(name)

    def test_a_busy_machine_is_let_pass(self) -> None:
        known = guarding.bounds()
        assert guarding.complaints({name: each.committed * 1.4 for name, each in known.items()}, known) == []

    def test_a_ratio_that_nobody_committed_or_measures_any_more_is_told(self) -> None:
        told = guarding.complaints({"new": 1.0}, {"old": guarding.Bound(1.0, 0.5)})
        assert told == ["new: measured, but not committed", "old: committed, but not measured"]


class TestThePage:
    """docs/performance.md shows what was measured, and nothing else."""

    def test_the_page_and_the_chart_are_made_of_the_kept_results(self) -> None:
        assert stale(Results.load()) == []

    def test_the_kept_results_are_of_at_least_a_thousand_workbooks(self) -> None:
        results = Results.load()
        assert min(results.largest(task).units for task in page.TASKS) >= 1000

    def test_a_number_changed_by_hand_is_noticed(self) -> None:
        results = Results.load()
        text = page.PAGE.read_text(encoding="utf-8")
        block = text.index("<!-- measured: filling -->")
        changed = text[:block] + text[block:].replace("xlperf", "xlperf (fast)", 1)
        assert page.printed(changed, results) == text
