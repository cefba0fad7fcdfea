"""The workbooks of a round, filled one after the other: a few in this process, many on all processors."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

from xlperf.forms.filling import Assignment, IssuedWorkbook, fill_workbook
from xlperf.forms.spec import FormSpec
from xlperf.model.errors import UserError
from xlperf.model.ledger import Settings, Unit
from xlperf.ooxml.guard import PackageError
from xlperf.steps.unhurried import without_collector
from xlperf.steps.workers import Done, default_workers, in_children

#: One unit's part of a round.
Share = tuple[Unit, Sequence[Assignment]]

#: Until a child is ready, this process alone has filled about as many.
_ALONE: Final = 40


@dataclass(frozen=True, slots=True)
class Filler:
    """What all workbooks of a round are filled by; sent to each child process once."""

    template: bytes
    spec: FormSpec
    settings: Settings

    @without_collector
    def fill(self, share: Share) -> IssuedWorkbook:
        """A unit's workbook; UserError where the template cannot be filled."""
        unit, projects = share
        try:
            return fill_workbook(self.template, self.spec, self.settings, unit, projects)
        except PackageError as error:
            raise UserError(f"自评表模板打不开：{error.message}。{error.fix}") from error

    def fill_all(self, shares: Sequence[Share], workers: int | None = None) -> Iterator[IssuedWorkbook]:
        """The workbooks in the order of the units; the same bytes, whoever fills them.

        Args:
            shares: of all units.
            workers: as for :func:`~xlperf.steps.workers.in_children`.

        Raises:
            UserError: the template cannot be filled.
        """
        count = default_workers() if workers is None else workers
        alone = _ALONE if count else len(shares)
        rest = shares[alone:]
        with _at_rest():
            yield from map(self.fill, shares[:alone])
        if rest:
            with closing(in_children(_fill, self, rest, workers=count)) as outcomes:
                for share, outcome in zip(rest, outcomes, strict=True):
                    yield outcome.result() if isinstance(outcome, Done) else self.fill(share)


@contextmanager
def _at_rest() -> Iterator[None]:
    """Let the garbage collector pass over the round and its rules, which stay."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _fill(filler: Filler, share: Share) -> IssuedWorkbook:
    return filler.fill(share)
