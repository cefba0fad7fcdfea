"""Parts of a rectangle of cells, and the spellings that formulas, names and rules need."""

from collections.abc import Iterator

from xlperf.ooxml.refs import Range, column_letters, ref


def cell(row: int, column: int) -> Range:
    """One cell, counted from 1."""
    return Range(row, column, row, column)


def anchor(area: Range) -> Range:
    """The upper left cell: where a merged area keeps its value."""
    return cell(area.first_row, area.first_col)


def at(area: Range, row: int, column: int) -> Range:
    """The cell ``row`` rows below and ``column`` columns right of the upper left one."""
    return cell(area.first_row + row, area.first_col + column)


def row_of(area: Range, index: int) -> Range:
    """One whole row of the area, counted from 0."""
    return Range(area.first_row + index, area.first_col, area.first_row + index, area.last_col)


def rows_of(area: Range, first: int, last: int) -> Range:
    """The rows ``first`` to ``last`` of the area, counted from 0, both included."""
    return Range(area.first_row + first, area.first_col, area.first_row + last, area.last_col)


def column_of(area: Range, index: int) -> Range:
    """One whole column of the area, counted from 0."""
    return Range(area.first_row, area.first_col + index, area.last_row, area.first_col + index)


def cells_of(area: Range) -> Iterator[Range]:
    """Every cell, row by row."""
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_col, area.last_col + 1):
            yield cell(row, column)


def absolute(area: Range) -> str:
    """``$B$3`` or ``$B$3:$G$3``: never moves."""
    first = f"${column_letters(area.first_col)}${area.first_row}"
    last = f"${column_letters(area.last_col)}${area.last_row}"
    return first if first == last else f"{first}:{last}"


def sliding(area: Range) -> str:
    """``$B3``, of the upper left cell: the row moves down a validation or a conditional format."""
    return f"${ref(area.first_row, area.first_col)}"
