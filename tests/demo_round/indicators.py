"""The approved indicators of a project: what is special to it, the rest from its kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from demo_round.amounts import plain
from demo_round.ledger import Entry
from demo_round.notation import Line, parse_line
from demo_round.pick import pick, pick_some
from demo_round.source import Kind, Missed, Project

#: The words of the rule set beijing_2021_town.
LEVELS = {
    "quantity": ("产出指标", "数量指标"),
    "quality": ("产出指标", "质量指标"),
    "progress": ("产出指标", "进度指标"),
    "cost": ("产出指标", "成本指标"),
    "economic": ("效果指标", "经济效益指标"),
    "social": ("效果指标", "社会效益指标"),
    "environment": ("效果指标", "环境效益指标"),
    "lasting": ("效果指标", "可持续影响指标"),
    "satisfaction": ("满意度指标", "服务对象满意度指标"),
}

#: How the points of a group are shared among its indicators: 50 for output, 30 for effect, 10.
_WEIGHTS: dict[str, dict[int, tuple[int, ...]]] = {
    "quantity": {1: (15,), 2: (8, 7), 3: (5, 5, 5)},
    "quality": {1: (15,), 2: (8, 7)},
    "progress": {1: (10,), 2: (5, 5)},
    "cost": {1: (10,)},
    "effects": {1: (30,), 2: (15, 15), 3: (10, 10, 10), 4: (8, 8, 7, 7)},
    "satisfaction": {1: (10,)},
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the form. ``score`` is what a village types, "" where the form computes it."""

    level: str
    line: Line
    weight: int
    score: str = ""
    reason: str = ""


def indicators(project: Project, kind: Kind, entry: Entry) -> list[Indicator]:
    """The rows of one project's form, as they come back.

    Raises:
        ValueError: ``missed`` names an indicator that the project does not have.
    """
    rows = sorted(_rows(project, kind, entry), key=lambda row: list(LEVELS).index(row.level))
    missed = {each.indicator: each for each in project.missed}
    unknown = missed.keys() - {row.line.name for row in rows}
    if unknown:
        raise ValueError(f"{project.name} has no indicator {unknown}")
    return [_met(row, missed.get(row.line.name)) for row in rows]


def _rows(project: Project, kind: Kind, entry: Entry) -> Iterator[Indicator]:
    key = entry.code
    qualities = 1 + pick(f"{key}/qualities", 2)
    groups = {
        "quantity": project.quantity,
        "quality": project.quality or pick_some(f"{key}/quality", kind.quality, qualities),
        "progress": project.progress or pick_some(f"{key}/progress", kind.progress, 1),
        "cost": [_cost(project, kind, entry)],
        "satisfaction": project.satisfaction or [_satisfaction(kind, key)],
    }
    for level, lines in groups.items():
        for line, weight in zip(lines, _WEIGHTS[level][len(lines)], strict=True):
            yield Indicator(level, parse_line(line), weight)
    effects = 2 + pick(f"{key}/effects", 2)
    yield from _effects(project.effects or pick_some(f"{key}/effect", kind.effects, effects))


def _effects(lines: Sequence[str]) -> Iterator[Indicator]:
    """An effect says its level first: "social 群众满意 定性 …"."""
    for line, weight in zip(lines, _WEIGHTS["effects"][len(lines)], strict=True):
        level, _, rest = line.partition(" ")
        yield Indicator(level, parse_line(rest), weight)


def _cost(project: Project, kind: Kind, entry: Entry) -> str:
    name = project.cost or kind.cost[pick(f"{entry.code}/cost", len(kind.cost))]
    total = entry.total
    return f"{name} ≤ {plain(total.budget)} 万元 {plain(total.actual)}"


def _satisfaction(kind: Kind, key: str) -> str:
    line = kind.satisfaction[pick(f"{key}/asked", len(kind.satisfaction))]
    return line.replace("%d", str(92 + pick(f"{key}/satisfied", 7)))


def _met(row: Indicator, missed: Missed | None) -> Indicator:
    """The row with what came of it; what a village judges has full marks unless missed."""
    full = str(row.weight) if row.line.judged else ""
    if missed is None:
        return replace(row, score=full)
    line = replace(row.line, actual=missed.actual or row.line.actual)
    return replace(row, line=line, score=missed.score or full, reason=missed.reason)
