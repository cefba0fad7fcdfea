"""参数: the settings of a round, each with its explanation, and the rule sets to choose from."""

from collections.abc import Sequence
from typing import NamedTuple

from xlperf.books import sheets as names
from xlperf.books.heights import row_height
from xlperf.build.control_tables import FIRST_ROW, Page, draw_headings, set_up_print
from xlperf.model.money import MoneyUnit
from xlperf.rules.ruleset import RuleSet

_WIDTHS = (24, 36, 84)
_WIDTH = len(_WIDTHS)


class _Setting(NamedTuple):
    label: str
    name: str
    value: str
    help: str
    rule: dict[str, object]


def draw_settings(page: Page, rules: RuleSet, choices: Sequence[RuleSet]) -> None:
    """The whole sheet; ``choices`` are the rule sets on offer."""
    draw_headings(page, _WIDTH)
    sheet = page.sheet
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    row = FIRST_ROW
    for setting in _settings(rules, page.money_unit):
        _draw_setting(page, row, setting)
        row += 1
    last = _draw_choices(page, row + 1, choices)
    sheet.freeze_panes(FIRST_ROW, 0)
    set_up_print(page, last, _WIDTH)


def _settings(rules: RuleSet, money_unit: str) -> tuple[_Setting, ...]:
    units = [unit.value for unit in MoneyUnit]
    return (
        _Setting(
            "镇（乡、街道）名称", names.TOWN, "", "写进各表的标题和报告，例如“王平镇”。", {"validate": "any"}
        ),
        _Setting(
            "评价年度",
            names.YEAR,
            "",
            "四位数字，例如 2021。评价的是这一年的支出。",
            {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100},
        ),
        _Setting(
            "规则集",
            names.RULESET,
            rules.id,
            "自评表的式样、分值和计分办法。建好之后不要改：自评汇总的列、下发的表都按它生成；"
            "要换规则集，请用 xlperf new 重新建一个评价年度。",
            {"validate": "list", "source": f"={names.RULESET_CHOICES}"},
        ),
        _Setting(
            "金额单位",
            names.MONEY_UNIT,
            money_unit,
            "台账和各汇总表金额的单位。填了台账以后再改，金额不会自动换算。",
            {"validate": "list", "source": units},
        ),
        *_notice_settings(),
    )


def _notice_settings() -> tuple[_Setting, ...]:
    """What 退回修改通知 prints; each may stay blank."""
    free: dict[str, object] = {"validate": "any"}
    return (
        _Setting("修改期限", names.DEADLINE, "", "印在退回修改通知上，例如“2022年1月25日”；可以不填。", free),
        _Setting("联系人", names.CONTACT, "", "印在退回修改通知上：单位有问题找谁；可以不填。", free),
        _Setting("联系电话", names.PHONE, "", "印在退回修改通知上；可以不填。", free),
    )


def _draw_setting(page: Page, row: int, setting: _Setting) -> None:
    sheet, styles = page.sheet, page.styles
    entry = styles.entry("0" if setting.name == names.YEAR else "@")
    sheet.write_string(row, 0, setting.label, styles.label())
    if setting.value:
        sheet.write_string(row, 1, setting.value, entry)
    else:
        sheet.write_blank(row, 1, None, entry)
    sheet.write_string(row, 2, setting.help, styles.plain())
    sheet.set_row(row, 34)
    page.define(setting.name, row, 1)
    messages = {"error_title": f"{setting.label}填错了", "error_message": setting.help}
    if setting.rule != {"validate": "any"}:
        sheet.data_validation(row, 1, row, 1, setting.rule | messages)


def _draw_choices(page: Page, row: int, choices: Sequence[RuleSet]) -> int:
    sheet, styles = page.sheet, page.styles
    sheet.write_string(row, 0, "可选的规则集", styles.caption())
    sheet.set_row(row, 26)
    first = row + 1
    for number, text in enumerate(("编号", "名称", "依据")):
        sheet.write_string(first, number, text, styles.header())
    sheet.set_row(first, 24)
    for place, choice in enumerate(choices, first + 1):
        texts = (choice.id, choice.title, choice.source)
        for number, text in enumerate(texts):
            sheet.write_string(place, number, text, styles.plain())
        sheet.set_row(place, row_height(zip(texts, _WIDTHS, strict=True)))
    last = first + len(choices)
    area = f"='{page.spec.name}'!$A${first + 2}:$A${last + 1}"
    styles.workbook.define_name(names.RULESET_CHOICES, area)
    return last
