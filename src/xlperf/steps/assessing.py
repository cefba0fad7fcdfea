"""What came back, recomputed, checked and compared with the ledger: the ground of all later steps."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from xlperf.books.port import ControlBook
from xlperf.model.errors import UserError
from xlperf.model.finding import Finding
from xlperf.model.ledger import ExpenditureKind, LedgerEntry
from xlperf.rules.case import FormCase, RoundCase
from xlperf.rules.checking import check_round, check_texts
from xlperf.rules.checks.copies import Texts
from xlperf.rules.effective import reweighed
from xlperf.steps.answers import Question
from xlperf.steps.collecting import REFUSE, USE, Collection, Intake, ReturnedForm, collect_forms
from xlperf.steps.examining import Context, form_case
from xlperf.steps.journal import Journal
from xlperf.steps.matching import FormKey
from xlperf.steps.office import Office
from xlperf.steps.pairing import confirmations
from xlperf.steps.progress import Progress, silent
from xlperf.steps.results import FileFindings, Findings, Result, Results, Shelf
from xlperf.steps.results_spool import Spool
from xlperf.steps.table_reader import read_columns
from xlperf.steps.version_findings import about_file, about_versions

__all__ = ["DECISION", "INTAKE", "SHA256", "Assessment", "Result", "assess", "decisions"]

INTAKE, DECISION, SHA256 = "收件登记", "人工指定", "SHA-256"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of a round.

    ``results`` is by project code, in the order of the ledger; ``by_file`` has the findings about each file
    and the forms in it that count, by the sequence of its receipt; ``about_round`` all others. Both fetch
    what they give from the disk. ``accepted_codes`` are the projects whose self-evaluation counts;
    ``workers`` is how many processes help with what follows, ``confirmed`` what a clerk said forms are about.
    """

    office: Office
    collection: Collection
    results: Mapping[str, Result]
    by_file: Mapping[int, tuple[Finding, ...]]
    about_round: tuple[Finding, ...]
    accepted_codes: frozenset[str]
    shelf: Shelf
    workers: int | None = None
    confirmed: Mapping[FormKey, str] = field(default_factory=dict)

    @property
    def findings(self) -> Findings:
        """Everything found, file by file in the order of receipt, then what concerns the round."""
        return Findings(self.by_file, self.about_round)

    def accepted(self) -> Iterator[Result]:
        """The self-evaluations that count, one after the other."""
        return (self.results[code] for code in self.results if code in self.accepted_codes)

    def expected(self) -> tuple[LedgerEntry, ...]:
        """The projects that are to be evaluated."""
        ledger = self.office.round.ledger
        return tuple(e for e in ledger if e.kind is ExpenditureKind.PROJECT and e.evaluate)


def assess(office: Office, progress: Progress = silent, *, workers: int | None = None) -> Assessment:
    """Read the archive, recompute every form, check those that count, and compare them with the ledger.

    Args:
        office: the round.
        progress: sees each file pass.
        workers: how many processes help (None: as many as this computer has, 0: none).
    """
    receipts = Journal(office.folder.archive).receipts()
    confirmed = confirmations(office.book, office.round)
    question = Question(office.folder, Context.of(office, confirmed), workers)
    intake = Intake(question, decisions(office.book), Spool())
    collection = collect_forms(intake, receipts, progress)
    shelf = _shelf(intake, collection)
    counting = _counting(office, collection)
    results = Results(shelf, counting)
    accepted = frozenset(code for code, form in counting.items() if shelf.accepts(form))
    about_round = check_round(RoundCase(office.round, frozenset(results), accepted), office.catalogue)
    by_file = FileFindings(shelf)
    return Assessment(office, collection, results, by_file, about_round, accepted, shelf, workers, confirmed)


def decisions(book: ControlBook) -> dict[str, str]:
    """What the clerk wrote into 人工指定 of 收件登记, by SHA-256.

    Raises:
        UserError: something else than 是 or 否 stands there.
    """
    table = read_columns(book, INTAKE, (DECISION, SHA256))
    rows = [row for row in table.rows if row.text(DECISION).strip()]
    wrong = [
        f"工作表“{table.sheet}” {row.cells[DECISION]}：现在是“{row.text(DECISION)}”。"
        for row in rows
        if row.text(DECISION).strip() not in (USE, REFUSE)
    ]
    if wrong:
        raise UserError(f"“{DECISION}”只能填“{USE}”或“{REFUSE}”，或者空着：", wrong)
    return {row.text(SHA256): row.text(DECISION).strip() for row in rows}


def _counting(office: Office, collection: Collection) -> dict[str, ReturnedForm]:
    """The forms that count by project code, in the order of the ledger."""
    found = {form.entry.code: form for form in collection.chosen() if form.entry is not None}
    return {entry.code: found[entry.code] for entry in office.round.ledger if entry.code in found}


def _shelf(intake: Intake, collection: Collection) -> Shelf:
    """What was found in the files, and what is found in comparing them."""
    about = {file.receipt.sequence: tuple(about_file(file, collection)) for file in collection.files}
    late: dict[int, list[Finding]] = defaultdict(list)
    for sequence, item in about_versions(collection):
        late[sequence] += reweighed(item, intake.question.context.catalogue)
    shelf = Shelf(
        intake.spool,
        collection,
        intake.question.context.catalogue,
        about,
        late={sequence: tuple(items) for sequence, items in late.items()},
    )
    return replace(shelf, copied=_copied(intake.question.context, shelf))


def _copied(context: Context, shelf: Shelf) -> dict[str, tuple[Finding, ...]]:
    """What is found in comparing the texts of the forms that count, by project code."""
    forms = [(form, form.entry) for form in shelf.collection.chosen() if form.entry is not None]

    def case(place: int) -> FormCase:
        form, entry = forms[place]
        read, scored = shelf.body(form)
        if scored is None:
            raise ValueError(f"a form of a known project is scored: {entry.code}")
        return form_case(context, read, entry, scored)

    texts = Texts([shelf.told(form) for form, _ in forms], [entry.name for _, entry in forms], case)
    found: dict[str, tuple[Finding, ...]] = {}
    for place, item in check_texts(texts, context.catalogue):
        form, entry = forms[place]
        told = replace(item, file=form.file.receipt.name)
        found[entry.code] = (*found.get(entry.code, ()), told)
    return found
