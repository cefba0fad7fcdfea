"""``xlperf collect``: take in what came back, check it, and say where the round stands."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from xlperf.books.port import Orphan
from xlperf.model.finding import Severity
from xlperf.steps.assessing import INTAKE, Assessment, assess
from xlperf.steps.collecting import ReturnedFile
from xlperf.steps.file_units import unit_of
from xlperf.steps.finding_rows import write_findings
from xlperf.steps.notices import Notices, write_notices
from xlperf.steps.office import Office
from xlperf.steps.pairing import write_pairs
from xlperf.steps.progress import Progress, silent
from xlperf.steps.receiving import receive
from xlperf.steps.result_rows import Row, missing_rows
from xlperf.steps.returning import MarkedCopies, write_marked_copies
from xlperf.steps.round_progress import write_progress
from xlperf.steps.scanning import Unread
from xlperf.steps.states import TO_MEND
from xlperf.steps.tabulating import missing
from xlperf.steps.writing import write_rows

_CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Collected:
    """The state of the round after collecting, remarks of the clerk whose row is gone, what is in 退回/.

    ``unread`` are the files in 回收/ that could not be taken in this time.
    """

    assessment: Assessment
    orphans: tuple[Orphan, ...]
    notices: Notices
    copies: MarkedCopies
    unread: tuple[Unread, ...] = ()


def collect(office: Office, progress: Progress = silent) -> Collected:
    """Archive what is in 回收/, check everything received, write 收件登记 … 催报清单 and 退回/."""
    taken = receive(office.folder)
    return replace(check(office, progress), unread=taken.unread)


def check(office: Office, progress: Progress = silent) -> Collected:
    """The same without taking in what is new in 回收/: everything received before, checked again."""
    assessment = assess(office, progress)
    orphans = write_state(assessment)
    notices = write_notices(assessment)
    return Collected(assessment, orphans, notices, write_marked_copies(assessment, progress))


def write_state(assessment: Assessment) -> tuple[Orphan, ...]:
    """收件登记, 项目对应, 校验结果, 催报清单 and the state on 操作台."""
    book = assessment.office.book
    orphans = (
        *write_rows(book, INTAKE, intake_rows(assessment)),
        *write_pairs(assessment),
        *write_findings(assessment),
        *write_rows(book, "催报清单", missing_rows(missing(assessment))),
        *write_progress(assessment),
    )
    book.save()
    return orphans


def intake_rows(assessment: Assessment) -> list[Row]:
    """收件登记: one row for each file received."""
    units = {file.receipt.sequence: unit_of(assessment, file) for file in assessment.collection.files}
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
