"""What is to be said about a cell of somebody's workbook, and how it is shown there."""

from dataclasses import dataclass
from typing import Final

from xlperf.model.finding import Finding, Severity

#: Level of a remark → the fill of its cell, light enough for the text to be read, also on paper.
FILLS: Final = {
    "错误": (255, 199, 206),
    "警告": (255, 235, 156),
    "提示": (221, 235, 247),
    "改动": (226, 239, 218),
}

#: How a note of ours begins: by this it is known again.
NOTE_MARK: Final = "【校验】"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of 校验意见. ``cell`` is an A1 address on ``sheet``, both "" where none is to blame."""

    level: str
    sheet: str
    cell: str
    field: str
    value: str
    message: str
    fix: str

    @property
    def place(self) -> tuple[str, str]:
        """Sheet and cell."""
        return self.sheet, self.cell

    @property
    def text(self) -> str:
        """What is wrong and what to do, in one line."""
        return f"{self.level}：{self.message}。{self.fix}"


def remark_of(finding: Finding) -> Remark:
    """A finding as a remark."""
    label = Severity(finding.severity).label
    return Remark(
        label, finding.sheet, finding.cell, finding.field, finding.value, finding.message, finding.fix
    )


def by_cell(remarks: list[Remark]) -> dict[tuple[str, str], list[Remark]]:
    """The remarks on each cell, the gravest first, in the order in which cells are met."""
    cells: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        if remark.sheet and remark.cell:
            cells.setdefault(remark.place, []).append(remark)
    return cells


def note_text(remarks: list[Remark]) -> str:
    """The note on a cell."""
    return "\n".join([f"{NOTE_MARK}{remarks[0].text}", *(remark.text for remark in remarks[1:])])
