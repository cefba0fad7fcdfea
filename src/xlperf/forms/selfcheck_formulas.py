"""The formulas of one project on the sheet that computes 自检, as patterns that serve every project."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from xlperf.forms.areas import absolute, cell, cells_of, column_of
from xlperf.forms.names import SELF_CHECK_HELPERS, Name
from xlperf.forms.rule_places import RuleCells
from xlperf.forms.selfcheck_grid import SPARE, Copies, Count, Fact, Kind
from xlperf.forms.selfcheck_rules import OWN_SHEET, RuleLine, own
from xlperf.forms.selfcheck_xml import (
    TITLE,
    Base,
    Pattern,
    array_cell,
    fixed_but,
    formula_cell,
    number_cell,
    own_references,
    row,
    row_xml,
    shared_cells,
    text_cell,
)
from xlperf.ooxml.refs import Range
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions.definitions import Value
from xlperf.rules.expressions.places import Formula
from xlperf.rules.expressions.vocabulary import Group, all_fields
from xlperf.rules.ruleset import RuleSet


@dataclass(frozen=True)
class Shape:
    """What a project's formulas depend on: the rules, and where the form has its cells.

    Two projects of the same shape differ in their titles and in where their lines stand only.
    """

    rules: RuleSet
    live: tuple[Rule, ...]
    constants: Mapping[str, Value]
    places: Mapping[Name, Range]

    @property
    def rows(self) -> int:
        """How many rows of indicators are looked at."""
        return self.places[Name.INDICATORS].rows + SPARE

    def cells(self, copies: Copies) -> RuleCells:
        """The places of the fields among the copies, and what follows from them below."""
        top = copies.top + copies.height
        return RuleCells(
            SELF_CHECK_HELPERS, copies.areas, SELF_CHECK_HELPERS, top, self.rules, self.constants
        )


@dataclass(frozen=True, slots=True)
class ProjectPatterns:
    """The rows of one project: its line, the lines of its rules, its block of cells.

    ``derived`` says what follows from the copies, cell by cell: a field, and for which row.
    """

    line: Pattern
    rules: Pattern
    block: Pattern
    derived: tuple[tuple[str, int], ...]
    height: int


def patterns_of(shape: Shape) -> ProjectPatterns:
    """Write a shape's formulas."""
    copies = Copies(row(Base.BLOCK), shape.rows)
    cells = shape.cells(copies)
    writer = _Writer(shape, copies, cells)
    return ProjectPatterns(
        line=Pattern.of(_project_line(len(shape.live))),
        rules=Pattern.of(writer.rules()),
        block=Pattern.of(writer.block()),
        derived=tuple((name, index) for name, index, _ in cells.fields()),
        height=copies.height + cells.height,
    )


def _project_line(rules: int) -> str:
    """How many mistakes, missing entries, things to confirm, and rules that cannot be judged any more."""
    line, first, last = row(Base.PROJECT), row(Base.RULES), row(Base.RULES, rules - 1)

    def column(fact: Fact) -> str:
        return own(Range(first, fact, last, fact))

    formulas = {
        Count.MISTAKES: f"SUMIF({column(Fact.FOUND)},{Kind.MISTAKE},{column(Fact.ERRORS)})",
        Count.MISSING: f"SUMIF({column(Fact.FOUND)},{Kind.MISSING},{column(Fact.CELLS)})",
        Count.CONFIRM: f"SUMIF({column(Fact.FOUND)},{Kind.CONFIRM},{column(Fact.FINDINGS)})",
        Count.STUCK: f"COUNTIF({column(Fact.KIND)},{Kind.STUCK})",
    }
    cells = [formula_cell(place, line, _local(text)) for place, text in formulas.items()]
    return row_xml(line, [_title_cell(Count.TITLE, line), *cells])


def head_of(numbers: Range) -> Range:
    """The cell above the numbers of the rows: how many rows the form has."""
    return cell(numbers.first_row - 1, numbers.first_col)


def _title_cell(column: int, standing: int, before: str = "", behind: str = "") -> str:
    return text_cell(column, standing, f"{before}{TITLE}{behind}")


def _local(formula: str) -> str:
    return own_references(formula, OWN_SHEET)


