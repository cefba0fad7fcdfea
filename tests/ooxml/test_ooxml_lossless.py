"""What nobody meant to change is written as it came."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from ooxml_samples import FORM, parts, rich, sheet_xml, small, with_parts

from xlperf.ooxml.archive import read_entries
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook


def differing(before: bytes, after: bytes) -> set[str]:
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def read_all(book: Workbook) -> None:
    for sheet in book.sheets:
        assert list(sheet.cells()) is not None
        assert sheet.merges is not None
        assert sheet.validations is not None
        assert sheet.protected in {True, False}
    assert book.tables
    assert book.names.broken() == ()


def test_reading_a_workbook_leaves_its_bytes_alone() -> None:
    book = Workbook.load(rich())
    read_all(book)
    assert book.to_bytes() == rich()


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
CHANGES: list[tuple[str, Callable[[Workbook], object], set[str]]] = [
    ("a number", lambda book: book.sheet(FORM).set("C5", Decimal(3)), {SHEET}),
    ("a known text", lambda book: book.sheet(FORM).set("C5", "合计"), {SHEET}),
    ("a new text", lambda book: book.sheet(FORM).set("C5", "新的"), {SHEET, TEXTS}),
    ("a cached value", lambda book: book.sheet(FORM).set_cached("D9", Decimal(3)), {SHEET}),
    ("a row height", lambda book: book.sheet(FORM).set_row_height(9, 30), {SHEET}),
    ("a merge", lambda book: book.sheet(FORM).merge("A20:B21"), {SHEET}),
    ("a style", lambda book: book.style_variant(1, locked=False, fill="FFEEAA"), {"xl/styles.xml"}),
    ("a name", lambda book: book.set_name("总分", f"{FORM}!$B$9"), {"xl/workbook.xml"}),
    ("the calculation", lambda book: book.force_recalculation(), set()),
]


@pytest.mark.parametrize(("change", "touched"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_change_touches_its_own_part_only(change: Callable[[Workbook], object], touched: set[str]) -> None:
    book = Workbook.load(rich())
    change(book)
    assert differing(rich(), book.to_bytes()) == touched


def test_untouched_parts_keep_their_compressed_bytes_and_their_order() -> None:
    # Stored without compression, a part shows whether it was packed anew.
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts(rich()).items():
            package.writestr(zipfile.ZipInfo(name, (2021, 12, 31, 8, 30, 0)), data)
    book = Workbook.load(buffer.getvalue())
    book.sheet(FORM).set("C5", Decimal(3))
    old = {entry.name: entry for entry in read_entries(buffer.getvalue())}
    new = {entry.name: entry for entry in read_entries(book.to_bytes())}
    assert list(new) == list(old)
    assert {name for name in new if new[name] != old[name]} == {SHEET}
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as package:
        assert package.testzip() is None
        assert package.getinfo(SHEET).date_time == (1980, 1, 1, 0, 0, 0)
        assert package.getinfo("xl/styles.xml").date_time == (2021, 12, 31, 8, 30, 0)


def test_a_changed_sheet_differs_in_the_changed_cell_only() -> None:
    book = Workbook.load(rich())
    book.sheet(FORM).set("C5", Decimal("0.75"))
    old, new = sheet_xml(rich(), FORM), sheet_xml(book.to_bytes(), FORM)
    before, behind = old.split('<c r="C5" s="2"><v>0.5</v></c>')
    assert new == f'{before}<c r="C5" s="2"><v>0.75</v></c>{behind}'


def test_a_changed_skeleton_keeps_its_declarations() -> None:
    def exotic(data: bytes) -> bytes:
        declared = (
            b'<worksheet xmlns:xy="urn:unknown"'
            b' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        )
        return data.replace(b"<worksheet ", declared, 1).replace(b"</worksheet>", b"<!-- end --></worksheet>")

    book = Workbook.load(with_parts(rich(), {SHEET: exotic}))
    book.sheet(FORM).merge("A30:B30")
    xml = sheet_xml(book.to_bytes(), FORM)
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    for declaration in ("xmlns:mc=", 'mc:Ignorable="x14ac"', "xmlns:xy=", "xmlns:xr=", "<!-- end -->"):
        assert declaration in xml
    assert '<mergeCell ref="A30:B30"/>' in xml


def edited() -> bytes:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    copies = [book.clone_sheet(form, f"项目{number}") for number in range(3)]
    for number, copy in enumerate(copies):
        copy.resize_rows(5, 4, 2 + 2 * number)
        copy.set("C5", f"内容{number}")
        copy.set_style("C5", book.style_variant(copy.style("C5"), locked=True, fill="F2F2F2"))
    book.remove_sheet(form)
    return book.to_bytes()


def test_the_same_changes_give_the_same_bytes() -> None:
    assert edited() == edited()


def test_writing_twice_gives_the_same_bytes_and_changes_may_go_on() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.resize_rows(5, 4, 6)
    assert book.to_bytes() == book.to_bytes()
    form.merge("A30:B30")
    form.set("C5", "后来")
    assert Workbook.load(book.to_bytes()).sheet(FORM).value("C5") == "后来"


def test_a_workbook_without_a_text_table_gets_one() -> None:
    book = Workbook.load(small())
    book.sheets[0].set("A2", "文本")
    again = Workbook.load(book.to_bytes())
    assert again.sheets[0].value("A2") == "文本"
    assert str(again.package.content_type("xl/sharedStrings.xml")).endswith("sharedStrings+xml")


def test_the_calculation_chain_goes_when_a_formula_goes_and_stays_otherwise() -> None:
    chain = "xl/calcChain.xml"
    type_ = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package = Package.load(rich())
    package.add(
        chain, b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>', type_
    )
    package.relate(
        "xl/workbook.xml",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain",
        chain,
    )
    for ref, stays in (("C5", True), ("D5", False)):
        book = Workbook.load(package.to_bytes())
        book.sheet(FORM).set(ref, Decimal(1))
        left = parts(book.to_bytes())
        assert (chain in left) == stays
        assert (b"calcChain" in left["[Content_Types].xml"] + left["xl/_rels/workbook.xml.rels"]) == stays
