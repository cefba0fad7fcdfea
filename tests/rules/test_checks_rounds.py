"""B11 and X family: the ledger, what came back, and what was left out."""

from decimal import Decimal

from support.rule_pairs import RoundPair, Told, codes, messages
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
from xlperf.rules.case import RoundCase
from xlperf.rules.checking import check_round

UNITS = (Unit("002", "东村"),)
#: 编码, 项目名称, 支出类型, 全年预算数 and 全年执行数 in 元, 是否自评, 未自评原因.
LEDGER = """
| P1 | 东村道路硬化 | 项目支出 | 1000000 | 950000 | 是 | |
| P2 | 应急广播 | 项目支出 | 200000 | 0 | 否 | 年底下达，未安排 |
| P3 | 人员经费 | 基本支出 | 3000000 | 3000000 | 否 | |
"""


def round_of(
    changes: str = "",
    *,
    returned: str = "P1",
    accepted: str = "P1",
    execution: int | None = None,
    units: tuple[Unit, ...] = UNITS,
) -> RoundCase:
    """The round of LEDGER with some rows changed; ``execution`` is the whole budget in 元."""
    rows = {row[0]: row for row in (*_rows(LEDGER), *_rows(changes))}
    rows_of_execution = () if execution is None else (ExecutionRow("213", Decimal(execution), Decimal(0)),)
    known = Round(
        Settings("柳河镇", 2023, "central_2020", "万元"),
        units,
        tuple(_entry(row) for row in rows.values()),
        (),
        rows_of_execution,
    )
    return RoundCase(known, frozenset(returned.split()), frozenset(accepted.split()))


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.strip("|").split("|")] for line in table.strip().splitlines()]


def _entry(row: list[str]) -> LedgerEntry:
    code, name, kind, budget, actual, evaluate, reason = row
    funding = Funding(Amounts(Decimal(budget), Decimal(budget), Decimal(actual)))
    return LedgerEntry(code, name, "002", ExpenditureKind(kind), "2130126", funding, evaluate == "是", reason)


def told(code: str, field: str, message: str, fix: str) -> Told:
    return Told(code, "", field, message, fix)


PAIRS = (
    RoundPair(
        told(
            "B11",
            "项目编码",
            "台账中的“东村道路硬化”（东村）没有收到自评表",
            "催报；不自评的请在台账把“是否自评”改为“否”并写明原因",
        ),
        caught=round_of(returned="", accepted=""),
        passed=round_of(returned="P1", accepted=""),
    ),
    RoundPair(
        told(
            "X03",
            "是否自评",
            "“应急广播”在台账里写明不自评，却收到了合格的自评表",
            "改台账的“是否自评”，或不采用这份表",
        ),
        caught=round_of(returned="P1 P2", accepted="P1 P2"),
        passed=round_of(returned="P1 P2", accepted="P1"),
    ),
    RoundPair(
        told(
            "X07",
            "全年预算数",
            "自评项目金额合计 1000000，大于功能分类预算合计 999999（元）",
            "核对两者的口径",
        ),
        caught=round_of(execution=999_999),
        passed=round_of(execution=1_000_000),
    ),
    RoundPair(
        told(
            "X10",
            "未自评原因",
            "“应急广播”（东村）没有自评，也没有写未自评原因",
            "在台账的“未自评原因”里写明，报告会原样公开",
        ),
        caught=round_of("| P2 | 应急广播 | 项目支出 | 200000 | 0 | 否 | |"),
        passed=round_of("| P3 | 人员经费 | 基本支出 | 3000000 | 3000000 | 否 | |"),
    ),
    RoundPair(
        told("X11", "项目名称", "“2021年应急广播”的名称里是 2021 年", "请确认是否属于本年度"),
        caught=round_of("| P2 | 2021年应急广播 | 项目支出 | 200000 | 0 | 否 | 年底下达，未安排 |"),
        passed=round_of("| P2 | 2022年至2023年应急广播 | 项目支出 | 200000 | 0 | 否 | 年底下达，未安排 |"),
    ),
    RoundPair(
        told(
            "X12",
            "全年执行数",
            "“应急广播”不自评，但已支出 1.5 元",
            "有支出的项目一般应自评，请确认",
        ),
        caught=round_of("| P2 | 应急广播 | 项目支出 | 200000 | 1.5 | 否 | 年底下达，未安排 |"),
        passed=round_of("| P2 | 应急广播 | 项目支出 | 200000 | 0 | 否 | 年底下达，未安排 |"),
    ),
)


def test_a_finding_says_where_in_the_ledger_to_look() -> None:
    (found,) = check_round(round_of(returned="", accepted=""))
    assert (found.sheet, found.value, found.project_code, found.unit_code) == ("项目台账", "P1", "P1", "002")


def test_a_project_that_is_late_is_not_told_again_for_its_reason_money_or_name() -> None:
    late = "| P1 | 2021年道路硬化 | 项目支出 | 1000000 | 950000 | 是 | |"
    assert codes(round_of(late, returned="", accepted="")) == ["B11"]


def test_a_project_whose_form_must_be_mended_is_told_by_the_form_alone() -> None:
    assert codes(round_of(returned="P1", accepted="")) == []


def test_an_evaluated_project_that_the_ledger_leaves_out_is_told_once() -> None:
    spent = "| P2 | 2021年应急广播 | 项目支出 | 200000 | 5 | 否 | |"
    assert codes(round_of(spent, returned="P1 P2", accepted="P1 P2")) == ["X03"]


def test_basic_expenditure_is_nobody_s_project() -> None:
    assert messages(round_of("| P9 | 2021年津贴 | 基本支出 | 1 | 1 | 是 | |")) == []


def test_without_an_execution_file_there_is_no_whole_to_compare_with() -> None:
    assert codes(round_of(execution=None)) == []
