"""Where the round stands, written onto 操作台: its numbers, and 单位进度 unit by unit."""

from decimal import Decimal

from xlperf.books.console import present
from xlperf.books.port import CellValue, Orphan
from xlperf.model.rounding import ratio
from xlperf.steps.assessing import Assessment
from xlperf.steps.result_rows import Row
from xlperf.steps.states import MISSING, TO_MEND, issued_projects, project_state, round_state
from xlperf.steps.writing import write_rows

_TABLE, _ISSUED = "单位进度", "已下发"


def write_progress(assessment: Assessment) -> tuple[Orphan, ...]:
    """Write both, but do not save. A workbook made by an older version gets what it has room for."""
    book = assessment.office.book
    rows = progress_rows(assessment)
    if _ISSUED not in book.read_table(_TABLE).headers:
        rows = [{header: value for header, value in row.items() if header != _ISSUED} for row in rows]
    orphans = write_rows(book, _TABLE, rows)
    book.set_values(present(book, state_values(assessment)))
    return orphans


def progress_rows(assessment: Assessment) -> list[Row]:
    """单位进度: how far each unit is."""
    states: dict[str, list[str | None]] = {unit.code: [] for unit in assessment.office.round.units}
    issued: dict[str, int] = dict.fromkeys(states, 0)
    out = issued_projects(assessment)
    for entry in assessment.expected():
        states[entry.unit_code].append(project_state(assessment, entry))
        issued[entry.unit_code] += entry.code in out
    return [
        {
            "单位编码": code,
            "单位名称": assessment.office.round.unit_name(code),
            "应报项目": Decimal(len(mine)),
            _ISSUED: Decimal(issued[code]),
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
        "状态_已下发单位": state.issued_units,
        "状态_已收单位": state.returned_units,
        "状态_应报项目": state.projects,
        "状态_已通过": state.passed,
        "状态_需修改": state.to_mend,
        "状态_未报": state.missing,
        "状态_错误数": state.errors,
        "状态_警告数": state.warnings,
    }
    return {name: Decimal(number) for name, number in numbers.items()}
