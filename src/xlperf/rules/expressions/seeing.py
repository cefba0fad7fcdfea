"""A form as a rule goes over it: rows of fields, each seen once, in one of the two views."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from xlperf.model.evaluation import Entry, IndicatorLine, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.case import FormCase
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import Place
from xlperf.rules.expressions.cells import NO, PENDING, YES, Seen, State, View, shared
from xlperf.rules.expressions.definitions import Value, constants
from xlperf.rules.expressions.derived import ABOUT_COLUMN, ABOUT_FORM, ABOUT_INDICATOR
from xlperf.rules.expressions.vocabulary import (
    COLUMN_NAMES,
    SOURCE_NAMES,
    TOTAL_NAME,
    Group,
    all_fields,
    amount_name,
)
from xlperf.rules.recompute import has_source_rows

_SOURCES: Final = dict(zip((TOTAL_NAME, *SOURCE_NAMES), Source, strict=True))
_SOURCE_NAMES: Final = {source: name for name, source in _SOURCES.items()}
_COLUMNS: Final = dict(zip(COLUMN_NAMES, Column, strict=True))

_FORM: Final[Mapping[str, Callable[[SelfEvaluation], Entry[object]]]] = {
    "年度": lambda form: form.year,
    "项目名称": lambda form: form.project_name,
    "项目编码": lambda form: form.project_code,
    "主管部门": lambda form: form.department,
    "实施单位": lambda form: form.unit,
    "执行率": lambda form: form.rate,
    "执行率分值": lambda form: form.rate_weight,
    "执行率得分": lambda form: form.rate_score,
    "预期目标": lambda form: form.goal,
    "实际完成情况": lambda form: form.goal_done,
    "总分": lambda form: form.total_score,
    "等级": lambda form: form.grade,
}
_NOTHING: Final[Entry[object]] = Entry()
_AMOUNTS: Final = {
    amount_name(source, column): (_SOURCES[source], _COLUMNS[column])
    for source in _SOURCES
    for column in _COLUMNS
}
_INDICATOR: Final = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "level3",
    "指标性质": "relation",
    "指标值": "target",
    "度量单位": "unit",
    "实际完成值": "actual",
    "分值": "weight",
    "得分": "score",
    "偏差原因分析及改进措施": "reason",
}
_ALL_OF: Final[Callable[[IndicatorLine], tuple[Entry[object], ...]]] = attrgetter(*_INDICATOR.values())


@dataclass(slots=True)
class Row:
    """One thing that a rule goes over: the form itself (``index`` 0), or one row of it."""

    form: "SeenForm"
    group: Group
    index: int = 0
    #: The fields looked at so far.
    seen: dict[str, Seen] = field(default_factory=dict)
    #: What follows from its cells: computed once, however many rules ask.
    known: dict[object, Any] = field(default_factory=dict)

    def see(self, name: str) -> Seen:
        """What stands in a field of this row's own group."""
        seen = self.seen.get(name)
        if seen is None:
            seen = self.seen[name] = self.form.look(self, name)
        return seen

    def place(self, name: str) -> Place[object]:
        """The cell of a field, with what a sentence calls it; on a row also the cells of the form."""
        return self.form.place(self, name)


