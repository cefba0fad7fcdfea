"""A block of rows grows or shrinks, and everything in the workbook follows as it does in Excel."""

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ooxml_samples import FORM, parts, reopened, replaced, rich, sheet_xml, small, with_parts, written

from xlperf.ooxml.cells import Cell
from xlperf.ooxml.refs import MAX_ROW, Range
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook


def resized(new_count: int, data: bytes | None = None) -> Workbook:
    """The rich workbook, its block of rows 5 to 8 made ``new_count`` rows long, written and read again."""
    book = Workbook.load(data or rich())
    book.sheet(FORM).resize_rows(5, 4, new_count)
    return Workbook.load(book.to_bytes())


def xml_of(book: Workbook) -> str:
    return sheet_xml(book.to_bytes(), FORM)


def test_new_rows_are_copies_of_the_last_without_what_was_typed_there() -> None:
    form = resized(6).sheet(FORM)
    old = Workbook.load(rich()).sheet(FORM)
    for row in (9, 10):
        for column in "ABCDEFG":
            assert form.style(f"{column}{row}") == old.style(f"{column}8")
        assert form.row_height(row) == 24
        assert [form.value(f"{column}{row}") for column in "ABCDE"] == [None] * 5
        assert form.cell(f"D{row}").formula == f"ROUND(B{row}*C{row},2)"
    for row in range(5, 9):
        assert [form.cell(f"{column}{row}") for column in "ABCD"] == [
            old.cell(f"{column}{row}") for column in "ABCD"
        ]


def test_what_stood_below_moves_and_its_sums_take_the_new_rows_in() -> None:
    form = resized(6).sheet(FORM)
    assert form.value("A11") == "合计"
    assert [form.cell(ref).formula for ref in ("B11", "D11", "E11")] == [
        "SUM(B5:B10)",
        "SUM(D5:D10)",
        "总分/40",
    ]
    assert form.value("A14") == "富文本"
    assert form.cell("A9") == Cell("A9", None, None, form.style("A8"))


def test_rows_go_from_the_end_of_the_block() -> None:
    form = resized(2).sheet(FORM)
    assert [form.value(f"A{row}") for row in (5, 6, 7, 8, 10)] == ["指标1", "指标2", "合计", "指南", "富文本"]
    assert [form.cell(ref).formula for ref in ("B7", "D7")] == ["SUM(B5:B6)", "SUM(D5:D6)"]


#: What a sheet keeps by address, with 4 rows in the block, with 6 and with 2.
ADDRESSES = """
<dimension ref="A1:G15"                 A1:G17                   A1:G13
<mergeCell ref="A1:F1"                  A1:F1                    A1:F1
topLeftCell="B5"                        B5                       B5
<autoFilter ref="A4:E8"                 A4:E10                   A4:E6
protectedRange sqref="B5:C8"             B5:C10                   B5:C6
conditionalFormatting sqref="D5:D8"     D5:D10                   D5:D6
conditionalFormatting sqref="B5:B8"     B5:B10                   B5:B6
sqref="C5:C8"><formula1>0               C5:C10                   C5:C6
sqref="A14"><formula1>LEN               A16                      A12
<formula2>$B$9<                         $B$11                    $B$7
<formula1>LEN(A14)&lt;=SUM($B$5:$B$8)  A16)&lt;=SUM($B$5:$B$10  A12)&lt;=SUM($B$5:$B$6
<formula>$D5&gt;$B5<                    $D5&gt;$B5                $D5&gt;$B5
<hyperlink ref="A10"                    A12                      A8
<hyperlink ref="A15"                    A17                      A13
location="'自评表'!B9"                  自评表!B11               自评表!B7
ignoredError sqref="B5:B8"              B5:B10                   B5:B6
<xm:sqref>B5:B8<                        B5:B10                   B5:B6
<xm:sqref>E5:E8<                        E5:E10                   E5:E6
<xm:f>自评表!B5:B8</xm:f><xm:sqref>H9<  B10</xm:f><xm:sqref>H11  B6</xm:f><xm:sqref>H7
<xm:f>自评表!B5:C5</xm:f><xm:sqref>H5<  C5</xm:f><xm:sqref>H5    C5</xm:f><xm:sqref>H5
<xm:f>字典!$A$1:$A$3<                   字典!$A$1:$A$3           字典!$A$1:$A$3
"""


