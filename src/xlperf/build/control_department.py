"""部门整体: the department's own score, above its indicators, its table by function and its narrative."""

from xlperf.books import sheets as names
from xlperf.build.control_tables import FIRST_ROW, Page, draw_headings, draw_table, set_up_print, set_widths

_EXPLANATIONS = {
    "部门_执行率得分": "由第⑥步计算：整体预算执行率 × 规则集规定的分值。",
    "部门_总分": "由第⑥步计算：预算执行率得分 + 下表各项指标得分。",
    "部门_等级": "由第⑥步按规则集的等级标准判定。",
}


def draw_department(page: Page) -> None:
    """The whole sheet."""
    draw_headings(page, page.spec.width)
    set_widths(page.sheet, page.spec.tables)
    row = _draw_scores(page, FIRST_ROW)
    for table in page.spec.tables:
        row = draw_table(page, table, row) + 1
    set_up_print(page, row - 2, page.spec.width)
    page.sheet.freeze_panes(FIRST_ROW, 0)


def _draw_scores(page: Page, row: int) -> int:
    sheet, styles = page.sheet, page.styles
    for name, caption in names.DEPARTMENT.items():
        text = name.endswith("等级")
        sheet.write_string(row, 0, caption, styles.label())
        sheet.write_blank(row, 1, None, styles.score("@" if text else "0.00"))
        sheet.write_string(row, 2, _EXPLANATIONS[name], styles.plain())
        sheet.set_row(row, 22)
        page.define(name, row, 1)
        row += 1
    return row
