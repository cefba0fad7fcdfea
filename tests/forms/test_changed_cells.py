"""What the office locked and somebody changed: cell by cell, with what was issued and what came back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from support.issued import entry, fill, targets
from xlperf.forms.filling import Assignment, IssuedWorkbook
from xlperf.forms.issued import IssuedKey
from xlperf.forms.locked_cells import LockedSheet, digest_of, locked_sheets
from xlperf.forms.names import Name
from xlperf.forms.reading import read_workbook
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

CENTRAL = load_ruleset("central_2020")
TITLE = "1.村道硬化"
MARKS = frozenset({RemarkKind.CHANGED, RemarkKind.REWORDED, RemarkKind.UNSET})


@dataclass
class Editions:
    """Issued workbooks; ``asked`` counts how often a sheet itself was wanted."""

    books: tuple[IssuedWorkbook, ...]
    asked: int = 0

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(sheet.digest for book in self.books for sheet in book.sheets)

    def editions(self, key: IssuedKey) -> Iterator[LockedSheet]:
        self.asked += 1
        for book in self.books:
            yield from (sheet for sheet in locked_sheets(Workbook.load(book.data)) if key.means(sheet))


def issued() -> IssuedWorkbook:
    """One project with its approved indicators, row 13 to 19."""
    return fill(Assignment(entry(), targets()))


def told(change: Callable[[Workbook, Sheet], None], *books: IssuedWorkbook) -> list[Remark]:
    """What is said after somebody changed something on the form."""
    book = Workbook.load(issued().data)
    change(book, book.sheet(TITLE))
    read = read_workbook(book.to_bytes(), CENTRAL, Editions(books or (issued(),)))
    return [remark for form in read.forms for remark in form.remarks if remark.kind in MARKS]


def test_what_a_village_may_type_is_no_change() -> None:
    def answer(_: Workbook, sheet: Sheet) -> None:
        sheet.set("B11", "硬化村道两公里。")
        sheet.set("H13", Decimal(12))
        sheet.set("J15", Decimal(10))
        sheet.set("K13", "雨季停工；改进措施：提前开工。")

    assert told(answer) == []


def test_the_issued_workbook_is_not_opened_where_nothing_was_changed() -> None:
    editions = Editions((issued(),))
    read_workbook(issued().data, CENTRAL, editions)
    assert editions.asked == 0


def test_labels_that_a_village_types_as_answers_do_not_make_it_another_form() -> None:
    book = Workbook.load(issued().data)
    book.sheet(TITLE).set("H19", "实际完成值")
    book.sheet(TITLE).set("K19", "偏差原因分析及改进措施")
    (form,) = read_workbook(book.to_bytes(), CENTRAL, Editions((issued(),))).forms
    assert [remark for remark in form.remarks if remark.kind is RemarkKind.MOVED] == []
    assert form.indicators[-1].actual.text == "实际完成值"


@pytest.mark.parametrize(
    ("address", "value", "kind", "sentence"),
    [
        ("F13", Decimal(8), RemarkKind.CHANGED, "F13 下发时是“10”，收回时是“8”"),
        ("I14", Decimal(20), RemarkKind.CHANGED, "I14 下发时是“10”，收回时是“20”"),
        ("D15", "竣工时间", RemarkKind.CHANGED, "D15 下发时是“完工时间”，收回时是“竣工时间”"),
        ("E13", None, RemarkKind.CHANGED, "E13 下发时是“≥”，收回时是空的"),
        ("C3", "村道硬化（二期）", RemarkKind.CHANGED, "C3 下发时是“村道硬化”，收回时是“村道硬化（二期）”"),
        ("H5", "全年支出数", RemarkKind.REWORDED, "H5 下发时是“全年执行数”，收回时是“全年支出数”"),
        ("F6", Decimal(100), RemarkKind.REWORDED, "F6 下发时是公式“=SUM(F7:F9)”，收回时是“100”"),
    ],
)
def test_a_changed_cell_is_told_with_both_contents(
    address: str, value: Decimal | str | None, kind: RemarkKind, sentence: str
) -> None:
    (remark,) = told(lambda _, sheet: sheet.set(address, value))
    assert remark == Remark(kind, f"“{TITLE}”{sentence}", address)


def test_a_changed_formula_is_told_even_where_it_shows_the_same() -> None:
    (remark,) = told(lambda _, sheet: sheet.set_formula("F6", "SUM(F7:F8)", Decimal(100)))
    assert remark.detail == f"“{TITLE}”F6 下发时是公式“=SUM(F7:F9)”，收回时是公式“=SUM(F7:F8)”"


def test_a_change_is_found_after_rows_moved_and_the_sheet_got_another_name() -> None:
    def change(book: Workbook, sheet: Sheet) -> None:
        sheet.set("I14", Decimal(20))
        sheet.resize_rows(2, 1, 3)
        book.rename_sheet(sheet, "自评表终稿")

    (remark,) = told(change)
    assert remark == Remark(RemarkKind.CHANGED, "“自评表终稿”I16 下发时是“10”，收回时是“20”", "I16")


def test_rows_that_moved_are_no_change_by_themselves() -> None:
    def move(_: Workbook, sheet: Sheet) -> None:
        sheet.resize_rows(2, 1, 2)
        sheet.resize_rows(16, 1, 3)

    assert told(move) == []


def test_the_formula_of_the_column_beside_is_another_formula() -> None:
    (remark,) = told(lambda _, sheet: sheet.set_formula("H6", "SUM(F7:F9)", Decimal(100)))
    assert remark.detail == f"“{TITLE}”H6 下发时是公式“=SUM(H7:H9)”，收回时是公式“=SUM(F7:F9)”"


def test_a_text_that_reads_like_the_formula_is_told() -> None:
    (remark,) = told(lambda _, sheet: sheet.set("F6", "=SUM(F7:F9)"))
    assert remark.detail == f"“{TITLE}”F6 下发时是公式“=SUM(F7:F9)”，收回时是“=SUM(F7:F9)”"


def test_an_indicator_that_was_deleted_is_told_with_what_it_said() -> None:
    (remark,) = told(lambda _, sheet: sheet.resize_rows(14, 1, 0))
    assert remark.kind is RemarkKind.CHANGED
    assert "（产出指标 质量指标 合格率 = 95 % 10）收回时没有了" in remark.detail


def test_levels_that_are_merged_or_left_blank_below_are_no_change() -> None:
    def merge(_: Workbook, sheet: Sheet) -> None:
        for address in ("B14", "B15", "B16"):
            sheet.clear(address)
        sheet.merge("B13:B15")
        sheet.set("B18", "同上")

    assert told(merge) == []


def test_an_answer_that_vanished_in_a_merged_area_is_told() -> None:
    (remark,) = told(lambda _, sheet: sheet.merge("H13:H14"))
    assert remark == Remark(RemarkKind.REWORDED, f"“{TITLE}”H14 被合并到 H13 里，原来填的内容没有了", "H14")


def test_a_name_that_means_other_cells_is_told() -> None:
    def redirect(book: Workbook, sheet: Sheet) -> None:
        book.set_name(Name.GOAL, f"'{TITLE}'!$G$11", sheet)

    (remark,) = told(redirect)
    assert remark == Remark(
        RemarkKind.UNSET, f"“{TITLE}”的名称“预期目标”下发时指 B11，收回时指 {TITLE}!G11", "G11"
    )


def test_a_drop_down_that_is_gone_is_told_with_its_cells() -> None:
    def remove(_: Workbook, sheet: Sheet) -> None:
        (choice,) = (each for each in sheet.validations if each.covers(17, 8))
        sheet.set_validation_areas(choice, [])

    (remark,) = told(remove)
    assert remark.kind is RemarkKind.UNSET
    assert "H17、H18" in remark.detail


def test_an_earlier_edition_is_compared_with_itself() -> None:
    later = fill(Assignment(entry(), targets().__class__(targets()[:6])))
    assert told(lambda *_: None, later, issued()) == []
    (remark,) = told(lambda _, sheet: sheet.set("F13", Decimal(8)), later, issued())
    assert remark.cell == "F13"


def test_another_table_under_the_code_of_a_project_is_not_compared_cell_by_cell() -> None:
    def replace_all(book: Workbook, sheet: Sheet) -> None:
        names = dict(book.names_of(sheet))
        for cell in list(sheet.cells()):
            if cell.ref not in ("H3", "C3"):
                sheet.set(cell.ref, f"另{cell.ref}")
        assert Name.FUNDS in names

    remarks = told(replace_all)
    assert [remark.detail for remark in remarks] == [f"“{TITLE}”和下发的表差别太大，没有逐格核对锁定的内容"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<mergeCells ", '<mergeCells x="1" '),
        ('<mergeCell ref="A1', '<mergeCell ref="B1'),
        ("<sheetPr>", '<sheetPr xmlns:x14="http://schemas.microsoft.com/office/other">'),
    ],
)
def test_a_digest_that_is_remembered_is_the_one_that_is_found(old: str, new: str) -> None:
    """What stands around the rows is parsed once for sheets that are alike: the order must not matter."""
    found = []
    for written in (old, new, old, new):
        book = Workbook.load(issued().data)
        sheet = book.sheet(TITLE)
        data = book.package.read(sheet.part)
        book.package.write(sheet.part, data.replace(old.encode(), written.encode()))
        found.append(digest_of(book, sheet))
        assert found[-1] == LockedSheet.of(book, sheet).digest
    assert found[:2] == found[2:]


def test_the_digest_is_that_which_the_filler_gave() -> None:
    book = Workbook.load(issued().data)
    assert digest_of(book, book.sheet(TITLE)) == issued().sheets[0].digest
