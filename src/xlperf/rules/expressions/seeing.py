"""A form as a rule goes over it: rows of fields, each seen once, in one of the two views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import Entry, IndicatorLine, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.case import FormCase
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import Place
from xlperf.rules.expressions.cells import PENDING, Seen, State, View
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
_INDICATOR: Final[Mapping[str, Callable[[IndicatorLine], Entry[object]]]] = {
    "一级指标": lambda line: line.level1,
    "二级指标": lambda line: line.level2,
    "三级指标": lambda line: line.level3,
    "指标性质": lambda line: line.relation,
    "指标值": lambda line: line.target,
    "度量单位": lambda line: line.unit,
    "实际完成值": lambda line: line.actual,
    "分值": lambda line: line.weight,
    "得分": lambda line: line.score,
    "偏差原因分析及改进措施": lambda line: line.reason,
}


@dataclass(slots=True)
class Row:
    """One thing that a rule goes over: the form itself (``index`` 0), or one row of it."""

    form: "SeenForm"
    group: Group
    index: int = 0
    _seen: dict[str, Seen] = field(default_factory=dict)

    def see(self, name: str) -> Seen:
        """What stands in a field of this row's own group."""
        seen = self._seen.get(name)
        if seen is None:
            seen = self._seen[name] = self.form.look(self, name)
        return seen

    def place(self, name: str) -> Place[object]:
        """The cell of a field, with what a sentence calls it; on a row also the cells of the form."""
        return self.form.place(self, name)


class SeenForm:
    """One form in one view."""

    def __init__(self, case: FormCase, view: View) -> None:
        self.case = case
        self.view = view
        self.whole = Row(self, Group.FORM)
        self._rows: dict[Group, tuple[Row, ...]] = {Group.FORM: (self.whole,)}
        self._constants = constants(
            case.rules, year=case.expected_year, money_unit=case.form.money_unit.value
        )

    def rows(self, group: Group) -> tuple[Row, ...]:
        """The rows in use of a group, in the order of the form."""
        if group not in self._rows:
            count = self._count(group)
            self._rows[group] = tuple(Row(self, group, index) for index in range(count))
        return self._rows[group]

    def look(self, row: Row, name: str) -> Seen:
        """What stands in a field."""
        if all_fields()[name].cell:
            entry = self._entry(row, name)
            return self.view.see(entry, self._number(row, name, entry))
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
                return self._in_line(form.indicators[row.index], name)
            case Group.SOURCE:
                return form.line(self._sources()[row.index]).get(_COLUMNS[name])
            case Group.COLUMN:
                return form.line(_SOURCES[name]).get(tuple(Column)[row.index])

    def _in_line(self, line: IndicatorLine, name: str) -> Entry[object]:
        """A cell of an indicator. A sign or unit that the reader took out of the target stands there only."""
        entry = _INDICATOR[name](line)
        borrowed = entry.cell == line.target.cell and entry is not line.target
        return _NOTHING if borrowed and not self.view.derives else entry

    def _number(self, row: Row, name: str, entry: Entry[object]) -> Decimal | None:
        """The number as the form prints it: an amount in its own unit of money."""
        value = entry.value
        if isinstance(value, int):
            return Decimal(value)
        if not isinstance(value, Decimal):
            return None
        money = row.group in (Group.SOURCE, Group.COLUMN) or name in _AMOUNTS
        unit = self.case.form.money_unit
        return unit.from_yuan(value) if money and unit is not MoneyUnit.YUAN else value

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
            case Group.INDICATOR:
                return len(self.case.form.indicators)
            case Group.SOURCE:
                return len(self._sources())
            case Group.COLUMN if has_source_rows(self.case.form):
                return len(Column)
            case _:
                return 0


def _as_seen(value: Value) -> Seen:
    if isinstance(value, Decimal):
        return Seen(State.NUMBER, value)
    return Seen(State.TEXT, None, value) if isinstance(value, str) else PENDING
