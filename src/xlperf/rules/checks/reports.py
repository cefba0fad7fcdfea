"""P and X families: the report before it is published."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.money import MoneyUnit
from xlperf.model.printing import number_text
from xlperf.rules.case import RoundHit
from xlperf.rules.checks.entries import quoted
from xlperf.rules.checks.ledger import AMOUNT_TOLERANCE, money
from xlperf.rules.prose import is_instruction, numbering_gaps, slips, unpaired_quotes
from xlperf.rules.report_case import Overview, Passage, ReportCase

#: 2020年度 in a report about 2021; what was carried over from a year before is rightly named so.
_YEAR: Final = re.compile(r"(?<![0-9])(20[0-9]{2})年度(?!(?:的)?(?:结转|结余|预算|追加|项目))")
_DATED: Final = re.compile("20[0-9]{2}年度")
#: 2022年，…对2021年度…: the year of the evaluation and the year that it is about.
_CONDUCT: Final = re.compile(r"(20[0-9]{2})年[，,][^。；]{0,40}?对(20[0-9]{2})年度")
#: XX镇, ××万元, ____: a gap of some template.
_BLANK: Final = re.compile("[xXＸ×]{2,}(?=[年月镇乡村个项万元%分])|_{3,}|＿{2,}")
#: 全年预算96万元, 共支出96万元, in what the office wrote about a key project.
_BUDGET: Final = re.compile(
    r"(?:年度|全年|项目)预算(?:金额|资金|数)?[为是：:]?([0-9]+(?:\.[0-9]+)?)(万元|元)"
)
_SPENT: Final = re.compile(r"(?:共|累计|实际|全年)(?:支出|执行|支付)[为是：:]?([0-9]+(?:\.[0-9]+)?)(万元|元)")

_OVERVIEW_SHEET: Final = "重点项目"
_DEPARTMENT_SHEET: Final = "部门整体"


def personal(case: ReportCase) -> Iterator[RoundHit]:
    """P01: a mobile number, an identity number or an account, covered before it is published."""
    for each in case.withheld:
        if each.kinds:
            values = {"章节": each.section, "种类": "、".join(each.kinds), "内容": quoted(each.shown)}
            yield RoundHit(each.section, values, value=quoted(each.shown))


def secret(case: ReportCase) -> Iterator[RoundHit]:
    """P02: a paragraph that names a secret project, left out before it is published."""
    for each in case.withheld:
        if each.secret:
            yield RoundHit(each.section, {"章节": each.section, "项目": each.secret}, value=each.secret)


def leftover(case: ReportCase) -> Iterator[RoundHit]:
    """P03: an instruction to the writer, or a gap that nobody filled."""
    for passage in case.passages:
        if is_instruction(passage.text) or _BLANK.search(passage.text):
            yield _about(passage, 句=quoted(passage.text))


def last_year(case: ReportCase) -> Iterator[RoundHit]:
    """P04: last year's words, or those of some year before."""
    dated = tuple(name for name in case.project_names if _DATED.search(name))
    for passage in case.passages:
        if not _DATED.search(passage.text):
            continue
        text = _without(passage.text, dated)
        for year in dict.fromkeys(_YEAR.findall(text)):
            if int(year) < case.year:
                yield _about(passage, 词=f"{year}年度", 应为=f"{case.year}年度")


def conduct(case: ReportCase) -> Iterator[RoundHit]:
    """P05: a year is evaluated in the year that follows."""
    for passage in case.passages:
        for done, about in _CONDUCT.findall(passage.text):
            if int(done) != int(about) + 1:
                yield _about(passage, 开展=done, 评价=about)


def two_terms(case: ReportCase) -> Iterator[RoundHit]:
    """P06: the office calls an indicator otherwise than the rule set, and so the tables of the report."""
    for passage in case.narrative:
        for other, name in case.terms:
            if other in passage.text:
                values = {
                    "情况": f"{passage.section}里写“{other}”，报告别处叫“{name}”",
                    "办法": f"请统一写成“{name}”",
                }
                yield RoundHit(passage.section, values, sheet=_DEPARTMENT_SHEET, value=other)


def other_figure(case: ReportCase) -> Iterator[RoundHit]:
    """X14: what the office wrote about a key project has another amount than the ledger."""
    for each in case.overviews:
        due = (each.amounts.budget, each.amounts.actual)
        for what, pattern, ledger in zip(("预算", "支出"), (_BUDGET, _SPENT), due, strict=True):
            for figure, unit in pattern.findall(each.text):
                yield from _compared(each, what, Decimal(figure), MoneyUnit(unit), ledger)


def department_weights(case: ReportCase) -> Iterator[RoundHit]:
    """X15: the indicators of 部门整体 do not weigh what the rule set says."""
    weight = case.department_weight
    if weight is not None and weight != case.full_weight:
        values = {"合计": number_text(weight), "应为": number_text(case.full_weight)}
        yield RoundHit("分值", values, sheet=_DEPARTMENT_SHEET, value=number_text(weight))


def mistyped(case: ReportCase) -> Iterator[RoundHit]:
    """R09: a slip in what the office wrote; of the units' texts their forms tell."""
    for passage in case.narrative:
        for typed, meant in slips(passage.text):
            yield _written(passage, 错=typed, 对=meant)


def misnumbered(case: ReportCase) -> Iterator[RoundHit]:
    """R11: a number that is skipped or a quotation mark that is missing in what the office wrote."""
    for passage in case.narrative:
        for mark, following in numbering_gaps(passage.text):
            yield _written(passage, 情况=f"编号“{mark}”后面是“{following}”")
        if unpaired_quotes(passage.text):
            yield _written(passage, 情况="引号不成对")


def _compared(
    about: Overview, what: str, figure: Decimal, unit: MoneyUnit, ledger: Decimal
) -> Iterator[RoundHit]:
    written = unit.to_yuan(figure)
    if abs(written - ledger) > AMOUNT_TOLERANCE * unit.factor:
        values = {
            "项目": about.project_name,
            "什么": what,
            "填报": money(written, unit),
            "台账": money(ledger, unit),
        }
        yield RoundHit(
            "项目概况", values, about.project_code, sheet=_OVERVIEW_SHEET, value=money(written, unit)
        )


def _about(passage: Passage, **values: str) -> RoundHit:
    return RoundHit(passage.section, {"章节": passage.section, **values}, value=quoted(passage.text))


def _written(passage: Passage, **values: str) -> RoundHit:
    return RoundHit(passage.section, {"字段": passage.section, **values}, sheet=_DEPARTMENT_SHEET)


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


CHECKS = {
    "R09": mistyped,
    "R11": misnumbered,
    "X14": other_figure,
    "X15": department_weights,
    "P01": personal,
    "P02": secret,
    "P03": leftover,
    "P04": last_year,
    "P05": conduct,
    "P06": two_terms,
}
