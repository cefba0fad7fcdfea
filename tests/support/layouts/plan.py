"""How one hand lays a form out: every dimension is drawn by itself, from a seed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from support.layouts import words

T = TypeVar("T")


class Heading(StrEnum):
    """Where the value of 项目名称 and its like stands: right of the label, under it, behind its colon."""

    BESIDE = "beside"
    UNDER = "under"
    INLINE = "inline"


class Levels(StrEnum):
    """How 一级指标 and 二级指标 show that they hold for several rows."""

    MERGED = "merged"
    BLANK = "blank"
    REPEATED = "repeated"


class Target(StrEnum):
    """≥90% in one cell, in three columns, in three cells under one header, under a header of two rows."""

    WHOLE = "whole"
    COLUMNS = "columns"
    CELLS = "cells"
    TWO_ROWS = "two rows"


class Goals(StrEnum):
    """Where the goals stand, if anywhere: under their headings (once or in several rows), beside them."""

    UNDER = "under"
    SEVERAL = "several"
    NUMBERED = "numbered"
    BESIDE = "beside"
    NONE = "none"


class Total(StrEnum):
    """总分 in a row of its own, in one cell, in the middle of its row, or nowhere."""

    ROW = "row"
    INLINE = "inline"
    MIDDLE = "middle"
    NONE = "none"


class Unit(StrEnum):
    """Where the unit of money is named."""

    LABEL = "label"
    ABOVE = "above"
    COLUMNS = "columns"
    CELLS = "cells"


@dataclass(frozen=True, slots=True)
class Plan:
    """One layout; ``order`` are the columns behind 三级指标, ``widths`` the sheet's columns for each."""

    row: int
    col: int
    merge: bool
    numbers_as_text: bool
    print_labels: int
    title: str
    year_in_title: bool
    heading: Heading
    with_code: bool
    goals: Goals
    goal_words: tuple[str, str, str]
    unit: Unit
    in_yuan: bool
    across: bool
    rates_first: bool
    order: tuple[str, ...]
    widths: Mapping[str, int]
    target: Target
    levels: Levels
    weights_in_levels: bool
    prefix: str
    section_column: bool
    page_break: bool
    subtotals: bool
    total: Total
    grade: bool
    remarks: int
    signatures: int
    table_above: bool
    table_below: bool
    table_beside: bool
    words: Mapping[str, str]

    @classmethod
    def of(cls, seed: int, columns: Sequence[str]) -> "Plan":
        """The layout of a seed, for a form that has these columns of indicators."""
        draw = random.Random(seed)  # noqa: S311 - a layout is no secret
        order = _order(draw, [key for key in columns if key not in ("level1", "level2", "level3")])
        wide = (*("section", "level1", "level2", "level3"), *order)
        return cls(
            row=draw.choice((1, 1, 2, 5, 40)),
            col=draw.choice((1, 1, 2, 6)),
            merge=draw.random() < 0.8,
            numbers_as_text=draw.random() < 0.2,
            print_labels=draw.randrange(6),
            title=draw.choice(words.TITLES),
            year_in_title=draw.random() < 0.4,
            heading=draw.choice((Heading.BESIDE, Heading.BESIDE, Heading.UNDER, Heading.INLINE)),
            with_code=draw.random() < 0.5,
            goals=draw.choice(tuple(Goals)),
            goal_words=draw.choice(words.GOALS),
            unit=draw.choice(tuple(Unit)),
            in_yuan=draw.random() < 0.3,
            across=draw.random() < 0.25,
            rates_first=draw.random() < 0.2,
            order=order,
            widths={key: draw.choice((1, 1, 2, 3)) for key in wide},
            target=draw.choice(tuple(Target)),
            levels=draw.choice(tuple(Levels)),
            weights_in_levels=draw.random() < 0.4,
            prefix=draw.choice(("", "", "指标{}：", "指标{}", "指标{}:⏎")),
            section_column=draw.random() < 0.8,
            page_break=draw.random() < 0.25,
            subtotals=draw.random() < 0.25,
            total=draw.choice((Total.ROW, Total.ROW, Total.MIDDLE, Total.INLINE, Total.NONE)),
            grade=draw.random() < 0.4,
            remarks=draw.randrange(len(words.REMARKS) + 1),
            signatures=draw.randrange(len(words.SIGNATURES) + 1),
            table_above=draw.random() < 0.2,
            table_below=draw.random() < 0.2,
            table_beside=draw.random() < 0.2,
            words=_words(draw),
        )


def _order(draw: random.Random, columns: list[str]) -> tuple[str, ...]:
    """The columns as forms have them: one left out now and then, 分值 anywhere before 得分."""
    kept = [key for key in columns if key not in ("weight", "score", "reason") or draw.random() < 0.85]
    front = [key for key in kept if key not in ("score", "reason")]
    if "weight" in front:
        front.remove("weight")
        front.insert(draw.randrange(len(front) + 1), "weight")
    if draw.random() < 0.25:
        front.insert(draw.randrange(len(front) + 1), "extra")
    return (*front, *(key for key in ("score", "reason") if key in kept))


#: Every label that a form has one of, by the key of its field.
_ALL: Final[Mapping[str, Sequence[str]]] = {
    **words.HEADING,
    **{f"money.{key}": labels for key, labels in words.MONEY.items()},
    **{f"source.{key}": labels for key, labels in words.SOURCES.items()},
    **{f"column.{key}": labels for key, labels in words.INDICATORS.items()},
    "funds": words.FUNDS,
    "extra": words.EXTRA,
    "total": words.TOTALS,
    "subtotal": words.SUBTOTALS,
    "grade": words.GRADES,
}


def _words(draw: random.Random) -> dict[str, str]:
    return {key: draw.choice(labels) for key, labels in _ALL.items()}


def printed(label: str, manner: int) -> str:
    """A label as a plan prints it: as it is, over two lines, spread out, full width, in blanks, marked."""
    half = (len(label) + 1) // 2
    wide = str.maketrans("()/AB0125:", "（）／ＡＢ０１２５：")
    manners = (
        label,
        f"{label[:half]}⏎{label[half:]}",
        "　".join(label) if "（" not in label else label,
        label.translate(wide),
        f"  {label}\u00a0",
        f"*{label}",
    )
    return manners[manner]
