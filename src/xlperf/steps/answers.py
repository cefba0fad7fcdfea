"""What each received file comes to: kept from an earlier step, else examined by children."""

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from xlperf.model.errors import UserError
from xlperf.steps.examining import UNEXPECTED, Context
from xlperf.steps.fingerprint import fingerprint
from xlperf.steps.folder import RoundFolder
from xlperf.steps.issued_record import lying
from xlperf.steps.journal import Receipt
from xlperf.steps.kept_answers import KeptAnswers, kept_answers
from xlperf.steps.matching import FormKey
from xlperf.steps.misfortunes import misfortune
from xlperf.steps.packing import PackedFile, examine_archived
from xlperf.steps.receiving import read_archived
from xlperf.steps.workers import Done, Misfortune, in_children

_Outcome = Done[PackedFile] | Misfortune


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every file, and where the files are.

    ``workers`` is how many processes help (None: as many as this computer has, 0: none).
    """

    folder: RoundFolder
    context: Context
    workers: int | None = None


def answers(question: Question, receipts: Sequence[Receipt]) -> Generator[PackedFile, None, None]:
    """What each file comes to, in the order of the receipts.

    A kept answer counts only while the archive still holds the file as it was received.

    Raises:
        UserError: the archive has lost a file, or holds a changed one; or no child can be started.
    """
    names = _names(question.context.confirmed, receipts)
    with kept_answers(question.folder.root, _ground(question)) as kept:
        # looked into, not only for: of a damaged cache all are examined together, not each by a new child
        known = [kept.get(name) is not None for name in names]
        new = [receipt for receipt, is_known in zip(receipts, known, strict=True) if not is_known]
        with closing(_examined(question, new)) as outcomes:
            for receipt, name, is_known in zip(receipts, names, known, strict=True):
                if is_known:
                    yield _again(question, kept, receipt, name)
                else:
                    yield _first(kept, name, next(outcomes))


def _examined(question: Question, receipts: Sequence[Receipt]) -> Generator[_Outcome, None, None]:
    if receipts:  # where there is nothing to do, not even the context is made ready for children
        items = [(question.folder, receipt) for receipt in receipts]
        yield from in_children(examine_archived, question.context, items, workers=question.workers)


def _again(question: Question, kept: KeptAnswers, receipt: Receipt, name: bytes) -> PackedFile:
    """What was kept of a file, which must still be there; examined after all where it has gone meanwhile."""
    read_archived(question.folder, receipt)
    answer = kept.get(name)
    if answer is None:
        (outcome,) = _examined(question, [receipt])
        return _first(kept, name, outcome)
    again: Done[PackedFile] = Done(answer)
    return again.result()


def _first(kept: KeptAnswers, name: bytes, outcome: _Outcome) -> PackedFile:
    """What was found just now, kept where it would be found again: chance had no part in it."""
    if isinstance(outcome, Misfortune):
        return PackedFile(refusal=misfortune(outcome.kind))
    answer = outcome.result()
    if answer.lost:
        raise UserError(answer.lost)
    if answer.refusal is None or answer.refusal.kind != UNEXPECTED:
        kept.put(name, outcome.pickled)
    return answer


def _ground(question: Question) -> bytes:
    """The digest of all that every answer depends on; what a clerk said of single forms is in their names."""
    return fingerprint(replace(question.context, confirmed={}), lying(question.folder))


def _names(confirmed: Mapping[FormKey, str], receipts: Sequence[Receipt]) -> list[bytes]:
    """What each file's answer is kept by."""
    said: dict[str, dict[FormKey, str]] = defaultdict(dict)
    for key, code in confirmed.items():
        said[key.sha256][key] = code
    return [fingerprint(receipt, said.get(receipt.sha256, {})) for receipt in receipts]
