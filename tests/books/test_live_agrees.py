"""The same steps on the closed file and on the open workbook come to the same cells."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from support.calc_engine.office import CalcOffice
from support.demo import DemoRound
from xlperf.books.file import FileBook
from xlperf.books.live import LiveBook
from xlperf.books.live_app import quiet
from xlperf.books.port import CellValue, ControlBook
from xlperf.books.sheets import control_sheets
from xlperf.books.spec import Role
from xlperf.steps.collect import collect
from xlperf.steps.fill import fill
from xlperf.steps.folder import RoundFolder
from xlperf.steps.office import read_office
from xlperf.steps.summarise import summarise

RESULTS = [table.name for sheet in control_sheets(()) if sheet.role is Role.RESULT for table in sheet.tables]

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture
def unfinished(demo_round: DemoRound, tmp_path: Path) -> Path:
    """The example round with everything returned, and its result tables empty."""
    root = tmp_path / "round"
    shutil.copytree(demo_round.root, root)
    book = FileBook(RoundFolder(root).control)
    for name in RESULTS:
        book.write_table(name, [])
    book.save()
    return root


def run(root: Path, book: ControlBook) -> None:
    office = read_office(RoundFolder(root), book)
    assessment = collect(office).assessment
    summarise(office, fill(assessment).tables)
    book.save()


def read(book: ControlBook) -> dict[str, list[list[tuple[str, CellValue, str]]]]:
    """Every table: where each cell stands, what it holds, how a person reads it."""
    tables = [book.read_table(name) for name in sorted(book.tables())]
    return {
        table.name: [
            [(row.cells[header], row.values[header], row.text(header)) for header in table.headers]
            for row in table.rows
        ]
        for table in tables
    }


def cells(path: Path) -> Iterator[tuple[tuple[str, str], object]]:
    """Every cell that shows anything, with the result of its formula."""
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in {None, ""}:
                    yield (sheet.title, cell.coordinate), cell.value
    book.close()


def differs(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return not math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return one != other


def test_the_example_round_ends_with_the_same_cells(
    live_office: CalcOffice, unfinished: Path, tmp_path: Path
) -> None:
    other = tmp_path / "live"
    shutil.copytree(unfinished, other)
    closed = FileBook(RoundFolder(unfinished).control)
    run(unfinished, closed)
    book = live_office.app.books.open(str(RoundFolder(other).control))
    live = LiveBook(book)
    with quiet(book.app):
        run(other, live)
    assert read(live) == read(closed)
    assert live.names() == closed.names()
    book.close()

    by_file, by_excel = (dict(cells(RoundFolder(root).control)) for root in (unfinished, other))
    assert len(by_file) > 2000
    assert [
        (place, by_file.get(place), by_excel.get(place))
        for place in sorted(by_file.keys() | by_excel.keys())
        if differs(by_file.get(place), by_excel.get(place))
    ] == []
