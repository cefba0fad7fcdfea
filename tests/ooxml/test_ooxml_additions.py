"""New sheets, looks, highlights and other styles, put into a workbook and taken out of it again."""

import io
import re

import openpyxl
import pytest
from lxml import etree
from ooxml_samples import FORM, MAIN, parts, reopened, replaced, rich, sheet_xml, small, with_parts
from openpyxl.worksheet.worksheet import Worksheet

from xlperf.ooxml.highlights import highlight, remove_highlights
from xlperf.ooxml.looks import Look, look_style
from xlperf.ooxml.new_sheets import NewCell, NewRow, NewSheet, free_title
from xlperf.ooxml.restyling import restyle
from xlperf.ooxml.tabs import front_sheet
from xlperf.ooxml.workbook import Workbook

HEAD = NewRow((NewCell("意见"), NewCell()), 20, merged=True)
LINK = NewRow((NewCell("=1+1"), NewCell("D9", link=f"{FORM}!D9")), 30)
SHEET = NewSheet("意见", (HEAD, LINK), (12.0, 30.5), head=1, tab="C00000")


def with_sheet(data: bytes, sheet: NewSheet = SHEET, index: int = 0, state: str = "visible") -> bytes:
    book = Workbook.load(data)
    book.add_sheet(sheet, index, state)
    return book.to_bytes()


def titles(data: bytes) -> list[str]:
    return [sheet.title for sheet in Workbook.load(data).sheets]


@pytest.mark.parametrize("index", range(4))
def test_a_new_sheet_stands_where_it_is_put(index: int) -> None:
    old = titles(rich())
    assert titles(with_sheet(rich(), index=index)) == [*old[:index], "意见", *old[index:]]


def test_names_of_other_sheets_stay_theirs() -> None:
    old, new = (Workbook.load(data) for data in (rich(), with_sheet(rich())))
    assert new.names_of(new.sheet(FORM)) == old.names_of(old.sheet(FORM))


def test_the_sheet_that_opens_in_front_stays_in_front() -> None:
    data = with_sheet(rich())
    assert front_sheet(Workbook.load(data)).title == FORM
    assert sheet_xml(data, FORM) == sheet_xml(rich(), FORM)


def test_what_is_written_is_text_and_links_lead_into_the_workbook() -> None:
    sheet = reopened(with_sheet(rich()), "意见")
    assert [(sheet[ref].value, sheet[ref].data_type) for ref in ("A1", "A2")] == [
        ("意见", "s"),
        ("=1+1", "s"),
    ]
    assert sheet["B2"].hyperlink is not None
    assert (sheet["B2"].hyperlink.ref, sheet["B2"].hyperlink.location) == ("B2", f"{FORM}!D9")


def test_it_is_set_up_for_the_eye_and_for_a4() -> None:
    sheet = reopened(with_sheet(rich()), "意见")
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[2].height) == (30.5, 30)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]


def test_shared_texts_and_the_calculation_chain_stay_as_they_are() -> None:
    chain = f'<calcChain xmlns="{MAIN}"><c r="D5" i="1"/></calcChain>'
    relations = parts(rich())["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'calcChain" Target="calcChain.xml"/></Relationships>',
    )
    data = with_parts(rich(), {"xl/calcChain.xml": chain, "xl/_rels/workbook.xml.rels": relations})
    book = Workbook.load(with_sheet(data))
    book.remove_sheet(book.sheet("意见"))
    for name in ("xl/calcChain.xml", "xl/sharedStrings.xml"):
        assert parts(with_sheet(data))[name] == parts(book.to_bytes())[name] == parts(data)[name]


def test_a_sheet_put_in_and_taken_out_leaves_no_part_behind() -> None:
    book = Workbook.load(with_sheet(rich()))
    book.remove_sheet(book.sheet("意见"))
    assert parts(book.to_bytes()).keys() == parts(rich()).keys()
    again = with_sheet(book.to_bytes())
    assert again == with_sheet(rich())


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    data = with_sheet(rich(), NewSheet("长", (NewRow((NewCell("字" * 40_000),), 15),), (10.0,)))
    assert reopened(data, "长")["A1"].value == "字" * 32_767


def test_a_title_that_is_taken_gets_a_number() -> None:
    book = Workbook.load(rich())
    assert [free_title(book, title) for title in ("意见", FORM)] == ["意见", f"{FORM}(2)"]


def test_a_title_that_excel_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="不能含"):
        with_sheet(rich(), NewSheet("a/b", (), (10.0,)))


# -- looks -----------------------------------------------------------------------------------------


def looking(look: Look, data: bytes) -> Worksheet:
    book = Workbook.load(data)
    style = look_style(book.styles, look)
    book.add_sheet(NewSheet("样子", (NewRow((NewCell("字", style),), 15),), (10.0,)), 0)
    return reopened(book.to_bytes(), "样子")


