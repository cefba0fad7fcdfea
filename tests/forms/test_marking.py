"""The marked copy: the village's own file with the mistakes shown, and the same file without them again."""

import io
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from support import issued
from support.office import Office
from support.package import compare, read_parts
from support.returned import filled_form, pasted
from support.sheets import saved, workbook_bytes
from support.validator import Validator
from xlperf.forms.filling import Assignment
from xlperf.forms.marking import mark_copy, unmark
from xlperf.forms.marking_traces import AUTHOR, NOTE_END
from xlperf.forms.names import FORM_SHEET
from xlperf.forms.reading import read_workbook
from xlperf.model.finding import Finding, Severity
from xlperf.ooxml.refs import parse_ref
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

ERROR, WARNING, HINT = Severity
LIST, RECORD = "修改意见", "_xlperf_退回"
ROOT = Path(__file__).resolve().parents[2]


def finding(
    cell: str = "", severity: Severity = ERROR, sheet: str = FORM_SHEET, message: str = "不对"
) -> Finding:
    return Finding(
        "T01",
        severity,
        message,
        "请改正",
        sheet=sheet,
        cell=cell,
        field="得分",
        value="=1+1",
        project_code="P1",
    )


#: A cell with a fill of its own, an unlocked one, a merged one (C3:F3), a locked one; a sheet; a file.
FINDINGS = (
    finding("H14", message="填的是文本"),
    finding("K16", message="没写原因"),
    finding("K16", WARNING, message="太短"),
    finding("C3", HINT),
    finding("I27", WARNING),
    finding("", WARNING, message="整张表"),
    finding("A1", sheet="没有这张表", message="别处"),
    finding("", sheet="", message="整个文件"),
)


@cache
def two_projects() -> bytes:
    assignments = [Assignment(issued.entry(name), issued.targets()) for name in ("村道硬化", "It's <一>")]
    return issued.fill(*assignments).data


@cache
def foreign() -> bytes:
    """The form's values in a workbook of the village's own, with notes and colours, protected."""
    book = openpyxl.load_workbook(io.BytesIO(pasted(filled_form(), rows=1, columns=1)))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet["I15"].comment = Comment("会计：已核对", "村会计")
    sheet["I15"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B2"].comment = Comment("看这里", "村会计")
    sheet.protection.sheet = True
    sheet.protection.set_password("1234")
    return saved(book)


@cache
def control() -> bytes:
    """A workbook with macros, tables, conditional formats and names."""
    return (ROOT / "workbooks" / "control.xlsm").read_bytes()


SAMPLES: dict[str, tuple[Callable[[], bytes], tuple[Finding, ...]]] = {
    "one project": (filled_form, FINDINGS),
    "two projects": (
        two_projects,
        (finding("H14", sheet="1.村道硬化"), finding("H15", WARNING, sheet="2.It's <一>")),
    ),
    "foreign": (
        foreign,
        tuple(
            finding(cell, severity, "Sheet1") for cell in ("I15", "J16", "D4") for severity in (HINT, ERROR)
        ),
    ),
    "macros": (control, (finding("C6", sheet="项目台账"), finding("B4", HINT, "参数"))),
}
EVERY_SAMPLE = pytest.mark.parametrize(("make", "findings"), SAMPLES.values(), ids=SAMPLES)


def sheets(data: bytes) -> dict[str, Worksheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)}


#: Of a cell: value, fill, number format, whether it is locked, its note.
State = dict[str, tuple[object, ...]]


def state(data: bytes) -> State:
    """Every cell that shows something, and every sheet's formats, state and protection."""
    found: State = {}
    for title, sheet in sheets(data).items():
        for row in sheet.iter_rows():
            for cell in row:
                fill = (cell.fill.fill_type, cell.fill.fgColor.rgb, cell.fill.fgColor.theme)
                note = cell.comment.text if cell.comment else None
                if cell.value is not None or fill[0] is not None or note is not None:
                    style = (fill, cell.number_format, cell.protection.locked, cell.border.left.style)
                    value = getattr(cell.value, "text", cell.value)  # of an array formula
                    found[f"{title}!{cell.coordinate}"] = (value, *style, note)
        rules = [
            (rule.priority, str(area.sqref)) for area in sheet.conditional_formatting for rule in area.rules
        ]
        formats = [area for _, area in sorted(rules)]
        found[title] = (sheet.sheet_state, sheet.protection.sheet, sheet.protection.hashValue, *formats)
    return found


