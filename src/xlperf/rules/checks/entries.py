"""The cells of a form, by the names that a clerk knows them by, and what can be said of any of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Generic, TypeVar

from xlperf.model.evaluation import Entry, IndicatorLine, Relation, SelfEvaluation
from xlperf.model.ledger import LEDGER_SOURCES, Column, Source
from xlperf.model.printing import day_text, number_text
from xlperf.model.text import clean, is_nothing_word, match_key
from xlperf.rules.indicators import NOT_APPLICABLE

T_co = TypeVar("T_co", covariant=True)

LEVEL1: Final = "一级指标"
LEVEL2: Final = "二级指标"
LEVEL3: Final = "三级指标"
RELATION: Final = "指标性质"
TARGET: Final = "指标值"
UNIT: Final = "度量单位"
ACTUAL: Final = "实际完成值"
WEIGHT: Final = "分值"
SCORE: Final = "得分"
REASON: Final = "偏差原因分析及改进措施"
YEAR: Final = "年度"
GOAL: Final = "预期目标"
GOAL_DONE: Final = "实际完成情况"
RATE: Final = "执行率"
RATE_WEIGHT: Final = "执行率分值"
RATE_SCORE: Final = "执行率得分"
TOTAL_SCORE: Final = "总分"
GRADE: Final = "等级"

_COLUMN_NAMES: Final = {
    Column.INITIAL_BUDGET: "年初预算数",
    Column.BUDGET: "全年预算数",
    Column.ACTUAL: "全年执行数",
}
_SOURCE_NAMES: Final = {
    Source.TOTAL: "年度资金总额",
    Source.APPROPRIATION: "当年财政拨款",
    Source.CARRYOVER: "上年结转资金",
    Source.OTHER: "其他资金",
}
_AMOUNT_NAMES: Final = {
    (source, column): f"{_COLUMN_NAMES[column]}-{_SOURCE_NAMES[source]}"
    for source in Source
    for column in Column
}

#: 全年预算数 of all sources together.
BUDGET_TOTAL: Final = f"{_COLUMN_NAMES[Column.BUDGET]}-{_SOURCE_NAMES[Source.TOTAL]}"
INITIAL_TOTAL: Final = f"{_COLUMN_NAMES[Column.INITIAL_BUDGET]}-{_SOURCE_NAMES[Source.TOTAL]}"

#: What is written where no reason is, beside 无, / and —.
_NO_REASON: Final = frozenset({"0", "同上", "略"})
#: How much of a cell a sentence quotes.
_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Place(Generic[T_co]):
    """One cell: ``field`` is the column or label it stands under, ``label`` what a sentence calls it."""

    field: str
    label: str
    entry: Entry[T_co]


def amount_place(form: SelfEvaluation, source: Source, column: Column) -> Place[Decimal]:
    """One cell of the funds table, named like a column of the ledger: 全年执行数-当年财政拨款."""
    field = amount_field(source, column)
    return Place(field, field, form.line(source).get(column))


def amount_field(source: Source, column: Column) -> str:
    """What a cell of the funds table is called."""
    return _AMOUNT_NAMES[source, column]


def column_name(column: Column) -> str:
    """What a column of the funds table is called."""
    return _COLUMN_NAMES[column]


def amounts(form: SelfEvaluation) -> Iterator[Place[Decimal]]:
    """Every amount of the funds table, the total first."""
    for source in Source:
        for column in Column:
            yield amount_place(form, source, column)


def typed_amounts(form: SelfEvaluation) -> Iterator[Place[Decimal]]:
    """The amounts of the sources; in a column without any, the total."""
    for column in Column:
        sources = [amount_place(form, source, column) for source in LEDGER_SOURCES]
        printed = [place for place in sources if not place.entry.blank]
        yield from printed or [amount_place(form, Source.TOTAL, column)]


def numbers(form: SelfEvaluation) -> Iterator[Place[Decimal]]:
    """Every cell outside the funds table in which a plain number is expected, whatever the indicator."""
    yield Place(RATE, RATE, form.rate)
    yield Place(RATE_WEIGHT, RATE_WEIGHT, form.rate_weight)
    yield Place(RATE_SCORE, RATE_SCORE, form.rate_score)
    for line in form.indicators:
        yield in_line(line, WEIGHT, line.weight)
        yield in_line(line, SCORE, line.score)
    yield Place(TOTAL_SCORE, TOTAL_SCORE, form.total_score)


def in_line(line: IndicatorLine, field: str, entry: Entry[T_co]) -> Place[T_co]:
    """One cell of an indicator."""
    return Place(field, f"“{name(line)}”的{field}", entry)


def name(line: IndicatorLine) -> str:
    """What an indicator is called in a sentence."""
    found = line.level3.value or line.level2.value or line.level1.value
    return quoted(found) if found else "未命名指标"


def named(form: SelfEvaluation) -> Iterator[IndicatorLine]:
    """The rows with a name; of one without I13 tells, and that it may be a stray one."""
    return (line for line in form.indicators if line.level3.value is not None)


@lru_cache(maxsize=1024)
def quoted(text: str) -> str:
    """A cell's text as a sentence quotes it: as typed, but one line, and not all of a long one."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"


def unfilled(entry: Entry[object]) -> bool:
    """Whether nothing was typed here, and no formula answers either (its value may just not be stored)."""
    return entry.blank and not entry.formula


def unclear(entry: Entry[object]) -> bool:
    """Whether it is uncertain what the form itself counts here: an error, a text, a value not stored."""
    return bool(entry.error or entry.notes) or (entry.blank and entry.formula)


def applies(line: IndicatorLine) -> bool:
    """Whether the indicator applies to the project."""
    return line.actual.value != NOT_APPLICABLE


def is_counted(line: IndicatorLine) -> bool:
    """Whether the indicator is measured in numbers."""
    return isinstance(line.target.value, Decimal) and line.relation.value is not Relation.QUALITATIVE


def is_explained(line: IndicatorLine) -> bool:
    """Whether something is written under 偏差原因 that says something (or cannot be read)."""
    reason = line.reason
    return not reason.blank and not says_nothing(reason.text)


def says_nothing(text: str) -> bool:
    """Whether a text is there only to fill the cell: 无, /, 0, 同上."""
    return is_nothing_word(text) or match_key(text).rstrip("。.") in _NO_REASON


def target_text(line: IndicatorLine) -> str:
    """The target as a sentence has it: ≥40户, 8月底前. The sign says something only before a number."""
    value, sign = line.target.value, line.relation.value
    if not isinstance(value, Decimal):
        return quoted(line.target.text)
    return f"{'' if sign is None else sign.value}{number_text(value)}{clean(line.unit.value or '')}"


def actual_text(line: IndicatorLine) -> str:
    """The actual value as a sentence has it: 36户, 2021年8月5日."""
    value = line.actual.value
    if isinstance(value, Decimal):
        return f"{number_text(value)}{clean(line.unit.value or '')}"
    return day_text(value) if isinstance(value, date) else quoted(line.actual.text)