@pytest.mark.parametrize("data", [rich(), small()], ids=["styles", "no styles"])
def test_a_look_is_what_it_says(data: bytes) -> None:
    look = Look(size=12, bold=True, underline=True, colour="0563C1", fill="FFC7CE", edge="BFBFBF", text=True)
    cell = looking(look, data)["A1"]
    assert (cell.font.sz, cell.font.b, cell.font.u, cell.font.color.rgb) == (12, True, "single", "FF0563C1")
    assert (cell.fill.fgColor.rgb, cell.border.left.style, cell.number_format) == ("FFFFC7CE", "thin", "@")
    assert (cell.alignment.horizontal, cell.alignment.wrap_text) == ("left", True)


def test_a_look_keeps_the_face_of_the_workbooks_own_font() -> None:
    styles = openpyxl.load_workbook(io.BytesIO(small_with_styles())).worksheets[0]["A1"].font
    assert looking(Look(), small_with_styles())["A1"].font.name == styles.name == "仿宋"


def small_with_styles() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"].value = "字"
    buffer = io.BytesIO()
    book.save(buffer)
    return with_parts(buffer.getvalue(), {"xl/styles.xml": replaced('val="Calibri"', 'val="仿宋"')})


def test_the_same_look_is_one_style() -> None:
    styles = Workbook.load(rich()).styles
    assert look_style(styles, Look(bold=True)) == look_style(styles, Look(bold=True))
    assert look_style(styles, Look(bold=True)) != look_style(styles, Look())


# -- fills and styles ------------------------------------------------------------------------------


def test_a_fill_can_be_taken_from_another_style() -> None:
    book = Workbook.load(rich())
    plain = book.sheet(FORM).style("B5")
    marked = book.style_variant(plain, fill="FDC0C0")
    edited = book.style_variant(marked, locked=True, num_format="0.0")
    assert book.styles.with_fill_of(marked, plain) == plain
    back = book.styles.with_fill_of(edited, plain)
    assert book.styles.fill(back) == book.styles.fill(plain)
    assert (book.is_locked(back), book.number_format(back)) == (True, "0.0")


STYLED = (
    '<row r="1" s="2" customFormat="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="2"/></row><row r="2" s="1"/>'
)


def test_a_style_is_replaced_in_cells_rows_and_columns() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" style="2"/><col min="2" max="2" style="1"/>'
        f"</cols><sheetData>{STYLED}</sheetData></worksheet>"
    )
    book = Workbook.load(small(sheet=sheet))
    restyle(book.sheet("表"), {2: 7})
    found = re.findall(r' (?:s|style)="(\d)"', sheet_xml(book.to_bytes(), "表"))
    assert found == ["7", "1", "7", "1", "7", "1"]


def test_a_sheet_that_does_not_use_the_style_stays_to_the_byte() -> None:
    book = Workbook.load(small(STYLED))
    restyle(book.sheet("表"), {5: 7})
    assert book.to_bytes() == small(STYLED)


# -- highlights ------------------------------------------------------------------------------------


def priorities(data: bytes) -> dict[str, list[int]]:
    """Priorities by the areas they hold for; a rule of Excel 2010's extension may have none."""
    root = etree.fromstring(sheet_xml(data, FORM).encode())
    found: dict[str, list[int]] = {}
    for rule in root.iter("{*}cfRule"):
        parent = rule.getparent()
        assert parent is not None
        if rule.get("priority") is not None:
            found.setdefault(parent.get("sqref", "x14"), []).append(int(rule.get("priority", "")))
    return found


def test_a_highlight_comes_before_all_other_formats_and_they_keep_their_order() -> None:
    book = Workbook.load(rich())
    highlight(book.sheet(FORM), {"FDC0C0": ["D5", "D6", "B9"], "CDE0F0": ["A5"]})
    assert priorities(book.to_bytes()) == {
        "D5:D6 B9": [1],
        "A5": [2],
        **{area: [number + 2 for number in numbers] for area, numbers in priorities(rich()).items()},
    }


def test_highlights_taken_away_leave_the_sheet_to_the_byte() -> None:
    book = Workbook.load(rich())
    highlight(book.sheet(FORM), {"FDC0C0": ["D5"]})
    marked = Workbook.load(book.to_bytes())
    remove_highlights(marked.sheet(FORM), lambda colour: colour == "FDC0C0")
    assert sheet_xml(marked.to_bytes(), FORM) == sheet_xml(rich(), FORM)


def test_highlights_in_other_colours_stay() -> None:
    book = Workbook.load(rich())
    highlight(book.sheet(FORM), {"FFEB9C": ["D5"]})
    data = book.to_bytes()
    again = Workbook.load(data)
    remove_highlights(again.sheet(FORM), lambda colour: colour == "FDC0C0")
    assert again.to_bytes() == data
