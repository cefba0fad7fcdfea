"""Whole sheets: one form or two, among other tables, and what must be read of each."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from support.layouts.canvas import Canvas, book_bytes
from support.layouts.drawing import MONEY, Drawing, columns_of
from support.layouts.plan import Goals, Plan, Unit
from support.published_provinces import PROVINCES, SOURCES

#: A list such as stands beside forms: with labels of theirs as headers.
_LEDGER = (
    ("序号", "项目名称", "主管部门", "年初预算数", "全年预算数", "备注"),
    ("1", "农村道路养护", "县交通局", "12", "12", "已完工"),
    ("2", "公厕改造", "县住建局", "30", "28", "合计"),
)
_CODES = (("代码", "名称"), ("01", "达成年度指标"), ("02", "部分达成"), ("03", "未达成"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """One form as drawn: where its fields stand and what is printed there, and what it does not have.

    ``yuan`` is how many 元 one of its amounts is; ``deadline`` nothing else than the case's words.
    """

    case: Mapping[str, Any]
    plan: Plan
    places: Mapping[str, tuple[str, str]]
    missing: frozenset[str]
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Scene:
    """A workbook of one sheet with forms on it, in reading order of their headers."""

    data: bytes
    forms: tuple[Drawn, ...]


def scene(cases: tuple[Mapping[str, Any], ...], seed: int) -> Scene:
    """One or two cases on one sheet, as the hand of a seed lays them out."""
    draw = random.Random(f"scene {seed}")  # noqa: S311 - a layout is no secret
    plans = [Plan.of(seed * 100 + number, columns_of(case)) for number, case in enumerate(cases)]
    canvas = Canvas(merge=plans[0].merge, numbers_as_text=plans[0].numbers_as_text)
    row, col = plans[0].row, plans[0].col
    if plans[0].table_above:
        row = _table(canvas, 1, col, _LEDGER) + 1
    drawings, beside = [], draw.random() < 0.4
    for number, (case, plan) in enumerate(zip(cases, plans, strict=True)):
        drawing = Drawing(case, plan, canvas, f"{number}/", row, col)
        drawing.draw()
        drawings.append(drawing)
        if beside:
            col += drawing.width + draw.choice((1, 1, 2))
        else:
            row, col = drawing.row + draw.choice((0, 1, 3)), max(1, col + draw.choice((-1, 0, 1)))
    if plans[-1].table_below:
        _table(canvas, max(drawing.row for drawing in drawings) + 2, plans[0].col, _LEDGER)
    if plans[0].table_beside:
        right = max(drawing.col + drawing.width for drawing in drawings)
        _table(canvas, drawings[0].row - 4, right + 1, _CODES)
    forms = tuple(_drawn(drawing, canvas, number) for number, drawing in enumerate(drawings))
    return Scene(book_bytes({"自评": canvas}), forms)


def _table(canvas: Canvas, row: int, col: int, rows: tuple[tuple[str, ...], ...]) -> int:
    for down, texts in enumerate(rows, row):
        for right, text in enumerate(texts, col):
            canvas.put(down, right, text)
    return row + len(rows)


def _drawn(drawing: Drawing, canvas: Canvas, number: int) -> Drawn:
    prefix = f"{number}/"
    places = {
        key.removeprefix(prefix): place for key, place in canvas.places.items() if key.startswith(prefix)
    }
    yuan = Decimal(1 if drawing.money_unit == "元" else 10_000)
    return Drawn(drawing.case, drawing.plan, places, frozenset(_missing(drawing)), yuan)


def _missing(drawing: Drawing) -> Iterator[str]:
    """What the drawn form does not have, as a clerk is told."""
    plan, case = drawing.plan, drawing.case
    province = PROVINCES[case["id"]]
    absent = {
        "项目编码": not plan.with_code,
        "预期目标": plan.goals is Goals.NONE,
        "实际完成情况": plan.goals is Goals.NONE,
        "总分": not _has(drawing, "total_score"),
        "等级": not _has(drawing, "grade"),
        "金额单位": plan.unit is Unit.CELLS,
        "绩效指标-偏差原因分析及改进措施": "reason" not in plan.order,
        "绩效指标-分值": "weight" not in plan.order,
        "绩效指标-得分": "score" not in plan.order,
    }
    yield from (name for name, gone in absent.items() if gone)
    money = {MONEY[key] for key in province.money.values() if key}
    sources = {SOURCES[line["item"]] for line in case["budget_lines"] if line["item"]}
    names = {
        "rate_weight": "执行率分值",
        "rate": "执行率",
        "rate_score": "执行率得分",
        "initial_budget": "资金-年初预算数",
        "budget": "资金-全年预算数",
        "actual": "资金-全年执行数",
    }
    yield from (name for key, name in names.items() if key not in money)
    lines = {
        "total": "资金-年度资金总额",
        "appropriation": "资金-其中：当年财政拨款",
        "carryover": "资金-上年结转资金",
        "other": "资金-其他资金",
    }
    yield from (name for source, name in lines.items() if source not in sources)


def _has(drawing: Drawing, key: str) -> bool:
    return f"{drawing.prefix}{key}" in drawing.canvas.places
