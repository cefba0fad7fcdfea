"""What a unit is told when its forms go back: what must be mended first, short enough for one page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from xlperf.books.heights import text_width
from xlperf.books.port import CellValue, ControlBook, as_text
from xlperf.books.sheets import CONTACT, DEADLINE, PHONE
from xlperf.model.finding import Severity
from xlperf.model.ledger import Unit
from xlperf.rules.catalogue import Rule, Scope
from xlperf.steps.assessing import Assessment
from xlperf.steps.finding_groups import Group
from xlperf.steps.finding_sections import sections
from xlperf.steps.report_text import plain_text

#: The table of a notice: header, and how many Chinese characters a line of the column holds.
COLUMNS: Final = (("位置", 10), ("问题", 17), ("怎么改", 12))
#: Lines of the table that one page has room for.
_PAGE_LINES: Final = 28
#: What a unit wrote may be as long as a book; a notice quotes its beginning.
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to mend: project, place on its form, what is wrong, what to do."""

    project: str
    place: str
    message: str
    fix: str
    count: int

    def cells(self) -> tuple[str, str, str]:
        """The texts under :data:`COLUMNS`."""
        return f"{self.project}　{self.place}".strip(), self.message, self.fix


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the notice, and until when the answer is due ("" where nobody has said so)."""

    name: str
    deadline: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice to one unit.

    ``errors`` must be mended, ``warnings`` be looked at; together they fit on one page, and ``more`` places
    did not. ``missing`` are projects of which no form has come at all.
    """

    sender: Sender
    unit: Unit
    year: int
    projects: int
    error_count: int
    warning_count: int
    errors: tuple[Item, ...]
    warnings: tuple[Item, ...]
    missing: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many places are not listed."""
        listed = sum(item.count for item in (*self.errors, *self.warnings))
        return self.error_count + self.warning_count - listed


def notices(assessment: Assessment) -> Iterator[Notice]:
    """One notice for each unit that has a form with an error, in the order of 单位名录."""
    round_ = assessment.office.round
    units = {unit.code: unit for unit in reversed(round_.units)}
    ground = _Ground(
        sender_of(assessment),
        assessment.office.catalogue,
        round_.settings.year,
        {entry.code: entry.name for entry in round_.ledger},
        _missing(assessment),
    )
    for code, found in groupby(sections(assessment), key=lambda section: section.unit_code):
        groups = [group for section in found if section.file is not None for group in section.groups]
        if code in units:
            notice = _notice(ground, units[code], groups)
            if notice.errors:
                yield notice


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all notices are made of: who sends them, rules, year, names of projects by code.

    ``missing`` are by unit the projects of which no form has come.
    """

    sender: Sender
    catalogue: Mapping[str, Rule]
    year: int
    names: Mapping[str, str]
    missing: Mapping[str, Sequence[str]]


def _missing(assessment: Assessment) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for entry in assessment.expected():
        if entry.code not in assessment.results:
            found[entry.unit_code].append(plain_text(entry.name))
    return found


def sender_of(assessment: Assessment) -> Sender:
    """The office, with what the sheet 参数 says of it; a workbook of an older version says nothing."""
    book = assessment.office.book
    present = set(book.names())
    said = (_said(book, name) if name in present else "" for name in (DEADLINE, CONTACT, PHONE))
    return Sender(plain_text(assessment.office.settings.government), *said)


def _said(book: ControlBook, name: str) -> str:
    value: CellValue = book.read_value(name)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return plain_text(as_text(value))


def _notice(ground: _Ground, unit: Unit, found: Sequence[Group]) -> Notice:
    groups = [group for group in found if _is_for_the_unit(ground, group)]
    errors = _of(groups, Severity.ERROR, ground.names)
    warnings = _of(groups, Severity.WARNING, ground.names)
    first, rest = fitting(errors, _PAGE_LINES)
    faulty = {group.first.project_code for group in groups if group.first.severity is Severity.ERROR}
    return Notice(
        ground.sender,
        replace(unit, name=plain_text(unit.name)),
        ground.year,
        len(faulty - {""}),
        sum(item.count for item in errors),
        sum(item.count for item in warnings),
        first,
        fitting(warnings, rest, least=0)[0] if len(first) == len(errors) else (),
        tuple(ground.missing.get(unit.code, ())),
    )


def _is_for_the_unit(ground: _Ground, group: Group) -> bool:
    """Whether a unit can do anything about it: of what concerns the round as a whole only the office can."""
    rule = ground.catalogue.get(group.first.code)
    return rule is None or rule.scope is not Scope.ROUND


def _of(groups: Iterable[Group], severity: Severity, names: Mapping[str, str]) -> list[Item]:
    return [_item(group, names) for group in groups if group.first.severity is severity]


def _item(group: Group, names: Mapping[str, str]) -> Item:
    first = group.first
    about = group.place or first.sheet or first.file
    return Item(
        project=_short(names.get(first.project_code, "")),
        place=_short(about),
        message=_short(group.message),
        fix=_short(first.fix),
        count=len(group.findings),
    )


def _short(text: str) -> str:
    line = plain_text(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def fitting(items: Sequence[Item], room: int, least: int = 1) -> tuple[tuple[Item, ...], int]:
    """As many items as there are lines for, but not fewer than ``least``; and the lines that are left."""
    kept: list[Item] = []
    for item in items:
        columns = zip(item.cells(), COLUMNS, strict=True)
        needed = max(-(-text_width(text) // (2 * width)) for text, (_, width) in columns)
        if len(kept) >= least and needed > room:
            break
        kept.append(item)
        room -= needed
    return tuple(kept), room
