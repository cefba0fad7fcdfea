"""The published forms laid out as workbooks, in each province's own columns, by several hands.

Each spot knows the field that stands there (:mod:`support.published_moves`), by a key of its own:
``project_name``, ``funding.total.budget``, ``indicators.3.score``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from support.published_moves import LEFT, UP, Rows, Spot, broken_labels, shifted, unmerged
from support.published_provinces import PROVINCES, SAVED, SOURCES, SPARE_ROWS, TARGETS, Province
from support.sheets import sheet_bytes, stamped
from xlperf.model.money import plain
from xlperf.ooxml.refs import column_letters, ref

#: What stands where something was not copied with the case.
NOT_COPIED: Final = {
    "goal": "这份表的年度总体目标没有抄录",
    "goal_done": "实际完成了什么也没有抄录下来",
    "supervisor": "（没有抄录）",
}
#: The columns of money by their names in a case.
_MONEY: Final = {"initial_budget": "initial_budget", "full_year_budget": "budget", "execution": "actual"}
_RATES: Final = {"weight": "rate_weight", "rate": "rate", "score": "rate_score"}
#: The columns of indicators by their names in a case.
_COLUMNS: Final = {
    "l1": "level1",
    "l2": "level2",
    "l3": "level3",
    "target": "target",
    **{key: key for key in ("relation", "unit", "actual", "weight", "score", "reason")},
}
#: A text that the sheet stores as a number.
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%?")


#: Before the key of what is printed on a form and no field of it: the points of a source, a spare row.
BESIDE: Final = "beside."


@dataclass(frozen=True, slots=True)
class Laid:
    """A workbook; ``places`` says where the value of each field stands and what is printed there."""

    data: bytes
    places: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one hand lays a form out: with the target in one column or in three, then moved about."""

    move: Callable[[Rows], Rows] = field(default=lambda rows: rows)
    other_columns: bool = False


def laid_out(data: Mapping[str, Any], layout: Layout) -> Laid:
    """One case in one layout."""
    rows = layout.move(form_rows(data, other_columns=layout.other_columns))
    day = SAVED.get(data["id"], f"{int(data['year_printed']) + 1}-03-10")
    book = stamped(sheet_bytes(_table(rows)), f"{day}T08:00:00Z", f"{day}T17:30:00Z")
    return Laid(book, _places(rows))


def form_rows(data: Mapping[str, Any], *, other_columns: bool = False) -> Rows:
    """A case in the columns of its province, or with the target in the columns that others have."""
    province = PROVINCES[data["id"]]
    split = province.split is not other_columns
    headers = dict(_split_headers(province.indicators)) if split else province.indicators
    form = _Form(data, province, headers, len(headers) + 2, split)
    return [*form.heading(), *form.funds(), *form.goals(), *form.indicators(), *form.below()]