class SeenForm:
    """One form in one view; ``smaller`` is one in the same view that has some of its indicators, if any."""

    def __init__(self, case: FormCase, view: View, smaller: "SeenForm | None" = None) -> None:
        self.case = case
        self.view = view
        self.whole = Row(self, Group.FORM)
        #: What is seen in the cells of an indicator, by its identity; ``case`` keeps those alive.
        self.lines: dict[int, dict[str, Seen]] = {} if smaller is None else dict(smaller.lines)
        self._rows: dict[Group, tuple[Row, ...]] = {Group.FORM: (self.whole,)}
        self._constants = constants(
            case.rules, year=case.expected_year, money_unit=case.form.money_unit.value
        )

    def rows(self, group: Group) -> tuple[Row, ...]:
        """The rows in use of a group, in the order of the form."""
        if group not in self._rows:
            seen = self._seen_rows(group)
            self._rows[group] = tuple(Row(self, group, index, cells) for index, cells in enumerate(seen))
        return self._rows[group]

    def let_go(self) -> None:
        """Forget the rows, at the end: what knows each other keeps its memory until it is collected."""
        del self.whole
        self._rows.clear()

    def look(self, row: Row, name: str) -> Seen:
        """What stands in a field."""
        if all_fields()[name].cell:
            money = row.group in (Group.SOURCE, Group.COLUMN) or name in _AMOUNTS
            unit = self.case.form.money_unit if money else MoneyUnit.YUAN
            return self.view.see(self._entry(row, name), unit)
        value = self._derived(row, name)
        return _as_seen(value)

    def truth(self, row: Row, name: str) -> bool | None:
        """A condition that the rules themselves answer."""
        value = self._derived(row, name)
        return value if isinstance(value, bool) else None

    def place(self, row: Row, name: str) -> Place[object]:
        """The cell of a field, with what a sentence calls it."""
        group = all_fields()[name].group
        form, told = self.case.form, all_fields()[name].told
        match group:
            case Group.FORM:
                return Place(told, told, self._entry(self.whole, name))
            case Group.INDICATOR:
                return entries.in_line(form.indicators[row.index], told, self._entry(row, name))
            case Group.SOURCE:
                return entries.amount_place(form, self._sources()[row.index], _COLUMNS[name])
            case Group.COLUMN:
                return entries.amount_place(form, _SOURCES[name], tuple(Column)[row.index])

    def _entry(self, row: Row, name: str) -> Entry[object]:
        form = self.case.form
        match all_fields()[name].group:
            case Group.FORM if name in _AMOUNTS:
                source, column = _AMOUNTS[name]
                return form.line(source).get(column)
            case Group.FORM:
                return _FORM[name](form)
            case Group.INDICATOR:
                cells = self._in_line(form.indicators[row.index])
                return cells[tuple(_INDICATOR).index(name)]
            case Group.SOURCE:
                return form.line(self._sources()[row.index]).get(_COLUMNS[name])
            case Group.COLUMN:
                return form.line(_SOURCES[name]).get(tuple(Column)[row.index])

    def _seen_rows(self, group: Group) -> Iterator[dict[str, Seen]]:
        """What is known from the start of each row: of an indicator all cells, every rule wants them."""
        if group is Group.INDICATOR:
            for line in self.case.form.indicators:
                known = self.lines.get(id(line))
                if known is None:
                    known = self.lines[id(line)] = self._seen_in(line)
                yield dict(known)
        else:
            yield from ({} for _ in range(self._count(group)))

    def _seen_in(self, line: IndicatorLine) -> dict[str, Seen]:
        cells, see = zip(_INDICATOR, self._in_line(line), strict=True), self.view.see
        return {name: see(entry, MoneyUnit.YUAN) for name, entry in cells}

    def _in_line(self, line: IndicatorLine) -> tuple[Entry[object], ...]:
        """The cells of an indicator. A sign or unit that was read out of the target stands there only."""
        cells = _ALL_OF(line)
        if self.view.derives:
            return cells
        target = line.target
        return tuple(
            [_NOTHING if each.cell == target.cell and each is not target else each for each in cells]
        )

    def _derived(self, row: Row, name: str) -> Value:
        if name in self._constants:
            return self._constants[name]
        match row.group:
            case Group.FORM:
                return ABOUT_FORM[name](self.case)
            case Group.INDICATOR:
                lines = self.case.form.indicators[row.index], self.case.scored.indicators[row.index]
                return ABOUT_INDICATOR[name](*lines)
            case Group.SOURCE:
                return _SOURCE_NAMES[self._sources()[row.index]]
            case Group.COLUMN:
                return ABOUT_COLUMN[name](self.case, tuple(Column)[row.index])

    def _sources(self) -> tuple[Source, ...]:
        """The rows of the sources; the total where the form has no others."""
        return LEDGER_SOURCES if has_source_rows(self.case.form) else (Source.TOTAL,)

    def _count(self, group: Group) -> int:
        match group:
            case Group.SOURCE:
                return len(self._sources())
            case Group.COLUMN if has_source_rows(self.case.form):
                return len(Column)
            case _:
                return 0


def _as_seen(value: Value) -> Seen:
    if isinstance(value, Decimal):
        return shared(State.NUMBER, str(value), "", None)
    if isinstance(value, str):
        return shared(State.TEXT, "", value, None)
    return PENDING if value is None else YES if value else NO
