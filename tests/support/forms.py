"""Forms written as tables in a test, read cell by cell by what reads real workbooks.

A cell is written as it is typed into Excel: ``95`` is a number, ``'95`` a text, ``95%`` a number shown as a
percentage, ``2023-10-31`` a day, ``#REF!`` an error. ``=95`` is a formula that shows 95, a bare ``=`` one
whose result the file does not hold, as openpyxl saves it. Everything else is text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, cast

from xlperf.forms import entries
from xlperf.forms.indicator_lines import IndicatorReader
from xlperf.forms.names import TEMPLATE_ID
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import FOREIGN_FORM, Entry, FundingLine, SelfEvaluation
from xlperf.model.ledger import Amounts, Column, ExpenditureKind, Funding, LedgerEntry, Source
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import Cell, ErrorValue, Value
from xlperf.ooxml.dates import serial_of
from xlperf.ooxml.refs import ref
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.case import FormCase
from xlperf.rules.loading import load_ruleset, parse_ruleset
from xlperf.rules.recompute import score_form

#: A form without a mistake, of the central form of 2020 in 万元. Its total is 97.5.
CLEAN: Final = """\
| 年度 | 2023 |
| 项目名称 | 东村道路硬化 |
| 项目编码 | LH001 |
| 主管部门 | 柳河镇人民政府 |
| 实施单位 | 东村 |
| 项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | =100 | =100 | =95 | 10 | =95% | =9.5 |
| 当年财政拨款 | 80 | 80 | 75 |
| 上年结转资金 | 20 | 20 | 20 |
| 其他资金 | 0 | 0 | 0 |
| 预期目标 | 硬化村内道路2公里，方便200户村民出行。 |
| 实际完成情况 | 十月底完工，硬化道路2.1公里，180户门前通了水泥路。 |
| 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分 | 偏差原因 |
| 产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 2.1 | 20 | =20 | |
| 产出指标 | 质量指标 | 验收合格率 | = | 100 | % | 100 | 10 | =10 | |
| 产出指标 | 时效指标 | 完工时间 | ≤ | 2023年11月底前 | | 2023年10月 | 10 | 10 | |
| 产出指标 | 成本指标 | 工程总成本 | ≤ | 98 | 万元 | 95 | 10 | =10 | |
| 效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 180 | 20 | =18 | 二十户待拆迁；改进措施：拆迁后接通。 |
| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立长效机制 | | 达成年度指标 | 10 | 10 | |
| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 92 | 10 | =10 | |
| 总分 | =97.5 |
| 等级 | =优 |
"""

#: What the ledger says of it, in 元.
LEDGER: Final = Funding(
    appropriation=Amounts(Decimal(800_000), Decimal(800_000), Decimal(750_000)),
    carryover=Amounts(Decimal(200_000), Decimal(200_000), Decimal(200_000)),
)
UNIT, OTHER_UNITS, YEAR = "东村", ("西村", "柳河社区"), 2023

_NAME: Final = INDICATOR_KEYS.index("level3")
#: The headers of 绩效指标; a form may be without some of them.
_HEADERS: Final = dict(
    zip(
        (
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因",
        ),
        INDICATOR_KEYS,
        strict=True,
    )
)
_FUNDS: Final = dict(zip(("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金"), Source, strict=True))
_LONGEST_FUNDS_ROW: Final = 7
_GENERAL, _PERCENT, _DAY = range(3)

Row = list[str]


class _Styles:
    """All that reading asks a workbook about a cell."""

    date1904 = False

    def is_percent(self, style: int) -> bool:
        return style == _PERCENT

    def is_date(self, style: int) -> bool:
        return style == _DAY


_BOOK: Final = cast("Workbook", _Styles())


def form(
    changes: str = "", *, issued: bool = True, money_unit: MoneyUnit = MoneyUnit.WAN, base: str = CLEAN
) -> SelfEvaluation:
    """The form of ``base`` with some rows changed.

    Args:
        changes: rows of a table. One whose first cell, or for an indicator whose 三级指标, stands in ``base``
            takes that row's place; ``+ |`` begins an indicator that is added below the last; ``- name``
            takes a row away.
        issued: whether it is a form of ours rather than one found by its labels.
        money_unit: the unit that the form prints.
        base: the form that is changed.
    """
    return _Reader(tuple(_changed(_rows(base), changes)), money_unit).read(issued=issued)


def case(
    changes: str = "",
    *,
    rules: str = "central_2020",
    ledger: Funding | None = LEDGER,
    issued: bool = True,
    money_unit: MoneyUnit = MoneyUnit.WAN,
    base: str = CLEAN,
) -> FormCase:
    """That form in a round (or, without a ledger, outside any), scored as the steps score it.

    ``rules`` is the id of a rule set, or the TOML text of one.
    """
    read = form(changes, issued=issued, money_unit=money_unit, base=base)
    known = parse_ruleset(rules, "试用.toml") if "=" in rules else load_ruleset(rules)
    scored = score_form(read, known, ledger)
    if ledger is None:
        return FormCase(read, known, scored)
    entry = LedgerEntry("LH001", "东村道路硬化", "002", ExpenditureKind.PROJECT, "2130126", ledger)
    return FormCase(read, known, scored, entry, YEAR, UNIT, OTHER_UNITS)


def cell(address: str, text: str) -> Cell:
    """One cell as typed (see above)."""
    if text.startswith("="):
        shown = cell(address, text[1:])
        return Cell(address, shown.value, "A1", shown.style)
    value, style = _typed(text)
    return Cell(address, value, style=style)


def _typed(text: str) -> tuple[Value, int]:
    """What Excel makes of what is typed, and how it shows it."""
    if text.startswith("'"):
        return text[1:], _GENERAL
    if text.startswith("#"):
        return ErrorValue(text), _GENERAL
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return serial_of(date.fromisoformat(text)), _DAY
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?%?", text):
        number = Decimal(text.rstrip("%"))
        return (number / 100, _PERCENT) if text.endswith("%") else (number, _GENERAL)
    return text or None, _GENERAL


def _rows(table: str) -> list[Row]:
    lines = (line.strip() for line in table.splitlines() if line.strip())
    return [[part.strip() for part in line.strip("|").split("|")] for line in lines]


def _changed(base: list[Row], changes: str) -> Iterator[Row]:
    """The rows of the form. A change that changes nothing is a slip in the test."""
    lines = [line.strip() for line in changes.splitlines() if line.strip()]
    added = _rows("\n".join(line[1:] for line in lines if line.startswith("+")))
    removed = {line[1:].strip() for line in lines if line.startswith("-")}
    given = {_key(row): row for row in _rows("\n".join(line for line in lines if line.startswith("|")))}
    assert {*removed, *given} <= {_key(row) for row in base}, changes
    for row in base:
        if row[0] == "总分":
            yield from added
        if _key(row) not in removed:
            yield given.get(_key(row), row)


def _key(row: Sequence[str]) -> str:
    return row[_NAME] if len(row) > _LONGEST_FUNDS_ROW else row[0]


@dataclass(frozen=True, slots=True)
class _Reader:
    rows: tuple[Row, ...]
    unit: MoneyUnit

    def read(self, *, issued: bool) -> SelfEvaluation:
        year = entries.year_entry(_BOOK, self._cell("年度", 1))
        return SelfEvaluation(
            form=TEMPLATE_ID if issued else FOREIGN_FORM,
            sheet="1.东村道路硬化",
            money_unit=self.unit,
            year=year,
            funding=tuple(self._funding()),
            rate_weight=entries.number_entry(_BOOK, self._cell("年度资金总额", 4)),
            rate=entries.rate_entry(_BOOK, self._cell("年度资金总额", 5)),
            rate_score=entries.number_entry(_BOOK, self._cell("年度资金总额", 6)),
            indicators=IndicatorReader(_BOOK, year.value or YEAR).lines(self._indicators()),
            total_score=entries.number_entry(_BOOK, self._cell("总分", 1)),
            project_name=self._text("项目名称"),
            project_code=self._text("项目编码"),
            department=self._text("主管部门"),
            unit=self._text("实施单位"),
            goal=self._text("预期目标"),
            goal_done=self._text("实际完成情况"),
            grade=self._text("等级"),
        )

    def _text(self, label: str) -> Entry[str]:
        return entries.text_entry(_BOOK, self._cell(label, 1))

    def _funding(self) -> Iterator[FundingLine]:
        labels = [row[0] for row in self.rows]
        for label, source in _FUNDS.items():
            if label in labels:
                cells = [self._cell(label, number) for number, _ in enumerate(Column, start=1)]
                yield FundingLine(source, *(entries.amount_entry(_BOOK, each, self.unit) for each in cells))

    def _indicators(self) -> Iterator[Mapping[str, Cell]]:
        keys = next([_HEADERS[header] for header in row] for row in self.rows if row[0] == "一级指标")
        for number, row in enumerate(self.rows, start=1):
            if len(row) > _LONGEST_FUNDS_ROW and row[0] != "一级指标":
                cells = {
                    key: cell(ref(number, column), text)
                    for column, (key, text) in enumerate(zip(keys, row, strict=True), start=1)
                }
                if sign := cells.get("relation"):  # “=” is a sign there, no formula
                    said = row[keys.index("relation")] or None
                    cells["relation"] = sign._replace(value=said, formula=None)
                yield cells

    def _cell(self, label: str, column: int) -> Cell:
        for number, row in enumerate(self.rows, start=1):
            if row[0] == label:
                text = row[column] if column < len(row) else ""
                return cell(ref(number, column + 1), text)
        return entries.NO_CELL
