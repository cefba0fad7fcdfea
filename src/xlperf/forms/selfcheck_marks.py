"""How the sheet 自检 is told from the forms, whatever became of its tab."""

from typing import Final

from xlperf.forms.names import SELF_CHECK_LIST
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.sheet import Sheet

#: What stands in its A1.
HEADING: Final = "自检：还有哪里要改"


def is_self_check(sheet: Sheet) -> bool:
    """Whether a sheet is our 自检; one that cannot be read is not.

    It is known by the name of its list, which saves reading it, else by its heading.
    """
    area = sheet.book.area(SELF_CHECK_LIST)
    if area is not None and area.sheet == sheet.title:
        return sheet.is_worksheet
    try:
        return sheet.is_worksheet and sheet.value("A1") == HEADING
    except PackageError:
        return False
