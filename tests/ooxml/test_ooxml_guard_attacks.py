"""Every attack on a reader of workbooks that we know of: a small file made here, and what is said of it.

Each line of the table names the attack, makes it, and says by what kind of refusal it is met; right behind it
stands a neighbour that differs in nothing but the attack, and is read.
"""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import pytest
from ooxml_samples import MAIN, parts, replaced, small, with_parts

from xlperf.ooxml.refusals import DEFAULT_LIMITS, Limits, PackageError
from xlperf.ooxml.workbook import Workbook

Maker = Callable[[], bytes]
SHEET = "xl/worksheets/sheet1.xml"
CELL = '<row r="1"><c r="A1"><v>5</v></c></row>'


class Attack(NamedTuple):
    """What it is called, how it is made, how it is met, and what is all right."""

    name: str
    made: Maker
    kind: str
    neighbour: Maker


def book(rows: str = CELL, **more: str) -> Maker:
    """A workbook with these rows; more as for ``small``."""
    return lambda: small(rows, **more)


def part(name: str, data: bytes) -> Maker:
    """A workbook with one part more, or one replaced."""
    return lambda: with_parts(small(CELL), {name: data})


def stored(*names: str, local: Mapping[str, str] | None = None) -> bytes:
    """A sound workbook and empty parts; ``local``: other names in the headers before them."""
    buffer = io.BytesIO(small(CELL))
    with zipfile.ZipFile(buffer, "a") as package:
        for name in names:
            package.writestr(name, b"")
    data = buffer.getvalue()
    for name, other in (local or {}).items():
        at = data.index(name.encode())
        data = data[:at] + other.encode() + data[at + len(name) :]
    return data


