"""One marked copy, made in a process of its own: what is marked is a stranger's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from xlperf.forms.marking import mark_copy
from xlperf.model.errors import UserError
from xlperf.model.finding import Finding
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.steps.folder import RoundFolder
from xlperf.steps.journal import Receipt
from xlperf.steps.receiving import read_archived

_PLAIN, _MACROS = ".xlsx", ".xlsm"


@dataclass(frozen=True, slots=True)
class ToMark:
    """A received file, what is to be marked in it, and the names of its projects by their codes."""

    folder: RoundFolder
    receipt: Receipt
    findings: tuple[Finding, ...]
    projects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked copy with the ending that Excel opens it by; ``failure`` says why there is none.

    ``lost`` is what is wrong with the archive, where that could not give the file.
    """

    data: bytes = b""
    ending: str = ""
    failure: str = ""
    lost: str = ""


def mark(_: None, item: ToMark) -> Marked:
    """Mark a file from the archive. Nothing is raised because of what stands in it."""
    try:
        data = read_archived(item.folder, item.receipt)
    except UserError as error:
        return Marked(lost=str(error))
    try:
        marked = mark_copy(data, list(item.findings), item.projects)
        return Marked(marked, _ending(marked))
    except PackageError as error:
        return Marked(failure=error.message)
    except MemoryError:
        raise
    except Exception as error:
        return Marked(failure=f"程序标不了它（{type(error).__name__}）")


def with_ending(name: str, ending: str) -> str:
    """A file's name with another ending."""
    return PurePosixPath(name).stem + ending


def _ending(data: bytes) -> str:
    """Excel opens a file only where its ending says what is in it."""
    package = Package.load(data)
    main = next(package.related("", "officeDocument"), None)
    macros = main is not None and "macroEnabled" in (package.content_type(main.target) or "")
    return _MACROS if macros else _PLAIN
