"""What villages write: 预期目标 and 实际完成情况, in sentences made from the indicators."""

from collections.abc import Sequence

from demo_round.amounts import plain
from demo_round.indicators import Indicator
from demo_round.ledger import Entry
from demo_round.pick import pick
from demo_round.source import Kind, Project


def goal_done(project: Project, kind: Kind, entry: Entry, rows: Sequence[Indicator]) -> str:
    """实际完成情况: what was done, why the budget changed, how many people were asked."""
    asked = any("问卷" in text for text in (project.done, *(row.reason for row in rows)))
    sample = "" if asked else _sample(entry)
    if project.done:
        return f"{project.done}{_adjustment(entry)}{sample}"
    pattern = kind.done[pick(f"{entry.code}/done", len(kind.done))]
    text = pattern.format(
        quantity="、".join(_quantity(row) for row in rows if row.level == "quantity"),
        finish=_finish(next(row for row in rows if row.level == "progress")),
    )
    return f"{text}{_adjustment(entry)}{sample}"


def _quantity(row: Indicator) -> str:
    return f"{row.line.name}{row.line.actual}{row.line.unit}"


def _finish(row: Indicator) -> str:
    if row.line.deadline:
        return f"{row.line.name}为{row.line.actual}"
    return f"{row.line.name}达到{row.line.actual}{row.line.unit}"


def _sample(entry: Entry) -> str:
    return f"满意度调查收回有效问卷{28 + pick(f'{entry.code}/sample', 70)}份。"


def _adjustment(entry: Entry) -> str:
    total = entry.total
    if total.initial == total.budget:
        return ""
    if not total.initial:
        return f"本项目为年中下达，年初未安排预算，全年预算{plain(total.budget)}万元。"
    change = total.budget - total.initial
    verb = "追加" if change > 0 else "调减"
    return f"年中按实际工作量{verb}预算{plain(abs(change))}万元，全年预算调整为{plain(total.budget)}万元。"
