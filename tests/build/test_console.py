"""操作台: buttons over their cells, what stands under them, links, and a picture that follows its table."""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as OpenpyxlBook
from openpyxl.worksheet.worksheet import Worksheet

from support.office import Office
from support.pictures import page_texts
from support.small_town import collect, issue, named, rows, send_back
from xlperf.books.console import LAST_RUN, MESSAGE, STATE, STEPS, present
from xlperf.books.file import FileBook
from xlperf.books.port import CellValue
from xlperf.books.sheets import control_sheets, title_name
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset
from xlperf.steps.folder import RoundFolder

X = "{urn:schemas-microsoft-com:office:excel}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LAYERS = ("已通过", "需修改", "未报")


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_control(load_ruleset("central_2020"), MoneyUnit.WAN)


@pytest.fixture(scope="module")
def book(built: bytes) -> OpenpyxlBook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(built))


@pytest.fixture(scope="module")
def console(book: OpenpyxlBook) -> Worksheet:
    sheet = book["操作台"]
    assert isinstance(sheet, Worksheet)
    return sheet


def address(book: OpenpyxlBook, name: str) -> str:
    """Where on 操作台 a name stands."""
    ((sheet, cell),) = book.defined_names[name].destinations
    assert sheet == "操作台"
    return str(cell).replace("$", "")


def parts(data: bytes, pattern: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name) for name in sorted(package.namelist()) if re.fullmatch(pattern, name)]


def buttons(data: bytes) -> dict[str, tuple[str, str]]:
    """The cell that each form-control button exactly covers, with its caption and its macro."""
    (drawing,) = parts(data, r"xl/drawings/vmlDrawing\d+\.vml")
    found = {}
    for shape in etree.fromstring(drawing).iter("{urn:schemas-microsoft-com:vml}shape"):
        caption = "".join(map(str, shape.itertext("font")))
        macro = str(shape.findtext(f".//{X}FmlaMacro"))
        numbers = [int(number) for number in str(shape.findtext(f".//{X}Anchor")).split(",")]
        left, left_by, top, top_by, right, right_by, bottom, bottom_by = numbers
        assert (left_by, top_by, right_by, bottom_by) == (0, 0, 0, 0), f"{caption} is not flush with its cell"
        assert (right - left, bottom - top) == (1, 1), f"{caption} covers more than one cell"
        found[f"{get_column_letter(left + 1)}{top + 1}"] = caption, macro
    return found


def chart_areas(data: bytes) -> dict[str, tuple[str, str]]:
    """For each series of the only chart the areas of its names and of its numbers."""
    (chart,) = parts(data, r"xl/charts/chart\d+\.xml")
    return {
        str(series.findtext(f"{CHART}tx/{CHART}v")): (
            str(series.findtext(f"{CHART}cat//{CHART}f")).replace("'", ""),
            str(series.findtext(f"{CHART}val//{CHART}f")).replace("'", ""),
        )
        for series in etree.fromstring(chart).iter(f"{CHART}ser")
    }


