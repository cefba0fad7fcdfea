"""One rule, two back ends: Python over the form against the recalculated formula over its cells.

Python sees the form AS_IN_EXCEL does: a number is what stands in the cell as one. All live rules are asked
about thousands of forms; verdict, cell, message, remedy and weight must be the same.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
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
from xlperf.rules.own import OwnLine, own_rule
from xlperf.rules.recompute import score_form

#: Rule sets that differ in what they compute: sources, denominators, totals, bands, excess.
RULE_SETS: Final = ("central_2020", "hubei", "sichuan_2023", "guangxi_over130", "beijing_2016")
FORMS_OF_EACH: Final = 420
LIVE: Final = {rule.id: rule for rule in live_rules(load_catalogue())}
#: Rules that so few forms violate that not every rule set need have one.
SELDOM: Final = {"B02", "B06", "S08", "S10", "S14"}

#: Lines as an office may add them: what they go over, condition, message.
OFFICE_LINES: Final = (
    ("每个指标", "最大(得分, 分值, 5) <= 阈值", "{指标}：{阈值}，{个数}"),
    ("每个资金来源", '全年执行数 <= 全年预算数 or 资金来源 == "其他资金"', "{资金来源}{全年执行数}"),
    ("每个资金来源", '包含(资金来源, "拨款", "结转") or 空(全年执行数)', "{资金来源}"),
    ("资金的每一列", '年度资金总额 > 10 or 列 == "年初预算数"', "{列}{年度资金总额} {值} {字段}"),
    ("整张表", "应得总分 >= 95", "{应得总分} {等级} {值} {字段}"),
    ("整张表", '合计(if(开头是(一级指标, "产出"), 分值, 0)) >= 50', "{指标个数} {值} {字段}"),
    ("整张表", "任一(得分 > 最小(分值, 10, 得分 + 1))", "{总分} {字段}"),
)


@pytest.mark.parametrize("ruleset", RULE_SETS)
def test_every_rule_says_the_same_in_python_and_in_the_workbook(
    ruleset: str, office: Office, tmp_path: Path
) -> None:
    grids = list(Generator(load_ruleset(ruleset), seed=RULE_SETS.index(ruleset)).grids(FORMS_OF_EACH))
    said = _compared(LIVE, grids, office, tmp_path)
    counts = Counter(rule_id for verdicts in said for rule_id, verdict in verdicts.items() if verdict.found)
    assert set(counts) >= LIVE.keys() - SELDOM, "of every rule something must have been compared"
    assert sum(verdict.open for verdicts in said for verdict in verdicts.values()) > FORMS_OF_EACH


def test_so_does_every_line_that_an_office_may_make_live(office: Office, tmp_path: Path) -> None:
    lines = {
        f"Z{number:02}": own_rule(
            OwnLine(f"Z{number:02}", *line, "改", threshold=Decimal(29) if "阈值" in line[1] else None)
        )
        for number, line in enumerate(OFFICE_LINES, start=1)
    }
    own = {rule_id: replace(rule, live=True) for rule_id, rule in lines.items() if isinstance(rule, Rule)}
    stated = {rule.id: rule for rule in load_catalogue().values() if rule.condition}
    grids = list(Generator(load_ruleset("central_2020"), seed=7).grids(100))
    said = _compared({**stated, **own}, grids, office, tmp_path)
    found = {rule_id for verdicts in said for rule_id, verdict in verdicts.items() if verdict.found}
    assert len(own) == len(OFFICE_LINES)
    assert own.keys() <= found


def _compared(
    live: Mapping[str, Rule], grids: Sequence[Grid], office: Office, folder: Path
) -> Sequence[Mapping[str, Verdict]]:
    """What the rules say of these forms in Python, after the workbook has said the same."""
    said = [_in_python(grid, live) for grid in grids]
    book = RuleBook(live)
    for grid, verdicts in zip(grids, said, strict=True):
        book.add(grid, told=[rule_id for rule_id, verdict in verdicts.items() if verdict.found])
    book.save(folder / "forms.xlsx")
    exported = office.convert(folder / "forms.xlsx", "csv", folder)
    differences = [
        f"{rule_id}: Python {verdicts[rule_id]}, workbook {verdict}\n{grid.table}"
        for grid, verdicts, found in zip(grids, said, book.verdicts(exported), strict=True)
        for rule_id, verdict in found.items()
        if verdict != verdicts[rule_id]
    ]
    assert not differences, f"{len(differences)} differences, the first:\n{differences[0]}"
    return said


def _in_python(grid: Grid, live: Mapping[str, Rule] = LIVE) -> dict[str, Verdict]:
    read = form(base=grid.table)
    case = FormCase(read, grid.rules, score_form(read, grid.rules), expected_year=YEAR)
    judges = judges_of(tuple(live.values()), grid.rules, AS_IN_EXCEL)
    told, waiting = speaking(live, judges.found(case)), judges.open(case)
    return {rule_id: _verdict(rule, told[rule_id], waits=waiting[rule_id]) for rule_id, rule in live.items()}


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
