"""自检 as somebody sees it, after another program has calculated it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from support.office import Office
from xlperf.forms.names import SELF_CHECK_SHEET
from xlperf.forms.selfcheck_sheet import COLUMNS

#: The first line of the list in our own template.
FIRST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as printed."""

    state: str
    project: str
    place: str
    text: str
    fix: str
    code: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The sheet: what it says on top, and its list."""

    verdict: str
    lines: tuple[Line, ...]

    def states(self, project: str = "") -> dict[str, str]:
        """The state of each rule, by its number; of one project where there are several."""
        return {line.code: line.state for line in self.lines if line.code and project in {"", line.project}}

    def found(self) -> dict[str, str]:
        """The cells of what was found, by the number of the rule."""
        return {line.code: line.place for line in self.lines if line.code and line.place}

    def rule(self, code: str) -> Line:
        """The line of a rule."""
        (line,) = (line for line in self.lines if line.code == code)
        return line


def seen_in(path: Path, title: str = SELF_CHECK_SHEET) -> Seen:
    """自检 as the file holds it."""
    sheet = openpyxl.load_workbook(path, data_only=True)[title]
    assert isinstance(sheet, Worksheet)
    rows = sheet.iter_rows(min_row=FIRST, max_col=len(COLUMNS), values_only=True)
    lines = tuple(Line(*(str(value or "") for value in row)) for row in rows)
    return Seen(str(sheet["A2"].value), lines)


def calculated(office: Office, paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks after a program has calculated them, as a village would send them in."""
    return [office.convert(path, "xlsx", folder) for path in paths]
