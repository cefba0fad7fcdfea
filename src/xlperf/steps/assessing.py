"""What came back, recomputed, checked and compared with the ledger: the ground of all later steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlperf.books.port import ControlBook
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.errors import UserError
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import Column, ExpenditureKind, LedgerEntry, Round
from xlperf.rules.case import FormCase, Narrative, RoundCase
from xlperf.rules.checking import check_form, check_round, finding, is_accepted
from xlperf.rules.checks.names import closest_project
from xlperf.rules.effective import reweighed
from xlperf.rules.recompute import score_form
from xlperf.rules.scoring import Scored
from xlperf.steps.collecting import REFUSE, USE, Collection, ReturnedFile, ReturnedForm, collect_forms
from xlperf.steps.journal import Journal
from xlperf.steps.office import Office
from xlperf.steps.progress import Progress, silent
from xlperf.steps.table_reader import read_columns

INTAKE, DECISION, SHA256 = "收件登记", "人工指定", "SHA-256"


@dataclass(frozen=True, slots=True)
class Result:
    """The form that counts for one project, its recomputed scores and all that was found in it.

    ``about_file`` is what was found about the file as a whole.
    """

    form: SelfEvaluation
    entry: LedgerEntry
    scored: Scored
    findings: tuple[Finding, ...]
    about_file: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether it enters the summaries: nothing in it or its file is an error. Then it has a score."""
        return is_accepted((*self.about_file, *self.findings))


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of a round.

    ``results`` is by project code, in the order of the ledger; ``by_file`` has the findings about each file
    and the forms in it that count, by the sequence of its receipt; ``about_round`` all others.
    """

    office: Office
    collection: Collection
    results: Mapping[str, Result]
    by_file: Mapping[int, tuple[Finding, ...]]
    about_round: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, file by file in the order of receipt, then what concerns the round."""
        return (*(item for found in self.by_file.values() for item in found), *self.about_round)

    def accepted(self) -> tuple[Result, ...]:
        """The self-evaluations that count."""
        return tuple(result for result in self.results.values() if result.accepted)

    def expected(self) -> tuple[LedgerEntry, ...]:
        """The projects that are to be evaluated."""
        ledger = self.office.round.ledger
        return tuple(e for e in ledger if e.kind is ExpenditureKind.PROJECT and e.evaluate)


def assess(office: Office, progress: Progress = silent) -> Assessment:
    """Read the archive, recompute every form that counts, check it, and compare it with the ledger."""
    receipts = Journal(office.folder.archive).receipts()
    collection = collect_forms(office.folder, office.round, office.rules, receipts, decisions(office.book))
    found = {file.receipt.sequence: list(_about_file(file, collection)) for file in collection.files}
    results: dict[str, Result] = {}
    told = {form.entry.code: _narrative(form.entry, form.form) for form in collection.chosen() if form.entry}
    for entry, returned in progress(_chosen(office, collection), "校验"):
        about_file = found[returned.file.receipt.sequence]
        others = tuple(narrative for code, narrative in told.items() if code != entry.code)
        results[entry.code] = _result(office, entry, returned, others, tuple(about_file))
    for returned in collection.chosen():
        if returned.entry is not None:
            found[returned.file.receipt.sequence] += results[returned.entry.code].findings
    for sequence, item in _about_projects(collection, office.round):
        found[sequence] += reweighed(item, office.catalogue)
    by_file = {sequence: tuple(items) for sequence, items in found.items()}
    about_round = check_round(_round_case(office, results), office.catalogue)
    return Assessment(office, collection, results, by_file, about_round)


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


def _chosen(office: Office, collection: Collection) -> list[tuple[LedgerEntry, ReturnedForm]]:
    """The forms that count with their ledger rows, in the order of the ledger."""
    found = {form.entry.code: form for form in collection.chosen() if form.entry is not None}
    return [(entry, found[entry.code]) for entry in office.round.ledger if entry.code in found]


def _narrative(entry: LedgerEntry, form: SelfEvaluation) -> Narrative:
    return Narrative(entry.name, form.goal_done.value or "")


def _result(
    office: Office,
    entry: LedgerEntry,
    returned: ReturnedForm,
    others: tuple[Narrative, ...],
    about_file: tuple[Finding, ...],
) -> Result:
    form = returned.form
    scored = score_form(form, office.rules, entry.funding)
    names = {unit.code: unit.name for unit in office.round.units}
    case = FormCase(
        form=form,
        rules=office.rules,
        scored=scored,
        entry=entry,
        expected_year=office.settings.year,
        unit_name=names.get(entry.unit_code, ""),
        other_units=tuple(name for code, name in names.items() if code != entry.unit_code),
        other_projects=tuple(each.name for each in office.round.ledger if each.code != entry.code),
        others=others,
    )
    found = check_form(case, office.catalogue)
    findings = tuple(
        replace(item, file=returned.file.receipt.name) for item in (*found, *_unscored(case, found))
    )
    return Result(form, entry, scored, findings, about_file)


