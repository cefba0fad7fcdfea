"""Writes the committed data of the demo round: python tests/demo_round/generate.py."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

# Run as a script, Python looks for modules beside this file, not beside its package.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo_round import department, source
from demo_round.amounts import plain
from demo_round.forms import Form, forms
from demo_round.indicators import LEVELS
from demo_round.ledger import Entry, ledger
from demo_round.mistakes import mistake_rows

OUTPUT = Path(__file__).resolve().parents[2] / "src" / "xlperf" / "demo" / "data"

_COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
_SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
_INDICATOR = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")

HEADERS = {
    "units.csv": ("单位编码", "单位名称", "类型", "联系人", "联系电话"),
    "ledger.csv": (
        *("项目编码", "项目名称", "单位编码", "支出类型", "功能分类编码"),
        *(f"{column}-{each}" for column in _COLUMNS for each in _SOURCES),
        *("是否自评", "未自评原因", "是否重点", "是否涉密"),
    ),
    "targets.csv": ("项目编码", *_INDICATOR, "分值"),
    "goals.csv": ("项目编码", "预期目标", "实际完成情况"),
    "returns.csv": ("项目编码", "序号", "三级指标", "实际完成值", "得分", "偏差原因分析及改进措施"),
    "narrative.csv": ("章节", "标题", "内容"),
    "key_projects.csv": ("项目编码", "项目概况"),
    "department_indicators.csv": (*_INDICATOR, "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
    "mistakes.csv": ("单位编码", "项目编码", "类别", "三级指标", "字段", "错误值", "说明"),
}

Table = list[list[str]]


def tables() -> dict[str, Table]:
    """The rows of every file, by its name."""
    entries, units = ledger(), source.read_csv(source.DATA / "units.csv")
    codes = {unit["单位名称"]: unit["单位编码"] for unit in units}
    returned = forms(entries)
    return {
        "units.csv": [_unit(number, unit) for number, unit in enumerate(units, 1)],
        "ledger.csv": [_ledger_row(entry, codes[entry.unit]) for entry in entries],
        "targets.csv": [row for form in returned for row in _targets(form)],
        "goals.csv": [[form.entry.code, form.project.goal, form.done] for form in returned],
        "returns.csv": [row for form in returned for row in _returns(form)],
        "narrative.csv": department.narrative_rows(),
        "key_projects.csv": [[form.entry.code, form.project.overview] for form in returned if form.entry.key],
        "department_indicators.csv": department.indicator_rows(),
        "mistakes.csv": mistake_rows(returned, codes),
    }


def files() -> dict[str, bytes]:
    """Every file as it is written: UTF-8 with BOM, so that Excel reads it, lines ending in LF."""
    return {name: _csv_bytes(HEADERS[name], rows) for name, rows in tables().items()}


def _unit(number: int, unit: dict[str, str]) -> list[str]:
    contact = ("（示例）财务专干", f"010-{number:08}")
    return [unit["单位编码"], unit["单位名称"], unit["类型"], *contact]


def _ledger_row(entry: Entry, unit_code: str) -> list[str]:
    columns = ("initial", "budget", "actual")
    amounts = [plain(getattr(each, column)) for column in columns for each in entry.sources]
    return [
        *(entry.code, entry.name, unit_code, "基本支出" if entry.basic else "项目支出", entry.function),
        *amounts,
        *("是" if entry.evaluated else "否", entry.reason, "是" if entry.key else "否", "否"),
    ]


def _targets(form: Form) -> Iterable[list[str]]:
    for row in form.rows:
        line = row.line
        yield [
            form.entry.code,
            *LEVELS[row.level],
            *(line.name, line.relation, line.target, line.unit, str(row.weight)),
        ]


def _returns(form: Form) -> Iterable[list[str]]:
    for number, row in enumerate(form.rows, 1):
        yield [form.entry.code, str(number), row.line.name, row.line.actual, row.score, row.reason]


def _csv_bytes(header: Sequence[str], rows: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig")


def main() -> None:
    """Write all files."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (OUTPUT / name).write_bytes(data)


if __name__ == "__main__":
    main()
