"""A long table of shared texts says and becomes what a short one does."""

import zipfile
from io import BytesIO

import pytest

from xlperf.ooxml import shared_strings
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.ooxml.shared_strings import SharedStrings
from xlperf.ooxml.string_items import LongItems

WORKBOOK, PART = "xl/workbook.xml", "xl/sharedStrings.xml"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_TYPE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main" count="9" uniqueCount="7">'
)
ITEMS = (
    "<si><t>甲</t></si>",
    "<si/>",
    '<si><t xml:space="preserve"> 乙 </t></si>',
    "<si><r><t>丙</t></r><r><t>&lt;丁&gt;</t></r><rPh><t>yi</t></rPh></si>",
    "<si><t>甲</t></si>",
    "<si><t>_x000D_\n😀</t></si>",
    "<si><t>9</t></si>",
)
TEXTS = ["甲", "", " 乙 ", "丙<丁>", "甲", "\r\n😀", "9"]


def strings(part: bytes) -> tuple[Package, SharedStrings]:
    """The texts of a workbook that has just this part."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("_rels/.rels", "<Relationships/>")
        file.writestr(WORKBOOK, "<workbook/>")
        file.writestr("xl/_rels/workbook.xml.rels", _RELATIONSHIPS)
        file.writestr(PART, part)
    package = Package.load(data.getvalue())
    return package, SharedStrings(package, WORKBOOK)


def part(*items: str, end: str = "</sst>") -> bytes:
    return f"{HEAD}{''.join(items)}{end}".encode()


@pytest.fixture(params=["short", "long"])
def length(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether every table counts as a long one."""
    if request.param == "long":
        monkeypatch.setattr(shared_strings, "_LONG", 0)
    return str(request.param)


@pytest.mark.usefixtures("length")
class TestBothKinds:
    """What one of them does the other does too."""

    def test_texts_by_index(self) -> None:
        _, found = strings(part(*ITEMS))
        assert [found.text(index) for index in range(len(ITEMS))] == TEXTS

    @pytest.mark.parametrize("index", [-1, 7])
    def test_an_index_that_is_not_there(self, index: int) -> None:
        _, found = strings(part(*ITEMS))
        with pytest.raises(PackageError, match="不存在的共享文本"):
            found.text(index)

    def test_a_text_that_is_there_gets_its_index_of_two_the_last(self) -> None:
        package, found = strings(part(*ITEMS))
        assert [found.add(text) for text in ("甲", " 乙 ", "9")] == [4, 2, 6]
        found.flush()
        assert package.read(PART) == part(*ITEMS)

    def test_new_texts_are_appended(self) -> None:
        package, found = strings(part(*ITEMS))
        assert [found.add(text) for text in ("戊", "甲", "戊", "己 ", "丙<丁>")] == [7, 4, 7, 8, 9]
        assert [found.text(index) for index in (7, 8, 9)] == ["戊", "己 ", "丙<丁>"]
        found.flush()
        added = (
            "<si><t>戊</t></si>",
            '<si><t xml:space="preserve">己 </t></si>',
            "<si><t>丙&lt;丁&gt;</t></si>",
        )
        assert package.read(PART) == part(*ITEMS, *added).replace(
            b' count="9" uniqueCount="7"', b' uniqueCount="10"'
        )

    def test_what_was_let_go_of_is_read_again(self) -> None:
        package, found = strings(part(*ITEMS))
        assert found.text(0) == "甲"
        found.let_go()
        assert [found.text(index) for index in range(len(ITEMS))] == TEXTS
        assert found.add("戊") == 7
        found.let_go()
        assert found.text(7) == "戊", "nothing is let go of that stands nowhere else"
        found.flush()
        found.let_go()
        assert found.text(7) == "戊"
        assert found.add("己") == 8
        found.flush()
        assert package.read(PART).endswith("<si><t>戊</t></si><si><t>己</t></si></sst>".encode())

    @pytest.mark.parametrize(
        "data",
        [
            part("<si><t>甲\x01</t></si>"),
            part("<si><t>甲").replace("甲".encode(), b"\xff"),
            part("<si><t>", end=""),
            b'<!DOCTYPE sst [<!ENTITY a "b">]>' + part(*ITEMS),
        ],
        ids=["a control character", "no UTF-8", "cut off", "a document type"],
    )
    def test_damage_is_refused(self, data: bytes) -> None:
        with pytest.raises(PackageError):
            strings(data)[1].text(0)

    @pytest.mark.parametrize(
        "data",
        [
            part(*ITEMS).replace(b"<si>", b"\n<si>", 1),
            part(*ITEMS).replace(b"<sst xmlns", b"<x:sst xmlns:x").replace(b"</sst>", b"</x:sst>"),
            part(*ITEMS, end="</sst>\n"),
        ],
    )
    def test_what_excel_would_write_otherwise_is_read_all_the_same(self, data: bytes) -> None:
        if b"x:sst" in data:
            for name in (b"si", b"t", b"r", b"rPh"):
                data = data.replace(b"<" + name + b">", b"<x:" + name + b">")
                data = data.replace(b"</" + name + b">", b"</x:" + name + b">")
            data = data.replace(b"<si/>", b"<x:si/>").replace(b"<t xml", b"<x:t xml")
        assert strings(data)[1].text(0) == "甲"


def test_equal_hashes_are_no_equal_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlperf.ooxml.string_items._HASH_MASK", 0)
    data = "".join(ITEMS).encode()
    items = LongItems.of(data, 0, len(data))
    assert items is not None
    assert [items.number(item) for item in ITEMS] == [4, 1, 2, 3, 4, 5, 6]
    assert items.number("<si><t>戊</t></si>") is None


def test_a_long_table_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings, "_LONG", 0)
    _, found = strings(part(*ITEMS))
    found.text(0)
    assert isinstance(found._items, LongItems)
