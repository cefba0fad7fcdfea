"""Words for the report: text as people wrote it, made safe and whole, and marks where there is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from xlperf.model.finding import Finding, Severity
from xlperf.model.text import clean, clean_text

#: Separates paragraphs inside one placeholder's value; no text of a village can contain it.
PARAGRAPH: Final = "\a"
GAP_OPEN: Final = "【待补充："
GAP_CLOSE: Final = "】"
#: Findings: the report has a gap; the report does not cover every project yet.
GAP_CODE: Final = "P08"
INCOMPLETE_CODE: Final = "P09"

#: Assigned to no character and forbidden in XML, but not invisible in the sense of Unicode.
_NONCHARACTERS = re.compile("[\ufffe\uffff]")
_SENTENCE_END = re.compile(r"[。！？!?…](?:[”’」』）)】]*)$")


def plain_text(text: str) -> str:
    """One line of text with nothing hidden in it."""
    return clean(_NONCHARACTERS.sub("", text))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, without blank ones and hidden characters."""
    lines = clean_text(_NONCHARACTERS.sub("", text)).split("\n")
    return tuple(line for line in lines if line)


def join_paragraphs(parts: Iterable[str]) -> str:
    """Paragraphs as one placeholder's value."""
    return PARAGRAPH.join(parts)


def sentence(text: str) -> str:
    """A text that ends like a sentence (视实际进度支付 → 视实际进度支付。); "" stays empty."""
    bare = text.rstrip().rstrip("；;，,、")
    return bare if not bare or _SENTENCE_END.search(bare) else f"{bare}。"


def clause(text: str) -> str:
    """A text that can stand inside a sentence (已完成。 → 已完成)."""
    return text.strip().rstrip("。；;，,、")


def with_unit(value: str, unit: str) -> str:
    """A printed value with its unit, unless it has one already: (100, %) → 100%, (95%, %) → 95%."""
    return f"{value}{unit}" if value[-1:].isdigit() else value


@dataclass(frozen=True, slots=True)
class Place:
    """Where the report lacks something, and the control workbook's sheet in which it is mended.

    ``about`` names the project or the indicator that the report speaks of there.
    """

    section: str
    sheet: str
    project_code: str = ""
    about: str = ""


class Gaps:
    """Marks what nobody wrote, and remembers a finding for each mark."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All warnings, in the order in which they were met."""
        return tuple(self._findings)

    def mark(self, what: str, place: Place, code: str = GAP_CODE) -> str:
        """The visible mark for something that is missing."""
        mark = f"{GAP_OPEN}{what}{GAP_CLOSE}"
        about = f"里“{place.about}”" if place.about else ""
        message = f"报告“{place.section}”{about}缺少{what}，已用“{mark}”标出"
        self.warn(code, place, message, f"请在工作表“{place.sheet}”里补填，再重新生成报告")
        return mark

    def warn(self, code: str, place: Place, message: str, fix: str) -> None:
        """Remember a warning about a section of the report."""
        self._findings.append(
            Finding(
                code,
                Severity.WARNING,
                message,
                fix,
                sheet=place.sheet,
                field=place.section,
                project_code=place.project_code,
            )
        )
