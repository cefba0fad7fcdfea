"""``xlperf collect SOURCE --out TARGET``: everything received, of whatever size, as tables in a place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xlperf.scale.batches import DEFAULT_SIZE, Batch, Counts, fingerprint, make_batches
from xlperf.scale.cluster import work_off_on
from xlperf.scale.ledger_store import NAME as LEDGER_FILE
from xlperf.scale.parts import FOLDER
from xlperf.scale.places import Place
from xlperf.scale.preparing import StoredRound, prepare, write_round
from xlperf.scale.resolving import resolve
from xlperf.scale.sources import open_source
from xlperf.scale.working import DEFAULT_LIMITS, Work, work_off, work_off_one
from xlperf.steps.folder import digest
from xlperf.steps.workers import Limits

#: What is told while batches are worked off: how many of how many are done.
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run was asked for.

    ``scheduler`` is the address of a Dask scheduler ("": this computer alone), ``processes`` how many child
    processes help here (None: as many as there are processors), ``batch_size`` the files of one batch,
    ``limits`` what one file may cost.
    """

    source: Place
    target: Place
    scheduler: str = ""
    processes: int | None = None
    batch_size: int = DEFAULT_SIZE
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run came to: all batches, those that had been done before, and the counts of all."""

    batches: int
    before: int
    counts: Counts


def _silent(done: int, of: int) -> None:
    """Tell nothing."""
    del done, of


def gather(wanted: Wanted, told: Told = _silent) -> Gathered:
    """Examine everything received and write the tables of a result.

    Run again after it was stopped, or after more has come in, it does what is not yet done.

    Raises:
        UserError: the round cannot be understood, a place cannot be used, the cluster cannot be reached.
    """
    source = open_source(wanted.source)
    write_round(wanted.target, StoredRound(source.settings, (), whole=False))
    prepare(source, wanted.target)
    court = source.court(wanted.target)
    ledger = digest(wanted.target.read(LEDGER_FILE))
    batches = make_batches(
        source.items, wanted.batch_size, fingerprint(source, ledger, court.decisions.items())
    )
    work = Work(source.place, wanted.target, court, wanted.limits)
    done = [batch for batch in batches if batch.is_done(wanted.target)]
    open_ = [batch for batch in batches if batch not in done]
    total = sum((work_off_one(work, batch) for batch in done), Counts())
    for number, counts in enumerate(_worked_off(wanted, work, open_), len(done) + 1):
        total += counts
        told(number, len(batches))
    names = tuple(batch.name for batch in batches)
    resolve(wanted.target, source, names)
    _clear(wanted.target, names)
    write_round(wanted.target, StoredRound(source.settings, names, whole=True))
    return Gathered(len(batches), len(done), total)


def _worked_off(wanted: Wanted, work: Work, batches: Sequence[Batch]) -> Iterator[Counts]:
    if not batches:
        return iter(())
    if wanted.scheduler:
        return work_off_on(wanted.scheduler, work, batches)
    return work_off(work, batches, wanted.processes)


def _clear(target: Place, names: Sequence[str]) -> None:
    """Take away the parts of batches that count no more."""
    for name in target.folders(FOLDER):
        if name not in names:
            target.remove(f"{FOLDER}/{name}")
