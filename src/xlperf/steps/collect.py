"""``xlperf collect``: take in what came back, check it, and say where the round stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from xlperf.books.port import CellValue, Orphan
from xlperf.model.finding import Finding, Severity
from xlperf.model.rounding import ratio
from xlperf.steps.assessing import INTAKE, Assessment, assess
from xlperf.steps.collecting import ReturnedFile
from xlperf.steps.office import Office
from xlperf.steps.progress import Progress, silent
from xlperf.steps.receiving import receive
from xlperf.steps.result_rows import Row, missing_rows
from xlperf.steps.states import MISSING, TO_MEND, project_state, round_state
from xlperf.steps.tabulating import missing
from xlperf.steps.writing import write_rows

_CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Collected:
    """The state of the round after collecting, and remarks of the clerk whose row is gone."""

    assessment: Assessment
    orphans: tuple[Orphan, ...]


def collect(office: Office, progress: Progress = silent) -> Collected:
    """Archive what is in 回收/, check everything received, and write 收件登记 … 催报清单."""
    receive(office.folder)
    assessment = assess(office, progress)
    return Collected(assessment, write_state(assessment))


def write_state(assessment: Assessment) -> tuple[Orphan, ...]:
    """收件登记, 校验结果, 催报清单 and the state on 操作台."""
    book = assessment.office.book
    orphans = (
        *write_rows(book, INTAKE, intake_rows(assessment)),
        *write_rows(book, "校验结果", finding_rows(assessment)),
        *write_rows(book, "催报清单", missing_rows(missing(assessment))),
        *write_rows(book, "单位进度", progress_rows(assessment)),
    )
    book.set_values(state_values(assessment))
    book.save()
    return orphans


def intake_rows(assessment: Assessment) -> list[Row]:
    """收件登记: one row for each file received."""
    units = {file.receipt.sequence: _unit_code(assessment, file) for file in assessment.collection.files}
    ages = _versions(assessment, units)
    return [
        {
            "序号": Decimal(number),
            **_intake_row(assessment, file, units[file.receipt.sequence]),
            "版本": Decimal(ages[file.receipt.sequence]),
        }
        for number, file in enumerate(assessment.collection.files, 1)
    ]


def _versions(assessment: Assessment, units: dict[int, str]) -> dict[int, int]:
    """Which version of its unit's workbook each file is: 1 for the one saved first."""
    seen: Counter[str] = Counter()
    ages = {}
    receipts = (file.receipt for file in assessment.collection.files)
    for receipt in sorted(receipts, key=lambda each: (each.version_time, each.sequence)):
        unit = units[receipt.sequence] or receipt.name
        seen[unit] += 1
        ages[receipt.sequence] = seen[unit]
    return ages


def _intake_row(assessment: Assessment, file: ReturnedFile, unit: str) -> Row:
    forms = assessment.collection.forms_of(file)
    severities = [item.severity for item in assessment.by_file[file.receipt.sequence]]
    used = sum(form.chosen for form in forms)
    return {
        "文件名": file.receipt.file_name,
        "所在位置": file.receipt.folder or "回收",
        "单位编码": unit,
        "单位名称": assessment.office.round.unit_name(unit) if unit else "",
        "项目数": Decimal(len(forms)),
        "采用": "是" if used and used == len(forms) else "部分" if used else "否",
        "状态": _file_state(assessment, file),
        "错误数": Decimal(severities.count(Severity.ERROR)),
        "警告数": Decimal(severities.count(Severity.WARNING)),
        "SHA-256": file.receipt.sha256,
        "收到时间": _as_read_in_china(file.receipt.received_at),
    }


def _as_read_in_china(moment: str) -> str:
    """A moment in UTC on a clock in China, which is the same everywhere and in every season."""
    return f"{datetime.fromisoformat(moment).astimezone(_CHINA):%Y-%m-%d %H:%M}"


def _file_state(assessment: Assessment, file: ReturnedFile) -> str:
    forms = assessment.collection.forms_of(file)
    found = assessment.by_file[file.receipt.sequence]
    states = (
        ("已指定不用", file.refused),
        ("打不开", file.refusal is not None),
        ("没有自评表", not forms),
        ("项目不在台账", all(form.entry is None for form in forms)),
        ("已有新版本", not any(form.chosen for form in forms)),
        (TO_MEND, any(item.severity is Severity.ERROR for item in found)),
    )
    return next((state for state, holds in states if holds), "通过")


def _unit_code(assessment: Assessment, file: ReturnedFile) -> str:
    """The unit by the workbook's identity, else by the ledger rows of its projects."""
    known = {unit.code for unit in assessment.office.round.units}
    identity = file.workbook.identity if file.workbook else None
    if identity is not None and identity.unit_code in known and not assessment.collection.is_foreign(file):
        return identity.unit_code
    entries = (form.entry for form in assessment.collection.forms_of(file))
    return next((entry.unit_code for entry in entries if entry is not None), "")


def finding_rows(assessment: Assessment) -> list[Row]:
    """校验结果: errors first, then in the order in which a reader goes through file and form."""
    names = {entry.code: entry.name for entry in assessment.office.round.ledger}
    return [
        {
            "序号": Decimal(number),
            "级别": item.severity.label,
            "规则": item.code,
            "单位名称": assessment.office.round.unit_name(item.unit_code) if item.unit_code else "",
            "项目名称": names.get(item.project_code, ""),
            "文件": item.file,
            "工作表": item.sheet,
            "单元格": item.cell,
            "字段": item.field,
            "填报内容": item.value,
            "问题": item.message,
            "修改建议": item.fix,
        }
        for number, item in enumerate(sorted_findings(assessment.findings), 1)
    ]


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; within one severity the order in which they were found."""
    order = list(Severity)
    return sorted(findings, key=lambda item: order.index(item.severity))


def progress_rows(assessment: Assessment) -> list[Row]:
    """单位进度: how far each unit is."""
    states: dict[str, list[str | None]] = {unit.code: [] for unit in assessment.office.round.units}
    for entry in assessment.expected():
        states[entry.unit_code].append(project_state(assessment, entry))
    return [
        {
            "单位编码": code,
            "单位名称": assessment.office.round.unit_name(code),
            "应报项目": Decimal(len(mine)),
            "已收项目": Decimal(len(mine) - mine.count(MISSING)),
            "已通过": Decimal(mine.count(None)),
            "需修改": Decimal(mine.count(TO_MEND)),
            "未报": Decimal(mine.count(MISSING)),
            "完成率": ratio(Decimal(mine.count(None)), Decimal(len(mine))),
        }
        for code, mine in states.items()
        if mine
    ]


def state_values(assessment: Assessment) -> dict[str, CellValue]:
    """The named cells of 操作台 that say where the round stands."""
    state = round_state(assessment)
    numbers = {
        "状态_应报单位": state.units,
        "状态_已收单位": state.returned_units,
        "状态_应报项目": state.projects,
        "状态_已通过": state.passed,
        "状态_需修改": state.to_mend,
        "状态_未报": state.missing,
        "状态_错误数": state.errors,
        "状态_警告数": state.warnings,
    }
    return {name: Decimal(number) for name, number in numbers.items()}
