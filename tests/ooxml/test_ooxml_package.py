"""Parts, their types and their relationships."""

import pytest
from ooxml_samples import FORM, parts, replaced, rich, small, with_parts

from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook

BOOK = "xl/workbook.xml"


def test_parts_are_found_whatever_their_case_and_listed_in_the_files_order() -> None:
    package = Package.load(rich())
    assert package.names() == tuple(parts(rich()))
    assert package.read("XL/Workbook.XML") == parts(rich())[BOOK]
    assert "xl/nothing.xml" not in package
    with pytest.raises(PackageError, match="缺少部件“xl/nothing"):
        package.read("xl/nothing.xml")


def test_a_part_is_written_added_and_removed() -> None:
    package = Package.load(rich())
    package.write("docProps/core.xml", b"<a/>")
    package.add("xl/new.bin", b"\0\1", "application/x-new")
    package.remove("docProps/app.xml")
    again = Package.load(package.to_bytes())
    assert again.read("docProps/core.xml") == b"<a/>"
    assert (again.read("xl/new.bin"), again.content_type("xl/new.bin")) == (b"\0\1", "application/x-new")
    assert "docProps/app.xml" not in again
    assert again.names()[-1] == "xl/new.bin"
    assert b"app.xml" not in again.read("[Content_Types].xml")


def test_writing_the_same_bytes_is_no_change() -> None:
    package = Package.load(rich())
    for name in package.names():
        package.write(name, package.read(name))
    assert package.to_bytes() == rich()


def test_a_content_type_comes_from_the_name_or_else_from_the_extension() -> None:
    package = Package.load(rich())
    assert str(package.content_type("/xl/workbook.xml"[1:])).endswith("sheet.main+xml")
    assert package.content_type("xl/media/image1.png") == "image/png"
    assert package.content_type("xl/a.unknown") is None


def test_relationships_are_made_pointed_elsewhere_and_dropped() -> None:
    package = Package.load(rich())
    sheet = "xl/worksheets/sheet1.xml"
    new = package.relate(sheet, "http://x/table", "xl/tables/table9.xml")
    assert new not in parts(rich())["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    relation = package.relationships(sheet)[new]
    assert (relation.kind, relation.target, relation.external) == ("table", "xl/tables/table9.xml", False)
    package.retarget(sheet, {new: "docProps/core.xml"})
    assert package.relationships(sheet)[new].target == "docProps/core.xml"
    assert b'Target="../../docProps/core.xml"' in package.read("xl/worksheets/_rels/sheet1.xml.rels")
    package.unrelate(sheet, new)
    assert new not in package.relationships(sheet)
    links = [relation for relation in package.relationships(sheet).values() if relation.external]
    assert [link.target for link in links] == ["https://example.org/guide"]


def test_a_part_without_relationships_gets_its_first() -> None:
    package = Package.load(small())
    assert package.relationships("xl/worksheets/sheet1.xml") == {}
    assert (
        package.relate("xl/worksheets/sheet1.xml", "http://x/drawing", "xl/drawings/drawing1.xml") == "rId1"
    )
    again = Package.load(package.to_bytes())
    assert again.relationships("xl/worksheets/sheet1.xml")["rId1"].target == "xl/drawings/drawing1.xml"


def test_a_chinese_part_name_is_found_by_its_escaped_target() -> None:
    data = with_parts(small(), {"xl/worksheets/表一.xml": parts(small())["xl/worksheets/sheet1.xml"]})
    escaped = "worksheets/%E8%A1%A8%E4%B8%80.xml"
    moved = with_parts(data, {"xl/_rels/workbook.xml.rels": replaced("worksheets/sheet1.xml", escaped)})
    book = Workbook.load(moved)
    assert book.sheets[0].part == "xl/worksheets/表一.xml"
    book.sheets[0].set("A1", "文本")
    assert Workbook.load(book.to_bytes()).sheets[0].value("A1") == "文本"


def test_a_copied_part_has_its_own_name_and_the_same_type() -> None:
    package = Package.load(rich())
    package.copy("xl/charts/chart1.xml", "xl/charts/chart9.xml")
    assert package.read("xl/charts/chart9.xml") == package.read("xl/charts/chart1.xml")
    assert package.content_type("xl/charts/chart9.xml") == package.content_type("xl/charts/chart1.xml")
    assert package.free_name("xl/charts/chart{}.xml") == "xl/charts/chart3.xml"


def test_a_workbook_keeps_macros_ribbon_and_whatever_else_is_in_the_package() -> None:
    extras = {"xl/vbaProject.bin": b"\0vba", "customUI/customUI14.xml": b"<customUI/>", "xl/未知.dat": b"?"}
    book = Workbook.load(with_parts(rich(), extras))
    book.sheet(FORM).resize_rows(5, 4, 6)
    book.clone_sheet(book.sheet(FORM), "项目一")
    content = parts(book.to_bytes())
    assert {name: content[name] for name in extras} == extras
