"""The first sheet of the summary workbook: the round's figures, the contents, and how to read the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from xlperf.model.ledger import Column, Settings, Source
from xlperf.model.printing import NO_VALUE, number_text, score_text
from xlperf.model.rounding import ratio
from xlperf.model.tables import Tables
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.summary_charts import CHARTS
from xlperf.steps.summary_layout import Pen, cached, full_title, set_up_print, text_lines
from xlperf.steps.summary_sheets import BANDS, BY_FUNCTION, DEPARTMENT, KEY_PROJECTS, PROJECTS, UNEVALUATED
from xlperf.steps.summary_table import Table

COVER: Final = "目录"
_WIDTHS: Final = (26, 22, 46)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the round: its name, the formula that fetches it, its value, format and remark."""

    name: str
    formula: str | None
    value: Decimal | str
    number: str
    remark: str


def draw_cover(sheet: Worksheet, tables: Tables, placed: dict[str, Table], rules: RuleSet, pen: Pen) -> None:
    """The sheet 目录."""
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.merge_range(0, 0, 0, 2, full_title(pen.settings, "绩效自评汇总"), pen.styles.title())
    sheet.set_row(0, 40)
    row = _draw_facts(sheet, 2, tuple(_facts(tables, placed, pen.settings)), pen)
    row = _draw_contents(sheet, row + 1, placed, pen)
    row = _draw_notes(sheet, row + 1, tuple(_notes(pen.settings, rules)), pen)
    set_up_print(sheet, landscape=False)
    sheet.print_area(0, 0, row - 1, 2)


def _draw_facts(sheet: Worksheet, row: int, facts: tuple[Fact, ...], pen: Pen) -> int:
    _draw_caption(sheet, row, "一、主要数据", pen)
    for number, fact in enumerate(facts, row + 1):
        style = pen.styles.score(num_format=fact.number)
        sheet.write_string(number, 0, fact.name, pen.styles.label())
        sheet.write_string(number, 2, fact.remark, pen.styles.plain())
        if fact.formula is not None:
            sheet.write_formula(number, 1, fact.formula, style, cached(fact.value))
        elif isinstance(fact.value, Decimal):
            sheet.write_number(number, 1, fact.value, style)
        else:
            sheet.write_string(number, 1, fact.value, style)
        sheet.set_row(number, 20)
    return row + 1 + len(facts)


def _facts(tables: Tables, placed: dict[str, Table], settings: Settings) -> Iterator[Fact]:
    projects, functions, bands = placed[PROJECTS], placed[BY_FUNCTION], placed[BANDS]
    unevaluated, unit = placed[UNEVALUATED], settings.money_unit
    count, money, rate = "#,##0", "#,##0.00", "0.00%"
    yield Fact(
        "评价项目个数",
        f"={bands.total('项目个数')}",
        bands.sum("项目个数"),
        count,
        "已通过校验的项目支出自评",
    )
    yield Fact(
        f"评价项目金额（{unit}）",
        f"={projects.total('全年预算数')}",
        projects.sum("全年预算数"),
        money,
        "按全年预算数统计",
    )
    yield Fact("未纳入自评项目个数", None, Decimal(len(tables.unevaluated)), count, f"见“{UNEVALUATED}”")
    amount = "预算金额（元）"
    yield Fact(
        "未纳入自评项目金额（元）", f"={unevaluated.total(amount)}", unevaluated.sum(amount), money, "以元计"
    )
    for header in ("全年预算数", "全年执行数"):
        yield Fact(
            f"{header}（{unit}）",
            f"={functions.total(header)}",
            functions.sum(header),
            money,
            "按功能分类汇总，含基本支出",
        )
    overall = ratio(functions.sum("全年执行数"), functions.sum("全年预算数"))
    yield Fact(
        "预算执行率", f"={functions.total('执行率')}", NO_VALUE if overall is None else overall, rate, ""
    )
    score = tables.department.score
    yield Fact("部门整体自评总分", None, NO_VALUE if score is None else score, "0.00", f"见“{DEPARTMENT}”")
    yield Fact("重点项目个数", None, Decimal(len(tables.key_projects)), count, f"见“{KEY_PROJECTS}”")
    yield Fact(
        "未报或需修改的项目个数",
        None,
        Decimal(len(tables.missing)),
        count,
        "不为 0 时，以上数字还不完整" if tables.missing else "没有未报或需修改的项目",
    )


def _draw_contents(sheet: Worksheet, row: int, placed: dict[str, Table], pen: Pen) -> int:
    _draw_caption(sheet, row, "二、目录", pen)
    entries = {CHARTS: "执行率、预算与执行、得分分布的图", **{n: t.spec.note for n, t in placed.items()}}
    for number, (name, note) in enumerate(entries.items(), row + 1):
        target = f"internal:{quote_sheetname(name)}!A1"
        sheet.write_url(number, 0, target, pen.styles.link(), name)
        sheet.merge_range(number, 1, number, 2, note, pen.styles.plain())
        sheet.set_row(number, 20)
    return row + 1 + len(entries)


def _draw_notes(sheet: Worksheet, row: int, notes: tuple[str, ...], pen: Pen) -> int:
    _draw_caption(sheet, row, "三、口径说明", pen)
    for number, note in enumerate(notes, 1):
        text = f"{number}. {note}"
        sheet.merge_range(row + number, 0, row + number, 2, text, pen.styles.plain())
        sheet.set_row(row + number, 6 + 15 * text_lines(text, sum(_WIDTHS) - 2))
    return row + 1 + len(notes)


def _notes(settings: Settings, rules: RuleSet) -> Iterator[str]:
    base = "全年预算数" if rules.execution.base is Column.BUDGET else "年初预算数"
    funds = "" if rules.execution.sources == (Source.TOTAL,) else "，只计财政资金"
    weight = number_text(rules.execution.weight)
    yield f"金额单位为{settings.money_unit}，保留两位小数显示；“{UNEVALUATED}”以元计。"
    yield f"项目执行率＝全年执行数÷{base}{funds}，满分{weight}分；预算为零的没有执行率，记“{NO_VALUE}”。"
    bands = "，".join(
        f"{score_text(grade.lower, 0)}分（含）以上为{grade.label}" for grade in rules.grades[:-1]
    )
    yield f"等级：{bands}，其余为{rules.grades[-1].label}；按未取整的总分判定。"
    yield "合计行的执行率是合计执行数÷合计预算数，不是各行的平均；得分不相加。"
    yield f"评分规则：{rules.title}（{rules.source}）。"
    yield "本工作簿供镇内使用，公开以《部门绩效评价情况》为准；涉密项目不得公开。"


def _draw_caption(sheet: Worksheet, row: int, text: str, pen: Pen) -> None:
    sheet.merge_range(row, 0, row, 2, text, pen.styles.caption())
    sheet.set_row(row, 26)