def columns_of(data: bytes) -> dict[str, str]:
    """The areas of the columns of 单位进度, without its header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sheet = openpyxl.load_workbook(io.BytesIO(data))["操作台"]
    header, *body = sheet[sheet.tables["单位进度"].ref]
    return {
        str(
            top.value
        ): f"操作台!${top.column_letter}${body[0][place].row}:${top.column_letter}${body[-1][place].row}"
        for place, top in enumerate(header)
    }


class TestTheButtons:
    def test_stand_in_one_row_in_the_order_of_the_year(self, built: bytes) -> None:
        captions = [caption for caption, _ in buttons(built).values()]
        assert captions == [step.button for step in STEPS]
        assert [caption[0] for caption in captions[:7]] == list("①②③④⑤⑥⑦")
        assert captions[7:] == ["一键全流程", "撤销上一步"]

    def test_call_the_procedures_of_their_steps_in_this_very_workbook(self, built: bytes) -> None:
        assert [macro for _, macro in buttons(built).values()] == [f"[0]!{step.macro}" for step in STEPS]

    def test_cover_exactly_a_cell_that_says_the_same_on_paper(self, built: bytes, console: Worksheet) -> None:
        assert {cell: caption for cell, (caption, _) in buttons(built).items()} == {
            cell: console[cell].value for cell in buttons(built)
        }

    def test_stay_in_sight(self, built: bytes, console: Worksheet) -> None:
        (row,) = {console[cell].row for cell in buttons(built)}
        assert console.freeze_panes == f"A{row + 1}"

    def test_are_each_explained_with_the_command_for_a_terminal(self, console: Worksheet) -> None:
        lines = [[cell.value for cell in row if cell.value is not None] for row in console.iter_rows()]
        for step in STEPS:
            assert [step.button, step.does, *filter(None, [step.command])] in lines


class TestWhatStandsUnderTheButtons:
    def test_is_the_time_and_the_result_of_the_last_run(self, built: bytes, book: OpenpyxlBook) -> None:
        for step, cell in zip(STEPS, buttons(built), strict=True):
            last, place = LAST_RUN[step.id], book["操作台"][cell]
            under = [place.offset(1).coordinate, place.offset(2).coordinate]
            assert [address(book, last.time), address(book, last.result)] == under

    def test_holds_text(self, book: OpenpyxlBook) -> None:
        for name in (MESSAGE, *(name for last in LAST_RUN.values() for name in last)):
            assert book["操作台"][address(book, name)].number_format == "@"

    def test_ends_in_a_wide_cell_for_the_last_message_which_wraps(self, book: OpenpyxlBook) -> None:
        sheet = book["操作台"]
        place = sheet[address(book, MESSAGE)]
        (area,) = (area for area in sheet.merged_cells.ranges if place.coordinate in area)
        assert (area.min_col, area.max_col) == (2, len(STEPS))
        assert place.alignment.wrap_text
        assert sheet.row_dimensions[place.row].height > 3 * 13


class TestTheLinks:
    def test_lead_to_every_other_sheet_in_order(self, console: Worksheet) -> None:
        links = [
            (str(cell.value), cell.hyperlink.location)
            for row in console.iter_rows()
            for cell in row
            if cell.hyperlink and cell.hyperlink.location
        ]
        others = [sheet.name for sheet in control_sheets(())][1:]
        assert links == [(name, title_name(name)) for name in others]

    def test_lead_to_every_folder_of_the_round_wherever_it_lies(self, console: Worksheet) -> None:
        targets = {
            str(cell.value): cell.hyperlink.target
            for row in console.iter_rows()
            for cell in row
            if cell.hyperlink and cell.hyperlink.target
        }
        folders = {path.name for path in RoundFolder(Path()).folders()}
        assert targets == {name: name for name in folders}


class TestThePicture:
    def progress(self, count: int) -> list[Mapping[str, CellValue]]:
        return [
            {"单位编码": f"{n:03}", "单位名称": f"村{n}", **dict.fromkeys(LAYERS, Decimal(1))}
            for n in range(count)
        ]

    def test_has_one_column_for_each_unit_in_three_layers(self, built: bytes) -> None:
        columns = columns_of(built)
        assert chart_areas(built) == {header: (columns["单位名称"], columns[header]) for header in LAYERS}

    def test_follows_the_table_as_it_grows_and_shrinks(self, built: bytes, tmp_path: Path) -> None:
        path = tmp_path / "绩效评价.xlsm"
        book = FileBook.of_bytes(path, built)
        for count in (26, 60, 3, 1):
            book.write_table("单位进度", self.progress(count), key="单位编码")
            book.save()
            columns = columns_of(path.read_bytes())
            first, last = re.findall(r"\d+", columns["单位名称"])
            assert int(last) - int(first) + 1 == count
            assert chart_areas(path.read_bytes()) == {
                header: (columns["单位名称"], columns[header]) for header in LAYERS
            }

    def test_names_every_unit_in_libreoffice(self, built: bytes, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "console.xlsm"
        book = FileBook.of_bytes(path, built)
        names = [f"{letter}家村" for letter in "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余"]
        rows = [{**row, "单位名称": name} for row, name in zip(self.progress(len(names)), names, strict=True)]
        book.write_table("单位进度", rows, key="单位编码")
        book.save()
        words = "".join(page_texts(office.convert(path, "pdf", tmp_path))[:2])
        seen = {name: words.count(name) for name in names}
        assert seen == dict.fromkeys(names, 2), "once in the chart, once in the table below it"

    def test_tells_the_layers_apart_without_colour(self, built: bytes) -> None:
        (chart,) = parts(built, r"xl/charts/chart\d+\.xml")
        fills = [
            next(child.tag.rpartition("}")[2] for child in look)
            for look in etree.fromstring(chart).iterfind(f".//{CHART}ser/{CHART}spPr")
        ]
        light = re.findall(rb'<a:solidFill><a:srgbClr val="(\w+)"/></a:solidFill><a:ln', chart)
        assert (fills, light) == (["solidFill", "pattFill", "solidFill"], [b"1F4E79", b"FFFFFF"])


class TestTheStateOfTheRound:
    def test_says_what_was_issued_returned_accepted_and_is_missing(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度")
        send_back(root, "001")
        collect(root)
        shown = {caption: named(root, name) for name, caption in STATE.items() if "数" not in caption}
        assert shown == {
            "应报单位": 3,
            "已下发单位": 3,
            "已收单位": 1,
            "应报项目": 4,
            "已通过": 2,
            "需修改": 0,
            "未报": 2,
        }
        headers = ("单位名称", "应报项目", "已下发", "已收项目", "已通过", "未报")
        assert [tuple(row[header] for header in headers) for row in rows(root, "单位进度")] == [
            ("东村", 2, 2, 2, 2, 0),
            ("西村", 1, 1, 0, 0, 1),
            ("水务站", 1, 1, 0, 0, 1),
        ]

    def test_in_a_workbook_of_an_older_version_leaves_out_what_that_lacks(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度")
        control = RoundFolder(root).control
        make_older(control)
        collect(root)
        assert named(root, "状态_未报") == 4
        assert "已下发" not in rows(root, "单位进度")[0]
        assert [row["未报"] for row in rows(root, "单位进度")] == [2, 1, 1]

    def test_of_last_runs_is_left_alone_by_a_terminal(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度")
        collect(root)
        assert {named(root, name) for last in LAST_RUN.values() for name in last} == {"—"}


def make_older(path: Path) -> None:
    """Take the names and the column away that came with the buttons."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path, keep_vba=True)
    for name in ("状态_已下发单位", MESSAGE, *(name for last in LAST_RUN.values() for name in last)):
        del book.defined_names[name]
    sheet = book["操作台"]
    table = sheet.tables["单位进度"]
    (column,) = (column for column in table.tableColumns if column.name == "已下发")
    column.name = "备用"
    (cell,) = (cell for cell in sheet[table.ref][0] if cell.value == "已下发")
    cell.value = "备用"
    book.save(path)


def test_only_names_that_a_workbook_has_are_set(built: bytes, tmp_path: Path) -> None:
    book = FileBook.of_bytes(tmp_path / "绩效评价.xlsm", built)
    assert present(book, {MESSAGE: "好", "状态_没有": "x"}) == {MESSAGE: "好"}
