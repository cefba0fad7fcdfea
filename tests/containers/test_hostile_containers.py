"""Files of other kinds that mean no good, or mean it otherwise than it looks: refused, or read as meant."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from support.other_kinds import as_docx, as_ods, as_xls, ods
from support.published import LANGFANG
from support.sheets import sheet_bytes
from xlperf.build.compound_file import compound_file
from xlperf.containers.kinds import Container
from xlperf.containers.opening import Opened, open_book
from xlperf.ooxml.cells import ErrorValue, Value
from xlperf.ooxml.contents import NoteKind
from xlperf.ooxml.refusals import DEFAULT_LIMITS, PackageError

FORM = sheet_bytes(LANGFANG)


def cells(data: bytes) -> dict[str, Value]:
    """What stands in the first sheet."""
    return {cell.ref: cell.value for cell in open_book(data).book.sheets[0].cells()}


def shown(data: bytes) -> dict[str, str]:
    """How the numbers of the first sheet are shown: as a percentage, a day or plainly."""
    book = open_book(data).book
    kinds = {}
    for cell in book.sheets[0].cells():
        kinds[cell.ref] = "%" if book.is_percent(cell.style) else "day" if book.is_date(cell.style) else ""
    return kinds


def table(*rows: str, name: str = "表") -> bytes:
    """An OpenDocument spreadsheet with these rows."""
    return ods(f'<table:table table:name="{name}">{"".join(rows)}</table:table>')


def row(*row_cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(row_cells)}</table:table-row>"


def cell(attributes: str = "", words: str = "") -> str:
    body = f"<text:p>{words}</text:p>" if words else ""
    return f"<table:table-cell{attributes}>{body}</table:table-cell>"


def valued(kind: str, value: str) -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return f' office:value-type="{kind}" office:{name}="{value}"'


class TestOle:
    """Files in the old container: which of them are workbooks, and what is said of the others."""

    @pytest.mark.parametrize(
        ("streams", "kind", "words", "fix"),
        [
            (("EncryptionInfo", "EncryptedPackage"), "encrypted", "打开密码", "去掉打开密码"),
            (("WordDocument", "1Table"), "doc", "Word", "填进下发的"),
            (("PowerPoint Document",), "ppt", "演示文稿", "填进下发的"),
            (("Contents",), "ole", "没有工作簿", "另存为"),
        ],
    )
    def test_what_is_no_workbook_is_named(
        self, streams: tuple[str, ...], kind: str, words: str, fix: str
    ) -> None:
        with pytest.raises(PackageError, match=words) as caught:
            open_book(compound_file(dict.fromkeys(streams, bytes(5000))))
        assert caught.value.kind == kind
        assert fix in caught.value.fix

    def test_a_workbook_with_a_password_is_told_as_one(self) -> None:
        data = as_xls(FORM)
        stream = bytearray(data)
        codepage = data.index(struct.pack("<HHH", 0x42, 2, 1200))
        stream[codepage : codepage + 6] = struct.pack("<HHH", 0x2F, 2, 0)
        with pytest.raises(PackageError, match="打开密码"):
            open_book(bytes(stream))

    @pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
    def test_one_cut_short_is_damaged(self, share: float) -> None:
        data = as_xls(FORM)
        with pytest.raises(PackageError) as caught:
            open_book(data[: int(len(data) * share)])
        assert caught.value.kind in ("damaged", "ole")


class TestXls:
    def test_a_percentage_a_day_an_error_and_a_number_as_text_mean_what_they_meant(self) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        style = {code: xlwt.easyxf(num_format_str=code) for code in ("0.00%", "yyyy-mm-dd")}
        sheet.write(0, 0, 0.85, style["0.00%"])
        sheet.write(1, 0, 44530, style["yyyy-mm-dd"])
        sheet.write(2, 0, "0012")
        sheet.write(3, 0, 0.946)
        sheet.row(4).set_cell_error(0, 7)
        sheet.write(5, 0, True)
        data = written(book)
        assert cells(data) == {
            "A1": Decimal("0.85"),
            "A2": Decimal(44530),
            "A3": "0012",
            "A4": Decimal("0.946"),
            "A5": ErrorValue("#DIV/0!"),
            "A6": True,
        }
        assert isinstance(cells(data)["A5"], ErrorValue)
        assert shown(data) == {"A1": "%", "A2": "day", "A3": "", "A4": "", "A5": "", "A6": ""}

    def test_macros_and_embedded_objects_are_told(self) -> None:
        streams = {"Workbook": workbook_stream(), "_VBA_PROJECT_CUR/dir": b"x", "MBD0001/Ole": b"x"}
        kinds = [note.kind for note in open_book(compound_file(streams)).notes]
        assert kinds == [NoteKind.MACROS, NoteKind.EMBEDDED, NoteKind.CONTAINER]

    def test_a_link_to_another_workbook_is_told(self) -> None:
        stream = workbook_stream()
        at = stream.index(struct.pack("<HH", 0x0A, 0))  # the end of the workbook's own records
        link = struct.pack("<HHHH", 0x1AE, 8, 1, 4) + b"\0a.x"
        kinds = {note.words for note in open_book(compound_file({"Workbook": moved(stream, at, link)})).notes}
        assert "外部工作簿链接" in kinds

    def test_a_sheet_is_as_long_as_the_limit_says(self) -> None:
        book = xlwt.Workbook()
        book.add_sheet("表").write(60_000, 0, 1)
        assert cells(written(book)) == {"A60001": Decimal(1)}
        with pytest.raises(PackageError, match="有 60001 行，超过上限 50000 行"):
            open_book(written(book), replace(DEFAULT_LIMITS, rows=50_000))


def written(book: xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook_stream() -> bytes:
    """The records of a workbook with one cell."""
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, 1)
    return bytes(book.get_biff_data())


def moved(stream: bytes, at: int, record: bytes) -> bytes:
    """The stream with one record more; what says where the sheet begins says so still."""
    changed = bytearray(stream[:at] + record + stream[at:])
    where = changed.index(struct.pack("<H", 0x85)) + 4
    (start,) = struct.unpack_from("<I", changed, where)
    struct.pack_into("<I", changed, where, start + len(record))
    return bytes(changed)


class TestOds:
    def test_every_type_keeps_its_meaning(self) -> None:
        data = table(
            row(cell(valued("percentage", "0.85"), "85%"), cell(valued("float", "0.946"), "0.95")),
            row(cell(valued("date", "2021-11-30"), "11月30日"), cell(valued("time", "PT12H0M0S"), "12:00")),
            row(cell(' office:value-type="string"', "0012"), cell(valued("boolean", "true"), "TRUE")),
            row(
                cell(valued("currency", "12.5"), "￥12.50"),
                cell(' office:value-type="string"', "a<text:s/> b"),
            ),
        )
        assert cells(data) == {
            "A1": Decimal("0.85"),
            "B1": Decimal("0.946"),
            "A2": Decimal(44530),
            "B2": Decimal("0.5"),
            "A3": "0012",
            "B3": True,
            "A4": Decimal("12.5"),
            "B4": "a  b",
        }
        assert {ref for ref, kind in shown(data).items() if kind} == {"A1", "A2", "B2"}
        assert shown(data)["A1"] == "%"

    def test_an_error_stays_an_error_and_a_text_that_looks_like_one_stays_text(self) -> None:
        formula = ' table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        data = table(row(cell(formula, "#DIV/0!"), cell(' office:value-type="string"', "#DIV/0!")))
        found = cells(data)
        assert isinstance(found["A1"], ErrorValue)
        assert (found["A1"], found["B1"], isinstance(found["B1"], ErrorValue)) == (
            "#DIV/0!",
            "#DIV/0!",
            False,
        )

    def test_what_is_repeated_without_content_costs_nothing(self) -> None:
        most = ' table:number-rows-repeated="1048570"'
        wide = ' table:number-columns-repeated="16384"'
        data = table(row(cell(wide), more=most), row(cell(valued("float", "7"))))
        tracemalloc.start()
        found = cells(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == {"A1048571": Decimal(7)}
        assert peak < 2_000_000

    def test_what_is_repeated_with_content_is_limited(self) -> None:
        seven = valued("float", "7")
        most = ' table:number-rows-repeated="1048576"'
        wide = f'{seven} table:number-columns-repeated="16384"'
        for rows in (row(cell(seven), more=most), row(cell(wide)) * 100):
            with pytest.raises(PackageError) as caught:
                open_book(table(rows))
            assert caught.value.kind in ("rows", "cells")
        assert cells(table(row(cell(f'{seven} table:number-columns-repeated="3"')))).keys() == {
            "A1",
            "B1",
            "C1",
        }

    def test_a_merged_area_without_end_costs_nothing(self) -> None:
        spans = ' table:number-rows-spanned="9999999" table:number-columns-spanned="9999999"'
        (sheet,) = open_book(table(row(cell(valued("float", "7") + spans)))).book.sheets
        assert [area.ref for area in sheet.merges] == ["A1:XFD1048576"]

    def test_one_with_a_password_is_told_as_one(self) -> None:
        locked = with_part(as_ods(FORM), "META-INF/manifest.xml", b"<manifest:encryption-data/>")
        with pytest.raises(PackageError, match="打开密码"):
            open_book(locked)

    @pytest.mark.parametrize(
        ("parts", "tables", "kind"),
        [
            ({"Basic/Standard/M.xml": "<x/>"}, "", NoteKind.MACROS),
            ({"Object 1/content.xml": "<x/>"}, "", NoteKind.EMBEDDED),
            ({}, "<table:dde-links><table:dde-link/></table:dde-links>", NoteKind.LINKS),
        ],
    )
    def test_what_comes_along_is_told(self, parts: dict[str, str], tables: str, kind: NoteKind) -> None:
        sheet = f'<table:table table:name="表">{row(cell(valued("float", "7")))}</table:table>'
        found = open_book(ods(sheet + tables, parts))
        assert [note.kind for note in found.notes] == [kind, NoteKind.CONTAINER]
        assert [note.kind for note in open_book(ods(sheet)).notes] == [NoteKind.CONTAINER]


class TestDocx:
    def test_numbers_are_numbers_and_what_only_looks_like_one_is_text(self) -> None:
        texts = {
            "12": Decimal(12),
            "1,200.50": Decimal("1200.50"),
            "95%": Decimal("0.95"),
            "-3.5": Decimal("-3.5"),
            "007": "007",
            "1,2": "1,2",
            "≥95%": "≥95%",
            "123456789012345678": "123456789012345678",
            "１２": "１２",
            "2021.11": Decimal("2021.11"),
        }
        assert list(cells(word_table([*texts])).values()) == list(texts.values())

    def test_what_is_inserted_but_not_accepted_is_read_and_what_is_deleted_is_not(self) -> None:
        run = "<w:r><w:t>{}</w:t></w:r>"
        paragraph = (
            f"<w:p {nsdecls('w')}>{run.format('完成')}"
            f"<w:ins w:id='1' w:author='a'>{run.format('八成')}</w:ins>"
            f"<w:del w:id='2' w:author='a'><w:r><w:delText>一半</w:delText></w:r></w:del>"
            f"<w:sdt><w:sdtContent>{run.format('以上')}</w:sdtContent></w:sdt>"
            f"<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r></w:p>"
        )
        document = docx.Document()
        paragraphs = document.add_table(1, 1).cell(0, 0)._tc
        paragraphs.remove(paragraphs.p_lst[0])
        paragraphs.append(parse_xml(paragraph))
        assert cells(saved(document)) == {"A1": "完成八成以上≥"}

    def test_one_without_a_table_is_refused_with_what_to_do(self) -> None:
        document = docx.Document()
        document.add_paragraph("自评报告")
        with pytest.raises(PackageError, match="里面没有表格") as caught:
            open_book(saved(document))
        assert "填进下发的 Excel 表" in caught.value.fix

    def test_a_cell_wider_than_any_table_costs_nothing(self) -> None:
        document = docx.Document()
        properties = document.add_table(1, 1).cell(0, 0)._tc.get_or_add_tcPr()
        properties.append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="9999999"/>'))
        (sheet,) = open_book(saved(document)).book.sheets
        assert [area.rows for area in sheet.merges] == [1]

    def test_each_table_is_a_sheet_and_says_which_rows_are_its_own(self) -> None:
        found = open_book(as_docx(FORM, above=2))
        assert [sheet.title for sheet in found.book.sheets] == ["表1"]
        assert "“表1”是文中第 1 张表，它的第 1 行在这里算第 3 行" in [note.words for note in found.notes]


def word_table(texts: list[str]) -> bytes:
    document = docx.Document()
    grid = document.add_table(len(texts), 1)
    for number, text in enumerate(texts):
        grid.cell(number, 0).text = text
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for each, part in (parts | {name: content}).items():
            package.writestr(each, part)
    return buffer.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x/>'


@pytest.mark.parametrize(
    ("made", "part"), [(as_ods, "content.xml"), (as_docx, "word/document.xml")], ids=["ods", "docx"]
)
def test_a_document_type_is_refused_here_too(made: Callable[[bytes], bytes], part: str) -> None:
    with pytest.raises(PackageError, match="DOCTYPE"):
        open_book(with_part(made(FORM), part, DOCTYPE))


KINDS: Mapping[Container, bytes] = {
    Container.XLS: as_xls(FORM),
    Container.ODS: as_ods(FORM),
    Container.DOCX: as_docx(FORM),
}


def survives(data: bytes) -> Opened | None:
    """Opened and looked at, or refused."""
    try:
        found = open_book(data)
        for sheet in found.book.sheets:
            assert list(sheet.cells()) is not None
            assert sheet.merges is not None
            assert found.book.names_of(sheet) is not None
    except PackageError as error:
        assert error.message  # noqa: PT017 - refusing is one of the two right answers
        return None
    return found


@given(st.sampled_from(list(KINDS)), st.data())
@settings(deadline=None, max_examples=150)
def test_flipped_bits_are_survived(kind: Container, data: st.DataObject) -> None:
    content = bytearray(KINDS[kind])
    flips = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 7))
    for position, bit in data.draw(st.lists(flips, min_size=1, max_size=8)):
        content[position] ^= 1 << bit
    survives(bytes(content))


@given(st.sampled_from([(Container.ODS, "content.xml"), (Container.DOCX, "word/document.xml")]), st.data())
@settings(deadline=None, max_examples=100)
def test_damaged_xml_inside_a_sound_package_is_survived(
    place: tuple[Container, str], data: st.DataObject
) -> None:
    kind, name = place
    with zipfile.ZipFile(io.BytesIO(KINDS[kind])) as package:
        old = package.read(name)
    start = data.draw(st.integers(0, len(old) - 1))
    junk = data.draw(
        st.sampled_from([b"", b"<", b'"', b"&x;", b"\xff", b"\0", b"-1", b"999999999999", b"<!--"])
    )
    survives(with_part(KINDS[kind], name, old[:start] + junk + old[start + data.draw(st.integers(0, 40)) :]))
