"""A block of rows grows or shrinks, and the whole workbook follows as it does in Excel."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xlperf.ooxml.anchors import shift_comments, shift_controls, shift_drawing, shift_vml
from xlperf.ooxml.areas import stored_range
from xlperf.ooxml.cellxml import blank_tail, formula_of, formula_tail, formula_xml, has_formula, style_of
from xlperf.ooxml.formulas import RowShift, lowest_row, shift_rows, translate
from xlperf.ooxml.grid import LONG, Row, copy_row, put_aside
from xlperf.ooxml.refs import MAX_ROW
from xlperf.ooxml.skeleton_shift import shift_range, shift_skeleton, shift_sqref
from xlperf.ooxml.spots import pivot_sources, rewrite_others, rewrite_tail, rewrite_tree

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook

_ARRAY_AREA = re.compile(r' ref="([^"]*)"')


def resize_rows(book: "Workbook", sheet: "Sheet", first_row: int, count: int, new_count: int) -> None:
    """See :meth:`xlperf.ooxml.sheet.Sheet.resize_rows`."""
    grown = new_count - count
    if first_row < 1 or count < 1 or new_count < 0 or first_row + count - 1 > MAX_ROW:
        raise ValueError(f"不能把从第 {first_row} 行起的 {count} 行改为 {new_count} 行")
    if sheet.xml.grid.last_row() + grown > MAX_ROW:
        raise ValueError("行数超过工作表上限")
    if grown == 0:
        return
    shift = RowShift.resize(first_row, count, new_count)
    _shift_cells(sheet, shift)
    shift_skeleton(sheet.xml.skeleton, shift, sheet.title)
    shift_controls(sheet.xml.skeleton, shift)
    sheet.xml.touch_skeleton()
    own_parts = _shift_own_parts(book, sheet, shift)
    rewrite_others(book, sheet, lambda text: shift_rows(text, shift, sheet.title, home=False), done=own_parts)
    _shift_pivot_sources(book, sheet, shift)
    book.formulas_changed()


def _shift_cells(sheet: "Sheet", shift: RowShift) -> None:
    grid = sheet.xml.grid
    sheet.shared_formulas.expand()

    def follow(row: int, _col: int, tail: str) -> str:
        if _reach(tail) < shift.at - 1:
            return tail
        inside = shift.in_block(row)
        moved = rewrite_tail(
            tail, lambda text: shift_rows(text, shift, sheet.title, home=True, inside=inside)
        )
        return _with_area(moved, shift) if ' ref="' in moved else moved

    grid.map_tails(follow, wanted="<f")
    pattern = grid.row(shift.at - 1)
    if shift.by < 0:
        grid.shift(shift.at - shift.by, shift.by)
    elif pattern is None:
        grid.shift(shift.at, shift.by)
    else:
        grid.insert_rows(shift.at, _rows_like(pattern, shift.by))


@lru_cache(maxsize=16_384)
def _reach(tail: str) -> int:
    """The lowest row that a cell's formula refers to or fills."""
    found = formula_of(tail)
    area = _ARRAY_AREA.search(found[0]) if found is not None else None
    reaches = [
        lowest_row(found[1]) if found is not None else 0,
        lowest_row(area[1]) if area is not None else 0,
    ]
    return max(reaches)


def _with_area(tail: str, shift: RowShift) -> str:
    """An array formula's tail with the area that it fills moved."""
    found = formula_of(tail)
    area = _ARRAY_AREA.search(found[0]) if found is not None else None
    if found is None or area is None:
        return tail
    moved = shift_sqref(area[1], shift, grow=False)
    attributes = found[0].replace(area[0], f' ref="{moved}"') if moved else ""
    start, end = found[2]
    return tail[:start] + formula_xml(found[1], attributes) + tail[end:]


def _rows_like(pattern: Row, count: int) -> list[Row]:
    """The rows that come in below one. Without formulas they are all the same, and share their cells."""
    if not pattern.mentions("<f"):
        cells = _filled_down(pattern, 1).cells
        return [Row(pattern.number, pattern.attributes, cells) for _ in range(count)]
    rows = (_filled_down(pattern, down) for down in range(1, count + 1))
    return put_aside(rows) if count > LONG else list(rows)


def _filled_down(pattern: Row, down: int) -> Row:
    """A copy of a row for ``down`` rows below: its styles, its height, its formulas without results."""

    def filled(_col: int, tail: str) -> str:
        found = formula_of(tail) if has_formula(tail) else None
        if found is None:
            return blank_tail(style_of(tail))
        attributes = _ARRAY_AREA.sub(lambda area: f' ref="{translate(area[1], down)}"', found[0])
        return formula_tail(style_of(tail), formula_xml(translate(found[1], down), attributes))

    return copy_row(pattern, filled)


def _shift_own_parts(book: "Workbook", sheet: "Sheet", shift: RowShift) -> frozenset[str]:
    """Move what belongs to the sheet but lies in other parts; the parts that are dealt with."""
    package = book.package
    done: set[str] = set()

    def own(text: str) -> str:
        return shift_rows(text, shift, sheet.title, home=True)

    for relation in package.relationships(sheet.part).values():
        part = relation.target
        if relation.external or part not in package:
            continue
        if relation.kind == "vmlDrawing":
            shift_vml(package, part, shift, own)
            continue
        changed = False
        if relation.kind == "drawing":
            changed = shift_drawing(package.xml(part), shift)
        elif relation.kind in {"comments", "threadedComment"}:
            changed = shift_comments(package.xml(part), shift)
        elif relation.kind == "table":
            _shift_table(book, sheet, part, shift)
            changed = True
        if relation.kind in {"drawing", "table", "ctrlProp"}:
            changed |= rewrite_tree(package.xml(part), own) if relation.kind != "table" else False
            done.add(part)
        if changed:
            package.touch(part)
    return frozenset(done)


def _shift_table(book: "Workbook", sheet: "Sheet", part: str, shift: RowShift) -> None:
    root = book.package.xml(part)
    moved = shift_range(stored_range(root.get("ref", "")), shift, grow=True)
    if moved is None:
        raise ValueError(f"不能删除表格“{root.get('displayName')}”的全部行")
    root.set("ref", moved.ref)
    shift_skeleton(root, shift, sheet.title)


def _shift_pivot_sources(book: "Workbook", sheet: "Sheet", shift: RowShift) -> None:
    for part, source in pivot_sources(book.package):
        if (source.get("sheet") or "").casefold() == sheet.title.casefold() and source.get("ref"):
            source.set("ref", shift_sqref(source.get("ref", ""), shift, grow=True) or "A1")
            book.package.touch(part)
