"""How much of a sheet is taken into memory: all that it holds, and not the emptiness below."""

from typing import Final

from xlperf.ooxml.refusals import Limits, too_many

_ROW: Final = b"<row"
_CELL: Final = b"<c "
_ROW_END: Final = b"</row>"
#: So many blank rows at a sheet's end are worth leaving out; formats down to the last row have a million.
_MANY: Final = 5_000


def within_limits(data: bytes, start: int, end: int, limits: Limits) -> int:
    """Where those rows of a sheet end that are worth keeping.

    Very many rows below the last one with a value, a formula or a text are left out: they carry nothing but
    formats. All that is done is counting in a text.

    Args:
        data: the rows, as XML in the grammar of a grid, and what may stand around them.
        start: where they begin.
        end: where they end.
        limits: what one sheet may hold.

    Raises:
        PackageError: there are more rows or cells than ``limits`` allow.
    """
    count = data.count(_ROW, start, end)
    if count > _MANY:
        end = _without_blank_end(data, start, end, count)
        count = data.count(_ROW, start, end)
    if count > limits.rows:
        raise too_many("rows", "", "行", count, limits.rows)
    cells = data.count(_CELL, start, end)
    if cells > limits.cells:
        raise too_many("cells", "", "个单元格", cells, limits.cells)
    return end


def _without_blank_end(data: bytes, start: int, end: int, count: int) -> int:
    """The end of the last row that holds a cell with content, where many come after it."""
    filled = data.rfind(b"</c>", start, end)
    last = data.find(_ROW_END, filled, end) if filled >= 0 else -1
    kept = last + len(_ROW_END) if last >= 0 else start
    return kept if count - data.count(_ROW, start, kept) > _MANY else end
