"""The two very hidden sheets by which a workbook tells xlwings' VBA how to behave."""

from collections.abc import Mapping
from typing import Final

from xlsxwriter import Workbook

#: xlwings reads its settings from a sheet of this name before any file.
SETTINGS_SHEET: Final = "xlwings.conf"

#: Settings of the workbook itself; all others are the computer's (``xlperf setup``). Text, not truth values:
#: VBA compares with text.
SETTINGS: Final = {
    # A file that lies beside the workbook must not be taken for a library.
    "ADD_WORKBOOK_TO_PYTHONPATH": "false",
    # What Python prints when it fails goes to the sheet below instead of a window full of English.
    "SHOW_ERROR_POPUPS": "False",
}

#: The add-in's commands are short and follow each other, and its worksheet functions need a Python that stays
#: running: they share it. The steps of a round are long, for which Excel would ask its user to wait for
#: "another application": each starts a Python of its own.
ADDIN_SETTINGS: Final = {**SETTINGS, "USE UDF SERVER": "True"}

#: xlwings would add a visible sheet of this name itself.
ERROR_SHEET: Final = "Error"


def add_xlwings_sheets(workbook: Workbook, settings: Mapping[str, str] = SETTINGS) -> None:
    """Add both sheets, after those that people see."""
    sheet = workbook.add_worksheet(SETTINGS_SHEET)
    for row, (key, value) in enumerate(settings.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.very_hidden()
    workbook.add_worksheet(ERROR_SHEET).very_hidden()
