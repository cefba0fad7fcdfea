"""Draws the sheet 项目支出绩效自评表 where the layout puts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlperf.build.form_styles import BODY_SIZE, ROW_SIZE, FormStyles
from xlperf.forms import formulas
from xlperf.forms.areas import absolute, anchor, at, cells_of, column_of, row_of, rows_of
from xlperf.forms.fields import FieldSpec, Kind
from xlperf.forms.heights import row_height
from xlperf.forms.layout import (
    FUNDS_ROW,
    GOAL_ROW,
    HEADER_ROW,
    LAST_COLUMN,
    ROW_HEIGHT,
    WIDTHS,
    Label,
    Layout,
    indicator_cells,
)
from xlperf.forms.marks import marks
from xlperf.forms.names import FORM_SHEET, Name
from xlperf.forms.validation import Check, Validation, list_source, validations
from xlperf.model.ledger import Column
from xlperf.ooxml.refs import Range, ref

_PORTRAIT_A4: Final = 9
_TEXT_NAMES: Final = (Name.PROJECT_CODE,)
_TEXT_KEYS: Final = ("level3", "unit")
#: Point size of an empty cell right of every indicator row. Excel fits a row to its text as people
#: type, but never below its largest font: one line of text keeps the air of a form.
_STRUT_SIZE: Final = 20

_HEIGHTS: Final[Mapping[int, float]] = {
    1: 34,
    2: 20,
    3: 30,
    4: 30,
    **dict.fromkeys(range(FUNDS_ROW + 1, FUNDS_ROW + 5), 20),
    GOAL_ROW: 20,
    GOAL_ROW + 1: 100,
}

_EXCEL_CHECKS: Final = {
    Check.LIST: "list",
    Check.DECIMAL: "decimal",
    Check.WHOLE: "integer",
    Check.LENGTH: "length",
    Check.CUSTOM: "custom",
}


@dataclass(frozen=True, slots=True)
class FormDrawer:
    """Draws one blank form."""

    workbook: Workbook
    sheet: Worksheet
    layout: Layout
    styles: FormStyles

    def draw(self) -> None:
        """The whole sheet, with its names, validations, marks, protection and page."""
        self._grid()
        for label in self.layout.labels():
            self._label(label)
        for field in self.layout.spec.fields:
            if field.is_input:
                self._input(field)
        self._funds()
        self._indicators()
        self._totals()
        self._names()
        for validation in validations(self.layout):
            self._validation(validation)
        for mark in marks(self.layout):
            look = {"type": "formula", "criteria": mark.formula, "format": self.styles.look(mark.look)}
            self.sheet.conditional_format(mark.area.ref, look)
        self._protect()
        self._page()

    def _grid(self) -> None:
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(LAST_COLUMN, LAST_COLUMN, 0.5)
        for row, height in _HEIGHTS.items():
            self.sheet.set_row(row - 1, height)
        for row in (FUNDS_ROW, HEADER_ROW):
            labels = [
                label for label in self.layout.labels() if label.area.ref == ref(row, label.area.first_col)
            ]
            texts = [(label.text, WIDTHS[label.area.first_col - 1]) for label in labels]
            self.sheet.set_row(row - 1, row_height(texts, BODY_SIZE, 30))
        strut = self.styles.make(font_size=_STRUT_SIZE)
        for line in self.layout.indicator_lines:
            self.sheet.set_row(line - 1, ROW_HEIGHT)
            self.sheet.write_blank(line - 1, LAST_COLUMN, None, strut)
        self.sheet.set_row(self.layout.total_row - 1, 26)

    def _label(self, label: Label) -> None:
        title = label.area == self.layout.title
        style = self.styles.title() if title else self.styles.label(label.indent)
        self._write_text(label.area, label.text, style)

    def _write_text(self, area: Range, text: str, style: Format) -> None:
        """Text over an area, merged where it is more than a cell; "" leaves the cells blank."""
        first = anchor(area)
        if area != first:
            self.sheet.merge_range(area.ref, "", style)
        if text:
            self.sheet.write_string(first.ref, text, style)
        else:
            self.sheet.write_blank(first.ref, None, style)

    def _input(self, field: FieldSpec) -> None:
        border = 0 if field.kind is Kind.YEAR else 1
        style = self.styles.input(field.kind, text=field.name in _TEXT_NAMES, border=border)
        self._write_text(self.layout.place(field.name), "", style)

    def _funds(self) -> None:
        layout, funds, rules = self.layout, self.layout.funds, self.layout.spec.rules
        unit = layout.spec.money_unit
        for column in range(len(Column)):
            cells = rows_of(column_of(funds, column), 1, 3)
            self._formula(
                at(funds, 0, column), formulas.fund_total(cells), 0, self.styles.amount(unit, locked=True)
            )
            for each in cells_of(cells):
                self.sheet.write_blank(each.ref, None, self.styles.amount(unit, locked=False))
        rate, weight = layout.place(Name.RATE), layout.place(Name.RATE_WEIGHT)
        percent, score = self.styles.computed("0.00%"), self.styles.computed("0.00")
        self.sheet.write_number(weight.ref, float(rules.execution.weight), self.styles.computed("General"))
        self._formula(rate, formulas.execution_rate(rules.execution, funds), "", percent)
        due = formulas.execution_score(rules, funds, rate, weight)
        self._formula(layout.place(Name.RATE_SCORE), due, "", score)
        base, actual = (tuple(Column).index(column) for column in (rules.execution.base, Column.ACTUAL))
        for index, each in enumerate(cells_of(layout.place(Name.SOURCE_RATES)), 1):
            formula = formulas.source_rate(at(funds, index, base), at(funds, index, actual))
            self._formula(each, formula, "", percent)

    def _indicators(self) -> None:
        spec, styles = self.layout.spec, self.styles
        for index, row in enumerate(spec.indicator_rows):
            line = row_of(self.layout.indicators, index)
            cells = indicator_cells(line)
            self.sheet.write_string(cells["level1"].ref, row.level1, styles.level())
            self.sheet.write_string(cells["level2"].ref, row.level2, styles.level())
            for column in spec.indicator_columns:
                if column.key == "score":
                    due = formulas.indicator_score(spec.rules, line)
                    self._formula(cells["score"], due, "", styles.input(column.kind, size=ROW_SIZE))
                elif not column.locked:
                    style = styles.input(column.kind, text=column.key in _TEXT_KEYS, size=ROW_SIZE)
                    self.sheet.write_blank(cells[column.key].ref, None, style)

    def _totals(self) -> None:
        layout, rules = self.layout, self.layout.spec.rules
        weight, score = layout.place(Name.RATE_WEIGHT), layout.place(Name.RATE_SCORE)
        total = layout.place(Name.TOTAL_SCORE)
        weights = formulas.weight_total(layout.indicator_column("weight"), weight)
        style = self.styles.computed("General", bold=True)
        self._formula(layout.place(Name.WEIGHT_TOTAL), weights, float(rules.execution.weight), style)
        due = formulas.total_score(rules, layout.indicators, weight, score)
        self._formula(total, due, "", self.styles.computed("0.00", bold=True))
        # A form without a place for the grade keeps the cell, with its name, and prints nothing there.
        shown = '"等级："@' if rules.labels.show_grade else ";;;"
        self._formula(
            layout.place(Name.GRADE), formulas.grade(rules, total), "", self.styles.computed(shown, bold=True)
        )

    def _formula(self, area: Range, formula: str, value: float | str, style: Format) -> None:
        self.sheet.write_formula(area.ref, formula, style, value)

    def _names(self) -> None:
        blocks = (Name.FUNDS, Name.SOURCE_RATES, Name.INDICATORS)
        for name, area in self.layout.places.items():
            target = area if name in blocks else anchor(area)
            self.workbook.define_name(f"{FORM_SHEET}!{name}", f"={FORM_SHEET}!{absolute(target)}")

    def _validation(self, rule: Validation) -> None:
        options: dict[str, object] = {
            "validate": _EXCEL_CHECKS[rule.check],
            "input_title": rule.title,
            "input_message": rule.prompt,
            "error_title": rule.title,
            "error_message": rule.error,
            "error_type": "stop" if rule.stop else "warning",
        }
        first, *others = rule.areas
        if others:
            options["other_cells"] = [_corners(area) for area in others]
        self.sheet.data_validation(*_corners(first), options | _limits(rule))

    def _protect(self) -> None:
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        scores = self.layout.indicator_column("score")
        texts = [self.layout.place(Name.PROJECT_CODE)]
        texts += [self.layout.indicator_column(key) for key in _TEXT_KEYS]
        self.sheet.ignore_errors(
            {
                "formula_unlocked": scores.ref,
                "number_stored_as_text": " ".join(area.ref for area in texts),
            }
        )

    def _page(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_portrait()
        sheet.set_paper(_PORTRAIT_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.print_black_and_white()
        sheet.print_area(self.layout.whole.ref)
        sheet.fit_to_pages(1, 1)
        sheet.set_selection(anchor(self.layout.place(Name.PROJECT_NAME)).ref)


def _corners(area: Range) -> tuple[int, int, int, int]:
    """The area as XlsxWriter counts: from 0."""
    return area.first_row - 1, area.first_col - 1, area.last_row - 1, area.last_col - 1


def _limits(rule: Validation) -> dict[str, object]:
    """The part of a validation that says what is allowed."""
    if rule.check is Check.LIST:
        list_source(rule.choices)
        return {"source": list(rule.choices)}
    if rule.check is Check.CUSTOM:
        return {"value": rule.formula}
    if rule.maximum == "":
        return {"criteria": ">=", "value": _plain(rule.minimum)}
    return {"criteria": "between", "minimum": _plain(rule.minimum), "maximum": _plain(rule.maximum)}


def _plain(limit: object) -> object:
    """A limit as XlsxWriter takes it: a formula's text, or a number without a decimal point."""
    return limit if isinstance(limit, str) else int(str(limit))
