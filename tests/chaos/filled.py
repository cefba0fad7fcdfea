"""A round and one unit's workbook, filled in without a mistake: what was typed is known."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from chaos.paper import Field, Form, Paper, Place
from support.form import template
from xlperf.forms.filling import Assignment, IssuedWorkbook, fill_workbook
from xlperf.forms.names import Name
from xlperf.forms.spec import INDICATOR_KEYS, FormSpec
from xlperf.model.evaluation import Relation
from xlperf.model.ledger import (
    LEDGER_SOURCES,
    Amounts,
    Column,
    ExpenditureKind,
    Funding,
    LedgerEntry,
    Round,
    Settings,
    Source,
    Target,
    Unit,
)
from xlperf.ooxml.cells import Value
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset

RULES: Final = load_ruleset("central_2020")
SPEC: Final = FormSpec.from_rules(RULES, RULES.money_unit)
SETTINGS: Final = Settings("小河镇", 2022, RULES.id, RULES.money_unit.value)
WEST, EAST = Unit("002", "西村村民委员会"), Unit("001", "东村村民委员会")

#: Of each project: code, name, unit, then 万元 by source: 年初预算数 全年预算数 全年执行数.
LEDGER: Final = """
LH001 | 村内道路硬化工程     | 002 | 80 80 75      | 20 20 20 | 0 0 0
LH002 | 污水管网改造项目     | 002 | 120 131.5 127 | 0 8.5 8  | 5 5 5
LH003 | 图书室设备购置       | 002 | 12 12 11.4    | 0 0 0    | 0 0 0
LH004 | 东村健身广场建设项目 | 001 | 60 60 60      | 0 0 0    | 0 0 0
"""
#: What is on the forms of 西村. An indicator: 一级 二级 三级 性质 指标值 单位 分值, then what the village
#: typed: 完成值 得分 (= is the form's own formula) 偏差原因. LH003 got no targets: it wrote its rows itself.
FILLED: Final = """
LH001 | 硬化道路2公里，方便200户出行。 | 十月底完工，硬化2.1公里，180户受益。 | 95% 9.5 | 96.5 优
产出指标 | 数量指标 | 硬化道路长度 | ≥ | 2 | 公里 | 20 | 2.1 | =20 |
产出指标 | 质量指标 | 验收合格率 | = | 100 | % | 10 | 100 | =10 |
产出指标 | 时效指标 | 完工时间 | ≤ | 11月底前 | | 10 | 2022年10月25日 | 10 |
产出指标 | 成本指标 | 工程总成本 | ≤ | 98 | 万元 | 10 | 95 | =10 |
效益指标 | 社会效益指标 | 受益户数 | ≥ | 200 | 户 | 20 | 180 | =18 | 二十户待拆迁；改进措施：拆迁后接通。
效益指标 | 可持续影响指标 | 管护机制 | 定性 | 建立长效机制 | | 10 | 达成年度指标 | 9 | 到岗迟；改进：早签。
满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥ | 90 | % | 10 | 92.5 | =10 |

LH002 | 改造污水管网1200米，消除黑臭水体。 | 改造1260米，已消除，投诉减少。 | 96.551724137931% 9.66 | 98.26 优
产出指标 | 数量指标 | 改造管网长度 | ≥ | 1200 | 米 | 15 | 1260 | =15 |
产出指标 | 数量指标 | 新建检查井 | ≥ | 40 | 座 | 10 | 38 | =9.5 | 两座因管线冲突取消；改进措施：下年补建。
产出指标 | 质量指标 | 闭水试验合格率 | ≥ | 95 | % | 10 | 96.5 | =10 |
产出指标 | 时效指标 | 竣工时间 | ≤ | 2022年9月底前 | | 15 | 2022年9月20日 | 15 |
效益指标 | 生态效益指标 | 消除黑臭水体 | = | 1 | 处 | 20 | 1 | =20 |
效益指标 | 社会效益指标 | 污水外溢投诉 | ≤ | 12 | 件 | 10 | 13 | =9.17 | 汛期两次外溢；改进措施：加装泵站。
满意度指标 | 服务对象满意度指标 | 居民满意度 | ≥ | 90 | % | 10 | 89.4 | =9.93 | 施工扰民；改进措施：错时施工。

