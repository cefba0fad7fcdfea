"""``xlperf doctor``: what this computer, and a round's folder, can and cannot do, and what to do about it."""

import platform
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from xlperf.books.sheets import control_sheets
from xlperf.forms.spec import FormSpec
from xlperf.forms.template import template_problems as form_problems
from xlperf.model.errors import UserError
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.folder import RoundFolder, read_file
from xlperf.steps.journal import Journal
from xlperf.steps.office import Office, open_office
from xlperf.steps.receiving import read_archived
from xlperf.steps.report import template_problems as report_problems


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One sentence; ``vital`` where a step cannot be done while it is not good."""

    good: bool
    text: str
    vital: bool = True


def examine(root: Path | None = None) -> tuple[Diagnosis, ...]:
    """Look at this computer and, where one is given, at a round's folder."""
    return (*_computer(), *(_round(root) if root is not None else ()))


def _computer() -> Iterator[Diagnosis]:
    yield Diagnosis(sys.version_info >= (3, 11), f"Python {platform.python_version()}（需要 3.11 以上）")
    yield Diagnosis(True, "命令行：下发、收集、汇总、报告都可以在这台电脑上做，不需要装 Excel")
    yield _excel_buttons(platform.system(), installed=find_spec("xlwings") is not None)
    has_parquet = find_spec("pyarrow") is not None
    yield Diagnosis(
        has_parquet,
        "导出 Parquet：可以" if has_parquet else "导出 Parquet：没有装 pyarrow（不影响其他功能）",
        vital=False,
    )


def _excel_buttons(system: str, *, installed: bool) -> Diagnosis:
    instead = "请用 xlperf 命令做同样的事"
    if system not in ("Windows", "Darwin"):
        text = f"Excel 按钮：{system} 上没有 Excel，xlwings 用不了；{instead}"
        return Diagnosis(False, text, vital=False)
    text = "Excel 按钮：已装 xlwings" if installed else f"Excel 按钮：没有装 xlwings，{instead}"
    return Diagnosis(installed, text, vital=False)


def _round(root: Path) -> Iterator[Diagnosis]:
    try:
        office = open_office(root)
    except UserError as error:
        yield from (Diagnosis(False, sentence) for sentence in (str(error), *error.details))
        return
    settings = office.settings
    yield Diagnosis(True, f"{settings.town} {settings.year} 年度，规则集 {office.rules.id}")
    yield from _verdict(f"控制工作簿 {office.folder.control.name}", _missing_tables(office))
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
            if table.name not in present:
                yield f"工作表“{sheet.name}”里没有名为“{table.name}”的表格，请从备份恢复"


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
