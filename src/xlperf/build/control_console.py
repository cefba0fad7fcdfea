"""操作台: the state of the round, the steps in the order of the year, the way to every sheet."""

from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from xlperf.books import sheets as names
from xlperf.books.spec import SheetSpec
from xlperf.build.control_tables import TITLE_ROW, Page, draw_headings, draw_table, set_up_print, set_widths


class Step(NamedTuple):
    """One step: what its button says, what it does, and how a terminal does the same."""

    button: str
    does: str
    command: str


STEPS = (
    Step("① 下发模板", "按单位名录、台账和绩效目标生成各单位的自评表，放进“下发”。", "xlperf distribute ."),
    Step("② 收集回收", "读取“回收”里交回的文件，登记、存档，认出单位和项目。", "xlperf collect ."),
    Step("③ 校验", "逐格检查，与台账核对；有问题的列进“校验结果”。", "xlperf collect ."),
    Step("④ 计算执行率与得分", "重新计算执行率、得分和等级，填“自评汇总”。", "xlperf fill ."),
    Step("⑤ 填未纳入自评项目", "台账有而没有自评的项目，连同原因列成说明。", "xlperf fill ."),
    Step("⑥ 生成汇总表", "执行率、得分分布、问题与措施、重点项目、部门整体。", "xlperf summarise ."),
    Step("⑦ 生成报告", "生成《部门绩效评价情况》，放进“成果”。", "xlperf report ."),
    Step("一键全流程", "从第②步做到第⑦步。", "xlperf run ."),
)

_WIDTH = len(STEPS)
_COMMAND_AT = 6


def draw_console(page: Page, sheets: tuple[SheetSpec, ...]) -> None:
    """The whole sheet; ``sheets`` are all sheets of the workbook, for the links."""
    draw_headings(page, _WIDTH)
    set_widths(page.sheet, page.spec.tables)
    row = _draw_state(page, TITLE_ROW + 1)
    row = _draw_cards(page, row)
    row = _draw_links(page, row, [sheet.name for sheet in sheets if sheet is not page.spec])
    row = _draw_steps(page, row)
    for table in page.spec.tables:
        row = draw_table(page, table, row)
    set_up_print(page, row - 1, _WIDTH)
    page.sheet.set_first_sheet()
    page.sheet.activate()


def _caption(page: Page, row: int, text: str) -> int:
    page.sheet.write_string(row, 0, text, page.styles.caption())
    page.sheet.set_row(row, 26)
    return row + 1


def _draw_state(page: Page, row: int) -> int:
    row = _caption(page, row, "评价进度")
    sheet, styles = page.sheet, page.styles
    for place, (name, caption) in enumerate(names.STATE.items()):
        sheet.write_string(row, place, caption, styles.tile())
        sheet.write_string(row + 1, place, "—", styles.figure())
        page.define(name, row + 1, place)
    sheet.set_row(row, 20)
    sheet.set_row(row + 1, 36)
    alerts = [
        place for place, caption in enumerate(names.STATE.values()) if caption in ("需修改", "未报", "错误数")
    ]
    for place in alerts:
        cell = xl_rowcol_to_cell(row + 1, place)
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}>0)", "format": styles.alert()}
        sheet.conditional_format(row + 1, place, row + 1, place, rule)
    return row + 2


def _draw_cards(page: Page, row: int) -> int:
    row = _caption(page, row, "操作步骤")
    for place, step in enumerate(STEPS):
        page.sheet.write_string(row, place, step.button, page.styles.card())
    page.sheet.set_row(row, 44)
    return row + 1


def _draw_links(page: Page, row: int, targets: list[str]) -> int:
    row = _caption(page, row, "打开工作表")
    for number, target in enumerate(targets):
        place = f"internal:{names.title_name(target)}"
        page.sheet.write_url(
            row + number // _WIDTH, number % _WIDTH, place, page.styles.link(), target, f"打开“{target}”"
        )
    last = row - (-len(targets) // _WIDTH)
    for number in range(row, last):
        page.sheet.set_row(number, 22)
    return last


def _draw_steps(page: Page, row: int) -> int:
    row = _caption(page, row, "各步骤做什么（不用按钮时，在本文件夹里运行右边的命令）")
    sheet, styles = page.sheet, page.styles
    for number, step in enumerate(STEPS, row):
        sheet.merge_range(number, 0, number, 1, step.button, styles.label())
        sheet.merge_range(number, 2, number, _COMMAND_AT - 1, step.does, styles.plain())
        sheet.merge_range(number, _COMMAND_AT, number, _WIDTH - 1, step.command, styles.command())
        sheet.set_row(number, 20)
    return row + len(STEPS)
