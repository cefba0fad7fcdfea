"""The marked copies in 退回/: for each returned workbook with mistakes the village's own file, marked.

A file that cannot be opened has none, nor has one of another kind than Excel's own, nor one that does not
count: there is a newer version, or the clerk has set it aside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from xlperf.model.errors import UserError
from xlperf.model.finding import Finding, Severity
from xlperf.steps.assessing import Assessment
from xlperf.steps.collecting import ReturnedFile
from xlperf.steps.file_units import unit_of
from xlperf.steps.finding_groups import in_reading_order, weight
from xlperf.steps.folder import name_part
from xlperf.steps.marking_copies import Marked, ToMark, mark, with_ending
from xlperf.steps.misfortunes import misfortune
from xlperf.steps.progress import Progress, silent
from xlperf.steps.results_spool import Spool, SpooledFiles
from xlperf.steps.sent_back import SentBack, put_back
from xlperf.steps.workers import Done, Misfortune, in_children

RECORD: Final = "退回批注.json"

_ONLY_OURS: Final = "只有新版 Excel 工作簿（.xlsx）能在单元格上标注；修改意见写在退回通知里"


@dataclass(frozen=True, slots=True)
class MarkedCopies:
    """What was done in 退回/; ``failed`` pairs received files that could not be marked with the reason."""

    sent: SentBack
    failed: tuple[tuple[str, str], ...] = ()


def write_marked_copies(assessment: Assessment, progress: Progress = silent) -> MarkedCopies:
    """Write the marked copies of all files that have errors, and take away those of the others.

    Raises:
        UserError: a copy is open in another program, the disk refuses, or the archive was edited.
    """
    wrong = [file for file in assessment.collection.files if _is_to_mend(assessment, file)]
    files = [file for file in wrong if file.container.can_be_marked]
    reasons = {
        file.receipt.sequence: f"它是{file.container.label}，{_ONLY_OURS}"
        for file in wrong
        if not file.container.can_be_marked
    }
    spool = Spool()
    endings: dict[ReturnedFile, str] = {}
    places: dict[int, int] = {}
    items = (_to_mark(assessment, file) for file in files)
    outcomes = in_children(mark, None, items, workers=assessment.workers)
    for file, outcome in zip(progress(files, "退回"), outcomes, strict=True):
        marked, number = _outcome(outcome), file.receipt.sequence
        if marked.failure:
            reasons[number] = marked.failure
        else:
            endings[file], places[number] = marked.ending, spool.put(marked.data)
    names = copy_names(assessment, endings)
    copies = SpooledFiles(spool, {name: places[number] for number, name in names.items()})
    sent = put_back(assessment.office.folder, RECORD, copies)
    failed = tuple(
        (file.receipt.name, reasons[file.receipt.sequence])
        for file in wrong
        if file.receipt.sequence in reasons
    )
    return MarkedCopies(sent, failed)


def copy_names(assessment: Assessment, files: Mapping[ReturnedFile, str]) -> dict[int, str]:
    """The names of the copies by receipt: as the files came, told apart where several are the same.

    Excel opens a file only where its ending says what is in it, so ``files`` come with those of their
    contents.
    """
    plain = {file: with_ending(name_part(file.receipt.file_name), ending) for file, ending in files.items()}
    times = Counter(name.casefold() for name in plain.values())
    taken: set[str] = set()
    names = {}
    for file, name in plain.items():
        alone = times[name.casefold()] == 1
        wanted = name if alone else f"{_unit_name(assessment, file)}_{name}"
        names[file.receipt.sequence] = _free(wanted, taken)
        taken.add(names[file.receipt.sequence].casefold())
    return names


def _to_mark(assessment: Assessment, file: ReturnedFile) -> ToMark:
    found = tuple(_in_order(_found(assessment, file)))
    forms = assessment.collection.forms_of(file)
    projects = {form.entry.code: form.entry.name for form in forms if form.entry is not None}
    return ToMark(assessment.office.folder, file.receipt, found, projects)


def _outcome(outcome: Done[Marked] | Misfortune) -> Marked:
    if isinstance(outcome, Misfortune):
        return Marked(failure=misfortune(outcome.kind).message)
    marked = outcome.result()
    if marked.lost:
        raise UserError(marked.lost)
    return marked


def _is_to_mend(assessment: Assessment, file: ReturnedFile) -> bool:
    if file.refused or file.refusal is not None:
        return False
    forms = assessment.collection.forms_of(file)
    counts = any(form.chosen for form in forms) or all(form.entry is None for form in forms)
    return counts and any(item.severity is Severity.ERROR for item in _found(assessment, file))


def _found(assessment: Assessment, file: ReturnedFile) -> tuple[Finding, ...]:
    return assessment.by_file[file.receipt.sequence]


def _in_order(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Errors first; within one severity as a reader goes through the file."""
    yield from sorted(in_reading_order(findings), key=weight)


def _unit_name(assessment: Assessment, file: ReturnedFile) -> str:
    code = unit_of(assessment, file)
    return name_part(assessment.office.round.unit_name(code)) if code else "单位不明"


def _free(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    wanted, number = name, 2
    while wanted.casefold() in taken:
        wanted, number = f"{path.stem}（{number}）{path.suffix}", number + 1
    return wanted
