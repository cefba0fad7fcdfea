"""A copied sheet is a sheet of its own, with all that belonged to the source."""

import io
import re
import warnings
from decimal import Decimal

import openpyxl
import pytest
from ooxml_samples import FORM, parts, replaced, rich, sheet_xml, with_parts

from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook


def cloned(*titles: str) -> tuple[Workbook, list[Sheet]]:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    return book, [book.clone_sheet(form, title) for title in titles]


def test_a_copy_stands_after_the_last_copy_or_where_it_is_told() -> None:
    book, _ = cloned("项目一", "项目二")
    summary = book.sheet("汇总")
    book.clone_sheet(book.sheet(FORM), "最后", after=summary)
    expected = [FORM, "项目一", "项目二", "字典", "汇总", "最后"]
    assert [sheet.title for sheet in book.sheets] == expected
    assert [sheet.title for sheet in Workbook.load(book.to_bytes()).sheets] == expected
    assert [sheet.index for sheet in book.sheets] == list(range(6))


def test_a_copy_stands_after_its_source_where_the_last_copy_is_gone() -> None:
    book, (one, _) = cloned("项目一", "项目二")
    book.remove_sheet(book.sheet("项目二"))
    book.clone_sheet(book.sheet(FORM), "项目三")
    assert [sheet.title for sheet in book.sheets[:3]] == [FORM, "项目三", one.title]


def test_a_copy_holds_the_same_cells_rules_and_page() -> None:
    book, (copy,) = cloned("项目一")
    form = book.sheet(FORM)
    assert list(copy.cells()) == list(form.cells())
    assert copy.merges == form.merges
    assert copy.validations == form.validations
    assert copy.protected
    assert copy.row_height(5) == 24
    kept = (
        "<pageSetup",
        "<rowBreaks",
        "<headerFooter",
        "<ignoredErrors",
        "<protectedRanges",
        "x14:sparkline",
    )
    xml = sheet_xml(book.to_bytes(), "项目一")
    for element in kept:
        assert element in xml


def test_changing_a_copy_leaves_the_source_and_the_other_copies_alone() -> None:
    book, (one, two) = cloned("项目一", "项目二")
    form = book.sheet(FORM)
    one.set("C5", "改")
    two.set("A1", "标题二")
    form.set("B5", Decimal(99))
    seen = [[sheet.value(ref) for ref in ("A1", "B5", "C5")] for sheet in (form, one, two)]
    title, ten, half = "项目支出绩效自评表", Decimal(10), Decimal("0.5")
    assert seen == [[title, Decimal(99), half], [title, ten, "改"], ["标题二", ten, half]]
    assert [
        [s.value(r) for r in ("A1", "B5", "C5")] for s in Workbook.load(book.to_bytes()).sheets[:3]
    ] == seen


def test_a_copy_has_its_own_names_and_its_formulas_mean_its_own_cells() -> None:
    book, (copy,) = cloned("项目 一")
    names = {name.name: name.text for name in book.names if name.sheet is copy}
    assert names == {
        "_xlnm.Print_Area": "'项目 一'!$A$1:$G$9",
        "_xlnm.Print_Titles": "'项目 一'!$4:$4",
        "_xlnm._FilterDatabase": "'项目 一'!$A$4:$E$8",
        "绩效指标": "'项目 一'!$A$5:$G$8",
        "合计": "'项目 一'!$A$9:$E$9",
        # As Excel does for a name of the workbook that means cells of the copied sheet.
        "总分": "'项目 一'!$D$9",
    }
    xml = sheet_xml(book.to_bytes(), "项目 一")
    assert "<xm:f>'项目 一'!B5:B8</xm:f>" in xml
    assert "location=\"'项目 一'!B9\"" in xml
    assert FORM not in xml
    reread = Workbook.load(book.to_bytes())
    area = reread.area("总分", reread.sheet("项目 一"))
    assert area is not None
    assert (area.sheet, area.ref) == ("项目 一", "D9")


def test_local_names_stay_with_their_sheets() -> None:
    book, _ = cloned("项目一", "项目二")
    reread = Workbook.load(book.to_bytes())
    for title in (FORM, "项目一", "项目二"):
        area = reread.area("绩效指标", reread.sheet(title))
        assert area is not None
        assert (area.sheet, area.ref) == (title, "A5:G8")
    assert reread.area("绩效指标", reread.sheet("汇总")) is None


def test_a_copy_has_its_own_drawings_and_notes_and_shares_pictures() -> None:
    book, _ = cloned("项目一")
    old, new = parts(rich()), parts(book.to_bytes())
    added = sorted(new.keys() - old.keys())
    assert added == [
        "xl/charts/chart3.xml",
        "xl/comments2.xml",
        "xl/drawings/_rels/drawing3.xml.rels",
        "xl/drawings/_rels/vmlDrawing4.vml.rels",
        "xl/drawings/drawing3.xml",
        "xl/drawings/vmlDrawing3.vml",
        "xl/drawings/vmlDrawing4.vml",
        "xl/worksheets/_rels/sheet4.xml.rels",
        "xl/worksheets/sheet4.xml",
    ]
    relations = new["xl/worksheets/_rels/sheet4.xml.rels"].decode()
    for target in ("drawing3.xml", "vmlDrawing3.vml", "vmlDrawing4.vml", "comments2.xml"):
        assert target in relations
    assert "项目一!$D$5:$D$8" in new["xl/charts/chart3.xml"].decode()
    assert 'textlink="项目一!$A$9"' in new["xl/drawings/drawing3.xml"].decode()
    assert "../media/image1.png" in new["xl/drawings/_rels/drawing3.xml.rels"].decode()


