"""What the form shows by itself while it is being filled (conditional formats, as data).

Colours are for the screen: the form prints in black and white, and nothing is said by colour that
the checks after collection do not say again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xlperf.forms.areas import absolute, anchor, cells_of, row_of, rows_of, sliding
from xlperf.forms.fields import NOT_APPLICABLE
from xlperf.forms.layout import Layout, indicator_cells
from xlperf.forms.names import Name
from xlperf.model.evaluation import Relation
from xlperf.model.money import plain
from xlperf.ooxml.refs import Range, ref
from xlperf.rules.ruleset import QuantitativeRule


class Look(StrEnum):
    """How a mark looks: a required cell still blank, a wrong figure, a repeated label, a group's edge."""

    MISSING = "missing"
    WRONG = "wrong"
    REPEATED_EDGE = "repeated_edge"
    REPEATED = "repeated"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Mark:
    """One conditional format: ``formula`` is written for the upper left cell of ``area``."""

    area: Range
    look: Look
    formula: str


def marks(layout: Layout) -> tuple[Mark, ...]:
    """Every conditional format of the form, the more important ones first."""
    return (*_groups(layout), *_wrong(layout), *_missing_single(layout), *_missing_rows(layout))


def _groups(layout: Layout) -> Iterator[Mark]:
    """一级指标 and 二级指标 stand in every row (merged cells break when rows are inserted) and look merged.

    The label shows in the middle row of its group, the line above in the first. Equal labels are
    taken to stand together. Where both apply one mark says both, for LibreOffice heeds the first only.
    """
    level1, level2 = layout.indicator_column("level1"), layout.indicator_column("level2")
    one, two = sliding(level1), sliding(level2)
    whole1, whole2 = absolute(level1), absolute(level2)
    above1, above2 = (sliding(_above(column)) for column in (level1, level2))
    upto1, upto2 = (f"{absolute(anchor(column))}:{sliding(column)}" for column in (level1, level2))
    nth1, size1 = f"COUNTIF({upto1},{one})", f"COUNTIF({whole1},{one})"
    nth2 = f"COUNTIFS({upto1},{one},{upto2},{two})"
    size2 = f"COUNTIFS({whole1},{one},{whole2},{two})"
    for area, hidden, edge in (
        (level1, f"{nth1}<>INT(({size1}+1)/2)", f"{one}<>{above1}"),
        (level2, f"{nth2}<>INT(({size2}+1)/2)", f"OR({one}<>{above1},{two}<>{above2})"),
    ):
        yield Mark(area, Look.REPEATED_EDGE, f"=AND({hidden},{edge})")
        yield Mark(area, Look.REPEATED, f"={hidden}")
        yield Mark(area, Look.EDGE, f"={edge}")


def _above(area: Range) -> Range:
    return Range(area.first_row - 1, area.first_col, area.first_row - 1, area.first_col)


def _wrong(layout: Layout) -> Iterator[Mark]:
    row = {key: sliding(cell) for key, cell in indicator_cells(row_of(layout.indicators, 0)).items()}
    score, weight = row["score"], row["weight"]
    weights = layout.indicator_column("weight")
    total = absolute(layout.place(Name.WEIGHT_TOTAL))
    full = plain(layout.spec.rules.weights_total)
    yield Mark(
        layout.indicator_column("score"),
        Look.WRONG,
        f"=OR({score}<0,AND(COUNT({score},{weight})=2,{score}>{weight}))",
    )
    yield Mark(
        layout.indicator_column("actual"),
        Look.WRONG,
        f'=AND({row["actual"]}<>"",{row["actual"]}<>"{NOT_APPLICABLE}",ISNUMBER({row["target"]}),'
        f'{row["relation"]}<>"{Relation.QUALITATIVE}",NOT(ISNUMBER({row["actual"]})))',
    )
    yield Mark(
        layout.place(Name.WEIGHT_TOTAL),
        Look.WRONG,
        f"=AND(COUNT({absolute(weights)})>0,ROUND({total}-{full},6)<>0)",
    )


def _missing_single(layout: Layout) -> Iterator[Mark]:
    for field in layout.spec.fields:
        if field.is_input and field.required:
            area = layout.place(field.name)
            yield Mark(area, Look.MISSING, f"=LEN(TRIM({absolute(anchor(area))}))=0")
    amounts = rows_of(layout.funds, 1, 3)
    first = next(cells_of(amounts))
    yield Mark(amounts, Look.MISSING, f"=LEN(TRIM({ref(first.first_row, first.first_col)}))=0")


def _missing_rows(layout: Layout) -> Iterator[Mark]:
    """A row of 绩效指标 is wanted once something stands in it, or while its 一级指标 has no indicator."""
    rows = layout.indicators
    at = {key: sliding(cell) for key, cell in indicator_cells(row_of(rows, 0)).items()}
    used = f'{at["level3"]}<>""'
    for key, condition in {
        "level3": _wants_name(layout, at),
        "relation": used,
        "target": used,
        "actual": used,
        "weight": used,
        "unit": f'{used},ISNUMBER({at["target"]}),{at["relation"]}<>"{Relation.QUALITATIVE}"',
        "score": f'{used},{at["actual"]}<>"",{at["actual"]}<>"{NOT_APPLICABLE}"',
        "reason": _wants_reason(layout.spec.rules.quantitative, at),
    }.items():
        area = layout.indicator_column(key)
        yield Mark(area, Look.MISSING, f'=AND({at[key]}="",{condition})')


def _wants_name(layout: Layout, at: dict[str, str]) -> str:
    started = f"COUNTA({at['relation']}:{at['weight']},{at['reason']})>0"
    levels, names = (absolute(layout.indicator_column(key)) for key in ("level1", "level3"))
    return f'OR({started},COUNTIFS({levels},{at["level1"]},{names},"?*")=0)'


def _wants_reason(rule: QuantitativeRule, at: dict[str, str]) -> str:
    """Points were lost, or far more was done than asked. N() because AND and OR look at every part."""
    lost = f"AND(COUNT({at['weight']},{at['score']})=2,{at['score']}<{at['weight']})"
    if rule.over_target == "none":
        return lost
    target, actual, sign = f"N({at['target']})", f"N({at['actual']})", at["relation"]
    upward = f'OR({sign}="≥",{sign}=">",{sign}="=")'
    beyond = f"AND({target}>0,{actual}>={target}*{plain(rule.over_target_threshold)})"
    if rule.zero_target_threshold is not None:
        beyond = f"OR({beyond},AND({target}=0,{actual}>={plain(rule.zero_target_threshold)}))"
    return f"OR({lost},AND(COUNT({at['target']},{at['actual']})=2,{upward},{beyond}))"
