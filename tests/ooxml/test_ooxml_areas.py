"""Merged areas and validations are read, and changed one by one."""

import pytest
from ooxml_samples import FORM, reopened, replaced, rich, sheet_xml, small, with_parts

from xlperf.ooxml.areas import Validation
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.refs import Range
from xlperf.ooxml.workbook import Workbook


def test_validations_say_what_they_ask_of_which_cells() -> None:
    decimal, custom, choice = Workbook.load(rich()).sheet(FORM).validations
    assert decimal == Validation(
        type="decimal",
        areas=(Range(5, 3, 8, 3),),
        operator="between",
        formula1="0",
        formula2="$B$9",
        allow_blank=True,
        show_input=True,
        prompt="填数",
        show_error=True,
    )
    assert (custom.type, custom.formula1) == ("custom", "LEN(A14)<=SUM($B$5:$B$8)")
    assert (choice.type, choice.formula1, choice.extended) == ("list", "字典!$A$1:$A$3", True)
    assert choice.covers(8, 5)
    assert not choice.covers(9, 5)


def test_a_validation_is_given_other_cells() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    decimal, _, choice = form.validations
    form.set_validation_areas(decimal, ["C7", "C5", "C6", "D5:D7"])
    changed = form.validations[0]
    assert changed.areas == (Range(5, 3, 7, 4),)
    assert changed.formula2 == decimal.formula2
    form.set_validation_areas(choice, ["E5", "E8"])
    again = Workbook.load(book.to_bytes()).sheet(FORM).validations
    assert [" ".join(area.ref for area in validation.areas) for validation in again] == [
        "C5:D7",
        "A14",
        "E5 E8",
    ]


def test_a_validation_goes_on_asking_each_cell_the_same() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.set_validation_areas(form.validations[1], ["C20:C21", "B22"])
    custom = form.validations[1]
    assert (custom.areas[0].ref, custom.formula1) == ("C20:C21", "LEN(C20)<=SUM($B$5:$B$8)")
    form.set_validation_areas(custom, ["A14"])
    assert form.validations[1].formula1 == "LEN(A14)<=SUM($B$5:$B$8)"


def test_a_validation_without_cells_goes_and_an_empty_list_with_it() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    for validation in form.validations:
        form.set_validation_areas(validation, [])
    xml = sheet_xml(book.to_bytes(), FORM)
    assert "dataValidation" not in xml
    assert "x14:sparkline" in xml
    assert form.validations == ()


def test_a_validation_of_another_sheet_is_refused() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    copy = book.clone_sheet(form, "项目一")
    with pytest.raises(ValueError, match="不属于本工作表"):
        copy.set_validation_areas(form.validations[0], ["C5"])


def test_a_validation_is_still_known_after_cells_were_added() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    validation = form.validations[0]
    form.set("Z99", "远处")
    form.set_validation_areas(validation, ["C5"])
    assert form.validations[0].areas == (Range(5, 3, 5, 3),)


def test_areas_are_merged_and_taken_apart() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.merge("A20:C21")
    form.unmerge("F5:G5")
    merged = {str(area) for area in reopened(book.to_bytes(), FORM).merged_cells.ranges}
    assert "A20:C21" in merged
    assert "F5:G5" not in merged
    assert '<mergeCells count="5">' in sheet_xml(book.to_bytes(), FORM)


def test_the_first_merge_of_a_sheet_stands_where_the_schema_wants_it() -> None:
    margins = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
    book = Workbook.load(small(extra=margins))
    sheet = book.sheets[0]
    sheet.merge("A1:B1")
    expected = f'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>{margins}'
    assert expected in sheet_xml(book.to_bytes(), "表")
    sheet.unmerge("A1:B1")
    assert "mergeCell" not in sheet_xml(book.to_bytes(), "表")


def test_a_merge_that_cannot_be_is_refused() -> None:
    form = Workbook.load(rich()).sheet(FORM)
    with pytest.raises(ValueError, match="重叠"):
        form.merge("F1:G2")
    with pytest.raises(ValueError, match="两个单元格"):
        form.merge("A30")
    with pytest.raises(ValueError, match="没有合并"):
        form.unmerge("A1:E1")


def test_protection_is_told() -> None:
    sheets = Workbook.load(rich()).sheets
    assert [sheet.protected for sheet in sheets] == [True, False, False]


def test_a_malformed_area_in_the_file_is_refused() -> None:
    for old, new in (('mergeCell ref="A1:F1"', 'mergeCell ref="A1-F1"'), ('sqref="A14"', 'sqref="A14;B2"')):
        data = with_parts(rich(), {"xl/worksheets/sheet1.xml": replaced(old, new)})
        form = Workbook.load(data).sheet(FORM)
        with pytest.raises(PackageError, match="无法识别的区域"):
            assert [form.merges, form.validations]
