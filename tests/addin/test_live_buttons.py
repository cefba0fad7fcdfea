"""The buttons and commands on a live spreadsheet: xlwings drives LibreOffice as it drives Excel."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from support import small_town
from support.terminal import xlperf
from xlperf.addin import round_actions, sheet_actions
from xlperf.addin.side_sheet import TITLE
from xlperf.books.console import LAST_RUN, MESSAGE
from xlperf.books.live import LiveBook
from xlperf.demo.village import Mistake
from xlperf.steps.folder import CONTROL
from xlperf.steps.reading import read_forms

if TYPE_CHECKING:
    from support.calc_engine.office import CalcOffice

MISTAKE = Mistake("P1", "score", "得分", "生活便利", "31")


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """小河镇 after all units have answered, one of them with a mistake."""
    root = small_town.issue(tmp_path_factory.mktemp("收") / "小河镇")
    small_town.send_back(root, "001", "", MISTAKE)
    small_town.send_back(root, "002")
    small_town.send_back(root, "003")
    return root


@pytest.fixture
def town(returned: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(returned, tmp_path / "小河镇 & 100% =乙"))


@contextmanager
def opened(office: "CalcOffice", path: Path) -> Iterator[xw.Book]:
    book = office.app.books.open(str(path))
    try:
        yield book
    finally:
        book.close()


def tables(book: xw.Book) -> dict[str, list[dict[str, object]]]:
    """Every table as the live workbook has it; 收到时间 is the moment of receipt."""
    live = LiveBook(book)
    return {
        name: [
            {header: value for header, value in row.values.items() if header != "收到时间"}
            for row in live.read_table(name).rows
        ]
        for name in live.tables()
    }


def test_the_round_by_one_click_equals_the_terminals_and_can_be_taken_back(
    live_office: "CalcOffice", town: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(town, tmp_path / "另一份"))
    assert xlperf("run", other).code == 1
    with opened(live_office, other / CONTROL) as book:
        terminal = tables(book)
    with opened(live_office, town / CONTROL) as book:
        before = tables(book)
        round_actions.run_all(book)
        assert tables(book) == terminal
        assert xlperf("export", town, "--json").out == xlperf("export", other, "--json").out
        round_actions.undo(book)
        live = LiveBook(book)
        assert tables(book) == before
        assert str(live.read_value(MESSAGE)).startswith("已撤销“一键全流程”")
        assert live.read_value(LAST_RUN["collect"].time) == "—"
        assert list((town / "归档" / "备份" / "撤销前").iterdir())
        round_actions.undo(book)
        assert str(live.read_value(MESSAGE)).startswith("没有可以撤销的步骤")


def test_checking_marks_the_cells_and_clearing_leaves_no_trace(live_office: "CalcOffice", town: Path) -> None:
    path = town / "回收" / small_town.EAST
    place = next(item for item in read_forms(path).all_findings() if item.cell)
    with opened(live_office, path) as book:
        sheet = book.sheets[place.sheet]
        unprotect(sheet)
        cell = sheet.range(place.cell)
        before = cell.color
        sheet_actions.check_sheet(book)
        assert cell.color != before, book.app.status_bar
        assert cell.note is not None
        assert place.message in cell.note.text
        sheet.range("1:1").insert("down")
        sheet_actions.next_problem(book)
        assert place.message in str(book.app.status_bar)
        sheet_actions.clear_marks(book)
        moved = cell.offset(1, 0)
        assert (moved.color, moved.note) == (before, None)
        assert TITLE not in [each.name for each in book.sheets]


def unprotect(sheet: xw.Sheet) -> None:
    """The spreadsheet's own way; Excel's is tried by what stands in for Excel elsewhere."""
    take_off: Callable[[str], None] = sheet.impl.uno.unprotect
    take_off("")
