"""Tables of thousands of rows: read row by row, written as text, the same as short ones."""

from decimal import Decimal
from pathlib import Path

import pytest

from support.small_town import opened
from xlperf.books.file import FileBook
from xlperf.books.port import CellValue, Link
from xlperf.build.shipped import shipped
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.row_stream import Pieces, stream_rows

MANY = 6_000


def finding(number: int) -> dict[str, CellValue]:
    return {
        "序号": Decimal(number),
        "级别": "错误",
        "文件": f"{number}.xlsx",
        "单元格": Link("H7", f"归档/{number}.xlsx#'表'!H7"),
        "问题": "=1+1" if number == 1 else f"第{number}处",
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A control workbook whose 校验结果 is long."""
    path = tmp_path_factory.mktemp("书") / "绩效评价.xlsm"
    book = FileBook.of_bytes(path, shipped("control.xlsm").read_bytes())
    book.write_table("校验结果", [finding(number) for number in range(1, MANY + 1)])
    book.save()
    return path


def test_every_row_is_there_for_another_program(path: Path) -> None:
    sheet = opened(path)["校验结果"]
    first, last = sheet.tables["校验结果"].ref.split(":")
    rows = list(sheet[first:last])[1:]
    assert len(rows) == MANY
    assert [row[0].value for row in rows] == list(range(1, MANY + 1))
    assert rows[-1][7].value.startswith('=HYPERLINK("归档/6000.xlsx')
    assert (rows[0][10].value, rows[0][10].data_type) == ("=1+1", "s")


def test_rows_are_read_whenever_they_are_gone_through(path: Path) -> None:
    table = FileBook(path).read_table("校验结果")
    assert [row.values["序号"] for row in table.rows] == [Decimal(number) for number in range(1, MANY + 1)]
    assert len(table.rows) == MANY
    assert table.rows[-1].text("文件") == "6000.xlsx"
    assert [row.cells["文件"] for row in table.rows[1:3]] == ["F6", "F7"]


def test_the_same_rows_again_change_nothing(path: Path) -> None:
    book = FileBook(path)
    book.write_table("校验结果", [finding(number) for number in range(1, MANY + 1)])
    assert not book.save()


def test_a_long_table_becomes_short_again(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "短.xlsm"
    copy.write_bytes(path.read_bytes())
    book = FileBook(copy)
    book.write_table("校验结果", [finding(1), finding(2)])
    book.save()
    assert [row.text("文件") for row in FileBook(copy).read_table("校验结果").rows] == ["1.xlsx", "2.xlsx"]


SHEET = '<worksheet><cols><col min="1"/></cols><sheetData>{}</sheetData><cellWatches/></worksheet>'


def in_pieces(rows: str, size: int) -> Pieces:
    """A sheet with these rows, so many bytes at a time."""
    data = SHEET.format(rows).encode()
    return lambda: (data[start : start + size] for start in range(0, len(data), size))


whatever_the_size = pytest.mark.parametrize("size", [1, 7, 32, 10_000])


@whatever_the_size
@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("", []),
        ('<row r="1"/><row r="3" ht="20"><c r="B3" s="1"/></row>', [(1, []), (3, [2])]),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="C2" t="str"><v>&gt;</v></c></row>', [(2, [1, 3])]),
    ],
)
def test_rows_pass_one_by_one(rows: str, found: list[tuple[int, list[int]]], size: int) -> None:
    passed = stream_rows(in_pieces(rows, size), "sheet1.xml")
    assert passed is not None
    assert [(number, list(cells)) for number, cells in passed] == found


@whatever_the_size
@pytest.mark.parametrize(
    "rows",
    [
        '<x:row r="1"/><row s="1" r="2"/>',
        "<row/>",
        '<!-- 1 --><row r="1"/>',
        '<row r="1"><c s="1" r="A1"/></row>',
    ],
)
def test_what_excel_would_write_otherwise_is_left_to_the_grid(rows: str, size: int) -> None:
    assert stream_rows(in_pieces(rows, size), "sheet1.xml") is None


@whatever_the_size
@pytest.mark.parametrize(
    "rows",
    ['<row r="2"/><row r="1"/>', '<row r="1"/>1<row r="2"/>', '<row r="1"><c r="A2"/></row>', '<row r="1">'],
)
def test_rows_in_the_wrong_place_are_damage(rows: str, size: int) -> None:
    passed = stream_rows(in_pieces(rows, size), "sheet1.xml")
    assert passed is not None
    with pytest.raises(PackageError):
        list(passed)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<worksheet><sheetData/></worksheet>",
        b'<worksheet><sheetData><row r="1"/>',
        b'<?xml version="1.0" encoding="gbk"?><worksheet><sheetData></sheetData></worksheet>',
    ],
)
def test_a_part_without_rows_or_in_another_encoding_is_left_to_the_grid(data: bytes) -> None:
    assert stream_rows(lambda: iter((data,)), "sheet1.xml") is None


def test_a_workbook_that_forgets_what_it_read_goes_on_as_one_that_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steps(path: Path) -> bytes:
        path.write_bytes(shipped("control.xlsm").read_bytes())
        book = FileBook(path)
        assert book.save() is False
        for name in ("东王平村", "西王平村"):
            book.write_table("单位名录", [{"单位编码": "001", "单位名称": name}])
            assert [book.save(), book.save()] == [True, False]
            assert [row.values["单位名称"] for row in book.read_table("单位名录").rows] == [name]
        return path.read_bytes()

    kept = steps(tmp_path / "记住.xlsm")
    monkeypatch.setattr("xlperf.books.file._LARGE", 0)
    assert steps(tmp_path / "忘记.xlsm") == kept
