"""The forms of the demo round as they come back without a mistake."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo_round import source
from demo_round.answers import goal_done
from demo_round.indicators import Indicator, indicators
from demo_round.ledger import Entry
from demo_round.source import Project


@dataclass(frozen=True, slots=True)
class Form:
    """One project's form: its ledger row, its indicators, 实际完成情况."""

    project: Project
    entry: Entry
    rows: list[Indicator]
    done: str


def forms(entries: Iterable[Entry]) -> list[Form]:
    """A form for every evaluated project of the ledger."""
    kinds = source.kinds()
    evaluated = (entry for entry in entries if entry.evaluated)
    found = []
    for project, entry in zip(source.projects(), evaluated, strict=True):
        kind = kinds[project.kind]
        rows = indicators(project, kind, entry)
        found.append(Form(project, entry, rows, goal_done(project, kind, entry, rows)))
    return found
