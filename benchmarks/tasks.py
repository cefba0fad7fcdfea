"""What is measured. Each task prepares itself, yields, and then does its work on so many workbooks.

``folder`` is a round by :mod:`benchmarks.making` of :func:`round_size` units, issued, returned and taken in.
Villages whose workbook came back not at all, broken or twice are left out: what all can read is compared.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks import town
from xlperf.forms.spec import FormSpec
from xlperf.steps.answers import Question
from xlperf.steps.collecting import Intake, collect_forms
from xlperf.steps.distribute import assignments
from xlperf.steps.examining import Context
from xlperf.steps.filling import Filler
from xlperf.steps.journal import Journal
from xlperf.steps.office import open_office
from xlperf.steps.results_spool import Spool

Task = Callable[[Path, int], Iterator[None]]
#: What stands in the file's name after the unit's code.
_TAIL: Final = "绩效自评.xlsx"
#: So many different workbooks are taken apart for XlsxWriter to write them.
_TAKEN_APART: Final = 10


def round_size(units: int) -> int:
    """How many villages it takes until the workbooks of so many have come back whole and once."""
    size = 0
    while units:
        units -= not town.village(size).fate
        size += 1
    return size


def _compared(name: str) -> bool:
    """Whether a file, by its name, is one that everybody is measured on."""
    code, separator, _ = name.partition("_")
    return bool(separator) and code.isdecimal() and name.endswith(_TAIL) and not town.village(int(code)).fate


def _fill(workers: int | None) -> Task:
    """Filling as ``distribute`` does it, the files' writing aside."""

    def task(folder: Path, units: int) -> Iterator[None]:
        office = open_office(folder)
        spec = FormSpec.from_rules(office.rules, office.money_unit, office.catalogue)
        filler = Filler(office.folder.form_template.read_bytes(), spec, office.settings)
        shares = list(assignments(office.round))[:units]
        yield
        made = sum(1 for _ in filler.fill_all(shares, workers))
        _expect(made, units)

    return task


def _collect(workers: int | None) -> Task:
    """Reading, recomputing and checking as ``collect`` does it."""

    def task(folder: Path, units: int) -> Iterator[None]:
        office = open_office(folder)
        receipts = [each for each in Journal(office.folder.archive).receipts() if _compared(each.file_name)]
        question = Question(office.folder, Context.of(office), workers)
        intake = Intake(question, {}, Spool())
        yield
        collection = collect_forms(intake, receipts[:units])
        _expect(len(collection.files), units)

    return task


def _each(place: str, action: str) -> Task:
    """An action of :mod:`benchmarks.others` on every file; that module's imports are not counted."""

    def task(folder: Path, units: int) -> Iterator[None]:
        from benchmarks import others  # noqa: PLC0415 - heavy libraries; xlperf's own tasks go without

        work = getattr(others, action)
        paths = sorted(each for each in (folder / place).iterdir() if _compared(each.name))[:units]
        yield
        for path in paths:
            work(path.read_bytes())
        _expect(len(paths), units)

    return task


def _xlsxwriter(folder: Path, units: int) -> Iterator[None]:
    from benchmarks import others  # noqa: PLC0415 - as above

    paths = sorted((folder / "下发").iterdir())[: min(units, _TAKEN_APART)]
    known = [others.contents(path.read_bytes()) for path in paths]
    yield
    for number in range(units):
        others.xlsxwriter_write(known[number % len(known)])


def _expect(done: int, units: int) -> None:
    if done != units:
        raise ValueError(f"{done} of {units} workbooks")


#: By name. One process (workers=0) unless it says otherwise.
TASKS: Final[Mapping[str, Task]] = {
    "fill": _fill(0),
    "fill by all": _fill(None),
    "fill: rezip": _each("下发", "rezip"),
    "fill: openpyxl": _each("下发", "openpyxl_fill"),
    "fill: xlsxwriter": _xlsxwriter,
    "collect": _collect(0),
    "collect by one child": _collect(1),
    "collect by two children": _collect(2),
    "collect: unzip": _each("回收", "unzip"),
    "collect: openpyxl": _each("回收", "openpyxl_read"),
    "collect: pandas": _each("回收", "pandas_read"),
    "collect: calamine": _each("回收", "calamine_read"),
}
