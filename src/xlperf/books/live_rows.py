"""Replacing the rows of a table in an open workbook, without losing what a clerk put beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlperf.books.carry import Key, OldRow, carry, key_of
from xlperf.books.live_table import LiveTable
from xlperf.books.live_values import Content, Formula, content_of, same
from xlperf.books.port import CellValue, Orphan, as_text
from xlperf.ooxml.formulas import translate

_Record = Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A clerk's cell before the change, by its place in the table."""

    place: int
    value: Content
    formula: str | None


def replace_rows(
    table: LiveTable,
    records: Sequence[_Record],
    own: Sequence[str],
    key: tuple[str, ...],
    before_writing: Callable[[], None],
) -> tuple[Orphan, ...]:
    """Put new rows in place of the old; no rows leave one that is blank.

    ``own`` are the step's columns, ``key`` those by which a row is known again. ``before_writing`` is called
    if there is anything to change. What clerks had written in rows that are gone is given back.

    Raises:
        BookError: the sheet is protected, something stands in the way, or Excel refuses.
    """
    records = records or ({},)
    clerk = [header for header in table.headers if header not in own]
    old = table.contents()
    rows = [_old_row(table, place, contents, clerk, key) for place, contents in enumerate(old)]
    carried = carry(clerk, rows, (key_of(record, key) for record in records))
    new = [
        _new_row(table, place, record, kept)
        for place, (record, kept) in enumerate(zip(records, carried.rows, strict=True))
    ]
    replace_contents(table, old, new, before_writing)
    return tuple(_orphan(table, *entry) for entry in carried.lost)


def replace_contents(
    table: LiveTable,
    old: Sequence[Sequence[Content]],
    new: Sequence[Sequence[Content]],
    before_writing: Callable[[], None],
) -> bool:
    """Make a table that holds ``old`` hold ``new``, and show all its rows.

    Returns:
        Whether there was anything to change.

    Raises:
        BookError: the sheet is protected, something stands in the way, or Excel refuses.
    """
    is_new = len(old) != len(new) or not all(
        same(before, after)
        for rows in zip(old, new, strict=True)
        for before, after in zip(*rows, strict=True)
    )
    is_hidden = table.is_hidden()
    if not is_new and not is_hidden:
        return False
    table.require_unprotected()
    table.require_room(len(new))
    before_writing()
    if is_hidden:
        table.show()
    if is_new:
        table.put(old, new)
    return True


def _old_row(
    table: LiveTable, place: int, contents: Sequence[Content], clerk: Sequence[str], key: Sequence[str]
) -> OldRow[_Kept]:
    columns, values = table.columns, table.values[place]
    kept = {header: _kept(place, contents[columns[header]]) for header in clerk}
    return OldRow(key_of({header: values[columns[header]] for header in key}, key), kept)


def _kept(place: int, content: Content) -> _Kept:
    if isinstance(content, Formula):
        return _Kept(place, None, content.text)
    return _Kept(place, content, None)


def _new_row(
    table: LiveTable, place: int, record: _Record, kept: Mapping[str, _Kept | None]
) -> list[Content]:
    return [
        _moved(kept[header], place) if header in kept else content_of(record.get(header))
        for header in table.headers
    ]


def _moved(kept: _Kept | None, place: int) -> Content:
    """What a clerk's cell holds at another place of the table: a formula looks at its own row again."""
    if kept is None:
        return None
    return kept.value if kept.formula is None else Formula(translate(kept.formula, place - kept.place))


def _orphan(table: LiveTable, key: Key, header: str, kept: _Kept) -> Orphan:
    text = f"={kept.formula}" if kept.formula is not None else as_text(_value(kept.value))
    cell = table.cell(kept.place, header)
    return Orphan(table.name, table.title, " ".join(key).strip(), header, text, cell)


def _value(content: Content) -> CellValue:
    return None if isinstance(content, Formula) else content
