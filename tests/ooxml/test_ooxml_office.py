"""What we write, Excel's own validator passes and LibreOffice opens and calculates."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from ooxml_samples import FORM, rich

from support.office import Office
from support.validator import Validator
from xlperf.ooxml.workbook import Workbook


def cloned(book: Workbook) -> None:
    for number in range(3):
        book.clone_sheet(book.sheet(FORM), f"项目 {number}")
    book.clone_sheet(book.sheet("汇总"), "汇总二")


def filled(book: Workbook) -> None:
    """Three copies, their blocks of different lengths, with weights, results and what follows from them."""
    form = book.sheet(FORM)
    for number, count in enumerate((1, 4, 9)):
        copy = book.clone_sheet(form, f"项目 {number}")
        copy.resize_rows(5, 4, count)
        for row in range(5, 5 + count):
            copy.set(f"A{row}", f"=指标{row}")
            copy.set(f"B{row}", Decimal(10))
            copy.set(f"C{row}", Decimal("0.75"))
            copy.set_cached(f"D{row}", Decimal("7.5"))
        copy.set_cached(f"B{5 + count}", Decimal(10 * count))
        copy.set_cached(f"D{5 + count}", Decimal("7.5") * count)
        copy.set_cached(f"E{5 + count}", Decimal("7.5") * count / 40)
    book.activate(book.sheet("项目 1"))


def without_form(book: Workbook) -> None:
    filled(book)
    book.remove_sheet(book.sheet("汇总"))
    book.remove_sheet(book.sheet(FORM))


def shrunk(book: Workbook) -> None:
    book.sheet(FORM).resize_rows(5, 4, 0)
    book.set_state(book.sheet("字典"), "veryHidden")
    book.move_sheet(book.sheet(FORM), 2)
    book.rename_sheet(book.sheet(FORM), "It's (一)")


def styled(book: Workbook) -> None:
    form = book.sheet(FORM)
    style = book.style_variant(form.style("C5"), locked=True, fill="F2F2F2", num_format='0.0"分"')
    form.set_style("C5", style)
    form.set("Z40", "远处的文本", style=style)
    form.merge("A20:B21")
    form.unmerge("F5:G5")
    form.set_validation_areas(form.validations[0], ["C5", "C7:C8", "D5"])
    book.force_recalculation()


CHANGES: list[Callable[[Workbook], None]] = [cloned, filled, without_form, shrunk, styled]


@pytest.mark.office
@pytest.mark.parametrize("change", CHANGES)
def test_the_open_xml_sdk_finds_no_fault(
    change: Callable[[Workbook], None], tmp_path: Path, validator: Validator
) -> None:
    book = Workbook.load(rich())
    change(book)
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.to_bytes())
    assert validator.errors(path) == []


@pytest.mark.office
def test_cached_values_are_what_libreoffice_calculates(tmp_path: Path, office: Office) -> None:
    book = Workbook.load(rich())
    filled(book)
    path = tmp_path / "book.xlsx"
    path.write_bytes(book.to_bytes())
    office.assert_cached_values_match(path)
