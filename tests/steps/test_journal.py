"""The journal: append-only, and a line cut short by a crash costs nothing but itself."""

import errno
import io
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.model.errors import UserError
from xlperf.steps.journal import NAME, Journal, Receipt


def receipt(sequence: int, name: str = "微信/东王平村.xlsx") -> Receipt:
    return Receipt(
        sequence, f"{sequence:064x}", name, 10, "2022-01-20T09:00:00+00:00", "2022-01-21T08:00:00+00:00"
    )


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([receipt(1)])
    journal.append([receipt(2, "邮箱/两个单位.zip!色书坟社区.xlsx")])
    assert [entry.sequence for entry in Journal(tmp_path).receipts()] == [1, 2]
    assert Journal(tmp_path).receipts()[1].name == "邮箱/两个单位.zip!色书坟社区.xlsx"


def test_appending_nothing_makes_no_file(tmp_path: Path) -> None:
    Journal(tmp_path).append([])
    assert not (tmp_path / NAME).exists()


LINES = [
    receipt(number, name)
    for number, name in enumerate(["东村.xlsx", 'a"b.xlsx', "邮箱/两村.zip!西村.xlsx"], 1)
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal of three lines."""
    folder = tmp_path_factory.mktemp("归档")
    Journal(folder).append(LINES)
    return (folder / NAME).read_bytes()


def test_a_crash_at_any_byte_loses_at_most_the_line_being_written(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # hundreds of them take seconds
    path = tmp_path / NAME
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        kept = LINES[: whole[:cut].count(b"\n")]
        assert list(Journal(tmp_path).receipts()) == kept
        assert path.read_bytes() == whole[:cut], "reading changes nothing"
        Journal(tmp_path).append([receipt(9)])
        assert list(Journal(tmp_path).receipts()) == [*kept, receipt(9)]
        lines = sum(len(line) + 1 for line in whole.split(b"\n")[: len(kept)])
        assert path.read_bytes().startswith(whole[:lines]), "whole lines are not written again"


@given(tail=st.binary(max_size=80).filter(lambda tail: b"\n" not in tail), lines=st.integers(0, 3))
def test_whatever_a_crash_leaves_after_the_last_whole_line_is_no_receipt(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes, lines: int
) -> None:
    folder = tmp_path_factory.mktemp("归档")
    Journal(folder).append(LINES[:lines])
    with (folder / NAME).open("ab") as file:
        file.write(tail)
    assert list(Journal(folder).receipts()) == LINES[:lines]
    Journal(folder).append([receipt(9)])
    assert list(Journal(folder).receipts()) == [*LINES[:lines], receipt(9)]


@pytest.mark.parametrize("call", ["write", "truncate", "flush", "fsync"])
def test_a_disk_that_is_full_leaves_the_journal_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    Journal(tmp_path).append(LINES)
    before = (tmp_path / NAME).read_bytes()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    class Full(io.FileIO):
        """A file whose disk takes half a line."""

        def write(self, data: object) -> int:
            super().write(bytes(data)[:20])  # type: ignore[call-overload]
            return full() if call == "write" else super().write(bytes(data)[20:])  # type: ignore[call-overload]

        truncate = full if call == "truncate" else io.FileIO.truncate
        flush = full if call == "flush" else io.FileIO.flush  # type: ignore[assignment]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda path, mode: (Full if "+" in mode else io.FileIO)(path, mode))
        if call == "fsync":
            patch.setattr(os, "fsync", full)
        with pytest.raises(UserError, match=r"收件记录.*写不了：磁盘已满"):
            Journal(tmp_path).append([receipt(9)])
    assert (tmp_path / NAME).read_bytes() == before
    Journal(tmp_path).append([receipt(9)])
    assert list(Journal(tmp_path).receipts()) == [*LINES, receipt(9)]


def test_a_name_with_odd_characters_is_one_line(tmp_path: Path) -> None:
    names = ["a\u2028b.xlsx", "a\x85b.xlsx", 'a"\\.xlsx', "a\nb.xlsx"]
    Journal(tmp_path).append(receipt(number, name) for number, name in enumerate(names, 1))
    assert [entry.name for entry in Journal(tmp_path).receipts()] == names


@pytest.mark.parametrize(
    ("name", "zip_name", "folder", "file_name"),
    [
        ("东村.xlsx", "", "", "东村.xlsx"),
        ("微信/2月/东村.xlsx", "", "微信/2月", "东村.xlsx"),
        ("邮箱/两个村.ZIP!西村/表.xlsx", "邮箱/两个村.ZIP", "邮箱/两个村.ZIP/西村", "表.xlsx"),
        ("镇.zip!东片.zip", "镇.zip", "镇.zip", "东片.zip"),
        ("镇.zip!东片.zip!东村.xlsx", "镇.zip!东片.zip", "镇.zip/东片.zip", "东村.xlsx"),
        ("急！请收!最终.xlsx", "", "", "急！请收!最终.xlsx"),
    ],
)
def test_a_receipt_says_where_its_file_lay(name: str, zip_name: str, folder: str, file_name: str) -> None:
    entry = receipt(1, name)
    assert (entry.zip_name, entry.folder, entry.file_name) == (zip_name, folder, file_name)


def test_a_journal_from_before_a_field_was_added_is_read(tmp_path: Path) -> None:
    old = asdict(receipt(1))
    del old["claimed_time"]
    (tmp_path / NAME).write_text(f"{json.dumps(old)}\n", encoding="utf-8")
    assert Journal(tmp_path).receipts() == (receipt(1),)


def test_a_time_that_was_not_believed_is_kept(tmp_path: Path) -> None:
    odd = replace(receipt(1), claimed_time="2035-01-01T00:00:00+00:00")
    Journal(tmp_path).append([odd])
    assert Journal(tmp_path).receipts() == (odd,)


EDITS: Mapping[str, dict[str, object]] = {
    "a number for a text": {"name": 7},
    "a text for a number": {"size": "10"},
    "true for a number": {"sequence": True},
    "a fraction": {"size": 1.5},
    "nothing": {"sha256": None},
    "no name": {"name": ""},
    "a digest that is none": {"sha256": "../../etc/passwd"},
    "a digest in capitals": {"sha256": "A" * 64},
    "a size below nothing": {"size": -1},
    "a number that was there": {"sequence": 1},
    "a moment that is none": {"received_at": "yesterday"},
    "a moment of no place": {"version_time": "2022-01-20T09:00:00"},
    "a claim that is none": {"claimed_time": "soon"},
    "a field too many": {"colour": "red"},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_line_that_somebody_edited_is_named_by_its_number(tmp_path: Path, edit: dict[str, object]) -> None:
    lines = [asdict(each) for each in LINES]
    lines[1] |= edit
    (tmp_path / NAME).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    with pytest.raises(UserError, match=r"收件记录“.*”第 2 行被改动过，读不懂。请恢复备份"):
        Journal(tmp_path).receipts()


@pytest.mark.parametrize(
    "damage", [b"\xff\xfe\n", b"[]\n", b"{}\n", b"null\n", b"\n", b"NaN\n", b"[" * 9999 + b"\n"]
)
def test_a_journal_that_is_no_journal_is_refused_with_a_sentence(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / NAME).write_bytes(damage)
    with pytest.raises(UserError, match=r"第 1 行被改动过.*请恢复备份"):
        Journal(tmp_path).receipts()
