"""The summary workbook of a result of any size: long lists stand on as many sheets as they need.

Rows are written one after the other and forgotten (XlsxWriter's ``constant_memory``), and read a few thousand
at a time. A list that is longer than a sheet goes on on further sheets, and its first sheet says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xlperf.books import result_tables
from xlperf.books.spec import ColumnSpec, Kind
from xlperf.build.control_styles import BODY_FONT, Styles
from xlperf.model.ledger import Settings
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import NO_VALUE
from xlperf.scale.engine import Engine
from xlperf.scale.schema import LOW_RATES, MISSING, UNEVALUATED, Table
from xlperf.scale.summaries import LISTS, Summary, total_of
from xlperf.steps.result_rows import NO_REASON, Row, band_rows, band_totals, execution_rows, execution_totals
from xlperf.steps.summary_layout import full_title, safe_text, set_up_print, text_lines

#: Rows of an Excel sheet.
SHEET_ROWS: Final = 1_048_576
#: Points: a line of type, what is left around lines, the tallest row that there can be.
_LINE, _MARGIN, _TALLEST = 14.5, 5.0, 409.0
#: Title, whose and which money, what it shows, headers.
_HEADER_ROW: Final = 3
_FIRST_ROW: Final = _HEADER_ROW + 1


@dataclass(frozen=True, slots=True)
class List:
    """A long list: its sheet, its columns, where its values come from (a header → a column of the table)."""

    table: Table
    name: str
    title: str
    note: str
    columns: tuple[ColumnSpec, ...]
    values: Mapping[str, str]
    money: bool = True


_PROJECT: Final = (
    ColumnSpec("序号", Kind.SERIAL, 9),
    ColumnSpec("单位编码", Kind.CODE, 14),
    ColumnSpec("单位名称", Kind.TEXT, 24),
    ColumnSpec("项目编码", Kind.CODE, 18),
    ColumnSpec("项目名称", Kind.TEXT, 44),
)
_PROJECT_VALUES: Final = {"单位编码": "unit_code", "单位名称": "unit", "项目编码": "code", "项目名称": "name"}

LONG_LISTS: Final = (
    List(
        UNEVALUATED,
        "未纳入自评项目",
        "未纳入年度绩效自评的项目情况说明",
        "台账中没有自评结果的项目支出及其原因。",
        (
            *_PROJECT,
            ColumnSpec("全年预算数", Kind.MONEY, 16),
            ColumnSpec("未开展绩效自评的原因", Kind.LONG, 46),
        ),
        {**_PROJECT_VALUES, "全年预算数": "budget", "未开展绩效自评的原因": "reason"},
    ),
    List(
        LOW_RATES,
        "执行率低于90%",
        "预算执行率低于90%的项目",
        "通过校验的项目中执行率（四舍五入之前）低于90%的，预算数和执行数按规则集规定的口径。",
        (
            *_PROJECT,
            ColumnSpec("预算数", Kind.MONEY, 16),
            ColumnSpec("执行数", Kind.MONEY, 16),
            ColumnSpec("执行率", Kind.RATE, 10),
        ),
        {**_PROJECT_VALUES, "预算数": "counted_budget", "执行数": "counted_actual", "执行率": "rate"},
    ),
    List(
        MISSING,
        "缺报",
        "应报未报和需要修改的项目",
        "应当自评而没有收到自评表，或者收到的自评表要改的项目。",
        (*_PROJECT, ColumnSpec("状态", Kind.CODE, 12)),
        {**_PROJECT_VALUES, "状态": "state"},
        money=False,
    ),
)


def write_workbook(
    path: Path, engine: Engine, summary: Summary, settings: Settings, sheet_rows: int = SHEET_ROWS
) -> None:
    """Write the workbook to a file; the same result gives the same bytes.

    ``sheet_rows`` is how many rows a sheet may have, headings included.
    """
    with Workbook(str(path), _options()) as workbook:
        properties = {"title": full_title(settings, "绩效自评汇总"), "author": "", "created": _CREATED}
        workbook.set_properties(properties)
        drawer = _Drawer(workbook, Styles(workbook), settings, sheet_rows)
        drawer.overview(summary, engine)
        for name, what, spec, groups in (
            ("执行率（功能分类）", "功能分类", result_tables.BY_FUNCTION, summary.functions),
            ("执行率（单位）", "单位", result_tables.BY_UNIT, summary.by_unit),
            ("执行率（资金来源）", "资金来源", result_tables.BY_SOURCE, summary.by_source),
        ):
            code, label = (column.header for column in spec.columns[:2])
            rows = execution_rows(groups, drawer.unit, code, label)
            head = _Head(name, f"预算执行率汇总表（按{what}）", f"按{what}汇总，含基本支出。", spec.columns)
            drawer.table(head, rows, len(rows), execution_totals(groups, drawer.unit))
        rows = band_rows(summary.bands)
        head = _Head(
            "得分分布",
            "项目支出绩效自评得分分布表",
            "通过校验的项目。",
            result_tables.BANDS.columns,
            money=False,
        )
        drawer.table(head, rows, len(rows), band_totals(summary.bands))
        for each in LONG_LISTS:
            drawer.list(each, engine)


_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _options() -> dict[str, object]:
    return {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": BODY_FONT, "font_size": 11},
    }


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a table."""

    name: str
    title: str
    note: str
    columns: tuple[ColumnSpec, ...]
    money: bool = True


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Draws sheets from top to bottom, as a file that is written once needs it."""

    workbook: Workbook
    styles: Styles
    settings: Settings
    sheet_rows: int

    @property
    def unit(self) -> MoneyUnit:
        """The unit in which amounts are printed."""
        return MoneyUnit(self.settings.money_unit)

    def overview(self, summary: Summary, engine: Engine) -> None:
        """The first sheet: how many projects, how far, and what the other sheets hold."""
        sheet = self.workbook.add_worksheet("概况")
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 60)
        sheet.merge_range(0, 0, 0, 1, full_title(self.settings, "绩效自评汇总"), self.styles.title())
        total = total_of(summary.functions)
        states = engine.rows("SELECT state, count(*) FROM projects GROUP BY 1 ORDER BY 2 DESC, 1")
        facts = [
            ("台账行数", f"{sum(count for _, count in states):,}"),
            *((f"其中：{state}", f"{count:,}") for state, count in states),
            ("通过项目涉及金额", f"{self.unit.from_yuan(summary.amount):,.2f} {self.unit}"),
            ("全年预算数合计", f"{self.unit.from_yuan(total.budget):,.2f} {self.unit}"),
            ("全年执行数合计", f"{self.unit.from_yuan(total.actual):,.2f} {self.unit}"),
            ("总执行率", NO_VALUE if total.rate is None else f"{total.rate:.2%}"),
            ("公开", "本工作簿供内部使用，涉密项目不得公开"),
            ("全部项目明细", "在结果的 tables/projects.parquet；xlperf export --csv 可以导出"),
        ]
        for number, (what, value) in enumerate(facts, 2):
            sheet.write_string(number, 0, what, self.styles.make())
            sheet.write_string(number, 1, value, self.styles.make())
        set_up_print(sheet, landscape=False)

    def list(self, each: List, engine: Engine) -> None:
        """A long list from the tables."""
        sql = f"SELECT * FROM ({LISTS[each.table]}) ORDER BY row"  # noqa: S608 - our own words only
        ((count,),) = engine.rows(f"SELECT count(*) FROM ({LISTS[each.table]})")  # noqa: S608
        rows = self._listed(each, engine.batches(sql))
        self.table(_Head(each.name, each.title, each.note, each.columns, each.money), rows, count)

    def _listed(self, each: List, batches: Iterable[Any]) -> Iterator[Row]:
        kinds = {column.header: column.kind for column in each.columns}
        number = 0
        for batch in batches:
            for found in batch.to_pylist():
                number += 1
                row: Row = {"序号": Decimal(number)}
                for header, name in each.values.items():
                    value = found[name]
                    if kinds[header] is Kind.MONEY:
                        value = self.unit.from_yuan(value)
                    row[header] = value
                if each.table is UNEVALUATED:
                    row["未开展绩效自评的原因"] = row["未开展绩效自评的原因"] or NO_REASON
                yield row

    def table(self, head: _Head, rows: Iterable[Row], count: int, totals: Row | None = None) -> None:
        """A table on as many sheets as it needs."""
        room = self.sheet_rows - _FIRST_ROW - 1
        names = [head.name, *(f"{head.name}（{n}）" for n in range(2, -(-count // room) + 1))]
        walker = iter(rows)
        for number, name in enumerate(names):
            sheet = self.workbook.add_worksheet(name)
            self._headings(sheet, head, _note(head, names, count, number, room))
            row = _FIRST_ROW
            for _, values in zip(range(min(room, max(count - number * room, 0))), walker, strict=False):
                self._row(sheet, row, head.columns, values)
                row += 1
            if not count:
                sheet.write_string(row, 2, "（无）", self.styles.make())
            if totals is not None and name == names[-1]:
                self._totals(sheet, row, head.columns, totals)
            sheet.freeze_panes(_FIRST_ROW, 0)
            if row > _FIRST_ROW:
                sheet.autofilter(_HEADER_ROW, 0, row - 1, len(head.columns) - 1)
            set_up_print(sheet, landscape=True)
            sheet.repeat_rows(_HEADER_ROW)

    def _headings(self, sheet: Worksheet, head: _Head, note: str) -> None:
        last = len(head.columns) - 1
        for place, column in enumerate(head.columns):
            sheet.set_column(place, place, column.width)
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, last, full_title(self.settings, head.title), self.styles.title())
        sheet.merge_range(1, 0, 1, last, note, self.styles.note())
        money = f"单位：{self.unit}" if head.money else ""
        sheet.merge_range(2, 0, 2, last, money, self.styles.unit())
        for place, column in enumerate(head.columns):
            sheet.write_string(_HEADER_ROW, place, column.header, self.styles.header())

    def _row(self, sheet: Worksheet, row: int, columns: tuple[ColumnSpec, ...], values: Row) -> None:
        lines = max(
            text_lines(str(values.get(each.header) or ""), each.width)
            for each in columns
            if each.kind.is_text
        )
        if lines > 1:
            sheet.set_row(row, min(_TALLEST, _MARGIN + _LINE * lines))
        for place, column in enumerate(columns):
            value, style = values.get(column.header), self.styles.cell(column)
            if isinstance(value, Decimal):
                sheet.write_number(row, place, value, style)
            elif value is None and column.kind is Kind.RATE:
                sheet.write_string(row, place, NO_VALUE, style)
            else:
                sheet.write_string(row, place, safe_text(str(value or "")), style)

    def _totals(self, sheet: Worksheet, row: int, columns: tuple[ColumnSpec, ...], totals: Row) -> None:
        for place, column in enumerate(columns):
            value, style = totals.get(column.header), self.styles.total(column)
            if isinstance(value, Decimal):
                sheet.write_number(row, place, value, style)
            elif column.total is not None and column.header not in totals:
                sheet.write_string(row, place, "合计", style)
            else:
                sheet.write_blank(row, place, None, style)


def _note(head: _Head, names: list[str], count: int, number: int, room: int) -> str:
    """What the sheet shows, and where the list goes on or comes from."""
    if len(names) == 1:
        return head.note
    if number:
        return f"接“{names[number - 1]}”，第 {number * room + 1:,} 行起。"
    others = "”“".join(names[1:])
    return f"{head.note}共 {count:,} 行，一张工作表放不下，续在“{others}”。"
