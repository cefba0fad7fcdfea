"""The summary workbook of a large result: lists longer than a sheet, texts that look like formulas."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Unit
from xlperf.rules.loading import load_ruleset
from xlperf.scale.arrow import Value, arrow_table, parquet_bytes
from xlperf.scale.engine import Engine
from xlperf.scale.facts import counted_amounts, ledger_row
from xlperf.scale.places import Place
from xlperf.scale.preparing import prepare
from xlperf.scale.schema import FACTS, PROJECTS
from xlperf.scale.sources import Source
from xlperf.scale.summaries import open_result, summarise
from xlperf.scale.workbook import SHEET_ROWS, write_workbook

RULES = load_ruleset("central_2020")
SETTINGS = Settings("示范省", 2021, RULES.id, "万元")
UNIT = Unit("001", "=1+1")
NAME = "@SUM(A1)"


def entry(number: int) -> LedgerEntry:
    funding = Funding(Amounts(Decimal(0), Decimal(number * 10_000), Decimal(number)))
    return LedgerEntry(f"P{number}", NAME, "001", ExpenditureKind.PROJECT, "2130126", funding)


@pytest.fixture
def result(tmp_path: Path) -> Place:
    """Seven projects of which nobody has heard."""
    target = Place(str(tmp_path / "result"))
    entries = [entry(number) for number in range(1, 8)]
    prepare(Source(SETTINGS, RULES, {}, (UNIT,), entries, (), target, ()), target)
    empty = ("rate", "rate_score", "score", "grade", "deviations", "file", "sheet")
    nothing: dict[str, Value] = dict.fromkeys(empty)
    nothing |= {"state": "未报", "errors": 0, "warnings": 0}
    rows = [
        {**ledger_row(each, n, UNIT.name), **counted_amounts(each, RULES), **nothing}
        for n, each in enumerate(entries, 1)
    ]
    for table in FACTS:
        data = parquet_bytes(arrow_table(table, rows if table is PROJECTS else []))
        target.write(f"tables/{table.name}.parquet", data)
    return target


def drawn(result: Place, path: Path, sheet_rows: int = SHEET_ROWS) -> Workbook:
    with Engine(result) as engine:
        open_result(engine)
        write_workbook(path, engine, summarise(engine, RULES), SETTINGS, sheet_rows)
    return load_workbook(path)


def cells(book: Workbook, sheet: str) -> Iterator[list[object]]:
    """The data rows of a table."""
    return ([cell.value for cell in row] for row in book[sheet].iter_rows(min_row=5))


def test_excel_has_so_many_rows() -> None:
    assert SHEET_ROWS == 2**20


def test_a_list_that_is_longer_than_a_sheet_goes_on_and_its_first_sheet_says_so(
    result: Place, tmp_path: Path
) -> None:
    book = drawn(result, tmp_path / "a.xlsx", sheet_rows=8)
    names = ["缺报", "缺报（2）", "缺报（3）"]
    assert [name for name in book.sheetnames if name.startswith("缺报")] == names
    numbers = [[row[0] for row in cells(book, name)] for name in names]
    assert numbers == [[1, 2, 3], [4, 5, 6], [7]]
    assert "共 7 行，一张工作表放不下，续在“缺报（2）”“缺报（3）”。" in book["缺报"]["A2"].value
    assert book["缺报（3）"]["A2"].value == "接“缺报（2）”，第 7 行起。"
    assert all(book[name]["E4"].value == "项目名称" for name in names)
    assert max(sheet.max_row for sheet in book.worksheets if sheet.title != "概况") <= 8


def test_a_list_that_just_fits_stays_on_one_sheet(result: Place, tmp_path: Path) -> None:
    book = drawn(result, tmp_path / "a.xlsx", sheet_rows=12)
    assert [name for name in book.sheetnames if name.startswith("缺报")] == ["缺报"]
    assert book["缺报"]["A2"].value.endswith("要改的项目。")


def test_text_stays_text(result: Place, tmp_path: Path) -> None:
    book = drawn(result, tmp_path / "a.xlsx")
    found = [
        cell for row in book["缺报"].iter_rows(min_row=5) for cell in row if cell.value in {NAME, UNIT.name}
    ]
    assert len(found) == 14
    assert {cell.data_type for cell in found} == {"s"}


def test_amounts_are_printed_in_the_unit_of_the_round(result: Place, tmp_path: Path) -> None:
    book = drawn(result, tmp_path / "a.xlsx")
    rows = list(cells(book, "未纳入自评项目"))
    assert [row[5] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    (function, total) = cells(book, "执行率（功能分类）")
    assert function[:4] == ["213", "农林水支出", 28, 0.0028]
    assert total[2] == 28
    assert next(cells(book, "执行率低于90%"))[2] == "（无）"


def test_the_same_result_gives_the_same_bytes(result: Place, tmp_path: Path) -> None:
    drawn(result, tmp_path / "a.xlsx")
    drawn(result, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
