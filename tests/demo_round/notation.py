"""The one-line notation of an indicator: "三级指标 关系 指标值 单位 实际完成值".

街坊路硬化面积 ≥ 1350 平方米 1372     a number
工程完工时间 ≤ 2021年11月底前 2021年11月12日     a deadline has no unit
村容村貌 定性 明显改善     a qualitative one is reached in full unless something else is said
"""

import re
from dataclasses import dataclass
from decimal import Decimal

#: The three labels of the rule set, the best first.
REACHED = "达成年度指标"

_LINE = re.compile(r"(?P<name>\S+) (?P<relation>[≥>=≤<]|定性) (?P<rest>.+)")
_QUALITATIVE = "定性"


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator as it is set and met: everything but its levels and its weight."""

    name: str
    relation: str
    target: str
    unit: str
    actual: str

    @property
    def qualitative(self) -> bool:
        """Whether it is met in words."""
        return self.relation == _QUALITATIVE

    @property
    def deadline(self) -> bool:
        """Whether it is met on a day."""
        return not self.qualitative and "年" in self.target

    @property
    def judged(self) -> bool:
        """Whether a village types its score; the form computes the others."""
        return self.qualitative or self.deadline


def parse_line(text: str) -> Line:
    """A line of the notation.

    Raises:
        ValueError: the text is not one, or a number in it is none.
    """
    match = _LINE.fullmatch(text)
    if match is None:
        raise ValueError(f"not an indicator: {text}")
    name, relation, rest = match["name"], match["relation"], match["rest"].split(" ")
    if relation == _QUALITATIVE:
        return Line(name, relation, match["rest"], "", REACHED)
    if len(rest) == 2:
        return Line(name, relation, rest[0], "", rest[1])
    target, unit, actual = rest
    Decimal(target), Decimal(actual)
    return Line(name, relation, target, unit, actual)
