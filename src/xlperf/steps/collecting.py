"""Which returned forms count: one version for each project, the newest unless a clerk says otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from xlperf.forms.names import TEMPLATE_ID, TEMPLATE_VERSION
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.ledger import LedgerEntry, Round, Settings
from xlperf.ooxml.guard import PackageError
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.folder import RoundFolder
from xlperf.steps.journal import Receipt
from xlperf.steps.matching import Directory
from xlperf.steps.receiving import read_archived

#: What a clerk may write into 人工指定 of 收件登记.
USE: Final = "是"
REFUSE: Final = "否"

_UNREADABLE: Final = "请用 Excel 或 WPS 打开后另存一份再报送，并把原件发给维护人员"

#: What the very hidden sheet says of an edition: template, its version, rule set, town, year.
Edition = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """One self-evaluation in one returned file, and the ledger row it belongs to (None: unknown)."""

    form: SelfEvaluation
    file: "ReturnedFile"
    entry: LedgerEntry | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One received file: its receipt, and what could be read of it (or why not).

    ``decision`` is what the clerk wrote into 人工指定.
    """

    receipt: Receipt
    workbook: FormWorkbook | None
    refusal: PackageError | None
    decision: str = ""

    @property
    def edition(self) -> Edition | None:
        """Which edition of the form it says it is; None where it was not issued by us."""
        identity = self.workbook.identity if self.workbook else None
        if identity is None:
            return None
        return identity.template, identity.version, identity.ruleset, identity.town, identity.year

    @property
    def refused(self) -> bool:
        """Whether the clerk said that it does not count."""
        return self.decision == REFUSE


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything received, and for each project the form that counts. ``edition`` is this round's."""

    edition: Edition
    files: tuple[ReturnedFile, ...]
    forms: tuple[ReturnedForm, ...]

    def chosen(self) -> tuple[ReturnedForm, ...]:
        """The forms that count, in the order in which they were received."""
        return tuple(form for form in self.forms if form.chosen)

    def forms_of(self, file: ReturnedFile) -> tuple[ReturnedForm, ...]:
        """The forms in one file, in tab order."""
        return tuple(form for form in self.forms if form.file is file)

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


def collect_forms(
    folder: RoundFolder,
    round_: Round,
    rules: RuleSet,
    receipts: Iterable[Receipt],
    decisions: Mapping[str, str],
) -> Collection:
    """Read every archived file and decide which form of each project counts.

    ``decisions`` maps a file's SHA-256 to what the clerk wrote (是 | 否).

    Raises:
        UserError: the archive has lost a file, or holds a changed one.
    """
    directory = Directory.of(round_)
    files = tuple(_read(folder, rules, receipt, decisions) for receipt in _files(receipts))
    forms = tuple(
        ReturnedForm(form, file, directory.find(form))
        for file in files
        if file.workbook is not None
        for form in file.workbook.forms
    )
    return _choose(Collection(edition(round_.settings), files, forms))


def edition(settings: Settings) -> Edition:
    """The edition of the form that a round issues."""
    return TEMPLATE_ID, str(TEMPLATE_VERSION), settings.ruleset, settings.town, str(settings.year)


def _files(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Receipts without the zip files whose members were received one by one."""
    listed = list(receipts)
    unpacked = {receipt.zip_name for receipt in listed}
    return [receipt for receipt in listed if receipt.name not in unpacked]


def _read(
    folder: RoundFolder, rules: RuleSet, receipt: Receipt, decisions: Mapping[str, str]
) -> ReturnedFile:
    data = read_archived(folder, receipt)
    decision = decisions.get(receipt.sha256, "")
    try:
        return ReturnedFile(receipt, read_workbook(data, rules), None, decision)
    except PackageError as error:
        return ReturnedFile(receipt, None, error, decision)
    except Exception as error:
        refusal = PackageError("unexpected", f"程序读不懂它（{type(error).__name__}）", _UNREADABLE)
        refusal.__cause__ = error
        return ReturnedFile(receipt, None, refusal, decision)


def _choose(collection: Collection) -> Collection:
    best = {id(versions[0]) for versions in collection.versions().values()}
    forms = tuple(replace(form, chosen=id(form) in best) for form in collection.forms)
    return replace(collection, forms=forms)
