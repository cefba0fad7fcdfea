"""One form that a rule must catch and a similar one that it must let pass, as data."""

from dataclasses import dataclass

from xlperf.model.finding import Finding
from xlperf.rules.case import FormCase, RoundCase
from xlperf.rules.checking import check_form, check_round, check_texts
from xlperf.rules.checking_reports import check_report
from xlperf.rules.checks.copies import Texts
from xlperf.rules.report_case import ReportCase

Case = FormCase | RoundCase | ReportCase | Texts


@dataclass(frozen=True, slots=True)
class Told:
    """What the clerk is told: the cell, its field, the sentence and the remedy."""

    code: str
    cell: str
    field: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Pair:
    """``caught`` has one mistake and must be told nothing but ``told``; ``passed`` nothing at all."""

    told: Told
    caught: FormCase
    passed: FormCase

    @property
    def code(self) -> str:
        """The rule that this is about."""
        return self.told.code


@dataclass(frozen=True, slots=True)
class RoundPair:
    """The same for a round; the cell is that of the office's own tables, which is none."""

    told: Told
    caught: RoundCase
    passed: RoundCase

    @property
    def code(self) -> str:
        """The rule that this is about."""
        return self.told.code


@dataclass(frozen=True, slots=True)
class ReportPair:
    """The same for a report."""

    told: Told
    caught: ReportCase
    passed: ReportCase

    @property
    def code(self) -> str:
        """The rule that this is about."""
        return self.told.code


@dataclass(frozen=True, slots=True)
class TextsPair:
    """The same for the forms of a round beside each other; told of the first of them."""

    told: Told
    caught: Texts
    passed: Texts

    @property
    def code(self) -> str:
        """The rule that this is about."""
        return self.told.code


AnyPair = Pair | RoundPair | ReportPair | TextsPair


def pair(code: str, place: str, message: str, fix: str, *, caught: FormCase, passed: FormCase) -> Pair:
    """A pair; ``place`` is cell and field, as in ``"D8 全年执行数-当年财政拨款"``."""
    cell, field = place.split(" ", 1)
    return Pair(Told(code, cell.strip("-"), field, message, fix), caught, passed)


def as_told(finding: Finding) -> Told:
    """A finding as the clerk reads it."""
    return Told(finding.code, finding.cell, finding.field, finding.message, finding.fix)


def codes(case: Case) -> list[str]:
    """The rules that have something to say, in the order of the catalogue."""
    return [finding.code for finding in findings(case)]


def messages(case: Case) -> list[str]:
    """What they say."""
    return [finding.message for finding in findings(case)]


def findings(case: Case) -> tuple[Finding, ...]:
    """What is found, asked for twice: a check that remembers anything would answer differently."""
    first, second = (_checked(case) for _ in range(2))
    assert first == second
    return first


def _checked(case: Case) -> tuple[Finding, ...]:
    if isinstance(case, FormCase):
        return check_form(case)
    if isinstance(case, Texts):
        return tuple(found for place, found in check_texts(case) if place == 0)
    return check_round(case) if isinstance(case, RoundCase) else check_report(case)
