"""Writes the very hidden sheet that computes 自检."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.forms.names import SELF_CHECK_HELPERS
from xlperf.forms.selfcheck_forms import CheckedForm
from xlperf.forms.selfcheck_grid import HEADINGS, Count, Lines
from xlperf.forms.selfcheck_rules import FILLED, may_blame_a_blank
from xlperf.forms.selfcheck_tally import Board, Item, Tally
from xlperf.ooxml.cells import Value
from xlperf.ooxml.cellxml import formula_tail, formula_xml, write_text
from xlperf.ooxml.markup import DECLARATION, MAIN
from xlperf.ooxml.new_sheets import add_worksheet
from xlperf.ooxml.refs import Range, column_letters, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.values import write_result
from xlperf.ooxml.workbook import Workbook

_EMPTY: Final = (
    f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData/>'
    '<sheetProtection sheet="1" objects="1" scenarios="1"/></worksheet>'
)
#: More columns than a project shares formulas down.
_SHARED: Final = 100


@dataclass(frozen=True, slots=True)
class Helpers:
    """What is to be written."""

    lines: Lines
    board: Board
    forms: Sequence[CheckedForm]

    @staticmethod
    def add(book: Workbook) -> Sheet:
        """The sheet, with nothing on it, behind all others."""
        xml = DECLARATION + _EMPTY.encode()
        return add_worksheet(book, SELF_CHECK_HELPERS, xml, len(book.sheets), "veryHidden")

    def write(self, sheet: Sheet) -> None:
        """All lines and blocks, with their results."""
        heads, rules, blocks = [self._headings()], [self._total()], []
        top = self.lines.last + 1
        for index, form in enumerate(self.forms):
            line, first = self.lines.project(index), self.lines.of(index)
            bases = (0, top, first, line, self.lines.first, self.lines.last, index * _SHARED)
            patterns, title = form.patterns, form.sheet.title
            heads.append(patterns.line.write(bases, title, _counts(self.board.tallies[index])))
            rules.append(patterns.rules.write(bases, title, self._facts(index)))
            blocks.append(patterns.block.write(bases, title, form.results()))
            top += patterns.height
        sheet.replace_rows("".join((*heads, *rules, *blocks)), Range(1, 1, top - 1, len(HEADINGS)))

    def _facts(self, project: int) -> Iterator[Value]:
        """The results in the lines of a project's rules."""
        first = project * self.lines.rules
        for number in range(first, first + self.lines.rules):
            line = self.lines.first + number
            shown = self.lines.first + self.board.order[number]
            yield from _line(self.board.items[number], line, shown)

    @staticmethod
    def _headings() -> str:
        cells = (
            f'<c r="{ref(1, fact)}" t="inlineStr"><is><t>{write_text(text)}</t></is></c>'
            for fact, text in HEADINGS.items()
        )
        return f'<row r="1">{"".join(cells)}</row>'

    def _total(self) -> str:
        """The sums of all projects."""
        line = self.lines.total
        return f'<row r="{line}">{"".join(_sums(line, _counts(self.board.total)))}</row>'


def _sums(line: int, values: Iterable[Value]) -> Iterator[str]:
    for count, value in zip(list(Count)[1:], values, strict=True):
        letters = column_letters(count)
        formula = formula_xml(f"SUM({letters}2:{letters}{line - 1})")
        yield f'<c r="{letters}{line}{formula_tail(0, formula, *write_result(value))}'


def _counts(tally: Tally) -> Iterator[Value]:
    """The results in a project's line; on a form just issued no rule is stuck."""
    yield from map(Decimal, (tally.mistakes, tally.missing, tally.confirm, 0))


def _line(item: Item, line: int, shown: int) -> Iterator[Value]:
    """The results in a rule's line, from left to right; ``shown``: the line shown in its place."""
    verdict = item.verdict
    counts = (verdict.findings, verdict.errors, verdict.cells, int(verdict.waiting), verdict.position)
    yield from map(Decimal, counts)
    blank = may_blame_a_blank(verdict.rule) and (verdict.blank or not verdict.findings)
    yield "" if blank else FILLED
    yield Decimal(verdict.found or 0)
    yield Decimal(item.kind)
    yield from (verdict.cell, verdict.message, verdict.fix, verdict.shown(item.kind))
    yield Decimal(item.kind * 100_000 + line)
    yield Decimal(shown)
