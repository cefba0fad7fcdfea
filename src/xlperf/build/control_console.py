"""操作台: the buttons in the order of the year, the state of the round, the way to every sheet and folder."""

from typing import NamedTuple

from xlperf.books import sheets as names
from xlperf.books.console import FOLDERS, STEPS
from xlperf.books.spec import SheetSpec
from xlperf.build.control_buttons import draw_buttons
from xlperf.build.control_progress import draw_chart, draw_state, reserve_chart
from xlperf.build.control_tables import UNIT_ROW, Page, draw_headings, draw_table, set_up_print, set_widths

__all__ = ["STEPS", "draw_console"]

_WIDTH = len(STEPS)
#: In the list of what the steps do: the columns of the name, of the words, of the command.
_NAME_COLUMNS, _WORD_COLUMNS, _COMMAND_COLUMNS = (0, 1), (2, 6), (7, _WIDTH - 1)


class _Link(NamedTuple):
    text: str
    place: str
    tip: str


def draw_console(page: Page, sheets: tuple[SheetSpec, ...]) -> None:
    """The whole sheet; ``sheets`` are all sheets of the workbook, for the links."""
    draw_headings(page, _WIDTH)
    set_widths(page.sheet, page.spec.tables)
    row, frozen = draw_buttons(page, _caption(page, UNIT_ROW, "操作步骤"))
    row = draw_state(page, _caption(page, row, "评价进度"))
    charted = row
    row = _draw_sheet_links(page, reserve_chart(page, row), sheets)
    row = _draw_folder_links(page, row)
    row = _draw_steps(page, row)
    for table in page.spec.tables:
        row = draw_table(page, table, row)
        draw_chart(page, table, charted, data_row=row - 1)
    set_up_print(page, row - 1, _WIDTH)
    page.sheet.freeze_panes(frozen, 0)
    page.sheet.set_first_sheet()
    page.sheet.activate()


def _caption(page: Page, row: int, text: str) -> int:
    page.sheet.write_string(row, 0, text, page.styles.caption())
    page.sheet.set_row(row, 26)
    return row + 1


def _draw_sheet_links(page: Page, row: int, sheets: tuple[SheetSpec, ...]) -> int:
    others = [sheet.name for sheet in sheets if sheet is not page.spec]
    links = [_Link(name, f"internal:{names.title_name(name)}", f"打开工作表“{name}”") for name in others]
    return _draw_links(page, _caption(page, row, "打开工作表"), links)


def _draw_folder_links(page: Page, row: int) -> int:
    """Relative to the workbook, so that they still lead there when the round's folder has moved."""
    links = [_Link(folder, f"external:{folder}", f"打开文件夹“{folder}”") for folder in FOLDERS]
    return _draw_links(page, _caption(page, row, "打开文件夹"), links)


def _draw_links(page: Page, row: int, links: list[_Link]) -> int:
    for number, link in enumerate(links):
        at = row + number // _WIDTH, number % _WIDTH
        page.sheet.write_url(*at, link.place, page.styles.link(), link.text, link.tip)
    last = row - (-len(links) // _WIDTH)
    for number in range(row, last):
        page.sheet.set_row(number, 22)
    return last


def _draw_steps(page: Page, row: int) -> int:
    row = _caption(page, row, "各步骤做什么（没有按钮的电脑，在本文件夹里运行右边的命令）")
    sheet, styles = page.sheet, page.styles
    for number, step in enumerate(STEPS, row):
        spans = (
            (_NAME_COLUMNS, step.button, styles.label()),
            (_WORD_COLUMNS, step.does, styles.plain()),
            (_COMMAND_COLUMNS, step.command, styles.command()),
        )
        for (first, last), text, style in spans:
            sheet.merge_range(number, first, number, last, text, style)
        sheet.set_row(number, 20)
    return row + len(STEPS)
