"""The marked copies in 退回/: always those that the last check calls for."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from support.small_town import (
    EAST,
    SAVED_LATER,
    WEST,
    collect,
    edit,
    findings,
    intake,
    issue,
    opened,
    return_all,
    send_back,
)
from support.terminal import xlperf
from xlperf.demo.village import Mistake
from xlperf.forms.marking import unmark
from xlperf.ooxml.notes import Note, add_notes
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.returning import RECORD

LIST = "修改意见"
#: P1 loses points and gives no reason; another time the score exceeds the weight.
WRONG = Mistake("P1", "value", "得分", "完成数量", "31")
WRONG_TOO = Mistake("P1", "value", "得分", "完工时间", "21")


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round in which everybody has answered and 东村 made a mistake."""
    root = issue(tmp_path_factory.mktemp("退回") / "round")
    return_all(root)
    send_back(root, "001", "", WRONG)
    return root


@pytest.fixture
def root(answered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered, tmp_path / "round"))


def copies(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "退回").glob("*.xls*"))}


def listed(path: Path) -> list[str]:
    """What 修改意见 says is wrong, cell and rule's words."""
    sheet = opened(path)[LIST]
    return [f"{row[3].value} {row[4].value}" for row in sheet.iter_rows(min_row=5)]


def mend(root: Path, name: str, *values: tuple[str, float]) -> None:
    """The village mends the marked copy and sends it back, marks and all."""
    book = load_workbook(root / "退回" / name)
    for cell, value in values:
        book["1.村道硬化"][cell] = value
    book.save(root / "回收" / f"改_{name}")


def test_a_workbook_with_errors_comes_back_marked_under_its_own_name(root: Path) -> None:
    outcome = collect(root)
    assert list(copies(root)) == [EAST]
    assert "标好的退回工作簿：1 本" in outcome.out
    wrong = {
        f"{row['单元格']} {row['字段']}" for row in findings(root) if row["文件"] == EAST and row["单元格"]
    }
    assert wrong <= set(listed(root / "退回" / EAST))


def test_the_copy_without_its_marks_is_what_was_received(root: Path) -> None:
    collect(root)
    plain = unmark((root / "退回" / EAST).read_bytes())
    assert values(plain) == values((root / "回收" / EAST).read_bytes())


def values(data: bytes) -> dict[str, object]:
    book = Workbook.load(data)
    return {f"{sheet.title}!{cell.ref}": cell for sheet in book.sheets for cell in sheet.cells()}


def test_a_second_run_leaves_the_same_bytes(root: Path) -> None:
    collect(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "退回").iterdir()}
    collect(root)
    assert {path: path.stat().st_mtime_ns for path in (root / "退回").iterdir()} == before


def test_a_mended_copy_is_read_without_its_marks_and_the_old_one_goes(root: Path) -> None:
    collect(root)
    mend(root, EAST, (place(root, "得分"), 30))
    collect(root)
    assert intake(root)[f"改_{EAST}"]["状态"] == "通过"
    assert copies(root) == {}


def test_a_copy_with_another_mistake_is_marked_anew_from_the_unmarked_file(root: Path) -> None:
    collect(root)
    cell = place(root, "得分")
    mend(root, EAST, (cell, 30), (f"{cell[0]}{int(cell[1:]) + 1}", 21))
    collect(root)
    assert list(copies(root)) == [f"改_{EAST}"]
    book = opened(root / "退回" / f"改_{EAST}")
    assert [title for title in book.sheetnames if LIST in title] == [LIST]
    assert book["1.村道硬化"][cell].comment is None
    archived = [path.read_bytes() for path in (root / "归档").glob("*.xlsx")]
    assert (root / "回收" / f"改_{EAST}").read_bytes() in archived


def test_files_that_do_not_count_are_not_marked(root: Path) -> None:
    (root / "回收" / "坏的.xlsx").write_bytes(b"PK\3\4 not a workbook")
    collect(root)
    assert list(copies(root)) == [EAST]
    edit(root, "收件登记", ("文件名", EAST), "人工指定", "否")
    collect(root)
    assert copies(root) == {}


