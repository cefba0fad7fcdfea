"""Batches on a cluster: one Dask task each. Only counts come back; what was found lies in the result."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import current_process
from typing import Any, Final

from xlperf.model.errors import UserError
from xlperf.scale.batches import Batch, Counts
from xlperf.scale.needs import needed
from xlperf.scale.working import Work, work_off_one

#: How often a batch is begun again because its worker was lost, before the run gives up.
RETRIES: Final = 5
#: How long a scheduler may take to answer: seconds.
PATIENCE: Final = 30


def work_off_on(address: str, work: Work, batches: Sequence[Batch]) -> Iterator[Counts]:
    """Work off batches on the workers of a scheduler; what each came to, as they are done.

    A worker that is lost costs the batch in its hands: that is begun again elsewhere, and comes to the same.

    Raises:
        UserError: the scheduler does not answer, a place cannot be used, or a batch's worker was lost each
        time.
    """
    distributed = needed("distributed")
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise UserError(
            f"连不上调度器“{address}”（{error}）。请检查地址，确认 dask scheduler 已经启动。"
        ) from error
    with client:
        # Not scattered: data that only a lost worker had would be lost; a task's result is made again.
        shared = client.submit(itself, work, pure=False)
        keys = [f"xlperf-{batch.name}" for batch in batches]
        futures = client.map(task, batches, work=shared, key=keys, retries=RETRIES, pure=False)
        for future in distributed.as_completed(futures, loop=client.loop):
            yield _result(future)
            future.release()


def itself(work: Work) -> Work:
    """What all tasks share, as a task's result."""
    return work


def task(batch: Batch, work: Work) -> Counts:
    """What a worker does."""
    with _parent_of_children():
        return work_off_one(work, batch)


def _result(future: Any) -> Counts:  # noqa: ANN401 - Dask has no types
    killed = needed("distributed.scheduler").KilledWorker
    try:
        counts: Counts = future.result()
    except killed as error:
        raise UserError(
            f"有一批文件让 {RETRIES + 1} 个工作进程先后中止，没有做完。"
            "请检查工作进程的内存，再运行同一条命令，已做的不会重做。"
        ) from error
    return counts


@contextmanager
def _parent_of_children() -> Iterator[None]:
    """Let a worker start children.

    Under a nanny it is a daemonic process, and multiprocessing lets such a one have none. Ours end with
    their parent by themselves (:mod:`xlperf.steps.child_limits`).
    """
    settings: dict[str, Any] = current_process()._config  # type: ignore[attr-defined]  # noqa: SLF001
    before = settings.pop("daemon", None)
    try:
        yield
    finally:
        if before is not None:
            settings["daemon"] = before
