"""A file damaged or forged in any way is read or refused: nothing else leaves the guard or the reader."""

import struct
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import fuzz_targets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml.archive import Entry, read_entries, write_entries
from xlperf.ooxml.guard import PackageError, inspect

SAMPLE = fuzz_targets.sample()
#: Where the directory of the sample's parts begins: what the guard reads.
DIRECTORY = SAMPLE.index(b"PK\1\2")

flips = st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=6)
forged = st.lists(
    st.tuples(st.integers(DIRECTORY, len(SAMPLE) - 4), st.integers(0, 2**32 - 1)), min_size=1, max_size=3
)


@given(flips)
def test_bytes_changed_anywhere(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for place, byte in changes:
        data[place] = byte
    fuzz_targets.guard(bytes(data))


@given(forged)
def test_numbers_forged_in_the_directory(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for place, number in changes:
        struct.pack_into("<L", data, place, number)
    fuzz_targets.guard(bytes(data))


@given(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=40))
def test_a_file_that_ends_early_is_refused(length: int, tail: bytes) -> None:
    fuzz_targets.guard(SAMPLE[:length] + tail)
    with pytest.raises(PackageError):
        inspect(SAMPLE[:length])


@given(st.integers(0, len(SAMPLE)), st.binary(min_size=1, max_size=80))
def test_bytes_put_in(place: int, more: bytes) -> None:
    fuzz_targets.guard(SAMPLE[:place] + more + SAMPLE[place:])


HEADS = st.sampled_from([b"", b"PK\3\4", b"PK\5\6" + b"\0" * 18, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<"])


@given(st.binary(max_size=200), HEADS)
def test_bytes_that_were_never_a_workbook(data: bytes, head: bytes) -> None:
    fuzz_targets.guard(head + data)


@cache
def entries() -> tuple[Entry, ...]:
    """The sample's parts."""
    return tuple(read_entries(SAMPLE))


BAD_NAMES = ("xl/", "../x.xml", "XL/WORKBOOK.XML", "甲.xml", "")
names = st.sampled_from([*(entry.name for entry in entries()), *BAD_NAMES])
attacks = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "method": st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, 99]),
        "crc": st.integers(0, 2**32 - 1),
        "size": st.sampled_from([0, 1, 2**31, 2**32 - 1]),
        "packed": st.binary(max_size=30),
        "date": st.integers(0, 2**16 - 1),
    },
)


@given(
    st.permutations(range(len(entries()))),
    st.integers(0, len(entries())),
    st.dictionaries(st.integers(0, len(entries()) - 1), attacks, max_size=3),
)
def test_parts_moved_left_out_renamed_and_forged(
    order: list[int], count: int, changes: dict[int, dict[str, Any]]
) -> None:
    changed = [replace(entries()[number], **changes.get(number, {})) for number in order[:count]]
    fuzz_targets.guard(write_entries(changed))