@pytest.mark.parametrize(
    ("before", "longer", "shorter"),
    [re.split(r" {2,}", line.strip()) for line in ADDRESSES.strip().splitlines()],
)
def test_what_a_sheet_keeps_by_address_follows(before: str, longer: str, shorter: str) -> None:
    assert before in sheet_xml(rich(), FORM)
    assert longer in xml_of(resized(6))
    assert shorter in xml_of(resized(2))


def test_merged_cells_of_the_last_row_are_merged_in_each_new_row() -> None:
    assert [area.ref for area in resized(6).sheet(FORM).merges] == [
        *("A1:F1", "F5:G5", "F6:G6", "F7:G7", "F8:G8", "F9:G9", "F10:G10")
    ]
    assert [area.ref for area in resized(2).sheet(FORM).merges] == ["A1:F1", "F5:G5", "F6:G6"]
    assert '<mergeCells count="7">' in xml_of(resized(6))


def test_a_cell_merged_over_the_block_stays_merged_over_it() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.merge("I5:I8")
    form.merge("K7:K9")
    form.merge("L8:L9")
    form.resize_rows(5, 4, 6)
    assert {area.ref for area in form.merges} >= {"I5:I10", "K7:K11", "L8:L11"}
    form.resize_rows(5, 6, 1)
    assert {area.ref for area in form.merges} == {"A1:F1", "F5:G5", "I5"} - {"I5"}


def test_page_breaks_follow_the_rows_they_stand_below() -> None:
    def breaks(book: Workbook) -> list[str]:
        return re.findall(r'<brk id="(\d+)"', xml_of(book))

    assert breaks(resized(6)) == ["10", "22"]
    assert breaks(resized(2)) == ["6", "18"]


def test_names_follow_in_every_scope() -> None:
    for count, last in ((6, 10), (2, 6)):
        book = resized(count)
        texts = {name.name: name.text for name in book.names}
        assert texts == {
            "_xlnm._FilterDatabase": f"自评表!$A$4:$E${last}",
            "_xlnm.Print_Area": f"自评表!$A$1:$G${last + 1}",
            "_xlnm.Print_Titles": "自评表!$4:$4",
            "绩效指标": f"自评表!$A$5:$G${last}",
            "合计": f"自评表!$A${last + 1}:$E${last + 1}",
            "总分": f"自评表!$D${last + 1}",
        }


def test_formulas_and_charts_elsewhere_follow() -> None:
    for count, last in ((6, 10), (2, 6)):
        book = resized(count)
        assert book.sheet("汇总").cell("A1").formula == f"SUM(自评表!B5:B{last})+自评表!D{last + 1}"
        content = parts(book.to_bytes())
        assert f"自评表!$D$5:$D${last}</c:f>" in content["xl/charts/chart1.xml"].decode()
        assert f"自评表!$A$5:$A${last}</c:f>" in content["xl/charts/chart1.xml"].decode()
        assert f"自评表!$B$5:$B${last}</c:f>" in content["xl/charts/chart2.xml"].decode()
        assert f'textlink="自评表!$A${last + 1}"' in content["xl/drawings/drawing1.xml"].decode()


def rows_of(data: bytes, part: str, pattern: str) -> list[int]:
    return [int(row) for row in re.findall(pattern, parts(data)[part].decode())]


def test_drawings_below_move_and_those_across_stretch() -> None:
    anchors = r"<xdr:(?:from|to)>.*?<xdr:row>(\d+)</xdr:row>"
    old = rows_of(rich(), "xl/drawings/drawing1.xml", anchors)
    assert old[:2] == [15, 15]
    assert old[2] == 2
    assert old[3] > 8
    for count, by in ((6, 2), (2, -2)):
        new = rows_of(resized(count).to_bytes(), "xl/drawings/drawing1.xml", anchors)
        assert new == [row + by if row > 7 else row for row in old]


