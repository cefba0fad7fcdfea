"""Taking in 回收/: archived as received, entered once, zip files opened, Chinese names kept."""

import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xlperf.steps import receiving
from xlperf.steps.folder import RoundFolder, digest
from xlperf.steps.journal import Journal
from xlperf.steps.receiving import Received, archive_path, receive, scan, version_time

ISSUED = datetime(2021, 1, 1, tzinfo=UTC)
NOON = datetime(2022, 1, 21, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RoundFolder:
    moments = iter(NOON + timedelta(hours=hour) for hour in range(100))
    monkeypatch.setattr(receiving, "now", lambda: next(moments))
    made = RoundFolder(tmp_path)
    for path in made.folders():
        path.mkdir()
    return made


def drop(folder: RoundFolder, name: str, data: bytes = b"content") -> Path:
    path = folder.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1_642_000_000, 1_642_000_000))
    return path


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(f"{name}.xlsx", (2022, 1, 20, 9, 0, 0)), data)
    return buffer.getvalue()


def saved_at(moment: str) -> bytes:
    core = (
        f'<cp:coreProperties><dcterms:modified xsi:type="x">{moment}</dcterms:modified></cp:coreProperties>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("docProps/core.xml", core)
    return buffer.getvalue()


def test_every_file_is_archived_as_received_and_read_only(folder: RoundFolder) -> None:
    drop(folder, "微信/东王平村.xlsx", b"first")
    (receipt,) = receive(folder)
    kept = archive_path(folder, receipt.sha256, receipt.name)
    assert kept.read_bytes() == b"first"
    assert kept.name == f"{digest(b'first')}.xlsx"
    assert not kept.stat().st_mode & 0o222
    assert (receipt.name, receipt.received_at) == ("微信/东王平村.xlsx", "2022-01-21T12:00:00+00:00")


def test_a_second_run_enters_nothing_again(folder: RoundFolder) -> None:
    drop(folder, "a.xlsx")
    receive(folder)
    before = {path: path.read_bytes() for path in folder.archive.iterdir()}
    receive(folder)
    assert {path: path.read_bytes() for path in folder.archive.iterdir()} == before


def test_a_changed_file_under_the_same_name_is_a_new_receipt(folder: RoundFolder) -> None:
    drop(folder, "a.xlsx", b"one")
    receive(folder)
    drop(folder, "a.xlsx", b"two")
    assert [receipt.sequence for receipt in receive(folder)] == [1, 2]


def test_a_file_taken_out_of_the_folder_stays_received(folder: RoundFolder) -> None:
    path = drop(folder, "a.xlsx")
    receive(folder)
    path.unlink()
    assert [receipt.name for receipt in receive(folder)] == ["a.xlsx"]


def test_a_zip_file_is_opened_and_kept_itself_too(folder: RoundFolder) -> None:
    drop(folder, "邮箱/两个村.zip", zipped(东王平村=b"1", 西王平村=b"2"))
    names = [receipt.name for receipt in receive(folder)]
    assert names == ["邮箱/两个村.zip", "邮箱/两个村.zip!东王平村.xlsx", "邮箱/两个村.zip!西王平村.xlsx"]


def test_names_that_chinese_windows_wrote_into_a_zip_are_read(folder: RoundFolder) -> None:
    plain = zipped(AAAAAA=b"1")
    name = "南港村".encode("gbk")
    drop(folder, "x.zip", plain.replace(b"AAAAAA", name))
    assert [received.name for received in scan(folder.returned)][1] == "x.zip!南港村.xlsx"


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut short", b"", zipped(a=b"1")[:-10]])
def test_a_zip_file_that_cannot_be_opened_is_kept_as_one_file(folder: RoundFolder, data: bytes) -> None:
    drop(folder, "x.zip", data)
    assert [receipt.name for receipt in receive(folder)] == ["x.zip"]


@pytest.mark.parametrize("name", ["~$东王平村.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_programs_leave_behind_is_no_return(folder: RoundFolder, name: str) -> None:
    drop(folder, name)
    assert receive(folder) == ()


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ("2022-01-20T09:00:00Z", "2022-01-20T09:00:00+00:00"),
        ("2022-01-20T17:00:00+08:00", "2022-01-20T09:00:00+00:00"),
        ("not a date", "2022-01-12T15:06:40+00:00"),
        ("2021-01-01T00:00:00Z", "2022-01-12T15:06:40+00:00"),
    ],
)
def test_a_version_is_dated_by_the_workbook_else_by_the_file(saved: str, expected: str) -> None:
    received = Received("a.xlsx", saved_at(saved), datetime.fromtimestamp(1_642_000_000, UTC))
    assert version_time(received, ISSUED).isoformat() == expected


def test_a_program_that_records_no_save_is_dated_by_the_file_not_by_the_template(folder: RoundFolder) -> None:
    folder.form_template.write_bytes(saved_at("2021-12-05T08:00:00Z"))
    drop(folder, "a.xlsx", saved_at("2021-12-05T08:00:00Z"))
    drop(folder, "b.xlsx", saved_at("2021-12-05T08:00:01Z"))
    times = {receipt.name: receipt.version_time for receipt in receive(folder)}
    assert times == {"a.xlsx": "2022-01-12T15:06:40+00:00", "b.xlsx": "2021-12-05T08:00:01+00:00"}


def test_a_crash_between_archive_and_journal_is_made_good(folder: RoundFolder) -> None:
    drop(folder, "a.xlsx", b"one")
    receive(folder)
    (folder.archive / "journal.jsonl").unlink()
    assert [receipt.name for receipt in receive(folder)] == ["a.xlsx"]
    assert len(Journal(folder.archive).receipts()) == 1
