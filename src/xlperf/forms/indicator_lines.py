"""From the cells of one row of 绩效指标 to an indicator, whichever way the cells were found."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from xlperf.forms.entries import (
    NO_CELL,
    completion_entry,
    measure_entry,
    number_entry,
    relation_entry,
    target_entry,
    text_entry,
)
from xlperf.forms.label_words import is_subtotal
from xlperf.model.evaluation import Entry, IndicatorLine, Measure, Relation
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook

#: “指标1：” before a name, also without the colon (“指标1工程完工率”); not “指标100%达成”, “指标一致性”.
_NUMBERED: Final = re.compile(
    r"指标(?:[0-9]{1,2}(?![0-9%]|\.[0-9])\s*[:：、.）)]?|[一二三四五六七八九十]{1,2}\s*[:：、.）)])\s*"
)
#: What the blank form prints where names are to be filled in: “指标2/……”.
_UNFILLED: Final = re.compile(r"[….。·/\s]*")


@dataclass(frozen=True, slots=True)
class IndicatorReader:
    """Reads rows of one form; ``year`` is the one that deadlines without a year belong to."""

    book: Workbook
    year: int

    def lines(self, rows: Iterable[Mapping[str, Cell]]) -> tuple[IndicatorLine, ...]:
        """The indicators of a form; blank rows and subtotals (小计) are none.

        Args:
            rows: the cells of each row by the attribute of IndicatorLine; a column that the form does
                not have is missing.
        """
        filled = _filled_down(self._line(cells) for cells in rows if not self._is_subtotal(cells))
        return tuple(line for line in filled if _says_something(line))

    def spare(self, rows: Iterable[Mapping[str, Cell]]) -> tuple[str, ...]:
        """The names' cells in rows that hold nothing but what the blank form prints there: “指标2：……”."""
        lines = [self._line(cells) for cells in rows]
        spare = (line for line in lines if not line.level3.blank and not _says_something(line))
        return tuple(line.level3.cell for line in spare)

    def _line(self, cells: Mapping[str, Cell]) -> IndicatorLine:
        relation, target, unit = self._target(cells)
        return IndicatorLine(
            self._text(cells, "level1"),
            self._text(cells, "level2"),
            _without_number(self._text(cells, "level3")),
            relation,
            target,
            unit,
            self._actual(cells, relation, target, unit),
            number_entry(self.book, cells.get("weight", NO_CELL)),
            number_entry(self.book, cells.get("score", NO_CELL)),
            self._text(cells, "reason"),
        )

    def _is_subtotal(self, cells: Mapping[str, Cell]) -> bool:
        return any(is_subtotal(self._text(cells, key).text) for key in ("level1", "level2", "level3"))

    def _text(self, cells: Mapping[str, Cell], key: str) -> Entry[str]:
        return text_entry(self.book, cells.get(key, NO_CELL))

    def _target(self, cells: Mapping[str, Cell]) -> tuple[Entry[Relation], Entry[Measure], Entry[str]]:
        """指标性质, 指标值 and 度量单位; where a cell is blank or missing, the target's own words count."""
        cell = cells.get("target", NO_CELL)
        whole = target_entry(self.book, cell, self.year)
        said = whole.value
        relation = relation_entry(self.book, cells.get("relation", NO_CELL))
        if said is not None and said.relation is not None and relation.blank:
            relation = Entry(said.relation, said.relation.value, cell.ref)
        unit = self._text(cells, "unit")
        if unit.value or relation.value is Relation.QUALITATIVE:
            return relation, measure_entry(self.book, cell, unit.value or "", relation.value, self.year), unit
        if said is not None and said.unit:
            unit = Entry(said.unit, said.unit, cell.ref)
        value = None if said is None else said.value
        target = Entry[Measure](value, whole.text, whole.cell, whole.notes, whole.formula, whole.error)
        return relation, target, unit

    def _actual(
        self,
        cells: Mapping[str, Cell],
        relation: Entry[Relation],
        target: Entry[Measure],
        unit: Entry[str],
    ) -> Entry[Measure]:
        cell = cells.get("actual", NO_CELL)
        if isinstance(target.value, date):
            return completion_entry(self.book, cell, self.year)
        return measure_entry(self.book, cell, unit.value or "", relation.value, self.year)


def _without_number(level3: Entry[str]) -> Entry[str]:
    """The name of an indicator alone; nothing where only the blank form's “指标1……” is left."""
    if level3.value is None:
        return level3
    name = _NUMBERED.sub("", level3.value, count=1) if _NUMBERED.match(level3.value) else level3.value
    return replace(level3, value=None if _UNFILLED.fullmatch(name) else name)


def _filled_down(lines: Iterable[IndicatorLine]) -> Iterator[IndicatorLine]:
    """一级指标 and 二级指标 stand once over several rows, merged or with blanks below."""
    level1: Entry[str] = Entry()
    level2: Entry[str] = Entry()
    for line in lines:
        if line.level1.value is not None and line.level1.value != level1.value:
            level2 = Entry()
        level1 = level1 if line.level1.blank else line.level1
        level2 = level2 if line.level2.blank else line.level2
        yield replace(line, level1=level1, level2=level2)


def _says_something(line: IndicatorLine) -> bool:
    """Whether somebody typed more into a row than the blank form prints; formulas alone say nothing."""
    entries: tuple[Entry[object], ...] = (line.target, line.actual, line.weight, line.score, line.reason)
    typed = any(entry.error or not (entry.blank or entry.formula) for entry in entries)
    return typed or line.level3.value is not None or bool(line.level3.error)
