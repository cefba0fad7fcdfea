"""What collecting costs at scale, measured here: CPU seconds, bytes in and out for 10,000 returned workbooks.

    python benchmarks/scale.py [WORKBOOKS [ROWS]]

Makes a round of so many units with six projects each, answered, and collects it into Parquet with one child
process, as a task on a cluster does; then lays down a result of ROWS projects and makes its summaries and its
workbook. Times are CPU seconds of this process and of its children: other programs at work do not change them
much.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from xlperf.build.template import build_template
from xlperf.forms.filling import Assignment, fill_workbook
from xlperf.forms.names import Name
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Amounts, ExpenditureKind, Funding, LedgerEntry, Settings, Target, Unit
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.refs import ref
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset
from xlperf.scale.arrow import Row, Value, arrow_schema, arrow_table, parquet_bytes
from xlperf.scale.collecting import Wanted, gather
from xlperf.scale.engine import Engine
from xlperf.scale.facts import counted_amounts, ledger_row
from xlperf.scale.places import Place
from xlperf.scale.preparing import prepare
from xlperf.scale.schema import FACTS, PROJECTS
from xlperf.scale.sources import Source
from xlperf.scale.summaries import open_result, save_summaries, summarise
from xlperf.scale.workbook import write_workbook
from xlperf.steps.round_tables import FUNDING_HEADERS, LEDGER_HEADERS, UNIT_HEADERS

PER_UNIT = 6
PER = 10_000
RULES = load_ruleset("central_2020")
SPEC = FormSpec.from_rules(RULES, MoneyUnit.WAN)
SETTINGS = Settings("示范镇", 2021, RULES.id, "万元")
DONE = "按计划完成道路硬化、排水沟清理和垃圾分类设施建设，验收合格，群众满意。"
#: 一级 二级 三级 性质 指标值 单位 分值, then what a village answers: 实际完成值 得分.
INDICATORS = (
    ("产出指标", "数量指标", "道路硬化里程", "≥", "12", "公里", 20, "12.5", 20),
    ("产出指标", "质量指标", "验收合格率", "≥", "98", "%", 15, "99", 15),
    ("产出指标", "时效指标", "完成时间", "≤", "2021年12月底前", "", 15, "2021年11月", 15),
    ("效益指标", "社会效益指标", "群众出行改善", "定性", "明显改善", "", 30, "达成年度指标", 28),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%", 10, "93.5", 10),
)


def assignments(number: int) -> list[Assignment]:
    """A unit's projects with five indicators each."""
    made = []
    for place in range(PER_UNIT):
        code = f"P{number:06d}{place}"
        budget = Decimal(1_000_000 + number * 37 + place)
        funding = Funding(Amounts(budget, budget, budget - Decimal(number % 200_000)))
        name = f"第{number}村道路养护及环境整治项目（第{place + 1}标段）"
        entry = LedgerEntry(code, name, f"{number:06d}", ExpenditureKind.PROJECT, "2130126", funding)
        made.append(Assignment(entry, tuple(Target(code, *row[:6], Decimal(row[6])) for row in INDICATORS)))
    return made


def answered(issued: bytes, number: int) -> bytes:
    """The workbook as a village returns it."""
    book = Workbook.load(issued)
    for place, sheet in enumerate(book.sheets):
        areas = book.names_of(sheet)
        if Name.INDICATORS not in areas:
            continue
        block = areas[Name.INDICATORS]
        for name, text in (
            (Name.GOAL, "完成年度建设任务。"),
            (Name.GOAL_DONE, f"{DONE}（{number}-{place}）"),
        ):
            sheet.set(ref(areas[name].first_row, areas[name].first_col), text)
        for row, line in enumerate(INDICATORS, block.first_row):
            actual, score = line[7], line[8]
            number_like = actual.replace(".", "").isdecimal()
            sheet.set(ref(row, block.first_col + 6), Decimal(actual) if number_like else actual)
            sheet.set(ref(row, block.first_col + 8), Decimal(score))
            sheet.set(
                ref(row, block.first_col + 9), "受益面不够。改进措施：扩大范围。" if score < line[6] else None
            )
    return book.to_bytes()


def make_round(root: Path, count: int) -> int:
    """Write a round of so many units; returns the bytes of their workbooks."""
    template = build_template(RULES, MoneyUnit.WAN)
    size = 0
    units, ledger = [",".join(UNIT_HEADERS)], [",".join(LEDGER_HEADERS)]
    for number in range(count):
        unit, work = Unit(f"{number:06d}", f"第{number}村"), assignments(number)
        data = answered(fill_workbook(template, SPEC, SETTINGS, unit, work).data, number)
        path = root / "回收" / f"{number // 1000:03d}" / f"{number:06d}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        size += len(data)
        units.append(f"{unit.code},{unit.name},村,,")
        ledger += [_ledger_line(assignment.entry) for assignment in work]
    (root / "units.csv").write_text("\n".join(units), encoding="utf-8")
    (root / "ledger.csv").write_text("\n".join(ledger), encoding="utf-8")
    toml = f'town = "示范省"\nyear = {SETTINGS.year}\nruleset = "{RULES.id}"\nmoney_unit = "万元"\n'
    (root / "round.toml").write_text(toml, encoding="utf-8")
    return size


