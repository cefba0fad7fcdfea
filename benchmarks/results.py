"""What a run of the benchmark found, as it is kept in ``results.json`` and printed on the page."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from benchmarks.measuring import Used, measure

KEPT: Final = Path(__file__).with_name("results.json")

#: Slow ones are measured on so many workbooks at most; for more, their seconds are scaled in proportion.
AT_MOST: Final = {
    "fill: openpyxl": 100,
    "fill: xlsxwriter": 100,
    "collect: openpyxl": 200,
    "collect: pandas": 200,
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds and megabytes for ``units`` workbooks; ``of`` is how many were really worked on."""

    units: int
    of: int
    cpu: float
    wall: float
    megabytes: float
    children: float

    @property
    def milliseconds(self) -> float:
        """CPU time of one workbook."""
        return self.cpu / self.units * 1000


@dataclass(frozen=True, slots=True)
class Results:
    """One run: ``tasks`` by name, with a :class:`Measured` for each number of units; the rest is data."""

    python: str
    tasks: dict[str, list[Measured]]
    clicks: dict[str, Any] = field(default_factory=dict)
    round: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = KEPT) -> Self:
        """What was kept."""
        data = json.loads(path.read_text(encoding="utf-8"))
        tasks = {name: [Measured(**each) for each in found] for name, found in data.pop("tasks").items()}
        return cls(tasks=tasks, **data)

    def save(self, path: Path = KEPT) -> None:
        """Keep it: one line for each measurement."""
        path.write_text(
            json.dumps(_short(asdict(self)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )

    def largest(self, task: str) -> Measured:
        """The measurement of a task with most units."""
        return self.tasks[task][-1]


def run_tasks(names: Sequence[str], rounds: Mapping[int, Path], say: Say) -> Results:
    """Measure each task on rounds of so many workbooks, few first."""
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for units, folder in rounds.items():
        for name in names:
            of = min(units, AT_MOST.get(name, units))
            known = next((each for each in found[name] if each.of == of), None)
            used = _again(known) if known else measure("task", name, folder, str(of))
            times = units / of
            one = Measured(units, of, used.cpu * times, used.wall * times, used.megabytes, used.children)
            found[name].append(one)
            say(f"{units:6} {name:28}{one.milliseconds:9.2f} ms CPU each")
    return Results(platform.python_version(), found)


def _again(known: Measured) -> Used:
    """A measurement that was made for a smaller number of units already."""
    times = known.of / known.units
    return Used(known.cpu * times, known.wall * times, 0, known.megabytes, known.children)


def _short(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Numbers without digits that mean nothing."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: _short(each) for key, each in value.items()}
    return [_short(each) for each in value] if isinstance(value, list) else value
