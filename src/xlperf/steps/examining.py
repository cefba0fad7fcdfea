"""One received file, examined by itself: read, matched to the ledger, recomputed, checked.

What is found in comparing it with other files is not found here, so that the same function serves one
process, several, or a cluster, and gives the same answer in each of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from xlperf.containers.kinds import Container
from xlperf.forms.issued import IssuedSheets
from xlperf.forms.reading import Identity, read_workbook
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import LedgerEntry, Settings
from xlperf.model.text import match_key
from xlperf.ooxml.guard import PackageError
from xlperf.rules.case import FormCase
from xlperf.rules.catalogue import Rule
from xlperf.rules.checking import check_form, finding, is_accepted
from xlperf.rules.checks.names import ALIKE
from xlperf.rules.effective import reweighed
from xlperf.rules.recompute import score_form
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Scored
from xlperf.steps.dating import dating_findings
from xlperf.steps.file_findings import content_findings, limits_of
from xlperf.steps.issued_record import IssuedRecord
from xlperf.steps.journal import Receipt
from xlperf.steps.matching import Directory, FormKey
from xlperf.steps.refusal import SAVE_AGAIN, Refusal
from xlperf.steps.unhurried import without_collector
from xlperf.steps.zip_files import ENDING, why_not

if TYPE_CHECKING:  # the office's workbook and folder are nothing to a process that helps
    from xlperf.steps.office import Office

#: The kind of a refusal that is a mistake of the program's own.
UNEXPECTED: Final = "unexpected"


@dataclass(frozen=True, slots=True)
class Context:
    """All that one file is judged by; made once for a round, and sent once to every process that helps.

    ``units`` are the names of the units by their codes, ``unit_keys`` those names as they are compared;
    ``project_keys`` the same for all projects. ``confirmed`` are the codes that a clerk has given to forms.
    ``issued`` is what the office has handed out in this round.
    """

    settings: Settings
    rules: RuleSet
    catalogue: Mapping[str, Rule]
    directory: Directory
    units: Mapping[str, str]
    unit_keys: frozenset[str]
    project_keys: AbstractSet[str] = frozenset()
    confirmed: Mapping[FormKey, str] = field(default_factory=dict)
    issued: IssuedSheets | None = None

    @classmethod
    def of(cls, office: "Office", confirmed: Mapping[FormKey, str] | None = None) -> "Context":
        """What an office's round says, without its workbook and its folder."""
        units = {unit.code: unit.name for unit in office.round.units}
        return cls(
            office.settings,
            office.rules,
            dict(office.catalogue),
            Directory.of(office.round),
            units,
            frozenset(map(match_key, units.values())),
            frozenset(match_key(entry.name) for entry in office.round.ledger),
            dict(confirmed or {}),
            IssuedRecord.of(office.folder),
        )


@dataclass(frozen=True, slots=True)
class ExaminedForm:
    """One self-evaluation in a file.

    ``project_code`` is that of the ledger's row which it belongs to. Where that is not known it is None,
    nothing is recomputed (``scored`` is None), and ``findings`` say only that it is not known.
    """

    form: SelfEvaluation
    project_code: str | None
    scored: Scored | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file says, or why it could not be read; ``findings`` are about the file as a whole.

    ``identity`` is what its very hidden sheet says (None: it was not issued by us), ``container`` the kind of
    file that it is. Whether the file counts, and what is wrong with it beside the others, is decided when all
    have been examined.
    """

    receipt: Receipt
    identity: Identity | None = None
    refusal: Refusal | None = None
    forms: tuple[ExaminedForm, ...] = ()
    findings: tuple[Finding, ...] = ()
    container: Container = Container.XLSX


@without_collector
def examine(context: Context, receipt: Receipt, data: bytes) -> Examined:
    """Read a file, recompute and check each of its forms. A bad file is refused, nothing is raised."""
    dating = _weighed(context, dating_findings(receipt))
    try:
        workbook = read_workbook(data, context.rules, context.issued, limits_of(context.catalogue))
        forms = tuple(_examined(context, receipt, form) for form in workbook.forms)
    except PackageError as refused:
        error = (receipt.file_name.lower().endswith(ENDING) and why_not(data)) or refused
        return Examined(receipt, refusal=Refusal(error.kind, error.message, error.fix), findings=dating)
    except MemoryError:
        raise
    except Exception as error:
        message = f"程序读不懂它（{type(error).__name__}）"
        return Examined(receipt, refusal=Refusal(UNEXPECTED, message, SAVE_AGAIN))
    told = _weighed(context, content_findings(workbook, receipt.file_name, receipt.name))
    return Examined(receipt, workbook.identity, None, forms, (*dating, *told), workbook.container)


def _examined(context: Context, receipt: Receipt, form: SelfEvaluation) -> ExaminedForm:
    confirmed = context.confirmed.get(FormKey.of(receipt.sha256, form), "")
    entry = context.directory.find(form, confirmed)
    if entry is None:
        found = reweighed(_unknown_project(context, form), context.catalogue)
        return ExaminedForm(form, None, None, _in_file(found, receipt))
    scored = score_form(form, context.rules, entry.funding)
    case = form_case(context, form, entry, scored)
    checked = check_form(case, context.catalogue)
    return ExaminedForm(form, entry.code, scored, _in_file((*checked, *_unscored(case, checked)), receipt))


def _weighed(context: Context, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about a file as a whole, with the weight that the round gives them."""
    return tuple(weighed for item in findings for weighed in reweighed(item, context.catalogue))


def form_case(context: Context, form: SelfEvaluation, entry: LedgerEntry, scored: Scored) -> FormCase:
    """A form of the round as the rules look at it."""
    return FormCase(
        form=form,
        rules=context.rules,
        scored=scored,
        entry=entry,
        expected_year=context.settings.year,
        unit_name=context.units.get(entry.unit_code, ""),
        known_units=context.unit_keys,
        known_projects=context.project_keys,
    )


def _in_file(findings: Iterable[Finding], receipt: Receipt) -> tuple[Finding, ...]:
    return tuple(replace(item, file=receipt.name) for item in findings)


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


def _unknown_project(context: Context, form: SelfEvaluation) -> Finding:
    """B12, with the project of the ledger that is probably meant (X04)."""
    name = form.project_name
    meant = [each.entry.name for each in context.directory.suggest(form) if each.likeness >= ALIKE]
    hint = f"；台账里名称相近的是“{meant[0]}”" if meant else ""
    return replace(
        finding("B12", 项目=name.value or "（没有写项目名称）", 疑似=hint),
        sheet=form.sheet,
        cell=name.cell,
        field="项目名称",
        value=name.text,
    )
