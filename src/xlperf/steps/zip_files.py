"""Zip files of returned workbooks: opened as a whole, within limits, or not at all and with the reason.

A zip within a zip is opened too. Nothing is written under a name from a zip; names are for people.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from xlperf.ooxml.guard import PackageError
from xlperf.steps.file_names import is_leftover, member_name
from xlperf.steps.journal import MEMBER

ENDING: Final = ".zip"
#: What says that a zip is itself a document: it is none of ours to unpack.
_DOCUMENTS: Final = frozenset({"[Content_Types].xml", "mimetype"})
#: What zipfile raises for archives that are cut short, or packed in a way that it does not know.
BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
    EOFError,
    OverflowError,
)
_END: Final = b"PK\x05\x06"
_CHUNK: Final = 1 << 20
_UNPACK: Final = "请解压以后把里面的工作簿放进“回收”，再运行一次"


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much may be in a zip, and in the zips in it together; sizes in bytes, unpacked.

    ``ratio`` counts for members larger than ``ratio_from``. ``directory`` is the list of members itself.
    """

    members: int = 5_000
    member: int = 100 << 20
    total: int = 2 << 30
    ratio: int = 200
    ratio_from: int = 1 << 20
    depth: int = 3
    directory: int = 4 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: its name there, its bytes, and its own date where it has one.

    Where it is in a zip within the zip, that one's name stands first, and
    :data:`~xlperf.steps.journal.MEMBER` between them.
    """

    name: str
    data: bytes
    modified: datetime | None


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked."""

    limits: ZipLimits
    members: int = field(init=False)
    total: int = field(init=False)

    def __post_init__(self) -> None:
        self.members, self.total = self.limits.members, self.limits.total


def is_archive(data: bytes) -> bool:
    """Whether these are the bytes of a zip that is no document; by its content, not by its name."""
    try:
        with opened(data, ZipLimits()) as package:
            return not _DOCUMENTS & set(package.namelist())
    except PackageError:
        return data.startswith(b"PK")


def members(data: bytes, limits: ZipLimits | None = None) -> Iterator[Member]:
    """The files in a zip, one after the other, each followed by those in it where it is a zip itself.

    All of it is tried before the first comes, so that either all come or none.

    Raises:
        PackageError: it is broken or has a password, or goes beyond ``limits``.
    """
    return _members(data, _Budget(limits or ZipLimits()), 1)


def why_not(data: bytes) -> PackageError | None:
    """Why a zip was kept as one file; None where it can be opened, or is a document."""
    if not is_archive(data):
        return None
    try:
        if next(members(data), None) is None:
            return PackageError(
                "empty-zip", "这是压缩包，里面没有文件", "请重新打包，或把工作簿直接放进“回收”"
            )
    except PackageError as error:
        return error
    return None


def _members(data: bytes, budget: _Budget, depth: int) -> Iterator[Member]:
    with opened(data, budget.limits) as package:
        infos = [info for info in package.infolist() if _wanted(info)]
        _check(package, infos, budget)
        for info in infos:
            member = Member(member_name(info), package.read(info), _modified(info))
            yield member
            if _goes_on(member, depth, budget):
                yield from _within(member, budget, depth + 1)


def _within(outer: Member, budget: _Budget, depth: int) -> Iterator[Member]:
    """What is in a zip within a zip; nothing where it cannot be opened: then it stays one file."""
    with suppress(PackageError):
        for inner in _members(outer.data, budget, depth):
            yield Member(f"{outer.name}{MEMBER}{inner.name}", inner.data, inner.modified or outer.modified)


def _goes_on(member: Member, depth: int, budget: _Budget) -> bool:
    return depth < budget.limits.depth and member.name.lower().endswith(ENDING) and is_archive(member.data)


def opened(data: bytes, limits: ZipLimits) -> zipfile.ZipFile:
    """The zip, its list of members read; PackageError where it is damaged, or that list too long."""
    if _directory_size(data) > limits.directory:
        raise PackageError("entries", f"压缩包里的文件超过 {limits.members} 个", _UNPACK)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BAD_ZIP as error:
        raise _damaged() from error


def _directory_size(data: bytes) -> int:
    """How long a zip says that its list of members is (APPNOTE 4.3.16); 0 where it does not say it."""
    end = data.rfind(_END, max(0, len(data) - (1 << 16) - 22))
    return int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0


def _check(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], budget: _Budget) -> None:
    """PackageError where not all of them can be unpacked within what is left; else they are taken off it."""
    total = sum(info.file_size for info in infos)
    if len(infos) > budget.members:
        raise PackageError("entries", f"压缩包里的文件超过 {budget.limits.members} 个", _UNPACK)
    if total > budget.total:
        raise PackageError("total", f"压缩包解压后超过 {budget.limits.total >> 20} MB", _UNPACK)
    for info in infos:
        _check_member(info, budget.limits)
    for info in infos:
        _try(package, info)
    budget.members -= len(infos)
    budget.total -= total


def _check_member(info: zipfile.ZipInfo, limits: ZipLimits) -> None:
    name = member_name(info)[:80]
    if info.flag_bits & 0x1:
        raise PackageError(
            "encrypted", f"压缩包里的“{name}”加了密码", "请去掉密码重新打包，或解压以后再放进“回收”"
        )
    if info.file_size > limits.member:
        raise PackageError("part", f"压缩包里的“{name}”解压后超过 {limits.member >> 20} MB", _UNPACK)
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise PackageError(
            "ratio", f"压缩包里的“{name}”压缩比超过 {limits.ratio}，疑似压缩炸弹", "不要解压，请联系报送人"
        )


def _try(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack a member once, keeping nothing: the check sum is right, or PackageError."""
    try:
        with package.open(info) as file:
            while file.read(_CHUNK):
                pass
    except BAD_ZIP as error:
        raise _damaged(member_name(info)) from error


def _damaged(name: str = "") -> PackageError:
    where = f"压缩包里的“{name[:80]}”" if name else "压缩包"
    return PackageError(
        "damaged", f"{where}损坏或不完整，或者用了不支持的压缩方法", "请重新打包为 .zip 后再报送"
    )


def _wanted(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(member_name(info))
    return not info.is_dir() and not is_leftover(name.name) and "__MACOSX" not in name.parts[:-1]


def _modified(info: zipfile.ZipInfo) -> datetime | None:
    """A zip keeps local time without saying whose; None where it keeps none."""
    try:
        moment = datetime(*info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if info.date_time > (1980, 1, 1, 0, 0, 0) else None
