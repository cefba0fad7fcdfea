"""Which returned forms count: one version for each project, the newest unless a clerk says otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from xlperf.containers.kinds import Container
from xlperf.forms.names import TEMPLATE_ID, TEMPLATE_VERSION
from xlperf.forms.reading import Identity
from xlperf.model.finding import Finding
from xlperf.model.ledger import LedgerEntry, Settings
from xlperf.steps.answers import Question, answers
from xlperf.steps.journal import Receipt
from xlperf.steps.packing import PackedFile, PackedForm
from xlperf.steps.progress import Progress, silent
from xlperf.steps.refusal import Refusal
from xlperf.steps.results_spool import Spool

#: What a clerk may write into 人工指定 of 收件登记.
USE: Final = "是"
REFUSE: Final = "否"

#: What the very hidden sheet says of an edition: template, its version, rule set, town, year.
Edition = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One received file: its receipt, and whether it could be read.

    ``decision`` is what the clerk wrote into 人工指定, ``about`` what was found about the file by itself,
    ``found`` where the spool keeps what was found in its forms, ``container`` the kind of file that it is.
    """

    receipt: Receipt
    identity: Identity | None
    refusal: Refusal | None
    decision: str = ""
    about: tuple[Finding, ...] = ()
    found: int = 0
    container: Container = Container.XLSX

    @property
    def edition(self) -> Edition | None:
        """Which edition of the form it says it is; None where it was not issued by us."""
        identity = self.identity
        if identity is None:
            return None
        return identity.template, identity.version, identity.ruleset, identity.town, identity.year

    @property
    def refused(self) -> bool:
        """Whether the clerk said that it does not count."""
        return self.decision == REFUSE


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """One self-evaluation in one returned file, and the ledger row it belongs to (None: unknown).

    ``number`` is its place among the forms of the file, ``name`` the project's name as written, ``content`` a
    digest of what it says, ``sound`` that nothing in it is an error by itself; ``told`` is where the spool
    keeps what it says that was done, ``body`` where it keeps the form.
    """

    file: ReturnedFile
    number: int
    sheet: str
    name: str
    entry: LedgerEntry | None
    content: bytes
    told: int
    sound: bool
    body: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything received, and for each project the form that counts. ``edition`` is this round's.

    ``by_file`` has the forms of each file, in tab order, by the sequence of its receipt.
    """

    edition: Edition
    files: tuple[ReturnedFile, ...]
    by_file: Mapping[int, tuple[ReturnedForm, ...]]

    @property
    def forms(self) -> Iterator[ReturnedForm]:
        """All forms, in the order in which they were received."""
        return (form for file in self.files for form in self.forms_of(file))

    def chosen(self) -> tuple[ReturnedForm, ...]:
        """The forms that count, in the order in which they were received."""
        return tuple(form for form in self.forms if form.chosen)

    def forms_of(self, file: ReturnedFile) -> tuple[ReturnedForm, ...]:
        """The forms in one file, in tab order."""
        return self.by_file[file.receipt.sequence]

    def is_foreign(self, file: ReturnedFile) -> bool:
        """Whether a file is of another town's, year's or rule set's round."""
        return file.edition not in (None, self.edition)

    def versions(self) -> Mapping[str, tuple[ReturnedForm, ...]]:
        """All forms by project code, the one that counts most first.

        The clerk's word goes first, then this round's edition before another's, then the newest.
        """
        groups: dict[str, list[ReturnedForm]] = defaultdict(list)
        for form in self.forms:
            if form.entry is not None and not form.file.refused:
                groups[form.entry.code].append(form)
        return {code: tuple(sorted(group, key=self._rank, reverse=True)) for code, group in groups.items()}

    def _rank(self, form: ReturnedForm) -> tuple[bool, bool, str, int]:
        file = form.file
        ours = not self.is_foreign(file)
        return file.decision == USE, ours, file.receipt.version_time, file.receipt.sequence


@dataclass(frozen=True, slots=True)
class Intake:
    """What is asked of every file, what a clerk decided, and where the answers are put.

    ``decisions`` maps a file's SHA-256 to what the clerk wrote (是 | 否).
    """

    question: Question
    decisions: Mapping[str, str]
    spool: Spool


def collect_forms(intake: Intake, receipts: Iterable[Receipt], progress: Progress = silent) -> Collection:
    """Examine every archived file and decide which form of each project counts.

    Raises:
        UserError: the archive has lost a file, or holds a changed one; or the disk is full.
    """
    listed = _files(receipts)
    files: list[ReturnedFile] = []
    by_file: dict[int, tuple[ReturnedForm, ...]] = {}
    with closing(answers(intake.question, listed)) as found:
        for receipt, packed in zip(progress(listed, "校验"), found, strict=True):
            file = _file(intake, receipt, packed)
            files.append(file)
            by_file[receipt.sequence] = tuple(
                _form(intake, file, number, form) for number, form in enumerate(packed.forms)
            )
    return _choose(Collection(edition(intake.question.context.settings), tuple(files), by_file))


def edition(settings: Settings) -> Edition:
    """The edition of the form that a round issues."""
    return TEMPLATE_ID, str(TEMPLATE_VERSION), settings.ruleset, settings.town, str(settings.year)


def _files(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Receipts without the zip files whose members were received one by one."""
    listed = list(receipts)
    unpacked = {receipt.zip_name for receipt in listed}
    return [receipt for receipt in listed if receipt.name not in unpacked]


def _file(intake: Intake, receipt: Receipt, packed: PackedFile) -> ReturnedFile:
    decision = intake.decisions.get(receipt.sha256, "")
    found = intake.spool.put(packed.found)
    return ReturnedFile(
        receipt, packed.identity, packed.refusal, decision, packed.about, found, packed.container
    )


def _form(intake: Intake, file: ReturnedFile, number: int, packed: PackedForm) -> ReturnedForm:
    code = packed.project_code
    entry = None if code is None else intake.question.context.directory.by_code[code]
    return ReturnedForm(
        file=file,
        number=number,
        sheet=packed.sheet,
        name=entry.name if entry is not None and entry.name == packed.name else packed.name,
        entry=entry,
        content=packed.content,
        told=intake.spool.put(packed.told),
        sound=packed.sound,
        body=intake.spool.put(packed.body),
    )


def _choose(collection: Collection) -> Collection:
    best = {id(versions[0]) for versions in collection.versions().values()}
    by_file = {
        sequence: tuple(replace(form, chosen=True) if id(form) in best else form for form in forms)
        for sequence, forms in collection.by_file.items()
    }
    return replace(collection, by_file=by_file)
