"""One rule, two back ends: Python over the form against the recalculated formula over its cells.

Python sees the form AS_IN_EXCEL does: a number is what stands in the cell as one. All live rules are asked
about thousands of forms; verdict, cell, message, remedy and weight must be the same.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from support.forms import form
from support.office import Office
from support.rule_books import YEAR, RuleBook, Verdict
from support.rule_forms import Generator, Grid
from xlperf.model.finding import Severity
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.checking import speaking
from xlperf.rules.expressions.cells import AS_IN_EXCEL
from xlperf.rules.expressions.judging import judges_of
from xlperf.rules.expressions.live import live_rules
from xlperf.rules.loading import load_ruleset
from xlperf.rules.recompute import score_form

#: Rule sets that differ in what they compute: sources, denominators, totals, bands, excess.
RULE_SETS: Final = ("central_2020", "hubei", "sichuan_2023", "guangxi_over130", "beijing_2016")
FORMS_OF_EACH: Final = 420
LIVE: Final = {rule.id: rule for rule in live_rules(load_catalogue())}
#: Rules that so few forms violate that not every rule set need have one.
SELDOM: Final = {"B02", "B06", "S08", "S10", "S14"}


@pytest.mark.parametrize("ruleset", RULE_SETS)
def test_every_rule_says_the_same_in_python_and_in_the_workbook(
    ruleset: str, office: Office, tmp_path: Path
) -> None:
    grids = list(Generator(load_ruleset(ruleset), seed=RULE_SETS.index(ruleset)).grids(FORMS_OF_EACH))
    said = [_in_python(grid) for grid in grids]
    book = RuleBook(LIVE)
    for grid, verdicts in zip(grids, said, strict=True):
        book.add(grid, told=[rule_id for rule_id, verdict in verdicts.items() if verdict.found])
    book.save(tmp_path / "forms.xlsx")
    exported = office.convert(tmp_path / "forms.xlsx", "csv", tmp_path)
    differences = [
        f"{rule_id}: Python {verdicts[rule_id]}, workbook {verdict}\n{grid.table}"
        for grid, verdicts, found in zip(grids, said, book.verdicts(exported), strict=True)
        for rule_id, verdict in found.items()
        if verdict != verdicts[rule_id]
    ]
    assert not differences, f"{len(differences)} differences, the first:\n{differences[0]}"
    counts = Counter(rule_id for verdicts in said for rule_id, verdict in verdicts.items() if verdict.found)
    assert set(counts) >= LIVE.keys() - SELDOM, "of every rule something must have been compared"
    assert sum(verdict.open for verdicts in said for verdict in verdicts.values()) > FORMS_OF_EACH


def _in_python(grid: Grid) -> dict[str, Verdict]:
    read = form(base=grid.table)
    case = FormCase(read, grid.rules, score_form(read, grid.rules), expected_year=YEAR)
    judges = judges_of(tuple(LIVE.values()), grid.rules, AS_IN_EXCEL)
    told, waiting = speaking(LIVE, judges.found(case)), judges.open(case)
    return {rule_id: _verdict(rule, told[rule_id], waits=waiting[rule_id]) for rule_id, rule in LIVE.items()}


def _verdict(rule: Rule, hits: tuple[Hit, ...], *, waits: bool) -> Verdict:
    if not hits:
        return Verdict(0, waits, 0, "", "", "")
    first = hits[0]
    return Verdict(
        found=len(hits),
        open=waits,
        erroneous=sum((hit.severity or rule.severity) is Severity.ERROR for hit in hits),
        cell=first.entry.cell if first.entry else "",
        message=(first.message or rule.message).format_map(first.values),
        fix=rule.fix.format_map(first.values),
    )


def test_the_forms_hold_what_villages_do_to_them() -> None:
    """Blanks, words, text of digits, full-width digits, errors, days, zeros and negative numbers."""
    grids = list(Generator(load_ruleset("central_2020"), seed=0).grids(FORMS_OF_EACH))
    cells = {text for grid in grids for row in grid.rows for text in row}
    for sort in ("", "'20", "７５", "75万元", "无", "#DIV/0!", "#N/A", "2023-06-30", "0", "-5", "85%"):
        assert sort in cells, sort
    assert any(re.fullmatch(r"[0-9]+\.[0-9]{5,}", text) for text in cells)
    assert len(grids) * len(RULE_SETS) > 2000
    again = list(Generator(load_ruleset("central_2020"), seed=0).grids(FORMS_OF_EACH))
    assert again == grids


def test_a_wrong_formula_would_be_seen(office: Office, tmp_path: Path) -> None:
    """The comparison bites: a rule that is judged by another limit disagrees."""
    grids = list(Generator(load_ruleset("central_2020"), seed=0).grids(20))
    told = [_in_python(grid)["R07"].found for grid in grids]
    book = RuleBook(_with_another_limit())
    for grid in grids:
        book.add(grid, told=["R07"])
    book.save(tmp_path / "forms.xlsx")
    exported = office.convert(tmp_path / "forms.xlsx", "csv", tmp_path)
    assert [found["R07"].found for found in book.verdicts(exported)] != told


def _with_another_limit() -> Mapping[str, Rule]:
    return {"R07": replace(LIVE["R07"], condition="长度(本格) >= 1")}