def test_notes_and_buttons_move_with_their_cells() -> None:
    for count, by in ((6, 2), (2, -2)):
        data = resized(count).to_bytes()
        refs = re.findall(r'<comment ref="(\w+)"', parts(data)["xl/comments1.xml"].decode())
        assert refs == ["B5", f"D{9 + by}"]
        assert rows_of(data, "xl/drawings/vmlDrawing1.vml", r"<x:Row>(\d+)</x:Row>") == [4, 8 + by]
        tops = r"<x:Anchor>\s*\d+, \d+, (\d+)"
        old, new = (rows_of(file, "xl/drawings/vmlDrawing1.vml", tops) for file in (rich(), data))
        assert new == [old[0] + by, old[1], old[2] + by]


def test_notes_on_deleted_rows_go_with_their_boxes() -> None:
    book = Workbook.load(rich())
    book.sheet(FORM).resize_rows(9, 1, 0)
    content = parts(book.to_bytes())
    assert re.findall(r'<comment ref="(\w+)"', content["xl/comments1.xml"].decode()) == ["B5"]
    vml = content["xl/drawings/vmlDrawing1.vml"].decode()
    assert vml.count("<v:shape ") == vml.count("</v:shape>") == 2
    assert 'ObjectType="Button"' in vml


def test_rules_whose_cells_all_go_are_removed() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    assert len(form.validations) == 3
    form.resize_rows(5, 4, 0)
    assert [[area.ref for area in validation.areas] for validation in form.validations] == [["A10"]]
    xml = xml_of(book)
    for gone in ("<conditionalFormatting", "x14:dataValidation", "<ignoredErrors", "<protectedRanges"):
        assert gone not in xml
    assert '<dataValidations count="1">' in xml
    assert {name.name for name in book.names.broken()} == {"绩效指标"}
    assert form.cell("B5").formula == "SUM(#REF!)"


def test_a_rule_whose_first_row_goes_is_read_from_the_next() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.resize_rows(4, 3, 0)
    rule = re.search(r'<conditionalFormatting sqref="D4:D5">.*?<formula>(.*?)</formula>', xml_of(book))
    assert rule is not None
    assert rule[1] == "$D4&gt;$B4"


def test_a_form_controls_own_anchor_and_link_follow() -> None:
    anchor = (
        '<controls><control xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'shapeId="1025" r:id="rId9" name="b"><controlPr linkedCell="$B$9"><anchor moveWithCells="1">'
        '<from xmlns="x"><row>10</row></from><to xmlns="x"><row>12</row></to></anchor></controlPr>'
        "</control></controls>"
    )
    last = '<legacyDrawingHF r:id="rId4"/>'
    data = with_parts(rich(), {"xl/worksheets/sheet1.xml": replaced(last, last + anchor)})
    xml = xml_of(resized(6, data))
    assert 'linkedCell="$B$11"' in xml
    assert re.findall(r"<row>(\d+)</row>", xml) == ["12", "14"]


def test_an_array_formula_fills_the_rows_it_filled() -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="array" ref="A{row}:B{row}">C{row}:D{row}*2</f><v>1</v></c></row>'
        for row in (1, 2, 3)
    )
    book = Workbook.load(small(rows))
    book.sheets[0].resize_rows(1, 2, 4)
    xml = sheet_xml(book.to_bytes(), "表")
    assert re.findall(r'<f t="array" ref="(\S+)">(.*?)</f>', xml) == [
        (f"A{row}:B{row}", f"C{row}:D{row}*2") for row in range(1, 6)
    ]


