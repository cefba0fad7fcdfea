"""All findings of a round, unit by unit and file by file: the order of 校验结果 and of the notices."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from xlperf.model.finding import Finding
from xlperf.steps.assessing import Assessment
from xlperf.steps.collecting import ReturnedFile
from xlperf.steps.file_units import unit_of
from xlperf.steps.finding_groups import Group, combined, position, weight


@dataclass(frozen=True, slots=True)
class Section:
    """What was found in one file of one unit; without a file, in the office's own tables about the unit.

    ``unit_code`` is "" where the file's unit is not known, and for what concerns the whole round.
    """

    unit_code: str
    file: ReturnedFile | None
    groups: tuple[Group, ...]


def sections(assessment: Assessment) -> Iterator[Section]:
    """Unit by unit in the order of 单位名录, in each its files as they were received, then other findings.

    Within a file the findings stand as a reader meets them: about the file, then form by form in the order
    of the tabs, in each from its first row to its last. What no unit is known for comes last. One section is
    made after the other, so that they are never all in memory.
    """
    order = {unit.code: number for number, unit in enumerate(assessment.office.round.units)}
    stubs = [_Stub(unit_of(assessment, file), file) for file in assessment.collection.files]
    stubs += _of_the_round(assessment)
    for stub in sorted(stubs, key=lambda each: (order.get(each.unit_code, len(order)), each.file is None)):
        groups = combined(_found(assessment, stub), assessment.office.catalogue)
        if groups:
            yield Section(stub.unit_code, stub.file, groups)


@dataclass(frozen=True, slots=True)
class _Stub:
    """Where a section is to be made of: a file, or findings about no file."""

    unit_code: str
    file: ReturnedFile | None
    about_round: tuple[Finding, ...] = ()


def _found(assessment: Assessment, stub: _Stub) -> Iterable[Finding]:
    if stub.file is None:
        return stub.about_round
    tabs = [form.sheet for form in assessment.collection.forms_of(stub.file)]
    items = (
        replace(item, unit_code=item.unit_code or stub.unit_code)
        for item in assessment.by_file[stub.file.receipt.sequence]
    )
    return sorted(items, key=lambda item: _place(item, tabs))


def _of_the_round(assessment: Assessment) -> Iterator[_Stub]:
    units: dict[str, list[Finding]] = defaultdict(list)
    for item in assessment.about_round:
        units[item.unit_code].append(item)
    return (_Stub(unit, None, tuple(items)) for unit, items in units.items())


def _place(item: Finding, tabs: list[str]) -> tuple[int, tuple[int, int], int]:
    """The tab (0: the file as a whole), the place on it, and at one cell the gravest first."""
    tab = tabs.index(item.sheet) + 1 if item.sheet in tabs else 0
    return tab, position(item), weight(item)
