"""Zip files: opened as a whole within limits, or kept as one file with the reason."""

import io
import itertools
import struct
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml.guard import PackageError
from xlperf.steps import zip_files
from xlperf.steps.zip_files import ZipLimits, is_archive, members, why_not


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, (2022, 1, 20, 9, 0, 0)), data, method)
    return buffer.getvalue()


def names(data: bytes, limits: ZipLimits | None = None) -> list[str]:
    return [member.name for member in members(data, limits)]


def with_flag(data: bytes, bit: int) -> bytes:
    """The same zip, every entry saying that it has this general purpose flag."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            at = start + offset
            flags = struct.unpack_from("<H", data, at)[0] | bit
            data = data[:at] + struct.pack("<H", flags) + data[at + 2 :]
            start += 4
    return data


TWO = packed({"东村.xlsx": b"1", "附件/西村.xlsx": b"2"})


def test_members_come_with_their_bytes_and_their_own_date() -> None:
    first, second = members(TWO)
    assert (first.name, first.data, second.name, second.data) == ("东村.xlsx", b"1", "附件/西村.xlsx", b"2")
    assert first.modified == datetime(2022, 1, 20, 9).astimezone()


def test_a_member_without_a_date_has_none() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(zipfile.ZipInfo("a.xlsx"), b"")
    assert [member.modified for member in members(buffer.getvalue())] == [None]


def test_what_programs_leave_in_a_zip_is_nobodys() -> None:
    left = {"__MACOSX/._a.xlsx": b"", "x/.DS_Store": b"", "~$a.xlsx": b"", "x/Thumbs.db": b"", "x/": b""}
    assert names(packed({**left, "a.xlsx": b"1"})) == ["a.xlsx"]


def test_a_zip_in_a_zip_is_opened_too_and_kept_itself() -> None:
    outer = packed({"东片.zip": TWO, "c.xlsx": b"3"})
    assert names(outer) == ["东片.zip", "东片.zip!东村.xlsx", "东片.zip!附件/西村.xlsx", "c.xlsx"]


def test_zips_are_opened_three_deep_and_no_deeper() -> None:
    nested = TWO
    for _ in range(4):
        nested = packed({"z.zip": nested})
    assert names(nested) == ["z.zip", "z.zip!z.zip", "z.zip!z.zip!z.zip"]


def test_an_inner_zip_that_cannot_be_opened_stays_one_file() -> None:
    locked = with_flag(TWO, 1)
    assert names(packed({"锁.zip": locked, "断.zip": TWO[:-9], "a.xlsx": b""})) == [
        "锁.zip",
        "断.zip",
        "a.xlsx",
    ]


@pytest.mark.parametrize("document", ["[Content_Types].xml", "mimetype"])
def test_a_document_under_the_name_of_a_zip_is_a_document(document: str) -> None:
    workbook = packed({document: b"", "xl/workbook.xml": b""})
    assert not is_archive(workbook)
    assert names(packed({"x.zip": workbook})) == ["x.zip"]
    assert why_not(workbook) is None


ZEROS = packed({"bomb.xlsx": bytes(1 << 22)})
ATTACKS: Mapping[str, tuple[bytes, ZipLimits | None, str, str]] = {
    "a password": (with_flag(TWO, 1), None, "encrypted", "压缩包里的“东村.xlsx”加了密码"),
    "cut short": (TWO[:-10], None, "damaged", "压缩包损坏或不完整"),
    "a changed byte": (TWO.replace(b"\x33\x04\x00", b"\x34\x04\x00", 1), None, "damaged", "“东村.xlsx”损坏"),
    "an unknown method": (
        TWO.replace(b"\x08\x00", b"\x63\x00"),
        None,
        "damaged",
        "损坏或不完整，或者用了不支持的压缩方法",
    ),
    "a bomb": (ZEROS, None, "ratio", "压缩比超过 200，疑似压缩炸弹"),
    "a large member": (
        packed({"a.xlsx": bytes(2 << 20)}, zipfile.ZIP_STORED),
        ZipLimits(member=1 << 20),
        "part",
        "“a.xlsx”解压后超过 1 MB",
    ),
    "large together": (
        packed({f"{n}.xlsx": bytes(900_000) for n in range(3)}),
        ZipLimits(total=2 << 20),
        "total",
        "解压后超过 2 MB",
    ),
    "many members": (TWO, ZipLimits(members=1), "entries", "文件超过 1 个"),
    "a directory without end": (TWO, ZipLimits(directory=50), "entries", "文件超过"),
    "nothing": (packed({}), None, "empty-zip", "里面没有文件"),
    "only leftovers": (packed({".DS_Store": b""}), None, "empty-zip", "里面没有文件"),
}


@pytest.mark.parametrize(("data", "limits", "kind", "words"), ATTACKS.values(), ids=ATTACKS)
def test_what_is_not_opened_is_kept_whole_with_the_reason_and_what_to_do(
    data: bytes, limits: ZipLimits | None, kind: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limits:
        monkeypatch.setattr(zip_files, "ZipLimits", lambda: limits)
    error = why_not(data)
    assert error is not None
    assert error.kind == kind
    assert words in error.message
    assert error.fix
    if kind != "empty-zip":
        with pytest.raises(PackageError):
            next(members(data, limits))


def test_a_zip_that_can_be_opened_has_no_reason() -> None:
    assert why_not(TWO) is None


def test_not_one_member_comes_where_the_last_is_broken() -> None:
    data = packed({f"{number}.xlsx": b"content" for number in range(3)}, zipfile.ZIP_STORED)
    last = data.rindex(b"content")
    with pytest.raises(PackageError, match=r"“2\.xlsx”损坏"):
        next(members(data[:last] + b"CONTENT" + data[last + 7 :]))


def test_the_zips_in_a_zip_share_its_limits() -> None:
    inner = packed({f"{number}.xlsx": b"" for number in range(4)})
    outer = packed({"a.zip": inner, "b.zip": inner})
    found = names(outer, ZipLimits(members=8))
    assert found == ["a.zip", *(f"a.zip!{number}.xlsx" for number in range(4)), "b.zip"]


def test_one_member_is_unpacked_at_a_time() -> None:
    read: list[str] = []
    original = zipfile.ZipFile.read

    def counted(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        read.append(info.filename)
        return original(package, info)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "read", counted)
        coming: Iterator[object] = members(packed({f"{n}.xlsx": b"" for n in range(9)}))
        list(itertools.islice(coming, 2))
    assert read == ["0.xlsx", "1.xlsx"]


@given(st.data())
def test_a_zip_with_any_bytes_changed_gives_members_or_a_reason_or_is_none(data: st.DataObject) -> None:
    mangled = bytearray(packed({"a.zip": TWO, "b.xlsx": b"some content" * 5}))
    for _ in range(data.draw(st.integers(1, 4))):
        mangled[data.draw(st.integers(0, len(mangled) - 1))] = data.draw(st.integers(0, 255))
    reason = why_not(bytes(mangled))
    if reason is not None:
        assert reason.message
        assert reason.fix
    elif is_archive(bytes(mangled)):
        list(members(bytes(mangled)))
    else:
        assert not mangled.startswith(b"PK")
