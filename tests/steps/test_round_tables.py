"""Cells of the office's tables: what is understood by them, and what is said where nothing is."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from xlperf.books.port import CellValue, TableData, TableRow
from xlperf.model.ledger import Settings
from xlperf.ooxml.cells import ErrorValue
from xlperf.steps.round_tables import INPUT_HEADERS, read_round

SETTINGS = Settings("小河镇", 2022, "central_2020", "万元")


def table(name: str, *lines: Sequence[CellValue], percents: Sequence[str] = ()) -> TableData:
    headers = INPUT_HEADERS[name]
    rows = (
        TableRow(
            dict(zip(headers, line, strict=True)),
            {header: f"{header}-{number}" for header in headers},
            frozenset(percents),
        )
        for number, line in enumerate(lines, 2)
    )
    return TableData("台账.xlsx", name, headers, tuple(rows))


def execution(budget: CellValue, actual: CellValue = None) -> TableData:
    return table("功能分类执行", ("213", budget, actual))


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        (Decimal("12.5"), "125000"),
        (Decimal("0.30000000000000004"), "3000"),
        (Decimal("94.819999999999993"), "948200"),
        ("12.5", "125000"),
        ("2000万", "20000000"),
        ("—", "0"),
        ("——", "0"),
        (" / ", "0"),
        (None, "0"),
        (Decimal("-3"), "-30000"),
    ],
)
def test_an_amount_is_what_a_clerk_sees(cell: CellValue, yuan: str) -> None:
    found, problems = read_round(SETTINGS, {"功能分类执行": execution(cell)})
    assert problems == ()
    assert found.execution[0].budget == Decimal(yuan)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("若干", "“若干”不是金额，请填数字（单位：万元）。"),
        ("约", "“约”不是金额，请填数字（单位：万元）。"),
        ("12.5.3", "“12.5.3”不是金额，请填数字（单位：万元）。"),
        (True, "“TRUE”不是金额，请填数字（单位：万元）。"),
        (ErrorValue("#REF!"), "是错误值 #REF!，请修正公式或直接填写。"),
    ],
)
def test_what_is_no_amount_is_never_a_zero(cell: CellValue, sentence: str) -> None:
    _, problems = read_round(SETTINGS, {"功能分类执行": execution(cell)})
    assert problems == (f"台账.xlsx 工作表“功能分类执行” 全年预算数-2（全年预算数）：{sentence}",)


@pytest.mark.parametrize("cell", [ErrorValue("#N/A"), ErrorValue("#未计算")])
def test_an_error_in_a_choice_or_a_code_is_told_once(cell: ErrorValue) -> None:
    amounts = (None,) * 9
    line = ("P1", cell, "001", cell, cell, *amounts, cell, None, None, None)
    _, problems = read_round(SETTINGS, {"项目台账": table("项目台账", line)})
    assert [problem.split("（")[1].split("）")[0] for problem in problems] == [
        "项目名称",
        "支出类型",
        "功能分类编码",
        "是否自评",
    ]
    assert all(f"是错误值 {cell}" in problem for problem in problems)


def test_a_percentage_is_the_percentage_that_is_shown() -> None:
    line = ("P1", "满意度指标", None, "满意度", "≥", Decimal("0.95"), "%", Decimal("0.1"))
    targets = table("绩效目标", line, percents=("指标值", "分值"))
    found, problems = read_round(SETTINGS, {"绩效目标": targets})
    assert problems == ()
    assert (found.targets[0].value, found.targets[0].weight) == ("95%", Decimal(10))


@pytest.mark.parametrize(
    ("printed", "code"),
    [("213", "213"), ("2130126", "2130126"), ("２１３", "213"), ("农林水支出", "213"), (Decimal(213), "213")],
)
def test_a_functional_class_goes_by_code_or_by_name(printed: CellValue, code: str) -> None:
    found, problems = read_round(SETTINGS, {"功能分类执行": table("功能分类执行", (printed, None, None))})
    assert problems == ()
    assert found.execution[0].function_code == code
