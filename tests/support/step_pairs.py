"""For each rule that a step finds by itself: a round that it must catch and one that it must let pass.

Each is played in a copy of an issued round of :mod:`support.small_town`; ``message`` and ``fix`` are what the
clerk is told.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.file_pairs import FILES
from support.published import LANGFANG
from support.sheets import sheet_bytes
from support.small_town import SAVED_LATER, answer, collect, new, return_all, send_back
from support.terminal import xlperf
from xlperf.model.finding import Finding
from xlperf.model.tables import NarrativeRow
from xlperf.steps import receiving
from xlperf.steps.assessing import assess
from xlperf.steps.office import open_office
from xlperf.steps.publish import publish
from xlperf.steps.report_department import TASKS, task_items
from xlperf.steps.report_text import Gaps
from xlperf.steps.tabulating import tabulate

#: The same school as a whole.
WHOLE_DEPARTMENT = LANGFANG.replace("项目支出绩效", "部门整体支出绩效").replace("项目名称", "部门名称")

Played = Callable[[Path], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class StepPair:
    """``caught`` must be told ``message`` and ``fix`` by the rule, ``passed`` nothing by it."""

    code: str
    message: str
    fix: str
    caught: Played
    passed: Played


def everybody_answered(root: Path) -> tuple[Finding, ...]:
    """What is found when every unit has sent back its workbook."""
    return_all(root)
    return _assessed(root)


def _assessed(root: Path) -> tuple[Finding, ...]:
    collect(root)
    return tuple(assess(open_office(root)).findings)


def _dropped(name: str, data: bytes | Callable[[], bytes]) -> Played:
    """A file that somebody puts into 回收/."""

    def play(root: Path) -> tuple[Finding, ...]:
        (root / "回收" / name).write_bytes(data() if callable(data) else data)
        return _assessed(root)

    return play


def _last_year(root: Path) -> tuple[Finding, ...]:
    """A unit fills in the workbook of the year before."""
    other = root.parent / "上一年"
    assert new(other, "--year", "2021").code == 0
    assert xlperf("distribute", other).code == 0
    shutil.copy(send_back(other, "002"), root / "回收" / "西村.xlsx")
    return _assessed(root)


def _twice(root: Path) -> tuple[Finding, ...]:
    """A unit sends its workbook twice, the second time with less done."""
    send_back(root, "003", "1.xlsx")
    late = {"P4": answer("9", reason="汛期停工；改进措施：汛后补做。")}
    send_back(root, "003", "2.xlsx", answers=late, saved=SAVED_LATER)
    return _assessed(root)


def _saved_on(day: str) -> Played:
    """A unit whose computer has that date sends back its workbook on 20 January 2023."""

    def play(root: Path) -> tuple[Finding, ...]:
        send_back(root, "002", "西村.xlsx", saved=f"{day}T00:00:00Z")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(receiving, "now", lambda: datetime(2023, 1, 20, 8, tzinfo=UTC))
            return _assessed(root)

    return play


def _report(root: Path) -> tuple[Finding, ...]:
    """What is found in the report as the round stands."""
    office = open_office(root)
    return publish(office, tabulate(assess(office))).findings


def _report_of_all(root: Path) -> tuple[Finding, ...]:
    return_all(root)
    collect(root)
    return _report(root)


def _tasks(*rows: NarrativeRow) -> Played:
    """What the report says about the year's tasks."""

    def play(_: Path) -> tuple[Finding, ...]:
        gaps = Gaps()
        task_items(rows, gaps)
        return gaps.findings

    return play


FILE_PAIRS = tuple(
    StepPair(code, message, fix, caught=_dropped("西村.xlsx", made), passed=everybody_answered)
    for code, (message, fix, made) in FILES.items()
)
STEP_PAIRS = (
    *FILE_PAIRS,
    StepPair(
        "F01",
        "西村.xlsx打不开：文件内容是网页（HTML）改了后缀名，不是 .xlsx 工作簿",
        "请用 Excel 或 WPS 打开后另存为“Excel 工作簿(*.xlsx)”，再重新报送",
        caught=_dropped("西村.xlsx", b"<html><table></table></html>"),
        passed=everybody_answered,
    ),
    StepPair(
        "F02",
        "西村.xlsx里没找到“项目支出绩效自评表”",
        "请用下发的表填写，不要另做表格，也不要把内容复制到新工作簿",
        caught=_dropped("西村.xlsx", sheet_bytes("| | A |\n| 1 | 通知 |")),
        passed=everybody_answered,
    ),
    StepPair(
        "F03",
        "西村.xlsx不是本次下发的表：表内标识是“xlperf-self-evaluation 1 central_2020 小河镇 2021”，"
        "应为“xlperf-self-evaluation 1 central_2020 小河镇 2022”",
        "请换用今年下发的表填写",
        caught=_last_year,
        passed=everybody_answered,
    ),
    StepPair(
        "F37",
        "西村.xlsx记录的保存时间是 2035-06-01 08:00，晚于收到的时间 2023-01-20 16:00，不能作准；"
        "与其他版本比先后时按 2023-01-20 16:00",
        "核对填报电脑的日期；同一项目收到几份的，在“收件登记”里核对采用的是不是最后一份",
        caught=_saved_on("2035-06-01"),
        passed=_saved_on("2023-01-19"),
    ),
    StepPair(
        "F34",
        "工作表“Sheet1”：“部门整体支出绩效自评表”是部门（单位）整体支出绩效自评表，不是项目支出绩效自评表，没有读取",
        "项目支出请用项目支出绩效自评表报送",
        caught=_dropped("学校.xlsx", sheet_bytes(WHOLE_DEPARTMENT)),
        passed=everybody_answered,
    ),
    StepPair(
        "F35",
        "工作表“Sheet1”：像是自评表，但找不到“三级指标”；“三级指际”（D12）像是“三级指标”，没有读取",
        "把标签改回来，或换用下发的表重新报送",
        caught=_dropped("学校.xlsx", sheet_bytes(LANGFANG.replace("三级指标", "三级指际"))),
        passed=everybody_answered,
    ),
    StepPair(
        "F13",
        "“河道清淤”收到 2 份，内容不同：采用最后保存的“2.xlsx”，未采用：1.xlsx",
        "如果应以另一份为准，请在“收件登记”里把那一份的“人工指定”选为“是”",
        caught=_twice,
        passed=everybody_answered,
    ),
    StepPair(
        "B12",
        "“办公宿舍楼、食堂及餐厅暖通改造经费”不在台账中，没有计入汇总",
        "核对项目名称和编码；是台账里的项目的，在“项目对应”里填“确认项目编码”，不是的在台账里补上",
        caught=_dropped("学校.xlsx", sheet_bytes(LANGFANG)),
        passed=everybody_answered,
    ),
    StepPair(
        "P08",
        "报告“一、（一）主要工作任务”缺少主要工作任务，已用“【待补充：主要工作任务】”标出",
        "请在工作表“部门整体”里补填，再重新生成报告",
        caught=_tasks(),
        passed=_tasks(NarrativeRow(TASKS, "", "修路二十公里。")),
    ),
    StepPair(
        "P09",
        "还有4个项目没有收到合格的自评表，报告中的个数、金额和分档都不包括它们",
        "请按“催报清单”催报或退回修改，收齐后再重新生成报告",
        caught=_report,
        passed=_report_of_all,
    ),
)
