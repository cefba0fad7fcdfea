"""The journal: append-only, and a line cut short by a crash costs nothing but itself."""

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


@given(cut=st.integers(min_value=0, max_value=400))
def test_a_crash_at_any_byte_loses_at_most_the_line_being_written(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("归档")
    Journal(folder).append([receipt(1), receipt(2)])
    path = folder / NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: min(cut, len(whole))])
    kept = Journal(folder).receipts()
    assert kept == (receipt(1), receipt(2))[: whole[:cut].count(b"\n")]

    Journal(folder).append([receipt(9)])
    assert Journal(folder).receipts() == (*kept, receipt(9))


def test_a_name_with_odd_characters_is_one_line(tmp_path: Path) -> None:
    names = ["a\u2028b.xlsx", "a\x85b.xlsx", 'a"\\.xlsx', "a\nb.xlsx"]
    Journal(tmp_path).append(receipt(number, name) for number, name in enumerate(names))
    assert [entry.name for entry in Journal(tmp_path).receipts()] == names


@pytest.mark.parametrize(
    ("name", "zip_name", "folder", "file_name"),
    [
        ("东村.xlsx", "", "", "东村.xlsx"),
        ("微信/2月/东村.xlsx", "", "微信/2月", "东村.xlsx"),
        ("邮箱/两个村.ZIP!西村/表.xlsx", "邮箱/两个村.ZIP", "邮箱/两个村.ZIP/西村", "表.xlsx"),
        ("急！请收!最终.xlsx", "", "", "急！请收!最终.xlsx"),
    ],
)
def test_a_receipt_says_where_its_file_lay(name: str, zip_name: str, folder: str, file_name: str) -> None:
    entry = receipt(1, name)
    assert (entry.zip_name, entry.folder, entry.file_name) == (zip_name, folder, file_name)


@pytest.mark.parametrize("damage", [b"\xff\xfe\n", b"[]\n", b"{}\n", b"null\n"])
def test_a_journal_that_is_no_journal_is_refused_with_a_sentence(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / NAME).write_bytes(damage)
    with pytest.raises(UserError, match="请恢复备份"):
        Journal(tmp_path).receipts()


def test_a_line_that_somebody_edited_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"sequence": "x"}\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"收件记录.*被改动过"):
        Journal(tmp_path).receipts()
