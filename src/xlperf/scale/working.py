"""Working off batches: in this computer's own child processes, or one by one where a scheduler puts them.

What a batch leaves behind depends on the batch alone: it does not matter who worked it off, or how often.
"""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final

from xlperf.model.errors import UserError
from xlperf.scale.arrow import arrow_table, parquet_bytes
from xlperf.scale.batches import DONE, Batch, Counts
from xlperf.scale.deliveries import Delivery, Item
from xlperf.scale.judging import Court, Rows, judge, lost
from xlperf.scale.parts import PARTS
from xlperf.scale.places import Place
from xlperf.steps.folder import digest
from xlperf.steps.refusal import Refusal
from xlperf.steps.workers import Done, Limits, Misfortune, in_children

#: Files that are fetched together: an object store answers them side by side.
FETCHED: Final = 32
#: A file larger than this is not fetched: bytes.
LARGEST: Final = 64 * 1024 * 1024
_TOO_LARGE: Final = Refusal(
    "size",
    f"文件超过 {LARGEST // 2**20} MB",
    "请用 Excel 或 WPS 打开，删去多余的图片和工作表，另存一份再报送",
)
_CHECK_PLACE: Final = "请检查存放的位置，重新上传这个文件"


#: What one file may cost.
DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Work:
    """Where files come from, where parts go, what files are judged by, what one of them may cost."""

    source: Place
    target: Place
    court: Court
    limits: Limits = DEFAULT_LIMITS


def work_off(work: Work, batches: Sequence[Batch], workers: int | None) -> Iterator[Counts]:
    """Work off batches one after the other with so many child processes; what each came to.

    Raises:
        UserError: a place cannot be read or written, or no child can be started.
    """
    if work.court.index is not None:
        work.court.index.fetch()
    under_way: deque[Delivery] = deque()

    def deliveries() -> Iterator[Delivery]:
        for batch in batches:
            for delivery in _fetch(work, batch):
                under_way.append(delivery)
                yield delivery

    with closing(
        in_children(judge, work.court, deliveries(), workers=workers, limits=work.limits)
    ) as outcomes:
        for batch in batches:
            found = islice(outcomes, len(batch.items))
            yield _write(work, batch, [_rows(work, under_way, outcome) for outcome in found])


def work_off_one(work: Work, batch: Batch) -> Counts:
    """One batch in one child process, as a task on a cluster does it; nothing where it is done already."""
    if batch.is_done(work.target):
        told = json.loads(work.target.read(f"{batch.folder}/{DONE}"))
        return Counts(**told["counts"])
    (counts,) = work_off(work, [batch], 1)
    return counts


def _rows(work: Work, under_way: deque[Delivery], outcome: Done[Rows] | Misfortune) -> Rows:
    """What came of the file that has been under way for longest."""
    delivery = under_way.popleft()
    return outcome.result() if isinstance(outcome, Done) else lost(work.court, delivery, outcome.kind)


def _fetch(work: Work, batch: Batch) -> Iterator[Delivery]:
    for start in range(0, len(batch.items), FETCHED):
        items = batch.items[start : start + FETCHED]
        found = work.source.read_many([item.path for item in items if item.size <= LARGEST])
        yield from (_delivery(item, found.get(item.path)) for item in items)


def _delivery(item: Item, data: bytes | Exception | None) -> Delivery:
    receipt = item.receipt
    if receipt is not None and (not isinstance(data, bytes) or digest(data) != receipt.sha256):
        raise UserError(
            f"归档的“{receipt.name}”（{item.path}）丢失了，或者已不是收到时的样子。请从备份恢复。"
        )
    if isinstance(data, bytes):
        return Delivery(item, data)
    if data is None:
        return Delivery(item, refusal=_TOO_LARGE)
    return Delivery(item, refusal=Refusal("fetch", f"取不到文件（{type(data).__name__}）", _CHECK_PLACE))


def _write(work: Work, batch: Batch, files: list[Rows]) -> Counts:
    """Write the parts, the mark last: without it nothing of this counts."""
    tables = [[row for rows in files for row in rows.tables()[place]] for place in range(len(PARTS))]
    for part, rows in zip(PARTS, tables, strict=True):
        work.target.write(f"{batch.folder}/{part.name}.parquet", parquet_bytes(arrow_table(part, rows)))
    delivered, forms, _, findings = tables
    refused = sum(row["refusal"] is not None for row in delivered)
    counts = Counts(len(delivered), len(forms), len(findings), refused)
    mark = json.dumps({"files": len(batch.items), "counts": asdict(counts)}, sort_keys=True)
    work.target.write(f"{batch.folder}/{DONE}", mark.encode())
    return counts
