"""The slips of the published report: what is printed there, and what our own report says instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo_round.source import DATA, read_csv


@dataclass(frozen=True, slots=True)
class Correction:
    """One slip. ``mended`` is "" where what is printed is left out."""

    printed: str
    mended: str

    def mend(self, text: str) -> str:
        """A text as printed, without the slip."""
        return text.replace(self.printed, self.mended)

    def slips_into(self, text: str) -> bool:
        """Whether a text repeats the slip. What is mended may contain it: 生健康支出 in 卫生健康支出."""
        return self.printed in text.replace(self.mended, "")


def corrections() -> Sequence[Correction]:
    """Every slip that is mended, in the order of the report."""
    return [Correction(row["公开件"], row["本数据"]) for row in read_csv(DATA / "corrections.csv")]


def mended(text: str) -> str:
    """A text of the published report without its slips."""
    for each in corrections():
        text = each.mend(text)
    return text


def slips(text: str) -> list[str]:
    """The slips of the published report that a text repeats."""
    return [each.printed for each in corrections() if each.slips_into(text)]
