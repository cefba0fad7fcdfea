"""Which project of the ledger a returned form belongs to: exactly, by a clerk's word, else a suggestion.

A code or a name counts only where it is the ledger's own, spaces and widths aside. What is merely alike is
suggested in 项目对应 and counts when a person has typed the code there: 村道硬化（一期） and 村道硬化（二期）
are as alike as two spellings of one name.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.ledger import ExpenditureKind, LedgerEntry, Round
from xlperf.model.text import match_key
from xlperf.rules.likeness import all_alike

#: Names less alike than this are not suggested.
SUGGESTED: Final = Decimal("0.6")
#: So many projects are suggested at most.
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class FormKey:
    """Which form of which file: what a clerk's word about it is remembered by.

    ``cell`` is that of the project's name, for a sheet may hold two forms ("": it has none).
    """

    sha256: str
    sheet: str
    cell: str

    @classmethod
    def of(cls, sha256: str, form: SelfEvaluation) -> "FormKey":
        """The key of a form in a received file."""
        return cls(sha256, form.sheet, form.project_name.cell)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A project that a form may be about; ``likeness`` of the names, from 0 to 1."""

    entry: LedgerEntry
    likeness: Decimal


@dataclass(frozen=True, slots=True)
class Directory:
    """The ledger's projects by code and by name. A name that two projects share matches neither.

    ``projects`` with ``keys`` (their names as match keys) are all of them, in the order of the ledger.
    """

    by_code: Mapping[str, LedgerEntry]
    by_name: Mapping[str, LedgerEntry]
    projects: tuple[LedgerEntry, ...] = ()
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, round_: Round) -> "Directory":
        """The project spending of a round's ledger."""
        projects = tuple(entry for entry in round_.ledger if entry.kind is ExpenditureKind.PROJECT)
        names = tuple(match_key(entry.name) for entry in projects)
        times = Counter(names)
        by_name = {name: entry for name, entry in zip(names, projects, strict=True) if times[name] == 1}
        return cls({entry.code: entry for entry in projects}, by_name, projects, names)

    def find(self, form: SelfEvaluation, confirmed: str = "") -> LedgerEntry | None:
        """By the code that a clerk confirmed, else the form's own, else its exact name.

        A code that the ledger does not have finds nothing by itself.
        """
        for code in (confirmed.strip(), (form.project_code.value or "").strip()):
            if code in self.by_code:
                return self.by_code[code]
        return self.by_name.get(match_key(form.project_name.value or ""))

    def suggest(self, form: SelfEvaluation) -> tuple[Suggestion, ...]:
        """The projects whose names are most like the form's, best first; at most three, maybe none.

        For forms that :meth:`find` finds nothing for. Nothing may be done with it but to show it.
        """
        name = match_key(form.project_name.value or "")
        if not name:
            return ()
        found = all_alike(name, self.keys, SUGGESTED, _MOST)
        return tuple(Suggestion(self.projects[place], likeness) for place, likeness in found)