def _unscored(case: FormCase, found: Sequence[Finding]) -> Iterator[Finding]:
    """What keeps a form without a score from being accepted where no other rule says why there is none."""
    if case.scored.score is None and is_accepted(found):
        yield replace(
            finding("S16", 情况="有指标没有得分，或者一个指标也没有"),
            sheet=case.form.sheet,
            cell=case.form.total_score.cell,
            field="总分",
            project_code=case.entry.code if case.entry else "",
            unit_code=case.entry.unit_code if case.entry else "",
        )


def _about_file(file: ReturnedFile, collection: Collection) -> Iterator[Finding]:
    """What is wrong with a file as a whole; nothing about one that the clerk has set aside."""
    if file.refused:
        return
    name = file.receipt.file_name
    if file.refusal is not None:
        item = finding("F01", 文件=name, 原因=file.refusal.message)
        yield replace(item, file=file.receipt.name, fix=file.refusal.fix)
    elif not collection.forms_of(file):
        yield replace(finding("F02", 文件=name), file=file.receipt.name)
    elif file.edition is not None and collection.is_foreign(file) and _matters(file, collection):
        theirs, ours = " ".join(file.edition), " ".join(collection.edition)
        yield replace(finding("F03", 文件=name, 版本=theirs, 应为=ours), file=file.receipt.name)


def _matters(file: ReturnedFile, collection: Collection) -> bool:
    """Whether a form in the file counts, or none is known: one whose forms are all superseded does not."""
    forms = collection.forms_of(file)
    return any(form.chosen for form in forms) or all(form.entry is None for form in forms)


def _about_projects(collection: Collection, round_: Round) -> Iterator[tuple[int, Finding]]:
    """What is found in comparing forms with the ledger and with each other, and about which receipt."""
    for form in collection.forms:
        if form.entry is None and not form.file.refused:
            yield form.file.receipt.sequence, _unknown_project(form, round_)
    for code, versions in collection.versions().items():
        if len({_content(version.form) for version in versions}) > 1:
            yield versions[0].file.receipt.sequence, _several_versions(code, versions)


def _unknown_project(form: ReturnedForm, round_: Round) -> Finding:
    """B12, with the project of the ledger that is probably meant (X04)."""
    name = form.form.project_name
    meant = closest_project(name.value or "", [entry.name for entry in round_.ledger])
    hint = f"；台账里名称相近的是“{meant}”" if meant else ""
    return replace(
        finding("B12", 项目=name.value or "（没有写项目名称）", 疑似=hint),
        file=form.file.receipt.name,
        sheet=form.form.sheet,
        cell=name.cell,
        field="项目名称",
        value=name.text,
    )


def _several_versions(code: str, versions: tuple[ReturnedForm, ...]) -> Finding:
    used, *others = versions
    item = finding(
        "F13",
        项目=used.form.project_name.value or code,
        n=str(len(versions)),
        采用=_place(used, others),
        其余="、".join(dict.fromkeys(_place(other, (used,)) for other in others)),
    )
    return replace(
        item,
        file=used.file.receipt.name,
        sheet=used.form.sheet,
        project_code=code,
        unit_code=used.entry.unit_code if used.entry else "",
    )


def _place(form: ReturnedForm, others: Sequence[ReturnedForm]) -> str:
    """A version's file; with its folder or sheet where the file's name alone does not tell it apart."""
    receipt = form.file.receipt
    if any(other.file is form.file for other in others):
        return f"{receipt.file_name}的“{form.form.sheet}”"
    if any(other.file.receipt.file_name == receipt.file_name for other in others):
        return receipt.name
    return receipt.file_name


def _content(form: SelfEvaluation) -> str:
    """What a form says, cells aside: two versions that say the same are no conflict."""
    entries = [form.year, form.goal, form.goal_done]
    entries += [line.get(column) for line in form.funding for column in Column]
    entries += [getattr(line, key) for line in form.indicators for key in INDICATOR_KEYS]
    return "\x1f".join(str(entry.value) for entry in entries)


def _round_case(office: Office, results: Mapping[str, Result]) -> RoundCase:
    accepted = frozenset(code for code, result in results.items() if result.accepted)
    return RoundCase(office.round, frozenset(results), accepted)
