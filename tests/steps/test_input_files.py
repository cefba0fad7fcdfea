"""Input files: any encoding that Excel writes, headers anywhere, columns in any order, text kept as text."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from support.sheets import sheet_bytes, workbook_bytes
from xlperf.model.errors import UserError
from xlperf.steps import input_files
from xlperf.steps.input_files import read_input

HEADERS = ("编码", "名称", "金额")
CSV = "编码,名称,金额\n001,东村,12.5\n002,西村,\n"


def write(folder: Path, content: str | bytes, name: str = "表.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(path: Path) -> list[list[str]]:
    return [[row.text(header) for header in HEADERS] for row in read_input(path, HEADERS).rows]


READ = [["001", "东村", "12.5"], ["002", "西村", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_as_programs_in_china_write_it(tmp_path: Path, encoding: str, newline: str) -> None:
    assert texts(write(tmp_path, CSV.replace("\n", newline).encode(encoding))) == READ


@pytest.mark.parametrize(
    "text",
    [
        "名称,备注,金额,编码\n东村,甲,12.5,001\n西村,,,002\n",
        "小河镇单位表,,\n,,\n编码,名称,金额\n001,东村,12.5\n002,西村,\n,,\n",
        '"编 码",名　称,"金\n额"\n 001 , 东村 ,12.5\n002,西村,\n',
        "编码,名称,金额\n001,东村,12.5\n002,西村",
    ],
    ids=["other order and more columns", "title and blank rows", "spaces and line breaks", "short last row"],
)
def test_the_table_is_found_by_its_headers(tmp_path: Path, text: str) -> None:
    assert texts(write(tmp_path, text)) == READ


def test_a_quoted_text_may_hold_commas_and_line_breaks(tmp_path: Path) -> None:
    path = write(tmp_path, '编码,名称,金额\n1,"东村,西村\n一并""治理""",3\n2,南村,4\n')
    table = read_input(path, HEADERS)
    assert table.rows[0].text("名称") == '东村,西村\n一并"治理"'
    assert table.rows[1].cells["名称"] == "B3"


def test_a_row_knows_its_cells(tmp_path: Path) -> None:
    table = read_input(write(tmp_path, "附表,,,\n备注,金额,编码,名称\n,5,01,东村\n"), HEADERS)
    assert (table.name, table.sheet) == ("表.csv", "")
    assert table.rows[0].cells == {"编码": "C3", "名称": "D3", "金额": "B3"}


class TestWorkbooks:
    def test_numbers_percentages_and_texts_are_read_as_they_are_seen(self, tmp_path: Path) -> None:
        data = sheet_bytes(
            """
            | | A | B | C |
            | 1 | 小河镇 | < | < |
            | 2 | 编码 | 名称 | 金额 |
            | 3 | '001 | 东村 | 12.5 |
            | 4 | 1200 | =1+1 | 95% |
            """,
            "台账",
        )
        path = write(tmp_path, data, "表.xlsx")
        assert texts(path) == [["001", "东村", "12.5"], ["1200", "=1+1", "95%"]]
        assert read_input(path, HEADERS).sheet == "台账"

    def test_the_sheet_with_the_headers_is_taken(self, tmp_path: Path) -> None:
        tables = {
            "说明": "| | A |\n| 1 | 编码 |",
            "数据": "| | A | B | C |\n| 1 | 编码 | 名称 | 金额 |\n| 2 | '1 | 东村 | 3 |",
        }
        assert texts(write(tmp_path, workbook_bytes(tables), "表.xlsx")) == [["1", "东村", "3"]]

    def test_a_stray_cell_far_below_costs_nothing(self, tmp_path: Path) -> None:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(["编码", "名称", "金额"])
        sheet.append(["1", "东村", 3])
        sheet.cell(1_048_576, 16_384, "x")
        buffer = io.BytesIO()
        book.save(buffer)
        assert texts(write(tmp_path, buffer.getvalue(), "表.xlsx")) == [["1", "东村", "3"]]

    def test_a_workbook_named_csv_is_read_as_what_it_is(self, tmp_path: Path) -> None:
        data = sheet_bytes("| | A | B | C |\n| 1 | 编码 | 名称 | 金额 |\n| 2 | '1 | 东村 | 3 |")
        assert texts(write(tmp_path, data, "表.csv")) == [["1", "东村", "3"]]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("表.csv", CSV.encode("utf-16"), "文字编码认不出来"),
            ("表.csv", b"\x81", "文字编码认不出来"),
            ("表.csv", "编码,金额\n1,2\n", "缺少：名称。"),
            ("表.csv", "", "缺少：编码、名称、金额。"),
            ("表.csv", "编码,名称,金额,编 码\n1,东村,3,2\n", "两列都叫“编码”"),
            ("表.csv", "编码,名称,金额\n1," + "长" * 200_000 + ",2\n", "第 2 行附近"),
            ("表.xls", b"\xd0\xcf\x11\xe0", "不是 .csv 或 .xlsx 文件"),
            ("表.txt", CSV, "不是 .csv 或 .xlsx 文件"),
            ("表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "已损坏或没有传完整"),
            ("表.xlsx", b"<html>", "是网页（HTML）改了后缀名"),
            ("表.xlsx", b"", "文件是空的"),
        ],
    )
    def test_one_sentence_says_why(
        self, tmp_path: Path, name: str, content: str | bytes, sentence: str
    ) -> None:
        with pytest.raises(UserError) as refusal:
            read_input(write(tmp_path, content, name), HEADERS)
        assert sentence in str(refusal.value)
        assert name in str(refusal.value)
        assert not refusal.value.details

    def test_headers_are_looked_for_near_the_top_only(self, tmp_path: Path) -> None:
        deep = "\n" * input_files.HEADER_DEPTH + CSV
        with pytest.raises(UserError, match="没有找到完整的表头"):
            read_input(write(tmp_path, deep), HEADERS)
        assert texts(write(tmp_path, deep[1:])) == READ
