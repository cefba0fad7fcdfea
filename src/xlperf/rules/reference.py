"""The field's reference list of 127 checks, and what became of each (reference.toml)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Fate(StrEnum):
    """What became of a check; the value is the word in the data and on the page."""

    RULE = "rule"
    MERGED = "merged"
    BUILT = "built"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """What the terminal prints."""
        return {
            "rule": "是一条规则",
            "merged": "并入",
            "built": "由程序保证，不会发生",
            "dropped": "不检查",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Reference:
    """One check of the list.

    ``rules`` tell it: the rule of its own id, or those that it was merged into; none where the program
    sees to it or it was dropped. ``because`` says why it has no rule of its own ("" where it has one).
    """

    id: str
    title: str
    fate: Fate
    rules: tuple[str, ...] = ()
    because: str = ""


@cache
def reference() -> tuple[Reference, ...]:
    """The whole list, in its order."""
    text = resources.files("xlperf.rules").joinpath("reference.toml").read_text("utf-8")
    return parse_reference(text)


def parse_reference(text: str) -> tuple[Reference, ...]:
    """A list from its TOML text; ValueError names the check whose fate is not said in exactly one way."""
    return tuple(_reference(line) for line in tomllib.loads(text)["check"])


def _reference(line: dict[str, Any]) -> Reference:
    fates = [fate for fate in (Fate.MERGED, Fate.BUILT, Fate.DROPPED) if line.get(fate)]
    because = line.get("because", "")
    if len(fates) > 1 or bool(fates) is not bool(because):
        raise ValueError(f"检查 {line['id']} 没有说清楚去向和原因")
    if not fates:
        return Reference(line["id"], line["title"], Fate.RULE, (line["id"],))
    rules = tuple(line[Fate.MERGED]) if fates == [Fate.MERGED] else ()
    return Reference(line["id"], line["title"], fates[0], rules, because)
