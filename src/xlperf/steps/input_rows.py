"""The model's :class:`Round` as rows of the office's tables: what ``xlperf new`` writes."""

from collections.abc import Iterable, Sequence

from xlperf.books.port import CellValue
from xlperf.model.ledger import ExecutionRow, LedgerEntry, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.steps.results_spool import put_aside
from xlperf.steps.round_tables import FUNDING_HEADERS, TARGET_HEADERS, UNIT_HEADERS

Row = dict[str, CellValue]


def unit_rows(units: Iterable[Unit]) -> list[Row]:
    """The rows of the table 单位名录."""
    return [dict(zip(UNIT_HEADERS, (u.code, u.name, u.kind, u.contact, u.phone), strict=True)) for u in units]


def ledger_rows(entries: Iterable[LedgerEntry], unit: MoneyUnit) -> Sequence[Row]:
    """The rows of the table 项目台账, amounts in ``unit``."""
    return put_aside(_ledger_row(entry, unit) for entry in entries)


def _ledger_row(entry: LedgerEntry, unit: MoneyUnit) -> Row:
    return {
        "项目编码": entry.code,
        "项目名称": entry.name,
        "单位编码": entry.unit_code,
        "支出类型": entry.kind.value,
        "功能分类编码": entry.function_code,
        **{
            header: unit.from_yuan(entry.funding.of(source).get(column))
            for (column, source), header in FUNDING_HEADERS.items()
        },
        "是否自评": _yes_no(entry.evaluate),
        "未自评原因": entry.unevaluated_reason,
        "是否重点": _yes_no(entry.key_project),
        "是否涉密": _yes_no(entry.secret),
    }


def target_rows(targets: Iterable[Target]) -> Sequence[Row]:
    """The rows of the table 绩效目标."""
    return put_aside(dict(zip(TARGET_HEADERS, _target_cells(target), strict=True)) for target in targets)


def _target_cells(target: Target) -> tuple[CellValue, ...]:
    return (
        target.project_code,
        target.level1,
        target.level2,
        target.level3,
        target.relation,
        target.value,
        target.unit,
        target.weight,
    )


def execution_rows(rows: Iterable[ExecutionRow], unit: MoneyUnit) -> list[Row]:
    """The rows of the table 功能分类执行, amounts in ``unit``."""
    return [
        {
            "功能分类编码": row.function_code,
            "全年预算数": unit.from_yuan(row.budget),
            "全年执行数": unit.from_yuan(row.actual),
        }
        for row in rows
    ]


def _yes_no(flag: bool) -> str:
    return "是" if flag else "否"
