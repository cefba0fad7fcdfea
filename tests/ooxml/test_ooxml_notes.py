"""Notes on cells: beside those that are there, and gone again without a trace."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from ooxml_samples import FORM, Change, parts, reopened, replaced, rich, sheet_xml, small, with_parts
from openpyxl.comments import Comment

from support.package import canonical_xml
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.note_boxes import box
from xlperf.ooxml.notes import Note, add_notes, read_notes, remove_notes
from xlperf.ooxml.refs import parse_ref
from xlperf.ooxml.workbook import Workbook

OURS = Note("C6", "甲方", "分值合计应为 100\n请改")
COMMENTS, DRAWING = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"


def with_notes(data: bytes, *notes: Note, title: str = FORM) -> bytes:
    book = Workbook.load(data)
    add_notes(book.sheet(title), notes)
    return book.to_bytes()


def without_notes(data: bytes, *refs: str, title: str = FORM) -> bytes:
    book = Workbook.load(data)
    remove_notes(book.sheet(title), set(refs))
    return book.to_bytes()


def noted(data: bytes, title: str = FORM) -> dict[str, str]:
    return {note.ref: note.text for note in read_notes(Workbook.load(data).sheet(title))}


def by_openpyxl(notes: dict[str, tuple[str, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = FORM
    for ref, (author, text) in notes.items():
        sheet[ref].comment = Comment(text, author)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_notes_are_read_with_their_authors() -> None:
    data = by_openpyxl({"B2": ("村会计", "数字待核"), "D4": ("镇上", "已核\n无误")})
    notes = read_notes(Workbook.load(data).sheet(FORM))
    assert [(note.ref, note.author, note.text) for note in notes] == [
        ("B2", "村会计", "数字待核"),
        ("D4", "镇上", "已核\n无误"),
    ]


def test_a_sheet_without_notes_has_none() -> None:
    assert read_notes(Workbook.load(small()).sheet("表")) == ()


def test_another_program_reads_a_new_note() -> None:
    data = with_notes(small('<row r="1"><c r="A1"><v>1</v></c></row>'), OURS, title="表")
    comment = reopened(data, "表")["C6"].comment
    assert comment is not None
    assert (comment.author, comment.text) == ("甲方", OURS.text)


def test_notes_that_are_there_stay_beside_a_new_one() -> None:
    data = with_notes(rich(), OURS)
    assert noted(data) == {**noted(rich()), "C6": OURS.text}


def test_other_shapes_of_the_drawing_stay_to_the_byte() -> None:
    """The sheet has a button and two notes of its own."""
    old, new = (parts(data)[DRAWING].decode() for data in (rich(), with_notes(rich(), OURS)))
    before, end, _ = old.rpartition("</xml>")
    assert new.startswith(before)
    assert new.endswith(end)
    assert len(re.findall("<v:shape ", new)) == len(re.findall("<v:shape ", old)) + 1


def test_shape_numbers_are_not_used_twice_in_a_workbook() -> None:
    book = Workbook.load(rich())
    for title in (FORM, "汇总", "字典"):
        add_notes(book.sheet(title), [OURS, Note("D6", "甲方", "二")])
    drawings = [data.decode() for name, data in parts(book.to_bytes()).items() if name.endswith(".vml")]
    numbers = [number for text in drawings for number in re.findall(r' id="_x0000_s(\d+)"', text)]
    assert len(set(numbers)) == len(numbers) >= 8


def test_only_parts_of_the_sheet_with_the_note_change() -> None:
    old, new = parts(rich()), parts(with_notes(rich(), OURS))
    assert {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} == {COMMENTS, DRAWING}


def test_a_cell_that_has_a_note_gets_no_second_one() -> None:
    with pytest.raises(ValueError, match="B5 已有批注"):
        with_notes(rich(), Note("B5", "甲方", "也看这里"))


@pytest.mark.parametrize("data", [rich(), small(), by_openpyxl({}), by_openpyxl({"A1": ("乙", "原有")})])
def test_a_note_put_there_and_taken_away_leaves_the_parts_as_they_were(data: bytes) -> None:
    title = Workbook.load(data).sheets[0].title
    gone = without_notes(
        with_notes(data, OURS, Note("C7", "甲方", "二"), title=title), "C6", "C7", title=title
    )
    old, new = parts(data), parts(gone)
    assert new.keys() == old.keys()
    for name in old:
        same = old[name] == new[name] or canonical_xml(old[name]) == canonical_xml(new[name])
        assert same, name


def test_taking_a_note_of_many_away_leaves_the_others() -> None:
    assert noted(without_notes(rich(), "B5")) == {"D9": noted(rich())["D9"]}
    left = parts(without_notes(rich(), "B5"))[DRAWING].decode()
    assert "<x:Row>4</x:Row>" not in left
    assert "<x:Row>8</x:Row>" in left
    assert "Check" in left


def test_boxes_are_found_whatever_prefixes_another_program_writes() -> None:
    """openpyxl up to 3.1 writes ns0:shape with lxml absent; LibreOffice writes v:shape with more space."""
    data = with_notes(small(), OURS, title="表")

    def other_prefixes(drawing: bytes) -> bytes:
        text = re.sub(r"(</?)v:", r"\1ns0:", drawing.decode()).replace("xmlns:v=", "xmlns:ns0=")
        return re.sub(r"(</?)x:(\w+)", r"\1ns2:\2", text).replace("xmlns:x=", "xmlns:ns2=").encode()

    data = with_parts(data, {DRAWING: other_prefixes})
    left = parts(without_notes(with_notes(data, Note("D6", "乙", "留着"), title="表"), "C6", title="表"))
    assert "<ns2:Column>2<" not in left[DRAWING].decode()
    assert "<x:Column>3<" in left[DRAWING].decode()
    assert DRAWING not in parts(without_notes(data, "C6", title="表"))


def test_a_note_of_a_threaded_comment_stays_as_it_is() -> None:
    thread = "tc={0A1B2C3D-0000-4000-8000-000000000001}"
    change: dict[str, Change] = {COMMENTS: replaced("<authors>", f"<authors><author>{thread}</author>")}
    data = with_parts(rich(), change)
    before = parts(data)[COMMENTS].decode()
    after = parts(with_notes(data, OURS))[COMMENTS].decode()
    for comment in re.findall(r"<comment .*?</comment>", before):
        assert comment in after
    assert f"<author>{thread}</author>" in after


def test_the_drawing_of_the_header_is_not_taken_for_that_of_the_notes() -> None:
    """自评表 has a picture in its page header, which is a legacy drawing too."""
    header = {name for name in parts(rich()) if name.endswith(".vml")} - {DRAWING}
    assert header
    after = parts(with_notes(rich(), OURS))
    assert all(after[name] == parts(rich())[name] for name in header)


@pytest.mark.parametrize("text", ["=1+1", "a<b&c", "_x0041_", "坏\x07字", "  空格  ", "一\n二"])
def test_any_text_is_kept(text: str) -> None:
    assert noted(with_notes(rich(), Note("C6", "甲<方>", text)))["C6"] == text


def test_a_drawing_that_is_cut_short_is_refused() -> None:
    data = with_parts(rich(), {DRAWING: lambda drawing: drawing.replace(b"</xml>", b"")})
    with pytest.raises(PackageError, match="旧式绘图"):
        with_notes(data, OURS)


COLS = '<cols><col min="1" max="2" width="20"/><col min="3" max="3" width="9" hidden="1"/></cols>'


@pytest.mark.parametrize(
    ("ref", "corner", "far"),
    [
        ("A1", (1, 0), (4, 5)),
        ("A3", (1, 1), (4, 6)),
        ("B3", (2, 1), (6, 6)),
        ("XFD1048576", (16382, 1_048_574), (16383, 1_048_575)),
    ],
)
def test_a_box_hangs_beside_its_cell_and_keeps_its_size(
    ref: str, corner: tuple[int, int], far: tuple[int, int]
) -> None:
    """Columns A and B are 140 pixels wide, C is hidden, all others 64; rows are 20 pixels high."""
    book = Workbook.load(small(sheet=_sheet(COLS)))
    anchor = box(book.sheet("表"), *parse_ref(ref), 240, 100).anchor
    assert (anchor[0], anchor[2]) == corner
    assert (anchor[4], anchor[6]) == far


def _sheet(columns: str) -> str:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{columns}<sheetData/></worksheet>"
    )


def test_a_box_knows_rows_of_other_heights() -> None:
    book = Workbook.load(small('<row r="1" ht="150"/>'))
    assert box(book.sheet("表"), 2, 1, 100, 100).anchor[2:7:4] == (0, 0)


def test_a_box_hangs_beside_the_whole_of_a_merged_cell() -> None:
    book = Workbook.load(rich())
    assert box(book.sheet(FORM), 1, 1, 100, 100).anchor[0] == 6


def test_notes_follow_rows_that_move() -> None:
    book = Workbook.load(with_notes(rich(), Note("A9", "甲方", "合计")))
    book.sheet(FORM).resize_rows(5, 4, 6)
    book.sheet(FORM).set("B10", Decimal(1))
    data = book.to_bytes()
    assert "A11" in noted(data)
    assert "<x:Row>10</x:Row><x:Column>0<" in parts(data)[DRAWING].decode()
    assert 'ref="A11"' in parts(data)[COMMENTS].decode()
    assert "legacyDrawing" in sheet_xml(data, FORM)
