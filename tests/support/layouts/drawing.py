"""A published case drawn by a plan: from the words and numbers of the case to cells on a canvas."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from support.layouts import words
from support.layouts.canvas import Canvas
from support.layouts.plan import Goals, Heading, Levels, Plan, Target, Total, Unit, printed
from support.published_provinces import PROVINCES, SOURCES, TARGETS
from xlperf.model.money import plain
from xlperf.ooxml.refs import ref

#: The columns of money and of indicators by their names in a case.
MONEY: Final = {
    "initial_budget": "initial_budget",
    "full_year_budget": "budget",
    "execution": "actual",
    "weight": "rate_weight",
    "rate": "rate",
    "score": "rate_score",
}
COLUMNS: Final = {
    "l1": "level1",
    "l2": "level2",
    "l3": "level3",
    **{key: key for key in ("target", "actual", "weight", "score", "reason")},
}
RATES: Final = ("rate_weight", "rate", "rate_score")
SPLIT: Final = ("relation", "target", "unit")
NOT_COPIED: Final = {"goal": "目标没有抄录", "goal_done": "完成情况也没有抄录下来"}
TOTAL_SCORE: Final = "95.5"


def columns_of(case: Mapping[str, Any]) -> list[str]:
    """The columns of indicators that a case has."""
    return [COLUMNS[key] for key in PROVINCES[case["id"]].indicators.values() if key]


@dataclass(slots=True)
class Drawing:
    """One form on its way onto a canvas; ``row`` is where the next thing goes, ``col`` its first column."""

    case: Mapping[str, Any]
    plan: Plan
    canvas: Canvas
    prefix: str = ""
    row: int = 0
    col: int = 0

    def draw(self) -> None:
        """The whole form, from the plan's first row on."""
        self.row, self.col = self.row or self.plan.row, self.col or self.plan.col
        self._title()
        self._heading()
        self._funds()
        self._goals()
        self._indicators()
        self._below()

    @property
    def width(self) -> int:
        """How many of the sheet's columns the form takes."""
        return sum(self.span(key) for key in self._layout())

    def span(self, key: str) -> int:
        """How many of the sheet's columns one of the form's takes."""
        split = key == "target" and self.plan.target is not Target.WHOLE
        if key == "section" and not self.plan.section_column:
            return 0
        return 3 if split else self.plan.widths[key]

    def _layout(self) -> tuple[str, ...]:
        return ("section", "level1", "level2", "level3", *self.plan.order)

    def _put(self, row: int, col: int, text: str, key: str = "", *, rows: int = 1, cols: int = 1) -> None:
        name = f"{self.prefix}{key}" if key else ""
        self.canvas.put(row, self.col + col, text, name, rows=rows, cols=cols)

    def _label(self, row: int, col: int, text: str, *, rows: int = 1, cols: int = 1) -> None:
        self._put(row, col, printed(text, self.plan.print_labels), rows=rows, cols=cols)

    # -- above the tables ------------------------------------------------------------------------------

    def _title(self) -> None:
        year = f"{self.case['year_printed']}年度"
        if self.plan.year_in_title:
            self._put(self.row, 0, f"{year}{self.plan.title}", "year", cols=self.width)
            self.row += 1
        else:
            self._put(self.row, 0, self.plan.title, cols=self.width)
            self._put(self.row + 1, 0, f"（{year}）", "year", cols=self.width)
            self.row += 2
        if self.plan.unit is Unit.ABOVE:
            self._put(self.row, 0, f"金额单位：{self.money_unit}", cols=self.width)
            self.row += 1

    def _heading(self) -> None:
        fields = {
            "project_name": self.case["project"],
            "department": self.case.get("supervisor") or "（没有抄录）",
            "unit": self.case.get("implementer") or self.case["unit"],
        }
        if self.plan.with_code:
            fields["project_code"] = f"P-{self.case['id']}"
        draw = {
            Heading.BESIDE: self._beside,
            Heading.UNDER: self._under,
            Heading.INLINE: self._inline,
        }[self.plan.heading]
        draw(fields)

    def _beside(self, fields: Mapping[str, str]) -> None:
        pairs = list(fields.items())
        for number in range(0, len(pairs), 2):
            parts = spans(self.width, 2 * len(pairs[number : number + 2]))
            col = 0
            for (key, value), label_cols, value_cols in zip(
                pairs[number : number + 2], parts[::2], parts[1::2], strict=True
            ):
                self._label(self.row, col, self.plan.words[key], cols=label_cols)
                self._put(self.row, col + label_cols, value, key, cols=value_cols)
                col += label_cols + value_cols
            self.row += 1

    def _under(self, fields: Mapping[str, str]) -> None:
        col = 0
        for (key, value), cols in zip(fields.items(), spans(self.width, len(fields)), strict=True):
            self._label(self.row, col, self.plan.words[key], cols=cols)
            self._put(self.row + 1, col, value, key, cols=cols)
            col += cols
        self.row += 2

    def _inline(self, fields: Mapping[str, str]) -> None:
        for key, value in fields.items():
            label = self.plan.words[key]
            self._put(self.row, 0, f"{label}：{value}", cols=self.width)
            place = self.canvas.places
            place[f"{self.prefix}{key}"] = (self._at(self.row, 0), value)
            self.row += 1

    def _at(self, row: int, col: int) -> str:
        return ref(row, self.col + col)

    # -- 资金 ------------------------------------------------------------------------------------------

    @property
    def money_unit(self) -> str:
        """元 only where every amount is a plain number, so that it can be printed in 元 at all."""
        return "元" if self.plan.in_yuan and self._plain_amounts() else "万元"

    def _plain_amounts(self) -> bool:
        texts = [line.get(key) or "" for line in self.case["budget_lines"] for key in list(MONEY)[:3]]
        return all(re.fullmatch(r"[0-9.]*", text) for text in texts)

    def _amount(self, text: str, key: str) -> str:
        if key in RATES or not text or not self._plain_amounts():
            return text
        number = f"{plain(Decimal(text) * 10_000):f}" if self.money_unit == "元" else text
        return f"{number}{self.money_unit}" if self.plan.unit is Unit.CELLS else number

    def money_columns(self) -> list[str]:
        """The columns of the funds table that the case has, by its own names, as the plan orders them."""
        have = [key for key in PROVINCES[self.case["id"]].money.values() if key]
        amounts, rates = (
            [key for key in have if MONEY[key] not in RATES],
            [key for key in have if MONEY[key] in RATES],
        )
        return [*rates, *amounts] if self.plan.rates_first else [*amounts, *rates]

    def _funds(self) -> None:
        columns = self.money_columns()
        lines = [line for line in self.case["budget_lines"] if line["item"]]
        unit = f"（{self.money_unit}）"
        section = self.plan.words["funds"] + (unit if self.plan.unit is Unit.LABEL else "")
        heads = [
            self.plan.words[f"money.{MONEY[key]}"]
            + (unit if self.plan.unit is Unit.COLUMNS and MONEY[key] not in RATES else "")
            for key in columns
        ]
        items = [self.plan.words.get(f"source.{line['item']}", line["item"]) for line in lines]
        values = [[(line.get(key) or "", key, line["item"]) for key in columns] for line in lines]
        if self.plan.across:
            values = [list(column) for column in zip(*values, strict=True)]
            heads, items = items, heads
        self._grid(section, heads, items, values)

    def _grid(
        self,
        section: str,
        heads: Sequence[str],
        items: Sequence[str],
        values: Sequence[Sequence[tuple[str, str, str]]],
    ) -> None:
        parts = spans(self.width, len(heads) + 2)
        self._label(self.row, 0, section, rows=len(items) + 1, cols=parts[0])
        col = parts[0] + parts[1]
        for head, cols in zip(heads, parts[2:], strict=True):
            self._label(self.row, col, head, cols=cols)
            col += cols
        for number, (item, row) in enumerate(zip(items, values, strict=True), self.row + 1):
            self._label(number, parts[0], item, cols=parts[1])
            col = parts[0] + parts[1]
            for (text, key, source), cols in zip(row, parts[2:], strict=True):
                self._put(number, col, self._amount(text, MONEY[key]), funds_key(source, key), cols=cols)
                col += cols
        self.row += len(items) + 1

    # -- 年度目标 --------------------------------------------------------------------------------------

    def _goals(self) -> None:
        section, *labels = self.plan.goal_words
        texts = [self.case.get(key, NOT_COPIED[key]) for key in ("goal", "goal_done")]
        if self.plan.goals is Goals.NONE:
            return
        if self.plan.goals in (Goals.BESIDE, Goals.NUMBERED):
            self._goals_beside(labels, texts)
            return
        parts = spans(self.width, 3)
        rows = [[text] for text in texts]
        if self.plan.goals is Goals.SEVERAL:
            rows = [[text, f"第二项：{text[:4]}", "第三项"] for text in texts]
        self._label(self.row, 0, section, rows=len(rows[0]) + 1, cols=parts[0])
        for number, key in enumerate(("goal", "goal_done")):
            col = parts[0] + number * parts[1]
            self._label(self.row, col, labels[number], cols=parts[1 + number])
            for down, text in enumerate(rows[number], self.row + 1):
                self._put(down, col, text, key, cols=parts[1 + number])
            self._several(key, rows[number])
        self.row += len(rows[0]) + 1

    def _goals_beside(self, labels: Sequence[str], texts: Sequence[str]) -> None:
        times = 2 if self.plan.goals is Goals.NUMBERED else 1
        said: dict[str, list[str]] = {"goal": [], "goal_done": []}
        for number in range(times):
            for label, key, text in zip(labels, said, texts, strict=True):
                count = str(number + 1) if times > 1 else ""
                value = text if number == 0 else f"{text[:5]}之二"
                parts = spans(self.width, 2)
                self._label(self.row, 0, label + count, cols=parts[0])
                self._put(self.row, parts[0], value, key, cols=parts[1])
                said[key].append(value)
                self.row += 1
        for key, values in said.items():
            self._several(key, values)

    def _several(self, key: str, texts: Sequence[str]) -> None:
        """Several goals are one field: what is printed in all, at the cell of the first."""
        key = f"{self.prefix}{key}"
        cell, _ = self.canvas.places[key]
        self.canvas.places[key] = (cell, "\n".join(self.canvas.shown(text) for text in texts))

    # -- 绩效指标 --------------------------------------------------------------------------------------

    def _indicators(self) -> None:
        top = self.row
        self._header()
        lines = self.case["indicators"]
        half = len(lines) // 2 if self.plan.page_break and len(lines) > 3 else None
        previous: Mapping[str, str] = {}
        for number, line in enumerate(lines, 1):
            if number - 1 == half:
                self._header()
                previous = {}
            if self.plan.subtotals and number > 1 and lines[number - 2]["l1"] != line["l1"]:
                self._subtotal()
            self._line(number, line, previous)
            previous = line
        if self.plan.section_column and half is None:
            self._label(top, 0, "绩效指标", rows=self.row - top, cols=self.span("section"))
        self._share_levels(lines)

    def _header(self) -> None:
        two = self.plan.target is Target.TWO_ROWS and "target" in self.plan.order
        col = self.span("section")
        for key in self._layout()[1:]:
            cols, rows = self.span(key), 2 if two else 1
            if key == "target" and self.plan.target is not Target.WHOLE:
                self._split_header(col)
            else:
                self._label(self.row, col, self._head(key), rows=rows, cols=cols)
            col += cols
        self.row += 2 if two else 1

    def _split_header(self, col: int) -> None:
        parts = [self.plan.words[f"column.{key}"] for key in ("relation", "target_value", "unit")]
        if self.plan.target is Target.COLUMNS:
            for number, label in enumerate(parts):
                self._label(self.row, col + number, label)
            return
        self._label(self.row, col, self._head("target"), cols=3)
        if self.plan.target is Target.TWO_ROWS:
            for number, label in enumerate(parts):
                self._label(self.row + 1, col + number, label)

    def _head(self, key: str) -> str:
        levels = {"level1": "一级指标", "level2": "二级指标", "level3": "三级指标"}
        if key == "extra":
            return self.plan.words["extra"]
        return levels.get(key) or self.plan.words[f"column.{key}"]

    def _line(self, number: int, line: Mapping[str, str | None], previous: Mapping[str, str | None]) -> None:
        texts = {COLUMNS[key]: text or "" for key, text in line.items()}
        texts["level3"] = self.plan.prefix.format(number) + texts["level3"]
        if self.plan.weights_in_levels and "分" not in texts["level1"]:
            texts["level1"] += "（30分）"
        col = self.span("section")
        for key in self._layout()[1:]:
            path = f"indicators.{number}.{key}"
            if key in ("level1", "level2"):
                depth = ("l1", "l2")[: 1 if key == "level1" else 2]
                same = bool(previous) and all(line[each] == previous[each] for each in depth)
                if not same or self.plan.levels is Levels.REPEATED:
                    self._put(self.row, col, texts[key], path, cols=self.span(key))
                elif self.plan.levels is Levels.MERGED:
                    self.canvas.extend(self.row, self.col + col, self.span(key))
            elif key == "target" and self.plan.target is not Target.WHOLE:
                self._split_target(col, texts["target"], f"indicators.{number}.")
            elif key != "extra":
                self._put(self.row, col, texts.get(key, ""), path, cols=self.span(key))
            col += self.span(key)
        self.row += 1

    def _split_target(self, col: int, text: str, path: str) -> None:
        target = TARGETS[text]
        said = (target.relation, target.value, target.unit)
        for number, (key, part) in enumerate(zip(SPLIT, said, strict=True)):
            if part or self.plan.target is not Target.CELLS:
                self._put(self.row, col + number, part, path + key)

    def _subtotal(self) -> None:
        col = self.span("section")
        self._put(self.row, col, self.plan.words["subtotal"], cols=self.span("level1"))
        for key in self._layout()[1:]:
            if key in ("weight", "score"):
                self._put(self.row, col, "30", cols=self.span(key))
            col += self.span(key)
        self.row += 1

    def _share_levels(self, lines: Sequence[Mapping[str, str | None]]) -> None:
        """一级指标 and 二级指标 of a row are told of the cell in which they stand."""
        places = self.canvas.places
        for number, (above, line) in enumerate(pairwise(lines), 2):
            for depth, key in enumerate(("level1", "level2"), 1):
                path = f"{self.prefix}indicators.{number}.{key}"
                if path not in places and all(above[each] == line[each] for each in ("l1", "l2")[:depth]):
                    places[path] = places[f"{self.prefix}indicators.{number - 1}.{key}"]
        if self.plan.target is Target.WHOLE:
            for number, line in enumerate(lines, 1):
                places.update(self._within_target(f"{self.prefix}indicators.{number}.", line["target"] or ""))

    def _within_target(self, path: str, text: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Where the target stands in one cell, what it says of 指标性质 and 度量单位 stands there too."""
        if text:
            cell, target = self.canvas.places[f"{path}target"][0], TARGETS[text]
            for key, part in (("relation", target.relation), ("unit", target.unit)):
                if part:
                    yield path + key, (cell, part)

    # -- below -----------------------------------------------------------------------------------------

    def _below(self) -> None:
        label, score = self.plan.words["total"], "score" in self.plan.order
        if self.plan.total is Total.INLINE:
            self._put(self.row, 0, f"{label}：{TOTAL_SCORE}", cols=self.width)
            self.canvas.places[f"{self.prefix}total_score"] = (self._at(self.row, 0), TOTAL_SCORE)
            self.row += 1
        elif self.plan.total is not Total.NONE and score:
            self._total_row(label)
        if self.plan.grade and self.plan.total is not Total.NONE:
            parts = spans(self.width, 2)
            self._label(self.row, 0, self.plan.words["grade"], cols=parts[0])
            self._put(self.row, parts[0], "优", "grade", cols=parts[1])
            self.row += 1
        for remark, text in words.REMARKS[: self.plan.remarks]:
            parts = spans(self.width, 2)
            self._label(self.row, 0, remark, cols=parts[0])
            self._put(self.row, parts[0], text, cols=parts[1])
            self.row += 1
        for texts in words.SIGNATURES[: self.plan.signatures]:
            for text, cols, col in zip(texts, spans(self.width, 2), (0, self.width // 2), strict=True):
                self._put(self.row, col, text, cols=cols)
            self.row += 1

    def _total_row(self, label: str) -> None:
        keys = self._layout()
        before = min(keys.index(key) for key in ("weight", "score") if key in keys)
        starts = [sum(self.span(key) for key in keys[:number]) for number in range(len(keys))]
        middle = before - 1 if self.plan.total is Total.MIDDLE and before > 4 else 0
        first = starts[middle]
        self._label(self.row, first, label, cols=max(1, starts[before] - first))
        for number, key in enumerate(keys):
            if number >= before and key == "weight":
                self._put(self.row, starts[number], "100", cols=self.span(key))
            if key == "score":
                self._put(self.row, starts[number], TOTAL_SCORE, "total_score", cols=self.span(key))
        self.row += 1


def spans(width: int, parts: int) -> list[int]:
    """A width cut into parts that are as alike as can be, the wider ones last."""
    least, more = divmod(width, parts)
    assert least, f"{parts} parts of {width} columns"
    return [least + (number >= parts - more) for number in range(parts)]


def funds_key(item: str, column: str) -> str:
    """The field that an amount or a rate is; "" for the points of a source, which are no field."""
    source, key = SOURCES[item], MONEY[column]
    if key in RATES:
        return key if source == "total" else ""
    return f"funding.{source}.{key}"
