"""How fast units' workbooks are filled and read, beside openpyxl and the bare limit, in one run.

    python benchmarks/workbooks.py [UNITS]

Prints a table of ratios: times differ from machine to machine, ratios within one run hardly do. The bare
limit of filling is to unzip the same workbook and zip it again; that of reading is to unzip it.
"""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal

from openpyxl import load_workbook

from xlperf.build.template import build_template
from xlperf.forms.filling import Assignment, fill_workbook
from xlperf.forms.reading import read_workbook
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.rules.case import FormCase
from xlperf.rules.checking import check_form
from xlperf.rules.loading import load_ruleset
from xlperf.rules.recompute import score_form

PROJECTS = 6
RULES = load_ruleset("central_2020")
SPEC = FormSpec.from_rules(RULES, MoneyUnit.WAN)
SETTINGS = Settings("示范镇", 2021, RULES.id, "万元")
UNIT = Unit("001", "示范村")
INDICATORS = (
    ("产出指标", "数量指标", "道路硬化里程", "≥", "12", "公里", 20),
    ("产出指标", "质量指标", "验收合格率", "≥", "98", "%", 15),
    ("产出指标", "时效指标", "完成时间", "≤", "2021年12月底前", "", 15),
    ("效益指标", "社会效益指标", "群众出行改善", "定性", "明显改善", "", 30),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%", 10),
)


def assignments() -> list[Assignment]:
    """Six projects with five indicators each."""
    amounts = Funding(Amounts(Decimal(960000), Decimal(960000), Decimal(900000)))
    return [
        Assignment(
            LedgerEntry(code, f"村级道路养护项目{code}", "001", ExpenditureKind.PROJECT, "2130126", amounts),
            tuple(Target(code, *row[:6], Decimal(row[6])) for row in INDICATORS),
        )
        for code in (f"P{number}" for number in range(PROJECTS))
    ]


def rezip(data: bytes) -> bytes:
    """The bare limit of filling: inflate every part and deflate it again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def unzip(data: bytes) -> int:
    """The bare limit of reading: inflate every part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return sum(len(package.read(name)) for name in package.namelist())


def openpyxl_round_trip(data: bytes) -> bytes:
    """Load, change one cell on each sheet, save."""
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        sheet["A1"].value = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def openpyxl_read(data: bytes) -> int:
    """Every value, read-only, no rules."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for _ in row)


def read_and_check(data: bytes) -> int:
    """Read all forms, recompute them, run every rule."""
    forms = read_workbook(data, RULES).forms
    return sum(len(check_form(FormCase(form, RULES, score_form(form, RULES)))) for form in forms)


def seconds(action: Callable[[], object], times: int) -> float:
    """CPU seconds for one call, the mean of ``times``."""
    action()
    start = time.process_time()
    for _ in range(times):
        action()
    return (time.process_time() - start) / times


def main() -> None:
    """Measure and print."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    template, work = build_template(RULES, MoneyUnit.WAN), assignments()
    filled = fill_workbook(template, SPEC, SETTINGS, UNIT, work).data
    groups: dict[str, dict[str, Callable[[], object]]] = {
        f"filling a workbook of {PROJECTS} projects": {
            "unzip and zip again": lambda: rezip(filled),
            "xlperf": lambda: fill_workbook(template, SPEC, SETTINGS, UNIT, work),
            "openpyxl load, change, save": lambda: openpyxl_round_trip(filled),
        },
        f"reading a workbook of {PROJECTS} projects": {
            "unzip": lambda: unzip(filled),
            "xlperf, all rules": lambda: read_and_check(filled),
            "openpyxl read-only, no rules": lambda: openpyxl_read(filled),
        },
    }
    for title, actions in groups.items():
        print(f"\n{title} ({units} times)\n{'':32}{'ms':>8}{'ratio':>8}")
        limit = 0.0
        for name, action in actions.items():
            taken = seconds(action, units)
            limit = limit or taken
            print(f"{name:32}{taken * 1000:8.1f}{taken / limit:8.1f}")


if __name__ == "__main__":
    main()
