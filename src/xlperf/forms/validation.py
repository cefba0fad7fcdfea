"""What may be typed where, and the Chinese sentence that says so (Excel data validation, as data).

Limits of the format: titles 32 characters, messages 255, a literal list 255 in all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from xlperf.forms.areas import anchor, cells_of, row_of, rows_of, sliding
from xlperf.forms.fields import NOT_APPLICABLE, ColumnSpec, FieldSpec, Kind
from xlperf.forms.layout import Layout, indicator_cells
from xlperf.model.evaluation import Relation
from xlperf.ooxml.refs import Range, compact_sqref, parse_sqref

MAX_TITLE: Final = 32
MAX_MESSAGE: Final = 255
MAX_LIST: Final = 255

#: A rate typed as 0.95 where the target says 95 (unit %) is at least this many times too small.
PERCENT_SLIP: Final = 50


class Check(StrEnum):
    """The kinds of Excel validation that the form uses."""

    LIST = "list"
    DECIMAL = "decimal"
    WHOLE = "whole"
    LENGTH = "length"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Validation:
    """One validation rule over some areas.

    ``choices`` belong to LIST, ``minimum`` and ``maximum`` to DECIMAL, WHOLE and LENGTH (a maximum
    that starts with "=" is a formula; "" means no maximum), ``formula`` to CUSTOM. ``stop`` refuses
    a wrong entry; otherwise Excel asks whether to keep it.
    """

    areas: tuple[Range, ...]
    check: Check
    title: str
    prompt: str
    error: str
    choices: tuple[str, ...] = ()
    minimum: Decimal = Decimal(0)
    maximum: Decimal | str = ""
    formula: str = ""
    stop: bool = True


def validations(layout: Layout) -> tuple[Validation, ...]:
    """Every validation rule of a blank form; no cell has two."""
    return tuple(_all(layout))


def _all(layout: Layout) -> Iterator[Validation]:
    spec = layout.spec
    for field in spec.fields:
        if field.is_input:
            yield _field(field, anchor(layout.place(field.name)))
    yield _amounts(layout)
    for column in spec.indicator_columns:
        if column.key == "actual":
            yield from _actuals(layout, column)
        elif not column.locked:
            yield _column(layout, column)


def _field(field: FieldSpec, area: Range) -> Validation:
    if field.kind is Kind.YEAR:
        return Validation(
            (area,), Check.WHOLE, field.label, field.help, "年度要填四位数的年份，例如 2021，不带“年”字。",
            minimum=Decimal(2000), maximum=Decimal(2099),
        )  # fmt: skip
    return _length(area, field.label, field.help, field.max_length)


def _length(area: Range, label: str, prompt: str, limit: int | None) -> Validation:
    maximum = Decimal(limit or MAX_MESSAGE)
    error = f"“{label}”不能超过 {maximum} 个字，请写得简短些。"
    return Validation((area,), Check.LENGTH, label, prompt, error, maximum=maximum)


def _amounts(layout: Layout) -> Validation:
    unit, funds = layout.spec.money_unit, layout.funds
    return Validation(
        (rows_of(funds, 1, 3),), Check.DECIMAL, f"金额（{unit}）",
        f"单位是{unit}，只填数字，不写“{unit}”，不加文字。没有这项资金就填 0。合计和执行率自动算出。",
        f"这里只能填不小于 0 的数字，单位是{unit}。例如 12.5，不要填“12.5{unit}”。",
    )  # fmt: skip


def _column(layout: Layout, column: ColumnSpec) -> Validation:
    area = layout.indicator_column(column.key)
    if column.kind is Kind.RELATION:
        return Validation(
            (area,), Check.LIST, column.header, column.help,
            f"请从下拉列表里选：{'、'.join(layout.spec.relations)}。", choices=layout.spec.relations,
        )  # fmt: skip
    if column.kind is Kind.POINTS:
        return Validation(
            (area,), Check.DECIMAL, column.header, column.help,
            "分值是 0 到 100 之间的数字。", maximum=Decimal(100),
        )  # fmt: skip
    if column.kind is Kind.SCORE:
        weight = sliding(layout.indicator_column("weight"))
        return Validation(
            (area,), Check.DECIMAL, column.header, column.help,
            "得分是数字，不能小于 0，也不能超过本行的分值。", maximum=f"={weight}",
        )  # fmt: skip
    return _length(area, column.header, column.help, column.max_length)


def _actuals(layout: Layout, column: ColumnSpec) -> Iterator[Validation]:
    """Two rules over one column: rows in words and rows in numbers.

    A blank form expects them where they are usual; an issued form knows, and the filler gives every
    row the rule of its 指标性质. The list only asks, so that a clerk whose row is not as usual can
    go on; the checks after collection decide.
    """
    cells = tuple(cells_of(layout.indicator_column(column.key)))
    words = [cell for cell, row in zip(cells, layout.spec.indicator_rows, strict=True) if row.words]
    numbers = [cell for cell in cells if cell not in words]
    yield Validation(
        _joined(words), Check.LIST, column.header,
        f"定性指标请从下拉列表选一档；确实没有这项工作的选“{NOT_APPLICABLE}”。定量指标填数字。",
        "定性指标要从下拉列表里选。如果这一行是定量指标，请先把“指标性质”改成≥、≤等再填数字。仍要保留吗？",
        choices=layout.spec.qualitative_choices, stop=False,
    )  # fmt: skip
    areas = _joined(numbers)
    yield Validation(
        areas, Check.CUSTOM, column.header, column.help,
        "指标值是数字，实际完成值也要填数字：只填数字，不写单位和文字。单位是 % 时填 95，不要填 95% 或 0.95。"
        f"没有这项工作的填“{NOT_APPLICABLE}”。",
        formula=actual_is_fit(row_of(layout.indicators, areas[0].first_row - layout.indicators.first_row)),
    )  # fmt: skip


def actual_is_fit(row: Range) -> str:
    """The formula, true for an acceptable 实际完成值 of one row of 绩效指标 whose target is a number.

    Rows in words, rows with a deadline and rows that do not apply are let through. A rate typed as
    a fraction (0.95, or 95% which Excel stores as 0.95) against a target of 95 with unit % is not.
    """
    at = {key: sliding(cell) for key, cell in indicator_cells(row).items()}
    actual, target, unit, relation = at["actual"], at["target"], at["unit"], at["relation"]
    other = f'{relation}="{Relation.QUALITATIVE}",{actual}="{NOT_APPLICABLE}",NOT(ISNUMBER({target}))'
    slip = f'AND(OR({unit}="%",{unit}="％"),{actual}>0,{actual}<=1,{target}>={PERCENT_SLIP}*{actual})'
    downward = f'OR({relation}="≤",{relation}="<")'
    return f"=OR({other},IF(ISNUMBER({actual}),OR({downward},NOT({slip})),FALSE))"


def _joined(cells: Iterable[Range]) -> tuple[Range, ...]:
    """Cells as few areas: neighbours are joined."""
    return parse_sqref(compact_sqref(cells))


def list_source(choices: tuple[str, ...]) -> str:
    """A literal list as Excel stores it, for messages and tests; ValueError where it does not fit."""
    source = ",".join(choices)
    if len(source) > MAX_LIST or any("," in choice for choice in choices):
        raise ValueError(f"drop-down list does not fit a validation: {source}")
    return source


def input_cells(layout: Layout) -> frozenset[str]:
    """The addresses of all cells that are typed into: unlocked, all others locked."""
    spec = layout.spec
    areas = [layout.place(field.name) for field in spec.fields if field.is_input]
    areas += [rows_of(layout.funds, 1, 3)]
    areas += [layout.indicator_column(column.key) for column in spec.indicator_columns if not column.locked]
    return frozenset(cell.ref for area in areas for cell in cells_of(area))
