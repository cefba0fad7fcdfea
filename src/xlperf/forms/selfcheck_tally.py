"""What the verdicts on all forms of a workbook come to: the counts, the sentences, the order of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from xlperf.forms.selfcheck_grid import Kind
from xlperf.forms.selfcheck_verdicts import Verdict

#: What is shown of each state.
STATES: Final = {
    Kind.MISTAKE: "✘",
    Kind.MISSING: "未填",
    Kind.CONFIRM: "请确认",
    Kind.WAITING: "未填",
    Kind.FINE: "✔",
    Kind.STUCK: "查不了",
}
READY: Final = "可以报送"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places of a project, or of all of them, are still to be mended, filled in, confirmed."""

    title: str
    mistakes: int = 0
    missing: int = 0
    confirm: int = 0

    @classmethod
    def of(cls, title: str, found: Sequence[Verdict]) -> "Tally":
        """Count one form's verdicts."""
        return cls(
            title,
            sum(each.errors for each in found if each.found is Kind.MISTAKE),
            sum(each.cells for each in found if each.found is Kind.MISSING),
            sum(each.findings for each in found if each.found is Kind.CONFIRM),
        )

    @property
    def state(self) -> str:
        """The worst of the states."""
        if self.mistakes or self.missing:
            return STATES[Kind.MISTAKE if self.mistakes else Kind.MISSING]
        return STATES[Kind.CONFIRM if self.confirm else Kind.FINE]

    @property
    def sentence(self) -> str:
        """还有 2 处需要修改，还有 3 处没有填写; 可以报送（另有 1 处请确认）."""
        counts = ((self.mistakes, "需要修改"), (self.missing, "没有填写"))
        parts = [f"还有 {number} 处{what}" for number, what in counts if number]
        if parts:
            return "，".join(parts)
        return f"{READY}（另有 {self.confirm} 处请确认）" if self.confirm else READY


class Item(NamedTuple):
    """One rule of one project."""

    title: str
    verdict: Verdict
    kind: Kind


@dataclass(frozen=True, slots=True)
class Board:
    """All of a workbook: ``items`` project by project, ``order`` the numbers of them as they are shown."""

    tallies: tuple[Tally, ...]
    items: tuple[Item, ...]
    order: tuple[int, ...]

    @classmethod
    def of(cls, forms: Sequence[tuple[str, Sequence[Verdict]]]) -> "Board":
        """From the title and the verdicts of each form."""
        tallies = tuple(Tally.of(title, found) for title, found in forms)
        items = tuple(
            Item(title, verdict, verdict.kind(missing=tally.missing > 0))
            for (title, found), tally in zip(forms, tallies, strict=True)
            for verdict in found
        )
        order = sorted(range(len(items)), key=lambda number: items[number].kind)
        return cls(tallies, items, tuple(order))

    @property
    def total(self) -> Tally:
        """All projects together."""
        return Tally(
            "",
            sum(each.mistakes for each in self.tallies),
            sum(each.missing for each in self.tallies),
            sum(each.confirm for each in self.tallies),
        )
