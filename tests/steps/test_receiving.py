"""Taking in 回收/: archived as received, entered once, zip files opened, Chinese names kept."""

import errno
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xlperf.model.errors import UserError
from xlperf.steps import receiving, scanning
from xlperf.steps.folder import RoundFolder, digest
from xlperf.steps.journal import Journal
from xlperf.steps.receiving import archive_path, receive
from xlperf.steps.scanning import LARGEST, Unread, scan

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
    (receipt,) = receive(folder).receipts
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
    assert [receipt.sequence for receipt in receive(folder).receipts] == [1, 2]


def test_a_file_taken_out_of_the_folder_stays_received(folder: RoundFolder) -> None:
    path = drop(folder, "a.xlsx")
    receive(folder)
    path.unlink()
    assert [receipt.name for receipt in receive(folder).receipts] == ["a.xlsx"]


def test_a_zip_file_is_opened_and_kept_itself_too(folder: RoundFolder) -> None:
    drop(folder, "邮箱/两个村.zip", zipped(东王平村=b"1", 西王平村=b"2"))
    names = [receipt.name for receipt in receive(folder).receipts]
    assert names == ["邮箱/两个村.zip", "邮箱/两个村.zip!东王平村.xlsx", "邮箱/两个村.zip!西王平村.xlsx"]


def test_names_that_chinese_windows_wrote_into_a_zip_are_read(folder: RoundFolder) -> None:
    plain = zipped(AAAAAA=b"1")
    name = "南港村".encode("gbk")
    drop(folder, "x.zip", plain.replace(b"AAAAAA", name))
    assert [received.name for received in scan(folder.returned, [])][1] == "x.zip!南港村.xlsx"


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut short", b"", zipped(a=b"1")[:-10]])
def test_a_zip_file_that_cannot_be_opened_is_kept_as_one_file(folder: RoundFolder, data: bytes) -> None:
    drop(folder, "x.zip", data)
    assert [receipt.name for receipt in receive(folder).receipts] == ["x.zip"]