LH003 | 为图书室购置书架和图书。 | 书架和图书已到位，周末开放。 | 95% 9.5 | 98.5 优
产出指标 | 数量指标 | 购置图书 | ≥ | 1500 | 册 | 30 | 1520 | =30 |
产出指标 | 质量指标 | 书架验收合格率 | = | 100 | % | 20 | 100 | =20 |
效益指标 | 社会效益指标 | 借阅便利程度 | 定性 | 明显提高 | | 30 | 达成年度指标 | 29 | 晚间没开；改进：增加。
满意度指标 | 服务对象满意度指标 | 读者满意度 | ≥ | 90 | % | 10 | 95 | =10 |
"""
#: What is written as words and means a day.
DAYS: Final = {
    "11月底前": date(2022, 11, 30),
    "2022年10月25日": date(2022, 10, 25),
    "2022年9月底前": date(2022, 9, 30),
    "2022年9月20日": date(2022, 9, 20),
}
_OWN: Final = ("goal", "goal_done", "actual", "score", "reason")
_HEAD: Final = {
    "year": Name.YEAR,
    "project_name": Name.PROJECT_NAME,
    "project_code": Name.PROJECT_CODE,
    "department": Name.DEPARTMENT,
    "unit": Name.UNIT,
    "goal": Name.GOAL,
    "goal_done": Name.GOAL_DONE,
    "rate": Name.RATE,
    "rate_weight": Name.RATE_WEIGHT,
    "rate_score": Name.RATE_SCORE,
    "total_score": Name.TOTAL_SCORE,
    "grade": Name.GRADE,
}
_COMPUTED: Final = ("rate", "rate_score", "total_score", "grade")


@cache
def office_round() -> Round:
    """小河镇 2022."""
    return Round(SETTINGS, (EAST, WEST), tuple(_ledger()), (), ())


def _ledger() -> Iterator[LedgerEntry]:
    for row in _rows(LEDGER):
        code, name, unit, *amounts = row
        by_source = (Amounts(*(Decimal(text) * 10_000 for text in cell.split())) for cell in amounts)
        yield LedgerEntry(code, name, unit, ExpenditureKind.PROJECT, "2130126", Funding(*by_source))


@cache
def issued() -> IssuedWorkbook:
    """The workbook that 西村 was handed."""
    entries = {entry.code: entry for entry in office_round().ledger}
    assignments = [
        Assignment(entries[code], () if code == "LH003" else tuple(_target(code, row) for row in rows))
        for (code, *_), rows in _forms()
    ]
    return fill_workbook(template("central_2020"), SPEC, SETTINGS, WEST, assignments)


def filled() -> Paper:
    """It, filled in."""
    data, truth = _filled()
    return Paper(data, {code: form.copy() for code, form in truth.items()})


@cache
def _filled() -> tuple[bytes, Mapping[str, Form]]:
    book = Workbook.load(issued().data)
    truth: dict[str, Form] = {}
    for sheet, (head, rows) in zip(_form_sheets(book), _forms(), strict=True):
        truth[head[0]] = _Pen(book, sheet).fill(head, rows)
    return book.to_bytes(), truth


def _form_sheets(book: Workbook) -> list[Sheet]:
    return [sheet for sheet in book.sheets if Name.INDICATORS in book.names_of(sheet)]


class _Pen:
    """Fills in one sheet and notes what it wrote where."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.sheet, self.areas = sheet, book.names_of(sheet)
        self.form = Form(sheet.title)

    def fill(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Form:
        code, goal, done, rate, total = head
        entry = next(entry for entry in office_round().ledger if entry.code == code)
        percent, rate_score = rate.split()
        score, grade = total.split()
        texts: dict[str, Value] = {
            "year": Decimal(2022),
            "project_name": entry.name,
            "project_code": code,
            "department": "小河镇人民政府",
            "unit": WEST.name,
            "goal": goal,
            "goal_done": done,
            "rate": Decimal(percent.rstrip("%")) / 100,
            "rate_weight": Decimal(10),
            "rate_score": Decimal(rate_score),
            "total_score": Decimal(score),
            "grade": grade,
        }
        for key, value in texts.items():
            area = self.areas[_HEAD[key]]
            self._note(self.form.fields, key, area.first_row, area.first_col, value)
        self._funds(entry.funding)
        self._lines(rows)
        return self.form

    def _note(
        self, fields: dict[str, Field], key: str, row: int, column: int, value: Value, *, typed: bool = False
    ) -> None:
        """Type what the village types, tell a formula its result, and check what the office printed."""
        place = Place(self.form.sheet, row, column)
        cell = self.sheet.cell(place.ref)
        own = key in _OWN
        if cell.formula is not None and not typed:
            self.sheet.set_cached(place.ref, "" if value is None else value)
        elif own or typed or cell.value is None:
            self.sheet.set(place.ref, value)
        fields[key] = Field(DAYS.get(str(value), value), place, locked=not own)

    def _funds(self, funding: Funding) -> None:
        area = self.areas[Name.FUNDS]
        for row, source in enumerate(Source, area.first_row):
            for column, each in enumerate(Column, area.first_col):
                sources = LEDGER_SOURCES if source is Source.TOTAL else (source,)
                yuan = sum((funding.of(one).get(each) for one in sources), Decimal(0))
                key = f"{source.value}.{each.value}"
                self._note(self.form.fields, key, row, column, yuan / 10_000)
                self.form.fields[key].value = yuan

    def _lines(self, rows: Sequence[Sequence[str]]) -> None:
        area = self.areas[Name.INDICATORS]
        free = list(range(area.first_row, area.last_row + 1))
        for texts in rows:
            row = self._row_for(texts, free, area.first_col)
            line: dict[str, Field] = {}
            for key, text in _by_key(texts).items():
                column = area.first_col + INDICATOR_KEYS.index(key)
                typed = bool(text) and key == "score" and not text.startswith("=")
                self._note(line, key, row, column, _value(text), typed=typed)
            line["relation"].value = Relation(texts[3])
            self.form.lines.append(line)

    def _row_for(self, texts: Sequence[str], free: list[int], column: int) -> int:
        """The next row; on a blank form the first one that is printed for the 二级指标."""
        for row in free:
            level2 = self.sheet.value(Place(self.form.sheet, row, column + 1).ref)
            if level2 in (None, texts[1]):
                free.remove(row)
                return row
        raise AssertionError(texts)


def _target(code: str, row: Sequence[str]) -> Target:
    level1, level2, level3, relation, value, unit, weight, *_ = row
    return Target(code, level1, level2, level3, relation, value, unit, Decimal(weight))


def _by_key(texts: Sequence[str]) -> dict[str, str]:
    """The texts of an indicator by key: the table has the weight before the answer, the form behind it."""
    *first, weight, actual, score, reason = texts
    return dict(zip(INDICATOR_KEYS, (*first, actual, weight, score, reason), strict=True))


def _value(text: str) -> Value:
    text = text.removeprefix("=") if text != "=" else text
    try:
        return Decimal(text)
    except ArithmeticError:
        return text or None


def _forms() -> list[tuple[list[str], list[list[str]]]]:
    blocks = [_rows(block) for block in FILLED.strip().split("\n\n")]
    return [(head, rows) for head, *rows in blocks]


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
