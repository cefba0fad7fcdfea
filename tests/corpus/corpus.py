"""Try the reader on files that nobody here made: ``python tests/corpus/corpus.py FOLDER [--table FILE]``.

FOLDER holds one folder for each corpus (the test files of Apache POI, XlsxWriter, calamine, ClosedXML,
PhpSpreadsheet, SheetJS …), kept outside the repository. Every file below is read and checked as
``xlperf check`` does, in child processes with the limits of a round; then one cell is changed and all others
must be what they were. With ``--reopen N`` openpyxl too compares every N-th workbook before and after. The
tables go to the terminal or into FILE. Exit code 1 where a file ended in a traceback, an abort or a time-out,
cost more than it may, or lost anything.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

TESTS: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "corpus")]

from corpus_judging import judge  # noqa: E402
from corpus_reopening import Look, in_sample, reopen  # noqa: E402
from corpus_table import MEGABYTES, SECONDS, Looked, Result, reopened_table, report  # noqa: E402
from corpus_verdict import Verdict  # noqa: E402
from tqdm import tqdm  # noqa: E402

from xlperf.steps.workers import Limits, Misfortune, in_children  # noqa: E402

Judge = Callable[[None, Path], Verdict]
#: Of what :func:`judge` does, reading and checking is the smaller part: comparing before and after a change
#: holds the workbook twice. And the machine may be busy.
LIMITS: Final = Limits(seconds=30 * SECONDS, megabytes=2 * int(MEGABYTES))
#: The kinds of files that a village could send; others are passed over.
_KINDS: Final = ".xlsx .xlsm .xltx .xltm .xlsb .xls .xlt .et .ett .ods .fods .docx .doc .zip .csv .html .xml"
SUFFIXES: Final = frozenset(_KINDS.split())


def files(folder: Path) -> list[Path]:
    """Every file below a folder that could be sent."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in SUFFIXES)


def run(
    folder: Path,
    paths: Sequence[Path],
    workers: int | None = None,
    *,
    function: Judge = judge,
    limits: Limits = LIMITS,
) -> Iterator[Result]:
    """The verdict on each file, in order; ``function`` is what a child does with a path."""
    outcomes = in_children(function, None, paths, workers=workers, limits=limits)
    for path, outcome in zip(paths, outcomes, strict=True):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        if isinstance(outcome, Misfortune):
            yield Result(name, None, f"{outcome.kind}: {_where(outcome.detail)}")
        else:
            yield Result(name, outcome.result())


def reopened(folder: Path, paths: Sequence[Path], workers: int | None) -> Iterator[Looked]:
    """What openpyxl found in each workbook of a sample: its path, the finding, the detail.

    A file on which openpyxl itself took too long, or too much memory, tells nothing about us.
    """
    outcomes = in_children(reopen, None, paths, workers=workers, limits=LIMITS)
    for path, outcome in zip(paths, outcomes, strict=True):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        if isinstance(outcome, Misfortune):
            yield name, f"not finished ({outcome.kind})", ""
        else:
            found = outcome.result()
            yield name, found.look.value, found.detail


def _where(detail: str) -> str:
    """The last two lines that matter of a traceback: where, and what."""
    lines = [line.strip() for line in detail.splitlines() if line.strip()]
    place = next((line.rpartition("/")[2] for line in reversed(lines) if line.startswith("File ")), "")
    return " ".join([place, *lines[-1:]]).strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run, print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", type=Path, help="write the tables into this file")
    parser.add_argument("--reopen", type=int, default=0, metavar="N", help="one workbook of N, in openpyxl")
    parser.add_argument("--workers", type=int, default=None)
    chosen = parser.parse_args(arguments)
    paths = files(chosen.folder)
    if not paths:
        print(f"{chosen.folder}: no files of a known kind", file=sys.stderr)
        return 2
    results = list(tqdm(run(chosen.folder, paths, chosen.workers), total=len(paths), miniters=1))
    text, failed = report(results), any(result.failure for result in results)
    if chosen.reopen:
        sample = [path for path in paths if in_sample(path, chosen.reopen)]
        looks = list(reopened(chosen.folder, sample, chosen.workers))
        text += "\n" + reopened_table(looks)
        failed = failed or any(look == Look.LOST for _, look, _ in looks)
    if chosen.table:
        chosen.table.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
