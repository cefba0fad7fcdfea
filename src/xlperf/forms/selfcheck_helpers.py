"""Writes the very hidden sheet that computes 自检."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlperf.forms.names import SELF_CHECK_HELPERS
from xlperf.forms.selfcheck_forms import CheckedForm
from xlperf.forms.selfcheck_grid import HEADINGS, Count, Kind, Lines
from xlperf.forms.selfcheck_tally import Board, Tally
from xlperf.forms.selfcheck_verdicts import Verdict
from xlperf.forms.selfcheck_xml import Pieces, pieces_of
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
        sheet.replace_rows(b"".join((*heads, *rules, *blocks)), Range(1, 1, top - 1, len(HEADINGS)))

    def _facts(self, project: int) -> list[Pieces]:
        """The results in the lines of a project's rules."""
        first, top, facts = project * self.lines.rules, self.lines.first, list[Pieces]()
        for number in range(first, first + self.lines.rules):
            item = self.board.items[number]
            facts += _facts_of(item.verdict, item.kind)
            facts.append((b"", b"<v>%d</v>" % (item.kind * 100_000 + top + number)))
            facts.append((b"", b"<v>%d</v>" % (top + self.board.order[number])))
        return facts

    @staticmethod
    def _headings() -> bytes:
        cells = (
            f'<c r="{ref(1, fact)}" t="inlineStr"><is><t>{write_text(text)}</t></is></c>'
            for fact, text in HEADINGS.items()
        )
        return f'<row r="1">{"".join(cells)}</row>'.encode()

    def _total(self) -> bytes:
        """The sums of all projects."""
        line = self.lines.total
        return f'<row r="{line}">{"".join(_sums(line, self.board.total))}</row>'.encode()


def _sums(line: int, total: Tally) -> Iterator[str]:
    for count, value in zip(list(Count)[1:], _numbers(total), strict=True):
        letters = column_letters(count)
        formula = formula_xml(f"SUM({letters}2:{letters}{line - 1})")
        yield f'<c r="{letters}{line}{formula_tail(0, formula, *write_result(value))}'


def _numbers(tally: Tally) -> Iterator[Decimal]:
    """The results in a project's line; on a form just issued no rule is stuck."""
    yield from map(Decimal, (tally.mistakes, tally.missing, tally.confirm, 0))


def _counts(tally: Tally) -> Iterator[Pieces]:
    yield from map(pieces_of, _numbers(tally))


def _facts_of(verdict: Verdict, kind: Kind) -> Sequence[Pieces]:
    """The results in a rule's line, from left to right, but for the last two: its place, what is shown."""
    if verdict.findings:
        return tuple(map(pieces_of, _values(verdict, kind)))
    return _calm(verdict.filled, verdict.shown(kind), verdict.waiting, kind)


@lru_cache(maxsize=4_096)
def _calm(filled: str, shown: str, waiting: bool, kind: Kind) -> tuple[Pieces, ...]:
    """The same where nothing was found, as for most rules of a form just issued."""
    numbers = (0, 0, 0, int(waiting), 0)
    values = (*map(Decimal, numbers), filled, Decimal(0), Decimal(kind), "", "", "", shown)
    return tuple(map(pieces_of, values))


def _values(verdict: Verdict, kind: Kind) -> Iterator[Value]:
    counts = (verdict.findings, verdict.errors, verdict.cells, int(verdict.waiting), verdict.position)
    yield from map(Decimal, counts)
    yield verdict.filled
    yield Decimal(verdict.found or 0)
    yield Decimal(kind)
    yield from (verdict.cell, verdict.message, verdict.fix, verdict.shown(kind))