def test_no_two_sheets_have_a_shape_of_the_same_number() -> None:
    book, _ = cloned("项目一", "项目二")
    content = parts(book.to_bytes())
    notes = [content[f"xl/drawings/vmlDrawing{number}.vml"].decode() for number in (1, 3, 5)]
    shapes = [re.findall(r' id="_x0000_s(\d+)"', text) for text in notes]
    assert shapes == [["1025", "1026", "1027"], ["2049", "2050", "2051"], ["3073", "3074", "3075"]]
    assert [re.findall(r'idmap[^>]* data="(\d+)"', text) for text in notes] == [["1"], ["2"], ["3"]]


def test_a_copied_table_has_its_own_name_and_its_formulas_mean_it() -> None:
    book = Workbook.load(rich())
    summary = book.sheet("汇总")
    summary.set_formula("A9", "SUM(汇总表[甲])", Decimal(0))
    copy = book.clone_sheet(summary, "汇总二")
    assert copy.cell("A9").formula == "SUM(汇总表_2[甲])"
    assert summary.cell("A9").formula == "SUM(汇总表[甲])"
    tables = Workbook.load(book.to_bytes()).tables
    assert {name: table.sheet for name, table in tables.items()} == {"汇总表": "汇总", "汇总表_2": "汇总二"}
    ids = re.findall(
        r'<table [^>]*\bid="(\d+)"',
        "".join(d.decode() for n, d in parts(book.to_bytes()).items() if "/tables/" in n),
    )
    assert sorted(ids) == ["1", "2"]


def test_what_may_be_there_once_only_is_not_copied() -> None:
    changes = {
        "xl/worksheets/sheet1.xml": lambda data: data.replace(
            b"<sheetPr>", b'<sheetPr codeName="Sheet1">'
        ).replace(
            b"<mergeCells ",
            b'<mergeCells xmlns:xr="http://x" xr:uid="{00000000-0001-0000-0000-000000000000}" ',
        )
    }
    data = with_parts(rich(), changes)
    assert 'tabSelected="1"' in sheet_xml(data, FORM)
    book = Workbook.load(data)
    book.clone_sheet(book.sheet(FORM), "项目一")
    xml = sheet_xml(book.to_bytes(), "项目一")
    for mark in ("codeName", "tabSelected", "uid="):
        assert mark in sheet_xml(book.to_bytes(), FORM)
        assert mark not in xml


def test_the_sheet_in_front_stays_in_front() -> None:
    book = Workbook.load(rich())
    book.activate(book.sheet("汇总"))
    book.clone_sheet(book.sheet(FORM), "项目一")
    reread = openpyxl_book(book.to_bytes())
    assert reread.active is not None
    assert reread.active.title == "汇总"


def openpyxl_book(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    "title",
    ["", "x" * 32, "a/b", "a:b", "[a]", "a?", "a*", "a\\b", "'a", "a'", FORM, "汇总", "😀" * 16],
)
def test_a_title_that_excel_would_refuse_is_refused(title: str) -> None:
    book = Workbook.load(rich())
    with pytest.raises(ValueError, match="工作表"):
        book.clone_sheet(book.sheet(FORM), title)
    assert book.to_bytes() == rich()


def test_a_sheet_with_a_pivot_table_is_not_copied() -> None:
    pivot = '<Relationship Id="rId99" Type="http://x/pivotTable" Target="../p.xml"/></Relationships>'
    rels = "xl/worksheets/_rels/sheet3.xml.rels"
    book = Workbook.load(with_parts(rich(), {rels: replaced("</Relationships>", pivot)}))
    with pytest.raises(ValueError, match="数据透视表"):
        book.clone_sheet(book.sheet("汇总"), "二")


def test_threads_of_notes_get_ids_of_their_own() -> None:
    guid, person = "{33333333-3333-3333-3333-333333333333}", "{22222222-2222-2222-2222-222222222222}"
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        f'<threadedComment ref="B5" personId="{person}" id="{guid}"><text>回复</text>'
        "</threadedComment></ThreadedComments>"
    )
    relation = (
        '<Relationship Id="rId99" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    type_ = (
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        'ContentType="application/vnd.ms-excel.threadedcomments+xml"/></Types>'
    )
    data = with_parts(
        rich(),
        {
            "xl/threadedComments/threadedComment1.xml": thread,
            "xl/worksheets/_rels/sheet1.xml.rels": replaced("</Relationships>", relation),
            "[Content_Types].xml": replaced("</Types>", type_),
            "xl/comments1.xml": replaced(
                "<authors><author></author>", f"<authors><author>tc={guid}</author>"
            ),
        },
    )
    book = Workbook.load(data)
    book.clone_sheet(book.sheet(FORM), "项目一")
    content = parts(book.to_bytes())
    copied = content["xl/threadedComments/threadedComment2.xml"].decode()
    new = re.search(r' id="(\{[^"]*\})"', copied)
    assert new is not None
    assert new[1] != guid
    assert f'personId="{person}"' in copied
    assert f"tc={new[1]}" in content["xl/comments2.xml"].decode()
