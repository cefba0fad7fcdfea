"""How much of a sheet is taken into memory: all that it holds, and not the emptiness below."""

from typing import Final

from xlperf.ooxml.refusals import Limits, too_many

_ROW: Final = "<row"
_CELL: Final = "<c "
_ROW_END: Final = "</row>"
#: So many blank rows at a sheet's end are worth leaving out; formats down to the last row have a million.
_MANY: Final = 5_000


def within_limits(rows: str, limits: Limits) -> str:
    """The rows of a sheet, as XML in the grammar of a grid, that are worth keeping.

    Very many rows below the last one with a value, a formula or a text are left out: they carry nothing but
    formats. All that is done is counting in a text.

    Raises:
        PackageError: there are more rows or cells than ``limits`` allow.
    """
    count = rows.count(_ROW)
    if count > _MANY:
        rows = _without_blank_end(rows, count)
        count = rows.count(_ROW)
    if count > limits.rows:
        raise too_many("rows", "", "行", count, limits.rows)
    cells = rows.count(_CELL)
    if cells > limits.cells:
        raise too_many("cells", "", "个单元格", cells, limits.cells)
    return rows


def _without_blank_end(rows: str, count: int) -> str:
    """The rows up to the last one that holds a cell with content, where many come after it."""
    filled = rows.rfind("</c>")
    end = rows.find(_ROW_END, filled)
    kept = rows[: end + len(_ROW_END)] if filled >= 0 and end >= 0 else ""
    return kept if count - kept.count(_ROW) > _MANY else rows
