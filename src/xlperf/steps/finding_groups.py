"""Findings as people work through them: in the order of the form, and one for what is the same in many cells.

Several findings become one where one remedy does for all of them: the same rule, weight and advice in the
same form. Programs get every finding by itself (``--json``); only what people read is combined.
"""

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from xlperf.model.finding import Finding, Severity
from xlperf.ooxml.refs import parse_ref, ref
from xlperf.rules.catalogue import Rule

#: How many values a combined sentence lists before it says 等.
_LISTED: Final = 4
#: What is longer is no name and no figure.
_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Group:
    """One finding, or several with one remedy, in the words of all of them.

    ``areas`` are the cells, those below each other as one area: ``("E20", "E22:E27")``; none where the
    finding is about a whole form, file or round.
    """

    findings: tuple[Finding, ...]
    areas: tuple[str, ...]
    field: str
    value: str
    message: str

    @property
    def first(self) -> Finding:
        """The finding that stands first; rule, severity, fix, file, sheet and project are those of all."""
        return self.findings[0]

    @property
    def place(self) -> str:
        """The cells in words: ``E20、E22:E27（7 处）``; "" where there are none."""
        many = f"（{len(self.findings)} 处）" if len(self.findings) > 1 else ""
        return "、".join(self.areas) + many


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """As the eye goes through each form; files and forms stay in the order in which they come first.

    What is about a whole file or form comes before its cells; at one cell the gravest comes first.
    """
    listed = list(findings)
    places = {(item.file, item.sheet): number for number, item in reversed(list(enumerate(listed)))}
    files = {item.file: number for number, item in reversed(list(enumerate(listed)))}
    return sorted(
        listed,
        key=lambda item: (files[item.file], places[item.file, item.sheet], position(item), weight(item)),
    )


def errors_first(groups: Iterable[Group]) -> list[Group]:
    """Errors, then warnings, then hints; each in the order given."""
    return sorted(groups, key=lambda group: weight(group.first))


def position(item: Finding) -> tuple[int, int]:
    """Row and column of a finding's cell; (0, 0) where it has none."""
    return parse_ref(item.cell) if item.cell else (0, 0)


def weight(item: Finding) -> int:
    """0 for an error, 1 for a warning, 2 for a hint."""
    return list(Severity).index(item.severity)


def combined(findings: Iterable[Finding], catalogue: Mapping[str, Rule]) -> tuple[Group, ...]:
    """Groups in the order of their first findings."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, item in enumerate(findings):
        alone = number if not item.cell else None
        key = (item.code, item.severity, item.file, item.sheet, item.project_code, item.fix, alone)
        groups.setdefault(key, []).append(item)
    return tuple(_group(tuple(items), catalogue) for items in groups.values())


def _group(items: tuple[Finding, ...], catalogue: Mapping[str, Rule]) -> Group:
    rule = catalogue.get(items[0].code)
    return Group(
        findings=items,
        areas=areas(item.cell for item in items if item.cell),
        field=_listed(dict.fromkeys(item.field for item in items)),
        value=_listed(dict.fromkeys(item.value for item in items if item.value)),
        message=_message([item.message for item in items], rule.message if rule else ""),
    )


def areas(cells: Iterable[str]) -> tuple[str, ...]:
    """Cells in reading order, those that lie below each other as one area."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(map(parse_ref, dict.fromkeys(cells))):
        columns.setdefault(column, []).append(row)
    runs = (
        ([row for _, row in run], column)
        for column, rows in columns.items()
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    )
    return tuple(
        ref(rows[0], column) if len(rows) == 1 else f"{ref(rows[0], column)}:{ref(rows[-1], column)}"
        for rows, column in runs
    )


def _message(messages: Sequence[str], template: str) -> str:
    """One sentence for several: where they differ, the blanks of the rule's words list what stood there."""
    distinct = list(dict.fromkeys(messages))
    if len(distinct) == 1:
        return distinct[0]
    found = [_blanks(template).fullmatch(message) for message in messages]
    filled = [match.groupdict() for match in found if match is not None]
    values = {name: [blanks[name] for blanks in filled] for name in filled[0]} if filled else {}
    if len(filled) < len(messages) or not all(map(_can_be_listed, values.values())):
        return "；".join(distinct)
    return template.format_map({name: _filling(each) for name, each in values.items()})


def _can_be_listed(values: Sequence[str]) -> bool:
    """Whether the values of one blank are words and not half sentences."""
    return len(set(values)) == 1 or all(len(value) <= _WORDS for value in values)


def _filling(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else _listed(values)


def _listed(values: Iterable[str]) -> str:
    all_of_them = list(values)
    return "、".join(all_of_them[:_LISTED]) + ("等" if len(all_of_them) > _LISTED else "")


@cache
def _blanks(template: str) -> re.Pattern[str]:
    """What the words of a rule look like when its blanks are filled; a blank that comes twice is the same."""
    seen: set[str] = set()
    parts = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
