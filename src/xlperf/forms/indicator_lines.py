"""From the cells of one row of 绩效指标 to an indicator, whichever way the cells were found."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeVar

from xlperf.forms.entries import (
    NO_CELL,
    completion_entry,
    measure_entry,
    number_entry,
    relation_entry,
    said,
    target_entry,
    text_entry,
)
from xlperf.forms.label_words import is_subtotal
from xlperf.model.evaluation import Entry, IndicatorLine, Measure, Relation
from xlperf.model.reading import Note, NoteKind
from xlperf.model.text import clean_text, match_key
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.workbook import Workbook

T = TypeVar("T")

#: “指标1：” before a name, also without the colon (“指标1工程完工率”); not “指标100%达成”, “指标一致性”.
_NUMBERED: Final = re.compile(
    r"指标(?:[0-9]{1,2}(?![0-9%]|\.[0-9])\s*[:：、.）)]?|[一二三四五六七八九十]{1,2}\s*[:：、.）)])\s*"
)
#: “示例：”, “（如：”: what follows shows how a row is filled in.
_SAMPLE: Final = re.compile(r"\(?(?:(?:示例|样例|举例|例如)\)?[:：、)]?|(?:例|如)\)?[:：])")
_DITTO: Final = re.compile(r"\(?(?:同上|同前|〃|′{2}|\"{1,2})\)?")
#: What begins like a number without a day in it.
_NUMBER_OF_SORTS: Final = re.compile(r"[约近大概\"`']*[0-9][^年月日]*$")
#: Of target, actual value, weight and score an indicator has at least so many as numbers.
_ENOUGH_NUMBERS: Final = 2

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
        filled = _filled_down(self._line(cells) for cells in rows if not self._is_none(cells))
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
            _without_ditto(relation),
            _without_ditto(_noting_words(target, relation)),
            _without_ditto(unit),
            _without_ditto(self._actual(cells, relation, target, unit)),
            number_entry(self.book, cells.get("weight", NO_CELL)),
            number_entry(self.book, cells.get("score", NO_CELL)),
            self._text(cells, "reason"),
        )

    def _is_none(self, cells: Mapping[str, Cell]) -> bool:
        return self._is_subtotal(cells) or self.is_sample(cells)

    def is_sample(self, cells: Mapping[str, Cell]) -> bool:
        """Whether a row only shows how it is done: 示例：新建公厕数量."""
        return _is_sample(self._said(cells, "level3"))

    def dittos(self, cells: Mapping[str, Cell]) -> Iterator[Cell]:
        """The cells of a row that say 同上 where nobody can know what is meant, as one can in 一级指标."""
        for key in ("relation", "target", "unit", "actual", "weight", "score"):
            cell = cells.get(key, NO_CELL)
            if is_ditto(said(self.book, cell)):
                yield cell

    def name(self, cells: Mapping[str, Cell]) -> str:
        """三级指标 of a row, as a sentence quotes it."""
        return " ".join(self._said(cells, "level3").split())[:40]

    def looks_filled(self, cells: Mapping[str, Cell]) -> bool:
        """Whether a row has a name and numbers as an indicator has: it is one wherever it stands."""
        keys = ("target", "actual", "weight", "score")
        numbers = sum(isinstance(cells[key].value, Decimal) for key in keys)
        return isinstance(cells["level3"].value, str) and numbers >= _ENOUGH_NUMBERS

    def _is_subtotal(self, cells: Mapping[str, Cell]) -> bool:
        return any(is_subtotal(self._said(cells, key)) for key in ("level1", "level2", "level3"))

    def _said(self, cells: Mapping[str, Cell], key: str) -> str:
        return said(self.book, cells.get(key, NO_CELL))

    def _text(self, cells: Mapping[str, Cell], key: str) -> Entry[str]:
        return text_entry(self.book, cells.get(key, NO_CELL))

    def _target(self, cells: Mapping[str, Cell]) -> tuple[Entry[Relation], Entry[Measure], Entry[str]]:
        """指标性质, 指标值 and 度量单位; where a cell is blank or missing, the target's own words count."""
        cell, unit = cells.get("target", NO_CELL), self._text(cells, "unit")
        relation = relation_entry(self.book, cells.get("relation", NO_CELL))
        if not relation.blank and (unit.value or relation.value is Relation.QUALITATIVE):
            return relation, measure_entry(self.book, cell, unit.value or "", relation.value, self.year), unit
        whole = target_entry(self.book, cell, self.year)
        found = whole.value
        if found is not None and found.relation is not None and relation.blank:
            relation = Entry(found.relation, found.relation.value, cell.ref)
        if unit.value or relation.value is Relation.QUALITATIVE:
            return relation, measure_entry(self.book, cell, unit.value or "", relation.value, self.year), unit
        if found is not None and found.unit:
            unit = Entry(found.unit, found.unit, cell.ref)
        value = None if found is None else found.value
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
    name = _name_alone(level3.value or "")
    return level3 if name == level3.value else replace(level3, value=name)


def _name_alone(name: str) -> str | None:
    name = _NUMBERED.sub("", name, count=1) if _NUMBERED.match(name) else name
    return None if _UNFILLED.fullmatch(name) else name


@lru_cache(maxsize=8192)
def _is_sample(level3: str) -> bool:
    return _SAMPLE.match(match_key(_name_alone(clean_text(level3)) or "")) is not None


def _filled_down(lines: Iterable[IndicatorLine]) -> Iterator[IndicatorLine]:
    """一级指标 and 二级指标 stand once over several rows, merged or with blanks below."""
    level1: Entry[str] = Entry()
    level2: Entry[str] = Entry()
    for line in lines:
        if not _same_as_above(line.level1) and line.level1.value != level1.value:
            level2 = Entry()
        level1 = level1 if _same_as_above(line.level1) else line.level1
        level2 = level2 if _same_as_above(line.level2) else line.level2
        as_is = level1 is line.level1 and level2 is line.level2
        yield line if as_is else replace(line, level1=level1, level2=level2)


def _noting_words(target: Entry[Measure], relation: Entry[Relation]) -> Entry[Measure]:
    """A target beside its sign ≥ that begins with a number and is none (90左右) cannot be counted with."""
    apart = relation.cell != target.cell and relation.value not in (None, Relation.QUALITATIVE)
    if apart and isinstance(target.value, str) and _NUMBER_OF_SORTS.match(match_key(target.value)):
        return replace(target, value=None, notes=(*target.notes, Note(NoteKind.MALFORMED)))
    return target


def _without_ditto(entry: Entry[T]) -> Entry[T]:
    """Nothing where 同上 is written: whether it means the sign, the number or the words above, who knows."""
    return replace(entry, value=None) if is_ditto(entry.text) else entry


def _same_as_above(level: Entry[str]) -> bool:
    return level.blank or is_ditto(level.text)


@lru_cache(maxsize=8192)
def is_ditto(text: str) -> bool:
    """Whether a cell only says that it is as the one above: 同上, 〃."""
    return _DITTO.fullmatch(match_key(text)) is not None


def _says_something(line: IndicatorLine) -> bool:
    """Whether somebody typed more into a row than the blank form prints; formulas alone say nothing."""
    entries: tuple[Entry[object], ...] = (line.target, line.actual, line.weight, line.score, line.reason)
    typed = any(entry.error or not (entry.blank or entry.formula) for entry in entries)
    return typed or line.level3.value is not None or bool(line.level3.error)
