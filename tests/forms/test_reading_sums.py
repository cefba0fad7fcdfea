"""Rows of the funds table for which we have no source of their own count to one that we have, together."""

from decimal import Decimal

import pytest

from support.sheets import sheet_bytes
from xlperf.forms.reading import read_workbook
from xlperf.model.evaluation import Entry, RemarkKind, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.model.reading import NoteKind
from xlperf.rules.loading import load_ruleset
from xlperf.rules.recompute import form_funding

FORM = """
| | A | B | C | D | E | F | G |
| 1 | 项目名称 | 村道 | < | < | < | < | < |
| 2 | 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 3 | 总额 | {total} | {total} | 9 | 10 | 90% | 9 |
{rows}
| 9 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 10 | 产出指标 | 数量指标 | 里程 | ≥3公里 | 3 | 90 | 90 |
| 11 | 合计 | < | < | < | < | 100 | 99 |
"""


def read(*rows: str, total: str = "10") -> SelfEvaluation:
    """The form with these rows of sources from row 4 on; their amounts stand in columns B to D."""
    lines = (f"| {number} | {row} | | | |" for number, row in enumerate(rows, 4))
    data = sheet_bytes(FORM.format(rows="\n".join(lines), total=total))
    (form,) = read_workbook(data, load_ruleset("central_2020")).forms
    return form


def amount(form: SelfEvaluation, source: Source) -> Entry[Decimal]:
    return form.line(source).get(Column.BUDGET)


def test_amounts_of_one_source_are_added_up() -> None:
    form = read(
        "其中：财政资金 | 4 | 4 | 3",
        "财政专户管理资金 | 1 | 1 | 1",
        "单位资金 | 2 | 2 | 2",
        "其他资金 | 3 | 3 | 3",
    )
    other = amount(form, Source.OTHER)
    assert (other.value, other.text, other.cell) == (Decimal(60_000), "1＋2＋3", "C5")
    assert form_funding(form).total.budget == Decimal(100_000)


def test_the_only_row_with_money_in_it_is_the_one_to_look_at() -> None:
    form = read("财政专户管理资金 | 0 | 0 | 0", "单位资金 | 2 | 2 | 2", "其他资金 | | | ")
    other = amount(form, Source.OTHER)
    assert (other.value, other.text, other.cell) == (Decimal(20_000), "2", "C5")


@pytest.mark.parametrize(
    ("first", "second", "cell", "value"),
    [("2", "约3", "C5", None), ("无", "3", "C4", None), ("2", "3万", "C5", Decimal(50_000))],
)
def test_a_row_that_is_not_plain_is_the_one_to_blame(
    first: str, second: str, cell: str, value: Decimal | None
) -> None:
    other = amount(
        read(f"单位资金 | {first} | {first} | 1", f"其他资金 | {second} | {second} | 1"), Source.OTHER
    )
    assert (other.cell, other.value) == (cell, value)
    assert other.notes


def test_a_unit_in_one_row_is_noted_for_all() -> None:
    other = amount(read("单位资金 | 2 | 2 | 1", "其他资金 | 3万 | 3万 | 1"), Source.OTHER)
    assert NoteKind.WITH_UNIT in {note.kind for note in other.notes}


def test_subsidies_of_other_levels_are_appropriations() -> None:
    form = read("其中：中央补助 | 4 | 4 | 3", "地方资金 | 6 | 6 | 6")
    assert amount(form, Source.APPROPRIATION).value == Decimal(100_000)


def test_a_part_of_the_row_above_is_not_added_to_it() -> None:
    form = read("财政拨款 | 10 | 10 | 9", "其中：中央补助 | 4 | 4 | 3")
    assert amount(form, Source.APPROPRIATION).value == Decimal(100_000)


def test_there_is_one_total() -> None:
    form = read("财政资金 | 4 | 4 | 3", "资金总额 | 9 | 9 | 9")
    assert amount(form, Source.TOTAL).text == "10"


def test_points_in_any_row_of_a_source_are_told() -> None:
    form = read("单位资金 | 2 | 2 | 1", "其他资金 | 3 | 3 | 1")
    assert form.remarks == ()
    data = FORM.format(
        rows="| 4 | 单位资金 | 2 | 2 | 1 | | | |\n| 5 | 其他资金 | 3 | 3 | 1 | 5 | | |", total="5"
    )
    (scored,) = read_workbook(sheet_bytes(data), load_ruleset("central_2020")).forms
    assert [(remark.kind, remark.cell) for remark in scored.remarks] == [(RemarkKind.SCORED_SOURCE, "E5")]