@dataclass(frozen=True)
class _Writer:
    shape: Shape
    copies: Copies
    local: RuleCells

    # -- the block ---------------------------------------------------------------------------------

    def block(self) -> str:
        """The copies, then what follows from them."""
        cells: dict[int, dict[int, str]] = defaultdict(dict)
        for place, xml in (*self._single_copies(), *self._columns(), *self._derived()):
            cells[place.first_row][place.first_col] = xml
        return "".join(
            row_xml(line, [xml for _, xml in sorted(found.items())]) for line, found in sorted(cells.items())
        )

    def _single_copies(self) -> Iterator[tuple[Range, str]]:
        for copy, original in self.copies.single(self.shape.places):
            theirs = f"'{TITLE}'!{absolute(original)}"
            text = f'IF(ISBLANK({theirs}),"",{theirs})'
            yield copy, formula_cell(copy.first_col, copy.first_row, text)

    def _columns(self) -> Iterator[tuple[Range, str]]:
        """绩效指标, row by row as far as the form has rows, whatever became of them."""
        ours, theirs = self.copies.areas[Name.INDICATORS], self.shape.places[Name.INDICATORS]
        numbers = self.copies.numbers
        for index in range(ours.rows):
            line = ours.first_row + index
            yield (
                Range(line, numbers.first_col, line, numbers.first_col),
                number_cell(numbers.first_col, line, index + 1),
            )
        last = f"ROWS('{TITLE}'!{absolute(theirs)})"
        yield head_of(numbers), formula_cell(numbers.first_col, numbers.first_row - 1, last)
        for place in cells_of(ours):
            which = _local(own(cell(place.first_row, numbers.first_col)))
            area = f"'{TITLE}'!{absolute(column_of(theirs, place.first_col - ours.first_col))}"
            found = f"INDEX({area},{which})"
            many = _local(own(head_of(numbers)))
            text = f'IF({which}>{many},"",IF(ISBLANK({found}),"",{found}))'
            yield place, formula_cell(place.first_col, place.first_row, text)

    def _derived(self) -> Iterator[tuple[Range, str]]:
        first = self.copies.areas[Name.INDICATORS].first_row
        for (name, index, place), (_, formula) in zip(
            self.local.fields(), self.local.formulas(), strict=True
        ):
            text = _local(formula.text.removeprefix("="))
            if all_fields()[name].group is not Group.INDICATOR or formula.array:
                yield place, _cell(place.first_col, place.first_row, Formula(text, formula.array))
            elif index == 0:
                area = Range(
                    place.first_row, place.first_col, place.first_row + self.shape.rows - 1, place.first_col
                )
                yield from _down(area, fixed_but(text, [first, place.first_row]), place.first_col)

    # -- the rules ---------------------------------------------------------------------------------

    def rules(self) -> str:
        """A line for each rule."""
        return "".join(self._rule(index, rule) for index, rule in enumerate(self.shape.live))

    def _rule(self, index: int, rule: Rule) -> str:
        line = row(Base.RULES, index)
        formulas = RuleLine(
            rule, line, self._live, self.local, self._form, head_of(self.copies.numbers)
        ).formulas()
        cells = {
            fact: _cell(fact, line, Formula(_local(formula.text.removeprefix("=")), formula.array))
            for fact, formula in formulas.items()
        }
        cells |= {
            Fact.ID: text_cell(Fact.ID, line, rule.id),
            Fact.TITLE: text_cell(Fact.TITLE, line, rule.title),
            Fact.PROJECT: _title_cell(Fact.PROJECT, line),
            Fact.LINK: _title_cell(Fact.LINK, line, "#'", "'!"),
        }
        return row_xml(line, [cells[fact] for fact in sorted(cells)])

    @cached_property
    def _live(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.shape.live}

    @cached_property
    def _form(self) -> RuleCells:
        """The places on the form itself, by which a cell's address is told."""
        places = self.shape.places
        # A name that the office's template lacks has no cell to send anybody to.
        areas = {name: places.get(name, places[Name.PROJECT_NAME]) for name in Name}
        return replace(self.local, sheet=TITLE, areas=areas)


def _down(area: Range, formula: str, index: int) -> Iterator[tuple[Range, str]]:
    for line, xml in enumerate(shared_cells(area, formula, index), area.first_row):
        yield Range(line, area.first_col, line, area.first_col), xml


def _cell(column: int, line: int, formula: Formula) -> str:
    write = array_cell if formula.array else formula_cell
    return write(column, line, formula.text)
