"""Names from zip files and from other systems, as people read them; never as a path."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from xlperf.steps.file_names import member_name, readable
from xlperf.steps.folder import name_part

UTF8, PLAIN = 0x800, 0


def entry(raw: bytes, flag: int = PLAIN, extra: bytes = b"") -> zipfile.ZipInfo:
    """A zip's entry as it is read back from a file with these very bytes for its name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        info = zipfile.ZipInfo("x" * len(raw))
        info.extra = extra
        package.writestr(info, b"")
    data = bytearray(buffer.getvalue().replace(b"x" * len(raw), raw))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", flag)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.infolist()[0]


def unicode_path(raw: bytes, name: str) -> bytes:
    """The extra field 0x7075 of Info-ZIP for a name of these bytes."""
    field = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    ("raw", "flag", "name"),
    [
        # said to be UTF-8
        ("东王平村.xlsx".encode(), UTF8, "东王平村.xlsx"),
        # not said: macOS writes UTF-8, Chinese Windows cp936, others GB 18030
        ("东王平村.xlsx".encode(), PLAIN, "东王平村.xlsx"),
        ("东王平村.xlsx".encode("gbk"), PLAIN, "东王平村.xlsx"),
        ("㐂镇〇村.xlsx".encode("gb18030"), PLAIN, "㐂镇〇村.xlsx"),
        ("材料/目录.xlsx".encode("gbk"), PLAIN, "材料/目录.xlsx"),
        # 目录 in cp936 happens to be UTF-8 for "Ŀ¼"
        ("目录.xlsx".encode("gbk"), PLAIN, "目录.xlsx"),
        # cp936 has bytes that look like a backslash
        ("乗镇.xlsx".encode("gbk"), PLAIN, "乗镇.xlsx"),
        # no Chinese
        (b"form 2021.xlsx", PLAIN, "form 2021.xlsx"),
        ("naï.xlsx".encode("cp437"), PLAIN, "naï.xlsx"),
        # written in seven bits: by Info-ZIP, by a browser, by a mail program
        (b"#U4e1c#U6751.xlsx", PLAIN, "东村.xlsx"),
        (b"%E4%B8%9C%E6%9D%91.xlsx", PLAIN, "东村.xlsx"),
        (b"%B6%AB%B4%E5.xlsx", PLAIN, "东村.xlsx"),
        (b"=?GB2312?B?tqu05Q==?=.xlsx", PLAIN, "东村.xlsx"),
        (b"=?utf-8?q?=E4=B8=9C=E6=9D=91?=.xlsx", PLAIN, "东村.xlsx"),
        # what only looks like it
        (b"100%25.xlsx", PLAIN, "100%25.xlsx"),
        (b"#Uzzzz %zz =?x?b?!?=.xlsx", PLAIN, "#Uzzzz %zz =?x?b?!?=.xlsx"),
        (b"=?utf-8?b?====?=.xlsx", PLAIN, "=?utf-8?b?====?=.xlsx"),
        # cp936 that somebody has read as Western letters and then written as UTF-8
        ("东王平村".encode("gbk").decode("cp437").encode(), UTF8, "东王平村"),
        ("东王平村".encode("gbk").decode("latin-1").encode(), UTF8, "东王平村"),
        ("Prüfung.xlsx".encode(), UTF8, "Prüfung.xlsx"),
        # Windows' folders
        (b"a\\b.xlsx", PLAIN, "a/b.xlsx"),
        # not seen, or turning the reading direction
        ("表\u202exslx.exe".encode(), UTF8, "表_xslx.exe"),
        (b"a.xlsx\0.exe", PLAIN, "a.xlsx_.exe"),
        (b"a\r\nb.xlsx", PLAIN, "a__b.xlsx"),
    ],
)
def test_the_name_of_a_member_is_read_whatever_wrote_it(raw: bytes, flag: int, name: str) -> None:
    assert member_name(entry(raw, flag)) == name


def test_the_name_that_the_extra_field_says_goes_first() -> None:
    raw = b"??????.xlsx"
    assert member_name(entry(raw, PLAIN, unicode_path(raw, "东王平村.xlsx"))) == "东王平村.xlsx"


def test_an_extra_field_that_was_written_for_another_name_says_nothing() -> None:
    assert member_name(entry(b"new.xlsx", PLAIN, unicode_path(b"old.xlsx", "旧.xlsx"))) == "new.xlsx"


@pytest.mark.parametrize(
    "extra", [b"up\x05\x00", b"up\xff\xffabc", b"\x00", unicode_path(b"a.xlsx", "x")[:-1]]
)
def test_an_extra_field_that_is_cut_short_says_nothing(extra: bytes) -> None:
    info = zipfile.ZipInfo("a.xlsx")
    info.extra = extra
    assert member_name(info) == "a.xlsx"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("南港村.xlsx".encode(), "南港村.xlsx"),
        ("南港村.xlsx".encode("gbk"), "南港村.xlsx"),
        (b"%E4%B8%9C.xlsx", "%E4%B8%9C.xlsx"),  # so it lies there, and so the clerk sees it
        ("表\u202exslx.exe".encode(), "表_xslx.exe"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="names on Windows are text")
def test_a_name_on_the_disk_is_text(raw: bytes, name: str) -> None:
    assert readable(os.fsdecode(raw)) == name


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("东王平村", "东王平村"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\x", "C__Windows_x"),
        ('a<b>c:"d|e?f*g', "a_b_c__d_e_f_g"),
        ("\\\\server\\share", "__server_share"),
        # Windows drops dots and blanks at the end, and has names that are devices
        ("东村. . ", "东村"),
        ("CON", "_CON"),
        ("aux.xlsx", "_aux.xlsx"),
        ("LPT1 .txt", "_LPT1.txt"),
        ("com¹", "_com¹"),
        ("CONIN$", "_CONIN$"),
        ("COMMON.xlsx", "COMMON.xlsx"),
        ("村\u202exslx", "村_xslx"),
        ("a\0b\nc\x7fd\u200be\u2028f", "a_b_c_d_e_f"),
        ("", "_"),
        ("...", "_"),
        ("\ud800", "?"),
    ],
)
def test_a_name_of_our_own_is_one_that_every_system_takes(text: str, part: str) -> None:
    assert name_part(text) == part.replace("?", "_")


@pytest.mark.parametrize("text", ["村" * 300, "a" * 300, f"{'村' * 300}.xlsx", f"{'a' * 300}.{'b' * 300}"])
def test_a_long_name_is_cut_between_letters_and_keeps_its_ending(text: str, tmp_path: Path) -> None:
    part = name_part(text)
    assert 100 < len(part.encode()) <= 110
    assert part.endswith(".xlsx") == text.endswith(".xlsx")
    (tmp_path / f"{part}_{part}_退回修改通知.docx").touch()
