"""What a round must come to, calculated from the town itself in plain Python: a second opinion on xlperf.

Knows nothing of xlperf. The figures have the shape of ``xlperf export --json``, its lists in any order.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from benchmarks import town
from benchmarks.town import Project, Village

#: The rules that speak of a mistake; whether the form counts all the same.
_SPEAKS = {
    "score": ("S01", False),
    "reason": ("R01", False),
    "actual": ("V02", False),
    "excuse": ("R02", True),
    "goal": ("R07", True),
}
#: A score of this grade on less than this share of the money is doubted (S13).
_HIGH, _LITTLE = 90, Decimal("0.8")
#: What cannot be bettered is to be proved (S14).
_FULL = 100
#: With as many outputs as there are kinds of them, one on cost is asked for (I05).
_KINDS_OF_OUTPUT = 4


@dataclass(slots=True)
class Figures:
    """Sums over a town.

    ``functions`` are budget and actual in 元 by class; ``projects`` the accepted ones: score, grade, rate to
    four decimals; ``unevaluated`` the others with their budget; ``missing`` those to be asked for.
    """

    functions: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    projects: dict[str, tuple[Decimal, str, Decimal]] = field(default_factory=dict)
    unevaluated: dict[str, Decimal] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    bands: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)


def figures(count: int) -> Figures:
    """What a round of so many villages comes to."""
    found = Figures()
    for village in town.villages(count):
        _add_ledger(found, village)
        for project in village.projects:
            codes, accepted = _judged(project, village.fate)
            found.findings.update(codes)
            if accepted:
                _accept(found, project)
            else:
                found.missing.add(project.code)
                found.unevaluated[project.code] = sum(project.budget, Decimal(0))
        found.findings["F01"] += village.fate == "unreadable"
    found.findings = +found.findings
    return found


def _add_ledger(found: Figures, village: Village) -> None:
    for each in (*village.projects, *village.others):
        budget, actual = found.functions.get(each.function[:3], (Decimal(0), Decimal(0)))
        found.functions[each.function[:3]] = (budget + sum(each.budget), actual + sum(each.actual))
    found.unevaluated.update({each.code: sum(each.budget, Decimal(0)) for each in village.others})


def _accept(found: Figures, project: Project) -> None:
    score = town.points(project)
    rate = town.rate(project).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    found.projects[project.code] = (score, town.grade(score), rate)
    found.bands[town.grade(score)] += 1


def _judged(project: Project, fate: str) -> tuple[list[str], bool]:
    """The codes of what must be said about a project, and whether it counts."""
    if fate in ("missing", "unreadable"):
        return ["B11"], False
    codes = [*_doubts(project), *(["F13"] if fate == "twice" else [])]
    if not project.mistake:
        return codes, True
    code, accepted = _SPEAKS[project.mistake]
    return [*codes, code], accepted


def _doubts(project: Project) -> Iterator[str]:
    lines = town.typed(project)
    if sum(line.level1 == "产出指标" for line in lines) >= _KINDS_OF_OUTPUT:
        yield "I05"
    given = [line.points for line in lines if line.points is not None]
    complete = len(given) == len(lines)
    total = sum(given, town.rate_points(project)) if complete else Decimal(0)
    if town.rate(project) < _LITTLE and total >= _HIGH:
        yield "S13"
    if total == _FULL:
        yield "S14"
