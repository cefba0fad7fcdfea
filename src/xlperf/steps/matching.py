"""Which project of the ledger, and which unit, a returned form belongs to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.ledger import ExpenditureKind, LedgerEntry, Round
from xlperf.model.text import match_key


@dataclass(frozen=True, slots=True)
class Directory:
    """The ledger's projects by code and by name. A name that two projects share matches neither."""

    by_code: Mapping[str, LedgerEntry]
    by_name: Mapping[str, LedgerEntry]

    @classmethod
    def of(cls, round_: Round) -> "Directory":
        """The project spending of a round's ledger."""
        projects = [entry for entry in round_.ledger if entry.kind is ExpenditureKind.PROJECT]
        names = [match_key(entry.name) for entry in projects]
        times = Counter(names)
        by_name = {name: entry for name, entry in zip(names, projects, strict=True) if times[name] == 1}
        return cls({entry.code: entry for entry in projects}, by_name)

    def find(self, form: SelfEvaluation) -> LedgerEntry | None:
        """By the form's project code, else by its exact name (spaces and widths aside)."""
        code = (form.project_code.value or "").strip()
        if code in self.by_code:
            return self.by_code[code]
        return self.by_name.get(match_key(form.project_name.value or ""))
