"""A round of any size in a folder: the office's tables, its issued workbooks, and what came back.

The villages fill in with the project's own library, many times as fast as with openpyxl; what a form's
formulas would show is stored with them, as Excel does.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

from benchmarks import town
from benchmarks.town import TOWN, YEAR, Line, Project, Village, villages
from xlperf.forms.names import Name
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.ooxml.refs import Area, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.distribute import Distribution, distribute
from xlperf.steps.new import NewRound, new_round
from xlperf.steps.office import open_office
from xlperf.steps.round_tables import LEDGER_HEADERS, TARGET_HEADERS, UNIT_HEADERS
from xlperf.steps.workers import in_children

RULESET, MONEY_UNIT = "central_2020", "万元"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_COLUMN = {key: column for column, key in enumerate(INDICATOR_KEYS)}
_FIRST, _SECOND = f"{YEAR + 1}-01-20T09:00:00Z", f"{YEAR + 1}-02-15T09:00:00Z"
_NOTHING, _TEN_THOUSAND = Decimal(0), Decimal(10_000)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def new(root: Path, count: int) -> None:
    """``xlperf new`` for so many villages."""
    new_round(root, wanted(root, count))


def wanted(root: Path, count: int) -> NewRound:
    """Lay the tables of so many villages beside a round's folder, and say what to make of them."""
    tables = root.parent / f"{root.name}-tables"
    tables.mkdir(parents=True, exist_ok=True)
    rows: Mapping[str, tuple[Iterable[str], Iterator[list[object]]]] = {
        "units": (UNIT_HEADERS, ([each.code, each.name, "村", "", ""] for each in villages(count))),
        "ledger": (LEDGER_HEADERS, _ledger(count)),
        "targets": (TARGET_HEADERS, _targets(count)),
    }
    for name, (headers, lines) in rows.items():
        with (tables / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(lines)
    files = {name: tables / f"{name}.csv" for name in rows}
    return NewRound(TOWN, YEAR, RULESET, MONEY_UNIT, **files)


def options(round_: NewRound) -> list[str]:
    """The same as it is told to ``xlperf new`` behind the folder."""
    given = asdict(round_).items()
    return [f"--{name.replace('_', '-')}={value}" for name, value in given if value is not None]


def issue(root: Path) -> Distribution:
    """``xlperf distribute``."""
    return distribute(open_office(root))


def send_back(root: Path, count: int, workers: int | None = None) -> int:
    """Let the villages answer; returns how many files lie in 回收/ then."""
    (root / "回收").mkdir(exist_ok=True)
    outcomes = in_children(answer, str(root), range(count), workers=workers)
    return sum(_finished(outcome) for outcome in outcomes)


def answer(root: str, number: int) -> int:
    """One village's workbook comes back, or does not; returns how many files did."""
    village = town.village(number)
    if village.fate == "missing":
        return 0
    (issued,) = (Path(root) / "下发").glob(f"{village.code}_*.xlsx")
    returned = Path(root) / "回收" / issued.name
    data = issued.read_bytes()
    if village.fate == "unreadable":
        returned.write_bytes(data[: len(data) // 2])
        return 1
    returned.write_bytes(filled_in(data, village, _SECOND))
    if village.fate == "twice":
        hasty = replace(village, projects=tuple(replace(each, mistake="goal") for each in village.projects))
        (returned.parent / f"初稿_{issued.name}").write_bytes(filled_in(data, hasty, _FIRST))
        return 2
    return 1


def filled_in(issued: bytes, village: Village, saved: str = _SECOND) -> bytes:
    """The workbook as the village saves it."""
    book = Workbook.load(issued)
    projects = {project.code: project for project in village.projects}
    for sheet in book.sheets:
        areas = book.names_of(sheet)
        if Name.INDICATORS in areas:
            code = str(sheet.value(_first(areas[Name.PROJECT_CODE])))
            _fill_form(sheet, areas, projects[code])
    core = book.package.read(_CORE)
    book.package.write(_CORE, _MODIFIED.sub(rb"\g<1>" + saved.encode() + rb"\g<2>", core))
    return book.to_bytes()


def _finished(outcome: object) -> int:
    result = getattr(outcome, "result", None)
    if result is None:
        raise RuntimeError(f"a village could not answer: {outcome}")
    return int(result())


def _ledger(count: int) -> Iterator[list[object]]:
    for village in villages(count):
        for each in (*village.projects, *village.others):
            own, carried = zip(each.budget, each.actual, strict=True)
            amounts = (
                own[0],
                carried[0],
                _NOTHING,
                own[0],
                carried[0],
                _NOTHING,
                own[1],
                carried[1],
                _NOTHING,
            )
            money = [f"{amount / _TEN_THOUSAND:f}" for amount in amounts]
            asked = "是" if each.evaluate else "否"
            yield [
                each.code,
                each.name,
                village.code,
                "项目支出",
                each.function,
                *money,
                asked,
                each.why_not,
                "否",
                "否",
            ]


def _targets(count: int) -> Iterator[list[object]]:
    for village in villages(count):
        for project in village.projects:
            for line in project.lines:
                said = (
                    line.level1,
                    line.level2,
                    line.name,
                    line.relation,
                    line.target,
                    line.unit,
                    line.weight,
                )
                yield [project.code, *said]


def _first(area: Area) -> str:
    return ref(area.first_row, area.first_col)


def _fill_form(sheet: Sheet, areas: Mapping[str, Area], project: Project) -> None:
    sheet.set(_first(areas[Name.GOAL]), None if project.mistake == "goal" else project.goal)
    sheet.set(_first(areas[Name.GOAL_DONE]), project.done)
    block, lines = areas[Name.INDICATORS], town.typed(project)
    for row, line in enumerate(lines, block.first_row):
        _fill_line(sheet, row, block.first_col, line)
    scores = [line.points for line in lines if line.points is not None]
    total = sum(scores, town.rate_points(project)) if len(scores) == len(lines) else None
    _shows(sheet, _first(areas[Name.TOTAL_SCORE]), total)
    _shows(sheet, _first(areas[Name.GRADE]), None if total is None else town.grade(total))


def _fill_line(sheet: Sheet, row: int, first: int, line: Line) -> None:
    at = {key: ref(row, first + column) for key, column in _COLUMN.items()}
    sheet.set(at["actual"], Decimal(line.actual) if _NUMBER.fullmatch(line.actual) else line.actual or None)
    if line.counted:
        _shows(sheet, at["score"], line.points)
    else:
        sheet.set(at["score"], line.points)
    sheet.set(at["reason"], line.reason or None)


def _shows(sheet: Sheet, at: str, result: Decimal | str | None) -> None:
    """What a formula's result is after the village has typed."""
    formula = sheet.cell(at).formula
    if formula is None:
        raise ValueError(f"{sheet.title}!{at} has no formula")
    sheet.set_formula(at, formula, "" if result is None else result)
