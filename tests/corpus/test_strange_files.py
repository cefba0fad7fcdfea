"""What strange files taught the reader: each in its smallest form."""

import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import xlwt

from support.sheets import sheet_bytes, workbook_bytes
from xlperf.build.compound_file import compound_file
from xlperf.containers.opening import open_book
from xlperf.containers.property_times import times
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.markup import parse_xml
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.workers import Done, Kind, Limits, Misfortune, in_children

BOOK, FIRST = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
SHEET = "| | A |\n| 1 | 道路 |\n"


def two_sheets(change: Callable[[str], str]) -> bytes:
    """A workbook with the sheets 甲 and 乙 whose list of sheets somebody has edited."""
    package = Package.load(workbook_bytes({"甲": SHEET, "乙": SHEET}))
    package.write(BOOK, change(package.read(BOOK).decode()).encode())
    return package.to_bytes()


def test_two_sheets_of_one_title_are_refused_for_nobody_could_say_which_is_meant() -> None:
    with pytest.raises(PackageError, match="有两张工作表都叫“甲”"):
        Workbook.load(two_sheets(lambda book: book.replace("乙", "甲")))


def test_two_sheets_of_one_content_are_refused_for_a_change_to_one_would_change_both() -> None:
    with pytest.raises(PackageError, match="“甲”和另一张用的是同一份内容"):
        Workbook.load(two_sheets(lambda book: re.sub(r'r:id="[^"]*"', 'r:id="rId1"', book)))


RICH = (
    '<c r="A1" t="inlineStr"><is><r><rPr><b/><sz val="11"/><color rgb="FFFF0000"/><rFont val="宋体"/>'
    '<charset val="134"/></rPr><t>道路</t></r><r><t>硬化</t></r></is></c>'
)
TIME = '<c r="A1" t="d"><v>23:44:51.5</v></c>'


def first_cell(cell: str) -> object:
    """What a workbook says in A1 whose first cell is written like this."""
    package = Package.load(sheet_bytes(SHEET))
    sheet = package.read(FIRST).decode()
    package.write(FIRST, re.sub(r'<c r="A1".*?</c>', cell, sheet, flags=re.DOTALL).encode())
    return Workbook.load(package.to_bytes()).sheets[0].value("A1")


def test_coloured_text_written_in_its_cell_is_read() -> None:
    assert first_cell(RICH) == "道路硬化"


def test_a_time_without_a_day_is_the_part_of_the_day_that_has_gone_by() -> None:
    assert first_cell(TIME) == (Decimal("85491.5") / 86_400)
    with pytest.raises(PackageError, match="23:99"):
        first_cell(TIME.replace("23:44", "23:99"))


def elements(_: None, count: int) -> int:
    """How many elements a part of so many has, as a child counts them."""
    return len(parse_xml(b"<a>" + b"<b c='d'>e</b>" * count + b"</a>", "xl/styles.xml"))


def test_a_part_that_memory_does_not_suffice_for_is_not_called_damaged() -> None:
    small, large = in_children(elements, None, [10, 200_000], workers=1, limits=Limits(60, 30))
    assert isinstance(small, Done)
    assert small.result() == 10
    assert isinstance(large, Misfortune)
    assert large.kind is Kind.MEMORY


def summary(*properties: tuple[int, bytes]) -> bytes:
    """A stream SummaryInformation with these properties: ids, and values with their types."""
    places, values = b"", b""
    for id_, value in properties:
        places += struct.pack("<2L", id_, 8 + 8 * len(properties) + len(values))
        values += value
    section = struct.pack("<2L", 8 + len(places) + len(values), len(properties)) + places + values
    return b"\xfe\xff\0\0" + bytes(20) + struct.pack("<L16sL", 1, bytes(16), 48) + section


def moment(when: datetime) -> bytes:
    """A point in time as such a stream holds it."""
    return struct.pack("<LQ", 0x40, int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7)


def test_a_property_that_says_it_has_four_thousand_million_values_is_not_asked_for_them() -> None:
    made, saved = datetime(2022, 1, 5, 8, tzinfo=UTC), datetime(2022, 3, 1, 17, 30, tzinfo=UTC)
    endless = struct.pack("<2L", 0x1000 | 0x1234, 2**32 - 1)
    stream = summary((2, endless), (12, moment(made)), (13, moment(saved)))
    assert times(stream) == (made, saved)


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (b"", "nothing there"),
        (summary()[:50], "cut off"),
        (summary((13, b"\x1e\0\0\0abcdefgh")), "a text where a time should be"),
        (summary((13, b"\x40\0\0\0" + b"\xff" * 8)), "a time after the last"),
        (summary((13, b"\x40\0\0\0" + bytes(8))), "no time"),
    ],
)
def test_a_file_that_does_not_say_when_it_was_saved_is_read_all_the_same(stream: bytes, told: str) -> None:
    assert times(stream) == (None, None), told


def old_workbook() -> tuple[bytearray, int]:
    """An old workbook in small sectors, and how many bytes its stream has."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, 96)
    stream = bytes(book.get_biff_data())
    return bytearray(compound_file({"Workbook": stream})), len(stream)


def biting_its_tail() -> bytes:
    """Its stream is chained in a circle: the last sector leads back to the first."""
    data, size = old_workbook()
    (sector,) = struct.unpack_from("<L", data, 0x3C)  # where the table of small sectors is ([MS-CFB] 2.2)
    last = 512 * (sector + 1) + 4 * (-(-size // 64) - 1)
    assert struct.unpack_from("<L", data, last) == (0xFFFFFFFE,)
    struct.pack_into("<L", data, last, 0)
    return bytes(data)


def endless() -> bytes:
    """Its stream says that it has two thousand million bytes ([MS-CFB] 2.6.1)."""
    data = bytearray(biting_its_tail())
    struct.pack_into("<Q", data, data.index("Workbook".encode("utf-16-le")) + 0x78, 2**31 - 1)
    return bytes(data)


def opened(_: None, data: bytes) -> str:
    """What the first cell says, as a child reads it, or why it does not."""
    try:
        return str(open_book(data).book.sheets[0].value("A1"))
    except PackageError as error:
        return error.kind


def test_an_old_workbook_that_runs_in_a_circle_is_read_to_its_stated_length_or_refused() -> None:
    circles = [biting_its_tail(), endless()]
    outcomes = list(in_children(opened, None, circles, workers=1, limits=Limits(10, 200)))
    assert [outcome.result() if isinstance(outcome, Done) else outcome.kind for outcome in outcomes] == [
        "96",
        "damaged",
    ]
