"""One foreign file, taken the whole way that ``xlperf check`` takes it; what came of it and what it cost."""

import ctypes
import resource
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from corpus_verdict import NO_FORM, READ, Verdict

from support.every_cell import CONTENT_TYPES, LostError, with_one_change
from xlperf.forms.reading import read_workbook
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset
from xlperf.steps.reading import read_forms

_RESET: Final = Path("/proc/self/clear_refs")
_STATUS: Final = Path("/proc/self/status")


def judge(_: None, path: Path) -> Verdict:
    """Read and check a file as the command does; change one cell of it as marking does."""
    _forget_peak()
    start, held = time.process_time(), peak()
    reading = read_forms(path)
    seconds, megabytes = time.process_time() - start, peak() - held
    codes = tuple(dict.fromkeys(finding.code for finding in reading.findings))
    data = path.read_bytes()
    outcome = READ if reading.forms else NO_FORM if "F02" in codes else _refusal(data)
    return Verdict(outcome, codes, len(reading.forms), seconds, megabytes, len(data), _lost(data))


def _refusal(data: bytes) -> str:
    """Why a file is not read, in one stable word; the command says it in a sentence."""
    try:
        read_workbook(data, load_ruleset(DEFAULT_RULESET))
    except PackageError as error:
        return error.kind
    return "office's limit"


def _lost(data: bytes) -> str:
    try:
        _unchanged(data)
        with_one_change(data)
    except PackageError:
        return ""
    except LostError as error:
        return str(error)
    return ""


def _unchanged(data: bytes) -> None:
    """Opened, read to the last part and saved, a file has the same bytes."""
    if Workbook.load(data).to_bytes() != data:
        raise LostError("saved without a change, the file is another")
    package = Package.load(data)
    package.xml(CONTENT_TYPES)
    package.touch(CONTENT_TYPES)
    again = Package.load(package.to_bytes())
    for name in package.names():
        with suppress(PackageError):
            if name != CONTENT_TYPES and package.read(name) != again.read(name):
                raise LostError(f"written again, part {name} is another")


def peak() -> float:
    """The most memory that this process has held since :func:`_forget_peak`, in megabytes."""
    with suppress(OSError, StopIteration):
        lines = _STATUS.read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forget_peak() -> None:
    """Begin to measure anew where the system can (Linux); elsewhere the peak is that of all files before.

    What the files before left to the allocator is given back first: it would be used again and not count.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
    with suppress(OSError):
        _RESET.write_text("5", encoding="ascii")
