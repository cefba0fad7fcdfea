"""The committed files as the rule engine sees them, and the published figures: what the tests compare."""

import difflib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from demo_round.corrections import mended
from demo_round.generate import OUTPUT
from demo_round.source import PUBLISHED, read_csv
from xlperf.model.evaluation import Measure
from xlperf.model.ledger import Amounts, Funding
from xlperf.model.money import MoneyUnit
from xlperf.model.reading import Note, Reading
from xlperf.model.targets import read_measure, read_relation
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import Indicator, Scored, score_project

YEAR = 2021
_NUMBER = re.compile(r"\d+(\.\d+)?")
STAGES = ("年初预算数", "全年预算数", "全年执行数")
SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """One indicator, as approved and as answered."""

    level1: str
    level2: str
    name: str
    target_text: str
    unit: str
    actual_text: str
    score_text: str
    reason: str
    indicator: Indicator
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, target: Row, answer: Row) -> Self:
        """From the row of targets.csv and that of returns.csv (one row may be both)."""
        relation = read_relation(target["指标性质"])
        unit = target["度量单位"]

        def measure(text: str) -> Reading[Measure]:
            typed = Decimal(text) if _NUMBER.fullmatch(text) else text
            return read_measure(typed, unit, relation, year=YEAR)

        wanted, actual = measure(target["指标值"]), measure(answer["实际完成值"])
        score = answer["得分"]
        return cls(
            level1=target["一级指标"],
            level2=target["二级指标"],
            name=target["三级指标"],
            target_text=target["指标值"],
            unit=unit,
            actual_text=answer["实际完成值"],
            score_text=score,
            reason=answer["偏差原因分析及改进措施"],
            indicator=Indicator(
                relation,
                wanted.value,
                actual.value,
                Decimal(target["分值"]),
                Decimal(score) if score else None,
            ),
            notes=(*wanted.notes, *actual.notes),
        )


@dataclass(frozen=True, slots=True)
class Bands:
    """How many projects have which grade, best first, and the budget of all of them in 万元."""

    counts: tuple[int, ...]
    amount: Decimal


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one committed file."""
    return read_csv(OUTPUT / name)


def answered() -> dict[str, list[Answered]]:
    """The indicators of every project by its code, in the order of the form."""
    found: dict[str, list[Answered]] = defaultdict(list)
    for target, answer in zip(rows("targets.csv"), rows("returns.csv"), strict=True):
        if (target["项目编码"], target["三级指标"]) != (answer["项目编码"], answer["三级指标"]):
            raise ValueError(f"targets.csv and returns.csv part at {target['三级指标']}")
        found[target["项目编码"]].append(Answered.of(target, answer))
    return dict(found)


def scored(rules: RuleSet, ledger: Row | Sequence[Row], lines: Sequence[Answered]) -> Scored:
    """What the rule set gives these answers, the money being that of one ledger row, or of several."""
    own = [ledger] if isinstance(ledger, Mapping) else ledger
    return score_project(rules, funding(own), [line.indicator for line in lines])


def funding(ledger: Sequence[Row]) -> Funding:
    """The money of these ledger rows together, in 元."""
    return Funding(*(_amounts(ledger, source) for source in SOURCES))


def _amounts(ledger: Sequence[Row], source: str) -> Amounts:
    def yuan(stage: str) -> Decimal:
        return MoneyUnit.WAN.to_yuan(sum((Decimal(row[f"{stage}-{source}"]) for row in ledger), Decimal(0)))

    return Amounts(*(yuan(stage) for stage in STAGES))


def amount(row: Row, stage: str) -> Decimal:
    """年初预算数, 全年预算数 or 全年执行数 of a ledger row over all sources, in 万元."""
    return sum((Decimal(row[f"{stage}-{source}"]) for source in SOURCES), Decimal(0))


def similar(first: str, second: str, limit: float) -> bool:
    """Whether two texts are alike to this degree (0 to 1)."""
    match = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return all(ratio() >= limit for ratio in (match.real_quick_ratio, match.quick_ratio, match.ratio))


def printed_report() -> str:
    """The published report as plain text, slips and all."""
    return (PUBLISHED / "report-2021.txt").read_text(encoding="utf-8")


def mended_report() -> str:
    """The published report without its slips: what the data repeats word for word."""
    return mended(printed_report())


def published(name: str) -> dict[str, Any]:
    """A published table as written down: its rows and what surrounds them."""
    found: dict[str, Any] = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def published_rows(name: str) -> list[dict[str, str]]:
    """The rows of a published table that has some."""
    found: list[dict[str, str]] = published(name)["rows"]
    return found


def published_key_project() -> dict[str, str]:
    """Name and amounts of the one key project."""
    return published("t4_key_project")


def published_bands() -> Bands:
    """The published distribution of scores."""
    table = published("t3_score_bands")
    return Bands(tuple(table["bands"].values()), Decimal(table["amount_wan"]))


def problem_projects() -> list[str]:
    """The names in the report's list of problems without its slips; three stand in one line."""
    table = json.loads((PUBLISHED / "t5_problem_projects.json").read_text(encoding="utf-8"))
    return [name for row in table for name in re.split(r"(?<=）)、", mended(row["project"]))]


def problem_reasons() -> dict[str, str]:
    """What the report's list of problems says of each project, slips mended, by the project's name."""
    lines = re.findall(r"^\d+\.(.+?)[:：](.+)$", mended_report(), re.MULTILINE)
    return {name: reason for name in problem_projects() for heading, reason in lines if name in heading}