def patched(data: bytes, header: bytes, offset: int, form: str, value: int) -> bytes:
    """A field of the first header that begins so, changed."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.index(header) + offset, value)
    return bytes(changed)


def overlapping(gap: int = 0) -> bytes:
    """A sound workbook with one part more within another one's packed bytes, each with a header of its own.

    ``gap`` shortens the outer part, so that the inner one begins behind it.
    """
    inner = header("b.bin", 4) + b"data"
    outer = header("a.bin", len(inner) - gap) + inner
    body = small(CELL)
    at = body.index(b"PK\1\2")
    entries, size, start = struct.unpack_from("<HLL", body, body.rindex(b"PK\5\6") + 10)
    assert start == at
    lists = listed("a.bin", len(inner) - gap, outer[-len(inner) :], at) if not gap else b""
    lists += listed("b.bin", 4, b"data", at + len(outer) - len(inner))
    count = entries + (1 if gap else 2)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size + len(lists), at + len(outer), 0)
    return body[:at] + outer + body[at : at + size] + lists + end


def header(name: str, size: int) -> bytes:
    """What stands before a part that is not packed."""
    data = b"data" if size == 4 else header("b.bin", 4) + b"data"
    fields = (20, 0, 0, 0, 33, zlib.crc32(data), size, size, len(name), 0)
    return struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + name.encode()


def listed(name: str, size: int, data: bytes, at: int) -> bytes:
    """What the directory says of it."""
    fields = (20, 20, 0, 0, 0, 33, zlib.crc32(data), size, size, len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields) + name.encode()


def declared(doctype: str, encoding: str = "utf-8", bom: bytes = b"", name: str = "") -> bytes:
    """A worksheet that declares a document type, or nothing, in an encoding."""
    declaration = f'<?xml version="1.0" encoding="{name or encoding}"?>'
    text = f'{declaration}{doctype}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return bom + text.encode(encoding)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'


def in_encoding(encoding: str, bom: bytes = b"", name: str = "") -> tuple[Maker, Maker]:
    """A sheet with a document type in an encoding, and one without it."""
    with_, without = (declared(text, encoding, bom, name) for text in (DOCTYPE, ""))
    return part(SHEET, with_), part(SHEET, without)


def nested(depth: int) -> str:
    """Elements within elements."""
    return "<x>" * depth + "</x>" * depth


def strings(text: str) -> Maker:
    """A workbook whose one cell shows a shared text."""
    return book('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=text)


def with_styles(count: int) -> Maker:
    """A workbook with so many cell formats, of which the cell has the last."""
    xfs = "<xf/>" * count
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>'

    def made() -> bytes:
        data = parts(small(f'<row r="1"><c r="A1" s="{count - 1}"><v>5</v></c></row>'))
        types = data["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'spreadsheetml.styles+xml"/></Types>',
        )
        relations = data["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'styles" Target="styles.xml"/></Relationships>',
        )
        return with_parts(
            small(f'<row r="1"><c r="A1" s="{count - 1}"><v>5</v></c></row>'),
            {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": relations, "xl/styles.xml": styles},
        )

    return made


ATTACKS = (
    Attack(
        "a bomb: much from little", part("a.bin", bytes(30_000_000)), "ratio", part("a.bin", bytes(900_000))
    ),
    Attack("a name that climbs", lambda: stored("../a.xml"), "name", lambda: stored("x/a.xml")),
    Attack("an absolute name", lambda: stored("/etc/a.xml"), "name", lambda: stored("etc/a.xml")),
    Attack("a name with a drive", lambda: stored("C:a.xml"), "name", lambda: stored("Ca.xml")),
    Attack("a name with a backslash", lambda: stored("x\\a.xml"), "name", lambda: stored("x/a.xml")),
    Attack("a name twice", lambda: stored("xl/A.bin", "xl/a.bin"), "duplicate", lambda: stored("xl/A.bin")),
    Attack(
        "other names before the parts than in the directory",
        lambda: stored("xl/a.bin", local={"xl/a.bin": "xl/b.bin"}),
        "headers",
        lambda: stored("xl/a.bin"),
    ),
    Attack(
        "another size before a part than in the directory",
        lambda: patched(small(CELL), b"PK\3\4", 22, "<L", 7),
        "headers",
        book(),
    ),
    Attack(
        "a part said to be encrypted in its own header only",
        lambda: patched(small(CELL), b"PK\3\4", 6, "<H", 1),
        "headers",
        book(),
    ),
    Attack("an encrypted part", lambda: patched(small(CELL), b"PK\1\2", 8, "<H", 1), "encrypted", book()),
    Attack("parts that overlap", overlapping, "overlap", lambda: overlapping(gap=39)),
    Attack("entities", *(part(SHEET, declared(DOCTYPE)), "doctype", part(SHEET, declared("")))),
    Attack("a file from outside", *(part(SHEET, declared(OUTSIDE)), "doctype", part(SHEET, declared("")))),
    Attack(
        "entities in a part that nobody reads",
        part("customXml/item1.xml", declared(DOCTYPE)),
        "doctype",
        part("customXml/item1.xml", declared("")),
    ),
    Attack(
        "entities in XML that is called a picture",
        part("xl/media/image1.png", declared(DOCTYPE)),
        "doctype",
        part("xl/media/image1.png", declared("")),
    ),
    Attack(
        "entities behind a long comment",
        part(SHEET, declared(f"<!--{'x' * 50_000}-->{DOCTYPE}")),
        "doctype",
        part(SHEET, declared(f"<!--{'x' * 50_000}-->")),
    ),
    Attack(
        "entities behind a comment without end",
        part(SHEET, declared(f"<!--{'x' * 70_000}-->{DOCTYPE}")),
        "doctype",
        part(SHEET, declared(f"<!--{'x' * 60_000}-->")),
    ),
    *(
        Attack(f"entities in {name}", attack, kind, neighbour)
        for name, kind, (attack, neighbour) in (
            ("UTF-16, little end first", "doctype", in_encoding("utf-16-le", b"\xff\xfe", "UTF-16")),
            ("UTF-16, big end first", "doctype", in_encoding("utf-16-be", b"\xfe\xff", "UTF-16")),
            ("UTF-16 without a mark", "doctype", in_encoding("utf-16-le", b"", "UTF-16")),
            ("GBK", "doctype", in_encoding("gbk", b"", "GBK")),
        )
    ),
    *(
        Attack(
            f"an encoding that hides words: {name}", part(SHEET, data), "encoding", part(SHEET, declared(""))
        )
        for name, data in (
            ("UTF-7", declared("", "ascii", b"", "UTF-7")),
            ("EBCDIC", declared("", "cp037", b"", "IBM037")),
            ("UTF-32", declared("", "utf-32-le", b"\xff\xfe\0\0", "UTF-32")),
        )
    ),
    Attack("very deep elements", book(extra=nested(300)), "damaged", book(extra=nested(200))),
    Attack("a million tags", book(extra="<x/>" * 600_000), "tags", book(extra="<x/>" * 1000)),
    Attack("a million styles", with_styles(1_000_000), "tags", with_styles(60_000)),
    Attack(
        "a million filled rows",
        book("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 120_000))),
        "rows",
        book("".join(f'<row r="{n}"/>' for n in range(1, 120_000))),
    ),
    Attack(
        "a million shared texts",
        strings("<si><t>x</t></si>" * 1_000_001),
        "cells",
        strings("<si><t>x</t></si>" * 10),
    ),
    Attack(
        "a shared text that no cell can hold",
        strings(f"<si><t>{'长' * 40_000}</t></si>"),
        "text",
        strings(f"<si><t>{'长' * 32_767}</t></si>"),
    ),
    Attack("a cell beyond the last", book('<row r="1048577"/>'), "damaged", book('<row r="1048576"/>')),
)


#: Attacks repeat themselves, so that the ratio alone would stop most; each is to be stopped without it too.
NO_RATIO = replace(DEFAULT_LIMITS, ratio=1_000_000)


def look_at(data: bytes, limits: Limits = NO_RATIO) -> None:
    """Everything that reading a form asks of a workbook."""
    found = Workbook.load(data, limits)
    for sheet in found.sheets:
        for cell in sheet.cells():
            found.number_format(cell.style)
        assert sheet.xml.skeleton is not None
        assert sheet.merges is not None
        assert sheet.validations is not None
        found.names_of(sheet)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_with_its_reason_and_its_neighbour_is_read(attack: Attack) -> None:
    with pytest.raises(PackageError) as caught:
        look_at(attack.made(), DEFAULT_LIMITS if attack.kind == "ratio" else NO_RATIO)
    assert caught.value.kind == attack.kind
    assert caught.value.message
    assert caught.value.fix.startswith(("请", "这不是"))
    look_at(attack.neighbour())


def around(before: str) -> Maker:
    """A sheet with something before its cells."""
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{CELL}</sheetData></worksheet>'
    return lambda: small(sheet=sheet)


def named(area: str) -> Maker:
    """A workbook with a name for an area."""
    names = f'<definedNames><definedName name="x">{area}</definedName></definedNames></workbook>'
    return lambda: with_parts(small(CELL), {"xl/workbook.xml": replaced("</workbook>", names)})


LAST = "XFD1048576"
MERGES = f'<mergeCells><mergeCell ref="A1:{LAST}"/></mergeCells>'
VALIDATION = f'<dataValidations><dataValidation sqref="A1:{LAST}" type="list"/></dataValidations>'
CHEAP: dict[str, Maker] = {
    "a cell in the last corner": book(f'<row r="1048576"><c r="{LAST}"><v>5</v></c></row>'),
    "a merged area of all cells": book(extra=MERGES),
    "a validation of all cells": book(extra=VALIDATION),
    "an extent of all cells": around(f'<dimension ref="A1:{LAST}"/>'),
    "columns to the last": around('<cols><col min="1" max="16384" style="0"/></cols>'),
    "a name for all cells": named("表!$A$1:$XFD$1048576"),
}


def memory(look: Callable[[], object]) -> int:
    """How many bytes Python has taken at the most while looking."""
    tracemalloc.start()
    try:
        look()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("made", CHEAP.values(), ids=CHEAP.keys())
def test_what_is_small_in_the_file_and_huge_in_words_takes_no_memory(made: Maker) -> None:
    data = made()
    assert memory(lambda: look_at(data)) < memory(lambda: look_at(small(CELL))) + 100_000


def test_a_million_empty_rows_take_no_more_than_their_text() -> None:
    data = small(CELL + "".join(f'<row r="{n}" ht="20"/>' for n in range(2, 1_000_001)))
    size = len(parts(data)[SHEET])
    assert memory(lambda: look_at(data)) < 5 * size


def test_a_million_styles_are_counted_in_their_bytes_and_never_become_a_tree() -> None:
    data = with_styles(1_000_000)()
    found = Workbook.load(data, NO_RATIO)
    with pytest.raises(PackageError, match="有 1000004 个标记"):
        found.number_format(1)


def test_rows_left_out_of_memory_are_those_below_the_last_filled_one() -> None:
    rows = (
        "".join(f'<row r="{n}"/>' for n in range(2, 9000)) + '<row r="9000"><c r="B9000"><v>7</v></c></row>'
    )
    below = "".join(f'<row r="{n}" ht="20"/>' for n in range(9001, 20_000))
    (sheet,) = Workbook.load(small(CELL + rows + below)).sheets
    assert [cell.ref for cell in sheet.cells()] == ["A1", "B9000"]
    assert sheet.xml.grid.last_row() == 9000


def test_a_file_whose_blank_rows_are_left_out_is_still_saved_as_it_came() -> None:
    below = "".join(f'<row r="{n}" ht="20"/>' for n in range(2, 20_000))
    data = small(CELL + below)
    found = Workbook.load(data)
    list(found.sheets[0].cells())
    assert found.to_bytes() == data
