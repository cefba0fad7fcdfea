"""Which sheets of a returned workbook are none of the village's: ours, visible and hidden."""

from typing import Final

from xlperf.forms.marking_traces import RECORD_SHEET, is_list
from xlperf.forms.names import IDENTITY_SHEET, SELF_CHECK_HELPERS
from xlperf.forms.selfcheck_marks import is_self_check
from xlperf.ooxml.sheet import Sheet

#: The hidden ones; the last may have a number behind it.
_HIDDEN: Final = (IDENTITY_SHEET, SELF_CHECK_HELPERS)


def is_ours(sheet: Sheet) -> bool:
    """Whether we put a sheet into the workbook: identity, 自检 and its helpers, 修改意见 and its record."""
    if sheet.state != "visible":
        return sheet.title in _HIDDEN or sheet.title.startswith(RECORD_SHEET)
    return is_self_check(sheet) or is_list(sheet)
