"""One thing that was looked at or done, told in one sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One sentence; ``vital`` where a step cannot be done while it is not good."""

    good: bool
    text: str
    vital: bool = True

    @property
    def fatal(self) -> bool:
        """Whether it keeps somebody from working."""
        return self.vital and not self.good

    def __str__(self) -> str:
        mark = "✔" if self.good else "✘" if self.vital else "○"
        return f"{mark} {self.text}"