def _ledger_line(entry: LedgerEntry) -> str:
    amounts = [f"{entry.funding.of(source).get(column) / 10_000}" for column, source in FUNDING_HEADERS]
    words = [entry.code, entry.name, entry.unit_code, entry.kind.value, entry.function_code]
    return ",".join([*words, *amounts, "是", "", "否", "否"])


@contextmanager
def measured(what: str, scale: float = 1.0) -> Iterator[None]:
    """Print what a block costs in CPU seconds of this process and its children, times ``scale``."""
    before, wall = _cpu(), time.perf_counter()
    yield
    cpu, wall = _cpu() - before, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:44}{cpu:9.2f}{cpu * scale:12.1f}{wall:9.2f}{peak:9.0f}", flush=True)


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def collect(folder: Path, count: int) -> None:
    """Make a round, collect it, and say what that cost."""
    with measured(f"making {count} answered workbooks", PER / count):
        inward = make_round(folder / "round", count)
    target = Place(str(folder / "result"))
    with measured(f"collecting them, {count * PER_UNIT} projects", PER / count):
        gathered = gather(Wanted(Place(str(folder / "round")), target, processes=1))
    found = target.files()
    parts = [each for each in found if each.path.startswith("parts/")]
    tables = [each for each in found if each.path.startswith("tables/")]
    assert gathered.counts.forms == count * PER_UNIT, gathered  # noqa: S101 - a benchmark of the right thing
    for what, size in (
        ("MB in", inward),
        ("MB of parts", sum(each.size for each in parts)),
        ("MB of tables", sum(each.size for each in tables)),
    ):
        print(f"{what:44}{size / 1e6:9.2f}{size / 1e6 * PER / count:12.1f}")
    print(f"{'findings':44}{gathered.counts.findings:9}{'':12}   {len(parts)} objects of parts")


def large_result(folder: Path, rows: int) -> None:
    """Lay down a result of so many projects and summarise it."""
    target = Place(str(folder / "large"))
    units = tuple(Unit(f"{number:06d}", f"第{number}村") for number in range(-(-rows // PER_UNIT)))
    entries = (each.entry for number in range(len(units)) for each in assignments(number))
    print(f"\n{rows} projects\n{'':44}{'CPU s':>9}{'':12}{'wall s':>9}{'peak MB':>9}")
    with measured("ledger into Parquet"):
        source = Source(SETTINGS, RULES, {}, units, entries, (), target, ())
        prepare(source, target)
    _lay_down(target, len(units))
    with Engine(target) as engine:
        open_result(engine)
        with measured("summaries and lists into Parquet"):
            summary = summarise(engine, RULES)
            save_summaries(target, engine, summary)
        with measured("summary workbook"):
            write_workbook(folder / "summary.xlsx", engine, summary, SETTINGS)
    print(f"{'MB of the workbook':44}{(folder / 'summary.xlsx').stat().st_size / 1e6:9.2f}")


def _lay_down(target: Place, units: int) -> None:
    """The facts: every eleventh project has not come back."""
    for table in FACTS:
        if table is not PROJECTS:
            target.write(f"tables/{table.name}.parquet", parquet_bytes(arrow_table(table, [])))
    number = 0
    with (
        target.writing("tables/projects.parquet") as file,
        pq.ParquetWriter(file, arrow_schema(PROJECTS)) as out,
    ):
        for start in range(0, units, 5_000):
            rows = []
            for unit in range(start, min(start + 5_000, units)):
                for each in assignments(unit):
                    number += 1
                    rows.append(_project(each.entry, number))
            out.write_table(arrow_table(PROJECTS, rows))


def _project(entry: LedgerEntry, number: int) -> Row:
    back = number % 11 != 0
    rate = entry.funding.total.actual / entry.funding.total.budget
    told: dict[str, Value] = {"rate": rate, "rate_score": rate * 10, "score": Decimal(90)}
    told |= {"grade": "优", "deviations": 1}
    nothing: dict[str, Value] = dict.fromkeys((*told, "file", "sheet"))
    return {
        **ledger_row(entry, number, entry.unit_code),
        **counted_amounts(entry, RULES),
        **nothing,
        **(told if back else {}),
        "state": "通过" if back else "未报",
        "errors": 0,
        "warnings": 0,
    }


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="xlperf-scale-"))
    try:
        print(f"{'':44}{'CPU s':>9}{'per 10,000':>12}{'wall s':>9}{'peak MB':>9}")
        collect(folder, count)
        large_result(folder, rows)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