def test_only_the_version_that_counts_is_marked(root: Path) -> None:
    send_back(root, "001", "新版.xlsx", WRONG_TOO, saved=SAVED_LATER)
    collect(root)
    assert list(copies(root)) == ["新版.xlsx"]


def test_files_of_the_same_name_are_told_apart_by_their_units(tmp_path: Path) -> None:
    root = issue(tmp_path / "round")
    send_back(root, "001", "自评表.xlsx", WRONG)
    send_back(root, "002", "微信/自评表.xlsx", Mistake("P3", "value", "得分", "完成数量", "31"))
    collect(root)
    assert list(copies(root)) == ["东村_自评表.xlsx", "西村_自评表.xlsx"]


def test_a_workbook_out_of_a_zip_file_is_marked_too(root: Path) -> None:
    path = root / "回收" / EAST
    with zipfile.ZipFile(root / "回收" / "微信.zip", "w") as package:
        package.write(path, "自评表.xls")
    path.unlink()
    collect(root)
    assert list(copies(root)) == ["自评表.xlsx"]


def test_a_copy_that_the_clerk_has_changed_is_not_taken_away(root: Path) -> None:
    collect(root)
    path = root / "退回" / EAST
    book = opened(path)
    book[LIST]["A3"] = "请于周五前改好"
    book.save(path)
    changed = path.read_bytes()
    collect(root)
    assert path.read_bytes() == changed
    send_back(root, "001", "改好.xlsx", saved=SAVED_LATER)
    outcome = collect(root)
    assert path.read_bytes() == changed
    assert f"退回/{EAST} 已不需要，但被改动过，没有删除" in outcome.out


def test_a_file_of_the_clerks_own_in_our_place_is_kept_in_the_archive(root: Path) -> None:
    (root / "退回" / EAST).write_bytes(b"my own")
    (root / "退回" / "别的.xlsx").write_bytes(b"my own too")
    collect(root)
    assert b"my own" in [path.read_bytes() for path in (root / "归档").iterdir()]
    assert LIST in opened(root / "退回" / EAST).sheetnames
    assert (root / "退回" / "别的.xlsx").read_bytes() == b"my own too"


def test_a_file_that_cannot_be_marked_is_named_and_the_others_are_marked(root: Path) -> None:
    """Its sheet says that there is a drawing of notes, and the drawing ends in the middle."""
    send_back(root, "002", "", Mistake("P3", "value", "得分", "完成数量", "31"))
    book = Workbook.load((root / "回收" / EAST).read_bytes())
    add_notes(book.sheet("1.村道硬化"), [Note("A1", "村里", "看这里")])
    book.package.write("xl/drawings/vmlDrawing1.vml", b"<xml><v:shape")
    (root / "回收" / EAST).write_bytes(book.to_bytes())
    outcome = collect(root)
    assert list(copies(root)) == [WEST]
    assert f"注意：{EAST} 做不了标注：旧式绘图没有写完整。" in outcome.out


def test_a_record_that_was_edited_is_refused_in_plain_words(root: Path) -> None:
    collect(root)
    (root / "归档" / RECORD).write_text("[", encoding="utf-8")
    outcome = xlperf("collect", root)
    assert outcome.code == 2
    assert "退回的记录" in outcome.err


def test_the_record_names_what_lies_there(root: Path) -> None:
    collect(root)
    record = json.loads((root / "归档" / RECORD).read_text(encoding="utf-8"))
    assert list(record) == [EAST]
    shutil.rmtree(root / "退回")
    collect(root)
    assert list(copies(root)) == [EAST]


def test_run_says_it_too(root: Path) -> None:
    assert "标好的退回工作簿：1 本" in xlperf("run", root).out
    assert WEST not in copies(root)


def place(root: Path, field: str) -> str:
    """The cell of the first error about a field of P1."""
    rows = [row for row in findings(root) if row["字段"] == field and row["级别"] == "错误"]
    return str(rows[0]["单元格"])
