"""The row of buttons on 操作台, and under each what its step last came to."""

from xlperf.books.console import LAST_RUN, MESSAGE, STEPS
from xlperf.build.control_styles import column_pixels, row_pixels
from xlperf.build.control_tables import Page

#: Points. A result takes three lines of nine characters, a message three of sixty.
_BUTTON_HEIGHT, _TIME_HEIGHT, _RESULT_HEIGHT, _MESSAGE_HEIGHT = 45, 18, 42, 84
#: What stands under a button that has never been pressed.
NEVER = "—"


def draw_buttons(page: Page, row: int) -> tuple[int, int]:
    """From ``row`` on; returns the row after the message, and the first one that scrolls."""
    for column in range(len(STEPS)):
        _draw_button(page, row, column)
        _draw_last_run(page, row + 1, column)
    for below, height in enumerate((_BUTTON_HEIGHT, _TIME_HEIGHT, _RESULT_HEIGHT, _MESSAGE_HEIGHT)):
        page.sheet.set_row(row + below, height)
    _draw_message(page, row + 3)
    return row + 4, row + 1


def _draw_button(page: Page, row: int, column: int) -> None:
    """A form control that covers its cell; it is not printed, the words in the cell are."""
    step = STEPS[column]
    page.sheet.write_string(row, column, step.button, page.styles.card())
    options = {
        "macro": step.macro,
        "caption": step.button,
        "description": step.does,
        "width": column_pixels(page.width_of(column)),
        "height": row_pixels(_BUTTON_HEIGHT),
    }
    page.sheet.insert_button(row, column, options)


def _draw_last_run(page: Page, row: int, column: int) -> None:
    last = LAST_RUN[STEPS[column].id]
    for below, name in enumerate(last):
        page.sheet.write_string(row + below, column, NEVER, page.styles.remark())
        page.define(name, row + below, column)


def _draw_message(page: Page, row: int) -> None:
    page.sheet.write_string(row, 0, "消息", page.styles.label())
    page.blank_span(row, 1, len(STEPS) - 1, page.styles.message())
    page.define(MESSAGE, row, 1)
