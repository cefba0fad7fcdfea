"""The marked copies in 退回/: for each returned workbook with mistakes the village's own file, marked.

A file that cannot be opened has none, nor has one that does not count: there is a newer version, or the clerk
has set it aside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from xlperf.forms.marking import mark_copy
from xlperf.model.finding import Finding, Severity
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.steps.assessing import Assessment
from xlperf.steps.collecting import ReturnedFile
from xlperf.steps.file_units import unit_of
from xlperf.steps.finding_groups import in_reading_order, weight
from xlperf.steps.folder import name_part
from xlperf.steps.progress import Progress, silent
from xlperf.steps.receiving import read_archived
from xlperf.steps.sent_back import SentBack, put_back

RECORD: Final = "退回批注.json"

_PLAIN, _MACROS = ".xlsx", ".xlsm"


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
    files = [file for file in assessment.collection.files if _is_to_mend(assessment, file)]
    copies: dict[int, bytes] = {}
    failed: list[tuple[str, str]] = []
    for file in progress(files, "退回"):
        data = read_archived(assessment.office.folder, file.receipt)
        try:
            copies[file.receipt.sequence] = _marked(assessment, file, data)
        except PackageError as error:
            failed.append((file.receipt.name, error.message))
        except Exception as error:
            failed.append((file.receipt.name, f"程序标不了它（{type(error).__name__}）"))
    done = [file for file in files if file.receipt.sequence in copies]
    names = copy_names(assessment, {file.receipt.sequence: file for file in done}, copies)
    sent = put_back(
        assessment.office.folder, RECORD, {name: copies[number] for number, name in names.items()}
    )
    return MarkedCopies(sent, tuple(failed))


def copy_names(
    assessment: Assessment, files: Mapping[int, ReturnedFile], copies: Mapping[int, bytes]
) -> dict[int, str]:
    """The names of the copies: those under which the files came, told apart where several have the same.

    Excel opens a file only where its ending says what is in it, so the ending is that of the content.
    """
    plain = {number: _with_ending(file.receipt.file_name, copies[number]) for number, file in files.items()}
    times = Counter(name.casefold() for name in plain.values())
    taken: set[str] = set()
    names = {}
    for number, name in plain.items():
        alone = times[name.casefold()] == 1
        wanted = name if alone else f"{_unit_name(assessment, files[number])}_{name}"
        names[number] = _free(wanted, taken)
        taken.add(names[number].casefold())
    return names


def _is_to_mend(assessment: Assessment, file: ReturnedFile) -> bool:
    if file.refused or file.workbook is None:
        return False
    forms = assessment.collection.forms_of(file)
    counts = any(form.chosen for form in forms) or all(form.entry is None for form in forms)
    return counts and any(item.severity is Severity.ERROR for item in _found(assessment, file))


def _marked(assessment: Assessment, file: ReturnedFile, data: bytes) -> bytes:
    projects = {entry.code: entry.name for entry in assessment.office.round.ledger}
    return mark_copy(data, list(_in_order(_found(assessment, file))), projects)


def _found(assessment: Assessment, file: ReturnedFile) -> tuple[Finding, ...]:
    return assessment.by_file[file.receipt.sequence]


def _in_order(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Errors first; within one severity as a reader goes through the file."""
    yield from sorted(in_reading_order(findings), key=weight)


def _with_ending(name: str, data: bytes) -> str:
    package = Package.load(data)
    main = next(package.related("", "officeDocument"), None)
    macros = main is not None and "macroEnabled" in (package.content_type(main.target) or "")
    path = PurePosixPath(name_part(name))
    return path.stem + (_MACROS if macros else _PLAIN)


def _unit_name(assessment: Assessment, file: ReturnedFile) -> str:
    code = unit_of(assessment, file)
    return name_part(assessment.office.round.unit_name(code)) if code else "单位不明"


def _free(name: str, taken: set[str]) -> str:
    path = PurePosixPath(name)
    wanted, number = name, 2
    while wanted.casefold() in taken:
        wanted, number = f"{path.stem}（{number}）{path.suffix}", number + 1
    return wanted
