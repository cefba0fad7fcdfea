"""What a check is given to look at, and what it hands back."""

import dataclasses
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar

from xlperf.model.evaluation import FOREIGN_FORM, Entry, IndicatorLine, SelfEvaluation
from xlperf.model.finding import Severity
from xlperf.model.ledger import Funding, LedgerEntry, Round
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.recompute import form_funding
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import IndicatorScore, Scored

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormCase:
    """One form, what it should score, and what the office knows of its project (if anything).

    ``expected_year`` is the year of the round, or None outside a round; ``known_units`` and
    ``known_projects`` hold the names of all its units and projects as
    :func:`~xlperf.model.text.match_key` has them, made once for all forms; ``scored.indicators`` runs
    parallel to ``form.indicators``; ``thresholds`` are the numbers in rules, by rule id, where they are
    not the packaged ones.
    """

    form: SelfEvaluation
    rules: RuleSet
    scored: Scored
    entry: LedgerEntry | None = None
    expected_year: int | None = None
    unit_name: str = ""
    known_units: Container[str] = frozenset()
    known_projects: Container[str] = frozenset()
    thresholds: Mapping[str, Decimal] = dataclasses.field(default_factory=dict)
    #: What several rules ask for: see :func:`once`.
    _facts: dict[object, Any] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def issued(self) -> bool:
        """Whether this is a form that we issued, with its own formulas."""
        return self.form.form != FOREIGN_FORM

    @property
    def funding(self) -> Funding:
        """The amounts that count: the ledger's where it knows the project, else the form's."""
        return self.entry.funding if self.entry else form_funding(self.form)

    def threshold(self, rule_id: str) -> Decimal:
        """The number in a rule that has one."""
        packaged = load_catalogue()[rule_id].threshold if rule_id not in self.thresholds else None
        return packaged if packaged is not None else self.thresholds[rule_id]

    def fact(self, find: "Callable[[FormCase], T]") -> T:
        """What a function finds in this form, found when first asked for."""
        if find not in self._facts:
            self._facts[find] = find(self)
        found: T = self._facts[find]
        return found

    def lines(self) -> Iterator[tuple[IndicatorLine, IndicatorScore]]:
        """Each indicator with the score that is due."""
        yield from zip(self.form.indicators, self.scored.indicators, strict=True)


def once(find: Callable[[FormCase], T]) -> Callable[[FormCase], T]:
    """The same function, which looks through a form once for all rules that ask."""

    @wraps(find)
    def found(case: FormCase) -> T:
        return case.fact(find)

    return found


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule does not hold.

    ``entry`` is None where no single cell is to blame; ``field`` is the cell's column or label;
    ``values`` fill the blanks of the catalogue's message and fix; ``severity`` is set where this hit
    weighs something else than the catalogue says, ``message`` where it is told in another sentence.
    """

    entry: Entry[object] | None
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    severity: Severity | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class RoundCase:
    """A whole round and what came back.

    ``returned`` are the codes of all projects whose form came back, ``accepted`` those of them
    without an error.
    """

    round: Round
    returned: frozenset[str]
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class RoundHit:
    """One place in the office's own tables where a rule does not hold."""

    field: str
    values: Mapping[str, str]
    project_code: str = ""
    unit_code: str = ""
    sheet: str = ""
    value: str = ""