def _split_headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for header, key in headers.items():
        if key == "target":
            yield from (("指标性质", "relation"), ("指标值", "target"), ("度量单位", "unit"))
        else:
            yield header, key


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: 三级指标 reaches over two columns, the title of a section stands in the first."""

    data: Mapping[str, Any]
    province: Province
    headers: Mapping[str, str]
    width: int
    split: bool

    def heading(self) -> Rows:
        half = self.width // 2
        department = self.data.get("supervisor", NOT_COPIED["supervisor"]) or ""
        unit = self.data.get("implementer", self.data["unit"]) or ""
        return [
            _wide(_label(self.province.title), self.width),
            _wide(Spot(f"（{self.data['year_printed']}年度）", "year"), self.width),
            [
                *_wide(_label("项目名称"), 2),
                *_wide(Spot(self.data["project"], "project_name"), self.width - 2),
            ],
            [
                *_wide(_label(self.province.department), 2),
                *_wide(Spot(department, "department"), half - 2),
                _label(self.province.unit),
                *_wide(Spot(unit, "unit"), self.width - half - 1),
            ],
        ]

    def funds(self) -> Rows:
        before = self.width - 1 - len(self.province.money)
        header = [_label(self.province.funds), *_wide(Spot(), before), *map(_label, self.province.money)]
        return [header, *([UP, *self._source(line, before)] for line in self.data["budget_lines"])]

    def _source(self, line: Mapping[str, str | None], width: int) -> Iterator[Spot]:
        item = line["item"] or ""
        yield from _wide(_label(item), width)
        for column in self.province.money.values():
            yield Spot(line.get(column) or "", _funds_key(SOURCES[item], column))

    def goals(self) -> Rows:
        section, goal, done = self.province.goals
        half = self.width // 2
        texts = [Spot(self.data.get(key, NOT_COPIED[key]), key) for key in ("goal", "goal_done")]
        return [
            [_label(section), *_wide(_label(goal), half), *_wide(_label(done), self.width - half - 1)],
            [UP, *_wide(texts[0], half), *_wide(texts[1], self.width - half - 1)],
        ]

    def indicators(self) -> Rows:
        lines = list(self._lines())
        header = [Spot("绩效指标", label=True), *self._cells({h: _label(h) for h in self.headers})]
        body = [[UP, *self._cells(spots)] for _, spots in lines]
        for (above, _), (line, _), row in zip(lines, lines[1:], body[1:], strict=False):
            _merge_levels(above, line, row)
        return [header, *body]

    def _lines(self) -> Iterator[tuple[dict[str, str], dict[str, Spot]]]:
        """Each row as the case has it, and its spots by header; a spare row is not a field of the form."""
        spare = SPARE_ROWS.get(self.data["id"], {})
        for number, line in enumerate(self.data["indicators"], 1):
            for levels in spare.get(number, ()):
                blank = dict(zip(("l1", "l2", "l3"), levels, strict=True))
                yield blank, self._line(blank, f"{BESIDE}spare.")
            yield line, self._line(line, f"indicators.{number}.")

    def _line(self, line: Mapping[str, str | None], prefix: str) -> dict[str, Spot]:
        texts = {key: text or "" for key, text in line.items()}
        if self.split and texts.get("target"):
            apart = TARGETS[texts["target"]]
            texts |= {"relation": apart.relation, "target": apart.value, "unit": apart.unit}
        return {
            header: Spot(texts.get(key, ""), key and prefix + _COLUMNS[key])
            for header, key in self.headers.items()
        }

    def _cells(self, spots: Mapping[str, Spot]) -> Iterator[Spot]:
        for header, spot in spots.items():
            yield from _wide(spot, 2 if self.headers[header] == "l3" else 1)

    def below(self) -> Rows:
        rows = []
        if self.province.before_total:
            rows.append([*_wide(_label(self.province.before_total), 3), *_wide(Spot("无"), self.width - 3)])
        if self.province.total:
            rows.append(list(self._total()))
        closing = (_wide(_label(text), self.width) for text in self.province.closing)
        return [*rows, *closing]

    def _total(self) -> Iterator[Spot]:
        columns = list(self.headers.values())
        before = min(columns.index(key) for key in ("weight", "target")) + 2
        yield from _wide(_label(self.province.total), before)
        for key in columns[before - 2 :]:
            yield Spot(
                {"weight": "100"}.get(key, ""),
                {"score": "total_score", "reason": "grade"}.get(key, ""),
            )


def _funds_key(source: str, column: str) -> str:
    if source == "total" and column in _RATES:
        return _RATES[column]
    return f"funding.{source}.{_MONEY[column]}" if column in _MONEY else f"{BESIDE}{source}.{column}"


def _merge_levels(above: Mapping[str, str], line: Mapping[str, str], row: list[Spot]) -> None:
    """一级指标 and 二级指标 stand once over the rows that share them."""
    for depth in (1, 2):
        if all(above[level] == line[level] for level in ("l1", "l2")[:depth]):
            row[depth] = UP


def _label(text: str) -> Spot:
    return Spot(text.replace(":", "："), label=True)


def _wide(spot: Spot, width: int) -> list[Spot]:
    """A spot merged over several columns."""
    return [spot, *[LEFT] * (width - 1)]


#: The same form from five hands.
LAYOUTS: Final = {
    "as printed": Layout(),
    "other columns": Layout(other_columns=True),
    "broken labels": Layout(broken_labels),
    "shifted": Layout(shifted),
    "unmerged": Layout(unmerged),
}


# -- where everything is -----------------------------------------------------------------------------------


def _table(rows: Rows) -> str:
    letters = [column_letters(number) for number in range(1, len(rows[0]) + 1)]
    lines = [["", *letters], *([str(n), *(spot.text for spot in row)] for n, row in enumerate(rows, 1))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _places(rows: Rows) -> dict[str, tuple[str, str]]:
    """The cell and the printed text of every field, by its key."""
    found: dict[str, tuple[str, str]] = {}
    for row, spots in enumerate(rows, 1):
        for column, spot in enumerate(spots, 1):
            if spot.key:
                found.setdefault(spot.key, (ref(row, column), _shown(spot.text)))
    numbers = [key.split(".")[1] for key in found if re.fullmatch("indicators.*level3", key)]
    for number in numbers:
        found |= dict(_within_target(f"indicators.{number}.", found))
    for above, number in pairwise(numbers):
        for level in ("level1", "level2"):
            found.setdefault(f"indicators.{number}.{level}", found[f"indicators.{above}.{level}"])
    return found


def _within_target(line: str, places: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Where the target stands in one cell, what it says of 指标性质 and 度量单位 stands there too."""
    cell, text = places[line + "target"]
    if line + "relation" not in places:
        apart = TARGETS[text]
        for key, part in (("relation", apart.relation), ("unit", apart.unit)):
            if part:
                yield line + key, (cell, part)


def _shown(text: str) -> str:
    """What is printed of a text that the sheet stores as a number: 97.80% as 97.8%."""
    if _NUMBER.fullmatch(text):
        sign = "%" if text.endswith("%") else ""
        return f"{plain(Decimal(text.removesuffix('%'))):f}{sign}"
    return text
