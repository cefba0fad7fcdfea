"""One unit's workbook as the filler makes it, and another program's look at it."""

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from support.form import template
from xlperf.build.template import build_template
from xlperf.forms.filling import Assignment, IssuedWorkbook, fill_workbook
from xlperf.forms.names import FORM_SHEET, Name
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

UNIT = Unit("002", "西村")

#: 一级 二级 三级 性质 指标值 单位 分值; "." is a blank.
KINDS = """
产出指标    数量指标            完成数量    ≥     10          处    20
产出指标    质量指标            合格率      =     95%         .     10
产出指标    时效指标            完工时间    ≤     11月底前    .     10
产出指标    成本指标            总成本      ≤     50万元      .     10
效益指标    社会效益指标        生活便利    定性  明显改善    .     15
效益指标    可持续影响指标      管护机制    定性  健全        .     15
满意度指标  服务对象满意度指标  满意度      ≥     90          %     10
"""


def targets(table: str = KINDS) -> tuple[Target, ...]:
    found = []
    for line in table.strip().splitlines():
        *words, weight = ("" if word == "." else word for word in line.split())
        level1, level2, level3, relation, value, unit = words
        points = Decimal(weight) if weight else None
        found.append(Target("P1", level1, level2, level3, relation, value, unit, points))
    return tuple(found)


def entry(name: str = "村道硬化", code: str = "P1") -> LedgerEntry:
    funding = Funding(
        appropriation=Amounts(Decimal(1_000_000), Decimal(1_025_000), Decimal(950_000)),
        carryover=Amounts(Decimal(0), Decimal(50_000), Decimal(50_000)),
    )
    return LedgerEntry(code, name, "002", ExpenditureKind.PROJECT, "2130126", funding)


def spec_of(ruleset: str = "central_2020", unit: MoneyUnit = MoneyUnit.WAN) -> FormSpec:
    return FormSpec.from_rules(load_ruleset(ruleset), unit)


def fill(*assignments: Assignment, form: bytes | None = None, spec: FormSpec | None = None) -> IssuedWorkbook:
    chosen = spec or spec_of()
    settings = Settings("小河镇", 2022, chosen.rules.id, chosen.money_unit.value)
    data = form or build_template(chosen.rules, chosen.money_unit)
    return fill_workbook(data, chosen, settings, UNIT, assignments)


def opened(issued: IssuedWorkbook, *, values: bool = False) -> list[Worksheet]:
    """The forms in a workbook, in tab order."""
    book = openpyxl.load_workbook(io.BytesIO(issued.data), data_only=values)
    return [sheet for sheet in book.worksheets if Name.INDICATORS in sheet.defined_names]


def block(sheet: Worksheet, name: str) -> list[list[str]]:
    """The addresses of a named block, row by row."""
    area = sheet.defined_names[name].attr_text.rpartition("!")[2].replace("$", "")
    cells = sheet[area]
    return [[str(cell.coordinate) for cell in row] for row in cells] if isinstance(cells, tuple) else [[area]]


def unlocked(sheet: Worksheet, refs: Sequence[str]) -> set[str]:
    return {ref for ref in refs if not sheet[ref].protection.locked}


def rearranged() -> bytes:
    """A row inserted above the funds, and the sheet renamed, as Excel does it: everything moves along."""
    book = Workbook.load(template("central_2020"))
    sheet = book.sheet(FORM_SHEET)
    sheet.resize_rows(4, 1, 2)
    sheet.set("A4", "资金管理办法：见附件")
    book.rename_sheet(sheet, "自评表（本镇）")
    return book.to_bytes()
