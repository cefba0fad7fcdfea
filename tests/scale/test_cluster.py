"""A scheduler, workers, a local S3, all real and on this computer: the content is always the same."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import s3fs
from moto.server import ThreadedMotoServer

from support.dask_processes import processes, written_to
from support.larger_round import larger_round, swollen, tables
from xlperf.scale.collecting import Gathered, Wanted, gather
from xlperf.scale.places import Place
from xlperf.steps.workers import Limits

pytestmark = pytest.mark.slow

#: What one file may cost here: the swollen one costs more.
LIMITS = Limits(seconds=60, megabytes=70)
SWOLLEN = 30


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's round; one returned workbook needs more memory than a file may have."""
    folder = tmp_path_factory.mktemp("示范县")
    root = larger_round(folder / "round", folder / "work")
    whole = root / "回收" / "小河镇" / "003_水务站_2022绩效自评.xlsx"
    poisoned = root / "回收" / "太大.xlsx"
    poisoned.write_bytes(swollen(whole.read_bytes(), SWOLLEN))
    os.utime(poisoned, (whole.stat().st_mtime,) * 2)
    return root


@pytest.fixture(scope="module")
def local(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this computer alone makes of it."""
    target = Place(str(tmp_path_factory.mktemp("local")))
    gather(Wanted(Place(str(source)), target, processes=2, batch_size=2, limits=LIMITS))
    return tables(target)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of an empty bucket of a local S3; the environment says how to get there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        filesystem = s3fs.S3FileSystem()
        filesystem.mkdir("province")
        yield "s3://province"
    finally:
        server.stop()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def test_a_poisoned_file_costs_itself_only(local: dict[str, bytes]) -> None:
    files = pq.read_table(pa.BufferReader(local["tables/files.parquet"]))
    rows = {row["name"]: row for row in files.to_pylist()}
    assert rows["太大.xlsx"]["refusal"] == "memory"
    assert rows["坏的.xlsx"]["refusal"] == "damaged"
    assert sum(row["refusal"] is None for row in rows.values()) == len(rows) - 2


def test_a_killed_worker_changes_nothing(source: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    """The first worker is killed while it reads its batch; a second one takes over, under a nanny."""
    slow = source / "回收" / "小河镇" / "二稿.xlsx"
    content, times = slow.read_bytes(), (slow.stat().st_atime, slow.stat().st_mtime)
    target = Place(str(tmp_path / "out"))
    wanted = Wanted(Place(str(source)), target, batch_size=2, limits=LIMITS)
    slow.unlink()
    os.mkfifo(slow)
    os.utime(slow, times)
    with processes(tmp_path / "dask") as cluster:
        first = cluster.worker(nanny=False)
        run = _in_background(wanted, cluster.address)
        with written_to(slow):
            first.kill()
            first.wait()
            whole = slow.with_name("whole")
            whole.write_bytes(content)
            os.utime(whole, times)
            whole.replace(slow)
        cluster.worker(nanny=True)
        run.result()
    assert tables(target) == local


def test_files_in_s3_come_to_the_same(
    source: Path, local: dict[str, bytes], bucket: str, tmp_path: Path
) -> None:
    filesystem = s3fs.S3FileSystem()
    filesystem.put(str(source), f"{bucket}/round", recursive=True)
    with processes(tmp_path / "dask") as cluster:
        cluster.worker(nanny=True)
        wanted = Wanted(
            Place(f"{bucket}/round"), Place(f"{bucket}/result"), cluster.address, batch_size=2, limits=LIMITS
        )
        gather(wanted)
    found = tables(Place(f"{bucket}/result"))
    assert found.keys() == local.keys()
    assert {name: _undated(data) for name, data in found.items()} == {
        name: _undated(data) for name, data in local.items()
    }


def _undated(parquet: bytes) -> pa.Table:
    """A table without the time of files that tell none themselves: S3 dates them anew."""
    table = pq.read_table(pa.BufferReader(parquet))
    return table.drop_columns([name for name in ("saved_at",) if name in table.schema.names])


def _in_background(wanted: Wanted, address: str) -> "Future[Gathered]":
    pool = ThreadPoolExecutor(1)
    future = pool.submit(gather, replace(wanted, scheduler=address))
    pool.shutdown(wait=False)
    return future
