"""重点项目: the sections that the report prints about each, from that project's own form."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from xlperf.forms.spec import NOT_APPLICABLE
from xlperf.model.evaluation import IndicatorLine
from xlperf.model.ledger import Amounts, Column, Funding, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import amount_text
from xlperf.model.tables import KeyProjectRow
from xlperf.rules.levels import canonical_level1
from xlperf.steps.office import Office
from xlperf.steps.problems import problems
from xlperf.steps.results import Result
from xlperf.steps.round_tables import FUNDING_SOURCES
from xlperf.steps.table_reader import read_columns

NONE = "无"


def key_projects(office: Office, accepted: Iterable[Result]) -> tuple[KeyProjectRow, ...]:
    """One row for each of these key projects, secret ones too: what is published is decided later."""
    overviews = _overviews(office)
    return tuple(_row(office, result, overviews.get(result.entry.code, "")) for result in accepted)


def _overviews(office: Office) -> Mapping[str, str]:
    """项目概况 is the clerk's own column of the sheet 重点项目."""
    table = read_columns(office.book, "重点项目", ("项目编码", "项目概况"))
    return {row.text("项目编码").strip(): row.text("项目概况").strip() for row in table.rows}


def _row(office: Office, result: Result, overview: str) -> KeyProjectRow:
    form, scored = result.form, result.scored
    if scored.score is None or scored.grade is None:
        raise ValueError(f"an accepted form has a score: {result.entry.code}")
    found = list(problems(result, office.round))
    blocks = _blocks(office, form.indicators)
    return KeyProjectRow(
        code=result.entry.code,
        name=result.entry.name,
        overview=overview,
        goal=form.goal.value or "",
        funds=funds_sentence(result.entry.funding, office.money_unit, office.settings.year),
        output=blocks["output"],
        effect=blocks["effect"],
        satisfaction=blocks["satisfaction"],
        problem="\n".join(row.problem for row in found if row.problem) or NONE,
        measure="\n".join(row.measure for row in found if row.measure) or NONE,
        score=scored.score,
        grade=scored.grade,
    )


def funds_sentence(funding: Funding, unit: MoneyUnit, year: int) -> str:
    """项目资金到位及执行情况, from the ledger's amounts."""
    total = funding.total

    def parts(column: Column) -> str:
        kept = [
            f"{FUNDING_SOURCES[source]}{amount_text(funding.of(source).get(column), unit)}{unit}"
            for source in FUNDING_SOURCES
            if source is not Source.CARRYOVER or funding.carryover != Amounts()
        ]
        return "，".join(kept)

    return (
        f"本项目年度预算金额为{amount_text(total.budget, unit)}{unit}，其中：{parts(Column.BUDGET)}。"
        f"截至{year}年12月底，本项目共支出{amount_text(total.actual, unit)}{unit}，"
        f"其中：{parts(Column.ACTUAL)}。"
    )


def _blocks(office: Office, lines: Iterable[IndicatorLine]) -> dict[str, str]:
    blocks: dict[str, list[str]] = {"output": [], "effect": [], "satisfaction": []}
    for line in lines:
        level1 = canonical_level1(office.rules, line.level1.value or "") or line.level1.value or ""
        blocks[_block(level1)].append(indicator_sentence(line))
    return {name: "\n".join(sentences) for name, sentences in blocks.items()}


def _block(level1: str) -> str:
    if "满意" in level1:
        return "satisfaction"
    return "output" if "产出" in level1 or "成本" in level1 else "effect"


def indicator_sentence(line: IndicatorLine) -> str:
    """One indicator in a sentence with its units, such as 数量指标：指挥中心数量，目标=1个，实际1个."""
    level2 = line.level2.value or line.level1.value or ""
    name = line.level3.value or ""
    if line.actual.value == NOT_APPLICABLE:
        return f"{level2}：不涉及。"
    unit = line.unit.value or ""
    sign = line.relation.value.value if line.relation.value and isinstance(line.target.value, Decimal) else ""
    actual_unit = (
        unit if isinstance(line.actual.value, Decimal) and not line.actual.text.endswith(unit) else ""
    )
    target_unit = (
        unit if isinstance(line.target.value, Decimal) and not line.target.text.endswith(unit) else ""
    )
    return (
        f"{level2}：{name}，目标{sign}{line.target.text}{target_unit}，实际{line.actual.text}{actual_unit}。"
    )
