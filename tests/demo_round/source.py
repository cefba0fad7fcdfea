"""The readable source of the demo round: data/*.toml and data/*.csv, and the published tables."""

import csv
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
PUBLISHED = HERE / "published"


@dataclass(frozen=True, slots=True)
class Missed:
    """An indicator that was not met in full, and what the unit writes about it."""

    indicator: str
    reason: str
    actual: str | None = None
    score: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One evaluated project as written down. Amounts are printed 万元; ``budget`` may be "rest".

    What is left empty comes from the project's kind.
    """

    name: str
    unit: str
    function: str
    budget: str
    kind: str
    goal: str
    quantity: list[str]
    actual: str | None = None
    initial: str | None = None
    carryover: str = "0"
    other: str = "0"
    overview: str = ""
    done: str = ""
    cost: str = ""
    quality: list[str] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    satisfaction: list[str] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    @property
    def function_class(self) -> str:
        """The three digits of its functional class."""
        return self.function[:3]

    @property
    def key(self) -> bool:
        """Whether it is a key project (重点项目): the report describes these alone."""
        return bool(self.overview)


@dataclass(frozen=True, slots=True)
class Kind:
    """What projects of one kind are usually measured by (lines of the notation)."""

    quality: list[str]
    progress: list[str]
    cost: list[str]
    effects: list[str]
    satisfaction: list[str]
    done: list[str]


@dataclass(frozen=True, slots=True)
class BasicRow:
    """One row of basic expenditure, in 万元."""

    code: str
    name: str
    unit: str
    function: str
    budget: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Unevaluated:
    """One project that the report lists as not evaluated, in 万元."""

    name: str
    unit: str
    function: str
    budget: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """What the report prints for one functional class, in 万元."""

    code: str
    budget: Decimal
    actual: Decimal


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_toml(name: str) -> dict[str, list[dict[str, str]]]:
    """A TOML file of arrays of tables."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def projects() -> list[Project]:
    """The evaluated projects, in the order of their codes."""
    return [project for path in sorted((DATA / "projects").glob("*.toml")) for project in _projects(path)]


def _projects(path: Path) -> Iterator[Project]:
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["project"]:
        missed = [Missed(**each) for each in row.pop("missed", ())]
        yield Project(**row, missed=missed)


def kinds() -> dict[str, Kind]:
    """The kinds of projects by name."""
    text = (DATA / "kinds.toml").read_text(encoding="utf-8")
    return {name: Kind(**kind) for name, kind in tomllib.loads(text).items()}


def basic_rows() -> list[BasicRow]:
    """Basic expenditure."""
    return [
        BasicRow(
            row["项目编码"],
            row["项目名称"],
            row["单位名称"],
            row["功能分类编码"],
            Decimal(row["全年预算数"]),
            Decimal(row["全年执行数"]),
        )
        for row in read_csv(DATA / "basic.csv")
    ]


def unevaluated() -> list[Unevaluated]:
    """The projects that the report lists as not evaluated; its 元 become 万元 exactly."""
    functions = {row["项目名称"]: row["功能分类编码"] for row in read_csv(DATA / "unevaluated_functions.csv")}
    table = json.loads((PUBLISHED / "t2_unevaluated_projects.json").read_text(encoding="utf-8"))
    return [
        Unevaluated(
            row["project"],
            row["unit_name"],
            functions[row["project"]],
            Decimal(row["budget_yuan"]) / 10_000,
            row["reason"],
        )
        for row in table["rows"]
    ]


def class_totals() -> list[ClassTotal]:
    """What every functional class must add up to."""
    table = json.loads((PUBLISHED / "t1_function_class_execution.json").read_text(encoding="utf-8"))
    return [
        ClassTotal(row["class_code"], Decimal(row["budget_wan"]), Decimal(row["exec_wan"]))
        for row in table["rows"]
    ]
