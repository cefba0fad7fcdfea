"""What became of the locked cells of an issued form: cell by cell, what was issued and what came back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from xlperf.forms.alignment import Alignment
from xlperf.forms.indicator_lines import is_ditto
from xlperf.forms.locked_cells import LockedSheet, Spot, content, content_key, validated
from xlperf.forms.names import Name
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.ooxml.refs import Area, Range, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: A sheet on which less than this part of the issued cells is found again is another form.
_RECOGNISED: Final = 0.5
#: 一级指标 and 二级指标 are the first columns of 绩效指标.
_LEVELS: Final = 2
#: How much of a text a sentence quotes.
_QUOTED: Final = 60


@dataclass(frozen=True, slots=True)
class Comparison:
    """An issued sheet beside the one that came back; ``cells`` are the contents of the latter."""

    issued: LockedSheet
    sheet: Sheet
    cells: Mapping[Spot, str]
    places: Alignment
    straight: Alignment

    @classmethod
    def of(cls, issued: LockedSheet, sheet: Sheet, window: Range | None = None) -> "Comparison":
        """Find the issued cells on a sheet, or in the part of it where the form stands."""
        found = ((spot, content(cell)) for spot, cell in sheet.filled())
        cells = {spot: text for spot, text in found if window is None or spot in window}
        places = Alignment.of(issued.cells, cells)
        return cls(issued, sheet, cells, places, places.straight())

    @property
    def recognised(self) -> bool:
        """Whether it is that form at all."""
        found = sum(self.places.spot(spot) in self.cells for spot in self.issued.cells)
        return found >= _RECOGNISED * len(self.issued.cells)

    def remarks(self, book: Workbook, *, named: bool) -> tuple[Remark, ...]:
        """What was changed, in the order of the issued sheet: cells, then names, then what may be typed.

        ``named``: the names of the sheet are those of this form.
        """
        cells = (*self._lost_rows(), *self._lost_columns(), *self._changed(), *self._merged())
        return (*cells, *(self._names(book) if named else ()), *self._validations())

    def _changed(self) -> Iterator[Remark]:
        for spot, was in self.issued.cells.items():
            place = self._ways(spot)[0].spot(spot)
            if place is not None:
                now = self.cells.get(place, "")
                if not (self._same(spot, was) or self._as_above(spot, place, was, now)):
                    yield self._told(self._kind(spot, was), place, was, now)

    def _same(self, spot: Spot, was: str) -> bool:
        """Whether it is where its column went, or where it stood while others left its column."""
        return any(self._agrees(places, spot, was) for places in self._ways(spot))

    def _ways(self, spot: Spot) -> tuple[Alignment, ...]:
        """How a cell may have moved; without their header the columns of 绩效指标 stay where they are."""
        block = self.issued.names.get(Name.INDICATORS)
        if block is not None and spot in block and block.first_row - 1 not in self.places.rows:
            return (self.straight,)
        return self.places, self.straight

    def _agrees(self, places: Alignment, spot: Spot, was: str) -> bool:
        place = places.spot(spot)
        now = self.cells.get(place, "") if place is not None else ""
        if was.startswith("="):
            return _formula_key(places.formula(was)) == _formula_key(now)
        return content_key(was) == content_key(now)

    def _as_above(self, spot: Spot, place: Spot, was: str, now: str) -> bool:
        """Whether 一级指标 or 二级指标 stands once over several rows, with blanks or 同上 below."""
        block = self.issued.names.get(Name.INDICATORS)
        if block is None or spot not in block or spot[1] - block.first_col >= _LEVELS:
            return False
        if now and not is_ditto(now):
            return False
        above = (self.cells.get((row, place[1]), "") for row in range(place[0] - 1, 0, -1))
        stated = next((text for text in above if text and not is_ditto(text)), "")
        return content_key(stated) == content_key(was)

    def _merged(self) -> Iterator[Remark]:
        """Cells that were merged into their neighbours: what stood in them is gone, typed answers too."""
        issued = {self._area(self.places, area) for area in self.issued.merges}
        places = {place: spot for spot in self._answers() if (place := self.places.spot(spot))}
        for area in self.sheet.merges:
            first = (area.first_row, area.first_col)
            for place in places if area not in issued else ():
                if place in area and place != first:
                    detail = (
                        f"“{self.sheet.title}”{ref(*place)} 被合并到 {ref(*first)} 里，原来填的内容没有了"
                    )
                    yield Remark(RemarkKind.REWORDED, detail, ref(*place))

    def _answers(self) -> Iterator[Spot]:
        """Every cell in the blocks of the form, as it was issued, that is not locked."""
        for area in self.issued.names.values():
            whole = ((row, column) for row in _rows_of(area) for column in _columns_of(area))
            yield from (spot for spot in whole if spot not in self.issued.cells and not self._covered(spot))

    def _covered(self, spot: Spot) -> bool:
        return any(spot in merge and spot != _first(merge) for merge in self.issued.merges)

    def _kind(self, spot: Spot, was: str) -> RemarkKind:
        """Printed values stand in the areas of the form's names, labels outside of them."""
        printed = any(spot in area for area in self.issued.names.values())
        return RemarkKind.CHANGED if printed and not was.startswith("=") else RemarkKind.REWORDED

    def _told(self, kind: RemarkKind, place: Spot, was: str, now: str) -> Remark:
        address = ref(*place)
        detail = f"“{self.sheet.title}”{address} 下发时是{_quoted(was)}，收回时{_now(now)}"
        return Remark(kind, detail, address)

    def _lost_rows(self) -> Iterator[Remark]:
        rows: dict[int, list[str]] = defaultdict(list)
        for (row, column), text in self.issued.cells.items():
            if row not in self.places.rows and not (column == 1 and row - 1 in rows):
                rows[row].append(text)
        for row, texts in rows.items():
            yield self._gone(f"第 {row} 行", texts, self._in_names(row=row))

    def _lost_columns(self) -> Iterator[Remark]:
        columns: dict[int, list[str]] = defaultdict(list)
        for (row, column), text in self.issued.cells.items():
            if column not in self.places.columns and row in self.places.rows:
                columns[column].append(text)
        for column, texts in columns.items():
            letters = ref(1, column)[:-1]
            yield self._gone(f"{letters} 列", texts, self._in_names(column=column))

    def _in_names(self, *, row: int = 0, column: int = 0) -> bool:
        return any(
            area.first_row <= row <= area.last_row or area.first_col <= column <= area.last_col
            for area in self.issued.names.values()
        )

    def _gone(self, where: str, texts: Iterable[str], printed: bool) -> Remark:
        words = " ".join(" ".join(_shown(text).split()) for text in texts if not text.startswith("="))
        kind = RemarkKind.CHANGED if printed else RemarkKind.REWORDED
        return Remark(kind, f"“{self.sheet.title}”下发时的{where}（{_cut(words)}）收回时没有了")

    def _names(self, book: Workbook) -> Iterator[Remark]:
        own = book.names_of(self.sheet)
        lost = []
        for name, area in self.issued.names.items():
            found, due = own.get(name), self._area(self.places, area)
            corners = [_first(each) for each in (due, self._area(self.straight, area)) if each is not None]
            if found is None:
                lost.append(name)
            elif due is not None and _first(found) not in corners:
                now = f"{found.sheet}!{found.ref}"
                detail = f"“{self.sheet.title}”的名称“{name}”下发时指 {due.ref}，收回时指 {now}"
                yield Remark(RemarkKind.UNSET, detail, ref(found.first_row, found.first_col))
        if lost:
            yield Remark(RemarkKind.UNSET, f"“{self.sheet.title}”丢了单元格名称：{'、'.join(lost)}")

    def _area(self, places: Alignment, area: Range) -> Range | None:
        """Where an area stands now; None where a part of it is gone."""
        rows = [places.rows.get(row) for row in _rows_of(area)]
        columns = [places.columns.get(column) for column in _columns_of(area)]
        down = [row for row in rows if row is not None]
        across = [column for column in columns if column is not None]
        if len(down) < area.rows or len(across) < area.cols:
            return None
        return Range(min(down), min(across), max(down), max(across))

    def _validations(self) -> Iterator[Remark]:
        now, gone = dict(validated(self.sheet)), []
        for spot, said in self.issued.validations.items():
            place = self.places.spot(spot)
            if place is not None and now.get(place) != said:
                gone.append(ref(*place))
        if gone:
            where = f"“{self.sheet.title}”的 {_cut('、'.join(gone))}"
            detail = f"{where} 下发时限定了能填什么（下拉选项、数字范围），收回时没有了或改过"
            yield Remark(RemarkKind.UNSET, detail, gone[0])


def _first(area: Range | Area) -> Spot:
    return area.first_row, area.first_col


def _rows_of(area: Range) -> range:
    return range(area.first_row, area.last_row + 1)


def _columns_of(area: Range) -> range:
    return range(area.first_col, area.last_col + 1)


def _formula_key(text: str) -> str:
    return re.sub(r"\s|\$", "", text).casefold()


def _quoted(text: str) -> str:
    return f"公式“{_cut(text)}”" if text.startswith("=") else f"“{_cut(text)}”"


def _now(text: str) -> str:
    return f"是{_quoted(text)}" if text else "是空的"


def _shown(text: str) -> str:
    return text[1:] if text.startswith("'=") else text


def _cut(text: str) -> str:
    line = " ".join(_shown(text).split())
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
