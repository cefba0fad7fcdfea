"""The office's tables (units, ledger, targets, execution) as the model's :class:`Round`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Final, TypeVar

from xlperf.books.port import TableData, TableRow
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import (
    LEDGER_SOURCES,
    Amounts,
    Column,
    ExecutionRow,
    ExpenditureKind,
    Funding,
    LedgerEntry,
    Round,
    Settings,
    Source,
    Target,
    Unit,
)
from xlperf.model.money import MoneyUnit
from xlperf.model.targets import read_target
from xlperf.model.text import match_key
from xlperf.rules.functions import class_code, find_function, function_name, suggest_function
from xlperf.steps.results_spool import put_aside
from xlperf.steps.table_reader import Problems, TableReader

UNIT_HEADERS = ("单位编码", "单位名称", "类型", "联系人", "联系电话")
FUNDING_COLUMNS = {
    Column.INITIAL_BUDGET: "年初预算数",
    Column.BUDGET: "全年预算数",
    Column.ACTUAL: "全年执行数",
}
FUNDING_SOURCES = dict(zip(LEDGER_SOURCES, ("当年财政拨款", "上年结转资金", "其他资金"), strict=True))
FUNDING_HEADERS = {
    (column, source): f"{column_name}-{source_name}"
    for column, column_name in FUNDING_COLUMNS.items()
    for source, source_name in FUNDING_SOURCES.items()
}
LEDGER_HEADERS = (
    "项目编码",
    "项目名称",
    "单位编码",
    "支出类型",
    "功能分类编码",
    *FUNDING_HEADERS.values(),
    "是否自评",
    "未自评原因",
    "是否重点",
    "是否涉密",
)
TARGET_HEADERS = (
    "项目编码",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "分值",
)
EXECUTION_HEADERS = ("功能分类编码", "全年预算数", "全年执行数")

#: The headers of every input table, by its name.
INPUT_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "单位名录": UNIT_HEADERS,
    "项目台账": LEDGER_HEADERS,
    "绩效目标": TARGET_HEADERS,
    "功能分类执行": EXECUTION_HEADERS,
}
#: The one that a round can do without.
OPTIONAL_TABLE: Final = "功能分类执行"

T = TypeVar("T")

#: Numbers are looked at only, which mean the same in every year.
_ANY_YEAR: Final = 2000
_YES: Final = {"是": True, "否": False}
#: Most projects have no money from two of three sources: tens of thousands of them share this.
_NOTHING: Final = Amounts()


def read_round(settings: Settings, tables: Mapping[str, TableData]) -> tuple[Round, tuple[str, ...]]:
    """The round that these tables describe, and a sentence for every cell that is not understood.

    ``tables`` has the keys of :data:`INPUT_HEADERS`; a missing one is empty, and nothing is looked up in it.
    """
    unit = MoneyUnit(settings.money_unit)
    problems = Problems()

    def rows(name: str, build: Callable[[TableReader, TableRow], T]) -> Iterator[T]:
        table = tables.get(name)
        return TableReader(table, unit, problems).rows(build) if table else iter(())

    result = Round(
        settings,
        units=tuple(rows("单位名录", _unit)),
        ledger=tuple(rows("项目台账", _entry)),
        targets=put_aside(rows("绩效目标", _target)),
        execution=tuple(rows("功能分类执行", _execution)),
    )
    _cross_check(result, tables, problems)
    return result, tuple(problems.sentences)


def _unit(read: TableReader, row: TableRow) -> Unit:
    return Unit(
        read.text(row, "单位编码", required=True),
        read.text(row, "单位名称", required=True),
        *(read.text(row, header) for header in ("类型", "联系人", "联系电话")),
    )


def _entry(read: TableReader, row: TableRow) -> LedgerEntry:
    return LedgerEntry(
        code=read.text(row, "项目编码", required=True),
        name=read.text(row, "项目名称", required=True),
        unit_code=intern(read.text(row, "单位编码", required=True)),
        kind=read.choice(row, "支出类型", {kind.value: kind for kind in ExpenditureKind}),
        function_code=_function(read, row),
        funding=Funding(*(_amounts(read, row, source) for source in LEDGER_SOURCES)),
        evaluate=read.choice(row, "是否自评", _YES, default=True),
        unevaluated_reason=read.text(row, "未自评原因"),
        key_project=read.choice(row, "是否重点", _YES, default=False),
        secret=read.choice(row, "是否涉密", _YES, default=False),
    )


def _amounts(read: TableReader, row: TableRow, source: Source) -> Amounts:
    amounts = Amounts(*(read.amount(row, FUNDING_HEADERS[column, source]) for column in Column))
    return _NOTHING if amounts == _NOTHING else amounts


def _function(read: TableReader, row: TableRow) -> str:
    """A functional code; the name of a class is taken for its code."""
    text = read.text(row, "功能分类编码", required=True)
    code = match_key(text) if text.isdecimal() else find_function(text) or ""
    if text and function_name(class_code(code)) is None:
        meant = suggest_function(text)
        hint = f"是不是 {meant.code}（{meant.name}）？" if meant else ""
        sentence = f"“{text}”不在类级科目表里，请填科目编码，例如 213 或 2130126。{hint}"
        read.complain(row, "功能分类编码", sentence)
    return intern(code)


def _target(read: TableReader, row: TableRow) -> Target:
    sign = read.relation(row, "指标性质")
    value = read.text(row, "指标值")
    _no_other_sign(read, row, sign, value)
    return Target(
        project_code=read.text(row, "项目编码", required=True),
        level1=read.text(row, "一级指标", required=True),
        level2=read.text(row, "二级指标"),
        level3=read.text(row, "三级指标", required=True),
        relation=sign.value if sign else "",
        value=value,
        unit=read.text(row, "度量单位"),
        weight=read.number(row, "分值"),
    )


def _no_other_sign(read: TableReader, row: TableRow, sign: Relation | None, value: str) -> None:
    """Refuse ≥ in one column and “≤90%” in the other: nobody can know which is meant."""
    printed = _printed_sign(value)
    if printed is not None and sign not in (None, Relation.QUALITATIVE, printed):
        read.complain(row, "指标值", f"“{value}”与“指标性质”的“{sign}”不一致，请改其中一处。")


@lru_cache(maxsize=4096)
def _printed_sign(value: str) -> Relation | None:
    """The sign before a number; of half a million targets most say the same as another."""
    printed = read_target(value, year=_ANY_YEAR).value
    return printed.relation if printed is not None and isinstance(printed.value, Decimal) else None


def _execution(read: TableReader, row: TableRow) -> ExecutionRow:
    return ExecutionRow(_function(read, row), read.amount(row, "全年预算数"), read.amount(row, "全年执行数"))


def _cross_check(round_: Round, tables: Mapping[str, TableData], problems: Problems) -> None:
    codes: dict[tuple[str, str], Iterable[str]] = {
        ("单位名录", "单位编码"): [unit.code for unit in round_.units],
        ("项目台账", "项目编码"): [entry.code for entry in round_.ledger],
        ("项目台账", "单位编码"): [entry.unit_code for entry in round_.ledger],
        ("绩效目标", "项目编码"): (target.project_code for target in round_.targets),
    }
    for name, header in (("单位名录", "单位编码"), ("项目台账", "项目编码")):
        for number, code in _repeated(codes[name, header]):
            row = tables[name].rows[number]
            problems.add(tables[name], row, header, f"“{code}”重复了，每个编码只能有一行。")
    for name, header, where in (("项目台账", "单位编码", "单位名录"), ("绩效目标", "项目编码", "项目台账")):
        if where in tables:
            known = set(codes[where, header])
            for number, code in enumerate(codes[name, header]):
                if code and code not in known:
                    row = tables[name].rows[number]
                    problems.add(tables[name], row, header, f"“{code}”不在{where}里，请补上或改正。")


def _repeated(codes: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The codes that stand in a row above, with the number of their row."""
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if code and code in seen:
            yield number, code
        seen.add(code)