def test_shared_formulas_are_told_apart_before_rows_move() -> None:
    rows = '<row r="1"><c r="B1"><f t="shared" ref="B1:B4" si="0">A1+A$4</f></c></row>' + "".join(
        f'<row r="{row}"><c r="B{row}"><f t="shared" si="0"/></c></row>' for row in (2, 3, 4)
    )
    book = Workbook.load(small(rows))
    book.sheets[0].resize_rows(2, 1, 2)
    assert [cell.formula for cell in Workbook.load(book.to_bytes()).sheets[0].cells()] == [
        *("A1+A$5", "A2+A$5", "A3+A$5", "A4+A$5", "A5+A$5")
    ]


def test_a_block_of_one_row_grows_under_its_sum_and_its_name() -> None:
    cells = {"A1": "头", "B2": 1, "C2": 2, "D2": "=SUM(B2:C2)", "D3": "=SUM(D2:D2)", "D4": "=D2"}
    book = Workbook.load(written(("表", cells), ("另", {"A1": "=SUM(表!D2:D2)"})))
    sheet = book.sheet("表")
    book.set_name("区", "表!$B$2:$D$2")
    sheet.resize_rows(2, 1, 3)
    assert [sheet.cell(ref).formula for ref in ("D2", "D3", "D4")] == [
        f"SUM(B{row}:C{row})" for row in (2, 3, 4)
    ]
    assert [sheet.cell(ref).formula for ref in ("D5", "D6")] == ["SUM(D2:D4)", "D2"]
    assert book.sheet("另").cell("A1").formula == "SUM(表!D2:D4)"
    area = book.area("区")
    assert area is not None
    assert area.ref == "B2:D4"


def test_rows_that_are_not_in_the_file_count_all_the_same() -> None:
    book = Workbook.load(written(("表", {"A1": 1, "A20": "=A1"})))
    sheet = book.sheet("表")
    sheet.resize_rows(5, 3, 10)
    assert [cell.ref for cell in sheet.cells()] == ["A1", "A27"]
    sheet.resize_rows(5, 10, 1)
    assert [cell.ref for cell in sheet.cells()] == ["A1", "A18"]


@pytest.mark.parametrize(
    ("first", "count", "new_count"), [(0, 1, 1), (1, 0, 1), (1, 1, -1), (1, 1, MAX_ROW), (MAX_ROW, 2, 1)]
)
def test_a_block_that_cannot_be_is_refused(first: int, count: int, new_count: int) -> None:
    book = Workbook.load(rich())
    with pytest.raises(ValueError, match="行"):
        book.sheet(FORM).resize_rows(first, count, new_count)
    assert book.to_bytes() == rich()


def test_a_block_of_the_same_size_is_left_alone() -> None:
    assert resized(4).to_bytes() == rich()


@given(st.integers(5, 30))
@settings(deadline=None, max_examples=15)
def test_growing_and_shrinking_again_leaves_the_workbook_as_it_was(count: int) -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    form.resize_rows(5, 4, count)
    form.resize_rows(5, count, 4)
    before = Workbook.load(rich())
    old = before.sheet(FORM)
    assert list(form.cells()) == list(old.cells())
    assert form.merges == old.merges
    assert form.validations == old.validations
    assert [(n.name, n.text) for n in book.names] == [(n.name, n.text) for n in before.names]
    assert parts(book.to_bytes())["xl/drawings/drawing1.xml"].count(b"<xdr:row>") == 6


def test_only_parts_with_something_to_follow_are_touched() -> None:
    book = Workbook.load(rich())
    book.sheet(FORM).resize_rows(5, 4, 6)
    old, new = parts(rich()), parts(book.to_bytes())
    assert {name for name in old if old[name] != new.get(name)} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet3.xml",
        "xl/workbook.xml",
        "xl/charts/chart1.xml",
        "xl/charts/chart2.xml",
        "xl/comments1.xml",
        "xl/drawings/drawing1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }


# -- against an independent model: rows keep their identity, references name rows ---------------------------

