"""Rows of an open workbook, as tall as their text needs: as in the file, so that both print alike.

Excel's own fitting leaves no air above and below, and forgets rows whose text a program has set.
"""

from collections.abc import Sequence
from itertools import groupby

import xlwings as xw

from xlperf.books.heights import row_height
from xlperf.books.live_values import Content
from xlperf.ooxml.cells import ErrorValue


def fit_rows(body: xw.Range, contents: Sequence[Sequence[Content]]) -> None:
    """Give the rows of ``body``, which hold ``contents``, their heights: one call for equal neighbours."""
    widths = _widths_of_wrapped(body, contents)
    heights = [
        row_height((text, width) for place, width in widths.items() if (text := _text(row[place])))
        for row in contents
    ]
    for height, places in groupby(range(len(heights)), key=heights.__getitem__):
        rows = list(places)
        body[rows[0] : rows[-1] + 1, :].row_height = height


def _widths_of_wrapped(body: xw.Range, contents: Sequence[Sequence[Content]]) -> dict[int, float]:
    """The widths, in characters, of the columns with text in them that breaks into lines."""
    columns = [
        (place, body.columns[place])
        for place, column in enumerate(zip(*contents, strict=True))
        if any(map(_text, column))
    ]
    return {
        place: float(column.column_width or 0) for place, column in columns if column.wrap_text is not False
    }


def _text(content: Content) -> str:
    return content if isinstance(content, str) and not isinstance(content, ErrorValue) else ""
