"""What is let in: a workbook package of sane size and sound structure, or one plain Chinese sentence.

Everything here looks at a file's outside, before any parser sees it: its kind by its content, its directory,
names and sizes, how its parts lie in it, and the first words of every XML part.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from xlperf.ooxml.disguises import refusal
from xlperf.ooxml.refusals import (
    DEFAULT_LIMITS,
    REFILL,
    UNLOCK,
    Limits,
    PackageError,
    damaged,
    megabytes,
    not_a_workbook,
    strict_format,
    too_large,
    too_many,
)
from xlperf.ooxml.zip_layout import packed_spans

__all__ = [
    "DEFAULT_LIMITS",
    "Directory",
    "Limits",
    "PackageError",
    "damaged",
    "inspect",
    "not_a_workbook",
    "read_directory",
    "strict_format",
]


@dataclass(frozen=True, slots=True)
class Directory:
    """The entries of a zip package in their order, and where the packed bytes of each lie in the file."""

    entries: tuple[zipfile.ZipInfo, ...]
    spans: tuple[tuple[int, int], ...]

    def __iter__(self) -> Iterator[tuple[zipfile.ZipInfo, tuple[int, int]]]:
        """The entries other than folders, each with its span."""
        pairs = zip(self.entries, self.spans, strict=True)
        return (pair for pair in pairs if not pair[0].is_dir())


def inspect(data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
    """Look at a file's outside: its kind, its directory, its names and its sizes; nothing is inflated.

    Raises:
        PackageError: where the bytes are not a package that :class:`~xlperf.ooxml.workbook.Workbook`
            could open within ``limits``.
    """
    names = {entry.filename for entry, _ in read_directory(data, limits)}
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise not_a_workbook(names)


def check_size(data: bytes, limits: Limits) -> None:
    """PackageError where a file is empty or larger than allowed."""
    if not data:
        raise PackageError("empty", "文件是空的（0 字节）", "请重新填写保存后再报送")
    if len(data) > limits.file:
        raise too_large("size", "文件", len(data), limits.file)


def read_directory(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Directory:
    """The directory of a zip package, checked against ``limits`` and against what lies in the file."""
    check_size(data, limits)
    if not data.startswith(b"PK"):
        raise refusal(data)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries, end = package.infolist(), package.start_dir
    except Exception as error:  # zipfile leaks struct, Unicode, value and overflow errors on bad input
        raise damaged() from error
    if len(entries) > limits.entries:
        raise too_many("entries", "压缩包里", "个部件", len(entries), limits.entries)
    _check_names(entries)
    for entry in entries:
        _check_entry(entry, limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.total:
        raise too_large("total", "展开后共", total, limits.total)
    return Directory(tuple(entries), packed_spans(data, entries, end))


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        # orig_filename is the name as stored: zipfile cuts at NUL and turns backslashes on Windows.
        name = entry.orig_filename
        parts = name.removesuffix("/").split("/")
        if "\\" in name or "\0" in name or ":" in name or any(part in {"", ".", ".."} for part in parts):
            raise PackageError("name", f"压缩包里有不安全的部件名“{name[:80]!r}”", REFILL)
        # Part names are compared without regard to case (ECMA-376 part 2, 9.1.1.2).
        if name.lower() in seen:
            raise PackageError("duplicate", f"压缩包里有两个同名部件“{name[:80]}”", REFILL)
        seen.add(name.lower())


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry.filename[:80]
    if entry.flag_bits & 0x1:
        raise PackageError("encrypted", f"压缩包里的“{name}”加了密码", UNLOCK)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageError("method", f"压缩包里的“{name}”用了不支持的压缩方法")
    if entry.file_size > limits.part:
        raise too_large("part", f"部件“{name}”展开后", entry.file_size, limits.part)
    if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise PackageError(
            "ratio",
            f"部件“{name}”只有 {megabytes(entry.compress_size)}，展开后却有 {megabytes(entry.file_size)}，"
            f"压缩比超过 {limits.ratio}，疑似压缩炸弹",
            REFILL,
        )
