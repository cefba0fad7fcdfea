"""What people do to a workbook before they press a button: each works, or the workbook says why not."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import small_town
from support.clicking.calls import Typing
from xlperf.addin.performing import BACKUPS
from xlperf.books.console import LAST_RUN
from xlperf.books.live import LiveBook
from xlperf.books.live_refusals import BUSY_WORDS
from xlperf.steps.folder import CONTROL

if TYPE_CHECKING:
    from support.calc_engine.office import CalcOffice
    from support.clicking.clicker import Clicker

#: Chinese, a space, and what a command line or a URL would take for its own.
FOLDER = "王平 镇&100%=甲"


@pytest.fixture(scope="module")
def answered(live_office: "CalcOffice", tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - first of all its tools
    """小河镇 when 东村 and 西村 have answered; nothing is collected yet."""
    from support.clicking.rounds import clickable  # noqa: PLC0415 - cannot be imported without UNO

    root = small_town.issue(tmp_path_factory.mktemp("难") / "小河镇")
    small_town.send_back(root, "001")
    small_town.send_back(root, "002")
    clickable(root)
    return root


@pytest.fixture
def clerk(live_office: "CalcOffice", answered: Path, tmp_path: Path) -> "Iterator[Clicker]":
    from support.clicking.clicker import Clicker  # noqa: PLC0415 - as above

    clicker = Clicker(live_office, shutil.copytree(answered, tmp_path / FOLDER) / CONTROL)
    yield clicker
    clicker.close()


def received(clerk: "Clicker") -> list[object]:
    return [row.values["文件名"] for row in LiveBook(clerk.book).read_table("收件登记").rows]


def test_a_path_with_chinese_spaces_and_signs_is_a_path_like_any_other(
    clerk: "Clicker", tmp_path: Path
) -> None:
    assert clerk.press("collect").message.startswith("应报项目 4 个：已收 3 个")
    (copy,) = (tmp_path / FOLDER / "归档" / BACKUPS).iterdir()
    assert copy.name.startswith("绩效评价-")
    assert [row["文件名"] for row in small_town.rows(tmp_path / FOLDER, "收件登记")] == received(clerk)


def test_of_a_protected_sheet_the_workbook_says_how_to_unprotect_it(clerk: "Clicker") -> None:
    sheet = clerk.document.Sheets.getByName("收件登记")
    sheet.protect("")
    pressed = clerk.press("collect")
    assert pressed.status == pressed.message
    assert pressed.message == (
        "工作表“收件登记”受保护，不能填写。请在“审阅”里点“撤消工作表保护”，再运行一次。"
    )
    assert (clerk.front, clerk.value(LAST_RUN["collect"].result)) == ("操作台", "没有做完，原因见下方消息")
    assert received(clerk) == []
    sheet.unprotect("")
    clerk.press("collect")
    assert received(clerk) == [small_town.EAST, small_town.WEST]


def test_a_filtered_table_is_written_as_a_whole_and_shown(clerk: "Clicker", tmp_path: Path) -> None:
    clerk.press("collect")
    filtered(clerk, "收件登记", column=1, text=small_town.WEST)
    assert has_hidden_rows(clerk, "收件登记")
    small_town.send_back(tmp_path / FOLDER, "003")
    clerk.press("collect")
    assert received(clerk) == [small_town.EAST, small_town.WEST, small_town.WATER]
    assert not has_hidden_rows(clerk, "收件登记")


def has_hidden_rows(clerk: "Clicker", name: str) -> bool:
    body = clerk.book.sheets[name].tables[name].data_body_range
    assert body is not None
    return body.rows.hidden is not False


def filtered(clerk: "Clicker", name: str, column: int, text: str) -> None:
    """Choose one value from the button in a table's header."""
    from support.calc_engine.bridge import UNO, enum  # noqa: PLC0415 - as above

    table = clerk.document.DatabaseRanges.getByName(name)
    field = UNO.createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field, field.Operator, field.StringValue = column, enum("sheet.FilterOperator", "EQUAL"), text
    table.FilterDescriptor.setFilterFields((field,))
    table.refresh()


def test_a_table_moved_by_cut_and_paste_is_found(clerk: "Clicker") -> None:
    sheet = clerk.document.Sheets.getByName("收件登记")
    area = clerk.document.DatabaseRanges.getByName("收件登记").DataArea
    sheet.moveRange(sheet.getCellRangeByName("C20").CellAddress, area)
    clerk.press("collect")
    assert clerk.book.sheets["收件登记"].tables["收件登记"].range.address.startswith("$C$20:")
    assert received(clerk) == [small_town.EAST, small_town.WEST]


def test_renamed_and_reordered_sheets_are_found(clerk: "Clicker") -> None:
    sheets = clerk.document.Sheets
    sheets.getByName("收件登记").Name = "我的 '收件' & 表"
    sheets.getByName("操作台").Name = "首页"
    sheets.moveByName("单位名录", sheets.Count)
    assert clerk.press("collect").message.startswith("应报项目 4 个：已收 3 个")
    assert clerk.front == "我的 '收件' & 表"
    assert received(clerk) == [small_town.EAST, small_town.WEST]


def test_while_somebody_types_into_a_cell_the_step_waits(clerk: "Clicker") -> None:
    with clerk.somebody_typing(Typing(looks=3)):
        clerk.press("collect")
    assert received(clerk) == [small_town.EAST, small_town.WEST]


def test_of_typing_without_end_the_workbook_tells_afterwards(clerk: "Clicker") -> None:
    with clerk.somebody_typing(Typing(looks=1, impatient=True)):
        pressed = clerk.press("collect")
    assert pressed.status == pressed.message == BUSY_WORDS
    assert received(clerk) == []
