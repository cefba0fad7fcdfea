"""What is put aside comes back as it was, from memory or from the disk, and leaves nothing behind."""

import errno
from decimal import Decimal
from pathlib import Path

import pytest

from xlperf.books.port import CellValue, Link
from xlperf.model.errors import UserError
from xlperf.steps.results_spool import Spool, SpooledFiles, SpooledRows, packed, put_aside, unpacked

PIECES = [b"", b"a", b"\0" * 5_000, "村内道路".encode() * 2_000]


@pytest.mark.parametrize("in_memory", [1 << 20, 100], ids=["in memory", "on the disk"])
def test_pieces_come_back_in_any_order(in_memory: int) -> None:
    spool = Spool(in_memory)
    places = [spool.put(piece) for piece in PIECES]
    assert [spool.get(place) for place in reversed(places)] == PIECES[::-1]
    places.append(spool.put(b"later"))
    assert spool.get(places[-1]) == b"later"
    assert spool.get(places[2]) == PIECES[2]


def test_nothing_lies_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool(10)
    spool.put(b"more than ten bytes")
    del spool
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def seek(self, _: int) -> None: ...

        def write(self, _: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None: ...

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda _: Full())
    with pytest.raises(UserError, match=r"临时文件写不下了.*磁盘已满.*请腾出磁盘空间"):
        Spool().put(b"x")


def test_files_are_fetched_by_name() -> None:
    spool = Spool()
    files = SpooledFiles(spool, {"甲.xlsx": spool.put(b"1"), "乙.xlsx": spool.put(b"2")})
    assert dict(files) == {"甲.xlsx": b"1", "乙.xlsx": b"2"}
    assert len(files) == 2


def test_rows_are_gone_through_again_and_again() -> None:
    rows: list[dict[str, CellValue]] = [
        {"序号": Decimal(number), "单元格": Link("H7", f"归档/{number}.xlsx")} for number in range(450)
    ]
    spooled = SpooledRows(iter(rows))
    assert list(spooled) == list(spooled) == rows
    assert len(spooled) == 450
    assert spooled[449] == spooled[-1] == rows[449]
    assert spooled[198:202] == rows[198:202]


def test_no_rows_are_no_rows() -> None:
    assert not SpooledRows(())


def test_what_is_packed_is_unpacked() -> None:
    assert unpacked(packed({"金额": Decimal("1.10")})) == {"金额": Decimal("1.10")}


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 450])
def test_rows_may_be_added_one_by_one(count: int) -> None:
    rows: SpooledRows[int] = SpooledRows()
    for number in range(count):
        rows.append(number)
        assert rows[number] == number == rows[-1]
    assert list(rows) == list(range(count))


@pytest.mark.parametrize(("count", "kind"), [(0, tuple), (4_999, tuple), (5_000, SpooledRows)])
def test_only_a_long_table_is_put_aside(count: int, kind: type) -> None:
    rows = put_aside(range(count))
    assert isinstance(rows, kind)
    assert list(rows) == list(range(count))