def colour(data: bytes, cell: str, title: str = FORM_SHEET) -> str:
    fill = sheets(data)[title][cell].fill
    return str(fill.fgColor.rgb)[2:] if fill.fill_type == "solid" else ""


def note(data: bytes, cell: str, title: str = FORM_SHEET) -> str:
    comment = sheets(data)[title][cell].comment
    return comment.text if comment else ""


def by_openpyxl(data: bytes, change: Callable[[openpyxl.Workbook], object] = lambda _: None) -> bytes:
    """The file after somebody has opened, changed and saved it with openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=b"vbaProject" in data)
        change(book)
        return saved(book)


def reads_the_same(one: bytes, other: bytes) -> bool:
    rules = load_ruleset("central_2020")
    return read_workbook(one, rules) == read_workbook(other, rules)


# -- what is marked --------------------------------------------------------------------------------


def test_a_cell_is_coloured_by_the_gravest_finding_about_it() -> None:
    marked = mark_copy(filled_form(), FINDINGS)
    red, yellow, blue = colour(marked, "K16"), colour(marked, "I27"), colour(marked, "C3")
    assert (red[:2], yellow[:2], blue[:2]) == ("FD", "FD", "CD")
    assert red != yellow
    assert colour(marked, "J16") == colour(filled_form(), "J16")


def test_the_colour_lies_above_the_conditional_formats_of_the_form() -> None:
    formats = sheets(mark_copy(filled_form(), FINDINGS))[FORM_SHEET].conditional_formatting
    first = min((rule.priority, str(area.sqref)) for area in formats for rule in area.rules)
    assert first == (1, "H14 K16")


def test_a_note_says_what_is_wrong_and_what_to_do() -> None:
    text = note(mark_copy(filled_form(), FINDINGS), "K16")
    assert text == f"【错误】没写原因\n怎么改：请改正\n\n【警告】太短\n怎么改：请改正\n\n{NOTE_END}"


def test_a_finding_within_a_merged_area_marks_the_cell_that_shows_it() -> None:
    marked = mark_copy(filled_form(), [finding("E3")])
    assert colour(marked, "C3") != ""
    assert note(marked, "C3") != ""


def test_a_cell_with_a_note_of_the_villages_keeps_it_and_is_listed() -> None:
    marked = mark_copy(foreign(), [finding("I15", sheet="Sheet1"), finding("J16", sheet="Sheet1")])
    assert note(marked, "I15", "Sheet1") == "会计：已核对"
    assert colour(marked, "I15", "Sheet1").startswith("FD")
    rows = [[cell.value for cell in row] for row in sheets(marked)[LIST].iter_rows(min_row=5)]
    assert [str(row[7]).splitlines()[1:] for row in rows] == [
        ["（这一格有你们自己的批注，原样保留，意见只写在本表。）"],
        [],
    ]


LISTED = """
序号 | 级别 | 项目/工作表 | 单元格 | 字段 | 填报内容 | 问题 | 怎么改
1 | 错误 | 村道硬化⏎项目支出绩效自评表 | H14 | 得分 | =1+1 | 填的是文本 | 请改正
2 | 错误 | 村道硬化⏎项目支出绩效自评表 | K16 | 得分 | =1+1 | 没写原因 | 请改正
3 | 警告 | 村道硬化⏎项目支出绩效自评表 | K16 | 得分 | =1+1 | 太短 | 请改正
4 | 提示 | 村道硬化⏎项目支出绩效自评表 | C3 | 得分 | =1+1 | 不对 | 请改正
5 | 警告 | 村道硬化⏎项目支出绩效自评表 | I27 | 得分 | =1+1 | 不对 | 请改正
6 | 警告 | 村道硬化⏎项目支出绩效自评表 | 整张表 | 得分 | =1+1 | 整张表 | 请改正
7 | 错误 | 村道硬化 |  | 得分 | =1+1 | 别处 | 请改正
8 | 错误 | 村道硬化 |  | 得分 | =1+1 | 整个文件 | 请改正
"""


def test_the_first_sheet_counts_and_lists_everything() -> None:
    marked = sheets(mark_copy(filled_form(), FINDINGS, {"P1": "村道硬化"}))
    sheet = marked[LIST]
    assert next(iter(marked)) == LIST
    assert (
        sheet["A2"].value
        == "必须修改 4 处（错误，红色）；请核实，有误就改 3 处（警告，黄色）；供参考 1 处（提示，蓝色）。"
    )
    rows = [" | ".join(str(cell.value or "") for cell in row) for row in sheet.iter_rows(min_row=4)]
    assert [row.replace("\n", "⏎") for row in rows] == LISTED.strip().splitlines()
    assert sheet["F5"].data_type == "s"


def test_every_cell_listed_is_a_link_to_it() -> None:
    sheet = sheets(mark_copy(two_projects(), SAMPLES["two projects"][1]))[LIST]
    links = [sheet[cell].hyperlink for cell in ("D5", "D6")]
    assert [link.location for link in links if link] == ["'1.村道硬化'!H14", "'2.It''s <一>'!H15"]


def test_the_workbook_opens_at_the_list_and_only_there() -> None:
    selected = [
        sheet.title for sheet in sheets(mark_copy(filled_form(), FINDINGS)).values() if _selected(sheet)
    ]
    assert selected == [LIST]


def _selected(sheet: Worksheet) -> bool:
    return bool(sheet.sheet_view.tabSelected)


def test_a_sheet_of_the_villages_called_so_already_stays() -> None:
    data = workbook_bytes({LIST: "| | A |\n| 1 | 我们的意见 |"})
    marked = mark_copy(data, [finding("A1", sheet=LIST)])
    assert list(sheets(marked)) == [f"{LIST}(2)", LIST, RECORD]
    assert sheets(marked)[LIST]["A1"].value == "我们的意见"
    assert state(unmark(marked)) == state(data)


# -- nothing else ----------------------------------------------------------------------------------


@EVERY_SAMPLE
def test_every_part_that_is_not_marked_stays_to_the_byte(
    make: Callable[[], bytes], findings: tuple[Finding, ...], tmp_path: Path
) -> None:
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    before.write_bytes(make())
    after.write_bytes(mark_copy(make(), findings))
    diff = compare(before, after)
    book = Workbook.load(make())
    named = {item.sheet for item in findings if item.cell}
    parts = {sheet.part for sheet in book.sheets if sheet.title in named}
    own = {relation.target for part in parts for relation in book.package.relationships(part).values()}
    opened = {sheet.part for sheet in book.sheets if sheet.may_hold("tabSelected")}
    lists = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "docProps/app.xml"}
    rels = {f"xl/worksheets/_rels/{part.rpartition('/')[2]}.rels" for part in parts}
    assert set(diff.changed) <= parts | own | lists | rels | opened | {"xl/_rels/workbook.xml.rels"}
    assert not diff.removed
    assert "xl/sharedStrings.xml" not in diff.touched
    assert parts <= set(diff.changed)


def test_macros_are_carried_over_untouched(tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsm"
    marked.write_bytes(mark_copy(control(), SAMPLES["macros"][1]))
    old = read_parts(ROOT / "workbooks" / "control.xlsm")
    macros = [name for name in old if "vba" in name.lower() or "customUI" in name]
    assert macros
    assert all(read_parts(marked)[name] == old[name] for name in macros)


@EVERY_SAMPLE
def test_cells_keep_what_they_hold_their_formats_and_their_locks(
    make: Callable[[], bytes], findings: tuple[Finding, ...]
) -> None:
    def facts(data: bytes) -> dict[str, tuple[object, ...]]:
        return {ref: (*cell[:1], *cell[2:5]) for ref, cell in state(data).items() if "!" in ref and cell[0]}

    before, after = facts(make()), facts(mark_copy(make(), findings))
    assert {ref: after.get(ref) for ref in before} == before


def test_a_protected_sheet_stays_protected_by_the_same_password() -> None:
    protection = sheets(mark_copy(foreign(), SAMPLES["foreign"][1]))["Sheet1"].protection
    assert protection.sheet
    assert protection.password == sheets(foreign())["Sheet1"].protection.password


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "macros"])
def test_a_marked_copy_reads_as_the_file_itself(name: str) -> None:
    make, findings = SAMPLES[name]
    assert reads_the_same(mark_copy(make(), findings), make())


# -- twice, and back -------------------------------------------------------------------------------


@EVERY_SAMPLE
def test_marking_twice_gives_the_same_file(make: Callable[[], bytes], findings: tuple[Finding, ...]) -> None:
    marked = mark_copy(make(), findings)
    assert mark_copy(marked, findings) == marked


@EVERY_SAMPLE
def test_without_the_marks_every_cell_note_and_fill_is_as_before(
    make: Callable[[], bytes], findings: tuple[Finding, ...]
) -> None:
    assert state(unmark(mark_copy(make(), findings))) == state(make())


@pytest.mark.parametrize("make", [make for make, _ in SAMPLES.values()], ids=SAMPLES)
def test_a_file_without_marks_comes_back_to_the_byte(make: Callable[[], bytes]) -> None:
    assert unmark(make()) == make()
    assert mark_copy(make(), ()) == make()


def test_old_marks_go_before_new_ones_come() -> None:
    marked = mark_copy(mark_copy(filled_form(), FINDINGS), [finding("J14")])
    assert (note(marked, "K16"), colour(marked, "K16")) == ("", colour(filled_form(), "K16"))
    assert note(marked, "J14") != ""
    assert [title for title in sheets(marked) if LIST in title] == [LIST]


CELLS = st.sampled_from(
    [f"{column}{row}" for row in (2, 3, 7, 11, 13, 14, 20, 27, 40) for column in "ABCGHIKZ"]
)
MANY = st.lists(st.builds(finding, CELLS, st.sampled_from(Severity)), max_size=12)


@settings(max_examples=15, deadline=None)
@given(MANY)
def test_whatever_is_marked_reads_the_same_marks_the_same_and_goes_again(findings: list[Finding]) -> None:
    marked = mark_copy(filled_form(), findings)
    assert reads_the_same(marked, filled_form())
    assert mark_copy(marked, findings) == marked
    assert state(unmark(marked)) == state(filled_form())


# -- after somebody has worked on it ---------------------------------------------------------------


@EVERY_SAMPLE
def test_marks_go_from_a_file_that_openpyxl_has_saved(
    make: Callable[[], bytes], findings: tuple[Finding, ...]
) -> None:
    assert state(unmark(by_openpyxl(mark_copy(make(), findings)))) == state(by_openpyxl(make()))


@pytest.mark.parametrize("name", ["one project", "two projects", "foreign"])
def test_marks_go_from_a_file_that_libreoffice_has_saved(name: str, office: Office, tmp_path: Path) -> None:
    make, findings = SAMPLES[name]
    for stem, data in (("plain", make()), ("marked", mark_copy(make(), findings))):
        (tmp_path / f"{stem}.xlsx").write_bytes(data)
    plain, marked = (
        office.convert(tmp_path / f"{stem}.xlsx", "xlsx", tmp_path / "saved").read_bytes()
        for stem in ("plain", "marked")
    )
    assert LIST in sheets(marked)
    assert state(unmark(marked)) == state(plain)
    assert reads_the_same(marked, plain)


def test_marks_that_moved_with_their_rows_go_and_no_data_is_touched() -> None:
    def grown(data: bytes) -> bytes:
        book = Workbook.load(data)
        book.sheet(FORM_SHEET).resize_rows(14, 1, 3)
        return book.to_bytes()

    assert state(unmark(grown(mark_copy(filled_form(), FINDINGS)))) == state(grown(filled_form()))


def test_marks_copied_to_other_cells_go_there_too() -> None:
    def copied(book: openpyxl.Workbook) -> None:
        source = book[FORM_SHEET]["K16"]
        book[FORM_SHEET]["K17"]._style = source._style

    data = by_openpyxl(mark_copy(filled_form(), FINDINGS), copied)
    assert colour(data, "K17").startswith("FD")
    assert state(unmark(data)) == state(by_openpyxl(filled_form(), copied))


def test_a_cell_reformatted_meanwhile_keeps_its_new_format_and_loses_the_mark() -> None:
    def bold(book: openpyxl.Workbook) -> None:
        book[FORM_SHEET]["H14"].font = Font(bold=True, name="黑体")

    data = unmark(by_openpyxl(mark_copy(filled_form(), FINDINGS), bold))
    assert sheets(data)[FORM_SHEET]["H14"].font.name == "黑体"
    assert colour(data, "H14") == colour(filled_form(), "H14")


def test_a_cell_recoloured_meanwhile_keeps_its_new_colour() -> None:
    def green(book: openpyxl.Workbook) -> None:
        book[FORM_SHEET]["H14"].fill = PatternFill("solid", fgColor="FF00B050")

    assert colour(unmark(by_openpyxl(mark_copy(filled_form(), FINDINGS), green)), "H14") == "00B050"


def _without(book: openpyxl.Workbook, *titles: str) -> None:
    for title in titles:
        book.remove(book[title])


EDITS: dict[str, Callable[[openpyxl.Workbook], object]] = {
    "the list renamed": lambda book: setattr(book[LIST], "title", "意见"),
    "the list deleted": lambda book: _without(book, LIST),
    "the record deleted": lambda book: _without(book, RECORD),
    "both deleted": lambda book: _without(book, LIST, RECORD),
    "the list copied": lambda book: book.copy_worksheet(book[LIST]),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_no_mark_stays_whatever_became_of_our_sheets(edit: Callable[[openpyxl.Workbook], object]) -> None:
    data = unmark(by_openpyxl(mark_copy(filled_form(), FINDINGS), edit))
    assert state(data) == state(by_openpyxl(filled_form()))


def test_words_written_below_our_note_stay() -> None:
    def reply(book: openpyxl.Workbook) -> None:
        comment = book[FORM_SHEET]["K16"].comment
        assert comment is not None
        book[FORM_SHEET]["K16"].comment = Comment(f"{comment.text}\n已补写，请再看", AUTHOR)

    data = unmark(by_openpyxl(mark_copy(filled_form(), FINDINGS), reply))
    assert note(data, "K16") == "已补写，请再看"
    assert note(mark_copy(data, FINDINGS), "K16") == "已补写，请再看"


def test_words_written_in_place_of_our_note_stay() -> None:
    def reply(book: openpyxl.Workbook) -> None:
        book[FORM_SHEET]["K16"].comment = Comment("不同意，见附件", AUTHOR)

    assert note(unmark(by_openpyxl(mark_copy(filled_form(), FINDINGS), reply)), "K16") == "不同意，见附件"


def test_cells_marked_alike_but_filled_differently_before_get_their_own_fill_back() -> None:
    def fills(book: openpyxl.Workbook) -> None:
        for number, row in enumerate(range(13, 27)):
            rgb = f"FF{number * 16:02X}8080"
            book[FORM_SHEET][f"K{row}"].fill = PatternFill("solid", fgColor=rgb)

    data = by_openpyxl(filled_form(), fills)
    marked = mark_copy(data, [finding(f"K{row}") for row in range(13, 27)])
    assert len({colour(marked, f"K{row}") for row in range(13, 27)}) == 14
    assert state(unmark(by_openpyxl(marked))) == state(by_openpyxl(data))


# -- Excel's judges --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_the_open_xml_sdk_finds_no_fault(name: str, validator: Validator, tmp_path: Path) -> None:
    make, findings = SAMPLES[name]
    path = tmp_path / ("book.xlsm" if name == "macros" else "book.xlsx")
    path.write_bytes(make())
    faults = [str(error) for error in validator.errors(path)]
    for data in (mark_copy(make(), findings), unmark(mark_copy(make(), findings))):
        path.write_bytes(data)
        assert [str(error) for error in validator.errors(path)] == faults


def test_addresses_in_the_samples_are_addresses() -> None:
    """A finding at a wrong address would be listed only, and then most tests above could not fail."""
    for _, findings in SAMPLES.values():
        assert all(parse_ref(item.cell) for item in findings if item.cell)
