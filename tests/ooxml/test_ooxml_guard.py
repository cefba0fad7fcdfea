"""What is no sound workbook is refused with one Chinese sentence, and never with a traceback."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ooxml_samples import MAIN, parts, replaced, rich, small, with_parts

from xlperf.ooxml.guard import DEFAULT_LIMITS, Limits, PackageError, inspect
from xlperf.ooxml.workbook import Workbook

DISGUISES: list[tuple[str, bytes, str, str]] = [
    ("an empty file", b"", "empty", "0 字节"),
    ("half an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged", "没有传完整"),
    ("a web page", b"<html><table><tr><td>1</td></tr></table>", "not-a-zip", "网页"),
    ("a web page with a BOM", b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "not-a-zip", "网页"),
    ("an XML spreadsheet", b'<?xml version="1.0"?><Workbook/>', "not-a-zip", "XML"),
    ("Excel's Unicode text", "项目\t预算\n".encode("utf-16"), "not-a-zip", "CSV"),
    ("a web page in one file", b"MIME-Version: 1.0\r\n", "not-a-zip", "网页"),
    ("rich text", b"{\\rtf1 }", "not-a-zip", "RTF"),
    ("a CSV file", "项目,预算\n道路,100\n".encode("gb18030"), "not-a-zip", "CSV"),
    ("a PDF", b"%PDF-1.7\n", "not-a-zip", "PDF"),
    ("a photo", b"\xff\xd8\xff\xe0\0\x10JFIF", "not-a-zip", "图片"),
    ("a RAR archive", b"Rar!\x1a\x07\0", "not-a-zip", "RAR"),
    ("noise", b"\0\1\2\3" * 50, "not-a-zip", "无法识别"),
    ("half a workbook", rich()[:5000], "damaged", "没有传完整"),
]


@pytest.mark.parametrize(
    ("data", "kind", "words"), [case[1:] for case in DISGUISES], ids=[c[0] for c in DISGUISES]
)
def test_a_file_of_another_kind_is_named_for_what_it_is(data: bytes, kind: str, words: str) -> None:
    with pytest.raises(PackageError) as caught:
        inspect(data)
    assert caught.value.kind == kind
    assert words in caught.value.message
    assert caught.value.fix


@pytest.mark.parametrize(
    ("names", "message", "fix"),
    [
        (("word/document.xml", "word/media/1.png"), "这是 Word 文档", "填进下发的 Excel 表"),
        (("ppt/presentation.xml",), "这是演示文稿", "填进下发的 Excel 表"),
        (("东村/自评表.xlsx", "照片.jpg"), "这是压缩包，不是 Excel 工作簿", "解压后"),
        (("里面.zip",), "这是压缩包，不是 Excel 工作簿", "解压后"),
        (("照片1.JPG", "照片2.jpg"), "里面没有 Excel 工作簿", "填进下发的 Excel 表"),
        (("数据.bin",), "压缩包或其他文档", "另存为"),
    ],
)
def test_a_zip_file_of_something_else_is_named_for_what_is_in_it(
    names: tuple[str, ...], message: str, fix: str
) -> None:
    with pytest.raises(PackageError, match=message) as caught:
        inspect(zipped(*names))
    assert fix in caught.value.fix


@pytest.mark.parametrize(
    ("data", "fix"),
    [(b"Rar!\x1a\x07\0", "解压后"), (b"%PDF-1.7\n", "填进下发的"), (b"<html></html>", "另存为")],
)
def test_what_to_do_fits_what_the_file_is(data: bytes, fix: str) -> None:
    with pytest.raises(PackageError) as caught:
        inspect(data)
    assert fix in caught.value.fix


def zipped(*names: str, data: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "/etc/passwd", "xl\\sheet.xml", "C:/x.xml", "a/../../b.xml", "./a.xml", "a//b.xml"],
)
def test_a_part_name_that_leaves_the_package_is_refused(name: str) -> None:
    with pytest.raises(PackageError, match="不安全的部件名"):
        inspect(zipped("[Content_Types].xml", "_rels/.rels", name))


def test_two_parts_of_one_name_are_refused_whatever_their_case() -> None:
    with pytest.raises(PackageError, match="两个同名部件"):
        inspect(zipped("[Content_Types].xml", "_rels/.rels", "xl/a.xml", "XL/A.xml"))


def test_a_zip_file_of_something_else_is_no_workbook() -> None:
    for data in (zipped("照片.jpg"), zipped("[Content_Types].xml", data=b"<Types/>"), zipped()):
        with pytest.raises(PackageError, match="Excel 工作簿"):
            inspect(data)


def test_a_word_document_is_no_workbook() -> None:
    wordy = with_parts(
        small(), {"[Content_Types].xml": replaced("spreadsheetml.sheet", "wordprocessingml.document")}
    )
    with pytest.raises(PackageError, match="不是 Excel 工作簿"):
        Workbook.load(wordy)


def test_a_binary_workbook_is_named() -> None:
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    content = parts(small())["[Content_Types].xml"].decode()
    start = content.index("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    named = content[:start] + binary + content[content.index('"', start) :]
    with pytest.raises(PackageError, match="xlsb"):
        Workbook.load(with_parts(small(), {"[Content_Types].xml": named}))


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        (replace(DEFAULT_LIMITS, file=1000), "size"),
        (replace(DEFAULT_LIMITS, entries=5), "entries"),
        (replace(DEFAULT_LIMITS, part=2000), "part"),
        (replace(DEFAULT_LIMITS, total=20_000), "total"),
        (replace(DEFAULT_LIMITS, ratio=2, ratio_from=1000), "ratio"),
    ],
)
def test_what_exceeds_a_limit_is_refused_and_another_limit_lets_it_in(limits: Limits, kind: str) -> None:
    with pytest.raises(PackageError) as caught:
        Workbook.load(rich(), limits)
    assert caught.value.kind == kind
    inspect(rich())


def test_a_bomb_is_refused_without_inflating_it() -> None:
    bomb = with_parts(small(), {"xl/media/bomb.bin": bytes(30_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(PackageError, match="压缩炸弹"):
        inspect(bomb)


def test_a_directory_that_understates_a_part_does_not_help_a_bomb() -> None:
    bomb = bytearray(with_parts(small(), {"xl/worksheets/sheet1.xml": b" " * 5_000_000}))
    true, false = (5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert bomb.count(true) == 2
    with pytest.raises(PackageError, match="长度或校验码"):
        list(Workbook.load(bytes(bomb).replace(true, false)).sheets[0].cells())


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(small())
    data[data.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(PackageError, match="加了密码"):
        inspect(bytes(data))


BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"]
)
def test_a_document_type_is_refused_in_every_part_that_is_read(part: str) -> None:
    data = small('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>")

    def poisoned(old: bytes) -> bytes:
        head, mark, rest = old.partition(b"?>\n")
        return head + mark + BILLION.encode() + rest if mark else BILLION.encode() + old

    with pytest.raises(PackageError, match="DOCTYPE"):
        list(Workbook.load(with_parts(data, {part: poisoned})).sheets[0].cells())


def test_a_document_type_in_another_encoding_is_refused_too() -> None:
    sheet = (
        f'<?xml version="1.0" encoding="UTF-16"?>{BILLION}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    )
    data = with_parts(small(), {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})
    with pytest.raises(PackageError, match="DOCTYPE"):
        list(Workbook.load(data).sheets[0].cells())


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("xl/worksheets/sheet1.xml", None, "内容缺失"),
        ("xl/_rels/workbook.xml.rels", None, "内容缺失"),
        ("xl/_rels/workbook.xml.rels", replaced("/worksheet", "/workshe"), "种类无法识别"),
        ("xl/workbook.xml", replaced("<sheet ", "<x "), "没有工作表"),
        ("xl/workbook.xml", replaced("</sheets>", ""), "不是完整的 XML"),
        ("xl/workbook.xml", replaced(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), "Strict"),
        (
            "xl/worksheets/sheet1.xml",
            replaced(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
            "Strict",
        ),
        ("xl/worksheets/sheet1.xml", replaced("sheetData", "other"), "不是工作表"),
        ("xl/worksheets/sheet1.xml", b"\xff\xfe\0", "不是完整的 XML"),
    ],
)
def test_a_broken_package_is_refused(
    part: str, change: bytes | Callable[[bytes], bytes] | None, words: str
) -> None:
    with pytest.raises(PackageError, match=words):
        list(Workbook.load(with_parts(small(), {part: change})).sheets[0].cells())


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="2"/><row r="1"/>', "第 1 行的位置不对"),
        ('<row r="1"/><row r="1"/>', "出现了两次"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "位置不对"),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', "位置不对"),
        ('<row r="1"><c r="A2"/></row>', "位置不对"),
        ('<row r="9999999"/>', "位置不对"),
        ('<row r="x"/>', "行号"),
        ('<row r="1"><c r="ÄÖ1"/></row>', "单元格"),
        ('<row r="1"><c r="A1"><v>1,5</v></c></row>', "工作表“表”的 A1.*1,5"),
        ('<row r="1"><c r="A1"><v>NaN</v></c></row>', "NaN"),
        ('<row r="1"><c r="A1"><v>1_0</v></c></row>', "1_0"),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "共享文本 0"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "无法识别的值“2”"),
        ('<row r="1"><c r="A1" t="d"><v>31.12.2021</v></c></row>', "无法识别的值"),
        ('<row r="1"><c r="A1" t="?"><v>1</v></c></row>', "类型"),
        ('<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>', "缺少主公式"),
        ('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>', "引用|XML"),
        ('<row r="1"><c r="A1" t="str"><v>&#1;</v></c></row>', "引用|XML"),
        ('<row r="1"><c r="A1" s="x"><v>1</v></c></row>', "样式"),
    ],
)
def test_a_cell_that_can_be_read_in_two_ways_or_none_is_refused(rows: str, words: str) -> None:
    with pytest.raises(PackageError, match=words):
        list(Workbook.load(small(rows)).sheets[0].cells())


def read_everything(data: bytes) -> None:
    book = Workbook.load(data)
    for sheet in book.sheets:
        cells = list(sheet.cells())
        for cell in cells[:5]:
            sheet.set(cell.ref, "改")
            book.number_format(cell.style)
        assert sheet.merges is not None
        assert sheet.validations is not None
        book.names_of(sheet)
    assert book.tables is not None
    book.to_bytes()
    form = book.sheets[0]
    copy = book.clone_sheet(form, "复制")
    copy.resize_rows(5, 4, 6)
    copy.resize_rows(5, 6, 2)
    book.rename_sheet(copy, "改名")
    book.set_name("名", "改名!$A$1")
    book.style_variant(1, locked=True, fill="FFFFFF", num_format="0.0")
    book.remove_sheet(form)
    book.to_bytes()


def swallow(data: bytes) -> None:
    try:
        read_everything(data)
    except PackageError as error:
        assert error.message  # noqa: PT017 - refusing is one of the two right answers


@given(st.integers(0, len(rich()) - 1))
@settings(deadline=None, max_examples=60)
def test_a_file_cut_anywhere_is_refused(length: int) -> None:
    with pytest.raises(PackageError):
        read_everything(rich()[:length])


@given(st.lists(st.tuples(st.integers(0, len(rich()) - 1), st.integers(0, 7)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=150)
def test_flipped_bits_are_survived(flips: list[tuple[int, int]]) -> None:
    data = bytearray(rich())
    for position, bit in flips:
        data[position] ^= 1 << bit
    swallow(bytes(data))


XML_PARTS = [name for name in parts(rich()) if name.endswith((".xml", ".rels", ".vml"))]


@given(st.sampled_from(XML_PARTS), st.data())
@settings(deadline=None, max_examples=150)
def test_damaged_xml_inside_a_sound_package_is_survived(name: str, data: st.DataObject) -> None:
    old = parts(rich())[name]
    start = data.draw(st.integers(0, len(old) - 1))
    length = data.draw(st.integers(0, 40))
    junk = data.draw(st.sampled_from([b"", b"<", b'"', b"&x;", b"\xff", b"\0", b"-1", b"</row>", b"<!--"]))
    swallow(with_parts(rich(), {name: old[:start] + junk + old[start + length :]}))
