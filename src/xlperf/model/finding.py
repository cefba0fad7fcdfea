"""What a check has to say: one finding is one cell, one sentence, one remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs (domain catalogue: error | warning | hint)."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese word printed in 校验结果."""
        return {"error": "错误", "warning": "警告", "hint": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one cell.

    ``cell`` is an A1 address without the sheet ("H13"), or "" where the finding is about a whole
    sheet, file or round. ``value`` is what was found there, as printed.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    field: str = ""
    value: str = ""
    project_code: str = ""
    unit_code: str = ""
