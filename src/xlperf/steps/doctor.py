"""``xlperf doctor``: what this computer, and a round's folder, can and cannot do, and what to do about it."""

import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlperf.books.rule_table import RULES
from xlperf.books.sheets import COUNTS_BY_RULE, COUNTS_BY_UNIT, control_sheets
from xlperf.forms.spec import FormSpec
from xlperf.forms.template import template_problems as form_problems
from xlperf.model.errors import UserError
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.computer import Computer, this_computer
from xlperf.steps.diagnosis import Diagnosis
from xlperf.steps.doctor_buttons import examine_buttons
from xlperf.steps.folder import RoundFolder, read_file
from xlperf.steps.journal import Journal
from xlperf.steps.office import Office, open_office
from xlperf.steps.receiving import read_archived
from xlperf.steps.report import template_problems as report_problems

#: Tables that came with the buttons; a round of an older version goes on without them.
LATER: Final = frozenset({RULES.name, COUNTS_BY_UNIT.name, COUNTS_BY_RULE.name})
_MACROS: Final = "xl/vbaProject.bin"


def examine(root: Path | None = None, computer: Computer | None = None) -> tuple[Diagnosis, ...]:
    """Look at a computer (this one, unless another is described) and, where given, at a round's folder."""
    looked_at = this_computer() if computer is None else computer
    return (*_computer(looked_at), *(_round(root) if root is not None else ()))


def _computer(computer: Computer) -> Iterator[Diagnosis]:
    yield Diagnosis(sys.version_info >= (3, 11), f"Python {platform.python_version()}（需要 3.11 以上）")
    yield Diagnosis(True, "命令行：下发、收集、汇总、报告都可以在这台电脑上做，不需要装 Excel")
    yield from examine_buttons(computer)
    has_parquet = find_spec("pyarrow") is not None
    yield Diagnosis(
        has_parquet,
        "导出 Parquet：可以" if has_parquet else "导出 Parquet：没有装 pyarrow（不影响其他功能）",
        vital=False,
    )


def _round(root: Path) -> Iterator[Diagnosis]:
    try:
        office = open_office(root)
    except UserError as error:
        yield from (Diagnosis(False, sentence) for sentence in (str(error), *error.details))
        return
    settings = office.settings
    yield Diagnosis(True, f"{settings.town} {settings.year} 年度，规则集 {office.rules.id}")
    yield from _verdict(f"控制工作簿 {office.folder.control.name}", _missing_tables(office))
    yield from _older(office)
    yield from _verdict(f"自评表模板 {office.folder.form_template.name}", _form_template(office))
    yield from _verdict(f"报告模板 {office.folder.report_template.name}", _report_template(office.folder))
    yield from _verdict(f"归档 {office.folder.archive}", _archive(office.folder))


def _verdict(what: str, problems: Iterable[str]) -> Iterator[Diagnosis]:
    """One bad line for each problem, else one good one."""
    found = [Diagnosis(False, f"{what}：{problem}") for problem in problems]
    yield from found or [Diagnosis(True, f"{what}：完好")]


def _missing_tables(office: Office) -> Iterator[str]:
    present = set(office.book.tables())
    for sheet in control_sheets(level.name for level in office.rules.level1):
        for table in sheet.tables:
            if table.name not in present and table.name not in LATER:
                yield f"工作表“{sheet.name}”里没有名为“{table.name}”的表格，请从备份恢复"


def _older(office: Office) -> Iterator[Diagnosis]:
    """A control workbook that a version before the buttons made: the steps do without what it lacks."""
    lacking = sorted(LATER - set(office.book.tables()))
    if _MACROS not in Package.load(read_file(office.folder.control)):
        lacking.insert(0, "按钮")
    if lacking:
        text = (
            f"控制工作簿 {office.folder.control.name}：是旧版本建的，没有{'、'.join(lacking)}，用命令照常做；"
            "想要的话，用 xlperf new 另建一个，把填好的表复制过去"
        )
        yield Diagnosis(False, text, vital=False)


def _form_template(office: Office) -> Iterator[str]:
    spec = FormSpec.from_rules(office.rules, office.money_unit)
    try:
        yield from form_problems(Workbook.load(read_file(office.folder.form_template)), spec)
    except PackageError as error:
        yield f"{error.message}。{error.fix}"
    except UserError as error:
        yield str(error)


def _report_template(folder: RoundFolder) -> Iterator[str]:
    try:
        yield from report_problems(read_file(folder.report_template))
    except UserError as error:
        yield str(error)


def _archive(folder: RoundFolder) -> Iterator[str]:
    try:
        receipts = Journal(folder.archive).receipts()
    except UserError as error:
        yield str(error)
        return
    for receipt in receipts:
        try:
            read_archived(folder, receipt)
        except UserError as error:
            yield str(error)
