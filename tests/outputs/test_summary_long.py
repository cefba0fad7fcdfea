"""A long table of the summary workbook goes to the disk row by row; the workbook holds the same."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook as ReadBook
from openpyxl.worksheet.worksheet import Worksheet as ReadSheet
from outputs_tables import NASTY, RULES, SETTINGS, empty_tables, example_tables, nasty_tables
from xlsxwriter import Workbook

from support.office import Office
from support.validator import Validator
from xlperf.model.errors import UserError
from xlperf.model.tables import Tables
from xlperf.steps.summary_book import summary_workbook
from xlperf.steps.summary_charts import CHARTED
from xlperf.steps.summary_long import LONG, LongSheet

TABLES = {"example": example_tables(), "nasty": nasty_tables(), "empty": empty_tables()}
#: As if the tables were those of a district: of one row on, each is written row by row.
ALL = 1


def made(tables: Tables, long: int) -> bytes:
    return summary_workbook(tables, SETTINGS, RULES, long=long)


def opened(data: bytes, *, values: bool = False) -> ReadBook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def looks(cell: Cell | MergedCell) -> tuple[object, ...]:
    """All that a reader sees of a cell, whichever way its text is stored."""
    kind = "s" if cell.data_type == "inlineStr" else cell.data_type
    style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.number_format)
    link = cell.hyperlink.location if cell.hyperlink else None
    return cell.coordinate, cell.value, kind, link, repr(style)


def frames(data: bytes) -> dict[str, bytes]:
    """What each sheet has besides its rows: views, columns, merged cells, filter, links, print set-up."""
    sheets = {name: part for name, part in parts(data).items() if name.startswith("xl/worksheets/")}
    return {name: re.sub(rb"(?s)<sheetData>.*</sheetData>", b"", part) for name, part in sheets.items()}


def heights(sheet: ReadSheet) -> dict[int, float | None]:
    return {number: row.height for number, row in sheet.row_dimensions.items()}


def streamed(data: bytes) -> set[str]:
    """The sheets whose texts stand in their cells."""
    book, package = opened(data), parts(data)
    return {
        name
        for number, name in enumerate(book.sheetnames, 1)
        if b'"inlineStr"' in package[f"xl/worksheets/sheet{number}.xml"]
    }


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("values", [False, True], ids=["formulas", "results"])
def test_every_cell_of_a_long_workbook_is_that_of_a_short_one(name: str, values: bool) -> None:
    short = opened(made(TABLES[name], LONG), values=values)
    long = opened(made(TABLES[name], ALL), values=values)
    assert long.sheetnames == short.sheetnames
    for one, other in zip(long.worksheets, short.worksheets, strict=True):
        assert heights(one) == heights(other)
        assert [[looks(cell) for cell in row] for row in one.iter_rows()] == [
            [looks(cell) for cell in row] for row in other.iter_rows()
        ]


@pytest.mark.parametrize("name", TABLES)
def test_a_long_sheet_is_set_up_as_a_short_one(name: str) -> None:
    short, long = (frames(made(TABLES[name], rows)) for rows in (LONG, ALL))
    assert len(short) >= 12
    assert long == short


def test_charts_are_the_same_with_the_numbers_that_they_carry() -> None:
    short, long = (parts(made(example_tables(), rows)) for rows in (LONG, ALL))
    charts = [name for name in short if name.startswith(("xl/charts/", "xl/drawings/"))]
    assert len(charts) > 4
    assert {name: long[name] for name in charts} == {name: short[name] for name in charts}


def test_only_tables_of_so_many_rows_are_written_row_by_row_and_none_behind_a_chart() -> None:
    tables = example_tables()
    assert len(tables.unevaluated) == 13
    assert streamed(made(tables, LONG)) == set()
    assert streamed(made(tables, 14)) == set()
    assert streamed(made(tables, 13)) == {"未纳入自评项目"}
    everything = streamed(made(tables, ALL))
    assert everything.isdisjoint(CHARTED)
    assert {"自评汇总", "未纳入自评项目", "问题与措施", "重点项目"} <= everything


def test_a_district_is_long() -> None:
    tables = example_tables()
    rows = tuple(replace(tables.unevaluated[0], code=f"U{number:05}") for number in range(LONG))
    data = made(replace(tables, unevaluated=rows), LONG)
    assert streamed(data) == {"未纳入自评项目"}
    sheet = opened(data)["未纳入自评项目"]
    assert [row[-1] for row in sheet.iter_rows(min_row=5, max_row=4 + LONG, values_only=True)] == [
        row.code for row in rows
    ]


def test_the_same_tables_give_the_same_bytes_and_no_date_of_today() -> None:
    data = made(nasty_tables(), ALL)
    assert made(nasty_tables(), ALL) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_nothing_hidden_gets_into_a_cell() -> None:
    sheet = parts(made(nasty_tables(), ALL))["xl/worksheets/sheet3.xml"].decode()
    assert "inlineStr" in sheet
    assert NASTY not in sheet
    assert not re.search("_x00|[\u202e\ufffe]", sheet)


def test_one_row_is_in_memory_at_a_time() -> None:
    with Workbook(io.BytesIO()) as workbook:
        sheet = workbook.add_worksheet("长表", LongSheet)
        for row in range(500):
            sheet.write_string(row, 0, f"第{row}行")
            sheet.write_number(row, 1, row)
            sheet.set_row(row, 30)
            assert len(sheet.table) == len(sheet.row_info) == len(sheet.row_sizes) == 1


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made(example_tables(), ALL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["row by row", "put together"])
def test_a_full_disk_is_said_in_a_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    where = "_write_single_row" if name == "row by row" else "_assemble_xml_file"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(LongSheet, where, full)
    with pytest.raises(UserError, match=r"临时文件写不下了.*磁盘已满.*请腾出磁盘空间"):
        made(example_tables(), ALL)
    assert list(tmp_path.iterdir()) == []


def test_excel_takes_it_and_its_results_are_right(
    office: Office, validator: Validator, tmp_path: Path
) -> None:
    for name, each in TABLES.items():
        (tmp_path / f"{name}.xlsx").write_bytes(made(each, ALL))
    files = sorted(tmp_path.glob("*.xlsx"))
    validator.assert_valid(*files)
    office.assert_cached_values_match(*files)