Part = tuple[str, str, int, int]
HOME, AWAY = "表", "另"
marks = st.sampled_from(["", "$"])
rows_ = st.integers(1, 12)
part_of_formula = st.tuples(st.sampled_from(["", f"{HOME}!", f"{AWAY}!"]), marks, rows_, rows_)
contents = st.one_of(st.integers(1, 99), st.lists(part_of_formula, min_size=1, max_size=3))
sheets_ = st.dictionaries(st.tuples(rows_, st.sampled_from("AB")), contents, max_size=14)


def spelt(content: int | list[Part]) -> int | str:
    if isinstance(content, int):
        return content
    return "=" + "+".join(
        f"{sheet}C{mark}{first}"
        if first == last
        else f"SUM({sheet}C{mark}{min(first, last)}:C{mark}{max(first, last)})"
        for sheet, mark, first, last in content
    )


def expected(content: list[Part], home: str, at: int, by: int, down: int) -> str:
    """The formula after ``by`` rows came in below the block's last row ``at - 1``, or went from ``at`` on."""
    pieces = []
    for sheet, mark, one, other in content:
        first, last = min(one, other), max(one, other)
        if (sheet or f"{home}!") == f"{HOME}!":
            standing = [row for row in range(first, last + 1) if not at <= row < at - by]
            if not standing:
                pieces.append("#REF!" if first == last else "SUM(#REF!)")
                continue
            grows = by > 0 and last == at - 1 > first
            first, end = standing[0], standing[-1]
            first += by if first >= at else 0
            last = end + (by if end >= at or grows else 0)
        step = 0 if mark else down
        single = one == other
        text = f"C{mark}{first + step}"
        pieces.append(f"{sheet}{text}" if single else f"SUM({sheet}{text}:C{mark}{last + step})")
    return "+".join(pieces)


def formulas(sheet: Sheet) -> dict[str, str | Decimal]:
    return {cell.ref: cell.formula or Decimal(str(cell.value)) for cell in sheet.cells()}


def moved_home(
    home: dict[tuple[int, str], int | list[Part]], at: int, by: int
) -> Iterable[tuple[str, str | Decimal]]:
    for (row, column), content in home.items():
        if by < 0 and at <= row < at - by:
            continue
        new_row = row + by if row >= at else row
        copies = range(by + 1) if by > 0 and row == at - 1 else range(1)
        for down in copies:
            if isinstance(content, int):
                if down == 0:
                    yield f"{column}{new_row}", Decimal(content)
            else:
                yield f"{column}{new_row + down}", expected(content, HOME, at, by, down)


@given(sheets_, sheets_, st.integers(1, 10), st.integers(2, 4), st.integers(0, 7))
@settings(deadline=None, max_examples=150)
def test_every_formula_of_the_workbook_follows_its_rows(
    home: dict[tuple[int, str], int | list[Part]],
    away: dict[tuple[int, str], int | list[Part]],
    first: int,
    count: int,
    new_count: int,
) -> None:
    data = written(
        *(
            (title, {f"{c}{r}": spelt(v) for (r, c), v in cells.items()})
            for title, cells in ((HOME, home), (AWAY, away))
        )
    )
    book = Workbook.load(data)
    book.sheet(HOME).resize_rows(first, count, new_count)
    by = new_count - count
    at = first + count if by >= 0 else first + new_count
    reread = Workbook.load(book.to_bytes())
    assert formulas(reread.sheet(HOME)) == dict(moved_home(home, at, by))
    assert formulas(reread.sheet(AWAY)) == {
        f"{column}{row}": Decimal(content) if isinstance(content, int) else expected(content, AWAY, at, by, 0)
        for (row, column), content in away.items()
    }


def test_other_readers_see_the_resized_sheet_alike() -> None:
    sheet = reopened(resized(6).to_bytes(), FORM)
    assert sheet["B11"].value == "=SUM(B5:B10)"
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"F10:G10"}
    assert sheet.print_area == "'自评表'!$A$1:$G$11"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["C5:C10", "A16"]
    assert Range.parse(sheet.dimensions).last_row == 17
