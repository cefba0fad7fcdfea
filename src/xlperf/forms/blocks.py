"""A named block of cells as A1 addresses."""

from xlperf.ooxml.refs import Area, ref


def first_ref(area: Area) -> str:
    """The upper left cell: where a merged area keeps its value."""
    return ref(area.first_row, area.first_col)


def row_refs(area: Area) -> list[list[str]]:
    """The addresses of each row."""
    return [
        [ref(row, column) for column in range(area.first_col, area.last_col + 1)]
        for row in range(area.first_row, area.last_row + 1)
    ]
