"""What is odd about a form beyond its values: a second one below it, hidden parts, blank model rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from xlperf.forms.entries import printed
from xlperf.forms.indicator_lines import IndicatorReader
from xlperf.forms.label_words import Words
from xlperf.model.evaluation import Entry, Remark, RemarkKind, SelfEvaluation
from xlperf.model.ledger import Source
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.markup import Q
from xlperf.ooxml.refs import MAX_COL, column_letters, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

_HIDDEN: Final = re.compile(r' hidden="(?:1|true)"')

_CHINA: Final = timezone(timedelta(hours=8))

_SOURCES: Final = {
    Source.APPROPRIATION: "当年财政拨款",
    Source.CARRYOVER: "上年结转资金",
    Source.OTHER: "其他资金",
}

#: Of a form that we issued and had to read by its labels.
MOVED: Final = Remark(
    RemarkKind.MOVED, "下发的表里插入、删除了行列，或者丢了单元格名称，已改按表上的文字识别"
)


def sheet_remarks(
    book: Workbook, sheet: Sheet, words: Words, level3_column: int, last_row: int
) -> Iterator[Remark]:
    """What is odd about a sheet with a form on it.

    Args:
        book: the workbook.
        sheet: the sheet.
        words: the labels of the form.
        level3_column: the column of 三级指标.
        last_row: the row of 总分: a header below it belongs to another form.
    """
    below = (row for row, _ in sheet.xml.grid.rows() if row > last_row)
    for row in below:
        cell = sheet.cell(ref(row, level3_column))
        if words.indicator_column(printed(book, cell)) == "level3":
            detail = f"第 {last_row} 行以下还有一张自评表，没有读取"
            yield Remark(RemarkKind.SECOND_FORM, detail, cell.ref)
            break
    yield from hidden_remarks(sheet)


def odd_rows(
    reader: IndicatorReader, rows: Sequence[Mapping[str, Cell]], below: Iterable[Mapping[str, Cell]]
) -> Iterator[Remark]:
    """What was not taken for an indicator, or not in full, in rows of an issued form and below it.

    Args:
        reader: of the form.
        rows: the cells of its rows by key.
        below: the rows below 总分, likewise.
    """
    for cells in rows:
        if reader.is_sample(cells):
            text = reader.name(cells)
            yield Remark(RemarkKind.UNREAD, f"“{text}”是示例，没有当作指标读取", cells["level3"].ref)
    yield from ditto_remarks(reader, rows)
    for cells in below:
        if reader.looks_filled(cells):
            detail = f"总分以下还有“{reader.name(cells)}”一行，没有读取"
            yield Remark(RemarkKind.UNREAD, detail, cells["level3"].ref)


def ditto_remarks(reader: IndicatorReader, rows: Iterable[Mapping[str, Cell]]) -> Iterator[Remark]:
    """The remarks on 同上 where a number, a sign or a unit belongs."""
    for cells in rows:
        for cell in reader.dittos(cells):
            detail = f"{cell.ref} 填了“{printed(reader.book, cell)}”，没有按上一行理解"
            yield Remark(RemarkKind.UNREAD, detail, cell.ref)


def hidden_remarks(sheet: Sheet) -> Iterator[Remark]:
    """The remark on hidden rows and columns that hold something."""
    hidden = _hidden(sheet)
    if hidden:
        yield Remark(RemarkKind.HIDDEN, f"隐藏的{'、'.join(hidden)}里有内容，照样参加计算")


def early(form: SelfEvaluation, saved: datetime | None) -> Iterator[Remark]:
    """The remark on a form that was saved before the year was over that it is about.

    A save in an earlier year tells of no evaluation: it is the template's.

    Args:
        form: a form that we did not issue: nothing but what is printed on it vouches for its year.
        saved: when the file was last saved; None where it does not say.
    """
    year, moment = form.year.value, saved and saved.astimezone(_CHINA)
    if moment is not None and moment.year == year:
        day = f"{moment.year}年{moment.month}月{moment.day}日"
        detail = f"表上写 {year} 年度，文件在 {day} 就保存了，这一年还没有过完"
        yield Remark(RemarkKind.EARLY, detail, form.year.cell)


def spare_rows(cells: Sequence[str]) -> Iterator[Remark]:
    """The remark on rows (their names' cells) that the blank form prints: 指标2：…… Nobody filled them in."""
    if cells:
        yield Remark(RemarkKind.SPARE_ROWS, f"有 {len(cells)} 行空指标（指标2：……）没有删除", cells[0])


def scored_source(source: Source, entry: Entry[Decimal]) -> Remark:
    """The remark on a source of funds with a weight or a score."""
    detail = f"{_SOURCES[source]}行填了“{entry.text}”"
    return Remark(RemarkKind.SCORED_SOURCE, detail, entry.cell)


def _hidden(sheet: Sheet) -> list[str]:
    """The hidden rows and columns that hold something, as a clerk names them."""
    rows, columns, unseen = [], set(), _hidden_columns(sheet)
    if not unseen and not any(_HIDDEN.search(row.attributes) for _, row in sheet.xml.grid.rows()):
        return []
    for number, row in sheet.xml.grid.rows():
        filled = [
            col for col, tail in row.cells.items() if not tail.endswith("/>") or tail.endswith("/></c>")
        ]
        columns.update(filled)
        if filled and _HIDDEN.search(row.attributes):
            rows.append(f"第 {number} 行")
    return [*rows, *(f"{column_letters(col)} 列" for col in sorted(columns & unseen))]


def _hidden_columns(sheet: Sheet) -> set[int]:
    if not sheet.xml.may_hold(" hidden="):
        return set()
    found: set[int] = set()
    for element in sheet.xml.skeleton.iter(Q + "col"):
        first, last = element.get("min", ""), element.get("max", "")
        if element.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            found.update(range(int(first), min(int(last), MAX_COL) + 1))
    return found