@pytest.mark.parametrize("name", ["~$东王平村.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_programs_leave_behind_is_no_return(folder: RoundFolder, name: str) -> None:
    drop(folder, name)
    assert receive(folder).receipts == ()


def test_a_program_that_records_no_save_is_dated_by_the_file_not_by_the_template(folder: RoundFolder) -> None:
    folder.form_template.write_bytes(saved_at("2021-12-05T08:00:00Z"))
    drop(folder, "a.xlsx", saved_at("2021-12-05T08:00:00Z"))
    drop(folder, "b.xlsx", saved_at("2021-12-05T08:00:01Z"))
    times = {receipt.name: receipt.version_time for receipt in receive(folder).receipts}
    assert times == {"a.xlsx": "2022-01-12T15:06:40+00:00", "b.xlsx": "2021-12-05T08:00:01+00:00"}


def test_a_crash_between_archive_and_journal_is_made_good(folder: RoundFolder) -> None:
    drop(folder, "a.xlsx", b"one")
    receive(folder)
    (folder.archive / "journal.jsonl").unlink()
    assert [receipt.name for receipt in receive(folder).receipts] == ["a.xlsx"]
    assert len(Journal(folder.archive).receipts()) == 1


class TestKeptBeforeItIsLookedAt:
    """The archive has what came before anything in it is read."""

    def test_a_zip_file_is_kept_before_it_is_opened(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = zipped(东王平村=b"1")
        drop(folder, "a.zip", data)
        self._fail_at_the_first_look(monkeypatch)
        with pytest.raises(_Looked):
            receive(folder)
        assert archive_path(folder, digest(data), "a.zip").read_bytes() == data

    def test_a_workbook_is_kept_before_its_date_is_read(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = saved_at("2022-01-20T09:00:00Z")
        drop(folder, "a.xlsx", data)
        self._fail_at_the_first_look(monkeypatch)
        with pytest.raises(_Looked):
            receive(folder)
        assert archive_path(folder, digest(data), "a.xlsx").read_bytes() == data

    @staticmethod
    def _fail_at_the_first_look(monkeypatch: pytest.MonkeyPatch) -> None:
        def look(*_: object) -> None:
            raise _Looked

        monkeypatch.setattr(zipfile, "ZipFile", look)

    def test_a_large_file_is_kept_without_being_read_at_once_or_looked_at(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(scanning, "LARGEST", 1000)
        self._fail_at_the_first_look(monkeypatch)
        data = os.urandom(5000)
        drop(folder, "录像.zip", data)
        TestWhatCannotBeRead.refuse(monkeypatch, "录像.zip", errno.ENOMEM)
        (receipt,) = receive(folder).receipts
        assert (receipt.sha256, receipt.size) == (digest(data), 5000)
        kept = archive_path(folder, receipt.sha256, receipt.name)
        assert not kept.stat().st_mode & 0o222
        with kept.open("rb") as file:
            assert file.read() == data

    def test_what_is_too_large_to_be_read_at_once_is_larger_than_any_workbook(self) -> None:
        assert LARGEST >= 100 << 20

    def test_what_somebody_took_out_of_the_archive_is_kept_again(self, folder: RoundFolder) -> None:
        drop(folder, "a.xlsx", b"one")
        (receipt,) = receive(folder).receipts
        kept = archive_path(folder, receipt.sha256, receipt.name)
        kept.unlink()
        assert receive(folder).receipts == (receipt,)
        assert kept.read_bytes() == b"one"


class _Looked(Exception):  # noqa: N818 - not an error
    """Somebody has begun to look into a file."""


class TestWhatCannotBeRead:
    """The others are taken in, the one is named and taken in the next time."""

    @pytest.mark.parametrize(
        ("number", "why"),
        [
            (errno.EACCES, "没有权限，或者文件正在 Excel 或 WPS 里打开"),
            (errno.EBUSY, "文件正被别的程序占用"),
            (errno.EIO, "磁盘或网络读写出错"),
        ],
    )
    def test_a_file_held_by_another_program(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch, number: int, why: str
    ) -> None:
        for name in ("a.xlsx", "微信/b.xlsx", "c.xlsx"):
            drop(folder, name, name.encode())
        with monkeypatch.context() as patch:
            self.refuse(patch, "b.xlsx", number)
            first = receive(folder)
        assert [receipt.name for receipt in first.receipts] == ["a.xlsx", "c.xlsx"]
        assert [(file.name, file.why.startswith(why)) for file in first.unread] == [("微信/b.xlsx", True)]
        second = receive(folder)
        assert [receipt.name for receipt in second.receipts] == ["a.xlsx", "c.xlsx", "微信/b.xlsx"]
        assert second.unread == ()

    def test_a_file_that_somebody_moves_away_meanwhile_is_not_missed(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("a.xlsx", "b.xlsx"):
            drop(folder, name, name.encode())
        self.refuse(monkeypatch, "a.xlsx", errno.ENOENT)
        taken = receive(folder)
        assert ([receipt.name for receipt in taken.receipts], taken.unread) == (["b.xlsx"], ())

    def test_a_folder_that_may_not_be_opened_is_named(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drop(folder, "a.xlsx")
        drop(folder, "别人的/b.xlsx")
        original = os.scandir

        def scandir(path: Path) -> "AbstractContextManager[Iterator[os.DirEntry[str]]]":
            if str(path).endswith("别人的"):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return original(path)

        monkeypatch.setattr(os, "scandir", scandir)
        taken = receive(folder)
        assert [receipt.name for receipt in taken.receipts] == ["a.xlsx"]
        assert taken.unread == (Unread("别人的", "没有权限，或者文件正在 Excel 或 WPS 里打开"),)

    @pytest.mark.parametrize("number", [errno.ENOENT, errno.ESTALE, errno.EIO, errno.EHOSTDOWN])
    def test_a_share_that_vanishes_is_told_and_what_was_received_stays(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
            drop(folder, name, name.encode())
        with monkeypatch.context() as patch:
            self.refuse(patch, "b.xlsx", number)
            original = os.scandir

            def scandir(path: Path) -> "AbstractContextManager[Iterator[os.DirEntry[str]]]":
                if Path(path) == folder.returned and patched:
                    raise OSError(number, "gone", str(path))
                return original(path)

            patched: list[Path] = []
            patch.setattr(os, "scandir", scandir)
            walk = scanning._files

            def listed(returned: Path, unread: list[Unread]) -> list[Path]:
                files = walk(returned, unread)
                patched.extend(files)
                return files

            patch.setattr(scanning, "_files", listed)
            with pytest.raises(UserError, match=r"打不开文件夹“.*回收”：.*已收的都在"):
                receive(folder)
        assert [receipt.name for receipt in receive(folder).receipts] == ["a.xlsx", "b.xlsx", "c.xlsx"]

    @staticmethod
    def refuse(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
        original = Path.read_bytes

        def read(path: Path) -> bytes:
            if path.name == name:
                raise OSError(number, os.strerror(number), str(path))
            return original(path)

        monkeypatch.setattr(Path, "read_bytes", read)

    @pytest.mark.skipif(os.name == "nt", reason="no such files on Windows")
    def test_what_is_no_file_is_not_waited_for(self, folder: RoundFolder) -> None:
        os.mkfifo(folder.returned / "pipe.xlsx")
        (folder.returned / "gone.xlsx").symlink_to(folder.returned / "nowhere.xlsx")
        drop(folder, "a.xlsx")
        assert [receipt.name for receipt in receive(folder).receipts] == ["a.xlsx"]


class TestClocks:
    """A receipt is never earlier than the one before; what a file says of itself is not believed blindly."""

    @pytest.mark.parametrize(
        ("clock", "moments"),
        [
            (["2022-01-21T12", "2022-01-22T12"], ["2022-01-21T12", "2022-01-22T12"]),
            (["2022-01-21T12", "2022-01-20T12"], ["2022-01-21T12", "2022-01-21T12"]),
            (["2099-01-01T00", "2022-01-21T12"], ["2099-01-01T00", "2099-01-01T00"]),
        ],
        ids=["forwards", "backwards", "far ahead, then put right"],
    )
    def test_a_receipt_is_never_earlier_than_the_one_before(
        self, folder: RoundFolder, monkeypatch: pytest.MonkeyPatch, clock: list[str], moments: list[str]
    ) -> None:
        for number, hour in enumerate(clock):
            drop(folder, f"{number}.xlsx", bytes([number]))
            monkeypatch.setattr(receiving, "now", lambda: datetime.fromisoformat(f"{hour}:00:00+00:00"))  # noqa: B023
            receive(folder)
        receipts = receive(folder).receipts
        assert [receipt.received_at[:13] for receipt in receipts] == moments

    def test_a_workbook_of_the_future_does_not_count_as_the_newest(self, folder: RoundFolder) -> None:
        drop(folder, "a.xlsx", saved_at("2035-06-01T00:00:00Z"))
        drop(folder, "b.xlsx", saved_at("2022-01-20T09:00:00Z"))
        first, second = receive(folder).receipts
        assert first.version_time < second.version_time < first.received_at
        assert (first.claimed_time, second.claimed_time) == ("2035-06-01T00:00:00+00:00", "")
